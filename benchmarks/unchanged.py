"""A build when nothing has changed: what deciding costs, above starting Python.

Both are timed in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median

from benchmarks.bench import Bench
from benchmarks.engine import Build, build, time_python, time_quiet_build
from benchmarks.figures import Figure, Limit, exactly, pair_differences, per_thousand

PART = "unchanged"
# Source: the project's own limit, at 2,000 handouts.
OVER_PYTHON = Limit(most=0.3)
# A build that does nothing is short, hence easily disturbed.
ROUNDS_FOR_EACH = 3


def measure_unchanged(bench: Bench) -> Iterator[Figure]:
    """Yield what a build costs that has nothing to do, for each size."""
    costs: list[tuple[int, float]] = []
    for count in bench.sizes:
        root = bench.workshop.built_library(count)
        files = count_files(root)
        check = build(root, root / "out")
        what = f"{count:,} handouts, nothing changed"
        yield Figure(PART, f"{what}: PDFs built", "PDFs", (float(len(check.made)),), exactly(0))
        seconds = _time_rounds(root, check, bench.rounds * ROUNDS_FOR_EACH)
        yield Figure(PART, f"{what}: above starting Python", "s", seconds, OVER_PYTHON)
        note = f"{files:,} files, PDFs included"
        thousands = per_thousand(seconds, files)
        yield Figure(PART, f"{what}: for each 1,000 files", "s", thousands, note=note)
        costs.append((files, median(seconds)))
    yield from _report_growth(costs)


def count_files(root: Path) -> int:
    """Return how many files of content there are, and PDFs made of them."""
    content = sum(path.is_file() for path in (root / "handouts").rglob("*"))
    return content + sum(1 for _ in (root / "out").rglob("*.pdf"))


def _time_rounds(root: Path, check: Build, rounds: int) -> tuple[float, ...]:
    if check.made:  # it builds all, again and again: one such time is enough
        return (check.seconds - time_python(),)
    pythons, builds = [], []
    for _ in range(rounds):
        pythons.append(time_python())
        builds.append(time_quiet_build(root, root / "out"))
    return pair_differences(builds, pythons)


def _report_growth(costs: list[tuple[int, float]]) -> Iterator[Figure]:
    """Yield what each 1,000 more files cost, from one size to the next: it should stay level."""
    for (fewer, cheap), (more, dear) in pairwise(costs):
        growth = per_thousand((dear - cheap,), more - fewer)
        what = f"nothing changed, from {fewer:,} to {more:,} files: for each 1,000 more"
        yield Figure(PART, what, "s", growth)
