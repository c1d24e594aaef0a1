"""What a YAML parser cannot read, in words for people who write handouts.

Judges by the place of the fault and by what is typed there, not by the parser's words: these are
written for programmers, and differ from one parser to the next. Imports no parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from handoutpress.errors import Problem
from handoutpress.sources import SourceText

QUOTE_IT = "put the whole text in quotes, or write | and the text indented on the lines below"
PLACEHOLDER_FIRST = "a text cannot begin with {{"
WRITE_KEY = (
    "write 'key: text', or '- text' for an item of a list; "
    "if it is a part of the text above, indent it like that text"
)

Place: TypeAlias = tuple[int, int]

_CLOSING = {"{": "}", "[": "]"}
_KEY = r"""(?:"[^"]*"|'[^']*'|[^\s"'#\[\]{},:][^:]*)"""
# A line up to its value: indentation, the dashes of lists, a key with its colon.
_UP_TO_VALUE = re.compile(rf" *(?:- +)*(?:{_KEY} *: +)?")
_UP_TO_KEY = re.compile(r" *(?:- +)*")
_KEY_WITH_TEXT = re.compile(rf" *(?:- +)*{_KEY} *: +(?=[^\s#])")
_QUOTED_KEY = re.compile(r"""(?:"[^"]*"|'[^']*') *:""")
_COLON = re.compile(r":(?= |$)")
_COLON_WITHOUT_SPACE = re.compile(r" *(?:- +)*([\w-]+):(?=\S)")


@dataclass(frozen=True, slots=True)
class _Fault:
    """Where the parser stopped, and where the part began that it was reading; both from 0."""

    source: SourceText
    at: Place
    opened: Place | None

    @property
    def line(self) -> str:
        """Return the line in which the parser stopped."""
        return self.get_line(self.at[0])

    @property
    def sign(self) -> str:
        """Return the sign at which the parser stopped; "" at a line's end."""
        return self.line[self.at[1] : self.at[1] + 1]

    @property
    def head(self) -> str:
        """Return what stands before the fault in its line."""
        return self.line[: self.at[1]]

    @property
    def opened_text(self) -> str:
        """Return the line from where the part began that was being read; "" if unknown."""
        return self.get_line(self.opened[0])[self.opened[1] :] if self.opened else ""

    def get_line(self, index: int) -> str:
        """Return a line; "" beyond the end, where parsers place the end of the file."""
        return self.source.get_line(index + 1)

    def get_line_before(self, index: int) -> int | None:
        """Return the index of the next line up that is neither blank nor a comment."""
        above = range(min(index, len(self.source.lines)) - 1, -1, -1)
        return next(
            (i for i in above if self.source.lines[i].lstrip(" ")[:1] not in ("", "#")), None
        )

    def tell(self, place: Place, what: str, remedy: str) -> Problem:
        """Return the problem at a place."""
        return Problem(self.source.path, place[0] + 1, place[1] + 1, what, remedy)


Rule: TypeAlias = Callable[[_Fault], Problem | None]


def explain_fault(
    source: SourceText, *, at: Place, opened: Place | None, library_text: str
) -> Problem:
    """Return the problem, where possible in our own words and at its cause.

    `at` is where the parser stopped, `opened` where the list, map or text began that it was
    reading; lines and columns from 0. `library_text` is told when no rule knows better.
    """
    fault = _Fault(source, at, opened)
    known = next(filter(None, (rule(fault) for rule in _RULES)), None)
    return known or fault.tell(
        at, f"this is not YAML ({library_text})", f"compare it with the lines above, or {QUOTE_IT}"
    )


def _find_end_line(fault: _Fault) -> Problem | None:
    above = fault.get_line_before(fault.at[0])
    if above is None or not re.match(r"\.\.\.(?: |$)", fault.get_line(above)):
        return None
    what = "the line '...' ends a YAML file, and there is more below it"
    return fault.tell((above, 0), what, "remove the line")


def _find_quote_fault(fault: _Fault) -> Problem | None:
    if not fault.opened or fault.opened_text[:1] not in ('"', "'"):
        return None
    line, column = fault.at
    backslash = fault.line.rfind("\\", max(0, column - 2), column + 1)
    if fault.opened_text[0] == '"' and backslash >= 0:
        what = f"'{fault.line[backslash : backslash + 2]}' means nothing between double quotes"
        return fault.tell((line, backslash), what, "write \\\\ for a backslash")
    if _QUOTED_KEY.match(fault.opened_text):
        return None
    return _tell_open_quote(fault, fault.opened, fault.opened_text[0])


def _tell_open_quote(fault: _Fault, place: Place, quote: str) -> Problem:
    what = f"the quote {quote} that opens here is never closed"
    return fault.tell(place, what, "close it at the end of the text")


def _find_first_sign(fault: _Fault) -> Problem | None:
    for place, sign in ((fault.opened, fault.opened_text[:1]), (fault.at, fault.sign)):
        if place and sign and sign in "*&!@`%":
            return fault.tell(place, f"a text cannot begin with {sign}", QUOTE_IT)
    return None


def _find_block_sign(fault: _Fault) -> Problem | None:
    sign = fault.opened_text[:1]
    if not fault.opened or not sign or sign not in "|>":
        return None
    what = f"behind {sign} the text must begin on the next line"
    remedy = f"begin it there, indented; if the {sign} is to be printed, put the text in quotes"
    return fault.tell(fault.opened, what, remedy)


def _find_bracket_fault(fault: _Fault) -> Problem | None:
    sign = fault.opened_text[:1]
    if not fault.opened or sign not in _CLOSING:
        return None
    if fault.opened_text.startswith("{{"):
        return fault.tell(fault.opened, PLACEHOLDER_FIRST, QUOTE_IT)
    if fault.sign == ":" and fault.at[0] == fault.opened[0]:
        return _tell_colon(fault)
    what = f"the {sign} that opens here has no {_CLOSING[sign]}, or a comma is missing in between"
    remedy = f"close it; if the {sign} is to be printed, put the text in quotes"
    return fault.tell(fault.opened, what, remedy)


