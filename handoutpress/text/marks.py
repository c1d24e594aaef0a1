r"""Read the marks inside a paragraph: bold, links, escapes, placeholders.

Knows no blocks. One scan over the source finds every mark: so offsets are exact, and the time is
linear.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TypeVar
from urllib.parse import urlsplit

from handoutpress.text.nodes import (
    Inline,
    Line,
    Link,
    Node,
    Placeholder,
    Strong,
    Text,
    TextFault,
    is_visible,
    plain_text,
)

# Source: YAML 1.2.2, 5.1 (what is printable); CVE-2021-42574 (overrides show characters in another
# order than they are stored; isolates, which right-to-left text needs, do not).
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ufeff\ufffe\uffff\ud800-\udfff]"
)
# Source: measured: WeasyPrint's time grows with the square of a word; 10,000 letters take a second.
_LONGEST_WORD = 10_000
_ENDLESS_WORD = re.compile(rf"[!-~\u00c0-\u024f]{{{_LONGEST_WORD + 1},}}")
_NAME = r"[A-Za-z][\w-]*+ (?: \. [\w-]++ )*+"
_PLACEHOLDER = r"\{\{ [ \t\n]*+ (?P<name>" + _NAME + r") [ \t\n]*+ \}\}"
_NO_PLACEHOLDER = r"\{\{ (?: (?!\{\{|\}\}). )*+ \}\} | \{\{"
_ESCAPE = r"\\ (?P<escaped> [!-/:-@\[-`{-~] )"  # Source: CommonMark 0.31.2, 2.4
_EVERYWHERE = (
    r"(?P<line_end> \n[ \t\n]*+ ) | \\ (?P<braces> \{\{ ) "
    r"| (?P<placeholder>" + _PLACEHOLDER + r") | (?P<no_placeholder>" + _NO_PLACEHOLDER + r")"
)


def _compile(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.VERBOSE | re.DOTALL | re.ASCII)


# Both match at every index of any source, so that a scan neither stops nor looks back.
PLAIN_MARKS = _compile(r"(?P<text> [^\\{\n]++ )", _EVERYWHERE, r"(?P<other> . )")
INLINE_MARKS = _compile(
    r"(?P<text> [^\\{\n*!\[\]]++ )",
    _EVERYWHERE,
    _ESCAPE,
    r"(?P<stars> \*\*++ ) | (?P<bracket> !?\[ ) | (?P<close> \] )",
    r"(?P<other> . )",
)
_TARGET_PART = _compile(_PLACEHOLDER, _ESCAPE, r"[^\s\\(){]++ | \\ | \{(?!\{) | [()]")
_TARGET_START = _compile(r"\( [ \t\n]*+")
_TARGET_END = _compile(r"[ \t\n]*+ \)")
SPACES = _compile(r"[ \t\n]*+")
_PLACEHOLDER_MARK = _compile(_PLACEHOLDER)
_HANDOUT = re.compile(r"handout:[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*")
_DEEPEST_PARENTHESIS = 8  # Source: CommonMark 0.31.2, 6.3: at least 3; a limit keeps time linear

_PLACEHOLDER_REMEDY = r"write a name such as {{ clinic.name }}, or \{{ to print two braces"
_UNPRINTABLE_REMEDY = "delete the word that it stands in, and type it again"
_WORDS_REMEDY = "write the words to print between the brackets: [words](address)"
_TARGET_REMEDY = (
    "write an address that starts with https://, http://, mailto: or tel:, or handout:topic/name; "
    r"or write \[ to print the bracket"
)
_HOST_REMEDY = "write the whole address, such as https://example.org/page"
_HANDOUT_REMEDY = "write the id of a handout, such as handout:topic/name"


def unify_line_ends(source: str) -> str:
    """Make every line end a line feed, and keep every offset."""
    return source.replace("\r\n", " \n").replace("\r", "\n")


def find_unprintable(source: str) -> list[TextFault]:
    """Return a fault for every character that no page can show, and every word too long for one."""
    return [*_find_odd_characters(source), *_find_endless_words(source)]


def _find_endless_words(source: str) -> Iterator[TextFault]:
    for word in _ENDLESS_WORD.finditer(source) if len(source) > _LONGEST_WORD else ():
        what = f"a word of {len(word[0])} letters would take minutes to print"
        yield TextFault(word.start(), what, "put blanks into it")


def _find_odd_characters(source: str) -> list[TextFault]:
    return [
        TextFault(
            found.start(),
            f"the invisible character U+{ord(found[0]):04X} cannot be printed",
            _UNPRINTABLE_REMEDY,
        )
        for found in _UNPRINTABLE.finditer(source)
    ]


def read_line(source: str, marks: re.Pattern[str]) -> Line:
    """Read a whole source as one line."""
    faults = find_unprintable(source)
    text = unify_line_ends(source)
    start = len(text) - len(text.lstrip())
    children = Scanner(text, start, len(text.rstrip()), faults=faults).scan(marks)
    return Line(source, children, tuple(sorted(faults)))


# What may stand beside stars. Wide are the East Asian characters, their punctuation included.
_SPACE, _PUNCTUATION, _WIDE, _LETTER = "space", "punctuation", "wide", "letter"


@dataclass(slots=True)
class _Stars:
    """A run of two or more stars, and how many pairs of it open and close bold words."""

    offset: int
    length: int
    can_open: bool
    can_close: bool
    opened: int = 0
    closed: int = 0

    @property
    def unused(self) -> int:
        return self.length - 2 * (self.opened + self.closed)


class Scanner:
    """Turns the marks of one paragraph, `source[start:end]`, into inline nodes."""

    def __init__(self, source: str, start: int, end: int, *, faults: list[TextFault]) -> None:
        self._source, self._start, self._end = source, start, end
        self._faults = faults
        self._index = start
        self._found: list[Inline | _Stars] = []
        self._brackets: list[int] = []  # where in `_found` stand those that may open a link

    def scan(self, marks: re.Pattern[str]) -> tuple[Inline, ...]:
        """Read from the start to the end, and return what was found."""
        while mark := marks.match(self._source, self._index, self._end):
            self._index = mark.end()
            self._take(mark)
        return _pair_stars(self._found)

    def _take(self, mark: re.Match[str]) -> None:
        match mark.lastgroup:
            case "placeholder":
                self._found.append(Placeholder(mark["name"], mark.start()))
            case "no_placeholder":
                self._refuse_placeholder(mark)
            case "line_end":
                self._end_line(mark)
            case "stars":
                self._found.append(self._weigh_stars(mark))
            case "close":
                self._close_bracket(mark)
            case kind:
                if kind == "bracket":
                    self._brackets.append(len(self._found))
                self._found.append(Text(mark[kind or 0], mark.start()))

    def _refuse_placeholder(self, mark: re.Match[str]) -> None:
        shown = _shorten(mark[0])
        what = "is not closed with '}}'" if shown == "{{" else "is not a placeholder"
        self._faults.append(TextFault(mark.start(), f"'{shown}' {what}", _PLACEHOLDER_REMEDY))
        self._found.append(Text(mark[0], mark.start()))

    def _end_line(self, mark: re.Match[str]) -> None:
        if self._found and isinstance(last := self._found[-1], Text):
            self._found[-1] = Text(last.text.rstrip(" \t"), last.offset)
        self._found.append(Text(" ", mark.start()))

    def _weigh_stars(self, mark: re.Match[str]) -> _Stars:
        """Tell whether stars may open or close bold words, by what stands beside them.

        Source: CommonMark 0.31.2, 6.2 (flanking), and its amendment for wide characters, which no
        space sets apart: https://github.com/tats-u/markdown-cjk-friendly.
        """
        before = self._classify_before(mark.start())
        after = self._classify_after(mark.end())
        can_open = after in (_LETTER, _WIDE) or (after == _PUNCTUATION and before != _LETTER)
        can_close = before in (_LETTER, _WIDE) or (before == _PUNCTUATION and after != _LETTER)
        return _Stars(mark.start(), len(mark[0]), can_open, can_close)

    def _classify_before(self, index: int) -> str:
        if self._found and isinstance(self._found[-1], Placeholder):
            return _LETTER
        return _classify(self._source[index - 1]) if index > self._start else _SPACE

    def _classify_after(self, index: int) -> str:
        if _PLACEHOLDER_MARK.match(self._source, index, self._end):
            return _LETTER
        return _classify(self._source[index]) if index < self._end else _SPACE

    def _close_bracket(self, mark: re.Match[str]) -> None:
        link = self._read_link(mark) if self._brackets else None
        self._found.append(link or Text("]", mark.start()))

    def _read_link(self, mark: re.Match[str]) -> Inline | None:
        """Return the link whose words end at `mark`; as typed when it is faulty; None when none."""
        start = self._brackets.pop()
        read = _read_target(self._source, mark.end(), self._end)
        if read is None or self._source[self._found[start].offset] == "!":
            return None
        target, self._index = read
        if (fault := _find_target_fault(target, mark.end() + 1)) is None:
            words = _pair_stars(self._found[start + 1 :])
            if not is_blank(words):
                return self._replace_with_link(start, target, words)
            fault = TextFault(self._found[start].offset, "this link has no words", _WORDS_REMEDY)
        self._faults.append(fault)
        return Text(self._source[mark.start() : self._index], mark.start())

    def _replace_with_link(self, start: int, target: _Target, words: tuple[Inline, ...]) -> Link:
        link = Link(target, words, self._found[start].offset)
        del self._found[start:]
        self._brackets.clear()  # a link holds no link. Source: CommonMark 0.31.2, 6.3
        return link


def _classify(character: str) -> str:
    if character.isspace():
        return _SPACE
    if unicodedata.east_asian_width(character) in "WF":
        return _WIDE
    return _PUNCTUATION if unicodedata.category(character)[0] in "PS" else _LETTER


def _pair_stars(found: Sequence[Inline | _Stars]) -> tuple[Inline, ...]:
    """Make bold what stands between pairs of stars; stars left over are text.

    Single stars mean nothing here, so CommonMark's "multiple of 3" rule has nothing to tell apart.
    """
    stars = [item for item in found if isinstance(item, _Stars)]
    if not stars:
        return _join_text(item for item in found if not isinstance(item, _Stars))
    _count_pairs(stars)
    nodes: list[Inline] = []
    for start, run in groupby(_spread_bold(found), key=itemgetter(0)):
        children = _join_text(node for _, node in run)
        nodes.extend(children if start is None else [Strong(children, start)])
    return tuple(nodes)


def _count_pairs(runs: Iterable[_Stars]) -> None:
    """Let each run close the nearest open ones, then open with what it has left."""
    openers: list[_Stars] = []
    for run in runs:
        while run.can_close and run.unused >= 2 and openers:
            openers[-1].opened += 1
            run.closed += 1
            if openers[-1].unused < 2:
                openers.pop()
        if run.can_open and run.unused >= 2:
            openers.append(run)


def _spread_bold(found: Iterable[Inline | _Stars]) -> Iterator[tuple[int | None, Inline]]:
    """Yield each node with the offset where its outermost bold starts, or None."""
    depth, start = 0, None
    for item in found:
        if not isinstance(item, _Stars):
            yield start, item
            continue
        depth -= item.closed
        start = start if depth else None
        if item.unused:
            yield start, Text("*" * item.unused, item.offset + 2 * item.closed)
        if item.opened and not depth:
            start = item.offset + item.length - 2 * item.opened
        depth += item.opened


_Target = tuple[Text | Placeholder, ...]
_N = TypeVar("_N", bound=Inline)


def _join_text(nodes: Iterable[_N]) -> tuple[_N | Text, ...]:
    """Make one `Text` of those that touch, so that a word is whole; drop empty ones."""
    joined: list[_N | Text] = []
    for kind, run in groupby(nodes, key=type):
        if kind is not Text:
            joined.extend(run)
            continue
        texts = [node for node in run if isinstance(node, Text) and node.text]
        if texts:
            joined.append(Text("".join(node.text for node in texts), texts[0].offset))
    return tuple(joined)


def _shorten(written: str) -> str:
    """Return what a message shows of something written: one line, at most 60 characters."""
    shown = " ".join(written.split())
    return shown if len(shown) <= 60 else shown[:57] + "..."


def is_blank(nodes: Iterable[Node]) -> bool:
    """Tell whether nodes would print nothing that can be seen."""
    return not is_visible(plain_text(nodes, lambda name: name))


def _read_target(source: str, index: int, end: int) -> tuple[_Target, int] | None:
    """Return the parts of "(target)" and the index after it, or None when none stands here."""
    start = _TARGET_START.match(source, index, end)
    if start is None:
        return None
    index, depth = start.end(), 0
    parts: list[Text | Placeholder] = []
    while (part := _TARGET_PART.match(source, index, end)) and (depth or part[0] != ")"):
        depth += (part[0] == "(") - (part[0] == ")")
        if depth > _DEEPEST_PARENTHESIS:
            return None
        parts.append(_make_target_part(part))
        index = part.end()
    close = _TARGET_END.match(source, index, end)
    return (_join_text(parts), close.end()) if close and not depth else None


def _make_target_part(part: re.Match[str]) -> Text | Placeholder:
    if part["name"]:
        return Placeholder(part["name"], part.start())
    return Text(part["escaped"] or part[0], part.start())


def _find_target_fault(target: _Target, offset: int) -> TextFault | None:
    if not target:
        return TextFault(offset, "this link has no target", _TARGET_REMEDY)
    if isinstance(target[0], Placeholder):
        return None
    offset = target[0].offset
    written = "".join(p.text if isinstance(p, Text) else f"{{{{ {p.name} }}}}" for p in target)
    match written.lower().partition(":"):
        case ("http" | "https", ":", _) if not _has_host(target):
            return TextFault(offset, f"'{_shorten(written)}' names no site", _HOST_REMEDY)
        case ("handout", ":", _) if not _HANDOUT.fullmatch(written):
            return TextFault(offset, f"'{_shorten(written)}' is no handout", _HANDOUT_REMEDY)
        case ("http" | "https" | "mailto" | "tel" | "handout", ":", rest) if rest:
            return None
    return TextFault(offset, f"'{_shorten(written)}' is not a link target", _TARGET_REMEDY)


def _has_host(target: _Target) -> bool:
    """Tell whether an address names a host; a placeholder may be one, or a part of one."""
    address = "".join(part.text if isinstance(part, Text) else "x" for part in target)
    try:
        return bool(urlsplit(address).hostname)
    except ValueError:  # for example "http://[": a host in brackets that is no IPv6 address
        return False
