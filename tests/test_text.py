from __future__ import annotations

import re
from collections.abc import Callable
from string import punctuation

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoutpress.text import (
    Block,
    Flow,
    Item,
    ItemList,
    Line,
    Link,
    Paragraph,
    Placeholder,
    Strong,
    Text,
    TextFault,
    iter_links,
    iter_placeholders,
    parse_flow,
    parse_line,
    parse_plain,
    plain_text,
)

NAME_REMEDY = r"write a name such as {{ clinic.name }}, or \{{ to print two braces"
TARGET_REMEDY = (
    "write an address that starts with https://, http://, mailto: or tel:, or handout:topic/name; "
    r"or write \[ to print the bracket"
)
HOST_REMEDY = "write the whole address, such as https://example.org/page"
HANDOUT_REMEDY = "write the id of a handout, such as handout:topic/name"
WORDS_REMEDY = "write the words to print between the brackets: [words](address)"
CHARACTER_REMEDY = "delete the word that it stands in, and type it again"


Parse = Callable[[str], Flow | Line]


def read(part: Flow | Line) -> str:
    """Return what a reader reads, with each placeholder as <its name>."""
    return plain_text(part, "<{}>".format)


AS_TYPED = {
    "greater-than at the start": "> 100.4 °F",
    "plus at the start": "+ 1 800 555 0100",
    "two at the start": "2. second",
    "zero at the start": "0. before all",
    "one with a leading zero": "01. May",
    "year at the start": "2024. A good year",
    "number with a bracket": "1) first",
    "star at the start": "* see your plan",
    "dash without a space": "-5 degrees",
    "two dashes": "-- see below",
    "dash alone": "-",
    "dashes with spaces": "- - -",
    "dash and dashes": "- ---",
    "one alone": "1.",
    "a dose": "1.10 mg",
    "number without a space": "1.first",
    "ten digits": "1234567890. a long number",
    "rule of dashes": "---",
    "rule of stars": "***",
    "rule of underscores": "___",
    "rule of equals": "===",
    "number sign": "# 3",
    "number signs": "### 3 ###",
    "stars around a word": "*x*",
    "underscores around a word": "_x_",
    "double underscores": "__x__",
    "stars within a word": "2*3*4",
    "underscore within a word": "file_name_here",
    "double stars with spaces": "2 ** 3 ** 4",
    "footnote stars": "Tylenol** and Advil**",
    "double stars once": "**Tylenol",
    "four stars": "****",
    "single and double stars": "*x**",
    "HTML tag": "<b>x</b>",
    "HTML comment": "<!-- x -->",
    "HTML block": "<div>",
    "less-than": "a < b > c",
    "named entity": "&amp; &nbsp; &copy;",
    "numeric entity": "&#42;&#x2A;",
    "backticks": "`code`",
    "fence": "```",
    "tilde fence": "~~~",
    "image": "![alt](x)",
    "image with a full address": "![alt](https://example.org/x.png)",
    "image without words": "![](https://example.org/x.png)",
    "address in angle brackets": "<http://x>",
    "bare address": "https://example.org/a_b_c www.example.org a@example.org",
    "brackets without a target": "[x]",
    "brackets twice": "[x][y]",
    "brackets and a space": "[x] (https://example.org)",
    "bracket never closed": "[x](https://example.org",
    "target with spaces": "[mg](see the label)",
    "target with a title": '[x](https://example.org "title")',
    "reference definition": "[x]: http://example.org",
    "checkbox": "[ ] yes [x] no",
    "brackets without an opening": "x](https://example.org)",
    "tildes": "~~x~~",
    "table": "|a|b|",
    "one brace": "{",
    "braces with a name": "{ clinic.name }",
    "closing braces": "}} }",
    "Jinja block": "{% if x %} {# y #}",
    "backslash before a letter": r"C:\path",
    "backslash at the end": "x\\",
    "quotes and dashes": "\"x\" 'y' -- (c) ... 1/2",
    "definition": ": x",
    "footnote": "[^1] x",
    "emoji code": ":smile:",
    "no-break space": "20\u00a0mg",
    "isolates": "\u2067السعر\u2069 x",
    "tab within": "a\tb",
    "spaces within": "a    b",
}


