"""What a combined PDF says of itself: title, author, language, and that it is PDF/UA-1."""

from __future__ import annotations

from xml.sax.saxutils import escape

from pypdf import PdfWriter
from pypdf.generic import (
    BooleanObject,
    DecodedStreamObject,
    IndirectObject,
    NameObject,
    TextStringObject,
)

from handoutpress.combine.objects import make_dictionary

PRODUCER = "Handout Press"
# Source: ISO 16684-1 (XMP); ISO 14289-1, 5 (the claim); the two namespaces are theirs.
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"{claim}>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
_CLAIM = ' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"'


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
    words = {"title": escape(title), "author": escape(author), "language": escape(language)}
    packet = DecodedStreamObject()
    packet.set_data(_PACKET.format(claim=_CLAIM if is_whole else "", **words).encode())
    packet.update(make_dictionary({"Type": NameObject("/Metadata"), "Subtype": NameObject("/XML")}))
    root[NameObject("/Metadata")] = writer._add_object(packet)
