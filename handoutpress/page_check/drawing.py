"""Draw a page as it is seen, without its text, and its pictures large enough to read a code.

Judges nothing. Whoever calls this holds the lock of PDFium.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil, floor

import pypdfium2
from PIL import Image, ImageChops

from handoutpress.page_check.text_runs import hide_text, read_runs
from handoutpress.page_check.values import Block, Box, Sheet

# One pixel a point: enough for colours and for what is there at all. Measured: 1.6 ms a page.
_SCALE = 1
# A module of a QR code of 30 mm is then 6 pixels. A phone sees less; a copier leaves more.
_CODE_SCALE = 3
# Lighter than this is no ink: the smoothed edge of a letter, the noise of a picture.
_INK_MASK = [255] * 200 + [0] * 56
# What differs by less between the page and the page without its text is no text.
_TEXT_MASK = [0] * 11 + [255] * 245


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as pixels: one for each point, its rows from the top down.

    `ground` is the page without its text; `ink` is 255 where anything is darker than paper, and
    `text` where the text makes a difference. `pictures` are the figures that were asked for, drawn
    larger, in grey.
    """

    sheet: Sheet
    picture: Image.Image = field(repr=False)
    ground: Image.Image = field(repr=False)
    ink: Image.Image = field(repr=False)
    text: Image.Image = field(repr=False)
    pictures: tuple[tuple[Block, Image.Image], ...] = field(repr=False)

    def find_pixels(self, box: Box) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom of a box in pixels, at least one each way."""
        width, height = self.picture.size
        left = min(max(floor(box.left), 0), width - 1)
        top = min(max(floor(self.sheet.height - box.top), 0), height - 1)
        right = min(max(ceil(box.right), left + 1), width)
        bottom = min(max(ceil(self.sheet.height - box.bottom), top + 1), height)
        return left, top, right, bottom


def draw_page(page: pypdfium2.PdfPage, number: int, figures: Iterable[Block]) -> Drawn:
    """Return a page and what is drawn on it; the figures are those to draw larger."""
    page.set_rotation(0)  # so that what is read and what is drawn stand in the same place
    width, height = page.get_size()
    sheet = Sheet(number, width, height, read_runs(page))
    pictures = tuple((each, _draw_figure(page, each.box)) for each in figures if each.box)
    picture = _draw(page)
    hide_text(page)
    ground = _draw(page)
    ink = picture.convert("L").point(_INK_MASK)
    text = ImageChops.difference(picture, ground).convert("L").point(_TEXT_MASK)
    return Drawn(sheet, picture, ground, ink, text, pictures)


def _draw(page: pypdfium2.PdfPage) -> Image.Image:
    # Four bytes a pixel are not copied to make a picture of them, only to make it one of three.
    bitmap = page.render(scale=_SCALE, rev_byteorder=True, prefer_bgrx=True)
    try:
        picture: Image.Image = bitmap.to_pil().convert("RGB")
        return picture
    finally:
        bitmap.close()


def _draw_figure(page: pypdfium2.PdfPage, box: Box) -> Image.Image:
    width, height = page.get_size()
    left, bottom = max(box.left, 0), max(box.bottom, 0)
    right, top = max(width - box.right, 0), max(height - box.top, 0)
    bitmap = page.render(scale=_CODE_SCALE, crop=(left, bottom, right, top), grayscale=True)
    try:
        picture: Image.Image = bitmap.to_pil().copy()
        return picture
    finally:
        bitmap.close()
