"""A batch of packets: two worker processes against one process, and how memory grows.

Whole processes, by the clock on the wall; the handouts are built before, and stay as they are.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.engine import COMMAND, run
from benchmarks.figures import Figure, Limit, exactly, pair_ratios
from benchmarks.memory import GROWTH, MIB, measure_peak

PART = "batch"
# Source: the project's own limit, for 200 packets of 10 handouts on two cores.
OVER_ONE_PROCESS = Limit(least=1.8)
HANDOUTS, OF_EACH = 20, 10
PACKETS, QUICK_PACKETS, FEW = 200, 12, 20


def measure_batch(bench: Bench) -> Iterator[Figure]:
    """Yield how much faster two processes are, and the peaks of memory."""
    root = bench.workshop.built_library(HANDOUTS)
    count = QUICK_PACKETS if bench.is_quick else PACKETS
    orders = _write_orders(bench.workshop.folder / "batch.csv", root, count)
    one: list[float] = []
    two: list[float] = []
    for number in range(1 if bench.is_quick else bench.rounds):
        for jobs in (1, 2) if number % 2 == 0 else (2, 1):
            seconds, made = _run(root, orders, jobs)
            (one if jobs == 1 else two).append(seconds)
    what = f"{count} packets of {OF_EACH}"
    yield Figure(PART, f"{what}: made", "packets", (float(made),), exactly(count))
    yield Figure(PART, f"{what}: one process", "s", tuple(one))
    yield Figure(PART, f"{what}: two processes", "s", tuple(two))
    ratios = pair_ratios(one, two)
    name = f"{what}: one process over two"
    yield Figure(PART, name, "times", ratios, None if bench.is_quick else OVER_ONE_PROCESS)
    yield from _tell_memory(bench, root, orders, count)


def _tell_memory(bench: Bench, root: Path, orders: Path, count: int) -> Iterator[Figure]:
    few = min(FEW, count // 2)
    peaks = []
    for number in (few, count):
        some = _write_orders(orders.with_name(f"batch-{number}.csv"), root, number)
        peak, _ = measure_peak(_command(root, some, 2))
        peaks.append(peak / MIB)
        yield Figure(PART, f"{number} packets: peak memory", "MiB", (peaks[-1],))
    name = f"peak memory at {count} packets over that at {few}"
    limit = None if bench.is_quick else GROWTH
    yield Figure(PART, name, "times", (peaks[1] / peaks[0],), limit)


def _write_orders(path: Path, root: Path, count: int) -> Path:
    """Write a list of packets, each with other handouts of the library."""
    ids = _list_ids(root)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("name", "handouts"))
        for number in range(count):
            chosen = [ids[(number + step) % len(ids)] for step in range(OF_EACH)]
            rows.writerow((f"Sample Person {number}", " ".join(chosen)))
    return path


def _list_ids(root: Path) -> list[str]:
    manifest = json.loads((root / "out/manifest.json").read_text("utf-8"))
    return [str(pdf["id"]) for pdf in manifest["pdfs"]]


def _command(root: Path, orders: Path, jobs: int) -> tuple[str, ...]:
    options = ("--root", str(root), "--batch", str(orders), "--jobs", str(jobs), "--json")
    return (*COMMAND, "packet", *options)


def _run(root: Path, orders: Path, jobs: int) -> tuple[float, int]:
    """Make a batch; return its seconds and how many packets it made."""
    seconds, printed = run(_command(root, orders, jobs))
    return seconds, len(json.loads(printed)["packets"])
