"""What a PDF made of other PDFs says of itself: who made it, and the XMP packet.

Knows no PDF library: the stages that write such PDFs put the packet into the catalog.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

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


def write_xmp(*, title: str, author: str, language: str, is_pdfua: bool) -> bytes:
    """Return the XMP packet in UTF-8; it claims PDF/UA-1 only where `is_pdfua`."""
    words = {"title": escape(title), "author": escape(author), "language": escape(language)}
    return _PACKET.format(claim=_CLAIM if is_pdfua else "", **words).encode()
