from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from handoutpress.errors import ContentError
from handoutpress.load.yaml_faults import QUOTE_IT
from handoutpress.load.yaml_nodes import MAX_DEPTH, compose_nodes, parse_yaml
from handoutpress.load.yaml_text import MAX_BYTES, MAX_PROBLEMS, decode_source
from handoutpress.sources import NodeKind, SourceText

PATH = "handouts/t/n.yaml"
BEGIN = "begin with a key, a colon and a space, as in 'title: …'"
DEEP = (
    "lists and maps stand more than 20 deep in each other; "
    "a handout needs fewer than ten; check brackets and dashes"
)
SECOND = (
    "a second YAML document begins here; "
    "remove this line, or put what follows into a file of its own"
)
MARK = f"marks what is to be repeated, and is not printed; remove it; if it is text, {QUOTE_IT}"
TAG = f"is a YAML tag, and is not printed; remove it; if it is text, {QUOTE_IT}"
REMARK = (
    "is read as a remark, and is not printed; "
    "put the whole text in quotes; if it is a remark, begin it with '# ' and a word"
)
DASH = (
    "this line begins with '- ', but belongs to the text above; "
    "indent it like the first '- ' of the list; if it is text, put the whole text in quotes"
)
BLANK = "a blank that is no plain space stands beside the key"
TOO_MUCH = "repeat too much; write the text where it is needed, or use a snippet"

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{below}'] * 10)}]\n"
    for below, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "typed",
    [
        *("no", "yes", "on", "true", "010", "0x1F", "1.10", "1e3", "12:30", "2026-01-01"),
        *("null", "~", "=", ".inf", "1_000", "100.4 °F", "+1 800 555-0100", "C50.919"),
    ],
)
def test_keeps_a_text_as_it_was_typed(typed: str) -> None:
    node, problems = parse_yaml(f"key: {typed}\n".encode(), PATH)

    assert problems == ()
    assert node is not None
    assert node.find(["key"]).text == typed


def test_builds_maps_lists_and_texts_with_their_places() -> None:
    node, problems = parse_yaml(b"a: 1\nb:\n  - c: {d: e}\n  - 'f'\n", PATH)

    assert problems == ()
    assert node is not None
    assert node.plain() == {"a": "1", "b": [{"c": {"d": "e"}}, "f"]}
    inner = node.find(["b", 0, "c", "d"])
    assert (inner.kind, inner.path, inner.line, inner.column) == (NodeKind.TEXT, PATH, 3, 12)


def test_keeps_keys_in_the_order_in_which_they_were_typed() -> None:
    node, _ = parse_yaml(b"c: 1\na: 2\nb: 3\n", PATH)

    assert node is not None
    assert [key.text for key, _ in node.pairs] == ["c", "a", "b"]


def test_counts_columns_in_letters_and_not_in_bytes() -> None:
    node, _ = parse_yaml('\ufeff"é😀": x'.encode(), PATH)

    assert node is not None
    assert (node.line, node.column, node.find(["é😀"]).column) == (1, 1, 7)


def test_accepts_a_start_line_and_remarks() -> None:
    node, problems = parse_yaml(
        b"# yaml-language-server: $schema=x\n---\na: b # remark\nc: d  # why\n", PATH
    )

    assert problems == ()
    assert node is not None
    assert node.plain() == {"a": "b", "c": "d"}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "1:1: the file is empty; save it again from your editor, or delete it"),
        ("# only a remark\n", f"1:1: the file holds no key; {BEGIN}"),
        ("---\n", f"1:1: the file holds no key; {BEGIN}"),
        ("null\n", f"1:1: the file holds no key; {BEGIN}"),
        ("\n  some words\n", f"2:3: the file begins with a text, not with a key; {BEGIN}"),
        ("- a\n- b\n", f"1:1: the file begins with a list, not with a key; {BEGIN}"),
        ("a: b\n---\nc: d\n", f"2:1: {SECOND}"),
        ("a: b\n--- c\n", f"2:1: {SECOND}"),
        ("? [a]\n: b\n", f"1:3: a list cannot be a key; {QUOTE_IT}"),
        ("? {a: b}\n: c\n", f"1:3: a map cannot be a key; {QUOTE_IT}"),
        ("title: {{ clinic.name }}\n", f"1:8: a text cannot begin with {{{{; {QUOTE_IT}"),
        ("a: *b\n", f"1:4: '*b' repeats nothing: no '&b' stands above it; {QUOTE_IT}"),
        ("a: &a [*a]\n", "1:8: '*a' repeats the part that it stands in; remove it"),
        ("a: &a\n  b: {c: *a}\n", "2:10: '*a' repeats the part that it stands in; remove it"),
        ("a: &a x\nb: &a [*a]\n", "2:8: '*a' repeats the part that it stands in; remove it"),
        (BOMB, f"4:36: '*c' and the aliases above it {TOO_MUCH}"),
        (
            f"a: &a {'x' * 900_000}\nb: [*a, *a, *a]\n",
            f"2:13: '*a' and the aliases above it {TOO_MUCH}",
        ),
        ("a: " + "[" * 30, f"1:23: {DEEP}"),
        ("- " * 30, f"1:41: {DEEP}"),
        (f"a: &a {'[' * 10}{']' * 10}\nb: {'[' * 10}*a", f"2:14: {DEEP}"),
    ],
)
def test_says_why_no_node_can_be_made(typed: str, message: str) -> None:
    node, problems = parse_yaml(typed.encode(), PATH)

    assert node is None
    assert [str(problem) for problem in problems] == [f"{PATH}:{message}"]


