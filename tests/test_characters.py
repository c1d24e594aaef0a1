"""Characters that no font has: told at their place, once in a file, to whom they concern."""

import pytest

from handoutpress.validate import Validated
from tests.content_tree import HANDOUT, TREE, type_blocks, validate_tree

FONT = frozenset(range(0x20, 0x7F)) | {ord("é"), ord("–")}
PATH = "handouts/care/fever.yaml"
SPANISH = {"care/fever.es.yaml": HANDOUT}


def tell(sign: str) -> str:
    code = f"U+{ord(sign):04X}"
    return f"the character '{sign}' ({code}) is in none of the fonts; use another sign or a word"


def check(tree: dict[str, str]) -> Validated:
    return validate_tree(tree, characters=FONT)


def list_told(tree: dict[str, str]) -> list[str]:
    return [str(problem) for problem in check(tree).problems]


def list_made(tree: dict[str, str]) -> list[tuple[str, str]]:
    library = check(tree).library
    return [(each.id, each.language) for each in library.handouts] if library else []


def test_text_with_what_the_fonts_have_is_right() -> None:
    assert list_told({"care/fever.yaml": type_blocks("- text: Café – open")}) == []


TEXTS = [
    (["- text: Good ✓"], ["6:20: " + tell("✓")]),
    (["- text: Good ✓ and ✓"], ["6:20: " + tell("✓")]),
    (
        ["- text: '**Yes** → [no ☐](https://example.org)'"],
        ["6:24: " + tell("→"), "6:30: " + tell("☐")],
    ),
    (["- text: Good ✓", "- steps: [Good ✓]"], ["6:20: " + tell("✓")]),
    (["- text: |", "    Rest.", "", "    - Sit ☐"], ["9:17: " + tell("☐")]),
    (['- text: "\\u2713 \\U0001F600"'], ["6:16: " + tell("✓"), "6:23: " + tell("😀")]),
    (["- table: {caption: C, columns: [A], rows: [[≥]]}"], ["6:51: " + tell("≥")]),
    (["- link: {url: https://example.org/日, label: L}"], ["6:41: " + tell("日")]),
]


@pytest.mark.parametrize(("lines", "expected"), TEXTS)
def test_character_that_no_font_has_is_told_once_in_a_file(
    lines: list[str], expected: list[str]
) -> None:
    tree = {"care/fever.yaml": type_blocks(*lines)}

    assert list_told(tree) == [f"{PATH}:{line}" for line in expected]
    assert list_made(tree) == []


@pytest.mark.parametrize(
    "sign",
    [
        *("\\n", "\\t", "\\xa0", "\\u202f", "\\u3000", "\\u00ad", "\\ufe0f", "\\U000E0100"),
        *("\\u200b", "\\u200c", "\\u200d", "\\u200e", "\\u200f", "\\u2060", "\\u2066", "\\u2069"),
    ],
)
def test_blanks_and_signs_without_a_shape_need_no_font(sign: str) -> None:
    assert list_told({"care/fever.yaml": type_blocks(f'- text: "a{sign}b"')}) == []


def test_what_cannot_be_printed_at_all_is_told_once() -> None:
    (told,) = list_told({"care/fever.yaml": type_blocks('- text: "a\\uFEFFb"')})

    assert told.startswith(f"{PATH}:6:17: the invisible character U+FEFF cannot be printed")


def test_texts_that_are_not_drawn_may_have_any_character() -> None:
    assert list_told({"care/fever.yaml": HANDOUT + "keywords: [発熱]\n"}) == []


def test_nothing_is_told_where_the_fonts_are_not_known() -> None:
    tree = {"care/fever.yaml": type_blocks("- text: ✓")}

    assert validate_tree(tree).problems == ()


FILES = [
    ("snippets/more.yaml", "blocks: [text: ✓]\n", "1:16", ("", "en")),
    ("snippets/more.es.yaml", "blocks: [text: ✓]\n", "1:16", ("", "es")),
    ("glossary.yaml", "es: [{word: port, meaning: A ✓ a ✓}]\n", "1:30", ("", "es")),
    ("care/topic.yaml", "title: A ✓\nintroduction: A ✓\n", "1:10", ("", "en")),
    ("care/topic.yaml", "title: A\nintroduction: A ✓\n", "2:17", ("", "en")),
    ("sets/start.yaml", "title: A ✓\nhandouts: [care/fever]\n", "1:10", ("", "en")),
    ("clinic.yaml", "name: A ✓\nlanguages: [en, es]\n", "1:9", ("", "")),
    ("clinic.yaml", "name: {en: A, es: ✓}\nlanguages: [en, es]\n", "1:19", ("", "es")),
    (
        "clinic.yaml",
        "name: A\nlanguages: [en, es]\nnotices: {en: A ✓, es: A}\n",
        "3:17",
        ("", "en"),
    ),
]


@pytest.mark.parametrize(("path", "typed", "place", "scope"), FILES)
def test_character_concerns_the_language_of_its_text(
    path: str, typed: str, place: str, scope: tuple[str, str]
) -> None:
    problems = [
        problem
        for problem in check(SPANISH | {path: typed}).problems
        if problem.path == f"handouts/{path}"
    ]

    assert [str(each) for each in problems] == [f"handouts/{path}:{place}: {tell('✓')}"]
    assert [(each.handout_id, each.language) for each in problems] == [scope]


def test_only_the_language_of_a_text_of_the_clinic_fails() -> None:
    tree = SPANISH | {"clinic.yaml": "name: {en: A, es: ✓}\nlanguages: [en, es]\n"}

    assert list_made(tree) == [("care/fever", "en")]


def test_department_that_no_handout_needs_fails_nothing() -> None:
    tree = {"clinic.yaml": TREE["clinic.yaml"] + "departments: {skin: {name: ✓}}\n"}

    assert list_told(tree) == []
    assert list_made(tree) == [("care/fever", "en")]
    assert list_made(tree | {"care/topic.yaml": "title: Care\ndepartment: skin\n"}) == []


def test_handout_with_a_snippet_that_cannot_be_drawn_is_not_made() -> None:
    tree = {
        "snippets/more.yaml": "blocks: [text: ✓]\n",
        "care/cough.yaml": type_blocks("- snippet: more"),
    }

    assert list_made(tree) == [("care/fever", "en")]
