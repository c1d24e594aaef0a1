"""Measure the program's own time over plain WeasyPrint: one process, warm, ratios from one run.

    benchmarks/run.py [--root DIR] [--rounds N]

"Plain" is `HTML().render().write_pdf()` of the very same HTML, with fonts and parsed style sheets
shared and tags on. "Ours" is everything from the bytes of the file to the published PDF: reading
YAML, validating, composing, rendering, repairing and checking the tags, writing to the disk.
Both are timed in turn, handout by handout, so that a noisy machine harms both alike.
"""

from __future__ import annotations

import argparse
import gc
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import weasyprint
from weasyprint.css import CSS
from weasyprint.text.fonts import FontConfiguration

from handoutpress.build import load_library, shipped_theme_folder
from handoutpress.compose import compose
from handoutpress.labels import known_languages, read_labels
from handoutpress.load import parse_files, read_files, read_fonts, read_picture, read_theme
from handoutpress.model import RenderJob, Theme
from handoutpress.plan import Output, Request, plan_outputs
from handoutpress.publish import publish_file
from handoutpress.render import FONT_ROOT, PDF_VARIANT, STYLE_ROOT, MemoryFetcher, Press
from handoutpress.tag_check import check_tags
from handoutpress.validate import validate

LIMIT = 1.25


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds for one handout, the fastest of all rounds."""

    ours: float
    plain: float


class PlainPress:
    """WeasyPrint as its documents tell to use it, with what can be shared shared."""

    def __init__(self, theme: Theme, fonts: dict[str, bytes]) -> None:
        self._assets = {f"{STYLE_ROOT}{name}": data for name, data in theme.styles.items()}
        self._assets |= {f"{FONT_ROOT}{name}": data for name, data in fonts.items()}
        self._fonts = FontConfiguration()
        self._sheets: dict[str, CSS] = {}

    def sheet(self, name: str) -> CSS:
        """Return a parsed style sheet."""
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
        pictures = {f"file:///press/{name}": data for name, data in job.pictures.items()}
        html = weasyprint.HTML(
            string=job.html, url_fetcher=MemoryFetcher({**self._assets, **pictures})
        )
        sheets = [self.sheet(name) for name in job.stylesheets]
        document = html.render(font_config=self._fonts, stylesheets=sheets, pdf_variant=PDF_VARIANT)
        return bytes(document.write_pdf(pdf_variant=PDF_VARIANT))


def timed(action: Callable[[], object]) -> float:
    """Return the seconds that an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


class Bench:
    """One workspace, with both presses warm."""

    def __init__(self, root: Path, out: Path) -> None:
        self.root, self.out = root, out
        self.theme = read_theme(shipped_theme_folder(), root)
        self.fonts = dict(read_fonts())
        self.press = Press(self.theme, self.fonts)
        self.plain = PlainPress(self.theme, self.fonts)

    def outputs(self) -> tuple[Output, ...]:
        """Return the outputs in the clinic's own language and standard edition."""
        loaded = load_library(self.root, Request(languages=("en",), editions=("standard",)))
        return plan_outputs(loaded.library, loaded.selection)

    def time_reading(self, count: int) -> float:
        """Return the seconds that reading and validating take for one handout."""

        def read() -> None:
            editions = {name.split("/")[0] for name in self.theme.styles}
            validate(
                parse_files(read_files(self.root)),
                label_languages=known_languages(),
                theme_editions=editions,
            )

        return min(timed(read) for _ in range(3)) / count

    def job(self, output: Output) -> RenderJob:
        """Compose an output."""
        labels = read_labels(output.handout.language)
        composed = compose(output.handout, output.edition, self.theme, labels)
        pictures = {path: read_picture(self.root, path) for path in composed.picture_paths}
        return RenderJob(composed.html, composed.stylesheets, self.theme, self.fonts, pictures)

    def make(self, output: Output) -> None:
        """Do all that the program does for an output once it was validated."""
        rendered = self.press.render(self.job(output))
        if check_tags(rendered.pdf):
            raise SystemExit(f"{output.path}: the tags are not sound")
        publish_file(self.out, output.path, rendered.pdf)

    def time_output(self, output: Output, rounds: int) -> Timing:
        """Time an output both ways, in turn."""
        job = self.job(output)
        ours, plain = [], []
        for _ in range(rounds):
            plain.append(timed(lambda: self.plain.render(job)))
            ours.append(timed(lambda: self.make(output)))
        return Timing(min(ours), min(plain))


def main() -> int:
    """Print the ratio for each handout and for all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--root", type=Path, default=Path(__file__).parents[1])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(f"WeasyPrint {weasyprint.__version__}, Python {platform.python_version()}, one process")
    with tempfile.TemporaryDirectory() as out:
        bench = Bench(options.root.resolve(), Path(out))
        outputs = bench.outputs()
        for output in outputs[:2]:
            bench.make(output)
            bench.plain.render(bench.job(output))
        gc.freeze()
        reading = bench.time_reading(len(outputs))
        timings = [bench.time_output(output, options.rounds) for output in outputs]
    return report(outputs, timings, reading)


def report(outputs: tuple[Output, ...], timings: list[Timing], reading: float) -> int:
    """Print the figures; 1 where the whole is over the limit."""
    ratios = []
    for output, timing in zip(outputs, timings, strict=True):
        ratios.append((timing.ours + reading) / timing.plain)
        print(f"{ratios[-1]:.3f}  plain {timing.plain * 1000:.0f} ms  {output.handout.id}")
    whole = sum(timing.ours + reading for timing in timings) / sum(t.plain for t in timings)
    print(f"reading and validating: {reading * 1000:.1f} ms a handout (counted in)")
    print(f"ours over plain: median {statistics.median(ratios):.3f}, whole {whole:.3f}")
    print(f"the limit is {LIMIT}")
    return 1 if whole > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
