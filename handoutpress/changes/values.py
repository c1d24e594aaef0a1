"""The values in which a comparison is told: pieces of words, lines side by side, sections.

Compares nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from handoutpress.texts import HandoutText, Part


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line, and whether the other side lacks them."""

    text: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Side:
    """A line as it stood or stands; `kind` is that of its `TextLine`, "heading" for a heading."""

    kind: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Row:
    """The same line before and now; a side that is None has no such line."""

    old: Side | None
    new: Side | None

    @property
    def is_changed(self) -> bool:
        """Tell whether the line came, went, or is not what it was."""
        if self.old is None or self.new is None or self.old.kind != self.new.kind:
            return True
        return any(piece.is_changed for piece in (*self.old.pieces, *self.new.pieces))


class SectionKind(StrEnum):
    """What happened to the lines of a section."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class SectionChange:
    """What happened to a section; without a heading, it is what stands before or after all.

    A section that is the same has no rows. The heading of one may have changed, or its place.
    """

    part: Part
    kind: SectionKind
    heading: Row | None = None
    rows: tuple[Row, ...] = ()
    is_moved: bool = False

    @property
    def is_renamed(self) -> bool:
        """Tell whether a section that stayed has another heading."""
        stayed = self.kind in (SectionKind.SAME, SectionKind.CHANGED)
        return stayed and self.heading is not None and self.heading.is_changed

    @property
    def is_unchanged(self) -> bool:
        """Tell whether nothing at all happened to it."""
        return self.kind is SectionKind.SAME and not self.is_moved and not self.is_renamed


@dataclass(frozen=True, slots=True)
class Standing:
    """How a handout stands at one time; `words` is its digest, `pages` counts by edition."""

    state: str
    version: int | None = None
    words: str = ""
    pages: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a handout from one run to the next; the text may be unknown."""

    title: str
    standing: Standing
    text: HandoutText | None


class HandoutKind(StrEnum):
    """What happened to a handout."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class Words(StrEnum):
    """What is told of a handout's words."""

    SHOWN = "shown"
    SAME = "same"  # made anew for another reason
    LEFT_OUT = "left out"  # too many came or went at once
    UNKNOWN = "unknown"  # how they were before was not kept


@dataclass(frozen=True, slots=True)
class HandoutChange:
    """What a run changed in one handout; only words that are shown have sections."""

    id: str
    language: str
    title: str
    kind: HandoutKind
    words: Words
    reasons: tuple[str, ...] = ()
    old: Standing | None = None
    new: Standing | None = None
    sections: tuple[SectionChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What one run changed."""

    handouts: tuple[HandoutChange, ...] = ()
    made_on: date | None = None
