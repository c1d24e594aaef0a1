"""End what was kept long enough: old lines are emptied, and what only they needed is removed.

Decides nothing on how long: IT does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from handoutpress.deliver.record.archive import Archive
from handoutpress.deliver.record.lines import Line
from handoutpress.deliver.record.record import Record
from handoutpress.deliver.record.reprint import read_recipe
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

    Where a recipe cannot be read, nothing of the archive is removed.

    Raises:
        HandoutError: the record cannot be written, or a recipe cannot be read.
    """
    lines = record.purge(now - timedelta(days=retention_days))
    kept = frozenset(_list_needed(record))
    return Purged(lines, record.archive.remove_others(kept, unused_since=now - SETTLED))


def _list_needed(record: Record) -> Iterator[str]:
    """Yield the digests of all that lines need which are not emptied."""
    seen: set[str] = set()
    for line in record.iter_lines():
        yield line.delivery.sha256
        yield from (part.sha256 for part in line.delivery.parts)
        if line.recipe_digest and line.recipe_digest not in seen:
            seen.add(line.recipe_digest)
            yield line.recipe_digest
            yield from _list_ingredients(record.archive, line)


def _list_ingredients(archive: Archive, line: Line) -> Iterator[str]:
    try:
        recipe = read_recipe(archive, line)
    except HandoutError as error:
        raise HandoutError(f"nothing was removed from the archive: {error}") from error
    yield from (sha256 for sha256, _ in recipe.iter_digests())
