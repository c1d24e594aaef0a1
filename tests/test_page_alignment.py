"""Text that is centred, justified, or aligned where lines end; in both directions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handoutpress.page_check.alignment import find_misalignment
from handoutpress.page_check.values import Block, Line, Stretch
from tests.checked_pages import STANDARD, P, find, find_keys

RIGHT_TO_LEFT = replace(STANDARD, is_right_to_left=True)
RTL = "html { direction: rtl }"
SHORT = "<p>Your nurse will call you on the day after you go home. Tell her how you slept.</p>"


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("justify", "is justified"),
        ("center", "is centred"),
        ("end", "begins at a ragged edge"),
    ],
)
def test_text_that_is_not_aligned_at_its_start_is_told(value: str, what: str) -> None:
    (fault,) = find(P, f"p {{ text-align: {value} }}")

    assert fault.rule.key == "alignment"
    assert fault.what == f"'Your nurse will call you on the day aft…' {what}"


@pytest.mark.parametrize("value", ["justify", "center", "left"])
def test_right_to_left_text_begins_at_the_right(value: str) -> None:
    assert find_keys(P, f"{RTL} p {{ text-align: {value} }}", RIGHT_TO_LEFT) == ["alignment"]
    assert find_keys(P, RTL, RIGHT_TO_LEFT) == []


def test_two_lines_that_are_centred_are_told() -> None:
    assert find_keys(P + SHORT, "p + p { text-align: center }") == ["alignment"]


def test_short_paragraphs_that_are_justified_are_told_together() -> None:
    starts = ("Take", "When you go home, take", "On the third day take", "Never take", "Do take")
    body = "".join(f"<p>{start} the pill with water, and {SHORT[3:]}" for start in starts)

    assert find_keys(body, "p { text-align: justify }") == ["alignment"]
    assert find_keys(body) == []


@pytest.mark.parametrize(
    "body",
    [
        f"<ul><li>{P}</li><li>{P}</li></ul>",
        f"<ol><li>{P}<ol><li>{P}</li></ol></li></ol>",
        f'<p style="text-indent: 10mm">{P}</p>',
        f'<div style="margin-left: 20mm">{P}</div>',
        "<p>One<br>two<br>three<br>four and more</p>",
    ],
)
def test_lists_and_indents_are_no_fault(body: str) -> None:
    assert "alignment" not in find_keys(body)


@pytest.mark.parametrize(("word", "count"), [("Take the pill", 1), ("每天同一时间服用一片药", 0)])
def test_squares_that_fill_their_lines_are_not_justified(word: str, count: int) -> None:
    lines = tuple(Line(word, 14, 500 - 21 * row, 88, 523) for row in range(6))
    stretch = Stretch(1, Block("P", -1), 0, lines)

    assert len(list(find_misalignment([stretch], is_right_to_left=False))) == count


def test_headings_and_cells_may_be_aligned_otherwise() -> None:
    table = '<table><tr><th scope="col">Dose</th></tr><tr><td>1<br>100<br>10</td></tr></table>'

    assert find_keys(P + table, "td, th { text-align: end } h1 { text-align: center }") == []
