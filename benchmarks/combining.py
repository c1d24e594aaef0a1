"""Finished PDFs combined into one, against rendering them, and against other ways to combine.

One process, warm, one press that shares fonts and styles, as a worker has it. In each round all
run one after the other; every second round runs backwards.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

import pypdf

from benchmarks.bench import Bench
from benchmarks.combiners import OURS, Combiner, list_combiners, render_as_one
from benchmarks.corpus import CORPUS
from benchmarks.figures import Figure, Limit, exactly, pair_ratios
from benchmarks.kept import Kept, count_kept, count_parts
from benchmarks.library import TWO_EDITIONS
from benchmarks.stages import Piece, Workspace, read_workspace
from handoutpress import jobs
from handoutpress.collection import Collection, CollectionKind
from handoutpress.combine import Part
from handoutpress.compose.stamps import compose_stamps
from handoutpress.jobs import BindJob
from handoutpress.labels import read_labels
from handoutpress.render import Press
from handoutpress.tag_check import check_tags
from handoutpress.worker.binding import bind

PART = "combine"
# Source: the project's own limits, for 20 handouts of 60 pages.
OVER_RENDERING, OVER_ONE_RENDER = Limit(most=0.6), Limit(most=1.2)
COUNT, PAGES = 20, 60
FEWEST_ROUNDS, RENDERING = 7, "rendering"
STAMPED = "ours, numbered, stamped and checked"


@dataclass(frozen=True, slots=True)
class Packet:
    """Handouts of one workspace, and the press that prints them."""

    workspace: Workspace
    pieces: Sequence[Piece]
    press: Press
    edition: str

    @classmethod
    def of(cls, root: Path, edition: str) -> Packet:
        """Return the shortest handouts of a workspace, in their order."""
        workspace = read_workspace(root)
        pieces = list(workspace.pieces(edition=edition))
        shortest = sorted(pieces, key=lambda piece: len(piece.job.html))[:COUNT]
        press = Press(workspace.theme, dict(workspace.fonts))
        return cls(workspace, [each for each in pieces if each in shortest], press, edition)

    def render(self) -> list[Part]:
        """Print all of them."""
        return [
            Part(self.press.render(each.job).pdf, each.handout.id, each.handout.language, each.path)
            for each in self.pieces
        ]

    def bind(self, parts: Sequence[Part]) -> bytes:
        """Make a packet as a worker does: numbers, code on each page, the check; no cover."""
        handout, theme = self.pieces[0].handout, self.workspace.theme
        collection = Collection(
            kind=CollectionKind.PACKET,
            title="Packet",
            language=handout.language,
            letterhead=handout.letterhead,
            entries=(),
            code="ABC-DEF",
        )
        labels = read_labels(handout.language)
        job = BindJob(
            title=collection.title,
            author=handout.letterhead.name,
            language=handout.language,
            pieces=tuple(_make_piece(part) for part in parts),
            theme=theme,
            fonts=self.workspace.fonts,
            stamps=compose_stamps(collection, self.edition, theme, labels),
        )
        return bind(job, self.press.render, _find_faults).pdf


def _make_piece(part: Part) -> jobs.Piece:
    count = _count_pages(part.pdf)
    return jobs.Piece(part.pdf, part.title, part.language, part.path, page_count=count)


def _find_faults(pdf: bytes, page_count: int) -> str:
    return "; ".join(map(str, check_tags(pdf, page_count=page_count)))


def measure_combining(bench: Bench) -> Iterator[Figure]:
    """Yield the figures of a generated packet, and of one of real text where there is some."""
    packet = Packet.of(bench.workshop.library(COUNT, TWO_EDITIONS), "large-print")
    yield from _compare(bench, f"{COUNT} handouts", packet, exactly(PAGES))
    what = f"the {COUNT} shortest of the corpus"
    if bench.is_quick or not CORPUS.is_dir():
        note = "too long for a quick run" if CORPUS.is_dir() else "no corpus beside the checkout"
        yield Figure(PART, what, "s", note=note, is_optional=True)
        return
    yield from _compare(bench, what, Packet.of(CORPUS, "standard"), None)


def _compare(bench: Bench, what: str, packet: Packet, pages: Limit | None) -> Iterator[Figure]:
    parts = packet.render()
    plain = list_combiners(bench.workshop.empty("combined"))
    combiners = {OURS: plain[OURS], STAMPED: packet.bind, **plain}
    rounds = max(bench.rounds, FEWEST_ROUNDS)
    found = {name: each for name, each in combiners.items() if each is not None}
    seconds = _run_rounds(rounds, packet, parts, found)
    made = {name: each(parts) for name, each in found.items()}
    whole = count_parts(parts)
    yield Figure(PART, f"{what}: pages", "pages", (float(_count_pages(made[OURS])),), pages)
    yield Figure(PART, f"{what}: rendering, warm", "s", tuple(seconds[RENDERING]))
    yield from _tell_bytes(what, packet, parts, made[OURS])
    for name in combiners:
        if name not in found:
            note = "there is no such command on this machine"
            yield Figure(PART, f"{what}: {name}", "times", note=note, is_optional=True)
            continue
        yield from _tell_combiner(what, name, seconds, made[name], whole, parts)


def _run_rounds(
    count: int, packet: Packet, parts: Sequence[Part], combiners: Mapping[str, Combiner]
) -> Mapping[str, list[float]]:
    """Return the seconds of each round, by what ran."""
    runs: dict[str, Callable[[], object]] = {RENDERING: packet.render}
    runs |= {name: partial(each, parts) for name, each in combiners.items()}
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for run in runs.values():
        run()
    gc.collect()
    gc.freeze()
    for number in range(count):
        for name in runs if number % 2 == 0 else reversed(runs):
            start = time.perf_counter()
            runs[name]()
            seconds[name].append(time.perf_counter() - start)
    gc.unfreeze()
    return seconds


def _tell_bytes(
    what: str, packet: Packet, parts: Sequence[Part], combined: bytes
) -> Iterator[Figure]:
    """Yield the bytes of ours, and what plain WeasyPrint needs for one document of all."""
    one = render_as_one(packet.workspace, packet.pieces)
    before = float(sum(len(part.pdf) for part in parts))
    yield Figure(PART, f"{what}: all parts together", "bytes", (before,))
    note = f"{_count_pages(one)} pages"
    yield Figure(PART, f"{what}: one render of all", "bytes", (float(len(one)),), note=note)
    ratio = (len(combined) / len(one),)
    yield Figure(PART, f"{what}: ours over one render, bytes", "times", ratio, OVER_ONE_RENDER)


def _tell_combiner(
    what: str,
    name: str,
    seconds: Mapping[str, list[float]],
    combined: bytes,
    whole: Kept,
    parts: Sequence[Part],
) -> Iterator[Figure]:
    limit = OVER_RENDERING if name in (OURS, STAMPED) else None
    ratios = pair_ratios(seconds[name], seconds[RENDERING])
    yield Figure(PART, f"{what}: {name}", "s", tuple(seconds[name]))
    yield Figure(PART, f"{what}: {name}, over rendering them", "times", ratios, limit)
    note = count_kept(combined, parts).describe(whole)
    yield Figure(PART, f"{what}: {name}, bytes", "bytes", (float(len(combined)),), note=note)


def _count_pages(pdf: bytes) -> int:
    return len(pypdf.PdfReader(BytesIO(pdf)).pages)
