"""Which page stands where on sheets that are folded, one in another, into a booklet.

Knows numbers only, no PDF.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from handoutpress.jobs import Folding

PAGES_A_SHEET = 4  # two on each of its sides

PageNumber: TypeAlias = int | None  # counts from 1; None is a blank page


@dataclass(frozen=True, slots=True)
class Side:
    """The two pages of a side as a reader sees it upright: those to the left and to the right."""

    left: PageNumber
    right: PageNumber


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet before it is folded: `front` becomes its outer side, `back` its inner one.

    The back is given as it is seen by who turns the sheet over like a leaf of a book. `depth` is
    how many sheets of the same signature lie around this one.
    """

    front: Side
    back: Side
    depth: int


def arrange_sheets(page_count: int, folding: Folding) -> tuple[Sheet, ...]:
    """Return the sheets in the order in which they are printed: each signature from the outside in.

    `page_count` is at least 1. Blank pages fill the last sheet up. They stand before the last page,
    which so stays the back cover; a page that is alone is the front cover.
    Source: the folding itself, which the tests do: the two pages of a side of a signature that has
    the pages 1 to n add up to n + 1.
    """
    pages = _fill_up(page_count)
    size = folding.sheets_per_signature * PAGES_A_SHEET or len(pages)
    signatures = (pages[start : start + size] for start in range(0, len(pages), size))
    return tuple(sheet for pages in signatures for sheet in _fold(pages, folding.is_right_to_left))


def _fill_up(page_count: int) -> tuple[PageNumber, ...]:
    numbers = tuple(range(1, page_count + 1))
    blanks = (None,) * (-page_count % PAGES_A_SHEET)
    before_last = max(1, page_count - 1)
    return (*numbers[:before_last], *blanks, *numbers[before_last:])


def _fold(pages: Sequence[PageNumber], is_right_to_left: bool) -> Iterator[Sheet]:
    """Yield the sheets of one signature from the outside in."""
    for depth in range(len(pages) // PAGES_A_SHEET):
        first, last = 2 * depth, len(pages) - 1 - 2 * depth
        front = (pages[last], pages[first])
        back = (pages[first + 1], pages[last - 1])
        if is_right_to_left:
            front, back = front[::-1], back[::-1]
        yield Sheet(Side(*front), Side(*back), depth)