@pytest.mark.parametrize("typed", AS_TYPED.values(), ids=AS_TYPED.keys())
def test_what_is_no_mark_prints_as_typed(typed: str) -> None:
    flow = parse_flow(typed)

    assert flow == Flow(typed, (Paragraph((Text(typed, 0),), 0),), ())


@pytest.mark.parametrize("typed", AS_TYPED.values(), ids=AS_TYPED.keys())
def test_what_is_no_mark_prints_as_typed_under_another_line(typed: str) -> None:
    flow = parse_flow(f"Call us if your temperature is\n{typed}")

    assert flow.blocks == (Paragraph((Text(f"Call us if your temperature is {typed}", 0),), 0),)


@pytest.mark.parametrize("typed", AS_TYPED.values(), ids=AS_TYPED.keys())
def test_what_is_no_mark_prints_as_typed_in_an_item(typed: str) -> None:
    flow = parse_flow(f"- x {typed}")

    assert read(flow) == f"x {typed}"


@pytest.mark.parametrize("typed", AS_TYPED.values(), ids=AS_TYPED.keys())
def test_what_is_no_mark_prints_as_typed_in_a_line(typed: str) -> None:
    line = parse_line(typed)

    assert line == Line(typed, (Text(typed, 0),), ())


@pytest.mark.parametrize("typed", AS_TYPED.values(), ids=AS_TYPED.keys())
def test_what_is_no_mark_prints_as_typed_in_plain_text(typed: str) -> None:
    line = parse_plain(typed)

    assert line == Line(typed, (Text(typed, 0),), ())


@pytest.mark.parametrize("indent", [" ", "    ", "\t", "        ", " \t "])
def test_an_indented_line_is_a_paragraph(indent: str) -> None:
    assert parse_flow(f"{indent}x").blocks == (Paragraph((Text("x", len(indent)),), len(indent)),)


def test_a_dash_behind_four_spaces_is_text() -> None:
    assert parse_flow("    - x").blocks == (Paragraph((Text("- x", 4),), 4),)


@pytest.mark.parametrize(
    "line_end",
    ["\n", " \n", "  \n", "\t\n", "\n  ", "\n    ", "\n\t", "\r\n", "\r", "  \r\n  "],
)
def test_a_single_line_end_is_a_space(line_end: str) -> None:
    assert read(parse_flow(f"a{line_end}b")) == "a b"


def test_a_backslash_at_a_line_end_stays() -> None:
    assert read(parse_flow("a\\\nb")) == "a\\ b"


@pytest.mark.parametrize("gap", ["\n\n", "\n \n", "\n\n\n\n", "\r\n\r\n", "\r\r", "\n\t\n"])
def test_a_blank_line_parts_paragraphs(gap: str) -> None:
    source = f"a{gap}b"

    flow = parse_flow(source)

    at = source.index("b")
    assert flow.blocks == (Paragraph((Text("a", 0),), 0), Paragraph((Text("b", at),), at))


@pytest.mark.parametrize("empty", ["", " ", "\n", " \n\t\n", "\r\n", "\u00a0"])
def test_a_text_that_shows_nothing_has_no_blocks(empty: str) -> None:
    assert parse_flow(empty) == Flow(empty, (), ())


def test_bold_knows_where_its_stars_are() -> None:
    flow = parse_flow("with **estrogen** …")

    assert flow.blocks == (
        Paragraph((Text("with ", 0), Strong((Text("estrogen", 7),), 5), Text(" …", 17)), 0),
    )


@pytest.mark.parametrize(
    ("source", "bold"),
    [
        ("**a**", ["a"]),
        ("x**a**y", ["a"]),
        ("**a b**, **c**", ["a b", "c"]),
        ("**a\nb**", ["a b"]),
        ("**2 * 3**", ["2 * 3"]),
        ("***a***", ["a"]),
        ("****a****", ["a"]),
        ("**a****b**", ["a", "b"]),
        ("**a **b** c**", ["a b c"]),
        ("**a** b**", ["a"]),
        (r"**a\***", ["a*"]),
        (r"\**a**", []),
        (r"\*\*a\*\*", []),
        ("**{{ a }}**b", ["<a>"]),
        ("b**{{ a }}**", ["<a>"]),
        ('a**"b"**c', []),
        ("**注意：**请", ["注意："]),
        ("请**（50%）**的", ["（50%）"]),
        ("服用**50%**的", ["50%"]),
    ],
)
def test_double_stars_make_bold(source: str, bold: list[str]) -> None:
    children = parse_line(source).children

    assert [plain_text((n,), "<{}>".format) for n in children if isinstance(n, Strong)] == bold


