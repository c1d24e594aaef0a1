"""[writes] Makes the pages of a site in one process, as `baselines` has it done.

    python -m benchmarks.loops {weasyprint,typst} SITE OUT COUNT

makes the first COUNT pages and prints the seconds of its loop. Imports nothing but what it needs,
because its start counts.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

PDF_VARIANT = "pdf/ua-1"


@dataclass(frozen=True, slots=True)
class SitePage:
    """One page: where its PDF goes, and the style sheets that it needs."""

    path: str
    stylesheets: tuple[str, ...]

    def source(self, suffix: str) -> str:
        """Return the name of its source; all lie in one folder."""
        return self.path.removesuffix(".pdf").replace("/", "--") + suffix

    def prepare(self, out: Path) -> Path:
        """Return where its PDF goes below a folder; the folder around it is there then."""
        target = out / self.path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target


@dataclass(frozen=True, slots=True)
class Site:
    """A folder with the pages of a workspace as HTML and as Typst, their styles and fonts."""

    folder: Path
    pages: tuple[SitePage, ...]

    def sheets(self, page: SitePage) -> list[str]:
        """Return the paths of a page's style sheets, in the order of the cascade."""
        return [str(self.folder / "styles" / name) for name in page.stylesheets]


def read_site(folder: Path) -> Site:
    """Return a site that was written before."""
    listed = json.loads((folder / "pages.json").read_text("utf-8"))
    return Site(folder, tuple(SitePage(path, tuple(names)) for path, names in listed))


def make_with_weasyprint(site: Site, pages: Sequence[SitePage], out: Path) -> None:
    """Do as the first page of WeasyPrint's documents shows: nothing is shared between pages."""
    from weasyprint import HTML

    for page in pages:
        html = HTML(filename=site.folder / page.source(".html"))
        sheets = site.sheets(page)
        html.write_pdf(page.prepare(out), stylesheets=sheets, pdf_variant=PDF_VARIANT)


def make_with_typst(site: Site, pages: Sequence[SitePage], out: Path) -> None:
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
            output=str(page.prepare(out)),
            root=str(site.folder),
            font_paths=fonts,
            pdf_standards="ua-1",
        )


LOOPS: dict[str, Callable[[Site, Sequence[SitePage], Path], None]] = {
    "weasyprint": make_with_weasyprint,
    "typst": make_with_typst,
}


def time_loop(kind: str, folder: str, out: str, count: str) -> float:
    """Import what is needed, then return the seconds of the loop."""
    __import__(kind)
    site = read_site(Path(folder))
    start = time.perf_counter()
    LOOPS[kind](site, site.pages[: int(count)], Path(out))
    return time.perf_counter() - start


if __name__ == "__main__":
    print(time_loop(*sys.argv[1:5]))
