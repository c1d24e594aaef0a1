"""The page for a handout that is not there in the reader's language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handoutpress.collection import Missing
from handoutpress.compose import Composed
from handoutpress.compose.missing import compose_missing
from handoutpress.labels import name_language_in, read_labels
from handoutpress.model import PhoneLine
from tests.makers import (
    NURSE,
    find,
    find_all,
    make_letterhead,
    read_html,
    say,
    shipped_theme,
)
from tests.own_pages import (
    ARABIC,
    EDITIONS,
    LETTERHEAD,
    LONG_TITLE,
    print_pdf,
)
from tests.pdf_facts import (
    elements,
    find_faults,
    page_texts,
)

# --- a handout that is not there -----------------------------------------------------------------

SPANISH = replace(LETTERHEAD, name="Clínica Ejemplo")
MISSING = Missing("Anti-estrogen therapies", "en", LETTERHEAD, "es", SPANISH, is_enclosed=True)


@pytest.fixture(autouse=True)
def _in_letters_that_the_fonts_have(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the made-up Arabic of the tests call a language by its name in English, too."""
    monkeypatch.setattr("handoutpress.compose.missing.name_language_in", name_in)


def name_in(language: str, reader: str) -> str:
    return name_language_in(language, "en" if reader == ARABIC.language else reader)


def missing_page(missing: Missing = MISSING, edition: str = "standard") -> Composed:
    labels, wanted = read_labels("en"), read_labels("es")
    return compose_missing(missing, edition, shipped_theme(), labels, wanted)


def test_missing_handout_is_told_in_both_languages_the_readers_first() -> None:
    page = read_html(missing_page().html)
    spanish, english = find_all(page, "section", "missing")

    assert page.get("lang") == "es"
    assert (spanish.get("lang"), english.get("lang")) == ("es", "en")
    assert say(find(page, "h1")) == "Anti-estrogen therapies"
    assert find(page, "h1").get("lang") == "en"
    assert say(spanish) == (
        "Esta hoja no está disponible en su idioma Se la damos a continuación en este idioma: "
        "inglés Un intérprete le ayuda gratis. Llame a este número: 555-0102"
    )
    assert say(english) == (
        "This handout is not available in your language It follows in this language: English "
        "A free interpreter helps you. Call this number: 555-0102"
    )


def test_missing_handout_that_is_not_enclosed_can_be_asked_for() -> None:
    page = read_html(missing_page(replace(MISSING, is_enclosed=False)).html)

    assert "You can get it in this language: English" in say(page)
    assert "follows" not in say(page)


@pytest.mark.parametrize(
    ("phones", "words"),
    [
        ((NURSE,), "Call us and ask for a free interpreter: 555-0100 Monday to Friday"),
        ((), "Ask us for a free interpreter."),
    ],
)
def test_without_an_interpreters_line_the_clinic_itself_helps(
    phones: tuple[PhoneLine, ...], words: str
) -> None:
    letterhead = make_letterhead(phones=phones)
    page = read_html(
        missing_page(replace(MISSING, letterhead=letterhead, wanted_letterhead=letterhead)).html
    )

    assert say(find_all(page, "div", "help")[1]) == words


@pytest.mark.parametrize("edition", EDITIONS)
def test_page_for_a_missing_handout_is_one_page_without_a_fault(edition: str) -> None:
    long = replace(MISSING, title=LONG_TITLE)
    pdf = print_pdf(missing_page(long, edition))
    rtl = compose_missing(long, edition, shipped_theme(), read_labels("en"), ARABIC)

    assert (len(page_texts(pdf)), find_faults(pdf)) == (1, [])
    assert find_faults(print_pdf(rtl)) == []
    assert {part.language for part in elements(pdf, "Sect")} == {"en", None}
