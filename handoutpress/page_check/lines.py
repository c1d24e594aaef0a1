"""Put the runs of a page together: runs to lines, lines to the stretch of a block on its page.

Judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handoutpress.page_check.structure import Structure
from handoutpress.page_check.values import Line, Run, Sheet, Stretch

# Runs stand on one line when their baselines differ by less than this part of their size.
_SAME_LINE = 0.3
# A gap as wide as this part of the size is a space between two runs; a space is about 0.25.
_SPACE = 0.15


def read_stretches(sheets: Iterable[Sheet], structure: Structure) -> tuple[Stretch, ...]:
    """Return the lines of each block on each page, page by page, in reading order."""
    return tuple(stretch for sheet in sheets for stretch in _read_page(sheet, structure))


def _read_page(sheet: Sheet, structure: Structure) -> Iterator[Stretch]:
    runs: dict[int, list[Run]] = {}
    for run in sheet.runs:
        index = structure.find_block(sheet.number, run.mcid)
        if index >= 0 and not run.is_artifact and run.is_level:
            runs.setdefault(index, []).append(run)
    for index in sorted(runs):
        block = structure.blocks[index]
        yield Stretch(sheet.number, block, index, tuple(make_lines(runs[index])))


def make_lines(runs: Iterable[Run]) -> list[Line]:
    """Return runs as lines from the top down."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (-run.baseline, run.left)):
        if rows and _is_same_line(rows[-1][0], run):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [_make_line(sorted(row, key=lambda run: run.left)) for row in rows]


def _is_same_line(first: Run, run: Run) -> bool:
    return first.baseline - run.baseline < _SAME_LINE * max(first.size_pt, run.size_pt)


def _make_line(row: list[Run]) -> Line:
    largest = max(row, key=lambda run: run.size_pt)
    return Line(
        text=_join(row),
        size_pt=largest.size_pt,
        baseline=largest.baseline,
        left=row[0].left,
        right=max(run.box.right for run in row),
    )


def _join(row: list[Run]) -> str:
    text, end = "", row[0].left
    for run in row:
        is_gap = run.left - end > _SPACE * run.size_pt
        text += " " + run.text if is_gap and not text.endswith(" ") else run.text
        end = run.box.right
    return " ".join(text.split())
