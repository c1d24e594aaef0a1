"""Whether the chain of the record holds: values only.

What retention empties keeps its number and its hashes, so that the chain holds; the line that says
how far was emptied is part of the chain itself, and nothing beyond it may be empty. Whoever may
write the file could write a whole new chain: its last number and hash, kept elsewhere (a log host,
a sheet of paper), show that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handoutpress.deliver.record.database import RecordError
from handoutpress.deliver.record.lines import FIRST, Line, hash_line, load_line
from handoutpress.deliver.values import Channel, Delivery, Result

PURGED = "retention: lines emptied"


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of the record, to be kept elsewhere; `number` is 0 when there is none."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first line at which the chain does not hold, and why not."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the file holds it; `fields` is "" when it was emptied."""

    number: int
    previous: str
    hash: str
    fields: str


class Chain:
    """Looks through all lines once."""

    def __init__(self, rows: Sequence[Row], last_number: int) -> None:
        self._rows, self._last_number = rows, last_number

    def check(self, expected: Head | None) -> Break | None:
        """Return where the chain breaks first; None when it holds."""
        previous = FIRST
        purged = self._find_purged()
        for number, row in enumerate(self._rows, start=1):
            reason = self._find_fault(row, number, previous, purged)
            if reason:
                return Break(number, reason)
            if expected and number == expected.number and row.hash != expected.hash:
                return Break(number, "its hash is not the one that was kept elsewhere")
            previous = row.hash
        count = len(self._rows)
        if max(self._last_number, expected.number if expected else 0) > count:
            return Break(count + 1, "it was taken out, with all behind it")
        return None

    def _find_purged(self) -> int:
        """Return up to which line retention emptied lines, as sound lines say it."""
        purged = 0
        for row in self._rows:
            if row.fields and hash_line(row.number, row.previous, row.fields) == row.hash:
                purged = max(purged, _read_purged(row))
        return purged

    @staticmethod
    def _find_fault(row: Row, number: int, previous: str, purged: int) -> str:
        if row.number != number:
            return "it was taken out"
        if row.previous != previous:
            return "it does not follow the line before it: one of them was changed"
        if not row.fields:
            return "" if number <= purged else "it is empty, and its time was not over"
        if hash_line(number, previous, row.fields) != row.hash:
            return "it was changed"
        return ""


def tell_purge(count: int, last: int) -> Delivery:
    """Return the line that says how many lines were emptied, and which was the last of them."""
    detail = f"{PURGED}: {count}, up to the line named here"
    return Delivery(Channel.RECORD, Result.DONE, "", 0, (), detail=detail, of_line=last)


def _read_purged(row: Row) -> int:
    """Return up to which line a line says that lines were emptied; 0 when it says nothing."""
    if PURGED not in row.fields:
        return 0
    delivery = load_row(row).delivery
    return (delivery.of_line or 0) if delivery.channel is Channel.RECORD else 0


def load_row(row: Row) -> Line:
    """Return the line that a row holds.

    Raises:
        RecordError: it is none.
    """
    try:
        return load_line(row.number, row.previous, row.hash, row.fields)
    except ValueError as error:
        raise RecordError(f"line {row.number} cannot be read; see 'given --verify'") from error
