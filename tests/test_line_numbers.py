"""Numbers of printed lines, and bars beside those that changed: drawn, and read aloud nowhere."""

from __future__ import annotations

import pypdfium2
import pytest

from tests.pdf_facts import artifacts, drawn_boxes, find_faults, read_aloud
from tests.small_press import LONG_TEXT, render

CSS = """
@page {
  margin: 10mm 20mm;
  @left-top { content: element(numbers); width: 20mm; height: 100%; vertical-align: top }
  @top-center { content: "At the head" }
}
.numbers { position: running(numbers) }
.number { font-size: 6pt; text-align: end; margin: 0; padding-inline-end: 3mm }
.bar { width: 0; height: 1mm; border-inline-start: 1mm solid black }
p, ul, table { margin: 0 }
ul { list-style-type: "- " }
ins, del { text-decoration: none }
"""
RIGHT_CSS = CSS.replace("@left-top", "@right-top")
SAMPLES = (
    '<div class="numbers" data-artifact="line-numbers">'
    '<p class="number">0</p><div class="bar"></div></div>'
)
TITLE = "<h1>Title</h1>"


def print_numbered(body: str, *, css: str = CSS, **parts: object) -> bytes:
    pdf = render(SAMPLES + TITLE + body, css=css, **parts).pdf
    assert find_faults(pdf) == []
    return pdf


def list_numbers(pdf: bytes) -> list[tuple[int, str]]:
    """Return page and number of each line, in the order in which they are drawn."""
    return [(each.page, each.text) for each in artifacts(pdf) if each.subtype == "LineNum"]


def count_lines(body: str) -> int:
    """Return how many lines got a number, without that of the title."""
    return len(list_numbers(print_numbered(body))) - 1


def find_box(pdf: bytes, words: str, page: int = 1) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of words that stand on a page once."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[page - 1].get_textpage()
        start, count = text.search(words, match_case=True, match_whole_word=True).get_next()
        boxes = [text.get_charbox(index) for index in range(start, start + count)]
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


def test_each_line_has_a_number_which_goes_on_from_page_to_page() -> None:
    pdf = print_numbered(f"<p>{LONG_TEXT}</p>")

    pages, numbers = zip(*list_numbers(pdf), strict=True)
    assert list(numbers) == [str(number) for number in range(1, len(numbers) + 1)]
    assert set(pages) == {1, 2}
    assert list(pages) == sorted(pages)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("<p>One</p><p>Two</p>", 2),
        ("<p>One<br>Two</p>", 2),
        ("<p>One <b>two</b> <i>three</i></p>", 1),
        ("<ul><li>One</li><li>Two</li></ul>", 2),
        ("<ol><li>One<ul><li>Two</li></ul></li></ol>", 2),
        ("<dl><dt>One</dt><dd>Two</dd></dl>", 2),
        ("<h2>One</h2><figure><figcaption>Two</figcaption></figure>", 2),
    ],
)
def test_every_line_of_every_kind_counts_once(body: str, count: int) -> None:
    assert count_lines(body) == count


@pytest.mark.parametrize(
    "body",
    [
        '<div style="height: 9mm; border-bottom: 1pt solid black"></div>',
        '<div data-lines="none"><p>One</p><p>Two</p></div>',
        '<svg viewBox="0 0 9 9" width="9" height="9"><title>S</title><path d="M0 0H9V9Z"/></svg>',
    ],
    ids=["line to write on", "element that counts none", "picture"],
)
def test_what_is_no_line_of_the_text_has_no_number(body: str) -> None:
    assert count_lines(body) == 0


def test_neither_heads_and_feet_nor_numbers_themselves_are_numbered() -> None:
    pdf = print_numbered("<p>One</p>")

    assert [each.text for each in artifacts(pdf)] == ["At the head", "1", "2"]


TABLE = """<table><caption>Food</caption>
<thead><tr><th scope="col">Food</th><th scope="col">Eat</th></tr></thead>
<tbody><tr><td>Milk</td><td>Cold<br>or warm</td></tr></tbody></table>"""


