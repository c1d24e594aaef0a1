"""Where lines that went are shown among those that are there.

Compares no words and prints nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handoutpress.changes import Row
from handoutpress.content.blocks import CalloutBlock
from handoutpress.texts import TextLine

# Lines of which a block has but one: another one that went can stand in none of them.
SINGLE_KINDS = frozenset({"caption", "columns", "link", "phone", "picture", "write_in"})


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the handout, and the part or block in which it stands."""

    block: Any
    line: TextLine


@dataclass(slots=True)
class Near:
    """Lines that went, by the place of the line or of the block that they stand beside now."""

    lines_before: dict[int, list[str]] = field(default_factory=dict)
    lines_after: dict[int, list[str]] = field(default_factory=dict)
    blocks_before: dict[int, list[str]] = field(default_factory=dict)
    blocks_after: dict[int, list[str]] = field(default_factory=dict)


def find_gone(rows: Iterable[Row]) -> dict[int, list[TextLine]]:
    """Return the lines that went, by the number of present lines before them."""
    gone: dict[int, list[TextLine]] = {}
    at = 0
    for row in rows:
        if row.new is not None:
            at += 1
        elif row.old is not None:
            gone.setdefault(at, []).append(TextLine(row.old.kind, row.old.text))
    return gone


def share_out(places: Sequence[Place], gone: Mapping[int, Sequence[TextLine]]) -> Near:
    """Put lines that went beside their like, in the same list or table; else beside a block."""
    near = Near()
    for at, lines in gone.items():
        previous = places[at - 1] if at > 0 else None
        following = places[at] if at < len(places) else None
        for line in lines:
            if previous is not None and _is_beside(previous, following, line):
                near.lines_after.setdefault(at - 1, []).append(line.words)
            elif following is not None and _is_like(following, line):
                near.lines_before.setdefault(at, []).append(line.words)
            elif previous is not None:
                near.blocks_after.setdefault(at - 1, []).append(line.words)
            else:
                near.blocks_before.setdefault(at, []).append(line.words)
    return near


def _is_beside(previous: Place, following: Place | None, line: TextLine) -> bool:
    """Tell whether a line that went can be shown behind the one that stood before it."""
    if previous.line.kind == "phone" or _is_title(previous):
        return False
    is_inside = following is not None and following.block is previous.block
    return is_inside or _is_like(previous, line)


def _is_title(place: Place) -> bool:
    """Tell whether a line is the title of a box, which is a heading."""
    block = place.block
    return isinstance(block, CalloutBlock) and place.line.source is block.callout.title


def _is_like(place: Place, line: TextLine) -> bool:
    return place.line.kind == line.kind and line.kind not in SINGLE_KINDS


def group_blocks(places: Sequence[Place]) -> Iterator[tuple[Any, list[int]]]:
    """Yield each part or block with the places of its lines."""
    start = 0
    for at, place in enumerate(places, start=1):
        if at == len(places) or places[at].block is not place.block:
            yield place.block, list(range(start, at))
            start = at
