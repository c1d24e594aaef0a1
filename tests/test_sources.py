from __future__ import annotations

import pickle

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.load.yaml_nodes import parse_yaml
from handoutpress.sources import Node, NodeKind, SourceFile, SourceText

PATH = "handouts/t/n.yaml"
HANDOUT = """\
title: Arimidex
sections:
  - heading: Why
    text: |
      One

        two
  - heading:
    blocks: [text: a, {steps: [b, ~]}]
"""


def read_node(typed: str) -> Node:
    node, problems = parse_yaml(typed.encode(), PATH)
    assert problems == ()
    assert node is not None
    return node


def test_gives_plain_python_with_none_for_what_is_null() -> None:
    assert read_node(HANDOUT).plain() == {
        "title": "Arimidex",
        "sections": [
            {"heading": "Why", "text": "One\n\n  two\n"},
            {"heading": None, "blocks": [{"text": "a"}, {"steps": ["b", None]}]},
        ],
    }


@pytest.mark.parametrize(
    ("typed", "text", "is_null"),
    [
        ("", "", True),
        ("~", "~", True),
        ("null", "null", True),
        ("NULL", "NULL", True),
        ("''", "", False),
        ('"null"', "null", False),
        ("'~'", "~", False),
        ("no", "no", False),
        ("0", "0", False),
        ("|\n\n", "", False),
    ],
)
def test_tells_null_from_a_text_and_keeps_what_was_typed(
    typed: str, text: str, is_null: bool
) -> None:
    node = read_node(f"a: {typed}\n").find(["a"])

    assert (node.text, node.is_null) == (text, is_null)


def test_lists_and_maps_are_never_null() -> None:
    node = read_node("a: []\nb: {}\n")

    assert [value.is_null for _, value in node.pairs] == [False, False]


def test_only_maps_have_pairs_and_only_lists_have_items() -> None:
    node = read_node("a: [b, c]\n")
    below = node.find(["a"])

    assert [[key.text, value.kind] for key, value in node.pairs] == [["a", NodeKind.LIST]]
    assert [item.text for item in below.items] == ["b", "c"]
    assert node.items == below.pairs == ()


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        ([], (1, 1)),
        (["title"], (1, 8)),
        (["sections"], (3, 3)),
        (["sections", 0], (3, 5)),
        (["sections", 0, "text"], (4, 11)),
        (["sections", 1, "heading"], (8, 13)),
        (["sections", 1, "blocks", 0, "text"], (9, 20)),
        (["sections", 1, "blocks", 1, "steps", 1], (9, 35)),
    ],
)
def test_finds_the_node_at_the_end_of_a_path(
    steps: list[str | int], place: tuple[int, int]
) -> None:
    node = read_node(HANDOUT).find(steps)

    assert (node.line, node.column) == place


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        (["summary"], (1, 1)),
        (["title", "en"], (1, 8)),
        (["sections", "0"], (3, 3)),
        (["sections", 2], (3, 3)),
        (["sections", -1], (3, 3)),
        (["sections", 0, "blocks", 0], (3, 5)),
        (["title", 0], (1, 8)),
        ([0, "title"], (1, 1)),
    ],
)
def test_finds_the_nearest_node_above_where_a_path_leads_nowhere(
    steps: list[str | int], place: tuple[int, int]
) -> None:
    node = read_node(HANDOUT).find(steps)

    assert (node.line, node.column) == place


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        (["title"], (1, 1)),
        (["sections", 0, "text"], (4, 5)),
        (["sections", 1, "blocks", 0, "text"], (9, 14)),
        (["sections", 1, "blocks", 1, "steps", 0], (9, 32)),
        (["sections", 0, "blocks"], (3, 5)),
        ([], (1, 1)),
    ],
)
def test_finds_the_key_at_the_end_of_a_path(steps: list[str | int], place: tuple[int, int]) -> None:
    key = read_node(HANDOUT).find_key(steps)

    assert (key.line, key.column) == place


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("a: plain x\n", (1, 10)),
        ("a: 'single x'\n", (1, 12)),
        ('a: "double x"\n', (1, 12)),
        ("a: 'it''s x'\n", (1, 11)),
        ('a: "\\"\\\\ \\n\\u00e9 x"\n', (1, 19)),
        ('a: "\\x20\\u0020 \\t x"\n', (1, 19)),
        ('a: "one \\\n  x"\n', (2, 3)),
        ('a: "one\\ \n  x"\n', (2, 3)),
        ("a: |\n  one\n\n    x\n", (4, 5)),
        ("a: |-\n  one x\n", (2, 7)),
        ("a: |+ # x is here\n  one\n  x\n\n", (3, 3)),
        ("a: |4\n      one\n    x\n", (3, 5)),
        ("a: >\n  one\n  two\n\n  x\n", (5, 3)),
        ("a: one\n  two\n\n  x\n", (4, 3)),
        ("a: 'one\n  two\n\n  x'\n", (4, 3)),
        ("a:\n  one x\n", (2, 7)),
        ("a: &b one x\nc: *b\n", (1, 11)),
        ("a: &b |\n  one x\nc: *b\n", (2, 7)),
        ("a: &b 'one x'\nc: *b\n", (1, 12)),
        ("{b: c, a: d x}\n", (1, 13)),
        ("a:\tone\tx\n", (1, 8)),
        ("a: é 😀 x\n", (1, 8)),
        ("b: c\r\na: |\r\n  one\r\n  x\r\n", (4, 3)),
    ],
)
def test_places_a_sign_of_a_text_in_the_file(typed: str, place: tuple[int, int]) -> None:
    node = read_node(typed).find(["a"])

    assert node.place(node.text.index("x")) == place


