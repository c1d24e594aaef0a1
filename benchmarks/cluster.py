"""Two Dask workers on this machine, of one thread each, against one.

Scheduler and workers are processes of their own, started and ended here. They share the machine's
cores with each other and with the build: on two cores, two workers have less than two.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.corpus import CORPUS
from benchmarks.engine import Build, build, environment
from benchmarks.figures import Figure, Limit, exactly, pair_ratios
from benchmarks.library import ROOT

PART = "cluster"
# Source: the project's own limit.
OVER_ONE_WORKER = Limit(least=1.7)
SIZE, WARM_UP_SIZE = 200, 20
AS_IN_THE_GUIDE = {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False"}  # docs/cluster.md
LOOPBACK = "127.0.0.1"
START_S, STOP_S = 60.0, 20.0


def measure_cluster(bench: Bench) -> Iterator[Figure]:
    """Yield how much faster two workers are than one, with short handouts and with long ones."""
    count = min(SIZE, bench.largest)
    what = f"{count:,} handouts on a Dask cluster"
    if find_spec("distributed") is None:
        note = "the extra [cluster] is not installed"
        yield Figure(PART, what, "s", note=note)
        return
    yield from _compare(bench, what, bench.workshop.library(count), (), exactly(count))
    what = "the corpus in English on a Dask cluster"
    if bench.is_quick or not CORPUS.is_dir():
        note = "too long for a quick run" if CORPUS.is_dir() else "no corpus beside the checkout"
        yield Figure(PART, what, "s", note=note, is_optional=True)
        return
    yield from _compare(bench, what, CORPUS, ("--lang", "en", "--edition", "standard"), None)


def _compare(
    bench: Bench, what: str, root: Path, options: Sequence[str], wanted: Limit | None
) -> Iterator[Figure]:
    """Yield the seconds with one worker and with two, and their ratio."""
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for number in range(bench.rounds):
        for workers in (1, 2) if number % 2 == 0 else (2, 1):
            built = _build_with(workers, bench, root, options)
            seconds[workers].append(built.seconds)
    yield Figure(PART, f"{what}: built", "PDFs", (float(len(built.made)),), wanted)
    for workers, times in seconds.items():
        yield Figure(PART, f"{what}, workers: {workers}", "s", tuple(times))
    ratios = pair_ratios(seconds[1], seconds[2])
    yield Figure(PART, f"{what}: one worker over two", "times", ratios, OVER_ONE_WORKER)


def _build_with(workers: int, bench: Bench, root: Path, options: Sequence[str]) -> Build:
    """Build on a cluster that has been used before, as a standing one has."""
    workshop = bench.workshop
    with run_cluster(workers) as address:
        small = workshop.library(WARM_UP_SIZE)
        build(small, workshop.empty("out-cluster"), "--cluster", address)
        return build(root, workshop.empty("out-cluster"), "--cluster", address, *options)


@contextmanager
def run_cluster(workers: int) -> Iterator[str]:
    """Run a scheduler and so many workers until the block ends; give the scheduler's address."""
    port = _find_free_port()
    address = f"tcp://{LOOPBACK}:{port}"
    with ExitStack() as stack:
        own = ("--host", LOOPBACK, "--no-dashboard")
        stack.enter_context(_run_dask("scheduler", *own, "--port", str(port)))
        limits = ("--nthreads", "1", "--memory-limit", "0", "--no-nanny")
        for _ in range(workers):
            stack.enter_context(_run_dask("worker", address, *own, *limits))
        _wait_for_workers(address, workers)
        yield address


@contextmanager
def _run_dask(*arguments: str) -> Iterator[None]:
    process = subprocess.Popen(
        (sys.executable, "-m", "dask", *arguments),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment() | AS_IN_THE_GUIDE,
        cwd=ROOT,
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_workers(address: str, workers: int) -> None:
    from distributed import Client

    client = Client(address, timeout=START_S, set_as_default=False)  # type: ignore[no-untyped-call]
    with client:
        client.wait_for_workers(workers, timeout=START_S)


def _find_free_port() -> int:
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        port: int = found.getsockname()[1]
        return port
