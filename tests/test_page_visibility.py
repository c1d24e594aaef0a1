"""Text that is cut or covered, and ink where no printer prints."""

from __future__ import annotations

import pytest

from tests.checked_pages import P, edit_content, find, find_keys, keys_of, print_sheet

LONG = "These words stand in a box that has no room for all of them"


def cover(css: str) -> str:
    over = f'<div style="position: absolute; background: #fff; {css}"></div>'
    return f'{P}<div style="position: relative"><p>{LONG}</p>{over}</div>'


@pytest.mark.parametrize(
    "body",
    [
        f'{P}<p style="overflow: hidden; white-space: nowrap; width: 40mm">{LONG}</p>',
        f'{P}<p style="overflow: hidden; height: 3mm">{LONG}</p>',
        cover("left: 0; top: 0; width: 100%; height: 8mm"),
        cover("left: 0; top: 0; width: 20mm; height: 8mm"),
        cover("left: 40mm; top: 0; width: 20mm; height: 8mm"),
        cover("left: 0; top: 0; width: 100%; height: 4mm"),
    ],
    ids=["cut at the side", "cut below", "covered", "start", "middle", "upper half"],
)
def test_text_that_is_not_seen_whole_is_told(body: str) -> None:
    assert find_keys(body) == ["text-hidden"]


def test_hidden_text_is_quoted_with_how_much_more_there_is() -> None:
    (fault,) = find(f'{P}<div style="overflow: hidden; height: 6mm">{P}</div>')

    assert fault.rule.level == "error"
    assert fault.what.startswith("'")
    assert " more cannot be seen whole: something cuts or covers it" in fault.what


@pytest.mark.parametrize(
    "body",
    [
        f'{P}<p style="overflow: hidden">{LONG}</p>',
        cover("left: 0; top: 12mm; width: 100%; height: 2mm"),
        f"{P}<p>“ ” – … . , ’</p>",
        f'{P}<p>Name: ______________ <span style="margin-left: 60mm">Date: ____</span></p>',
        f'{P}<p style="letter-spacing: 2mm">Wide words</p>',
    ],
)
def test_text_that_is_seen_is_no_fault(body: str) -> None:
    assert find_keys(body) == []


def test_text_outside_the_paper_is_told() -> None:
    pdf = print_sheet(P + "<p>Last words</p>")
    moved = edit_content(pdf, b"0.75 0 0 0.75 0 0 cm", b"0.75 0 0 0.75 300 0 cm")

    assert "text-hidden" in keys_of(moved)


def test_text_that_a_picture_cuts_is_told() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40" width="200" height="40">'
        '<title>Words</title><text x="0" y="{y}" font-family="Handout Sans" font-size="20">'
        "Words in it</text></svg>"
    )

    assert find_keys(P + svg.format(y=30)) == []
    assert find_keys(P + svg.format(y=47)) == ["text-hidden"]


def test_word_with_a_halo_is_no_fault() -> None:
    letters = '<text x="0" y="30" font-family="Handout Sans" font-size="20"{}>Words</text>'
    halo = letters.format(' fill="#fff" stroke="#fff"')
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40" width="200" height="40">'
        f"<title>Words</title>{halo}{letters.format('')}</svg>"
    )

    assert find_keys(P + svg) == []


def test_ink_at_the_edge_of_the_paper_is_told() -> None:
    css = "position: absolute; left: {}mm; top: 0; width: 5mm; height: 5mm; background: #000"
    (fault,) = find(f'{P}<div style="{css.format(-29)}"></div>')

    assert fault.rule.key == "page-margins"
    assert fault.what == (
        "something is drawn 2 mm from the left edge, where office printers cannot print"
    )
    assert find_keys(f'{P}<div style="{css.format(-26)}"></div>') == []


@pytest.mark.parametrize(
    "css", ["margin-top: -10mm", "margin-top: -9mm", "position: relative; top: -10mm"]
)
def test_text_that_is_drawn_over_other_text_is_told(css: str) -> None:
    faults = find(f'{P}<p>{LONG}</p><p style="{css}">Words over it</p>')

    assert "are drawn over each other" in " ".join(each.what for each in faults)


@pytest.mark.parametrize(
    "body",
    [
        f'{P}<p style="line-height: 1">{LONG} {LONG} {LONG}</p>',
        f"{P}<p>A<b>V</b>A<b>V</b>T<b>o</b>f<b>i</b></p>",
        f'{P}<p>1<span style="font-size: 12pt; position: relative; top: -2mm">st</span> day</p>',
    ],
    ids=["tight lines", "kerned", "raised"],
)
def test_text_beside_other_text_is_no_overprint(body: str) -> None:
    assert "text-hidden" not in find_keys(body)
