"""Draw the first page of a finished PDF as a small grey picture for the catalogue.

Knows no catalogue and writes no file.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import pypdfium2

from handoutpress.errors import RenderError
from handoutpress.pdfium import PDFIUM_LOCK

# The catalogue shows it 120 px wide; twice that is sharp on a phone's screen.
WIDTH_PX = 240

# Sixteen greys, two pixels a byte. Measured on the sample library, with 8 bits in brackets: 5 kB
# (8 kB), 3 ms a page; the type stays as legible.
GREY_BITS = 4
_HIGH = bytes(round(grey / 17) << 4 for grey in range(256))
_LOW = bytes(round(grey / 17) for grey in range(256))

# Source: PNG (ISO/IEC 15948), 5.2; colour type 0 is grey, filter 0 leaves a row as it is.
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY, _NO_FILTER = 0, b"\0"


def draw_first_page(pdf: bytes) -> bytes:
    """Return a PNG of the first page, 240 px wide; the same bytes for the same PDF.

    Raises:
        RenderError: the bytes are no PDF that can be drawn, or it has no page.
    """
    try:
        with PDFIUM_LOCK, pypdfium2.PdfDocument(pdf) as document:
            return _draw(document)
    except (pypdfium2.PdfiumError, IndexError) as error:
        what = f"the picture of the first page cannot be drawn: {error}"
        raise RenderError(f"{what}; build the PDF again with --force") from error


def _draw(document: pypdfium2.PdfDocument) -> bytes:
    page = document[0]
    try:
        # PDFium rounds up, and a product a hair above 240 would be 241.
        scale = (WIDTH_PX - 0.01) / page.get_width()
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            rows = _pack_rows(bytes(bitmap.buffer), bitmap.width, bitmap.stride)
            return _write_png(bitmap.width, bitmap.height, b"".join(rows))
        finally:
            bitmap.close()
    finally:
        page.close()


def _pack_rows(pixels: bytes, width: int, stride: int) -> Iterator[bytes]:
    """Yield the rows of a PNG from rows of one byte a pixel, `stride` bytes apart."""
    size = (width + 1) // 2
    for start in range(0, len(pixels), stride):
        row = pixels[start : start + width]
        # Both halves of every byte at once: whole rows as one number each.
        high = int.from_bytes(row[::2].translate(_HIGH).ljust(size, b"\0"))
        low = int.from_bytes(row[1::2].translate(_LOW).ljust(size, b"\0"))
        yield _NO_FILTER + (high | low).to_bytes(size)


def _write_png(width: int, height: int, rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, GREY_BITS, _GREY, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_write_chunk(*chunk) for chunk in chunks)


def _write_chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)