def _find_closed_text(fault: _Fault) -> Problem | None:
    """Look for a text that goes on behind what YAML reads as its end."""
    value, last = _get_value(fault), fault.head.rstrip()[-1:]
    if not value or not last:
        return None
    start = (fault.at[0], len(fault.line) - len(value))
    if value.startswith("{{"):
        return fault.tell(start, PLACEHOLDER_FIRST, QUOTE_IT)
    if last in "\"'":
        return _find_open_quote(fault, value, last) or _tell_second_quote(fault, last)
    if value[0] in "*&!" or (value[0] in _CLOSING and last in "]}"):
        return fault.tell(start, f"a text cannot begin with {value[0]}", QUOTE_IT)
    return None


def _find_open_quote(fault: _Fault, value: str, quote: str) -> Problem | None:
    """Look above for the quote that the first quote of a value closes."""
    if fault.head.rstrip() != fault.line[: len(fault.line) - len(value)] + quote:
        return None
    lines = fault.source.lines[: fault.at[0]]
    odd = [index for index, line in enumerate(lines) if line.count(quote) % 2]
    return _tell_open_quote(fault, (odd[-1], lines[odd[-1]].index(quote)), quote) if odd else None


def _tell_second_quote(fault: _Fault, quote: str) -> Problem:
    what = f"the text goes on behind its closing quote {quote}"
    remedy = "put quotes of the other kind around the whole text, or write | and the text below"
    return fault.tell(fault.at, what, remedy)


def _find_value_sign(fault: _Fault) -> Problem | None:
    """Look for a value whose first sign means something else to YAML."""
    value = _get_value(fault)
    if not value or fault.at[1] != len(fault.line) - len(value):
        return None
    if fault.sign == "-":
        what = "a list cannot begin in the line of its key"
        return fault.tell(fault.at, what, "begin it on the next line; or put the text in quotes")
    if fault.sign in "?,]}":
        return fault.tell(fault.at, f"a text cannot begin with {fault.sign}", QUOTE_IT)
    return None


def _get_value(fault: _Fault) -> str:
    """Return the value in the line of the fault; "" when the fault is before it."""
    match = _UP_TO_VALUE.match(fault.line)
    start = match.end() if match else 0
    return fault.line[start:] if 0 < start <= fault.at[1] else ""


def _find_missing_colon(fault: _Fault) -> Problem | None:
    """Look at what was being read as a key."""
    if not fault.opened or re.match(r"- |\?|$", fault.opened_text):
        return None
    return _tell_missing_colon(fault, fault.opened[0])


def _tell_missing_colon(fault: _Fault, index: int) -> Problem | None:
    line = fault.get_line(index)
    if _COLON.search(line):
        return None
    joined = _COLON_WITHOUT_SPACE.match(line)
    if joined:
        what = f"a space is missing behind '{joined[1]}:'"
        return fault.tell((index, joined.end() - 1), what, f"write '{joined[1]}: ' and the text")
    what = "this line has no key with a colon and a space"
    return fault.tell((index, _count_indent(line)), what, WRITE_KEY)


def _find_colon_fault(fault: _Fault) -> Problem | None:
    """Look for a colon that YAML reads as the end of a key, where no key can be."""
    if fault.sign != ":":
        return None
    if not fault.head.strip(" -"):
        return fault.tell(
            fault.at, "a key is missing before this colon", "write the key, or remove the line"
        )
    if _COLON.search(fault.head):
        return _tell_colon(fault)
    owner = _find_owner(fault)
    if owner is not None:
        return _tell_continued(fault, owner)
    above = fault.get_line_before(fault.at[0])
    return None if above is None else _tell_missing_colon(fault, above)


def _tell_colon(fault: _Fault) -> Problem:
    what = "this colon is read as the end of a key, within a text"
    return fault.tell(fault.at, what, QUOTE_IT)


def _find_owner(fault: _Fault) -> int | None:
    """Return the line above whose text goes on in the line of the fault."""
    indent = _count_indent(fault.line)
    above = fault.get_line_before(fault.at[0])
    while above is not None and _count_indent(fault.get_line(above)) >= indent:
        above = fault.get_line_before(above)
    is_owner = above is not None and _KEY_WITH_TEXT.match(fault.get_line(above))
    return above if is_owner else None


def _tell_continued(fault: _Fault, owner: int) -> Problem:
    column = _count_indent(fault.get_line(owner)) + 1
    what = f"this line goes on with the text of line {owner + 1}, which can have no key in it"
    remedy = f"begin it in column {column} if it is a key; if it is text, put the text in quotes"
    return fault.tell((fault.at[0], _count_indent(fault.line)), what, remedy)


def _find_indent_fault(fault: _Fault) -> Problem | None:
    if not fault.sign or fault.head.strip():
        return None
    what = "this line does not fit the lines above it"
    remedy = "begin it exactly under the line that it belongs with; items of a list begin with '- '"
    return fault.tell(fault.at, what, remedy)


def _count_indent(line: str) -> int:
    """Return the column, from 0, of a line's key or text, behind the dashes of lists."""
    match = _UP_TO_KEY.match(line)
    return match.end() if match else 0


_RULES: tuple[Rule, ...] = (
    _find_end_line,
    _find_quote_fault,
    _find_first_sign,
    _find_block_sign,
    _find_bracket_fault,
    _find_closed_text,
    _find_value_sign,
    _find_missing_colon,
    _find_colon_fault,
    _find_indent_fault,
)
