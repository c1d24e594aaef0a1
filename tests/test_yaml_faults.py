from __future__ import annotations

from typing import Any

import pytest
import yaml

from handoutpress.errors import ContentError
from handoutpress.load.yaml_faults import QUOTE_IT, explain_fault
from handoutpress.load.yaml_nodes import compose_nodes
from handoutpress.load.yaml_text import decode_source
from handoutpress.sources import SourceText

PATH = "handouts/t/n.yaml"
NO_COLON = (
    "this line has no key with a colon and a space; "
    "write 'key: text', or '- text' for an item of a list; "
    "if it is a part of the text above, indent it like that text"
)
COLON = f"this colon is read as the end of a key, within a text; {QUOTE_IT}"
OTHER_QUOTES = "put quotes of the other kind around the whole text, or write | and the text below"
NO_FIT = (
    "this line does not fit the lines above it; "
    "begin it exactly under the line that it belongs with; items of a list begin with '- '"
)
LIST_IN_LINE = (
    "a list cannot begin in the line of its key; "
    "begin it on the next line; or put the text in quotes"
)


def begins_with(sign: str) -> str:
    return f"a text cannot begin with {sign}; {QUOTE_IT}"


def continues(line: int, column: int) -> str:
    return (
        f"this line goes on with the text of line {line}, which can have no key in it; "
        f"begin it in column {column} if it is a key; if it is text, put the text in quotes"
    )


def is_open(sign: str, closing: str) -> str:
    return (
        f"the {sign} that opens here has no {closing}, or a comma is missing in between; "
        f"close it; if the {sign} is to be printed, put the text in quotes"
    )


def needs_next_line(sign: str) -> str:
    return (
        f"behind {sign} the text must begin on the next line; "
        f"begin it there, indented; if the {sign} is to be printed, put the text in quotes"
    )


def never_closed(quote: str) -> str:
    return f"the quote {quote} that opens here is never closed; close it at the end of the text"


def goes_on(quote: str) -> str:
    return f"the text goes on behind its closing quote {quote}; {OTHER_QUOTES}"