@pytest.mark.parametrize(
    ("source", "words"),
    [("***a***", "*a*"), ("*a **b* c**", "*a b* c"), ("**a*b**", "a*b"), ("**a***", "a*")],
)
def test_stars_left_over_print(source: str, words: str) -> None:
    assert read(parse_line(source)) == words


def test_stars_left_over_know_their_place() -> None:
    children = parse_line("***a***b").children

    assert children == (Text("*", 0), Strong((Text("a", 3),), 1), Text("*b", 6))


def test_a_list_with_dashes_knows_its_markers() -> None:
    flow = parse_flow("- a\n-  **b**\n")

    first = Item((Paragraph((Text("a", 2),), 2),), 0)
    second = Item((Paragraph((Strong((Text("b", 9),), 7),), 7),), 4)
    assert flow.blocks == (ItemList(False, (first, second), 0),)


def test_a_list_with_numbers_knows_its_markers() -> None:
    flow = parse_flow("1. a\n12. b")

    first = Item((Paragraph((Text("a", 3),), 3),), 0)
    second = Item((Paragraph((Text("b", 9),), 9),), 5)
    assert flow.blocks == (ItemList(True, (first, second), 0),)


def outline(flow: Flow) -> str:
    """Return the blocks as letters: p(aragraph), and u(nordered) or o(rdered) lists of items."""
    return " ".join(map(outline_block, flow.blocks))


def outline_block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return plain_text((block,), "<{}>".format).replace(" ", "_")
    items = " | ".join(" ".join(map(outline_block, item.blocks)) for item in block.items)
    return f"{'o' if block.ordered else 'u'}({items})"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Call us if:\n- fever\n- chills", "Call_us_if: u(fever | chills)"),
        ("Do this:\n1. rest\n2. drink", "Do_this: o(rest | drink)"),
        ("Do this:\n2. rest", "Do_this:_2._rest"),
        ("1. a\n7. b\n7. c", "o(a | b | c)"),
        ("1. a\n1. b", "o(a | b)"),
        ("- a\n\n- b\n\n\n- c", "u(a | b | c)"),
        ("1. a\n\n2. b", "o(a | b)"),
        ("1. a\n\ntext\n\n2. b", "o(a) text 2._b"),
        ("- a\n  b\nc", "u(a_b_c)"),
        ("- a\n\n  b", "u(a b)"),
        ("- a\n\nb", "u(a) b"),
        ("-\ta\n-\tb", "u(a | b)"),
        ("  - a\n  - b", "u(a | b)"),
        ("- a\r\n- b\r\n", "u(a | b)"),
        ("- a\n  - b\n  - c\n- d", "u(a u(b | c) | d)"),
        ("- a\n    - b", "u(a u(b))"),
        ("1. a\n   - b\n2. c", "o(a u(b) | c)"),
        ("- a\n  1. b\n  2. c", "u(a o(b | c))"),
        ("- - a", "u(u(a))"),
        ("- a\n1. b\n2. c", "u(a) o(b | c)"),
        ("1. a\n- b", "o(a) u(b)"),
        ("- a\n2. b", "u(a) 2._b"),
        ("- a\n* b", "u(a_*_b)"),
        ("- a\n+ b", "u(a_+_b)"),
        ("1. a\n2) b", "o(a_2)_b)"),
        ("- a\n---", "u(a) ---"),
        ("- a\n-\n- b", "u(a) - u(b)"),
        ("- a\n\n-\n- b", "u(a) - u(b)"),
        ("- a\n- - -\n- b", "u(a) -_-_- u(b)"),
        ("1. a\n2.\n3. b", "o(a) 2._3._b"),
        ("- a\n> b", "u(a_>_b)"),
        ("- a\n  # b", "u(a_#_b)"),
        ("- [ ] a\n- [x] b", "u([_]_a | [x]_b)"),
    ],
)
def test_lists_are_those_of_commonmark_with_dashes_and_from_one(source: str, expected: str) -> None:
    assert outline(parse_flow(source)) == expected


