"""Draw the pages of a PDF as pictures.

Knows nothing of handouts; reads and writes no file.
"""

from __future__ import annotations

import io

import pypdfium2

from handoutpress.pdfium import PDFIUM_LOCK

DPI = 110  # a letter page is then 935 pixels wide: small print can be read, two thirds of a screen
SCALES = (1, 2, 3)  # pictures for screens with 1, 2 or 3 dots for each pixel
_SCALE = DPI / 72  # a point is 1/72 inch
# Half the time of level 6, a tenth larger; it travels within the computer. Measured, 4 pages.
_COMPRESS_LEVEL = 1


def measure_pages(pdf: bytes) -> tuple[tuple[int, int], ...]:
    """Return each page's width and height in pixels; nothing, where the bytes are no PDF."""
    with PDFIUM_LOCK:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError:
            return ()
        with document:
            sizes = [document.get_page_size(index) for index in range(len(document))]
    return tuple((round(width * _SCALE), round(height * _SCALE)) for width, height in sizes)


def draw_page(pdf: bytes, page_number: int, scale: int) -> bytes | None:
    """Return a page as PNG; None when there is no such page."""
    with PDFIUM_LOCK, pypdfium2.PdfDocument(pdf) as document:
        if not 1 <= page_number <= len(document):
            return None
        page = document[page_number - 1]
        picture = page.render(scale=_SCALE * scale).to_pil().copy()
        page.close()
    png = io.BytesIO()
    picture.save(png, "PNG", compress_level=_COMPRESS_LEVEL)
    return png.getvalue()