@pytest.mark.parametrize(
    ("typed", "message", "plain"),
    [
        (
            "title: a\nsummary: b\ntitle: c\n",
            "3:1: the key 'title' stands in line 1 already; keep one of the two",
            {"title": "a", "summary": "b"},
        ),
        (
            "a:\n  - {b: 1, 'b': 2}\n",
            "2:12: the key 'b' stands in line 2 already; keep one of the two",
            {"a": [{"b": "1"}]},
        ),
        (
            "sections:\n  - heading: a\n    text: b\n    heading: c\n",
            "4:5: the key 'heading' stands in line 2 already; "
            "keep one of the two, or begin a new item with '- ' before it",
            {"sections": [{"heading": "a", "text": "b"}]},
        ),
        (
            "sections:\n  - callout:\n      text: a\n      text: b\n",
            "4:7: the key 'text' stands in line 3 already; keep one of the two",
            {"sections": [{"callout": {"text": "a"}}]},
        ),
        (
            "do:\n - Do not stop\n  - Call us\n",
            f"3:3: {DASH}",
            {"do": ["Do not stop - Call us"]},
        ),
        ("do:\n - a\n\n  -\n  b\n", f"4:3: {DASH}", {"do": ["a\n- b"]}),
        ("do:\n  a\n  - b\nc: d\n", f"3:3: {DASH}", {"do": "a - b", "c": "d"}),
        ("do: [a,\n  b\n  - c]\n", f"3:3: {DASH}", {"do": ["a", "b - c"]}),
        (
            "a: &x {b: c}\nd:\n  <<: *x\n",
            "3:3: '<<' would take over the keys of another map; write these keys here",
            {"a": {"b": "c"}, "d": {}},
        ),
        (
            "a: b\n? \n: c\n",
            "2:2: a key is missing before this colon; write the key, or remove the line",
            {"a": "b"},
        ),
        (
            "a: b\n'': c\n",
            "2:1: a key is missing before this colon; write the key, or remove the line",
            {"a": "b"},
        ),
        ("a: !!python/object:os.system x\n", f"1:4: '!!python/object:os.system' {TAG}", {"a": "x"}),
        ("a: !Important call us\n", f"1:4: '!Important' {TAG}", {"a": "call us"}),
        ("a: ! call us\n", f"1:4: '!' {TAG}", {"a": "call us"}),
        ("a: !!set {b}\n", f"1:4: '!!set' {TAG}", {"a": {"b": None}}),
        ("a: &call us\n", f"1:4: '&call' {MARK}", {"a": "us"}),
        ("a: &x\n  - b\n", f"1:4: '&x' {MARK}", {"a": ["b"]}),
        (
            "a: b\n\u00a0\u00a0c: d\n",
            f"2:1: {BLANK} 'c'; type the line's blanks again",
            {"a": "b", "c": "d"},
        ),
        (
            "a\u200b: b\n",
            f"1:1: {BLANK} 'a'; type the line's blanks again",
            {"a": "b"},
        ),
        (
            'a: "say \\a x"\n',
            "1:9: an escape stands here for the control character U+0007; remove the escape",
            {"a": "say \a x"},
        ),
        (
            'a: "x \\L y"\n',
            "1:7: an escape stands here for the control character U+2028; remove the escape",
            {"a": "x \u2028 y"},
        ),
    ],
)
def test_tells_what_is_wrong_in_one_place_and_keeps_the_rest(
    typed: str, message: str, plain: object
) -> None:
    node, problems = parse_yaml(typed.encode(), PATH)

    assert [str(problem) for problem in problems] == [f"{PATH}:{message}"]
    assert node is not None
    assert node.plain() == plain


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("do: [a]\ntitle: Take pill #2 daily\n", f"2:18: '#2 daily' {REMARK}"),
        ("title: #2\n", f"1:8: '#2' {REMARK}"),
        ("do:\n  - Room #4\n", f"2:10: '#4' {REMARK}"),
        ("do:\n  - Go to room # 5 please\n", f"2:16: '# 5 please' {REMARK}"),
        ("title: Room  #  5\n", f"1:14: '#  5' {REMARK}"),
    ],
)
def test_warns_of_words_that_yaml_takes_for_a_remark(typed: str, message: str) -> None:
    _, problems = parse_yaml(typed.encode(), PATH)

    place, _, rest = message.partition(": ")
    assert [str(problem) for problem in problems] == [f"{PATH}:{place}: warning: {rest}"]


