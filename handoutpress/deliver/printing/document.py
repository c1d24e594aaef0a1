"""Read from a PDF what decides how it is printed: sizes of pages, and whether it is to fold.

Changes nothing, and keeps nothing of it.
Source: ISO 32000-1, 14.11.2 (boxes), 12.2, table 150 (Duplex).
"""

from __future__ import annotations

from io import BytesIO

import pikepdf

from handoutpress.combine.foreign.opening import DAMAGE
from handoutpress.deliver.printing.choosing import DocumentFacts
from handoutpress.deliver.printing.faults import CannotPrintError
from handoutpress.labels import text_direction

MM_PER_POINT = 25.4 / 72
FLIPS = {"/DuplexFlipShortEdge": "short-edge", "/DuplexFlipLongEdge": "long-edge"}
NO_SCALING = "/None"  # what a PDF to fold asks for, and no other of ours


def read_facts(pdf: bytes, language: str) -> DocumentFacts:
    """Return what of a PDF decides how it is printed.

    Raises:
        CannotPrintError: it is encrypted or damaged.
    """
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            sizes = tuple(_measure(page) for page in document.pages)
            flip = _read_flip(document)
    except pikepdf.PasswordError as error:
        raise CannotPrintError("the PDF wants a password; print one that has none") from error
    except DAMAGE as error:  # a page's own values may be of any type
        raise CannotPrintError("the PDF is damaged; make it again") from error
    if not sizes:
        raise CannotPrintError("the PDF has no page; make it again")
    return DocumentFacts(sizes, flip, text_direction(language) == "rtl")


def _measure(page: pikepdf.Page) -> tuple[float, float]:
    left, bottom, right, top = (float(number) for number in page.cropbox)
    unit = float(page.obj.get("/UserUnit", 1)) * MM_PER_POINT
    return round(abs(right - left) * unit, 1), round(abs(top - bottom) * unit, 1)


def _read_flip(document: pikepdf.Pdf) -> str:
    wishes = document.Root.get("/ViewerPreferences")
    if not isinstance(wishes, pikepdf.Dictionary) or wishes.get("/PrintScaling") != NO_SCALING:
        return ""
    return FLIPS.get(str(wishes.get("/Duplex", "")), "")
