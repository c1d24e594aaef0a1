"""Where the parts of a combined PDF begin: by their page counts alone, before any is opened.

Makes no page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """The index of the first page of each part, and how many pages there are, blank ones too.

    `blanks` are the indices of the pages that stand blank, so that the next part begins on the
    front of a sheet. All count from 0.
    """

    first_pages: tuple[int, ...]
    page_count: int
    blanks: tuple[int, ...] = ()

    @property
    def sheet_count(self) -> int:
        """How many sheets it takes when both sides are printed."""
        return (self.page_count + 1) // 2


def lay_out(page_counts: Sequence[int], *, is_duplex: bool = False) -> Layout:
    """Lay parts out one after another; for duplex each begins on the front of a sheet."""
    first_pages: list[int] = []
    blanks: list[int] = []
    page_count = 0
    for count in page_counts:
        if is_duplex and page_count % 2:
            blanks.append(page_count)
            page_count += 1
        first_pages.append(page_count)
        page_count += count
    return Layout(tuple(first_pages), page_count, tuple(blanks))
