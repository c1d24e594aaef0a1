"""Check finished PDFs: clear print, layout, links and codes, and what a PDF must be.

Reads no file and changes nothing: bytes in, findings out.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import groupby

import pikepdf
import pypdfium2

from handoutpress.page_check.alignment import find_misalignment
from handoutpress.page_check.clear_print import (
    find_hard_print,
    find_italics,
    find_small_text,
    tell_first,
)
from handoutpress.page_check.codes import Code, find_wrong_codes, may_be_code, read_codes
from handoutpress.page_check.contrast import find_weak_contrast
from handoutpress.page_check.document import (
    find_faults_of_file,
    find_heavy_mail,
    find_wrong_paper,
)
from handoutpress.page_check.drawing import Drawn, draw_page
from handoutpress.page_check.layout import (
    Pages,
    find_captions_apart,
    find_headings_at_foot,
    find_near_empty_pages,
    find_overflow,
    measure_fill,
)
from handoutpress.page_check.lines import read_stretches
from handoutpress.page_check.links import find_broken_links, read_links
from handoutpress.page_check.structure import Structure, read_structure
from handoutpress.page_check.values import EMAIL_LIMIT_MB, Expected, Limits, PageFault, Sheet
from handoutpress.page_check.visibility import (
    find_hidden_text,
    find_ink_at_edges,
    find_overprint,
)
from handoutpress.pdfium import PDFIUM_LOCK
from handoutpress.rules.page import UNREADABLE

__all__ = ["EMAIL_LIMIT_MB", "Expected", "Limits", "PageFault", "check_page"]


def check_page(pdf: bytes, expected: Expected) -> tuple[PageFault, ...]:
    """Return what is wrong with a finished PDF, page by page; nothing when all is well.

    A file that is damaged or encrypted has one fault, "pdf-unreadable".
    """
    try:
        return tuple(sorted(_check(pdf, expected), key=lambda fault: fault.page_number))
    except (pikepdf.PdfError, pikepdf.PasswordError, pypdfium2.PdfiumError) as error:
        remedy = "build it again with --force; if that does not help, tell who looks after it"
        return (PageFault(UNREADABLE, f"the PDF cannot be read: {error}", remedy),)


def _check(pdf: bytes, expected: Expected) -> Iterator[PageFault]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        structure = read_structure(opened)
        links = read_links(opened)
        yield from find_faults_of_file(opened, expected)
    yield from find_heavy_mail(len(pdf), expected)
    yield from find_broken_links(links)
    checker = _PixelChecker(structure, expected)
    yield from checker.check(pdf)
    yield from _check_sheets(checker, expected)
    words = {sheet.number: " ".join(run.text for run in sheet.runs) for sheet in checker.sheets}
    targets = {link.target for link in links}
    yield from find_wrong_codes(checker.codes, expected, words, targets)


class _PixelChecker:
    """Draws one page after the other, judges what is drawn, and keeps no pixels."""

    def __init__(self, structure: Structure, expected: Expected) -> None:
        self._expected = expected
        self.structure = structure
        self.sheets: list[Sheet] = []
        self.fills: list[float] = []
        self.codes: list[Code] = []

    def check(self, pdf: bytes) -> list[PageFault]:
        """Return what is wrong with what is drawn."""
        figures = [block for block in self.structure.blocks if may_be_code(block)]
        faults: list[PageFault] = []
        with PDFIUM_LOCK, pypdfium2.PdfDocument(pdf) as document:
            for number, page in enumerate(document, start=1):
                here = [each for each in figures if each.page_number == number]
                faults.extend(self._judge(draw_page(page, number, here)))
                page.close()
        return faults

    def _judge(self, drawn: Drawn) -> Iterator[PageFault]:
        self.sheets.append(drawn.sheet)
        self.fills.append(measure_fill(drawn))
        self.codes.extend(read_codes(drawn))
        yield from find_wrong_paper(drawn.sheet, self._expected)
        yield from find_small_text(drawn.sheet, self._expected)
        yield from find_italics(drawn.sheet)
        yield from find_weak_contrast(drawn)
        yield from find_hidden_text(drawn)
        yield from find_overprint(drawn)
        yield from find_ink_at_edges(drawn)


def _check_sheets(checker: _PixelChecker, expected: Expected) -> Iterator[PageFault]:
    """Yield what is wrong with blocks; sheets to fold have no tags that name them."""
    if expected.is_folded or not checker.structure.blocks:
        return
    stretches = read_stretches(checker.sheets, checker.structure)
    pages = Pages(tuple(checker.sheets), checker.structure, stretches, tuple(checker.fills))
    is_right_to_left = expected.is_right_to_left
    yield from tell_first(fault for each in stretches for fault in find_hard_print(each))
    for _, group in groupby(stretches, key=lambda each: each.page_number):
        yield from tell_first(find_misalignment(group, is_right_to_left=is_right_to_left))
    if not expected.is_collection:  # its handouts are judged by themselves, and covers are covers
        yield from find_near_empty_pages(pages)
    yield from find_headings_at_foot(pages)
    yield from find_captions_apart(pages)
    yield from find_overflow(pages, is_right_to_left=is_right_to_left)
