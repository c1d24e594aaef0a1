"""Style sheets that many pages share, and pages that want something of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handoutpress.load import read_fonts
from handoutpress.model import RenderJob
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
    first, second = make_job("<h1>One</h1>"), make_job("<h1>Two</h1><p>--primary is a word</p>")

    assert Wanted.of(first) == Wanted.of(second)
    assert Wanted.of(first) != Wanted.of(with_root_style(first, "--primary: #123456"))


@pytest.mark.parametrize("where", ["theme", "page"])
def test_footnotes_work_where_they_are_used(where: str) -> None:
    rule = ".note { float: footnote }"
    css = rule.encode() if where == "theme" else b""
    job = make_job(NOTE, css="" if where == "theme" else rule)

    assert page_texts(make_press(css).render(job).pdf) == ["Title Words1 1. Said below"]


def test_pages_without_footnotes_are_spared_their_rules() -> None:
    assets = {f"{FONT_ROOT}{name}": font for name, font in read_fonts().items()}
    assets[f"{STYLE_ROOT}small.css"] = STYLE
    plain, noted = (Design(Wanted.of(make_job(body)), assets) for body in ("", "footnote"))

    assert len(plain.own_sheets) == len(noted.own_sheets) == 1
    assert plain.own_sheets != noted.own_sheets
