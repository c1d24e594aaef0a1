"""Scan a content stream for its marked content and for what it paints.

Only marks and painting matter here; state, colours, fonts and paths are passed over. Written by
hand because a general parser makes an object of every operand, which costs half of the check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from handoutpress.tag_check.objects import parse_operands

# Source: ISO 32000-1, 7.2.2 (white space, delimiters), 7.3 (objects), 7.8.2 (content streams).
_REGULAR = rb"[^\x00\t\n\x0c\r ()<>\[\]{}/%]"
_OPERAND = rb"""(?:
    [\x00\t\n\x0c\r 0-9+\-.\[\]]++            # white space, numbers, arrays
  | <[\x00\t\n\x0c\r 0-9A-Fa-f]*+>            # hexadecimal strings
  | \((?:[^()\\]++|\\.)*+\)                   # strings without parentheses in them
  | /%(regular)b*+                            # names
  | <<|>>                                     # dictionaries
  | %%[^\r\n]*+                               # comments
  | (?:true|false|null)(?!%(regular)b)
)*+"""
_NEXT = re.compile(
    (_OPERAND + rb"(%(regular)b++|[()<>{}]|\Z)") % {b"regular": _REGULAR}, re.DOTALL | re.VERBOSE
)
_PARENTHESIS = re.compile(rb"[()]|\\.", re.DOTALL)
# Data of an image may hold "EI" by chance: text must follow. Source: as pdf.js and qpdf do it.
_IMAGE_END = re.compile(
    rb"[\x00\t\n\x0c\r ]EI(?=\Z|[\x00\t\n\x0c\r ](?:[\t\n\x0c\r -~]{15}|[\t\n\x0c\r -~]*\Z))"
)
# What nearly every mark of ours looks like; anything else takes the slower, general way.
_PLAIN_MARK = re.compile(rb"\s*/(\w+)\s*<<\s*/MCID\s+(\d{1,9})\s*>>\s*")
_PLAIN_NAME = re.compile(rb"\s*(/\w+)\s*")

# Source: ISO 32000-1, Annex A.
_PAINTING = frozenset(b"S s f F f* B B* b b* Tj TJ ' \" sh BI".split())
_BREAKING = frozenset((b"(", b")", b"<", b">", b"{", b"}", b"ID"))
_SILENT = frozenset(
    b"q Q cm w J j M d ri i gs m l c v y h re n W W* BT ET Tc Tw Tz TL Tf Tr Ts Td TD Tm T* CS cs "
    b"SC SCN sc scn G g RG rg K k d0 d1 MP DP BX EX EI".split()
)


class Inside(Enum):
    """What encloses a piece of content: no mark that says anything, a tag, or an artifact."""

    NOTHING = "nothing"
    TAG = "a tag"
    ARTIFACT = "an artifact"


@dataclass(frozen=True, slots=True)
class Content:
    """The marks of one content stream, and what it paints outside them.

    `mcids` are those of tags, in their order, as often as they occur; `painted` are the names of
    the XObjects; `untagged` the operators that paint outside every mark; the last three say what
    is wrong, in words.
    """

    mcids: tuple[int, ...]
    artifact_mcids: tuple[int, ...]
    has_artifacts: bool
    painted: tuple[tuple[str, Inside], ...]
    untagged: tuple[str, ...]
    misnested: tuple[str, ...]
    unbalanced: tuple[str, ...]
    malformed: tuple[str, ...]


def scan_content(content: bytes, properties: Mapping[str, object]) -> Content:
    """Return the marks of a decoded content stream.

    `properties` holds the MCID, of whatever type, of each named property list (its name with the
    slash) that has one.
    """
    scan = _Scan(properties)
    for operator, operands in _operators(content):
        scan.take(operator, operands)
    return scan.finish()


class _Scan:
    """The state of one scan: which marks are open, and what was met so far."""

    def __init__(self, properties: Mapping[str, object]) -> None:
        self._properties = properties
        self._open: list[Inside] = []
        self._inside = Inside.NOTHING
        self._has_artifacts = False
        self._mcids: list[int] = []
        self._artifact_mcids: list[int] = []
        self._painted: list[tuple[str, Inside]] = []
        self._untagged: list[str] = []
        self._misnested: list[str] = []
        self._unbalanced: list[str] = []
        self._malformed: list[str] = []

    def take(self, operator: bytes, operands: bytes) -> None:
        if operator in _PAINTING:
            if self._inside is Inside.NOTHING:
                self._untagged.append(operator.decode())
        elif operator == b"BDC":
            self._open_mark(*self._read_mark(operands))
        elif operator == b"BMC":
            self._open_mark(self._read_name(operands), None)
        elif operator == b"EMC":
            self._close_mark()
        elif operator == b"Do":
            self._painted.append((self._read_name(operands), self._inside))
        else:
            self._malformed.append(f"{operator.decode('latin-1')!r} is out of place")

    def finish(self) -> Content:
        if self._open:
            count = len(self._open)
            self._unbalanced.append(f"{count} mark{'s are' if count > 1 else ' is'} not closed")
        return Content(
            mcids=tuple(self._mcids),
            artifact_mcids=tuple(self._artifact_mcids),
            has_artifacts=self._has_artifacts,
            painted=tuple(self._painted),
            untagged=tuple(self._untagged),
            misnested=tuple(self._misnested),
            unbalanced=tuple(self._unbalanced),
            malformed=tuple(self._malformed),
        )

    def _read_mark(self, operands: bytes) -> tuple[str, object]:
        plain = _PLAIN_MARK.fullmatch(operands)
        if plain:
            return "/" + plain[1].decode(), int(plain[2])
        values = parse_operands(operands)
        if not values or len(values) != 2 or not _is_name(values[0]):
            self._malformed.append("BDC has not a tag and a property list")
            return "", None
        return str(values[0]), self._read_mcid(values[1])

    def _read_mcid(self, listed: object) -> object:
        if type(listed) is dict:
            return listed.get("/MCID")
        return self._properties.get(listed) if type(listed) is str else None

    def _read_name(self, operands: bytes) -> str:
        plain = _PLAIN_NAME.fullmatch(operands)
        values = [plain[1].decode()] if plain else parse_operands(operands)
        if not values or len(values) != 1 or not _is_name(values[0]):
            self._malformed.append("BMC or Do has not one name")
            return ""
        return str(values[0])

    def _open_mark(self, tag: str, mcid: object) -> None:
        self._open.append(self._inside)
        if tag == "/Artifact":
            self._enter(Inside.ARTIFACT, "an artifact", self._artifact_mcids, mcid)
            self._has_artifacts = True
        elif mcid is not None:
            self._enter(Inside.TAG, f"tag {mcid}", self._mcids, mcid)

    def _enter(self, inside: Inside, what: str, mcids: list[int], mcid: object) -> None:
        if self._inside not in (Inside.NOTHING, inside) or self._inside is Inside.TAG:
            self._misnested.append(f"{what} lies inside {self._inside.value}")
        self._inside = inside
        if type(mcid) is int and mcid >= 0:
            mcids.append(mcid)
        elif mcid is not None:
            self._malformed.append(f"MCID {mcid!r} is no whole number of 0 or more")

    def _close_mark(self) -> None:
        if self._open:
            self._inside = self._open.pop()
        else:
            self._unbalanced.append("EMC closes a mark that was never opened")


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("/", "n:/"))


def _operators(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each operator that matters, with the bytes of its operands.

    What cannot be read is yielded like an operator, so that it is told; it ends the scan, because
    nothing after it can be trusted.
    """
    position = start = 0
    while position < len(content):
        for match in _NEXT.finditer(content, position):
            operator, position = match[1], match.end()
            if operator in _BREAKING:
                break
            if operator and operator not in _SILENT:
                yield operator, content[start : match.start(1)]
            start = position
        if operator in _BREAKING:
            position = _pass_over(content, operator, start=start, position=position)
            start = position if operator == b"ID" else start
            if not position:
                yield operator, b""
                return


def _pass_over(content: bytes, operator: bytes, *, start: int, position: int) -> int:
    """Return where a nested string or the data of an inline image ends, or 0."""
    if operator == b"(":
        return _string_end(content, position)
    if operator == b"ID" and content.endswith(b"BI", 0, start):
        end = _IMAGE_END.search(content, position)
        return end.end() if end else 0
    return 0


def _string_end(content: bytes, position: int) -> int:
    depth = 1
    for match in _PARENTHESIS.finditer(content, position):
        depth += {b"(": 1, b")": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    return 0
