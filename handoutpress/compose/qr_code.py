"""Draw a QR code as an inline SVG; part of composing.

Knows no handout and prints no caption.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import segno
from markupsafe import Markup

from handoutpress.errors import RenderError

# Source: ISO/IEC 18004:2015, 9.1: a quiet zone of four modules.
QUIET_ZONE = 4


def draw_qr(address: str, alternate_text: str) -> Markup:
    """Return a QR code as an inline drawing that a screen reader can name.

    Source: ISO/IEC 18004:2015; error correction M survives a crease or a stain.

    Raises:
        RenderError: the address is longer than a QR code can be.
    """
    try:
        code = segno.make(address, error="m", micro=False)
    except segno.DataOverflowError as error:
        what = f"the address '{address[:40]}…' is too long for a QR code"
        raise RenderError(f"{what}; use a shorter one") from error
    path = "".join(
        f"M{x} {y}h{length}v1h-{length}z"
        for y, row in enumerate(code.matrix)
        for x, length in _iter_dark_runs(row)
    )
    size = code.symbol_size(border=QUIET_ZONE)[0]
    return Markup(
        '<svg class="qr-code" xmlns="http://www.w3.org/2000/svg" viewBox="{} {} {} {}">'
        '<title>{}</title><path fill="#000" d="{}"/></svg>'
    ).format(-QUIET_ZONE, -QUIET_ZONE, size, size, alternate_text, path)


def _iter_dark_runs(row: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """Yield the start and length of each run of dark modules in a row."""
    start = 0
    for is_dark, modules in groupby(row, key=bool):
        length = len(tuple(modules))
        if is_dark:
            yield start, length
        start += length
