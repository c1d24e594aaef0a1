"""Whether the chain of the record holds: values only.

What retention empties keeps its number and its hashes, so that the chain holds; the line that says
how far was emptied is part of the chain itself, and nothing beyond it may be empty. Whoever may
write the file could write a whole new chain: its last number and hash, kept elsewhere (a log host,
a sheet of paper), show that.
"""

from __future__ import annotations

from collections.abc import Iterable
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


def find_break(
    rows: Iterable[Row], *, last_number: int, purged: int = 0, expected: Head | None = None
) -> Break | None:
    """Return where the chain breaks first; None when it holds.

    Args:
        rows: all that the file holds, in the order of their numbers.
        last_number: the highest number that there ever was.
        purged: up to which line retention emptied lines, as `find_purged` tells.
        expected: a head that was kept elsewhere, which must still be in the chain.
    """
    previous, count = FIRST, 0
    for count, row in enumerate(rows, start=1):
        reason = _find_fault(row, count, previous, purged)
        if not reason and expected and count == expected.number and row.hash != expected.hash:
            reason = "its hash is not the one that was kept elsewhere"
        if reason:
            return Break(count, reason)
        previous = row.hash
    if max(last_number, expected.number if expected else 0) > count:
        return Break(count + 1, "it was taken out, with all behind it")
    return None


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


def find_purged(rows: Iterable[Row]) -> int:
    """Return up to which line retention emptied lines, as those of these that are sound say it."""
    sound = (
        row
        for row in rows
        if PURGED in row.fields and hash_line(row.number, row.previous, row.fields) == row.hash
    )
    return max(map(_read_purged, sound), default=0)


def tell_purge(count: int, last: int) -> Delivery:
    """Return the line that says how many lines were emptied, and which was the last of them."""
    detail = f"{PURGED}: {count}, up to the line named here"
    return Delivery(Channel.RECORD, Result.DONE, "", 0, (), detail=detail, of_line=last)


def _read_purged(row: Row) -> int:
    """Return up to which line a line says that lines were emptied; 0 when it says nothing."""
    delivery = load_row(row).delivery
    is_purge = delivery.channel is Channel.RECORD and delivery.detail.startswith(f"{PURGED}: ")
    return (delivery.of_line or 0) if is_purge and not delivery.sha256 else 0


def load_row(row: Row) -> Line:
    """Return the line that a row holds.

    Raises:
        RecordError: it is none.
    """
    try:
        return load_line(row.number, row.previous, row.hash, row.fields)
    except ValueError as error:
        raise RecordError(f"line {row.number} cannot be read; see 'given --verify'") from error
