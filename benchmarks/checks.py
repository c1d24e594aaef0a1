"""How long it takes to check the words of a handout, and to make its report: long real texts.

Takes processor time of one warm process, a handout's share of it. Pages are not checked here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.corpus import CORPUS
from benchmarks.figures import Figure, Limit
from handoutpress.build.loading import Loaded, load_library
from handoutpress.checking import HandoutCheck, check_handout
from handoutpress.checking.run import make_report
from handoutpress.compose.check_page import compose_report
from handoutpress.content import CheckSettings
from handoutpress.plan import Request

PART = "checks"
CHECK_LIMIT = Limit(most=50)  # milliseconds for a handout
DAY = date(2026, 11, 27)


def measure_checks(bench: Bench, root: Path = CORPUS) -> Iterator[Figure]:
    """Yield how long a handout of the corpus is checked, and how long its report is made."""
    if not root.is_dir():
        note = "no corpus beside the checkout"
        yield Figure(PART, "check the words of a handout", "ms", note=note, is_optional=True)
        return
    loaded = load_library(root, Request(languages=("en",)))
    count = len(loaded.chosen_handouts)
    checks = check_all(loaded)  # warm: dictionaries are read once
    words = sum(check.reading.word_count for check in checks) // count
    findings = sum(len(check.findings) for check in checks) // count
    note = f"mean of {count} handouts, of {words:,} words and {findings} findings each"
    rounds = range(bench.rounds)
    times = tuple(_time_ms(lambda: check_all(loaded)) / count for _ in rounds)
    yield Figure(PART, "check the words of a handout", "ms", times, CHECK_LIMIT, note)
    times = tuple(_time_ms(lambda: _report_all(loaded, checks)) / count for _ in rounds)
    yield Figure(PART, "make the report of a handout", "ms", times, note=note)


def check_all(loaded: Loaded) -> list[HandoutCheck]:
    """Check the words of all handouts."""
    settings = loaded.library.check or CheckSettings()
    return [
        check_handout(handout, loaded.origins[handout.id, handout.language], settings)
        for handout in loaded.chosen_handouts
    ]


def _report_all(loaded: Loaded, checks: list[HandoutCheck]) -> None:
    for check in checks:
        compose_report(make_report(check, DAY), loaded.theme)


def _time_ms(work: Callable[[], object]) -> float:
    """Return the processor time that something takes; others on the machine do not count."""
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)
