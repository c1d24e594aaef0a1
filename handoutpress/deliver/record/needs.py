"""What the lines of a record need of its archive, so that all of them can be made again.

Reads only.
"""

from __future__ import annotations

from collections.abc import Iterator

from handoutpress.deliver.record.archive import JSON
from handoutpress.deliver.record.lines import Line
from handoutpress.deliver.record.record import Record
from handoutpress.deliver.record.reprint import read_recipe
from handoutpress.errors import HandoutError


def iter_needed(record: Record) -> Iterator[str]:
    """Yield the digests of all that lines need which are not emptied.

    Raises:
        HandoutError: a line or a recipe cannot be read.
    """
    for line in record.iter_lines():
        yield line.delivery.sha256
        yield from (part.sha256 for part in line.delivery.parts)
    for line in _iter_recipes(record):
        yield line.recipe_digest
        yield from (sha256 for sha256, _ in read_recipe(record.archive, line).iter_digests())


def list_lacking(record: Record) -> Iterator[int]:
    """Yield the lines that cannot be made again, for something is not in the archive.

    Of lines with the same recipe, the first one is told. A file that is damaged is there.

    Raises:
        HandoutError: a line cannot be read.
    """
    archive = record.archive
    for line in _iter_recipes(record):
        try:
            recipe = read_recipe(archive, line)
        except HandoutError:
            if not archive.holds(line.recipe_digest, JSON):
                yield line.number
            continue
        if not all(archive.holds(sha256, kind) for sha256, kind in recipe.iter_digests()):
            yield line.number


def _iter_recipes(record: Record) -> Iterator[Line]:
    """Yield the first line with each recipe."""
    seen: set[str] = set()
    for line in record.iter_lines():
        if line.recipe_digest and line.recipe_digest not in seen:
            seen.add(line.recipe_digest)
            yield line
