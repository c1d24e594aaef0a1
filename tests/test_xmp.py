"""What a PDF made of others says of itself, read back by an XML parser."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from handoutpress.xmp import write_xmp

DC = "{http://purl.org/dc/elements/1.1/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFUA_PART = "{http://www.aiim.org/pdfua/ns/id/}part"


def read(packet: bytes) -> ElementTree.Element:
    description = ElementTree.fromstring(packet).find(f".//{RDF}Description")
    assert description is not None
    return description


def test_words_stand_as_they_were_given() -> None:
    packet = write_xmp(title="A & B <1>", author="Clínica", language="es", is_pdfua=True)

    told = {key: read(packet).findtext(f"{DC}{key}//{RDF}li") for key in ("title", "creator")}
    assert told == {"title": "A & B <1>", "creator": "Clínica"}
    assert read(packet).findtext(f"{DC}language//{RDF}li") == "es"


@pytest.mark.parametrize(("is_pdfua", "claim"), [(True, "1"), (False, None)])
def test_pdfua_is_claimed_only_where_it_is_so(is_pdfua: bool, claim: str | None) -> None:
    packet = write_xmp(title="T", author="A", language="en", is_pdfua=is_pdfua)

    assert read(packet).get(PDFUA_PART) == claim
    assert (b"pdfua" in packet) is is_pdfua
