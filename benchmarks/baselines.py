"""[writes] What the program is compared with: WeasyPrint used plainly, and Typst; the same pages.

Shares nothing with the program but the HTML that it composes, its styles and its fonts.

    python -m benchmarks.baselines {weasyprint,typst} SITE OUT COUNT

makes the first COUNT pages of a site in one process, and prints the seconds of its loop.
"""

from __future__ import annotations

import json
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from benchmarks.engine import JOBS, run
from benchmarks.stages import Piece, Workspace, read_workspace
from benchmarks.typst_pages import PAGE, write_page
from handoutpress.model import ASSET_ROOT

PDF_VARIANT = "pdf/ua-1"
WEASYPRINT = Path(sysconfig.get_path("scripts")) / "weasyprint"


# --- the site: the pages as files -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SitePage:
    """One page: what its PDF and its source are called, and the style sheets that it needs."""

    path: str
    stylesheets: tuple[str, ...]

    def source(self, suffix: str) -> str:
        """Return the name of its source; all lie in one folder."""
        return self.path.removesuffix(".pdf").replace("/", "--") + suffix


@dataclass(frozen=True, slots=True)
class Site:
    """A folder with the pages of a workspace as HTML and as Typst, their styles and fonts."""

    folder: Path
    pages: tuple[SitePage, ...]

    def sheets(self, page: SitePage) -> list[str]:
        """Return the paths of a page's style sheets, in the order of the cascade."""
        return [str(self.folder / "styles" / name) for name in page.stylesheets]


def write_site(root: Path, folder: Path, *, with_typst: bool = True) -> Site:
    """Write the pages of a workspace, in its standard edition, into an empty folder."""
    workspace = read_workspace(root)
    pieces = tuple(workspace.pieces())
    for name, content in _list_assets(workspace, pieces):
        _write(folder / name, content)
    pages = tuple(SitePage(piece.path, piece.job.stylesheets) for piece in pieces)
    for page, piece in zip(pages, pieces, strict=True):
        html = piece.job.html
        _write(folder / page.source(".html"), html.replace(ASSET_ROOT, f"{folder.as_uri()}/"))
        if with_typst:
            phone = next((phone.number for phone in piece.handout.letterhead.phones), "")
            _write(folder / page.source(".typ"), write_page(html, phone))
    listed = [[page.path, page.stylesheets] for page in pages]
    _write(folder / "pages.json", json.dumps(listed))
    return Site(folder, pages)


def read_site(folder: Path) -> Site:
    """Return a site that was written before."""
    listed = json.loads((folder / "pages.json").read_text("utf-8"))
    return Site(folder, tuple(SitePage(path, tuple(names)) for path, names in listed))


def _list_assets(
    workspace: Workspace, pieces: Sequence[Piece]
) -> Iterator[tuple[str, bytes | str]]:
    yield "page.typ", PAGE.read_text("utf-8")
    yield from ((f"styles/{name}", content) for name, content in workspace.theme.styles.items())
    yield from ((f"fonts/{name}", content) for name, content in workspace.fonts.items())
    pictures = {name: data for piece in pieces for name, data in piece.job.pictures.items()}
    yield from pictures.items()
    logo = next((piece.handout.letterhead.logo for piece in pieces), None)
    if logo:
        yield "logo.svg", pictures[logo]


def _write(path: Path, content: bytes | str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


# --- running them ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Loop:
    """How long so many pages took; `loop_s` leaves out the start of the process."""

    page_count: int
    total_s: float
    loop_s: float


def run_command_per_file(site: Site, out: Path, count: int) -> Loop:
    """Run the command `weasyprint` once for each page, two at a time."""
    jobs = [_command(site, page, out) for page in site.pages[:count]]
    start = time.perf_counter()
    with ThreadPoolExecutor(JOBS) as pool:
        list(pool.map(run, jobs))
    seconds = time.perf_counter() - start
    return Loop(len(jobs), seconds, seconds)


def _command(site: Site, page: SitePage, out: Path) -> tuple[str, ...]:
    target = _prepare(out, page)
    sheets = [f"--stylesheet={sheet}" for sheet in site.sheets(page)]
    source = str(site.folder / page.source(".html"))
    return (str(WEASYPRINT), f"--pdf-variant={PDF_VARIANT}", *sheets, source, str(target))


def run_loop(kind: str, site: Site, out: Path, count: int) -> Loop:
    """Make pages in one process of its own; `kind` is a key of `LOOPS`."""
    module = (sys.executable, "-m", "benchmarks.baselines")
    count = min(count, len(site.pages))
    total, printed = run((*module, kind, str(site.folder), str(out), str(count)))
    return Loop(count, total, float(printed))


def count_pages(folder: Path) -> tuple[int, int]:
    """Return how many PDFs lie below a folder, and their pages."""
    pdfs = sorted(folder.rglob("*.pdf"))
    pages = 0
    for pdf in pdfs:
        with pypdfium2.PdfDocument(pdf) as document:
            pages += len(document)
    return len(pdfs), pages


def _prepare(out: Path, page: SitePage) -> Path:
    target = out / page.path
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


# --- inside the process ---------------------------------------------------------------------------


def _loop_weasyprint(site: Site, pages: Sequence[SitePage], out: Path) -> None:
    """Do as the first page of WeasyPrint's documents shows: nothing is shared between pages."""
    from weasyprint import HTML

    for page in pages:
        html = HTML(filename=site.folder / page.source(".html"))
        sheets = site.sheets(page)
        html.write_pdf(_prepare(out, page), stylesheets=sheets, pdf_variant=PDF_VARIANT)


def _loop_typst(site: Site, pages: Sequence[SitePage], out: Path) -> None:
    """Compile with tags; the fonts are looked up once, which is the best that Typst can do."""
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(site.folder / "fonts")],
    )
    for page in pages:
        typst.compile(
            str(site.folder / page.source(".typ")),
            output=str(_prepare(out, page)),
            root=str(site.folder),
            font_paths=fonts,
            pdf_standards="ua-1",
        )


LOOPS: dict[str, Callable[[Site, Sequence[SitePage], Path], None]] = {
    "weasyprint": _loop_weasyprint,
    "typst": _loop_typst,
}


def _time_loop(kind: str, folder: str, out: str, count: str) -> float:
    """Import what is needed, then return the seconds of the loop."""
    __import__(kind)
    site = read_site(Path(folder))
    start = time.perf_counter()
    LOOPS[kind](site, site.pages[: int(count)], Path(out))
    return time.perf_counter() - start


if __name__ == "__main__":
    print(_time_loop(*sys.argv[1:5]))