def test_the_ninth_list_within_a_list_is_text() -> None:
    flow = parse_flow("- " * 9 + "x")

    assert outline(flow) == "u(" * 8 + "-_x" + ")" * 8


def test_a_link_knows_its_target_and_words() -> None:
    line = parse_line("See [our **site**](https://example.org/a_b?c=1&amp;d=2).")

    words = (Text("our ", 5), Strong((Text("site", 11),), 9))
    target = (Text("https://example.org/a_b?c=1&amp;d=2", 19),)
    assert line.children == (Text("See ", 0), Link(target, words, 4), Text(".", 55))


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org",
        "http://example.org/a(b)c",
        "HTTPS://example.org",
        "http://[::1]/x",
        "mailto:a@example.org",
        "tel:+1-555-0100",
        "handout:breast/what-to-do-1",
        "https://example.org/" + "x" * 5000,
    ],
)
def test_a_link_goes_to_an_allowed_target(target: str) -> None:
    line = parse_line(f"[x]({target})")

    assert line == Line(f"[x]({target})", (Link((Text(target, 4),), (Text("x", 1),), 0),), ())


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("[x]({{ clinic.website }})", (Placeholder("clinic.website", 4),)),
        ("[x]({{a}}/b)", (Placeholder("a", 4), Text("/b", 9))),
        ("[x](tel:{{ a.b }})", (Text("tel:", 4), Placeholder("a.b", 8))),
        ("[x](https://{{ a }}/b)", (Text("https://", 4), Placeholder("a", 12), Text("/b", 19))),
        (r"[x](tel:\(1\)2)", (Text("tel:(1)2", 4),)),
        ("[x]( \ntel:1\n )", (Text("tel:1", 6),)),
    ],
)
def test_a_target_may_hold_placeholders_and_escapes(
    source: str, target: tuple[Text | Placeholder, ...]
) -> None:
    line = parse_line(source)

    assert line == Line(source, (Link(target, (Text("x", 1),), 0),), ())


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("[a [b](tel:1) c](tel:2)", ["b"]),
        ("[![a](b)](tel:1)", ["![a](b)"]),
        (r"\![a](tel:1)", ["a"]),
        (r"\[a](tel:1)", []),
        (r"[a\](tel:1)", []),
        (r"[a\]](tel:1)", ["a]"]),
        ("[[a]](tel:1)", ["[a]"]),
        ("[a](tel:1)[b](tel:2)", ["a", "b"]),
        ("[a\nb](tel:1)", ["a b"]),
        ("[{{ a }}](tel:1)", ["<a>"]),
        ("**[a](tel:1)**", ["a"]),
        ("[a**](tel:1)**", ["a**"]),
        ("[a](tel:" + "(" * 9 + ")" * 9 + ")", []),
    ],
)
def test_links_are_those_of_commonmark(source: str, words: list[str]) -> None:
    links = iter_links(parse_line(source))

    assert [plain_text(link.children, "<{}>".format) for link in links] == words


@pytest.mark.parametrize(
    ("target", "what", "remedy"),
    [
        ("javascript:alert(1)", "'javascript:alert(1)' is not a link target", TARGET_REMEDY),
        ("file:///etc/passwd", "'file:///etc/passwd' is not a link target", TARGET_REMEDY),
        ("data:text/html,x", "'data:text/html,x' is not a link target", TARGET_REMEDY),
        ("page.html", "'page.html' is not a link target", TARGET_REMEDY),
        ("../x", "'../x' is not a link target", TARGET_REMEDY),
        ("//example.org", "'//example.org' is not a link target", TARGET_REMEDY),
        ("#x", "'#x' is not a link target", TARGET_REMEDY),
        ("<https://x.org>", "'<https://x.org>' is not a link target", TARGET_REMEDY),
        ("java{{ a }}", "'java{{ a }}' is not a link target", TARGET_REMEDY),
        ("x" * 99, f"'{'x' * 57}...' is not a link target", TARGET_REMEDY),
        ("tel:", "'tel:' is not a link target", TARGET_REMEDY),
        ("mailto:", "'mailto:' is not a link target", TARGET_REMEDY),
        ("", "this link has no target", TARGET_REMEDY),
        ("https://", "'https://' names no site", HOST_REMEDY),
        ("http:example.org", "'http:example.org' names no site", HOST_REMEDY),
        ("http:///x", "'http:///x' names no site", HOST_REMEDY),
        ("http://[x", "'http://[x' names no site", HOST_REMEDY),
        ("handout:overview", "'handout:overview' is no handout", HANDOUT_REMEDY),
        ("handout:A/b", "'handout:A/b' is no handout", HANDOUT_REMEDY),
        ("Handout:a/b", "'Handout:a/b' is no handout", HANDOUT_REMEDY),
        ("handout:a/b/c", "'handout:a/b/c' is no handout", HANDOUT_REMEDY),
        ("handout:{{ a }}", "'handout:{{ a }}' is no handout", HANDOUT_REMEDY),
    ],
)
def test_another_target_is_a_fault_and_no_link(target: str, what: str, remedy: str) -> None:
    source = f"So [see *x*]({target})."

    line = parse_line(source)

    assert line == Line(source, (Text(source, 0),), (TextFault(13, what, remedy),))


