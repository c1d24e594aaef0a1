"""The program's own time over plain WeasyPrint: one process, warm.

"Plain" is `HTML().render().write_pdf()` of the very same HTML, with fonts and parsed style sheets
shared and tags on. "Ours" is everything from the bytes of the file to the published PDF: reading
YAML, validating, composing, rendering, repairing and checking the tags, writing to the disk.
Both are timed in turn, handout by handout, so that a noisy machine harms both alike.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import weasyprint
from weasyprint.css import CSS
from weasyprint.text.fonts import FontConfiguration

from benchmarks.bench import Bench
from benchmarks.figures import Figure, Limit
from benchmarks.library import ROOT
from benchmarks.stages import Piece, Workspace, read_library, read_workspace
from handoutpress.jobs import RenderJob
from handoutpress.load import read_characters
from handoutpress.model import ASSET_ROOT
from handoutpress.publish import publish_file
from handoutpress.render import FONT_ROOT, PDF_VARIANT, STYLE_ROOT, MemoryFetcher, Press
from handoutpress.tag_check import check_tags

PART = "overhead"
# Source: the project's own limit.
OVER_PLAIN = Limit(most=1.25)
WARM_UPS = 2
READINGS, FEWEST_ROUNDS = 3, 5


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds for one handout, the fastest of all rounds."""

    ours: float
    plain: float


class PlainPress:
    """WeasyPrint as its documents tell to use it, with what can be shared shared."""

    def __init__(self, workspace: Workspace) -> None:
        theme, fonts = workspace.theme, workspace.fonts
        self._assets = {f"{STYLE_ROOT}{name}": data for name, data in theme.styles.items()}
        self._assets |= {f"{FONT_ROOT}{name}": data for name, data in fonts.items()}
        self._fonts = FontConfiguration()
        self._sheets: dict[str, CSS] = {}

    def _sheet(self, name: str) -> CSS:
        if name not in self._sheets:
            url = f"{STYLE_ROOT}{name}"
            self._sheets[name] = CSS(
                string=self._assets[url].decode(),
                base_url=url,
                url_fetcher=MemoryFetcher(self._assets),
                font_config=self._fonts,
            )
        return self._sheets[name]

    def render(self, job: RenderJob) -> bytes:
        """Render a job without repair or check."""
        pictures = {f"{ASSET_ROOT}{name}": data for name, data in job.pictures.items()}
        html = weasyprint.HTML(
            string=job.html, url_fetcher=MemoryFetcher({**self._assets, **pictures})
        )
        sheets = [self._sheet(name) for name in job.stylesheets]
        document = html.render(font_config=self._fonts, stylesheets=sheets, pdf_variant=PDF_VARIANT)
        return bytes(document.write_pdf(pdf_variant=PDF_VARIANT))


class Presses:
    """Both presses, warm, on one workspace."""

    def __init__(self, workspace: Workspace, out: Path) -> None:
        self._workspace, self._out = workspace, out
        self._press = Press(workspace.theme, dict(workspace.fonts))
        self._plain = PlainPress(workspace)

    def make(self, piece: Piece) -> None:
        """Do all that the program does for a PDF once its handout was validated."""
        job = self._workspace.make_job(piece.handout, "standard")
        rendered = self._press.render(job)
        faults = check_tags(rendered.pdf)
        if faults:
            raise ValueError(f"{piece.path}: the tags are not sound: {faults[0]}")
        publish_file(self._out, piece.path, rendered.pdf)

    def time_piece(self, piece: Piece, rounds: int) -> Timing:
        """Time a PDF both ways, in turn."""
        ours, plain = [], []
        for _ in range(rounds):
            plain.append(_time(lambda: self._plain.render(piece.job)))
            ours.append(_time(lambda: self.make(piece)))
        return Timing(min(ours), min(plain))


def measure_overhead(bench: Bench) -> Iterator[Figure]:
    """Yield how much longer the program takes than plain WeasyPrint, on the sample handouts."""
    workspace = read_workspace(ROOT)
    pieces = tuple(workspace.pieces())
    presses = Presses(workspace, bench.workshop.empty("out-overhead"))
    for piece in pieces[:WARM_UPS]:
        presses.make(piece)
    gc.freeze()
    reading = _time_reading(workspace) / len(pieces)
    timings = [presses.time_piece(piece, max(bench.rounds, FEWEST_ROUNDS)) for piece in pieces]
    gc.unfreeze()
    whole = sum(each.ours + reading for each in timings) / sum(each.plain for each in timings)
    what = "the sample handouts, one process, warm: ours over plain WeasyPrint"
    note = f"reading and validating, counted in: {reading * 1000:.1f} ms a handout"
    yield Figure(PART, what, "times", (whole,), OVER_PLAIN, note)


def _time_reading(workspace: Workspace) -> float:
    """Return the seconds that reading and validating the whole workspace take."""
    characters = read_characters(workspace.fonts, workspace.theme)
    read = partial(read_library, workspace.root, workspace.theme, characters)
    return min(_time(read) for _ in range(READINGS))


def _time(action: Callable[[], object]) -> float:
    """Return the seconds that an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
