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
    writer: PdfWriter,
    *,
    title: str,
    author: str,
    language: str,
    tags: IndirectObject | None,
    is_whole: bool,
) -> None:
    """Write what the PDF says of itself.

    `is_whole` when all of it is tagged; when not, it claims nothing, and says of the tags that it
    has that they are to be doubted. Source: ISO 32000-1, table 321 (Suspects).
    """
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(language)
    root[NameObject("/ViewerPreferences")] = make_dictionary(
        {"DisplayDocTitle": BooleanObject(True)}
    )
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    if tags is not None:
        root[NameObject("/StructTreeRoot")] = tags
        marks = {"Marked": BooleanObject(True)} | (
            {} if is_whole else {"Suspects": BooleanObject(True)}
        )
        root[NameObject("/MarkInfo")] = make_dictionary(marks)
    writer.metadata = None
    writer.add_metadata({"/Title": title, "/Author": author, "/Producer": PRODUCER})
    packet = DecodedStreamObject()
    packet.set_data(write_xmp(title=title, author=author, language=language, is_pdfua=is_whole))
    packet.update(make_dictionary({"Type": NameObject("/Metadata"), "Subtype": NameObject("/XML")}))
    root[NameObject("/Metadata")] = writer._add_object(packet)
