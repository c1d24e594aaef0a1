"""What of a PDF decides how it is printed."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from handoutpress.deliver.printing.document import read_facts
from handoutpress.deliver.printing.faults import CannotPrintError
from handoutpress.impose import impose
from handoutpress.jobs import Folding
from tests.print_orders import make_pdf

A5_PT = (419.53, 595.28)


def test_a_packet_is_of_its_pages_sizes() -> None:
    facts = read_facts(make_pdf(3), "en")
    assert facts.sizes_mm == ((215.9, 279.4),) * 3
    assert (facts.page_count, facts.flip, facts.is_right_to_left) == (3, "", False)


@pytest.mark.parametrize(("language", "is_right_to_left"), [("ar", True), ("es", False)])
def test_the_language_tells_where_sheets_are_stapled(language: str, is_right_to_left: bool) -> None:
    assert read_facts(make_pdf(1), language).is_right_to_left is is_right_to_left


@pytest.mark.parametrize("flip", ["short-edge", "long-edge"])
def test_a_folded_booklet_says_over_which_edge_it_turns(flip: str) -> None:
    folding = Folding(flip=flip)  # type: ignore[arg-type]
    folded = impose(make_pdf(8, A5_PT), folding, title="T", author="A", language="en")
    facts = read_facts(folded.pdf, "en")
    assert (facts.flip, facts.page_count) == (flip, 4)
    assert facts.sizes_mm[0] == (296.0, 210.0)


def test_a_pdf_that_only_wishes_for_both_sides_is_not_folded() -> None:
    with pikepdf.open(BytesIO(make_pdf(2))) as pdf:
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(Duplex=pikepdf.Name.DuplexFlipShortEdge)
        target = BytesIO()
        pdf.save(target)
    assert read_facts(target.getvalue(), "en").flip == ""


def test_an_encrypted_pdf_is_refused() -> None:
    with pikepdf.open(BytesIO(make_pdf(1))) as pdf:
        target = BytesIO()
        pdf.save(target, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(CannotPrintError) as caught:
        read_facts(target.getvalue(), "en")
    assert str(caught.value) == "the PDF wants a password; print one that has none"


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\nno"])
def test_a_damaged_pdf_is_refused(pdf: bytes) -> None:
    with pytest.raises(CannotPrintError, match="the PDF is damaged"):
        read_facts(pdf, "en")


def test_a_pdf_without_a_page_is_refused() -> None:
    with pytest.raises(CannotPrintError, match="no page"):
        read_facts(make_pdf(0), "en")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("/UserUnit", pikepdf.String("2")),
        ("/UserUnit", pikepdf.Array([])),
        ("/CropBox", pikepdf.Name("/Large")),
        ("/CropBox", pikepdf.Array([0, 0, 1])),
        ("/CropBox", pikepdf.Array([0, 0, pikepdf.Name("/Wide"), 1])),
    ],
)
def test_a_page_whose_size_is_no_number_is_refused(key: str, value: pikepdf.Object) -> None:
    with pikepdf.open(BytesIO(make_pdf(1))) as pdf:
        pdf.pages[0].obj[key] = value
        target = BytesIO()
        pdf.save(target)
    with pytest.raises(CannotPrintError, match="the PDF is damaged"):
        read_facts(target.getvalue(), "en")