def test_lines_side_by_side_share_a_number() -> None:
    assert count_lines(TABLE) == 4  # the caption, the head, two lines of the row


def test_boxes_side_by_side_with_type_of_other_sizes_share_numbers() -> None:
    box = '<div style="display: inline-block; width: 20mm">{}</div>'
    beside = box.format("<p>One</p><p>Two</p>")
    larger = box.format('<p style="font-size: 12pt">One</p><p style="font-size: 12pt">Two</p>')

    assert count_lines(f"<div>{beside}{larger}</div>") == 2


def test_number_stands_on_the_baseline_of_its_line() -> None:
    pdf = print_numbered('<p style="font-size: 14pt; line-height: 2">8888</p>')

    assert find_box(pdf, "2")[1] == pytest.approx(find_box(pdf, "8888")[1], abs=0.3)


def test_numbers_end_at_the_same_place_before_the_text() -> None:
    pdf = print_numbered("<br>".join(["88"] * 12))

    text_left, ends = 20 / 25.4 * 72, [find_box(pdf, number)[2] for number in ("9", "10", "12")]
    assert ends == pytest.approx([ends[0]] * 3, abs=0.6)
    assert text_left - 12 < ends[0] < text_left


def test_numbers_stand_on_the_right_of_text_that_runs_from_right_to_left() -> None:
    body = '<p>88</p><p style="font-size: 12pt">88</p>' * 5
    html = f'<div dir="rtl">{body}</div>'
    pdf = print_numbered(html, css=RIGHT_CSS + "html { direction: rtl }")

    text_right, starts = 80 / 25.4 * 72, [find_box(pdf, number)[0] for number in ("9", "11")]
    assert starts == pytest.approx([starts[0]] * 2, abs=0.6)
    assert text_right < starts[0] < text_right + 12


# --- bars -----------------------------------------------------------------------------------------


def count_bars(body: str) -> int:
    return len(drawn_boxes(print_numbered(body)))


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("<p>One</p>", 0),
        ("<p>One <ins>two</ins></p><p>Three</p>", 1),
        ("<p>One <b><del>two</del></b></p>", 1),
        ("<p><ins>One<br>two</ins><br>three</p>", 2),
        ("<p><ins>One</ins></p><p><del>Two</del></p>", 2),
        ("<p>One</p><p>Two <ins></ins></p>", 0),
    ],
)
def test_lines_that_changed_have_a_bar(body: str, count: int) -> None:
    assert count_bars(body) == count


def test_row_has_a_bar_when_any_of_its_cells_changed() -> None:
    row = "<tr><td>One</td><td>Two <ins>three</ins></td></tr>"

    assert count_bars(f"<table><tbody>{row}</tbody></table>") == 1


def test_bar_is_as_high_as_its_line_and_stands_level_with_it() -> None:
    pdf = print_numbered('<p style="font-size: 14pt; line-height: 2"><ins>8888</ins></p>')

    ((_, bottom, _, top),) = drawn_boxes(pdf)
    assert top - bottom == pytest.approx(28, abs=0.1)
    assert bottom < find_box(pdf, "8888")[1] < top


# --- what a reader hears --------------------------------------------------------------------------


def test_numbers_and_bars_are_not_read_aloud_and_leave_tags_as_they_are() -> None:
    body = f"<p>One <ins>two</ins></p>{TABLE}"

    assert read_aloud(print_numbered(body)) == read_aloud(render(TITLE + body).pdf)


def test_marks_are_read_aloud_as_words_of_their_paragraph() -> None:
    pdf = print_numbered("<p>Take <del>[removed: one]</del> <ins>[added: two]</ins> pills</p>")

    assert read_aloud(pdf).split()[1:] == ["Take", "[removed:", "one]", "[added:", "two]", "pills"]


def test_every_run_draws_the_same_bytes() -> None:
    body = f"<p>{LONG_TEXT} <ins>new</ins></p>{TABLE}"

    assert print_numbered(body) == print_numbered(body)


def test_page_without_samples_has_no_numbers() -> None:
    pdf = render(f"{TITLE}<p>One</p>").pdf

    assert list_numbers(pdf) == []