@pytest.mark.parametrize("words", ["", " ", "\n"])
def test_a_link_without_words_is_a_fault(words: str) -> None:
    line = parse_line(f"a [{words}](tel:1)")

    assert line.faults == (TextFault(2, "this link has no words", WORDS_REMEDY),)
    assert list(iter_links(line)) == []


@pytest.mark.parametrize("parse", [parse_line, parse_plain])
@pytest.mark.parametrize(
    "name",
    ["clinic.name", "clinic.phones.nurse.number", "a", "a.b-c.d_e.2", "clinic.Phones.X"],
)
@pytest.mark.parametrize("form", ["{{ %s }}", "{{%s}}", "{{  %s\t}}", "{{\n%s\n}}"])
def test_two_braces_and_a_name_are_a_placeholder(parse: Parse, name: str, form: str) -> None:
    source = "x " + form % name + " y"

    line = parse(source)

    at = source.index(" y")
    assert line == Line(source, (Text("x ", 0), Placeholder(name, 2), Text(" y", at)), ())


def test_a_placeholder_in_an_item_knows_its_place() -> None:
    source = "Call:\r\n\r\n- the nurse,\r\n  {{ clinic.phones.nurse.number }}"

    found = list(iter_placeholders(parse_flow(source)))

    assert found == [Placeholder("clinic.phones.nurse.number", source.index("{{"))]


def test_marks_within_a_placeholder_are_not_read() -> None:
    assert read(parse_flow("*{{ a_b_c }}* _{{ d__e__f }}_")) == "*<a_b_c>* _<d__e__f>_"


@pytest.mark.parametrize("parse", [parse_flow, parse_line, parse_plain])
@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("x {{ 1+1 }}", [(2, "'{{ 1+1 }}' is not a placeholder")]),
        ("x {{ a b }}", [(2, "'{{ a b }}' is not a placeholder")]),
        ("x {{ a\nb }}", [(2, "'{{ a b }}' is not a placeholder")]),
        ("x {{ a.. }}", [(2, "'{{ a.. }}' is not a placeholder")]),
        ("x {{ .a }}", [(2, "'{{ .a }}' is not a placeholder")]),
        ("x {{ 1a }}", [(2, "'{{ 1a }}' is not a placeholder")]),
        ("x {{ ä }}", [(2, "'{{ ä }}' is not a placeholder")]),
        ("x {{ a|safe }}", [(2, "'{{ a|safe }}' is not a placeholder")]),
        ("x {{ a() }}", [(2, "'{{ a() }}' is not a placeholder")]),
        ("x {{}}", [(2, "'{{}}' is not a placeholder")]),
        ("x {{{ a }}", [(2, "'{{{ a }}' is not a placeholder")]),
        ("[x]({{1}})", [(4, "'{{1}}' is not a placeholder")]),
        ("x {{ " + "a " * 40 + "}}", [(2, f"'{{{{ {'a ' * 27}...' is not a placeholder")]),
        ("x {{ a", [(2, "'{{' is not closed with '}}'")]),
        ("x {{ a }", [(2, "'{{' is not closed with '}}'")]),
        ("x {{ a {{ b }}", [(2, "'{{' is not closed with '}}'")]),
        (
            "{{ 1 }} {{",
            [(0, "'{{ 1 }}' is not a placeholder"), (8, "'{{' is not closed with '}}'")],
        ),
    ],
)
def test_what_is_no_name_in_two_braces_is_a_fault(
    parse: Parse, source: str, faults: list[tuple[int, str]]
) -> None:
    assert [(f.offset, f.what, f.remedy) for f in parse(source).faults] == [
        (offset, what, NAME_REMEDY) for offset, what in faults
    ]


