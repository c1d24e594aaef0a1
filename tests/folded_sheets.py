"""Print sheets on both sides, fold them and read them, as a printer and a reader do with paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias, TypeVar

from PIL import Image, ImageOps

Page = TypeVar("Page")
# Left and right of the front; left and right of the back, after the sheet was turned like a leaf.
Halves: TypeAlias = tuple[Page, Page, Page, Page]


def turn_like_a_leaf(printed_back: Image.Image, flip: str) -> Image.Image:
    """Return the back as it is seen by who turns the sheet over from right to left.

    A printer that turns the sheet over its upright edge puts the left of the back behind the right
    of the front; one that turns it over its lying edge puts the top behind the bottom.
    """
    is_upright = flip == "short-edge"  # of a landscape sheet
    seen_through = ImageOps.mirror(printed_back) if is_upright else ImageOps.flip(printed_back)
    return ImageOps.mirror(seen_through)


def fold_and_read(sheets: Sequence[Halves[Page]], size: int, is_right_to_left: bool) -> list[Page]:
    """Return what a reader meets, page after page; a signature has `size` sheets, or all if 0."""
    step = size or len(sheets)
    return [
        page
        for start in range(0, len(sheets), step)
        for page in _fold(sheets[start : start + step], is_right_to_left)
    ]


def _fold(sheets: Sequence[Halves[Page]], is_right_to_left: bool) -> list[Page]:
    """Fold a pile whose lowest sheet was printed first, each with its back up.

    Each half of a sheet is a leaf: behind the left half of its back is the right half of its front.
    A book that is bound on its left begins with the left leaf that lies lowest.
    """
    left_leaves = [(front_right, back_left) for _, front_right, back_left, _ in sheets]
    right_leaves = [(front_left, back_right) for front_left, _, _, back_right in sheets]
    first, second = (right_leaves, left_leaves) if is_right_to_left else (left_leaves, right_leaves)
    upwards = [page for below, above in first for page in (below, above)]
    downwards = [page for below, above in reversed(second) for page in (above, below)]
    return upwards + downwards
