"""The outline of combined parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import Destination, Fit

from handoutpress.combine.inputs import Input


def add_outline(writer: PdfWriter, source: Input, first_page: int) -> None:
    """Add an item for a part, and below it the part's own outline.

    A part whose outline has one top item of the part's title is not named twice.
    """
    parent = writer.add_outline_item(title=source.part.title, page_number=first_page)
    if not source.part.with_outline:
        return
    items: Sequence[Any] = source.reader.outline
    if _is_title_only(items, source.part.title):
        items = items[1] if len(items) > 1 else []
    _add_items(writer, source, items, first_page, parent)


def _is_title_only(items: Sequence[Any], title: str) -> bool:
    tops = [item for item in items if isinstance(item, Destination)]
    return len(tops) == 1 and tops[0].title == title


def _add_items(
    writer: PdfWriter, source: Input, items: Sequence[Any], first_page: int, parent: Any
) -> None:
    last = parent
    for item in items:
        if not isinstance(item, Destination):
            _add_items(writer, source, item, first_page, last)
            continue
        index = source.reader.get_destination_page_number(item)
        if index is not None and index >= 0:
            place = Fit.xyz(item.left, item.top, None)
            last = writer.add_outline_item(
                title=str(item.title), page_number=first_page + index, parent=parent, fit=place
            )
