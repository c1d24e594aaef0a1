"""What was read: nodes that remember their lines, source files, pictures.

Holds values only: reads nothing, and knows nothing of what a handout means.
"""

from __future__ import annotations

import re
import weakref
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from handoutpress.errors import Problem

Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | None"

# Source: YAML 1.1, "Null Language-Independent Type".
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
BLANKS = " \t\n"

# One match is one sign of a text, or a run of signs that YAML reads as one.
# Source: YAML 1.1, sections 9.1.1 (double-quoted) and 9.1.2 (single-quoted).
_SIGNS = {
    "'": re.compile(r"''|[^ ]"),
    '"': re.compile(r"\\(?:x..|u.{4}|U.{8}|.|$)|[^ ]"),
}
_UNQUOTED_SIGN = re.compile(r"[^ ]")
_UNQUOTED_RUN = re.compile(r"[^ ]+")
_ANCHOR = re.compile(r"&\S+ *")
_BLANK_ESCAPES = frozenset({"\\", "\\ ", "\\t", "\\n"})


class NodeKind(StrEnum):
    """The three shapes that YAML has, in words that editors know."""

    TEXT = "text"
    LIST = "list"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class SourceText:
    """One file's lines, without line ends and byte order mark; `path` is relative to the root."""

    path: str
    lines: tuple[str, ...]

    def get_line(self, number: int) -> str:
        """Return a line by its number from 1; "" beyond the end, where YAML ends a file."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Node:
    """One text, list or map of a YAML file, and where it begins.

    `line` and `column` count from 1. `text` is as typed: `no`, `010` and `1.10` stay strings.
    `style` is "" for a plain text, else its sign: one of ' " | >.
    `children` are the items of a list, or the keys and values of a map in turn.
    """

    source: SourceText = field(repr=False, compare=False)
    line: int
    column: int
    kind: NodeKind
    text: str = ""
    style: str = ""
    children: tuple[Node, ...] = ()

    @property
    def path(self) -> str:
        """Return the file's path, relative to the root."""
        return self.source.path

    @property
    def is_null(self) -> bool:
        """Tell whether YAML reads this as nothing: an empty plain text, `~` or `null`."""
        return self.kind is NodeKind.TEXT and not self.style and self.text in NULLS

    @property
    def items(self) -> tuple[Node, ...]:
        """Return a list's items; none for a text or a map."""
        return self.children if self.kind is NodeKind.LIST else ()

    @property
    def pairs(self) -> tuple[tuple[Node, Node], ...]:
        """Return a map's keys and values as typed, in order; none for a text or a list."""
        is_map = self.kind is NodeKind.MAP
        return tuple(zip(self.children[::2], self.children[1::2], strict=True)) if is_map else ()

    def plain(self) -> Plain:
        """Return dicts, lists, strings, and None for what is null."""
        if self.kind is NodeKind.MAP:
            return {key.text: value.plain() for key, value in self.pairs}
        if self.kind is NodeKind.LIST:
            return [item.plain() for item in self.children]
        return None if self.is_null else self.text

    def get_pair(self, step: str | int) -> tuple[Node, Node] | None:
        """Return the key and value of one step down; an item of a list is its own key."""
        if isinstance(step, int):
            inside = 0 <= step < len(self.items)
            return (self.items[step], self.items[step]) if inside else None
        for index, key in enumerate(self.children[::2] if self.kind is NodeKind.MAP else ()):
            if key.text == step:
                return key, self.children[2 * index + 1]
        return None

    def find(self, steps: Iterable[str | int]) -> Node:
        """Return the value at the end of the steps, or the last one there is on the way."""
        return self._descend(steps)[1]

    def find_key(self, steps: Iterable[str | int]) -> Node:
        """Return the key at the end of the steps, or that of the last value on the way.

        An item of a list, and a whole file, have no key: the value itself is returned.
        """
        return self._descend(steps)[0]

    def _descend(self, steps: Iterable[str | int]) -> tuple[Node, Node]:
        pair = (self, self)
        for step in steps:
            below = pair[1].get_pair(step)
            if below is None:
                break
            pair = below
        return pair

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and column, from 1, at which the sign `text[offset]` was typed.

        Exact for every sign but a blank that stands for a line end or an escape: then near it.
        """
        if self.kind is not NodeKind.TEXT or not self.text.strip(BLANKS):
            return self.line, self.column
        offset = max(0, min(offset, len(self.text)))
        before = self.text[:offset].rstrip(BLANKS)
        count = len(before) - sum(map(before.count, BLANKS))
        if self.text[offset : offset + 1].strip(BLANKS):
            return self._place_sign(count)
        return self._place_blank(offset, gap=self.text[len(before) : offset], count=count)

    def _place_blank(self, offset: int, *, gap: str, count: int) -> tuple[int, int]:
        if count and "\n" not in gap:
            line, column = self._place_sign(count - 1)
            return line, column + 1 + len(gap)
        rest = self.text[offset:]
        lead = rest[: len(rest) - len(rest.lstrip(BLANKS))]
        if len(lead) < len(rest) and "\n" not in lead:
            line, column = self._place_sign(count)
            return line, max(1, column - len(lead))
        if not gap:
            return self.line, self.column
        line = self._place_sign(count - 1)[0] if count else self.line
        return line + gap.count("\n"), 1

    def _place_sign(self, index: int) -> tuple[int, int]:
        """Return the place of the sign that `index` others precede, blanks not counted.

        Folding, chomping and indentation change only blanks: so the n-th other sign
        of a text is the n-th other sign of its source.
        """
        counts = _count_lines(self)
        step = bisect_right(counts, index)
        if step == len(counts):
            return self.line, self.column
        line, start = self.line + step, 0 if step else self._start_column()
        before = counts[step - 1] if step else 0
        return line, self._find_sign(self.source.get_line(line), start, index - before) + 1

    def count_signs_by_line(self) -> Iterator[int]:
        """Yield for each line of the text how many signs stand in it and the lines before."""
        total = len(self.text) - sum(map(self.text.count, BLANKS))
        count, start = 0, self._start_column()
        for line in range(self.line, len(self.source.lines) + 1):
            count += self._count_signs(self.source.get_line(line), start)
            yield count
            if count >= total:
                return
            start = 0

    def _find_sign(self, text: str, start: int, index: int) -> int:
        """Return where in a line a sign begins, from 0, that `index` others of it precede."""
        if self._has_escapes(text):
            return next(islice(self._iter_signs(text, start), index, None))
        for run in _UNQUOTED_RUN.finditer(text, start):
            if index < run.end() - run.start():
                return run.start() + index
            index -= run.end() - run.start()
        return len(text)

    def _has_escapes(self, text: str) -> bool:
        """Tell whether a line may hold a sign that is typed with more than one character."""
        return {'"': "\\", "'": "''"}.get(self.style, "\n") in text

    def _count_signs(self, text: str, start: int) -> int:
        """Return how many signs a line has, without a look at each where there are no escapes."""
        if self._has_escapes(text):
            return sum(1 for _ in self._iter_signs(text, start))
        return max(0, len(text) - start) - text.count(" ", start)

    def _iter_signs(self, text: str, start: int) -> Iterator[int]:
        """Yield where each sign of a line that is not blank begins, from 0."""
        for match in _SIGNS.get(self.style, _UNQUOTED_SIGN).finditer(text, start):
            if self.style != '"' or not _is_blank_escape(match.group()):
                yield match.start()

    def _start_column(self) -> int:
        """Return where the text begins in its first line, from 0: behind its anchor and sign."""
        first = self.source.get_line(self.line)
        if self.style in ("|", ">"):
            return len(first)
        anchor = _ANCHOR.match(first, self.column - 1)
        return (anchor.end() if anchor else self.column - 1) + len(self.style)


# Whoever asks for one place in a text asks for more: to count all signs before each takes long.
_counted: dict[int, tuple[weakref.ref[Node], tuple[int, ...]]] = {}


def _count_lines(node: Node) -> tuple[int, ...]:
    """Return what `count_signs_by_line` yields, remembered for as long as the node is there."""
    key = id(node)
    if key not in _counted:
        forget = weakref.ref(node, lambda _: _counted.pop(key, None))
        _counted[key] = (forget, tuple(node.count_signs_by_line()))
    return _counted[key][1]


def _is_blank_escape(sign: str) -> bool:
    """Tell whether what stands between double quotes is an escape for a blank or for nothing."""
    if len(sign) > 2:
        return chr(int(sign[2:], 16)) in BLANKS
    return sign in _BLANK_ESCAPES


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file cannot be used: `what` follows its name in a sentence; then what to do."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class RawFile:
    """One content file's bytes, not parsed; `content` is None when it cannot be read."""

    path: str
    content: bytes | None = field(repr=False)
    digest: str


