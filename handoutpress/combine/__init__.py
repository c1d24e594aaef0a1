"""Finished PDFs become one PDF, with the tags of all of them: one document, a part for each.

Touches no disk, network or clock: values in, values out. Renders nothing: what is stamped on pages
comes printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject

from handoutpress.combine.catalog import describe
from handoutpress.combine.destinations import Home, lead_to_parts, write_out_names
from handoutpress.combine.finishing import Finish, encrypt, finish
from handoutpress.combine.fonts import unite_fonts
from handoutpress.combine.inputs import Input, blame, count_pages, open_part
from handoutpress.combine.layers import add_layers
from handoutpress.combine.layout import Layout, lay_out
from handoutpress.combine.navigation import add_outline
from handoutpress.combine.objects import resolve
from handoutpress.combine.parts import Combined, Part, Passwords, Stamps
from handoutpress.combine.stamps import LENT
from handoutpress.combine.streams import unite_equal_streams
from handoutpress.combine.tags import TagForest

__all__ = [
    "Combined",
    "Home",
    "Layout",
    "Part",
    "Passwords",
    "Stamps",
    "combine",
    "count_pages",
    "encrypt",
    "lay_out",
]

NOWHERE = Home()
# Annotations are copied when all pages are there, so that those that lead to a page find it;
# threads of articles are of no use here.
LEFT_FOR_LATER: tuple[Any, ...] = (1, "/B", 1, "/Annots")


def combine(
    parts: Sequence[Part],
    *,
    title: str,
    author: str,
    language: str,
    is_duplex: bool = False,
    is_numbered_through: bool = False,
    stamps: Stamps | None = None,
    home: Home = NOWHERE,
) -> Combined:
    """Combine PDFs in their order; the same parts give the same bytes.

    Args:
        parts: what is combined.
        title, author, language: what the whole says of itself.
        is_duplex: whether each part begins on the front of a sheet, after a blank page if need be.
        is_numbered_through: whether pages are called by one count, or each part counts its own.
        stamps: what is put on the pages, as many as `lay_out` says.
        home: where the whole will lie, so that links to files that are no parts are right.

    Raises:
        RenderError: a part is encrypted or damaged, or cannot stand beside the others.
    """
    inputs = [open_part(part) for part in parts]
    is_tagged = all(each.is_tagged for each in inputs)
    writer = PdfWriter()
    forest = TagForest(writer, language) if any(each.is_tagged for each in inputs) else None
    copied = []
    for each in inputs:
        with blame(each.part):
            copied.append(_copy_pages(writer, each))
    _lead_to_parts(inputs, copied, home)
    for each, pages, first_page in zip(inputs, copied, _count_up(copied), strict=True):
        with blame(each.part):
            if forest is not None and each.is_tagged:
                forest.add(each, pages)
            add_outline(writer, each, first_page)
    add_layers(writer, inputs)
    tags = forest.plant() if forest is not None else None
    if stamps is not None:
        _lend_stamp_fonts(writer, stamps)
    unite_fonts(writer)
    unite_equal_streams(writer)
    describe(writer, title=title, author=author, language=language, tags=tags, is_whole=is_tagged)
    layout = lay_out([len(pages) for pages in copied], is_duplex=is_duplex)
    how = Finish(tuple(parts), layout, is_numbered_through, is_duplex, stamps)
    return Combined(
        pdf=finish(_write(writer), how),
        page_count=layout.page_count,
        first_pages=layout.first_pages,
        is_tagged=is_tagged,
        notes=tuple(note for each in inputs for note in each.notes),
    )


def _copy_pages(writer: PdfWriter, source: Input) -> list[PageObject]:
    write_out_names(source.reader)
    pages = [writer.add_page(page, LEFT_FOR_LATER) for page in source.reader.pages]
    for page, original in zip(pages, source.reader.pages, strict=True):
        annotations = resolve(original.get("/Annots"))
        if annotations:
            kept = (_copy(writer, each) for each in list.__iter__(annotations))
            page[NameObject("/Annots")] = ArrayObject(kept)
    return pages


def _copy(writer: PdfWriter, annotation: object) -> object:
    """Copy an annotation, and return a reference to the copy."""
    copy = resolve(annotation).clone(writer)
    return copy.indirect_reference or writer._add_object(copy)


def _count_up(copied: Sequence[Sequence[PageObject]]) -> tuple[int, ...]:
    """Return where each part begins before any blank page is put in."""
    return lay_out([len(pages) for pages in copied]).first_pages


def _lead_to_parts(
    inputs: Sequence[Input], copied: Sequence[Sequence[PageObject]], home: Home
) -> None:
    """Lead links between files to pages; a part that stands there twice is found at its first."""
    first_pages: dict[str, Any] = {
        each.part.path: pages[0].indirect_reference
        for each, pages in reversed(list(zip(inputs, copied, strict=True)))
        if each.part.path
    }
    for each, pages in zip(inputs, copied, strict=True):
        for page in pages:
            annotations = map(resolve, resolve(page.get("/Annots")) or ())
            lead_to_parts(annotations, each.part.path, first_pages, home)


def _lend_stamp_fonts(writer: PdfWriter, stamps: Stamps) -> None:
    """Bring the fonts of the stamps along, so that they are united with those of the parts."""
    resources: Any = PdfReader(BytesIO(stamps.pdf)).pages[0]["/Resources"]  # of all its pages
    copied = resources.clone(writer)
    lent = copied.indirect_reference or writer._add_object(copied)
    writer.root_object[NameObject(LENT)] = lent


def _write(writer: PdfWriter) -> bytes:
    written = BytesIO()
    writer.write(written)
    return written.getvalue()
