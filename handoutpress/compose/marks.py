"""What to mark in a handout that is read again; frozen values.

Finds nothing and prints nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from handoutpress.compose.review_runs import Run

# What a line or a block is known by. A snippet may stand in a handout twice: then it has two marks.
Key: TypeAlias = int


@dataclass(frozen=True, slots=True)
class LineMark:
    """What to mark in a line.

    `runs` are its words in order, those that went among them; none where no word changed.
    `is_reset` says that the same words stood in another form, `is_moved` that their section stood
    elsewhere. `before` and `after` are lines that went and stood beside it.
    """

    runs: tuple[Run, ...] = ()
    is_reset: bool = False
    is_moved: bool = False
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to mark."""
        return self == LineMark()


@dataclass(frozen=True, slots=True)
class BlockMark:
    """What to mark around a block, or in it where no line of its own says it.

    `phones` are the numbers of a box that changed. `old_kind` is that of a box that is of another
    kind now.
    """

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    phones: tuple[tuple[Run, ...], ...] = ()
    old_kind: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to mark."""
        return self == BlockMark()


@dataclass(frozen=True, slots=True)
class GoneSection:
    """A section that was removed; without a heading, it stood after all of them."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewMarks:
    """All that is to be marked, by the identity of what says it, in the order of reading.

    A block is known by itself, a box by its content. Sections that went are kept by the heading
    that they followed, or by the summary.
    """

    place_count: int = 0
    lines: Mapping[Key, tuple[LineMark, ...]] = field(default_factory=dict, hash=False)
    blocks: Mapping[Key, tuple[BlockMark, ...]] = field(default_factory=dict, hash=False)
    sections: Mapping[Key, tuple[GoneSection, ...]] = field(default_factory=dict, hash=False)
