"""Small pages become sheets to print on both sides and to fold into a booklet.

Touches no disk, network or clock: values in, values out. Lays no page out and scales none: a page
is drawn as it is. What is clicked or read aloud is left behind: links, tags, outline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

import pikepdf
from pikepdf import Dictionary, Name, Pdf

from handoutpress.errors import RenderError
from handoutpress.impose.folding import Sheet, Side, arrange_sheets
from handoutpress.impose.small_pages import SmallPages, take_pages
from handoutpress.jobs import Folding
from handoutpress.xmp import PRODUCER, write_xmp

__all__ = ["MOST_SHIFT_MM", "Imposed", "impose"]

POINTS_PER_MM = 72 / 25.4
# What is shifted over the fold is cut off there, and must be nothing but margin. A convention: 50
# sheets of 0.1 mm, more than anybody can fold at once.
MOST_SHIFT_MM = 5.0


@dataclass(frozen=True, slots=True)
class Imposed:
    """A PDF of sheets: a page for each side, the front of a sheet before its back."""

    pdf: bytes
    sheet_count: int
    side_count: int


def impose(pdf: bytes, folding: Folding, *, title: str, author: str, language: str) -> Imposed:
    """Impose pages of one size, two side by side; the same input gives the same bytes.

    `language` is a BCP 47 tag. The result claims no PDF/UA: it is made for paper.

    Raises:
        RenderError: the PDF is damaged, encrypted or without a page; a page has another size than
            the first, is rotated or scaled, or too narrow.
    """
    try:
        with pikepdf.open(BytesIO(pdf)) as source, pikepdf.new() as target:
            small = take_pages(source, target)
            sheets = arrange_sheets(len(small.pages), folding)
            creep_mm = _limit_creep(sheets, folding.creep_mm)
            for sheet in sheets:
                _draw_sheet(target, small, sheet, replace(folding, creep_mm=creep_mm))
            _describe(target, folding, title=title, author=author, language=language)
            return Imposed(_save(target), len(sheets), len(target.pages))
    except pikepdf.PdfError as error:
        raise RenderError(
            f"the small pages of '{title}' are no sound PDF ({type(error).__name__}); build it "
            "again with --force"
        ) from error


def _limit_creep(sheets: Sequence[Sheet], creep_mm: float) -> float:
    """Return the creep with which no page is shifted too far, however many sheets there are."""
    depth = max(sheet.depth for sheet in sheets)
    return min(creep_mm, MOST_SHIFT_MM / depth) if depth else creep_mm


def _draw_sheet(target: Pdf, small: SmallPages, sheet: Sheet, folding: Folding) -> None:
    """Add the two sides of a sheet as pages.

    A printer that turns sheets over their long edge, as one turns a leaf of a wall calendar, would
    put the back upside down: so it is turned before.
    """
    shift = folding.creep_mm * sheet.depth * POINTS_PER_MM
    _draw_side(target, small, sheet.front, shift, is_turned=False)
    _draw_side(target, small, sheet.back, shift, is_turned=folding.flip == "long-edge")


def _draw_side(
    target: Pdf, small: SmallPages, side: Side, shift: float, *, is_turned: bool
) -> None:
    width, height = 2 * small.width, small.height
    page = target.add_blank_page(page_size=(width, height))
    turn = f"-1 0 0 -1 {width:.4f} {height:.4f} cm\n" if is_turned else ""
    drawn = "".join(_draw_halves(small, side, shift))
    if drawn:
        page.Contents = target.make_stream((turn + drawn).encode())
    forms = {
        key: small.pages[number - 1].form
        for key, number in (("/Left", side.left), ("/Right", side.right))
        if number is not None
    }
    page.Resources = Dictionary(XObject=Dictionary(forms))


def _draw_halves(small: SmallPages, side: Side, shift: float) -> Iterator[str]:
    """Yield the operators that draw each page in its half, shifted towards the fold between them.

    Source: ISO 32000-1, 8.10.1 (form XObjects), 8.5.4 (clipping).
    """
    width, height = small.width, small.height
    for key, number, left, moved in (
        ("/Left", side.left, 0.0, shift),
        ("/Right", side.right, width, -shift),
    ):
        if number is not None:
            page = small.pages[number - 1]
            x, y = left + moved - page.left, -page.bottom
            half = f"{left:.4f} 0 {width:.4f} {height:.4f} re W n"
            yield f"q {half} 1 0 0 1 {x:.4f} {y:.4f} cm {key} Do Q\n"


def _describe(target: Pdf, folding: Folding, *, title: str, author: str, language: str) -> None:
    """Write what the PDF says of itself, and how it wants to be printed.

    Source: ISO 32000-1, 12.2, table 150 (Duplex, PrintScaling, PickTrayByPDFSize): printed on both
    sides, in its own size, on paper of that size.
    """
    is_short = folding.flip == "short-edge"
    target.Root.Lang = language
    target.Root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True,
        Duplex=Name.DuplexFlipShortEdge if is_short else Name.DuplexFlipLongEdge,
        PrintScaling=Name("/None"),
        PickTrayByPDFSize=True,
    )
    target.docinfo["/Title"] = title
    target.docinfo["/Author"] = author
    target.docinfo["/Producer"] = PRODUCER
    packet = write_xmp(title=title, author=author, language=language, is_pdfua=False)
    target.Root.Metadata = target.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)


def _save(target: Pdf) -> bytes:
    packed = BytesIO()
    target.save(
        packed,
        min_version="1.7",
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    return packed.getvalue()
