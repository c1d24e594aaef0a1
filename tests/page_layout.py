"""Measure on the drawn pages how far down their text goes."""

from __future__ import annotations

import pypdfium2

MM_PER_POINT = 25.4 / 72
# Margins of the text, in millimetres from the edges. Source: styles/*/type.css, common/paper/.
MARGINS = {"standard": (28.0, 26.0), "large-print": (35.0, 34.0)}
FIRST_MARGIN = 17.0


def find_fills(path: str, pdf: bytes) -> list[float]:
    """Return for each page how far down its text goes: 0 is nothing, 1 is to the foot."""
    top_mm, bottom_mm = MARGINS["large-print" if "large-print" in path else "standard"]
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            _fill(page, FIRST_MARGIN if index == 0 else top_mm, bottom_mm)
            for index, page in enumerate(document)
        ]


def _fill(page: pypdfium2.PdfPage, top_mm: float, bottom_mm: float) -> float:
    picture = page.render(scale=1).to_pil().convert("L").point(lambda value: value < 200 and 255)
    top, bottom = top_mm / MM_PER_POINT, picture.height - bottom_mm / MM_PER_POINT
    box = picture.crop((0, int(top), picture.width, int(bottom))).getbbox()
    return box[3] / (bottom - top) if box else 0.0


def find_gaps(path: str, pdf: bytes) -> list[str]:
    *fills, _ = find_fills(path, pdf)
    if len(fills) < 2:  # a page and a bit: whatever moves, one of the two stays half empty
        return []
    return [
        f"page {number} is filled to {fill:.2f}"
        for number, fill in enumerate(fills, start=1)
        if fill < 2 / 3
    ]
