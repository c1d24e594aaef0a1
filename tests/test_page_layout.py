"""Pages for nothing, headings and captions that are parted, text in the margins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.checked_pages import FULL_PAGE, PARAGRAPH, STANDARD, P, find, find_keys

TABLE = '<tr><th scope="col">Dose</th></tr><tr><td>1 pill</td></tr>'
SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="60" height="60">'
    '<title>A square</title><path d="M0 0H9V9H0Z"/></svg>'
)
RTL = "html { direction: rtl }"
LONG_WORD = f'<p style="white-space: nowrap">{"w" * 50}</p>'


def test_full_pages_are_no_fault() -> None:
    assert find(FULL_PAGE + P + P) == []


def test_page_that_is_nearly_empty_is_told_with_how_far_it_is_filled() -> None:
    (fault,) = find(f'<p>Few words</p><div style="break-before: page">{P}</div>')

    assert (fault.rule.key, fault.rule.level, fault.page_number) == ("near-empty-page", "advice", 1)
    assert fault.what.startswith("the page is filled to 1")
    assert fault.remedy == "shorten the text a little, or split a long table, list or box"


def test_last_page_of_a_line_or_two_is_told() -> None:
    last = '<p style="break-before: page">{}</p>'
    (fault,) = find(FULL_PAGE + last.format("One line"))

    assert fault.page_number == 2
    assert fault.what == "only a line or two stand on the last page"
    assert find_keys(FULL_PAGE + last.format("One<br>two<br>three")) == []


def test_page_that_drawings_or_lines_to_write_on_fill_is_not_empty() -> None:
    lines = '<div style="height: 9mm; border-bottom: 0.75pt solid #454545"></div>' * 12

    assert find_keys(f'<p>Notes</p>{lines}<div style="break-before: page">{P}</div>') == []


def test_one_page_may_hold_little() -> None:
    assert find_keys("<p>Few words</p>") == []


def test_pages_of_a_collection_may_be_empty() -> None:
    body = f'<p>Few words</p><div style="break-before: page">{P}</div>'

    assert find_keys(body, "", replace(STANDARD, is_collection=True)) == []


def test_heading_at_the_foot_of_a_page_is_told() -> None:
    (fault,) = find(f"{FULL_PAGE}<h2>Next steps</h2>{P}{P}", "h2 { break-after: page }")

    assert (fault.rule.key, fault.page_number) == ("heading-at-foot", 1)
    assert fault.what == (
        "the heading 'Next steps' stands at the foot of the page, and its text on page 2"
    )


@pytest.mark.parametrize(
    "body",
    [
        f"{FULL_PAGE}<h2>Next steps</h2>{P}{P}",
        f'{FULL_PAGE}{P}<div style="break-before: page"><h2>Next</h2></div>{P}',
        f'<div style="height: 50mm"></div><h2>Cover</h2><div style="break-before: page">{P}</div>',
    ],
    ids=["with its text", "at the top", "on a cover"],
)
def test_other_headings_are_no_fault(body: str) -> None:
    assert "heading-at-foot" not in find_keys(body, "h2 { break-after: avoid }")


def test_caption_of_a_table_that_is_parted_from_it_is_told() -> None:
    table = f"<table><caption>Doses of it</caption>{TABLE}</table>"
    faults = find(FULL_PAGE + table + P, "caption { break-after: page }")
    (fault,) = [each for each in faults if each.rule.key == "caption-apart"]

    assert fault.what == "the caption 'Doses of it' is not on the page of what it belongs to"
    assert "caption-apart" not in find_keys(FULL_PAGE + table + P)


def test_caption_of_a_picture_that_is_parted_from_it_is_told() -> None:
    figure = f"<figure><div>{SQUARE}</div><figcaption>{PARAGRAPH}</figcaption></figure>"
    apart = "figcaption { break-before: page }"

    assert "caption-apart" in find_keys(P + figure, apart)
    assert find_keys(P + figure) == []


@pytest.mark.parametrize("style", ["margin-right: -12mm", "margin-left: -8mm"])
def test_text_in_a_margin_is_told(style: str) -> None:
    faults = find(f'{P}<p style="{style}">{PARAGRAPH}</p>')
    (fault,) = [each for each in faults if each.rule.key != "line-length"]

    assert (fault.rule.key, fault.rule.level) == ("page-margins", "error")
    assert fault.what == "'Your nurse will call you on the day aft…' stands in the margin"


def test_long_word_that_leaves_the_column_is_told_in_both_directions() -> None:
    right_to_left = replace(STANDARD, is_right_to_left=True)

    assert find_keys(P + LONG_WORD) == ["page-margins"]
    assert find_keys(P + LONG_WORD, RTL, right_to_left) == ["page-margins"]


def test_picture_that_is_too_wide_is_told() -> None:
    wide = SQUARE.replace('viewBox="0 0 9 9" width="60"', 'viewBox="0 0 90 9" width="{}"')
    (fault,) = find(f"{P}<div>{wide.format(620)}</div>")

    assert fault.what == "the picture 'A square' stands in the margin"
    assert find_keys(f"{P}<div>{wide.format(580)}</div>") == []


def test_lists_boxes_and_columns_are_no_margin() -> None:
    items = f"<ul>{'<li>' + PARAGRAPH + '</li>'}</ul>"
    box = f'<div style="margin: 0 20mm; padding: 5mm; border: 1pt solid">{PARAGRAPH}</div>'

    assert find_keys(items + items) == []
    assert find_keys(P + box) == []


def test_margins_that_differ_are_no_fault_where_the_foot_is_as_wide() -> None:
    css = "@page { margin-right: 20mm } .foot { text-align: end }"

    assert "page-margins" not in find_keys(P, css)