@pytest.mark.parametrize(
    "typed",
    [
        *("a: 'Room #4'\n", "a: 'Room # 4'\n", "a: b#4\n", "a: b # required\n", "a: b  # of 4\n"),
        *("a: |\n  Room #4\n", "a: |\n  Room # 4\n", "#4\na: b\n", "a: b ##\n"),
        *("# 4\na: b\n", "a: # 4 items\n  - b\n"),
    ],
)
def test_does_not_warn_of_remarks_that_are_meant(typed: str) -> None:
    _, problems = parse_yaml(typed.encode(), PATH)

    assert problems == ()


def test_refuses_each_item_that_would_be_printed_in_the_one_above() -> None:
    _, problems = parse_yaml(b"do:\n - a\n  - b\n   - c\n - d\n", PATH)

    assert [str(problem) for problem in problems] == [
        f"{PATH}:3:3: {DASH}",
        f"{PATH}:4:4: {DASH}",
    ]


@pytest.mark.parametrize(
    "typed",
    [
        *("a: |\n  b\n  - c\n", "a: >-\n  b\n   - c\n", "a:\n  - |\n    b\n    - c\n"),
        *("a: 'b\n  - c'\n", 'a: "b\n  - c"\n', "a: b\n  -c\n", "a: b\n  c - d\n"),
        *("a: b\n  1. c\n", "a: b\n  + c\n", "a:\n  - b\n  - c\n", "a:\n  -\n    - b\n    - c\n"),
    ],
)
def test_lets_a_dash_stand_where_it_is_text_or_begins_an_item(typed: str) -> None:
    _, problems = parse_yaml(typed.encode(), PATH)

    assert problems == ()


def test_sorts_problems_by_place() -> None:
    _, problems = parse_yaml(b"a: &x b\nc: !t d\na: e\nf: Room #4\n", PATH)

    assert [problem.line for problem in problems] == [1, 2, 3, 4]


def test_tells_what_was_wrong_before_the_place_where_it_had_to_stop() -> None:
    _, problems = parse_yaml(b"a: !t b\nc: *d\n", PATH)

    assert [problem.line for problem in problems] == [1, 2]


def test_tells_no_more_of_one_file_than_a_person_reads() -> None:
    _, problems = parse_yaml(b"a: b\n" * 1000, PATH)

    assert len(problems) == MAX_PROBLEMS


def test_shows_only_the_start_of_a_long_key_and_nothing_that_moves_a_terminal() -> None:
    key = '"\\e[31m' + "x" * 100 + '"'

    _, problems = parse_yaml(f"{key}: 1\n{key}: 2\n".encode(), PATH)

    assert problems[1].what == f"the key '�[31m{'x' * 35}…' stands in line 1 already"


def test_repeats_what_an_alias_names() -> None:
    node, problems = parse_yaml(b"a: &x [b, c]\nd: *x\ne: *x\n", PATH)

    assert problems == ()
    assert node is not None
    assert node.plain() == {"a": ["b", "c"], "d": ["b", "c"], "e": ["b", "c"]}
    assert node.find(["e", 0]).line == 1


