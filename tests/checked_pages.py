"""Print letter pages for the tests of finished pages, right ones and ones made wrong on purpose."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pikepdf
from pikepdf import Pdf

from handoutpress.page_check import Expected, PageFault, check_page
from tests.small_press import TITLE, render

# As the theme has it: clear print, and a foot that is read aloud nowhere.
CLEAR_CSS = """
@page { size: letter; margin: 28mm 31mm 26mm; @bottom-left { content: element(foot); width: 100% } }
.foot { position: running(foot); font-size: 11pt; border-top: 0.75pt solid #8a8a8a }
html { font-size: 14pt; line-height: 1.5; color: #1a1a1a; text-align: start }
p, li { margin: 0 0 4mm }
"""
FOOT = '<div class="foot">Example Clinic</div>'
PARAGRAPH = (
    "Your nurse will call you on the day after you go home. Tell her how you slept, what you could "
    "eat, and whether the pain got better or worse. Keep the bandage dry for two days. You may "
    "then take a shower, but no bath. Walk a little each day, and rest when you feel tired. Most "
    "people go back to work after a week or two. If your work is heavy, ask us for a note. Bring a "
    "list of all the medicines that you take, with those that you buy without a prescription."
)
P = f"<p>{PARAGRAPH}</p>"
# Text that fills the first page, but for a few lines.
FULL_PAGE = P * 3
STANDARD = Expected("standard", "letter")


def print_sheet(body: str, css: str = "", **parts: object) -> bytes:
    """Return a PDF of clear print, but for what the body and the CSS do to it."""
    return render(FOOT + TITLE + body, css=CLEAR_CSS + css, **parts).pdf


def find(body: str, css: str = "", expected: Expected = STANDARD) -> list[PageFault]:
    """Return all that is found on the pages of a body."""
    return list(check_page(print_sheet(body, css), expected))


def find_keys(body: str, css: str = "", expected: Expected = STANDARD) -> list[str]:
    """Return the rules that pages break, in the order of the pages."""
    return [fault.rule.key for fault in find(body, css, expected)]


def keys_of(pdf: bytes, expected: Expected = STANDARD) -> list[str]:
    """Return the rules that a finished PDF breaks, in the order of the pages."""
    return [fault.rule.key for fault in check_page(pdf, expected)]


def edit(pdf: bytes, mutate: Callable[[Pdf], object]) -> bytes:
    """Return a PDF with one change in it."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        mutate(opened)
        file = BytesIO()
        opened.save(file)
    return file.getvalue()


def edit_content(pdf: bytes, old: bytes, new: bytes) -> bytes:
    """Return a PDF with other operators on its first page."""

    def mutate(opened: Pdf) -> None:
        content = opened.pages[0].Contents.read_bytes()
        assert old in content
        opened.pages[0].Contents.write(content.replace(old, new, 1))

    return edit(pdf, mutate)