@pytest.mark.parametrize("parse", [parse_flow, parse_line, parse_plain])
def test_a_faulty_placeholder_prints_as_typed(parse: Parse) -> None:
    assert read(parse("a {{ 1+1 }} {{ b")) == "a {{ 1+1 }} {{ b"


@pytest.mark.parametrize("parse", [parse_flow, parse_line, parse_plain])
def test_a_backslash_before_two_braces_prints_them(parse: Parse) -> None:
    part = parse(r"a \{{ b }} {{ c }}")

    assert read(part) == "a {{ b }} <c>"
    assert part.faults == ()


def test_two_escaped_braces_print() -> None:
    assert read(parse_flow(r"\{\{ b \}\}")) == "{{ b }}"


def test_an_escaped_backslash_leaves_the_placeholder() -> None:
    assert read(parse_flow(r"\\{{ b }}")) == r"\<b>"


@pytest.mark.parametrize("character", punctuation)
def test_a_backslash_takes_the_meaning_from(character: str) -> None:
    assert read(parse_flow(f"\\{character} x")) == f"{character} x"


@pytest.mark.parametrize(
    ("source", "words"),
    [(r"\- x", "- x"), (r"1\. x", "1. x"), (r"\1 \a \é", r"\1 \a \é"), (r"\\\\", "\\\\")],
)
def test_escapes_are_those_of_commonmark(source: str, words: str) -> None:
    flow = parse_flow(source)

    assert flow.blocks == (Paragraph((Text(words, 0),), 0),)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("- x", "- x"),
        ("1. x", "1. x"),
        ("a\n- b\n\n1. c", "a - b 1. c"),
        ("\n a \r\n\r\n b \n", "a b"),
        (r"\- **b** [c](tel:1)", "- b c"),
    ],
)
def test_a_line_reads_the_inline_part_only(source: str, words: str) -> None:
    assert read(parse_line(source)) == words


