"""Simple texts are read without the parser, and just as it reads them."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handoutpress import text
from handoutpress.text import Flow, parse_flow
from handoutpress.text.simple_blocks import read_simple_blocks


def parse_with_parser(source: str) -> Flow:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "read_simple_blocks", lambda source, faults: None)
        return parse_flow(source)


@pytest.mark.parametrize(
    "source",
    [
        "One paragraph.",
        "Two lines\nof **one** paragraph.\n\n\nAnother.\n",
        "- one\n- [two](tel:1)\n",
        "Before:\n\n1. one\n7. two\n\nAfter.",
        "- blanks behind  \n- {{ clinic.name }}\t\n \t\nAfter.\r\nMore.",
        "\\- no item\n\n+ none\n* none\n1) none",
        "",
        "\n \n",
        "\u00a0",
    ],
)
def test_simple_text_is_read_as_the_parser_reads_it(source: str) -> None:
    unified = parse_with_parser(source)

    assert read_simple_blocks(source.replace("\r\n", " \n"), []) is not None
    assert parse_flow(source) == unified


@pytest.mark.parametrize(
    "source",
    [
        " indented",
        "- one\n  more of it",
        "- one\nmore of it",
        "text\n- one",
        "- one\n\n- two",
        "- one\n1. two",
        "2. two",
        "- - one",
        "- 1. one",
        "-  one",
        "-\tone",
        "-",
        "- ",
        "- \u00a0",
        "-5 degrees",
        "5.5 mg",
        "---",
    ],
)
def test_text_that_may_be_more_is_left_to_the_parser(source: str) -> None:
    faults: list[text.TextFault] = []

    assert read_simple_blocks(source, faults) is None
    assert faults == []


PIECES = st.sampled_from(
    [
        *("\n", "\n", "\n\n", " \n", "\r\n", "\n- ", "\n1. ", "\n2. ", "\n01. ", "\n1) ", "\n+ "),
        *(" ", "  ", "\t", "-", "- ", "1", "1. ", ".", "a", "b c", "**", "*", "\\", "[x](tel:1)"),
        *(
            "[x](y)",
            "{{ clinic.name }}",
            "{{",
            "\u00a0",
            "\u200b",
            "\x0b",
            "\x0c",
            "\x85",
            "\u2028",
        ),
        *("\x00", "\ufeff", "é", "中", "> ", "# ", "```", "---", "___", "<b>", "[x]: /y", "&amp;"),
    ]
)


@settings(max_examples=1500, deadline=None)
@given(source=st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=12))
@example(source="- a\n\n- b")
@example(source="1. a\n- b")
@example(source="a\n\n- b\n- c\n\nd\n\n1. e\n2. f")
def test_any_text_is_read_as_the_parser_reads_it(source: str) -> None:
    assert parse_flow(source) == parse_with_parser(source)