@dataclass(frozen=True, slots=True)
class RawPicture:
    """One picture's digest, not looked at; "" when it cannot be read, and the fault says why."""

    path: str
    digest: str
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in `handouts/`, by its bytes; enough to decide whether anything changed.

    `slips` are the digests of the slips of approvals, by path.
    """

    root: Path
    files: tuple[RawFile, ...]
    pictures: tuple[RawPicture, ...]
    problems: tuple[Problem, ...]
    slips: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One content file; `node` is None when it cannot be read as YAML at all.

    `path` is relative to the root; `digest` is the SHA-256 of its bytes, "" when unread.
    """

    path: str
    digest: str
    node: Node | None

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the path below `handouts/` in parts: ("some-topic", "overview.es.yaml")."""
        return tuple(self.path.split("/")[1:])


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of the workspace, without its bytes.

    `kind` is "png", "jpeg" or "svg". Sizes are CSS pixels, None when unknown, and as displayed:
    a photograph's turn is counted in. `fault` follows the picture's name in a sentence and says
    why it cannot be used, `remedy` what to do then.
    """

    path: str
    kind: str
    digest: str
    width_px: float | None = None
    height_px: float | None = None
    fault: str | None = None
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """All that `handouts/` holds, sorted by path; problems are sorted too.

    `slips` are the digests of the slips of approvals, by path.
    """

    files: tuple[SourceFile, ...]
    pictures: tuple[Picture, ...]
    problems: tuple[Problem, ...]
    slips: Mapping[str, str] = field(default_factory=dict, hash=False)
