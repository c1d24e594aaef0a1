"""What is built anew after an edit, and how long that takes from a cold start.

The PDFs that were built are those that the command's own report names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.edits import (
    add_comment,
    change_clinic_color,
    change_edition_color,
    change_rare_meaning,
    change_word,
)
from benchmarks.engine import Build, build
from benchmarks.figures import Figure, Limit, exactly
from benchmarks.library import TWO_EDITIONS, name_handout

PART = "edits"
# Source: the project's own limit, from a cold start among 2,000 handouts.
ONE_EDIT = Limit(most=1.3)
SMALL = 60


def measure_edits(bench: Bench) -> Iterator[Figure]:
    """Yield what edits cost in the largest library, and in a small one of two editions."""
    root = bench.workshop.built_library(bench.largest)
    where = f"among {bench.largest:,}"
    yield from _measure_word(root, where, bench.rounds)
    yield from _measure_rest(root, where)
    yield from _measure_editions(bench.workshop.built_library(SMALL, TWO_EDITIONS))


def _measure_word(root: Path, where: str, rounds: int) -> Iterator[Figure]:
    """Edit another handout in each round; the first one holds the rare word, and is left alone."""
    builds = []
    for number in range(1, rounds + 1):
        change_word(root / f"handouts/{name_handout(number)}.yaml")
        builds.append(build(root, root / "out"))
    counts = tuple(float(len(each.made)) for each in builds)
    seconds = tuple(each.seconds for each in builds)
    what = f"one word of one handout {where}"
    yield Figure(PART, f"{what}: PDFs built", "PDFs", counts, exactly(1))
    yield Figure(PART, f"{what}: from a cold start", "s", seconds, ONE_EDIT)


def _measure_rest(root: Path, where: str) -> Iterator[Figure]:
    handout = root / f"handouts/{name_handout(SMALL // 2)}.yaml"
    clinic = root / "handouts/clinic.yaml"
    edits: tuple[tuple[str, Callable[[], None], int], ...] = (
        ("a comment in one handout", partial(add_comment, handout), 0),
        ("a comment in clinic.yaml", partial(add_comment, clinic), 0),
        ("a glossary word that one handout uses", partial(change_rare_meaning, root), 1),
    )
    for name, edit, count in edits:
        made = _edit_and_build(root, edit)
        yield from _report(f"{name}, {where}", made, len(made.made), count)


def _measure_editions(root: Path) -> Iterator[Figure]:
    made = _edit_and_build(root, partial(change_edition_color, root))
    large = sum(each.edition == "large-print" for each in made.made)
    what = f"a colour of the large-print edition, {SMALL} handouts in two editions"
    yield from _report(f"{what}, PDFs of that edition", made, large, SMALL)
    yield from _report(f"{what}, other PDFs", made, len(made.made) - large, 0)
    made = _edit_and_build(root, partial(change_clinic_color, root))
    what = f"a colour of the clinic, {SMALL} handouts in two editions"
    yield from _report(what, made, len(made.made), SMALL * len(TWO_EDITIONS))


def _edit_and_build(root: Path, edit: Callable[[], None]) -> Build:
    edit()
    return build(root, root / "out")


def _report(what: str, made: Build, count: int, expected: int) -> Iterator[Figure]:
    note = f"the build took {made.seconds:.2f} s"
    yield Figure(PART, f"{what}: built", "PDFs", (float(count),), exactly(expected), note)
