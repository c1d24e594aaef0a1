"""Style sheets that many pages share, and pages that want something of their own."""

from __future__ import annotations

import errno
from dataclasses import replace

import pytest

from handoutpress.errors import RenderError
from handoutpress.jobs import RenderJob
from handoutpress.load import read_fonts
from handoutpress.render import FONT_ROOT, STYLE_ROOT, Press
from handoutpress.render.design import Design, Wanted
from tests.pdf_facts import drawn_boxes, page_texts
from tests.small_press import STYLE, THEME, make_job

BOX = b":root { --high: 30pt } .box { height: var(--high); width: 40pt; background: black }"
NOTE = '<h1>Title</h1><p>Words<span class="note">Said below</span></p>'


def make_press(css: bytes) -> Press:
    """Return a press whose theme has some more rules."""
    return Press(replace(THEME, styles={"small.css": STYLE + css}), read_fonts())


def with_root_style(job: RenderJob, style: str) -> RenderJob:
    """Return a page whose root element has a style of its own."""
    return replace(job, html=job.html.replace("<html", f'<html style="{style}"'))


def box_height(press: Press, job: RenderJob) -> int:
    """Return the height of what is drawn last, in points."""
    _, low, _, high = drawn_boxes(press.render(job).pdf)[-1]
    return round(high - low)


def test_a_page_that_gives_a_value_itself_gets_it_and_the_others_do_not() -> None:
    press = make_press(BOX)
    page = '<h1>Title</h1><div{}><div class="box"></div></div>'

    assert box_height(press, make_job(page.format(""))) == 30
    assert box_height(press, make_job(page.format(' style="--high: 60pt"'))) == 60
    assert box_height(press, make_job(page.format(""))) == 30


def test_what_the_root_of_a_page_says_counts_more_than_the_sheets() -> None:
    press = make_press(BOX)
    job = make_job('<h1>Title</h1><div class="box"></div>')

    assert box_height(press, with_root_style(job, "--high: 50pt; --other: &quot;a&quot;")) == 50
    assert box_height(press, job) == 30


def test_an_important_value_counts_more_than_the_root_of_a_page() -> None:
    press = make_press(BOX.replace(b"30pt", b"30pt !important"))
    job = make_job('<h1>Title</h1><div class="box"></div>')

    assert box_height(press, with_root_style(job, "--high: 50pt")) == 30


def test_pages_of_the_same_colors_share_their_sheets() -> None:
    known = frozenset({"--primary"})
    first, second = make_job("<h1>One</h1>"), make_job("<h1>Two</h1><p>--note7: a word</p>")

    assert Wanted.of(first, known) == Wanted.of(second, known)
    assert Wanted.of(first, known) != Wanted.of(with_root_style(first, "--primary: #123456"), known)


@pytest.mark.parametrize(
    "style",
    [
        "<style>@import url(file:///press/styles/small.css);</style>",
        '<link rel="stylesheet" href="file:///press/styles/small.css">',
        r"<style>.box { --\68igh: 60pt }</style>",
        "<style>.box { &#45;-high: 60pt }</style>",
    ],
)
def test_what_a_page_brings_unseen_keeps_values_from_being_fixed(style: str) -> None:
    known = frozenset({"--high"})
    wanted = Wanted.of(make_job("<h1>Title</h1>", head=f"<title>T</title>{style}"), known)

    assert wanted.is_foreign or wanted.open_names == known


@pytest.mark.parametrize("where", ["theme", "page"])
def test_footnotes_work_where_they_are_used(where: str) -> None:
    rule = ".note { float: FOOTNOTE }"
    css = rule.encode() if where == "theme" else b""
    job = make_job(NOTE, css="" if where == "theme" else rule)

    assert page_texts(make_press(css).render(job).pdf) == ["Title Words1 1. Said below"]


def test_pages_without_footnotes_are_spared_their_rules() -> None:
    assets = {f"{FONT_ROOT}{name}": font for name, font in read_fonts().items()}
    assets[f"{STYLE_ROOT}small.css"] = STYLE
    bodies = ("", "footnote")
    plain, noted = (Design(Wanted.of(make_job(body), frozenset()), assets) for body in bodies)

    assert len(plain.own_sheets) == len(noted.own_sheets) == 1
    assert plain.own_sheets != noted.own_sheets


def test_a_theme_is_not_held_to_be_broken_for_what_the_computer_lacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fill_disk(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    press, job = make_press(b""), make_job("<h1>Title</h1>")
    monkeypatch.setattr("handoutpress.render.design.CSS", fill_disk)
    with pytest.raises(RenderError, match=r"needs to print \(No space left on device\); make room"):
        press.render(job)
    monkeypatch.undo()
    assert press.render(job).page_count == 1


def test_a_broken_sheet_stays_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    press, job = make_press(b"p { colour: red }"), make_job("<h1>Title</h1>")
    with pytest.raises(RenderError, match="colour"):
        press.render(job)
    monkeypatch.setattr("handoutpress.render.design.CSS", None)  # it is not parsed again
    with pytest.raises(RenderError, match="colour"):
        press.render(job)
