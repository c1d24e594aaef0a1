from __future__ import annotations

from datetime import date

import pytest

from handoutpress.catalogue import (
    CatalogueEntry,
    catalogue_path,
    choose_pictured_edition,
    enter_handout,
    picture_path,
)
from handoutpress.model import Review, State
from tests.catalogues import make_catalogue_pdf
from tests.makers import FEVER, make_handout


@pytest.mark.parametrize(
    ("language", "path"), [("en", "index.html"), ("es", "index/es.html"), ("ar", "index/ar.html")]
)
def test_page_of_the_default_language_is_the_one_to_open(language: str, path: str) -> None:
    assert catalogue_path(language, "en") == path


def test_picture_lies_in_a_folder_of_its_language_and_topic() -> None:
    assert picture_path("care/fever", "zh-Hans") == "index/zh-Hans/care/fever.png"


@pytest.mark.parametrize(
    ("editions", "pictured"),
    [
        (("large-print", "standard"), "standard"),
        (("large-print",), "large-print"),
        (("extra-large", "large-print"), "extra-large"),
    ],
)
def test_standard_edition_is_pictured_or_else_the_first(
    editions: tuple[str, ...], pictured: str
) -> None:
    assert choose_pictured_edition(editions) == pictured


def test_entry_says_what_the_handout_says() -> None:
    typed = FEVER.replace("Fever", "Fever at {{ clinic.name }}", 1) + (
        "keywords: [chills, '{{ clinic.name }}']\n"
        "codes: {icd10cm: [R50.9], rxnorm: ['161']}\n"
        "former_ids: [care/hot]\n"
    )
    review = Review(State.APPROVED, version=3, due=date(2027, 5, 1))
    pdfs = (make_catalogue_pdf(),)

    entry = enter_handout(make_handout(typed, review=review), pdfs, "index/en/care/fever.png")

    assert entry == CatalogueEntry(
        id="care/fever",
        language="en",
        title="Fever at Example Clinic",
        summary="What a fever means.",
        topic="care",
        topic_title="Care at home",
        keywords=("chills", "Example Clinic"),
        codes=("R50.9", "161"),
        former_ids=("care/hot",),
        state=State.APPROVED,
        version=3,
        due=date(2027, 5, 1),
        pdfs=pdfs,
        picture="index/en/care/fever.png",
    )


def test_entry_of_a_plain_handout_without_a_pdf_is_a_draft() -> None:
    entry = enter_handout(make_handout(), ())

    assert (entry.state, entry.version, entry.due) == (State.DRAFT, None, None)
    assert (entry.keywords, entry.codes, entry.former_ids) == ((), (), ())
    assert (entry.pdfs, entry.picture) == ((), None)
