from __future__ import annotations

import pytest

from handoutpress.errors import ContentError
from handoutpress.load.yaml_text import MAX_BYTES, MAX_PROBLEMS, decode_source, decode_utf8

PATH = "handouts/t/n.yaml"
EMPTY = "1:1: the file is empty; save it again from your editor, or delete it"
UTF16 = "1:1: the file is saved as UTF-16; save the file again with the encoding UTF-8"
UTF32 = "1:1: the file is saved as UTF-32; save the file again with the encoding UTF-8"
TAB = "a tab indents this line; use spaces, two for each level"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", EMPTY),
        (b"\n \t\r\n", EMPTY),
        (b"\xef\xbb\xbf", EMPTY),
        (b"\0\0\0\0\0\0", EMPTY),
        (
            b"a" * (MAX_BYTES + 1),
            "1:1: the file is longer than 2 MiB; divide it, or take out what is no text",
        ),
        ("title: x".encode("utf-16"), UTF16),
        ("title: x".encode("utf-16-le"), UTF16),
        ("title: x".encode("utf-16-be"), UTF16),
        ("title: x".encode("utf-32"), UTF32),
        ("title: x".encode("utf-32-le"), UTF32),
        ("title: x".encode("utf-32-be"), UTF32),
        (
            "title: x\r\nsummary: é Línea".encode()[:-5] + b"\xednea",
            "2:13: the byte 0xED is not UTF-8 (in the old Windows encoding it is 'í'); "
            "save the file again with the encoding UTF-8",
        ),
        (
            b"\xef\xbb\xbftitle: \x81",
            "1:8: the byte 0x81 is not UTF-8; save the file again with the encoding UTF-8",
        ),
        (
            "title: é\nsummary: é".encode()[:-1],
            "2:10: the byte 0xC3 is not UTF-8 (in the old Windows encoding it is 'Ã'); "
            "save the file again with the encoding UTF-8",
        ),
        (b"a:\n\tb: c\n", f"2:1: {TAB}"),
        (b"a:\r\n  \tb: c\r\n", f"2:3: {TAB}"),
        (b"a: |\n  x\n\t\n  \t\ty\n", f"4:3: {TAB}"),
        (
            b"title: a\0b",
            "1:9: a NUL character (U+0000) stands here; delete it; most editors do not show it",
        ),
        (
            "title: é\nsummary: a\x0bb".encode(),
            "2:11: a vertical tab (U+000B), a line end of some word processors, stands here; "
            "delete it; most editors do not show it",
        ),
        (
            b"title: a\x1b[31m",
            "1:9: a control character (U+001B) stands here; delete it; most editors do not show it",
        ),
        (
            "title: a\u0085b".encode(),
            "1:9: a control character (U+0085) stands here; delete it; most editors do not show it",
        ),
        (
            "title: a\u2028b".encode(),
            "1:9: a line separator (U+2028), which no editor shows, stands here; "
            "delete it; most editors do not show it",
        ),
        (
            "title: a\u2029b".encode(),
            "1:9: a paragraph separator (U+2029), which no editor shows, stands here; "
            "delete it; most editors do not show it",
        ),
        (
            b"# x\n%TAG ! tag:x\n",
            "2:1: the line begins with '%TAG', which only programs need; remove the line",
        ),
        (
            b"%YAML 1.2\n---\n",
            "1:1: the line begins with '%YAML', which only programs need; remove the line",
        ),
    ],
)
def test_says_where_and_why_bytes_are_no_text(content: bytes, message: str) -> None:
    with pytest.raises(ContentError) as caught:
        decode_source(content, PATH)

    assert str(caught.value) == f"{PATH}:{message}"


def test_tells_every_tab_and_control_character_of_a_file() -> None:
    with pytest.raises(ContentError) as caught:
        decode_source(b"a: \x01\n\tb: \x02\n", PATH)

    places = [(problem.line, problem.column) for problem in caught.value.problems]
    assert places == [(1, 4), (2, 1), (2, 5)]


def test_tells_no_more_of_one_file_than_a_person_reads() -> None:
    with pytest.raises(ContentError) as caught:
        decode_source(b"\x01" * 1000, PATH)

    assert len(caught.value.problems) == MAX_PROBLEMS


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"\xef\xbb\xbftitle: x\n", ("title: x", "")),
        (b"a: 1\r\nb: 2\rc: 3\nd: 4", ("a: 1", "b: 2", "c: 3", "d: 4")),
        (b"a: b\tc\t\n", ("a: b c ", "")),
        (b"a: |\n   \n \t \n  b\n", ("a: |", "", "", "  b", "")),
        (b"a: b\n \t", ("a: b", "")),
        ("a: é 中 😀\u00a0x".encode(), ("a: é 中 😀\u00a0x",)),
        (b"a" * MAX_BYTES, ("a" * MAX_BYTES,)),
    ],
)
def test_gives_lines_that_every_parser_reads_alike(content: bytes, lines: tuple[str, ...]) -> None:
    source = decode_source(content, PATH)

    assert source.path == PATH
    assert source.lines == lines


def test_decodes_any_text_without_its_byte_order_mark() -> None:
    assert decode_utf8(b"\xef\xbb\xbf<p>\t\xc3\xa9</p>\r\n", PATH) == "<p>\té</p>\r\n"
