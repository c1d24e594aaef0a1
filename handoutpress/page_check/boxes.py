"""Read rectangles of a PDF, whatever stands in their place.

Judges nothing.
"""

from __future__ import annotations

from decimal import Decimal

from pikepdf import Array

from handoutpress.page_check.values import Box


def read_box(value: object) -> Box | None:
    """Return a rectangle with its corners in order, None where there are not four numbers."""
    numbers = [_read_number(item) for item in value] if isinstance(value, Array) else []
    if len(numbers) != 4 or None in numbers:
        return None
    x, y, other_x, other_y = (number or 0.0 for number in numbers)
    return Box(min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y))


def _read_number(item: object) -> float | None:
    is_number = isinstance(item, int | float | Decimal) and not isinstance(item, bool)
    return float(item) if is_number else None  # type: ignore[arg-type]