CASES = [
    # colons
    ("title: x\nsummary A pill\nsections: y\n", f"2:1: {NO_COLON}"),
    ("title Arimidex\nsummary: y\n", f"1:1: {NO_COLON}"),
    ("title: x\nsummary A pill\n", f"2:1: {NO_COLON}"),
    ("title: x\nsections:\n  - heading: Why\n    text", f"4:5: {NO_COLON}"),
    ("do:\n- a\nb\nc: d\n", f"3:1: {NO_COLON}"),
    ("do:\n  - heading: a\n    text\n", f"3:5: {NO_COLON}"),
    ("text: |\nfoo\nbar: x\n", f"2:1: {NO_COLON}"),
    ("do:\n  - Take one\n    pill: daily\n", f"2:5: {NO_COLON}"),
    (
        "title: x\nsummary:Foo\nsections: y\n",
        "2:8: a space is missing behind 'summary:'; write 'summary: ' and the text",
    ),
    (
        "title:Foo\nsummary: y\n",
        "1:6: a space is missing behind 'title:'; write 'title: ' and the text",
    ),
    ("title: Note: this\n", f"1:12: {COLON}"),
    ("do:\n  - Call: now: please\n", f"2:14: {COLON}"),
    ("x: {a: b: c}\n", f"1:9: {COLON}"),
    ("url: http://x: y\n", f"1:14: {COLON}"),
    ("a: b\n: c\n", "2:1: a key is missing before this colon; write the key, or remove the line"),
    ("summary: A pill\n  taken: daily\n", f"2:3: {continues(1, 1)}"),
    ("title: x\n\n  summary: y\n", f"3:3: {continues(1, 1)}"),
    ("sections:\n  - heading: a\n     text: b\n", f"3:6: {continues(2, 5)}"),
    # indentation
    ("sections:\n  - heading: a\n   text: b\n", f"3:4: {NO_FIT}"),
    ("sections:\n    - heading: a\n  - heading: b\n", f"3:3: {NO_FIT}"),
    ("a:\n    b: 1\n  c: 2\n", f"3:3: {NO_FIT}"),
    ("title: x\n# remark\n  summary: y\n", f"3:3: {NO_FIT}"),
    ("title: x\n- foo\n", f"2:1: {NO_FIT}"),
    ("text: |\n    foo\n  bar\nbaz: x\n", f"3:3: {NO_FIT}"),
    # quotes
    ('title: "abc\nsummary: y\n', f"1:8: {never_closed(chr(34))}"),
    ("title: 'abc\nsummary: y\n", f"1:8: {never_closed(chr(39))}"),
    ('title: "abc\nsummary: "def"\n', f"1:8: {never_closed(chr(34))}"),
    ("title: 'it's fine'\nsummary: y\n", f"1:12: {goes_on(chr(39))}"),
    ('title: "He said "hi" to"\n', f"1:18: {goes_on(chr(34))}"),
    ('title: "Tamoxifen" is a pill\n', f"1:20: {goes_on(chr(34))}"),
    ("'a b': 'c' d\n", f"1:12: {goes_on(chr(39))}"),
    (
        'title: "a \\d b"\n',
        "1:11: '\\d' means nothing between double quotes; write \\\\ for a backslash",
    ),
    (
        'title: "a \\xzz b"\n',
        "1:11: '\\x' means nothing between double quotes; write \\\\ for a backslash",
    ),
    # signs that mean something else at the start of a text
    ("title: @home\n", f"1:8: {begins_with('@')}"),
    ("title: `x`\n", f"1:8: {begins_with('`')}"),
    ("title: %5 of\n", f"1:8: {begins_with('%')}"),
    ("title: **Bold** x\n", f"1:8: {begins_with('*')}"),
    ("title: * x\n", f"1:8: {begins_with('*')}"),
    ("title: & x\n", f"1:8: {begins_with('&')}"),
    ("title: &x; y\n", f"1:8: {begins_with('&')}"),
    ("title: !\x3cx y\n", f"1:8: {begins_with('!')}"),
    ("a: &x &y b\n", f"1:7: {begins_with('&')}"),
    ("title: ? a\n", f"1:8: {begins_with('?')}"),
    ("title: ]\n", f"1:8: {begins_with(']')}"),
    ("title: }\n", f"1:8: {begins_with('}')}"),
    ("title: , a\n", f"1:8: {begins_with(',')}"),
    ("title: [Draft] Chemo\n", f"1:8: {begins_with('[')}"),
    ("title: {a} b\n", f"1:8: {begins_with('{')}"),
    ("title: {{ clinic.name }} news\n", f"1:8: {begins_with('{{')}"),
    ("do:\n  - {{ clinic.name }} news\n", f"2:5: {begins_with('{{')}"),
    ("do: [{{ clinic.name }} news]\n", f"1:6: {begins_with('{{')}"),
    ("title: - a\n", f"1:8: {LIST_IN_LINE}"),
    ("text: |foo\n", f"1:7: {needs_next_line('|')}"),
    ("text: > 5 days\n", f"1:7: {needs_next_line('>')}"),
    ("text: >5 days\n", f"1:7: {needs_next_line('>')}"),
    # brackets
    ("do: [a, b\ntitle: x\n", f"1:5: {is_open('[', ']')}"),
    ("do: [a, b\n", f"1:5: {is_open('[', ']')}"),
    ("x: {a: b\ntitle: x\n", f"1:4: {is_open('{', '}')}"),
    ("x: {a: b, c: [d, e}\n", f"1:14: {is_open('[', ']')}"),
    ("phones: {nurse: {number: 5, hours: x}\n", f"1:9: {is_open('{', '}')}"),
    # ends
    (
        "title: x\n...\nfoo: y\n",
        "2:1: the line '...' ends a YAML file, and there is more below it; remove the line",
    ),
]


@pytest.mark.parametrize("loader", [yaml.CSafeLoader, yaml.SafeLoader])
@pytest.mark.parametrize(("typed", "message"), CASES)
def test_says_in_plain_words_what_no_parser_can_read(typed: str, message: str, loader: Any) -> None:
    source = decode_source(typed.encode(), PATH)

    with pytest.raises(ContentError) as caught:
        compose_nodes(source, loader)

    assert str(caught.value) == f"{PATH}:{message}"


def test_gives_the_parsers_own_words_when_no_rule_knows_better() -> None:
    source = SourceText(PATH, ("{: c}",))

    problem = explain_fault(source, at=(0, 1), opened=None, library_text="expected a node")

    assert str(problem) == (
        f"{PATH}:1:2: this is not YAML (expected a node); "
        f"compare it with the lines above, or {QUOTE_IT}"
    )


@pytest.mark.parametrize("at", [(0, 0), (7, 3)])
def test_explains_a_fault_beyond_the_end_of_the_file(at: tuple[int, int]) -> None:
    source = SourceText(PATH, ())

    problem = explain_fault(source, at=at, opened=at, library_text="expected more")

    assert (problem.line, problem.column) == (at[0] + 1, at[1] + 1)