def test_a_line_counts_offsets_from_the_start_of_its_source() -> None:
    assert parse_line("\n  a **b**").children == (Text("a ", 3), Strong((Text("b", 7),), 5))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("**a** [b](tel:1) [c](x)", "**a** [b](tel:1) [c](x)"),
        (r"\* \[ \\ \a \}", r"\* \[ \\ \a \}"),
        (r"\\{{ a }}", r"\{{ a }}"),
        ("  a  \n\n  b\tc\r\nd \n", "a b\tc d"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_plain_text_reads_placeholders_only(source: str, words: str) -> None:
    line = parse_plain(source)

    assert read(line) == words
    assert line.faults == ()


@pytest.mark.parametrize("parse", [parse_flow, parse_line, parse_plain])
@pytest.mark.parametrize(
    "character",
    [
        *("\x00", "\x07", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f", "\x80", "\x85", "\x9f"),
        *("\ufeff", "\u202d", "\u202e", "\ufffe", "\uffff", "\ud800", "\udfff"),
    ],
)
def test_an_invisible_character_is_a_fault(parse: Parse, character: str) -> None:
    part = parse(f"ab {character}")

    what = f"the invisible character U+{ord(character):04X} cannot be printed"
    assert part.faults == (TextFault(3, what, CHARACTER_REMEDY),)


def test_faults_stand_in_the_order_of_the_source() -> None:
    flow = parse_flow("{{ 1 }}\n\n- [a](x)\n\n\ufeff {{")

    assert [fault.offset for fault in flow.faults] == [0, 15, 19, 21]


def test_links_and_placeholders_are_found_wherever_they_stand() -> None:
    flow = parse_flow("{{ a }} **[{{ b }}]({{ c }})**\n\n- d\n  1. [e](tel:{{ f }}) {{ g }}")

    assert [link.offset for link in iter_links(flow)] == [10, 41]
    assert [p.name for p in iter_placeholders(flow)] == ["a", "c", "b", "f", "g"]


def test_plain_text_puts_each_paragraph_and_item_on_a_line() -> None:
    flow = parse_flow("a **b** {{ c }}\n\n- [d](tel:1)\n  1. e\n\n  f")

    assert plain_text(flow, {"c": "C"}.__getitem__) == "a b C\nd\ne\nf"


def test_plain_text_takes_nodes_too() -> None:
    nodes = (Text("a", 0), Placeholder("b", 1), Strong((Text("c", 8),), 6))

    assert plain_text(nodes, "<{}>".format) == "a<b>c"


MARKS = ["*", "**", "[", "](", ")", "]", "![", "{{", "}}", " a.b ", "\\", "- ", "1. ", "2. ", "\n"]
MARKS += ["  ", "    ", "\t", "\r\n", "\r", "tel:1", "http://x", "x", "é", "请", "。", "<", "\x00"]
anything = st.text() | st.lists(st.sampled_from(MARKS), max_size=40).map("".join)


@settings(deadline=None)
@given(anything)
def test_any_string_is_read_and_its_offsets_lie_in_it(source: str) -> None:
    flow, line, plain = parse_flow(source), parse_line(source), parse_plain(source)

    faults = (*flow.faults, *line.faults, *plain.faults)
    assert all(0 <= fault.offset < len(source) for fault in faults)
    assert all(source[link.offset] == "[" for link in iter_links(flow))
    assert all(source.startswith("{{", found.offset) for found in iter_placeholders(flow))


@pytest.mark.parametrize("mark", [*MARKS, "[a](", "[x](tel:1) ", "**a ", "a** ", "{{ a", "- a\n"])
def test_a_long_run_of_one_mark_is_read(mark: str) -> None:
    source = mark * 5000

    assert [part.source for part in (parse_flow(source), parse_line(source))] == [source] * 2


letters_and_digits = re.compile(r"[^\W_]")
words = st.text("aeé请0123456789 .,:;-+*_#>~`|<&'\"()!?%°/=\t\\", max_size=30)
starts = ["", "> ", "+ ", "* ", "- ", "  - ", "1. ", "2. ", "1) ", "# ", "    ", "---", "==="]
nurse_lines = st.lists(st.builds("{}{}".format, st.sampled_from(starts), words), max_size=8)


@settings(deadline=None)
@given(nurse_lines.map("\n".join))
def test_no_letter_or_digit_of_a_line_is_lost(source: str) -> None:
    line = parse_line(source)

    assert letters_and_digits.findall(read(line)) == letters_and_digits.findall(source)


@settings(deadline=None)
@given(nurse_lines.map("\n".join))
def test_no_letter_or_digit_of_a_text_is_lost_but_the_numbers_of_a_list(source: str) -> None:
    flow = parse_flow(source)

    kept = number_items(flow.blocks, source)
    assert letters_and_digits.findall(kept) == letters_and_digits.findall(source)


def number_items(blocks: tuple[Block, ...], source: str) -> str:
    """Return the words of blocks, with each item's number as its source has it."""
    return "".join(number_items_of(block, source) for block in blocks)


def number_items_of(block: Block, source: str) -> str:
    if isinstance(block, Paragraph):
        return plain_text((block,), str)
    numbers = [source[item.offset :].split(".")[0].split("-")[0] for item in block.items]
    words = [number_items(item.blocks, source) for item in block.items]
    return "".join(map("".join, zip(numbers, words, strict=True)))


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" ")))
def test_a_text_with_every_punctuation_character_escaped_prints_as_it_was(text: str) -> None:
    source = re.sub(f"([{re.escape(punctuation)}])", r"\\\1", text)

    assert read(parse_flow(source)) == text.strip()
    assert parse_flow(source).faults == ()


@pytest.mark.parametrize("parse", [parse_flow, parse_line, parse_plain])
def test_a_word_that_would_take_minutes_to_print_is_a_fault(
    parse: Callable[[str], Flow | Line],
) -> None:
    assert parse("See " + "a" * 10_000).faults == ()
    assert parse("See " + "a" * 10_001).faults == (
        TextFault(4, "a word of 10001 letters would take minutes to print", "put blanks into it"),
    )
