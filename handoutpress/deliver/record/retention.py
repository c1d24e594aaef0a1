"""End what was kept long enough: old lines are emptied, and what nobody needs is removed.

Decides nothing on how long: IT does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from handoutpress.deliver.record.needs import iter_needed
from handoutpress.deliver.record.record import Record
from handoutpress.errors import HandoutError

# What lies in the archive for less than this may belong to a line that is not written yet.
SETTLED = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Purged:
    """How many lines were emptied, and how many files removed."""

    line_count: int
    file_count: int


def purge(record: Record, *, now: datetime, retention_days: int) -> Purged:
    """Empty the lines that are older than so many days, then tidy the archive.

    Of the archive goes what no line needs and what was neither published nor given since. Where a
    recipe cannot be read, nothing of it is removed.

    Raises:
        HandoutError: the record cannot be written, or a recipe cannot be read.
    """
    age = timedelta(days=retention_days)
    lines = record.purge(now - age)
    try:
        kept = frozenset(iter_needed(record))
    except HandoutError as error:
        raise HandoutError(f"nothing was removed from the archive: {error}") from error
    return Purged(lines, record.archive.remove_others(kept, unused_since=now - max(age, SETTLED)))
