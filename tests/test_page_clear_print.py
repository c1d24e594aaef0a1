"""Small type, capitals, italics, and lines that are tight, long or narrow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handoutpress.page_check import Expected
from handoutpress.page_check.clear_print import count_characters, find_capitals
from tests.checked_pages import STANDARD, P, find, find_keys

LARGE_PRINT = Expected("large-print", "letter")
LARGE_CSS = "html { font-size: 18pt } .foot { font-size: 18pt } @page { margin-bottom: 34mm }"


def test_clear_print_is_no_fault() -> None:
    assert find(P) == []


def test_small_text_is_told_with_its_size_and_the_least_one() -> None:
    (fault,) = find(P + '<p style="font-size: 9pt">Tiny words</p>')

    assert (fault.rule.key, fault.rule.level, fault.page_number) == ("text-size", "error", 1)
    assert fault.what == "'Tiny words' is 9 pt"
    assert fault.remedy == "set it in 12 pt or more; in a drawing, make its letters larger"


def test_smallest_text_of_a_page_stands_for_all_that_is_too_small() -> None:
    (fault,) = find(P + '<p style="font-size: 9pt">Tiny</p><p style="font-size: 8pt">Tinier</p>')

    assert fault.what == "'Tinier' is 8 pt, and 1 more texts are too small"


@pytest.mark.parametrize(("size", "keys"), [("12pt", []), ("11.9pt", ["text-size"])])
def test_text_has_12_points_or_more(size: str, keys: list[str]) -> None:
    assert find_keys(P + f'<p style="font-size: {size}">Words</p>') == keys


@pytest.mark.parametrize(("size", "keys"), [("10pt", []), ("9.9pt", ["text-size"])])
def test_foot_may_have_10_points(size: str, keys: list[str]) -> None:
    assert find_keys(P, f".foot {{ font-size: {size} }}") == keys


@pytest.mark.parametrize(("size", "keys"), [("18pt", []), ("16pt", ["text-size"])])
def test_large_print_has_18_points_in_its_foot_too(size: str, keys: list[str]) -> None:
    assert find_keys(P, f"{LARGE_CSS} .foot {{ font-size: {size} }}", LARGE_PRINT) == keys


def test_size_is_what_a_drawing_leaves_of_it() -> None:
    css = "p { transform: scale(0.5); transform-origin: left }"

    assert "'Half as large' is 7 pt" in [each.what for each in find("<p>Half as large</p>", css)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("DO NOT EAT OR DRINK after midnight.", "DO NOT EAT OR DRINK"),
        ("Please CALL 911 OR GO NOW to a hospital", "CALL 911 OR GO NOW"),
        ("Stop. TAKE NO MORE PILLS. Call us.", "TAKE NO MORE PILLS"),
        ("NE PRENEZ PAS CE MÉDICAMENT", "NE PRENEZ PAS CE MÉDICAMENT"),
    ],
)
def test_words_in_capitals_are_found(text: str, found: str) -> None:
    assert find_capitals(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Do NOT stop it.",
        "HER2, BRCA1 and PALB2 are genes.",
        "AST, ALT, BUN, CBC and TSH",
        "CT/MRI/PET/ECG",
        "The FDA said so. HIV or AIDS.",
        "I. A. B. C. D. E.",
        "",
    ],
)
def test_a_few_words_and_abbreviations_in_capitals_are_not_found(text: str) -> None:
    assert find_capitals(text) == ""


def test_capitals_that_a_style_makes_are_told_once_a_page() -> None:
    assert find_keys(P + P, "p { text-transform: uppercase }") == ["all-capitals"]


def test_italics_are_told_when_they_are_more_than_a_few_words() -> None:
    few = P + "<p>Take it <i>before</i> a meal.</p>"
    many = P + "<p><i>Take it before a meal.</i></p>"

    assert find_keys(few, "i { font-style: italic }") == []
    assert find_keys(many, "i { font-style: italic }") == ["italics"]


@pytest.mark.parametrize(("height", "keys"), [("1.2", []), ("1.1", ["leading"])])
def test_lines_stand_apart(height: str, keys: list[str]) -> None:
    assert find_keys(P, f"p {{ line-height: {height} }}") == keys


def test_headings_may_be_tighter() -> None:
    assert find_keys(f"<h2>{'A long heading ' * 8}</h2>{P}", "h2 { line-height: 1.1 }") == []


def test_cells_and_items_are_judged_like_paragraphs() -> None:
    table = f'<table><tr><th scope="col">A</th></tr><tr><td>{P}</td></tr></table>'

    assert find_keys(table, "td p { line-height: 1 }") == ["leading"]
    assert find_keys(f"<ul><li>{P}</li></ul>", "li p { line-height: 1 }") == ["leading"]


def test_lines_longer_than_80_characters_are_told() -> None:
    css = "@page { margin: 20mm 12mm } p { font-size: 12pt }"
    (fault,) = find(P, css)

    assert fault.rule.key == "line-length"
    assert "characters" in fault.what
    assert fault.remedy.startswith("let a line hold 80 or fewer")


@pytest.mark.parametrize(
    ("text", "count"), [("Take it.", 8), ("\u0643\u064f\u062a", 2), ("e\u0301", 1), ("", 0)]
)
def test_signs_over_letters_take_no_room(text: str, count: int) -> None:
    assert count_characters(text) == count


def test_narrow_columns_are_told() -> None:
    assert find_keys(P, "p { width: 45mm }") == ["line-length"]


def test_running_heads_count_for_nothing_but_their_size() -> None:
    assert find_keys(P, ".foot { line-height: 1; text-transform: uppercase }", STANDARD) == []


def test_least_sizes_of_an_edition_that_nobody_knows_are_those_of_clear_print() -> None:
    assert replace(STANDARD, edition="extra-large").limits == STANDARD.limits