def test_accepts_the_deepest_nesting_that_is_allowed() -> None:
    inner = MAX_DEPTH - 1

    node, problems = parse_yaml(f"a: {'[' * inner}{']' * inner}\n".encode(), PATH)

    assert problems == ()
    assert node is not None
    assert repr(node.plain()).count("[") == inner


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "{",
        "- ",
        "? ",
        "{a: ",
        "[a, ",
        "a: ",
        "? [a]\n",
        "'",
        '"',
        "&a ",
        "*a ",
        "!a ",
        "%TAG ",
    ],
)
def test_reads_the_longest_file_of_one_repeated_sign(unit: str) -> None:
    content = (unit * MAX_BYTES)[:MAX_BYTES].encode()

    node, problems = parse_yaml(content, PATH)

    assert node is None
    assert problems


def test_refuses_lines_that_would_take_the_parser_quadratic_time() -> None:
    lines = "".join(f"%TAG !a{number}! b\n" for number in range(100_000))

    node, problems = parse_yaml(f"{lines}---\na: b\n".encode(), PATH)

    assert node is None
    assert len(problems) == MAX_PROBLEMS


YAML_LIKE = st.lists(
    st.sampled_from(
        [
            *(
                "a",
                "b: ",
                "- ",
                "? ",
                ": ",
                "\n",
                "\n  ",
                "\n    ",
                "'",
                '"',
                "|",
                ">",
                "|2-\n",
                "\\",
            ),
            *("[", "]", "{", "}", "{{ x }}", ",", "&a ", "*a", "!t ", "!<x>", "<<: ", "#", " #x"),
            *("---\n", "...\n", "%", "@", "`", "~", "\t", "\u00a0", "é", "😀", "\\x0", "\\uD800"),
        ]
    ),
    max_size=40,
).map("".join)


@given(st.binary(max_size=200) | YAML_LIKE.map(str.encode))
def test_says_something_of_any_bytes_whatever_they_are(content: bytes) -> None:
    node, problems = parse_yaml(content, PATH)

    assert node is not None or problems
    assert all(problem.line > 0 and problem.column > 0 for problem in problems)
    assert all(str(problem).isprintable() for problem in problems)


@pytest.mark.parametrize("loader", [yaml.CSafeLoader, yaml.SafeLoader])
@settings(max_examples=300)
@given(typed=YAML_LIKE)
def test_raises_nothing_but_problems_with_either_parser(typed: str, loader: Any) -> None:
    source = SourceText(PATH, tuple(typed.split("\n")))

    places = _find_places(source, loader)

    assert all(line > 0 and column > 0 for line, column in places)


def _find_places(source: SourceText, loader: Any) -> list[tuple[int, int]]:
    try:
        _, problems = compose_nodes(source, loader)
    except ContentError as error:
        problems = error.problems
    return [(problem.line, problem.column) for problem in problems]


@given(
    st.recursive(
        st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"])),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.from_regex(r"[a-z]{1,5}", fullmatch=True), inner, max_size=3)
        ),
        max_leaves=10,
    )
)
def test_reads_back_what_another_program_wrote(content: object) -> None:
    written = yaml.safe_dump({"a": content}, allow_unicode=True, default_style="'").encode()

    node, problems = parse_yaml(written, PATH)

    assert problems == ()
    assert node is not None
    assert node.plain() == {"a": content}


def test_both_parsers_find_the_same_nodes() -> None:
    source = decode_source(b"a: &x |\n  b\tc\n\nd: [*x, 'e'' f', \"g\\n\"]\nh: >\n  i\n  j\n", PATH)

    assert compose_nodes(source, yaml.CSafeLoader) == compose_nodes(source, yaml.SafeLoader)


def test_a_file_of_approvals_begins_with_a_list() -> None:
    node, problems = parse_yaml(b"- version: 1\n", "handouts/approvals/care/fever.yaml")

    assert problems == ()
    assert node is not None
    assert node.plain() == [{"version": "1"}]


def test_a_file_of_approvals_that_is_a_map_is_told() -> None:
    _, problems = parse_yaml(b"version: 1\n", "handouts/approvals/care/fever.yaml")

    assert [str(problem) for problem in problems] == [
        "handouts/approvals/care/fever.yaml:1:1: the file begins with a map, not with a list; "
        "begin each approval with a hyphen and a space, as in '- version: 1'"
    ]
