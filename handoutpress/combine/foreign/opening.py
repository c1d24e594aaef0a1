"""Open a PDF that somebody else made, or refuse it by its title: no PDF, cut off, locked.

Changes nothing in it, and judges neither its pages nor its tags.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Array, Pdf, Stream

from handoutpress.combine.parts import Part
from handoutpress.errors import RenderError

# Readers look for both this near the two ends. Source: ISO 32000-1, 7.5.2 and 7.5.5, with the
# implementation notes 13 and 18 of PDF Reference 1.7, appendix H, which say how near.
HEADER, END = b"%PDF-", b"%%EOF"
NEAR = 1024
# What a reader can undo without knowing pictures. Source: ISO 32000-1, table 6.
PLAIN_FILTERS = ("/ASCIIHexDecode", "/ASCII85Decode", "/LZWDecode", "/FlateDecode")
# What the library raises on what is damaged, of a wrong type, or nested without end.
DAMAGE = (
    *(pikepdf.PdfError, RuntimeError, ValueError),
    *(TypeError, LookupError, ArithmeticError, AttributeError),
)
ANEW = "open it in a PDF viewer, print it to a new PDF, then try again"


@dataclass(frozen=True, slots=True)
class Opened:
    """An open PDF; `notes` say what is lost or doubtful because of how it came."""

    pdf: Pdf
    is_as_it_came: bool
    notes: tuple[str, ...] = ()


def open_pdf(part: Part) -> Opened:
    """Open the PDF of a part, and mend it where that loses nothing.

    Raises:
        RenderError: it is no PDF or cut off, has lost something, or needs a password.
    """
    if HEADER not in part.pdf[:NEAR]:
        raise RenderError(f"{part.name} is no sound PDF: {_describe(part.pdf)}; get it anew")
    try:
        opened = _open(part)
        if _lacks_pages(opened.pdf):
            raise RenderError(f"{part.name} is no sound PDF: a page of it is missing; get it anew")
        if _lacks_contents(opened.pdf):
            raise RenderError(
                f"{part.name} is no sound PDF: what a page of it shows is missing; get it anew"
            )
        is_locked = opened.pdf.is_encrypted and not opened.pdf.owner_password_matched
        return _unlock(part.name, opened) if is_locked else opened
    except pikepdf.PasswordError as error:
        raise RenderError(
            f"{part.name} is encrypted; save it without a password, then try again"
        ) from error
    except DAMAGE as error:
        raise RenderError(f"{part.name} is no sound PDF; {ANEW}") from error


def _describe(found: bytes) -> str:
    start = found[:NEAR].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "it is a web page, perhaps one that tells of an error"
    return "it does not begin like one" if found else "it is empty"


def _open(part: Part) -> Opened:
    try:
        pdf = _read(part, mends=False)
        pdf.get_warnings()  # of what the table of objects lacks, and the library knows all the same
        _ = list(pdf.objects)  # reads them
        is_sound = not pdf.get_warnings()
    except pikepdf.PasswordError:
        raise
    except DAMAGE:
        is_sound = False
    return Opened(pdf, not pdf.is_encrypted) if is_sound else _mend(part)


def _read(part: Part, *, mends: bool) -> Pdf:
    return pikepdf.open(
        BytesIO(part.pdf),
        suppress_warnings=True,
        attempt_recovery=mends,
        inherit_page_attributes=False,  # or the count of pages is mended before it is judged
    )


def _mend(part: Part) -> Opened:
    """Open a damaged PDF when all of it is there."""
    if END not in part.pdf[-NEAR:]:
        raise RenderError(f"{part.name} is no sound PDF: it is cut off; get it anew")
    pdf = _read(part, mends=True)
    if any(_find_losses(pdf)):
        raise RenderError(f"{part.name} is no sound PDF: a part of it is missing; get it anew")
    note = f"{part.name} is damaged, and was mended: look whether all its pages are right"
    return Opened(pdf, False, (note,))


def _find_losses(pdf: Pdf) -> Iterator[bool]:
    """Tell of each object in a mended PDF whether it is lost, or its data."""
    for found in pdf.objects:
        yield found is None
        yield isinstance(found, Stream) and _is_lost(found)


def _lacks_pages(pdf: Pdf) -> bool:
    """Tell whether a PDF has fewer pages than it says. Source: ISO 32000-1, table 29 (Count)."""
    pages = pdf.Root.get("/Pages")
    said = pages.get("/Count") if isinstance(pages, pikepdf.Dictionary) else 1
    return isinstance(said, int) and said > len(pdf.pages) > 0


def _lacks_contents(pdf: Pdf) -> bool:
    """Tell whether something else stands where a page's content should be.

    A page without content is blank. Source: ISO 32000-1, table 30 (Contents).
    """
    found = [page.obj.Contents for page in pdf.pages if "/Contents" in page.obj]
    return not all(isinstance(each, Stream | Array) for each in found)


def _is_lost(stream: Stream) -> bool:
    filters = stream.get("/Filter")
    names = [filters] if isinstance(filters, pikepdf.Name) else list(filters or ())
    if not names:
        return False
    try:
        is_plain = all(str(name) in PLAIN_FILTERS for name in names)
        return not (stream.read_bytes() if is_plain else stream.read_raw_bytes())
    except DAMAGE:
        return True


def _unlock(name: str, opened: Opened) -> Opened:
    """Take what needs no password to be read, when its owner lets it be put together and printed.

    Source: ISO 32000-1, 7.6.3.2 and table 22: a reader respects what the owner permits. To
    assemble is bit 11, to print bit 3; whoever knows the owner's password is bound by nothing.
    """
    allow = opened.pdf.allow
    if not (allow.modify_assembly and allow.print_lowres):
        raise RenderError(
            f"{name} is locked by its owner: it may not be put together with others; ask for a "
            "copy without this lock, or print it by itself"
        )
    if all(allow):
        return opened
    note = f"{name} was protected against some uses by its owner; here it is no longer"
    return Opened(opened.pdf, opened.is_as_it_came, (*opened.notes, note))
