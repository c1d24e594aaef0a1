"""The bytes of a YAML file become lines of text that any YAML parser reads alike.

Knows nothing of YAML's grammar; refuses what no editor shows: wrong encodings, control characters,
tabs as indentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from handoutpress.errors import ContentError, Problem
from handoutpress.sources import SourceText

MAX_BYTES = 2 * 1024 * 1024
MAX_PROBLEMS = 20  # of one file: more would hide the other files
SAVE_AS_UTF8 = "save the file again with the encoding UTF-8"
BYTE_ORDER_MARK = "\ufeff"

_LINE_END = re.compile(r"\r\n?|\n")
# Source: YAML 1.1, section 4.1.1, without NEL, LS and PS: it reads them as line ends, editors not.
_UNPRINTABLE = re.compile(
    "[^\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_TAB_INDENT = re.compile(r" *\t[ \t]*(?=[^ \t])")
# Reading %TAG lines takes libyaml quadratic time: 2 MiB of them 40 seconds. Nobody needs them.
_DIRECTIVE = re.compile(r"%(?:YAML|TAG)")
# Which of a file's first four bytes are NUL when it begins with Latin letters.
# Source: RFC 4627, section 3.
_WIDE_ENCODINGS: dict[tuple[bool, ...], str] = {
    (True, True, True, False): "UTF-32",
    (False, True, True, True): "UTF-32",
    (True, False, True, False): "UTF-16",
    (False, True, False, True): "UTF-16",
}
_NAMES = {
    "\x00": "a NUL character (U+0000)",
    "\x0b": "a vertical tab (U+000B), a line end of some word processors,",
    "\u2028": "a line separator (U+2028), which no editor shows,",
    "\u2029": "a paragraph separator (U+2029), which no editor shows,",
}


def decode_source(content: bytes, path: str) -> SourceText:
    """Return the file's lines, a tab inside a line as a space.

    Raises:
        ContentError: too long, empty, not UTF-8, or with signs that no editor shows.
    """
    _check_length(content, path)
    lines = _LINE_END.split(_decode(content, path).removeprefix(BYTE_ORDER_MARK))
    problems = list(islice(_find_faults(path, lines), MAX_PROBLEMS))
    if problems:
        raise ContentError(problems)
    return SourceText(path, tuple(_clear_tabs(line) for line in lines))


def _check_length(content: bytes, path: str) -> None:
    if not content.strip(b"\0\r\n\t \xef\xbb\xbf"):
        remedy = "save it again from your editor, or delete it"
        raise ContentError([Problem(path, 1, 1, "the file is empty", remedy)])
    if len(content) > MAX_BYTES:
        what = f"the file is longer than {MAX_BYTES // 1024**2} MiB"
        remedy = "divide it, or take out what is no text"
        raise ContentError([Problem(path, 1, 1, what, remedy)])


def _decode(content: bytes, path: str) -> str:
    wide = _name_wide_encoding(content[:4])
    if wide:
        raise ContentError([Problem(path, 1, 1, f"the file is saved as {wide}", SAVE_AS_UTF8)])
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        problem = _explain_byte(content, error.start, path)
        raise ContentError([problem]) from error


def _name_wide_encoding(start: bytes) -> str | None:
    """Tell UTF-16 and UTF-32 by a byte order mark, or by the NULs around the first letters."""
    if start in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return "UTF-32"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    return _WIDE_ENCODINGS.get(tuple(byte == 0 for byte in start))


def _explain_byte(content: bytes, offset: int, path: str) -> Problem:
    before = _LINE_END.split(content[:offset].decode().removeprefix(BYTE_ORDER_MARK))
    byte = content[offset : offset + 1]
    what = f"the byte 0x{byte.hex().upper()} is not UTF-8"
    letter = byte.decode("cp1252", errors="ignore")
    if letter.isprintable() and letter:
        what += f" (in the old Windows encoding it is '{letter}')"
    return Problem(path, len(before), len(before[-1]) + 1, what, SAVE_AS_UTF8)


def _find_faults(path: str, lines: list[str]) -> Iterable[Problem]:
    for number, line in enumerate(lines, start=1):
        for match in _UNPRINTABLE.finditer(line):
            yield _explain_sign(path, number, match)
        tab = _TAB_INDENT.match(line)
        if tab:
            column = line.index("\t") + 1
            what = "a tab indents this line"
            yield Problem(path, number, column, what, "use spaces, two for each level")
        if _DIRECTIVE.match(line):
            what = f"the line begins with '{line[:5].strip()}', which only programs need"
            yield Problem(path, number, 1, what, "remove the line")


def _explain_sign(path: str, number: int, match: re.Match[str]) -> Problem:
    sign = match.group()
    name = _NAMES.get(sign, f"a control character (U+{ord(sign):04X})")
    remedy = "delete it, and the editor's sign for it if it shows one"
    return Problem(path, number, match.start() + 1, f"{name} stands here", remedy)


def _clear_tabs(line: str) -> str:
    """Make each tab a space, as it prints: libyaml accepts a tab in a text, PyYAML does not."""
    return line.replace("\t", " ") if line.strip() else ""
