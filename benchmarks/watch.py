"""From an edit that is saved to the new PDF in its place, while `watch` runs.

Looks at the PDF alone; what the command says counts only to know that it has begun.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from benchmarks.bench import Bench
from benchmarks.edits import change_word
from benchmarks.engine import COMMAND, CommandError, environment
from benchmarks.figures import Figure, Limit
from benchmarks.library import ROOT, name_handout

PART = "watch"
# Source: the project's own limit, among 2,000 handouts.
ONE_EDIT = Limit(most=0.4)
EDITS_FOR_EACH = 3
START_S, EDIT_S = 300.0, 60.0  # longer than any of it should take, shorter than patience
BETWEEN_EDITS_S = 1.0  # people do not save twice in a second
LOOK_S = 0.002
STOP_S = 20.0
BEGUN = "watching"
# The first edit warms the worker up.
WARM_UPS = 1
FIRST_HANDOUT = 10  # others were edited by other parts


def measure_watch(bench: Bench) -> Iterator[Figure]:
    """Yield how long it takes until the new PDF lies in its place."""
    root = bench.workshop.built_library(bench.largest)
    what = f"watch among {bench.largest:,}: from a saved edit to the new PDF"
    with run_watch(root, root / "out") as process:
        seconds = []
        for number in range(bench.rounds * EDITS_FOR_EACH + WARM_UPS):
            time.sleep(BETWEEN_EDITS_S)
            handout_id = name_handout((FIRST_HANDOUT + number) % bench.largest)
            seconds.append(_time_edit(root, handout_id, process))
    yield Figure(PART, f"{what}, the first", "s", tuple(seconds[:WARM_UPS]))
    yield Figure(PART, what, "s", tuple(seconds[WARM_UPS:]), ONE_EDIT)


@contextmanager
def run_watch(root: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    """Run the command until the block ends; enters it when the command says that it watches.

    Raises:
        CommandError: it does not come so far.
    """
    command = (*COMMAND, "watch", "--root", str(root), "--out", str(out))
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(),
        cwd=ROOT,
    ) as process:
        listener = _Listener(process)
        try:
            listener.wait_for_word()
            yield process
        finally:
            _stop(process)
            listener.thread.join()


class _Listener:
    """A thread that reads what the command says, so that it never has to wait for a reader."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._has_news, self._is_watching = Event(), False
        self._lines: list[str] = []
        self.thread = Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            self._lines.append(line)
            if BEGUN in line.casefold():
                self._is_watching = True
                self._has_news.set()
        self._has_news.set()

    def wait_for_word(self) -> None:
        """Return when the command has said that it watches.

        Raises:
            CommandError: it has ended, or does not say so in time.
        """
        self._has_news.wait(START_S)
        if not self._is_watching:
            said = "".join(self._lines[-3:]).strip()
            raise CommandError(f"'watch' did not say that it is watching; it said: {said}")


def _time_edit(root: Path, handout_id: str, process: subprocess.Popen[str]) -> float:
    source, pdf = root / f"handouts/{handout_id}.yaml", root / f"out/en/{handout_id}.pdf"
    before = _look_at(pdf)
    start = time.perf_counter()
    change_word(source)
    while _look_at(pdf) == before:
        if time.perf_counter() - start > EDIT_S or process.poll() is not None:
            raise CommandError(f"'watch' made no new {pdf.name} in {EDIT_S:.0f} s, or has ended")
        time.sleep(LOOK_S)
    return time.perf_counter() - start


def _look_at(pdf: Path) -> tuple[int, int, int]:
    """Return what tells a file from the one that takes its place."""
    found = pdf.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
