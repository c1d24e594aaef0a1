"""The full build of real text that nobody here wrote, where it lies beside the checkout.

Its handouts are long and uneven, unlike the generated ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.baselines import write_site
from benchmarks.bench import Bench
from benchmarks.engine import JOBS
from benchmarks.figures import Figure
from benchmarks.full_build import LOOP, MOST_ROUNDS_OF_MANY, Contest, report_contest
from benchmarks.library import ROOT

PART = "corpus"
CORPUS = ROOT.parent / "shared" / "corpus"


def measure_corpus(bench: Bench, root: Path = CORPUS) -> Iterator[Figure]:
    """Yield how the full build of the English handouts compares with (b)."""
    if bench.is_quick or not root.is_dir():
        note = "too long for a quick run" if root.is_dir() else "no corpus beside the checkout"
        yield Figure(PART, "the corpus: full build", "s", note=note, is_optional=True)
        return
    site = write_site(root, bench.workshop.empty("site"), with_typst=False)
    contest = Contest(bench.workshop, root, site, (LOOP,), most=len(site.pages))
    options = ("--jobs", str(JOBS), "--lang", "en", "--edition", "standard")
    rounds, ours = contest.run_rounds(min(bench.rounds, MOST_ROUNDS_OF_MANY), *options)
    yield from report_contest("the corpus in English", contest, rounds, ours, PART)
