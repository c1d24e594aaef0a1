"""Finish a combined PDF: blank pages, labels and numbers of pages; then pack it. And encrypt one.

Objects go into compressed streams, which pypdf does not write; they save more than fonts do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

import pikepdf

from handoutpress.combine.inputs import blame
from handoutpress.combine.layout import Layout
from handoutpress.combine.parts import Part, Passwords, Stamps
from handoutpress.combine.stamps import StampSheet, read_view

READERS_RIGHTS = pikepdf.Permissions(
    accessibility=True,
    extract=False,
    modify_annotation=False,
    modify_assembly=False,
    modify_form=False,
    modify_other=False,
    print_lowres=True,
    print_highres=True,
)


@dataclass(frozen=True, slots=True)
class Finish:
    """What is done to a PDF when its parts are one; `parts` are they, as `layout` has them.

    With `is_numbered_through`, pages count from the first to the last; else from 1 in each part.
    """

    parts: tuple[Part, ...]
    layout: Layout
    is_numbered_through: bool = False
    is_duplex: bool = False
    stamps: Stamps | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Of which part a page is, and the index of the first page of that."""

    part: Part
    first_page: int


def finish(pdf: bytes, how: Finish) -> bytes:
    """Return the finished PDF; the same bytes in give the same bytes out.

    Raises:
        RenderError: a page cannot be read, or written on.
    """
    finished = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        places = list(_iter_places(how))
        for index in how.layout.blanks:
            with blame(places[index].part):
                document.pages.insert(index, _make_blank(document, index))
        _label(document, how)
        if how.is_duplex:
            # Source: ISO 32000-1:2008, table 150: what a print dialog starts with.
            document.Root.ViewerPreferences.Duplex = pikepdf.Name.DuplexFlipLongEdge
        if how.stamps is not None:
            _stamp(document, places, how.stamps)
        document.save(
            finished,
            min_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return finished.getvalue()


def _make_blank(document: pikepdf.Pdf, index: int) -> pikepdf.Page:
    """Return an empty page as large as the one before it."""
    _, width, height = read_view(document.pages[index - 1])
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, width, height],
        Resources=pikepdf.Dictionary(),
        Contents=document.make_stream(b""),
    )
    return pikepdf.Page(document.make_indirect(page))


def _label(document: pikepdf.Pdf, how: Finish) -> None:
    """Let each page be called what is printed on it. Source: ISO 32000-1:2008, 12.4.2."""
    firsts = (0,) if how.is_numbered_through else how.layout.first_pages
    labels = pikepdf.Array()
    for index in firsts:
        labels.append(index)
        labels.append(pikepdf.Dictionary(S=pikepdf.Name.D, St=1))
    document.Root.PageLabels = pikepdf.Dictionary(Nums=labels)


def _stamp(document: pikepdf.Pdf, places: Sequence[_Place], stamps: Stamps) -> None:
    sheet = StampSheet(stamps, document)
    for index, (page, place) in enumerate(zip(document.pages, places, strict=True)):
        with blame(place.part):
            sheet.stamp(page, index, place.first_page)


def _iter_places(how: Finish) -> Iterator[_Place]:
    """Yield for each page its part and where that begins; a blank one is of the part before."""
    firsts = how.layout.first_pages
    ends = (*firsts[1:], how.layout.page_count)
    for part, first, end in zip(how.parts, firsts, ends, strict=True):
        yield from (_Place(part, first) for _ in range(first, end))


def encrypt(pdf: bytes, passwords: Passwords) -> bytes:
    """Return a PDF encrypted with AES of 256 bits; each time with other bytes.

    Who has the user's password may read and print, and a screen reader may read aloud.
    Source: ISO 32000-2:2020, 7.6.4.2, table 22: bit 10 is the screen reader's.
    """
    encrypted = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(
            encrypted,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            encryption=pikepdf.Encryption(
                user=passwords.user, owner=passwords.owner, R=6, allow=READERS_RIGHTS
            ),
        )
    return encrypted.getvalue()
