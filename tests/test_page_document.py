"""What a PDF lacks as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Pdf

from handoutpress.page_check import Expected, check_page
from handoutpress.page_check.document import MAIL_GROWTH
from tests.checked_pages import STANDARD, P, edit, find, find_keys, keys_of, print_sheet

LINK = '<p><a href="https://example.org/a">More about it</a></p>'


@cache
def right_pdf() -> bytes:
    return print_sheet(P + LINK)


def font(pdf: Pdf) -> Dictionary:
    return next(iter(dict(pdf.pages[0].Resources.Font).values()))


def a_font_is_not_embedded(pdf: Pdf) -> None:
    del font(pdf).DescendantFonts[0].FontDescriptor.FontFile2


def a_font_does_not_say_its_characters(pdf: Pdf) -> None:
    del font(pdf).ToUnicode


def a_font_of_a_form_is_not_embedded(pdf: Pdf) -> None:
    bare = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.Arial)
    form = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    form.Resources = Dictionary(Font=Dictionary(F=bare))
    bare.ToUnicode = pdf.make_stream(b"")
    pdf.pages[0].Resources.XObject = Dictionary(Form=form)


def it_does_not_claim_pdf_ua(pdf: Pdf) -> None:
    metadata = pdf.Root.Metadata.read_bytes()
    assert b"pdfuaid:part" in metadata
    pdf.Root.Metadata.write(metadata.replace(b"pdfuaid:part", b"pdfuaid:rev"))


def it_has_no_metadata(pdf: Pdf) -> None:
    del pdf.Root.Metadata


def its_metadata_are_no_xml(pdf: Pdf) -> None:
    pdf.Root.Metadata.write(b"<x")


def its_tags_are_suspect(pdf: Pdf) -> None:
    pdf.Root.MarkInfo.Suspects = True


def its_links_have_no_order(pdf: Pdf) -> None:
    del pdf.pages[0].Tabs


def test_right_pdf_has_no_fault() -> None:
    assert check_page(right_pdf(), STANDARD) == ()


@pytest.mark.parametrize(
    ("mutate", "key"),
    [
        (a_font_is_not_embedded, "fonts-embedded"),
        (a_font_does_not_say_its_characters, "fonts-embedded"),
        (a_font_of_a_form_is_not_embedded, "fonts-embedded"),
        (it_does_not_claim_pdf_ua, "pdf-ua"),
        (it_has_no_metadata, "pdf-ua"),
        (its_metadata_are_no_xml, "pdf-ua"),
        (its_tags_are_suspect, "pdf-ua"),
        (its_links_have_no_order, "pdf-ua"),
    ],
)
def test_what_a_file_lacks_is_told(mutate: Callable[[Pdf], object], key: str) -> None:
    assert key in keys_of(edit(right_pdf(), mutate))


def test_sheets_to_fold_claim_nothing() -> None:
    folded = Expected("fold", "letter")
    keys = keys_of(edit(right_pdf(), it_does_not_claim_pdf_ua), folded)

    assert "pdf-ua" not in keys


def test_what_the_tag_check_says_is_told() -> None:
    expected = replace(STANDARD, tag_faults=("mark-info: the file is not marked",))
    (fault,) = check_page(right_pdf(), expected)

    assert (fault.rule.key, fault.rule.level) == ("pdf-tags", "error")
    assert fault.what == "its tags are not sound: mark-info: the file is not marked"


def test_pdf_that_is_too_large_for_mail_is_told() -> None:
    mail_mb = len(right_pdf()) * MAIL_GROWTH / 1_000_000
    (fault,) = check_page(right_pdf(), replace(STANDARD, email_limit_mb=mail_mb - 0.001))

    assert (fault.rule.key, fault.rule.level, fault.page_number) == ("email-size", "advice", 0)
    assert check_page(right_pdf(), replace(STANDARD, email_limit_mb=mail_mb)) == ()


def test_page_of_another_paper_is_told() -> None:
    (fault,) = find(P, "@page { size: a4 }")

    assert fault.rule.key == "paper-size"
    assert fault.what == "the page is 210 × 297 mm, and the clinic's paper is 216 × 279 mm"
    assert find_keys(P, "@page { size: a4 }", replace(STANDARD, paper="a4")) == []


def test_sheet_to_fold_lies_on_its_side() -> None:
    css = "@page { size: 279.4mm 215.9mm }"

    assert find_keys(P, css, Expected("fold", "letter")) == []
    assert find_keys(P, "", Expected("fold", "letter")) == ["paper-size"]


def test_paper_that_is_not_known_is_not_judged() -> None:
    assert find_keys(P, "@page { size: 200mm 200mm }", replace(STANDARD, paper="square")) == []


def encrypt(pdf: bytes) -> bytes:
    file = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(file, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return file.getvalue()


@pytest.mark.parametrize(
    "pdf",
    [b"", b"%PDF-1.7 and no more", encrypt(right_pdf())],
    ids=["nothing", "cut off", "encrypted"],
)
def test_what_is_no_pdf_is_told_alone(pdf: bytes) -> None:
    (fault,) = check_page(pdf, STANDARD)

    assert (fault.rule.key, fault.rule.level) == ("pdf-unreadable", "error")
    assert fault.what.startswith("the PDF cannot be read: ")
