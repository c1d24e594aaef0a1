"""Put the runs of a page together: runs to lines, lines to the stretch of a block on its page.

Judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from unicodedata import bidirectional

from handoutpress.page_check.structure import Structure
from handoutpress.page_check.values import Line, Run, Sheet, Stretch

# Runs stand on one line when their baselines differ by less than this part of their size.
_SAME_LINE = 0.3
# What is raised is nearer than a line could be, and is little of it.
_RAISED, _RAISED_WIDTH = 0.9, 0.3
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
    return [_make_line(sorted(row, key=lambda run: run.left)) for row in _join_raised(rows)]


def _join_raised(rows: list[list[Run]]) -> list[list[Run]]:
    """Return rows, with what is raised or lowered in the row that it belongs to.

    The vowel signs of Arabic and Hebrew are runs of their own, above or below their line.
    """
    joined: list[list[Run]] = []
    for row in rows:
        if joined and _is_part(joined[-1], row):
            joined[-1] = [*joined[-1], *row]
        else:
            joined.append(row)
    return joined


def _is_part(upper: list[Run], lower: list[Run]) -> bool:
    narrow, wide = sorted((_measure(upper), _measure(lower)))
    first, second = _find_main(upper), _find_main(lower)
    distance = first.baseline - second.baseline
    is_near = distance < _RAISED * max(first.size_pt, second.size_pt)
    return is_near and narrow < _RAISED_WIDTH * wide


def _measure(row: list[Run]) -> float:
    return sum(run.box.width for run in row)


def _find_main(row: list[Run]) -> Run:
    """Return the run that says where a row stands: the widest of the largest."""
    return max(row, key=lambda run: (run.size_pt, run.box.width))


def _is_same_line(first: Run, run: Run) -> bool:
    return first.baseline - run.baseline < _SAME_LINE * max(first.size_pt, run.size_pt)


def _make_line(row: list[Run]) -> Line:
    main = _find_main(row)
    return Line(
        text=_join(row),
        size_pt=main.size_pt,
        baseline=main.baseline,
        left=row[0].left,
        right=max(run.box.right for run in row),
    )


def _join(row: list[Run]) -> str:
    """Return the words of a row in the order of reading."""
    ordered = row[::-1] if _is_right_to_left(row) else row
    text = ordered[0].text
    for before, run in pairwise(ordered):
        text += " " + run.text if _is_gap(before, run) else run.text
    return " ".join(text.split())


def _is_gap(before: Run, run: Run) -> bool:
    """Tell whether two runs stand apart; what is raised stands over another one."""
    gap = max(run.box.left - before.box.right, before.box.left - run.box.right)
    return gap > _SPACE * run.size_pt and abs(before.baseline - run.baseline) < 1


def _is_right_to_left(row: list[Run]) -> bool:
    directions = [bidirectional(letter) for run in row for letter in run.text]
    return 2 * sum(each in ("R", "AL") for each in directions) > len(directions)
