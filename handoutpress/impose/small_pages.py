"""The pages that are imposed: fit to be laid side by side, and ready to be drawn.

Knows no sheets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pikepdf import Dictionary, Object, Page, Pdf

from handoutpress.errors import RenderError

SAME_SIZE_PT = 0.01  # what differs by less is rounded off; no printer shows it


@dataclass(frozen=True, slots=True)
class SmallPage:
    """A page as a Form XObject, and the left bottom corner of its box, in points."""

    form: Object
    left: float
    bottom: float


@dataclass(frozen=True, slots=True)
class SmallPages:
    """Pages of one size, in points."""

    pages: tuple[SmallPage, ...]
    width: float
    height: float


def take_pages(source: Pdf, target: Pdf) -> SmallPages:
    """Take the pages of a PDF over into another, where they stand on no page yet.

    Annotations, links among them, are left behind.

    Raises:
        RenderError: there is no page; one has another size than the first, is rotated or scaled;
            or they are so narrow that two of them make no landscape sheet.
    """
    if not source.pages:
        raise RenderError("there is no page to impose; give the booklet a page")
    width, height = _measure(source.pages[0])
    if 2 * width <= height:
        raise RenderError(
            "page 1 is so narrow that two of them make no landscape sheet; make the pages wider"
        )
    for number, page in enumerate(source.pages, start=1):
        _require_upright(page, number)
        if max(abs(width - _measure(page)[0]), abs(height - _measure(page)[1])) > SAME_SIZE_PT:
            raise RenderError(
                f"page {number} has another size than page 1; make all pages of the booklet equal"
            )
    return SmallPages(tuple(_take_forms(source, target)), width, height)


def _require_upright(page: Page, number: int) -> None:
    """Refuse what changes how a page is shown. Source: ISO 32000-1, table 30: Rotate, UserUnit."""
    if page.get("/Rotate", 0) % 360 or page.get("/UserUnit", 1) != 1:
        raise RenderError(
            f"page {number} is rotated or scaled by its viewer; make it upright and of its own size"
        )


def _measure(page: Page) -> tuple[float, float]:
    left, bottom, right, top = map(float, page.trimbox)
    return right - left, top - bottom


def _take_forms(source: Pdf, target: Pdf) -> Iterator[SmallPage]:
    """Yield the pages as forms; those that need the same fonts and pictures share one list."""
    shared: dict[bytes, Object] = {}
    for page in source.pages:
        form = page.as_form_xobject(handle_transformations=False)
        resources = page.get("/Resources", Dictionary())
        key = resources.unparse()
        if key not in shared:
            shared[key] = resources if resources.is_indirect else source.make_indirect(resources)
        form.Resources = shared[key]
        left, bottom, *_ = map(float, page.trimbox)
        yield SmallPage(target.copy_foreign(form), left, bottom)
