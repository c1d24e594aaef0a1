"""Read texts that are no more than paragraphs and lists of one-line items, as most are.

Where a text may be anything else, it is left to the parser, which takes longer; both read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from handoutpress.text.marks import INLINE_MARKS, Scanner, is_blank
from handoutpress.text.nodes import Block, Item, ItemList, Paragraph, TextFault

# Where a list may begin, and an item whose words are surely no list again.
_MARKER = re.compile(r"-|[0-9]{1,9}\.")
_ITEM = re.compile(r"(?:-|(?P<number>[0-9]{1,9})\.)[ ](?=\S)(?!-|[0-9]{1,9}\.)")


@dataclass(frozen=True, slots=True)
class _Row:
    """A line that is not blank, and the item that it is, if it is one."""

    start: int
    end: int
    item: re.Match[str] | None

    @property
    def is_numbered(self) -> bool:
        """Tell whether the item has a number."""
        return self.item is not None and self.item["number"] is not None


def read_simple_blocks(source: str, faults: list[TextFault]) -> tuple[Block, ...] | None:
    """Return the blocks of a text, or None when it is not simple; then no faults are added."""
    groups = _group_rows(source)
    if groups is None or not all(map(_is_simple, groups)) or _has_neighbouring_lists(groups):
        return None
    return tuple(block for group in groups for block in _read_group(source, group, faults))


def _group_rows(source: str) -> list[list[_Row]] | None:
    """Return the lines that stand together; None when one is indented, or may begin a list."""
    groups: list[list[_Row]] = [[]]
    start = 0
    for line in source.split("\n"):
        end = start + len(line.rstrip(" \t"))
        item = _ITEM.match(line)
        if end == start:
            groups.append([])
        elif line[0] in " \t" or (item is None and _MARKER.match(line)):
            return None
        else:
            groups[-1].append(_Row(start, end, item))
        start += len(line) + 1
    return [group for group in groups if group]


def _is_simple(group: list[_Row]) -> bool:
    """Tell whether lines are one paragraph, or the items of one list, its first number a 1."""
    items = [row.item for row in group if row.item]
    if not items:
        return True
    is_one_kind = len({row.is_numbered for row in group}) == 1
    return len(items) == len(group) and is_one_kind and items[0]["number"] in (None, "1")


def _has_neighbouring_lists(groups: list[list[_Row]]) -> bool:
    """Tell whether a list follows a list: the two may be one."""
    are_lists = [group[0].item is not None for group in groups]
    return any(map(all, pairwise(are_lists)))


def _read_group(source: str, group: list[_Row], faults: list[TextFault]) -> Iterator[Block]:
    first, last = group[0], group[-1]
    if first.item is None:
        yield from _read_paragraph(source, first.start, last.end, faults)
        return
    items = tuple(_read_item(source, row, faults) for row in group)
    yield ItemList(first.is_numbered, items, first.start)


def _read_item(source: str, row: _Row, faults: list[TextFault]) -> Item:
    start = row.start + (row.item.end() if row.item else 0)
    return Item(tuple(_read_paragraph(source, start, row.end, faults)), row.start)


def _read_paragraph(
    source: str, start: int, end: int, faults: list[TextFault]
) -> Iterator[Paragraph]:
    """Yield the paragraph, unless it shows nothing."""
    children = Scanner(source, start, end, faults=faults).scan(INLINE_MARKS)
    if not is_blank(children):
        yield Paragraph(children, start)
