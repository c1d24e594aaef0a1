"""What a combined PDF says of itself: title, author, language, and that it is PDF/UA-1."""

from __future__ import annotations

from pypdf import PdfWriter
from pypdf.generic import (
    BooleanObject,
    DecodedStreamObject,
    IndirectObject,
    NameObject,
    TextStringObject,
)

from handoutpress.combine.objects import make_dictionary
from handoutpress.xmp import PRODUCER, write_xmp


def describe(
    writer: PdfWriter, *, title: str, author: str, language: str, tags: IndirectObject | None
) -> None:
    """Write what the PDF says of itself; without tags it claims nothing."""
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(language)
    root[NameObject("/ViewerPreferences")] = make_dictionary(
        {"DisplayDocTitle": BooleanObject(True)}
    )
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    if tags is not None:
        root[NameObject("/StructTreeRoot")] = tags
        root[NameObject("/MarkInfo")] = make_dictionary({"Marked": BooleanObject(True)})
    writer.metadata = None
    writer.add_metadata({"/Title": title, "/Author": author, "/Producer": PRODUCER})
    packet = DecodedStreamObject()
    is_pdfua = tags is not None
    packet.set_data(write_xmp(title=title, author=author, language=language, is_pdfua=is_pdfua))
    packet.update(make_dictionary({"Type": NameObject("/Metadata"), "Subtype": NameObject("/XML")}))
    root[NameObject("/Metadata")] = writer._add_object(packet)
