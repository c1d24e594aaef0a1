"""The words of one line in runs: those that stayed, that came and that went, in their places.

Knows no handout and prints nothing. Places are counted in signs, characters that are no space: how
words are spaced means nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from handoutpress.changes import Row


class Change(StrEnum):
    """What happened to some words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of a line, with what happened to them.

    Where they are a part of others to which the same happened, `is_first` and `is_last` say which.
    """

    change: Change
    text: str
    is_first: bool = True
    is_last: bool = True


def count_signs(text: str) -> int:
    """Return the number of characters that are no space."""
    return sum(not character.isspace() for character in text)


def split_after(text: str, sign_count: int) -> tuple[str, str]:
    """Return so many signs of a text with the space behind them, and the rest."""
    for index, character in enumerate(text):
        if character.isspace():
            continue
        if sign_count == 0:
            return text[:index], text[index:]
        sign_count -= 1
    return text, ""


def merge_row(row: Row) -> tuple[Run, ...]:
    """Return the words of a line that is there, with those that went in their places."""
    removed = _place_removed(row)
    runs = list(removed.pop(0, ()))
    place = 0
    for piece in row.new.pieces if row.new else ():
        if piece.is_changed:
            runs.append(Run(Change.ADDED, piece.text))
            continue
        rest = piece.text
        while rest:
            end = min((at for at in removed if at > place), default=place + count_signs(rest))
            kept, rest = split_after(rest, end - place)
            place += count_signs(kept)
            runs += [Run(Change.KEPT, kept), *removed.pop(place, ())]
    return tuple(runs)


def _place_removed(row: Row) -> dict[int, list[Run]]:
    """Return the words that went, by the number of kept signs before them."""
    removed: dict[int, list[Run]] = {}
    place = 0
    for piece in row.old.pieces if row.old else ():
        if piece.is_changed:
            removed.setdefault(place, []).append(Run(Change.REMOVED, piece.text))
        else:
            place += count_signs(piece.text)
    return removed


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a line, from sign to sign; between `previous_end` and `start` stands a separator.

    The last part also has what went behind it.
    """

    previous_end: int
    start: int
    end: int
    is_last: bool

    def holds_removed(self, place: int, *, is_replaced: bool) -> bool:
        """Tell whether what went at a place stood in this part; what replaced it stays with it."""
        if is_replaced:
            return self.previous_end <= place and (self.is_last or place < self.end)
        return self.start <= place and (self.is_last or place <= self.end)


def cut_runs(runs: Sequence[Run], span: Span) -> tuple[Run, ...]:
    """Return the runs of a part of a line."""
    cut: list[Run] = []
    place = 0
    for run, following in zip_longest(runs, runs[1:]):
        if run.change is Change.REMOVED:
            is_replaced = following is not None and following.change is Change.ADDED
            cut += [run] if span.holds_removed(place, is_replaced=is_replaced) else []
            continue
        _, rest = split_after(run.text, max(0, span.start - place))
        own, _ = split_after(rest, max(0, span.end - max(span.start, place)))
        cut += [Run(run.change, own)] if count_signs(own) else []
        place += count_signs(run.text)
    return tuple(cut)
