"""The full build against WeasyPrint used plainly, and against Typst.

In each round all of them run one after the other, and only times of the same round are compared:
whatever else the machine does harms all alike. Every second round runs backwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.baselines import (
    Loop,
    count_pages,
    run_command_per_file,
    run_loop,
    write_site,
)
from benchmarks.bench import Bench
from benchmarks.engine import Build, Workshop, build
from benchmarks.figures import Figure, Limit, exactly, pair_ratios, scale_seconds
from benchmarks.loops import Site

PART = "full"
# Source: the project's own limits for a full build on two cores, tags, repairs, checks included.
OVER_COMMAND = Limit(least=6.0)
OVER_LOOP = Limit(least=1.9)

OURS, COMMAND, LOOP, TYPST = "ours", "command", "weasyprint", "typst"
NAMES = {
    COMMAND: "(a) the weasyprint command for each file, two at a time",
    LOOP: "(b) one process, HTML().write_pdf() for each, nothing shared",
    TYPST: "(c) typst, one process",
}
# From so many handouts on, (a) and (b) are measured on the first ones, and scaled.
SAMPLED_FROM, SAMPLE, QUICK_SAMPLE = 600, 60, 20
# A round of 200 handouts takes three minutes, one of 2,000 four.
MOST_ROUNDS_OF_MANY, MANY = 2, 200


@dataclass(slots=True)
class Rounds:
    """The seconds of each round, by what ran, scaled to the whole library."""

    seconds: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, seconds: float) -> None:
        """Take note of a time."""
        self.seconds.setdefault(name, []).append(seconds)

    def ratios(self, name: str) -> tuple[float, ...]:
        """Return how many times as long as ours something took, round by round."""
        return pair_ratios(self.seconds[name], self.seconds[OURS])


@dataclass(frozen=True, slots=True)
class Contest:
    """One library, and those who make its PDFs."""

    workshop: Workshop
    root: Path
    site: Site
    rivals: tuple[str, ...]
    most: int

    def sample(self, name: str) -> int:
        """Return how many pages a rival makes: Typst all, the slow ones the first `most`."""
        count = len(self.site.pages)
        return count if name == TYPST else min(self.most, count)

    def run_rounds(self, count: int, *build_options: str) -> tuple[Rounds, Build]:
        """Run all of them `count` times; return the times, and our last build."""
        rounds, last = Rounds(), None
        names = (OURS, *self.rivals)
        for number in range(count):
            for name in names if number % 2 == 0 else reversed(names):
                if name == OURS:
                    last = build(self.root, self.workshop.empty("out-ours"), *build_options)
                    rounds.add(OURS, last.seconds)
                else:
                    rounds.add(name, self._run_rival(name))
        assert last is not None
        return rounds, last

    def _run_rival(self, name: str) -> float:
        out, sample = self.workshop.empty(f"out-{name}"), self.sample(name)
        loop = self._make(name, out, sample)
        wanted = len(self.site.pages)
        return scale_seconds(loop.total_s, loop.loop_s, measured=loop.page_count, wanted=wanted)

    def _make(self, name: str, out: Path, sample: int) -> Loop:
        if name == COMMAND:
            return run_command_per_file(self.site, out, sample)
        return run_loop(name, self.site, out, sample)

    def count_differences(self, name: str, ours: Build) -> int:
        """Return by how many PDFs and pages a rival's last folder differs from ours."""
        sample = {page.path for page in self.site.pages[: self.sample(name)]}
        made = [each.page_count for each in ours.made if each.path in sample]
        pdfs, pages = count_pages(self.workshop.folder / f"out-{name}")
        return abs(pdfs - len(made)) + abs(pages - sum(made))


def measure_full_build(bench: Bench) -> Iterator[Figure]:
    """Yield how the full build compares, for each size."""
    for count in bench.sizes:
        root = bench.workshop.library(count)
        site = write_site(root, bench.workshop.empty("site"))
        rivals = (COMMAND, LOOP, TYPST)
        contest = Contest(bench.workshop, root, site, rivals, _most(bench, count))
        most = bench.rounds if count < MANY else min(bench.rounds, MOST_ROUNDS_OF_MANY)
        rounds, ours = contest.run_rounds(most)
        yield from report_contest(f"{count:,} handouts", contest, rounds, ours)


def _most(bench: Bench, count: int) -> int:
    """Return how many handouts the slow rivals make at most."""
    if bench.is_quick:
        return QUICK_SAMPLE
    return SAMPLE if count >= SAMPLED_FROM else count


def report_contest(
    which: str, contest: Contest, rounds: Rounds, ours: Build, part: str = PART
) -> Iterator[Figure]:
    """Yield our seconds, each rival's, their ratios, and whether all made the same."""
    made = f"{len(ours.made):,} PDFs, {ours.page_count:,} pages"
    yield Figure(part, f"{which}: full build", "s", tuple(rounds.seconds[OURS]), note=made)
    for name in contest.rivals:
        seconds, note = tuple(rounds.seconds[name]), _describe_sample(contest, name)
        yield Figure(part, f"{which}: {NAMES[name]}", "s", seconds, note=note)
        if name == TYPST:
            ratios = tuple(1 / ratio for ratio in rounds.ratios(name))
            yield Figure(part, f"{which}: ours over (c)", "times", ratios)
            continue
        limit, letter = (OVER_COMMAND, "a") if name == COMMAND else (OVER_LOOP, "b")
        yield Figure(part, f"{which}: ({letter}) over ours", "times", rounds.ratios(name), limit)
        differences = float(contest.count_differences(name, ours))
        what = f"{which}: PDFs and pages that ({letter}) and ours do not have in common"
        yield Figure(part, what, "", (differences,), exactly(0))


def _describe_sample(contest: Contest, name: str) -> str:
    sample, count = contest.sample(name), len(contest.site.pages)
    return f"measured on {sample}, scaled to {count:,}" if sample < count else ""
