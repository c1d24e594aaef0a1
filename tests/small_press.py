"""Print small pages for the tests: a theme of one style sheet, and our own fonts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from handoutpress.jobs import Rendered, RenderJob
from handoutpress.load.theme import read_fonts
from handoutpress.model import Theme
from handoutpress.render import Press
from tests.pdf_facts import find_faults

PAGE_MM = (100, 80)
MARGIN_MM = 10
STYLE = b"""
@font-face {
  font-family: "Handout Sans";
  src: url("../fonts/AtkinsonHyperlegible-Regular.ttf");
}
@font-face {
  font-family: "Handout Sans";
  src: url("../fonts/AtkinsonHyperlegible-Bold.ttf");
  font-weight: 700;
}
@page { size: 100mm 80mm; margin: 10mm }
html { font: 10pt/1.2 "Handout Sans" }
body, h1 { margin: 0 }
"""
THEME = Theme(templates={}, styles={"small.css": STYLE}, digest="small")
HEAD = "<title>Small page</title>"
TITLE = "<h1>Title</h1>"
# Leaves room for a few lines, so that what follows crosses to the next page.
FILLER = '<div style="height: 30mm"></div>'
LONG_TEXT = " ".join(f"word{number}" for number in range(60))
SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0H9V9H0Z"/></svg>'


@cache
def small_press() -> Press:
    """Return a press that all tests share; what is broken on purpose needs one of its own."""
    return Press(THEME, read_fonts())


def make_job(
    body: str,
    *,
    css: str = "",
    head: str = HEAD,
    language: str = "en",
    pictures: Mapping[str, bytes] | None = None,
) -> RenderJob:
    """Return the job for a page of this body."""
    html = (
        f'<!doctype html><html lang="{language}"><head>{head}<style>{css}</style></head>'
        f"<body>{body}</body></html>"
    )
    return RenderJob(html, ("small.css",), THEME, read_fonts(), pictures or {})


def render(body: str, **parts: object) -> Rendered:
    """Print a page; the parts are those of `make_job`."""
    return small_press().render(make_job(body, **parts))


def print_page(body: str, **parts: object) -> bytes:
    """Return a PDF that no rule finds fault with; the title is put before the body."""
    pdf = render(TITLE + body, **parts).pdf
    assert find_faults(pdf) == []
    return pdf
