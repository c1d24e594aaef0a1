"""What is printed on pages that are made already: numbers of pages, and a packet's code.

Knows no page: the rows are printed below each other, and put in their places by others.
"""

from __future__ import annotations

from handoutpress.collection import Collection
from handoutpress.compose.own_pages import compose_page, own_page_values
from handoutpress.errors import RenderError
from handoutpress.jobs import StampRows
from handoutpress.labels import Labels
from handoutpress.model import Theme

START = "collection/stamps.html"
CUT = "<!-- cut -->"
PAGE, PAGES = "@PAGE@", "@PAGES@"
LONGEST_NAME = 30  # measured: in large print, more would reach the other margin


def compose_stamps(collection: Collection, edition: str, theme: Theme, labels: Labels) -> StampRows:
    """Compose what is printed on the finished pages of a packet.

    Raises:
        RenderError: a template is broken, a label is missing, or the theme has no such edition.
    """
    letterhead, visit = collection.letterhead, collection.visit
    values = {
        **own_page_values(collection.title, letterhead, labels, {}),
        "page_words": labels.text("Page {page} of {pages}", page=PAGE, pages=PAGES),
        "number_words": PAGE,
        "code_words": labels.text("Packet {code}", code=collection.code),
        "lone_code_words": labels.text(
            "Packet {code} · page {page} of {pages}", code=collection.code, page=PAGE, pages=PAGES
        ),
        "name_in_feet": shorten(visit.name) if visit and visit.is_named_in_feet else "",
    }
    composed = compose_page(START, values, letterhead=letterhead, edition=edition, theme=theme)
    pieces = composed.html.split(CUT)
    if len(pieces) != 6:
        what = f"the template {START} has {len(pieces) - 1} marks '{CUT}' instead of 5"
        raise RenderError(f"{what}; one stands before each row and one after the last")
    start, page, number, edge, lone_edge, end = pieces
    is_through = collection.is_numbered_through
    return StampRows(
        start=start,
        page=page if is_through else "",
        number=number if is_through else "",
        edge=(edge if is_through else lone_edge) if collection.code else "",
        lone_edge=lone_edge if collection.code and is_through else "",
        end=end,
        stylesheets=composed.stylesheets,
        is_right_to_left=labels.direction == "rtl",
    )


def shorten(name: str) -> str:
    """Return a name that leaves the line at the edge to the packet's code, too."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
