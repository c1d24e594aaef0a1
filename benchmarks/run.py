"""Run the benchmarks: every figure is printed as it is measured, with its limit.

Measures nothing itself. Leaves with 1 where a limit was missed, or where what has a limit could not
be measured.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.bench import Bench, Part
from benchmarks.engine import CommandError, Workshop
from benchmarks.figures import Figure, format_line, format_table
from benchmarks.library import MOST_HANDOUTS
from benchmarks.machine import Neighbours, describe_machine

# In this order: what builds a large library first leaves it to the others.
PARTS = {
    "memory": ("benchmarks.memory", "measure_memory"),
    "unchanged": ("benchmarks.unchanged", "measure_unchanged"),
    "edits": ("benchmarks.rebuilds", "measure_edits"),
    "watch": ("benchmarks.watch", "measure_watch"),
    "overhead": ("benchmarks.overhead", "measure_overhead"),
    "combine": ("benchmarks.combining", "measure_combining"),
    "batch": ("benchmarks.batch", "measure_batch"),
    "cluster": ("benchmarks.cluster", "measure_cluster"),
    "checks": ("benchmarks.checks", "measure_checks"),
    "corpus": ("benchmarks.corpus", "measure_corpus"),
    "full": ("benchmarks.full_build", "measure_full_build"),
}
SIZES, QUICK_SIZES = (60, 200, 600, 2000), (60,)
ROUNDS, QUICK_ROUNDS = 3, 1
# Between these, a document that holds figures keeps its own words.
OPENING, CLOSING = "<!-- figures -->\n", "<!-- end of figures -->\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for; return the exit status."""
    options = _read_options(arguments)
    machine = describe_machine()
    print(machine, flush=True)
    neighbours = Neighbours()
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        workshop = Workshop((options.work or Path(folder)).resolve())
        bench = Bench(workshop, options.sizes, options.rounds, options.quick)
        figures = [figure for name in options.only for figure in _run_part(name, bench)]
    busy = f"Others kept {neighbours.share():.2f} cores busy meanwhile."
    print(busy)
    if options.markdown:
        write_document(options.markdown, f"{machine}. {busy}\n\n{format_table(figures)}")
    faults = sum(figure.is_fault for figure in figures)
    print(f"{len(figures)} figures, {faults} limits missed or not measured")
    return 1 if faults else 0


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", action="append", choices=PARTS, help="a part; may repeat")
    parser.add_argument("--sizes", type=_read_sizes, help="numbers of handouts: 60,200,600,2000")
    parser.add_argument("--rounds", type=int, help=f"how often; {ROUNDS} by default")
    parser.add_argument("--quick", action="store_true", help="60 handouts, once: does it work?")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there")
    parser.add_argument("--work", type=Path, metavar="DIR", help="keep what is made there")
    options = parser.parse_args(arguments)
    options.only = [name for name in PARTS if name in (options.only or PARTS)]
    options.sizes = options.sizes or (QUICK_SIZES if options.quick else SIZES)
    options.rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    return options


def _read_sizes(text: str) -> tuple[int, ...]:
    sizes = tuple(sorted({int(size) for size in text.split(",")}))
    if sizes[0] < 1 or sizes[-1] > MOST_HANDOUTS:
        raise argparse.ArgumentTypeError(f"a library has 1 to {MOST_HANDOUTS} handouts")
    return sizes


def _run_part(name: str, bench: Bench) -> Iterator[Figure]:
    """Yield a part's figures, each printed; a command that fails ends this part alone."""
    neighbours = Neighbours()
    print(f"\n{name}", flush=True)
    for figure in _measure(name, bench):
        print(format_line(figure), flush=True)
        yield figure
    print(f"({neighbours.share():.2f} cores kept busy by others)", flush=True)


def _measure(name: str, bench: Bench) -> Iterator[Figure]:
    module, function = PARTS[name]
    measure: Part = getattr(import_module(module), function)
    try:
        yield from measure(bench)
    except CommandError as error:
        yield Figure(name, f"{name}: the rest", "", note=" ".join(str(error).split()))


def write_document(path: Path, text: str) -> None:
    """Put figures between the marks of a document, or into a file of their own."""
    before, after = "", ""
    if path.exists():
        document = path.read_text("utf-8")
        before, opening, rest = document.partition(OPENING)
        _, closing, after = rest.partition(CLOSING)
        if not (opening and closing):
            raise SystemExit(f"{path}: no place for figures; put in {OPENING}{CLOSING}")
    path.write_text(f"{before}{OPENING}\n{text}\n{CLOSING}{after}", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
