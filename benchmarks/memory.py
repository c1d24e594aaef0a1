"""The most memory that all processes of a build hold at the same time.

Of memory that processes share, each counts its part (PSS), so that it counts once. Builds that are
looked at are slower, so no time is taken of them.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event, Thread

import psutil

from benchmarks.bench import Bench
from benchmarks.engine import JOBS, CommandError, build_command, environment, read_made
from benchmarks.figures import Figure, Limit, exactly
from benchmarks.library import ROOT

PART = "memory"
# Source: the project's own limit, of 2,000 handouts over 200.
GROWTH = Limit(most=1.15)
FEW = 200
PERIOD_S = 0.05  # a render takes longer, and its memory is held as long as it lasts
MIB = 1024 * 1024


class Watcher:
    """A thread that looks at a process and all below it, until told to stop."""

    def __init__(self, pid: int) -> None:
        self.peak_bytes = 0
        self._process = psutil.Process(pid)
        self._stop = Event()
        self._thread = Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._stop.wait(PERIOD_S):
            self.peak_bytes = max(self.peak_bytes, sum(map(_hold, _list_tree(self._process))))

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        self._thread.join()


def _list_tree(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.Error:  # it has ended
        return []


def _hold(process: psutil.Process) -> int:
    """Return the bytes that a process holds; where shares are not known, those it holds alone."""
    try:
        memory = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(memory, "pss", 0) or memory.uss)


def measure_peak(command: Sequence[str]) -> tuple[int, str]:
    """Run a command; return the most bytes that it and all its children held, and what it printed.

    Raises:
        CommandError: it left with another status than 0.
    """
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment(), cwd=ROOT
    ) as process:
        watcher = Watcher(process.pid)
        printed, _ = process.communicate()
        watcher.stop()
    if process.returncode:
        raise CommandError(f"'{' '.join(command[1:3])}' left with {process.returncode}")
    return watcher.peak_bytes, printed


def measure_memory(bench: Bench) -> Iterator[Figure]:
    """Yield the peaks of a full build of few and of many handouts, and their ratio."""
    few, many = min(FEW, bench.largest), bench.largest
    peaks: dict[int, float] = {}
    for count in sorted({few, many}):
        root = bench.workshop.library(count)
        peak, printed = measure_peak(_command(bench, root))
        bench.workshop.note_built(root)
        peaks[count] = peak / MIB
        yield Figure(PART, f"{count:,} handouts: peak memory", "MiB", (peaks[count],))
        built = float(len(read_made(printed)))
        yield Figure(PART, f"{count:,} handouts: built", "PDFs", (built,), exactly(count))
    what = f"peak memory at {many:,} over that at {few:,}"
    if few == many:
        note = "only one size was asked for"
        yield Figure(PART, what, "times", note=note, is_optional=True)
    else:
        yield Figure(PART, what, "times", (peaks[many] / peaks[few],), GROWTH)


def _command(bench: Bench, root: Path) -> tuple[str, ...]:
    out = bench.workshop.empty(f"{root.name}/out")
    return build_command(root, out, "--jobs", str(JOBS))
