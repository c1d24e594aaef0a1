"""What is printed on pages that are made already: numbers of pages, and a packet's code.

Knows no page: each row is a tiny page of its own, whose drawing is put in its place by others.
"""

from __future__ import annotations

from dataclasses import dataclass

from handoutpress.collection import Collection
from handoutpress.compose.own_pages import compose_page, own_page_values
from handoutpress.errors import RenderError
from handoutpress.labels import Labels
from handoutpress.model import Theme

START = "collection/stamps.html"
CUT = "<!-- cut -->"
PAGE, PAGES = "@PAGE@", "@PAGES@"


@dataclass(frozen=True, slots=True)
class Stamps:
    """Pieces of HTML that make a document: `start`, any rows, `end`; each row prints a page.

    In a row, "@PAGE@" and "@PAGES@" are to be replaced by numbers. `page_row` prints what the foot
    of a page says, `number_row` the number in a handout's own list of contents, each at the end of
    the line. `code_row` is as wide as the paper and is that of its upper edge; "" without a code.
    """

    start: str
    page_row: str
    number_row: str
    code_row: str
    end: str
    stylesheets: tuple[str, ...]


def compose_stamps(collection: Collection, edition: str, theme: Theme, labels: Labels) -> Stamps:
    """Compose what is printed on the finished pages of a packet.

    Raises:
        RenderError: a template is broken, a label is missing, or the theme has no such edition.
    """
    letterhead, visit = collection.letterhead, collection.visit
    values = {
        **own_page_values(collection.title, letterhead, labels, {}),
        "page_words": labels.text("Page {page} of {pages}", page=PAGE, pages=PAGES),
        "number_words": PAGE,
        "code_words": _say_code(collection, labels),
        "name_in_feet": visit.name if visit and visit.is_named_in_feet else "",
    }
    composed = compose_page(START, values, letterhead=letterhead, edition=edition, theme=theme)
    pieces = composed.html.split(CUT)
    if len(pieces) != 5:
        what = f"the template {START} has {len(pieces) - 1} marks '{CUT}' instead of 4"
        raise RenderError(f"{what}; one stands before each row and one after the last")
    start, page_row, number_row, code_row, end = pieces
    code_row = code_row if collection.code else ""
    return Stamps(start, page_row, number_row, code_row, end, composed.stylesheets)


def _say_code(collection: Collection, labels: Labels) -> str:
    """Return the line of a page's upper edge; where the foot has the number, it needs none."""
    code = collection.code
    if collection.is_numbered_through:
        return labels.text("Packet {code}", code=code)
    return labels.text("Packet {code} · page {page} of {pages}", code=code, page=PAGE, pages=PAGES)
