"""[writes] What the program is compared with: WeasyPrint used plainly, and Typst; the same pages.

Shares nothing with the program but the HTML that it composes, its styles and its fonts.
"""

from __future__ import annotations

import json
import sys
import sysconfig
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from benchmarks.engine import JOBS, run
from benchmarks.loops import PDF_VARIANT, Site, SitePage
from benchmarks.stages import Piece, Workspace, read_workspace
from benchmarks.typst_pages import PAGE, write_page
from handoutpress.model import ASSET_ROOT

WEASYPRINT = Path(sysconfig.get_path("scripts")) / "weasyprint"


# --- the site: the pages as files -----------------------------------------------------------------


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
    target = page.prepare(out)
    sheets = [f"--stylesheet={sheet}" for sheet in site.sheets(page)]
    source = str(site.folder / page.source(".html"))
    return (str(WEASYPRINT), f"--pdf-variant={PDF_VARIANT}", *sheets, source, str(target))


def run_loop(kind: str, site: Site, out: Path, count: int) -> Loop:
    """Make pages in one process of its own; `kind` is `weasyprint` or `typst`."""
    module = (sys.executable, "-m", "benchmarks.loops")
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
