"""Find what a PDF lacks as a file: fonts, what PDF/UA asks of the whole, a size that can be mailed.

Knows no page's look. Marks, tags, title and language are the tag check's to judge: here is only
what it does not look at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from pikepdf import Array, Dictionary, Name, Pdf, PdfError, Stream

from handoutpress.page_check.values import POINTS_PER_MM, Expected, PageFault, Sheet
from handoutpress.rules.page import EMAIL_SIZE, FONTS_EMBEDDED, PAPER_SIZE, PDF_TAGS, PDF_UA

# Source: RFC 2045, 6.8: 3 bytes become 4, in lines of 76 characters with 2 for their end.
MAIL_GROWTH = 4 / 3 * 78 / 76
_BYTES_IN_MB = 1_000_000
_PROGRAM = "this is a fault of the program or of the theme: tell who looks after it"
# Source: ISO 14289-1, 5: pdfuaid:part.
_PART = "{http://www.aiim.org/pdfua/ns/id/}part"
_DESCRIPTION = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"
# Source: ISO 216 and ANSI/ASME Y14.1, in millimetres; a viewer rounds to whole points.
PAPERS_MM = {"letter": (215.9, 279.4), "a4": (210.0, 297.0)}
_TOLERANCE_MM = 1.0
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def find_faults_of_file(pdf: Pdf, expected: Expected) -> Iterator[PageFault]:
    """Yield what the file as a whole lacks."""
    for font in _list_fonts(pdf):
        yield from _judge_font(font)
    if not expected.is_folded:  # a sheet to fold is for paper alone, and claims nothing
        yield from _find_unclaimed(pdf)
    for fault in expected.tag_faults:
        yield PageFault(PDF_TAGS, f"its tags are not sound: {fault}", _PROGRAM)


def find_heavy_mail(size: int, expected: Expected) -> Iterator[PageFault]:
    """Yield a fault when a PDF of so many bytes is too large to be mailed."""
    mail_mb = size * MAIL_GROWTH / _BYTES_IN_MB
    if mail_mb > expected.email_limit_mb:
        yield PageFault(
            EMAIL_SIZE,
            f"as a mail it is {mail_mb:.1f} MB, and {expected.email_limit_mb:g} MB go through",
            "make its pictures smaller, or mail fewer handouts at once",
        )


def find_wrong_paper(sheet: Sheet, expected: Expected) -> Iterator[PageFault]:
    """Yield a fault when a page has not the size of the clinic's paper."""
    wanted = PAPERS_MM.get(expected.paper)
    if wanted is None:
        return
    width_mm, height_mm = wanted[::-1] if expected.is_folded else wanted
    found = (sheet.width / POINTS_PER_MM, sheet.height / POINTS_PER_MM)
    if abs(found[0] - width_mm) > _TOLERANCE_MM or abs(found[1] - height_mm) > _TOLERANCE_MM:
        yield PageFault(
            PAPER_SIZE,
            f"the page is {found[0]:.0f} × {found[1]:.0f} mm, and the clinic's paper is "
            f"{width_mm:.0f} × {height_mm:.0f} mm",
            "correct '@page' in the theme, or 'paper' in clinic.yaml",
            sheet.number,
        )


def _list_fonts(pdf: Pdf) -> list[Dictionary]:
    """Return all fonts that pages and the forms on them may use, each once."""
    fonts: dict[Any, Dictionary] = {}
    waiting: list[Any] = [page.obj.get("/Resources") for page in pdf.pages]
    met: set[Any] = set()
    while waiting:
        resources = waiting.pop()
        if not isinstance(resources, Dictionary):
            continue
        for font in _values(resources.get("/Font")):
            fonts[font.objgen if font.is_indirect else id(font)] = font
        for form in _values(resources.get("/XObject")):
            if form.objgen not in met:
                met.add(form.objgen)
                waiting.append(form.get("/Resources"))
    return list(fonts.values())


def _values(entries: object) -> list[Any]:
    if not isinstance(entries, Dictionary):
        return []
    return [each for each in dict(entries).values() if isinstance(each, Dictionary | Stream)]


def _judge_font(font: Dictionary) -> Iterator[PageFault]:
    if font.get("/Subtype") == Name.Type3:  # its letters are drawings, which are in the file
        return
    name = str(font.get("/BaseFont", "without a name")).removeprefix("/")
    inner = font.get("/DescendantFonts")
    descendant = inner[0] if isinstance(inner, Array) and len(inner) else font
    descriptor = descendant.get("/FontDescriptor", Dictionary())
    if not any(key in descriptor for key in _FONT_FILES):
        yield PageFault(FONTS_EMBEDDED, f"the font {name} is not in the file", _PROGRAM)
    if "/ToUnicode" not in font:
        yield PageFault(
            FONTS_EMBEDDED, f"the font {name} does not say which characters it draws", _PROGRAM
        )


def _find_unclaimed(pdf: Pdf) -> Iterator[PageFault]:
    if _read_part(pdf) != "1":
        yield PageFault(PDF_UA, "it does not say that it keeps PDF/UA-1", _PROGRAM)
    marks = pdf.Root.get("/MarkInfo")
    if isinstance(marks, Dictionary) and bool(marks.get("/Suspects", False)):
        yield PageFault(PDF_UA, "it says that its own tags are suspect", _PROGRAM)
    for number, page in enumerate(pdf.pages, start=1):
        # Source: ISO 14289-1, 7.18.3.
        if "/Annots" in page.obj and page.obj.get("/Tabs") != Name.S:
            yield PageFault(PDF_UA, "its links are not in the order of the text", _PROGRAM, number)


def _read_part(pdf: Pdf) -> str:
    """Return the part of PDF/UA that the metadata name, as an element or as an attribute."""
    metadata = pdf.Root.get("/Metadata")
    if not isinstance(metadata, Stream):
        return ""
    try:
        tree = ElementTree.fromstring(metadata.read_bytes())
    except (ElementTree.ParseError, ValueError, LookupError, PdfError):
        return ""
    element = tree.findtext(f".//{_PART}", "")
    return element.strip() or next(
        (found for each in tree.iter(_DESCRIPTION) if (found := each.get(_PART))), ""
    )