@pytest.mark.parametrize(
    ("typed", "offset", "place"),
    [
        ("a: b  c\n", 1, (1, 5)),
        ("a: b  c\n", 2, (1, 6)),
        ("a: |\n  b\n    c\n", 1, (2, 4)),
        ("a: |\n  b\n    c\n", 2, (3, 3)),
        ("a: |\n  b\n    c\n", 3, (3, 4)),
        ("a: |\n  b\n\n\n  c\n", 2, (3, 1)),
        ("a: |\n\n  c\n", 0, (1, 4)),
        ("a: ' c'\n", 0, (1, 5)),
        ("a: one\n  two\n", 3, (1, 7)),
        ("a: b\n", 1, (1, 5)),
        ("a: b\n", 99, (1, 5)),
        ("a: b\n", -1, (1, 4)),
        ("a: |\n  b\n", 2, (3, 1)),
        ("a:\n", 0, (1, 3)),
        ("a: '  '\n", 1, (1, 4)),
        ("a: [b]\n", 0, (1, 4)),
    ],
)
def test_places_blanks_and_ends_near_the_text(
    typed: str, offset: int, place: tuple[int, int]
) -> None:
    assert read_node(typed).find(["a"]).place(offset) == place


WORDS = st.text("abé😀中:-#'.\\\" \n", min_size=1, max_size=60)


@pytest.mark.parametrize("style", ["'", "|", ">", None])
@given(text=WORDS)
def test_every_sign_is_found_where_it_was_typed(text: str, style: str | None) -> None:
    written = yaml.dump({"a": text}, allow_unicode=True, default_style=style, width=20)
    node, _ = parse_yaml(written.encode(), PATH)

    assert node is not None
    value = node.find(["a"])
    solid = [index for index, sign in enumerate(value.text) if not sign.isspace()]
    places = [value.place(index) for index in solid]
    found = [written.split("\n")[line - 1][column - 1] for line, column in places]
    assert places == sorted(places)
    escape = {"\\"} if value.style == '"' else set()
    assert all(sign in {value.text[i], *escape} for i, sign in zip(solid, found, strict=True))


@pytest.mark.parametrize(
    ("typed", "word", "place"),
    [
        ("text: 'It''s one\n\n  and it''s two\n\n  end'", "end", (5, 3)),
        ('text: "a \\\n  b \\n c\n  end"', "end", (3, 3)),
        ("text: >\n  one\n  two\n\n  end\n", "end", (5, 3)),
        ("text: one\n  two\n  end", "end", (3, 3)),
    ],
)
def test_place_in_a_late_line_counts_all_signs_before(
    typed: str, word: str, place: tuple[int, int]
) -> None:
    node = read_node(typed).find(["text"])

    assert node.place(node.text.index(word)) == place


def test_nodes_can_be_pickled_and_compared() -> None:
    node = read_node(HANDOUT)

    assert pickle.loads(pickle.dumps(node)) == node


def test_a_place_beyond_the_end_of_the_file_is_an_empty_line() -> None:
    source = SourceText(PATH, ("a: b",))

    assert [source.get_line(number) for number in (0, 1, 2)] == ["", "a: b", ""]


def test_a_source_file_knows_its_parts_below_handouts() -> None:
    file = SourceFile("handouts/approvals/topic/overview.es.yaml", "", None)

    assert file.parts == ("approvals", "topic", "overview.es.yaml")
