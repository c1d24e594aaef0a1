"""A list with a row for each patient: a CSV becomes rows by their columns; quotes no cell."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handoutpress.errors import ContentError, Problem, UsageError, suggest_name

ROW = re.compile(r"row ([0-9]+)")  # how rows are called: here, and by whoever asks for one


@dataclass(frozen=True, slots=True)
class Broken:
    """What was asked for in a row, or a file, and cannot be read, and why not."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cells:
    """A row: its name, as in `row 3`, and what stands in its columns; empty cells are left out."""

    name: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that there are; of those in `needed`, one must be there, else `missing`."""

    names: tuple[str, ...]
    needed: frozenset[str]
    missing: str


def find_row(name: str) -> int:
    """Return the number of a row by its name; 0 for what stands in no list."""
    found = ROW.match(name)
    return int(found[1]) if found else 0


def read_cells(text: str, columns: Columns, name: str, is_empty: str) -> Iterator[Cells | Broken]:
    """Yield the rows of a CSV with commas or semicolons; `name` is what problems call it.

    Raises:
        UsageError: it has no rows, as `is_empty` says.
        ContentError: its first line does not name its columns.
    """
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    # Strict, so that a quote that is never closed swallows no other patient's row.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = _number_rows(reader)
    first = next(rows, (1, []))
    found = [] if isinstance(first, Broken) else [each.strip() for each in first[1]]
    faults = list(_find_faults(found, columns))
    if faults:
        raise ContentError(Problem(name, 1, 1, *fault) for fault in faults)
    has_rows = False
    for row in rows:
        has_rows = True
        yield row if isinstance(row, Broken) else _name_cells(row, found)
    if not has_rows:
        raise UsageError(is_empty)


def _number_rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]] | Broken]:
    """Yield the rows that hold anything; where quotes are wrong, nobody knows the next ones."""
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error:
        yield Broken(
            f"row {number + 1} and all below it",
            "a quote is not closed, or text stands behind it; write a quote within quotes twice",
        )


def _find_faults(names: Sequence[str], columns: Columns) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the names of the columns, and what to do."""
    for name in names:
        if name not in columns.names:
            yield "a column has a name that is not known", suggest_name(name, columns.names)
    for name, count in Counter(names).items():
        if count > 1 and name in columns.names:
            yield f"the column '{name}' stands there twice", "keep one"
    if columns.needed.isdisjoint(names):
        yield columns.missing, f"let the first line name the columns: {', '.join(columns.names)}"


def _name_cells(row: tuple[int, list[str]], columns: Sequence[str]) -> Cells | Broken:
    number, cells = row
    name = f"row {number}"
    if any(cell.strip() for cell in cells[len(columns) :]):
        return Broken(
            name, "it has more cells than the first line; put texts with commas in quotes"
        )
    pairs = zip(columns, cells, strict=False)
    return Cells(name, {column: cell.strip() for column, cell in pairs if cell.strip()})
