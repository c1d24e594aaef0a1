"""The bytes of a YAML file become lines of text that any YAML parser reads alike.

Knows nothing of YAML's grammar; refuses what no editor shows: wrong encodings, control characters,
tabs as indentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from handoutpress.errors import ContentError, Problem
from handoutpress.sources import SourceText

MAX_BYTES = 2 * 1024 * 1024
MAX_PROBLEMS = 20  # of one file: more would hide the other files
SAVE_AS_UTF8 = "save the file again with the encoding UTF-8"
BYTE_ORDER_MARK = "\ufeff"

# All patterns below see a line end before every line: a literal start makes them fast.
_BLANK_LINE = re.compile(r"\n[ \t]+(?=\n|\Z)")
_TAB_INDENT = re.compile(r"\n *(\t)")
# Measured: 2 MiB of %TAG lines take libyaml 40 seconds, in quadratic time.
_DIRECTIVE = re.compile(r"\n(%YAML|%TAG)")
# Of what YAML 1.1 allows (section 4.1.1), NEL, LS and PS are left out: YAML ends a line there, and
# editors do not.
_UNPRINTABLE = re.compile(
    "([^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff])"
)
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
    """Return the file's lines: a tab inside a line as a space, blank lines empty.

    So they print, and so libyaml, which accepts a tab in a text, and PyYAML, which does not, agree.

    Raises:
        ContentError: too long, empty, not UTF-8, or with signs that no editor shows.
    """
    _check_length(content, path)
    text = _normalize_line_ends(decode_utf8(content, path))
    text = _BLANK_LINE.sub("\n", f"\n{text}")
    problems = list(islice(_find_faults(path, text), MAX_PROBLEMS))
    if problems:
        raise ContentError(problems)
    return SourceText(path, tuple(text.replace("\t", " ").split("\n")[1:]))


def _normalize_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check_length(content: bytes, path: str) -> None:
    if not content.strip(b"\0\r\n\t \xef\xbb\xbf"):
        remedy = "save it again from your editor, or delete it"
        raise ContentError([Problem(path, 1, 1, "the file is empty", remedy)])
    if len(content) > MAX_BYTES:
        what = f"the file is longer than {MAX_BYTES // 1024**2} MiB"
        remedy = "divide it, or take out what is no text"
        raise ContentError([Problem(path, 1, 1, what, remedy)])


def decode_utf8(content: bytes, path: str) -> str:
    """Return a file's text without its byte order mark.

    Raises:
        ContentError: it is not UTF-8.
    """
    wide = _name_wide_encoding(content[:4])
    if wide:
        raise ContentError([Problem(path, 1, 1, f"the file is saved as {wide}", SAVE_AS_UTF8)])
    try:
        return content.decode().removeprefix(BYTE_ORDER_MARK)
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
    before = content[:offset].decode().removeprefix(BYTE_ORDER_MARK)
    lines = _normalize_line_ends(before).split("\n")
    byte = content[offset : offset + 1]
    what = f"the byte 0x{byte.hex().upper()} is not UTF-8"
    letter = byte.decode("cp1252", errors="ignore")
    if letter.isprintable() and letter:
        what += f" (in the old Windows encoding it is '{letter}')"
    return Problem(path, len(lines), len(lines[-1]) + 1, what, SAVE_AS_UTF8)


def _find_faults(path: str, text: str) -> Iterator[Problem]:
    for pattern in (_UNPRINTABLE, _TAB_INDENT, _DIRECTIVE):
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start(1))
            column = match.start(1) - text.rfind("\n", 0, match.start(1))
            yield Problem(path, line, column, *_name_fault(match[1]))


def _name_fault(found: str) -> tuple[str, str]:
    if found == "\t":
        return "a tab indents this line", "use spaces, two for each level"
    if found[0] == "%":
        return f"the line begins with '{found}', which only programs need", "remove the line"
    name = _NAMES.get(found, f"a control character (U+{ord(found):04X})")
    return f"{name} stands here", "delete it; most editors do not show it"
