"""Read the QR codes of a page as a phone would, and compare them with what is said of them.

Draws nothing.

Source: ISO/IEC 18004 (QR code).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import zxingcpp
from PIL import Image

from handoutpress.page_check.drawing import Drawn
from handoutpress.page_check.values import Block, Expected, PageFault, shorten
from handoutpress.rules.page import QR_CODE

# A code is a square; the tags of a drawing are rounded.
_MOST_OBLONG = 1.1
# Source: ISO/IEC 18004: the smallest code has 21 modules; at 0.25 mm they are 15 points.
_LEAST_PT = 15.0
# Our words for a code end with its address, in every language.
_ADDRESS = re.compile(r"(?:https?|mailto|tel):[^\s\"<>]+")
_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Code:
    """A square figure: the addresses in its alternate text, and the texts that it decodes to."""

    page_number: int
    promised: tuple[str, ...]
    decoded: tuple[str, ...]


def may_be_code(figure: Block) -> bool:
    """Tell whether a figure has the shape of a code."""
    if figure.type != "Figure" or figure.box is None:
        return False
    shorter, longer = sorted((figure.box.width, figure.box.height))
    return shorter >= _LEAST_PT and longer <= _MOST_OBLONG * shorter


def read_codes(drawn: Drawn) -> Iterator[Code]:
    """Yield the square figures of a page that are codes, or are said to be."""
    for figure, picture in drawn.pictures:
        code = Code(
            drawn.sheet.number,
            tuple(_ADDRESS.findall(figure.alt)),
            tuple(_decode(picture)),
        )
        if code.promised or code.decoded:
            yield code


def _decode(picture: Image.Image) -> Iterator[str]:
    found = zxingcpp.read_barcodes(picture, formats=_FORMATS)
    return (each.text for each in found if each.valid)


def find_wrong_codes(
    codes: Iterable[Code], expected: Expected, page_words: dict[int, str], links: Collection[str]
) -> Iterator[PageFault]:
    """Yield each code that cannot be read, or that leads where nothing on the page says.

    `page_words` are all words of each page, `links` the targets of the links of all pages.
    """
    found: set[str] = set()
    for code in codes:
        found.update(code.decoded)
        yield from _judge(code, expected, page_words.get(code.page_number, ""), links)
    for address in expected.codes:
        if address not in found:
            yield PageFault(
                QR_CODE,
                f"no QR code opens {shorten(address, 60)}",
                "print the code again, 30 mm wide, black on white",
            )


def _judge(
    code: Code, expected: Expected, words: str, links: Collection[str]
) -> Iterator[PageFault]:
    if not code.decoded:
        yield PageFault(
            QR_CODE,
            f"the QR code for {shorten(code.promised[0], 60)} cannot be read",
            "print it 30 mm wide, black on white, with four modules of white around it",
            code.page_number,
        )
    printed = _BLANK.sub("", words)
    for text in code.decoded:
        if code.promised and text not in code.promised:
            yield _tell_wrong(code, text, f"is said to open {shorten(code.promised[0], 60)}")
        elif not (_is_printed(text, printed) or text in links or text in expected.addresses):
            yield _tell_wrong(code, text, "no words on the page say so")


def _is_printed(address: str, printed: str) -> bool:
    bare = address.removeprefix("https://").removeprefix("http://").rstrip("/")
    return _BLANK.sub("", bare) in printed


def _tell_wrong(code: Code, text: str, what: str) -> PageFault:
    return PageFault(
        QR_CODE,
        f"a QR code opens '{shorten(text, 60)}', and {what}",
        "let the code, the words beside it and the link say the same",
        code.page_number,
    )
