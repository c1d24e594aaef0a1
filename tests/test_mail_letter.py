"""The words of an e-mail, and the page with a password, in the patient's language."""

from __future__ import annotations

import re

import pytest

from handoutpress.compose.mail import Enclosed, Letter, compose_letter, compose_slip
from handoutpress.labels import Labels, known_languages, read_labels
from handoutpress.model import Letterhead, PhoneLine
from tests.makers import LETTERHEAD, find_all, make_letterhead, read_html, say, shipped_theme

ENCLOSED = Enclosed("handouts.pdf", 12)
LOCKED = Enclosed("handouts.pdf", 12, is_locked=True)
LINK = Enclosed("handouts.pdf", 12, link="https://example.org/a.pdf?x=1&y=2")


def compose(
    enclosed: Enclosed = ENCLOSED, letterhead: Letterhead = LETTERHEAD, language: str = "en"
) -> Letter:
    return compose_letter(enclosed, letterhead, shipped_theme(), read_labels(language))


def words_of(letter: Letter) -> str:
    """Return what a reader of the HTML reads."""
    body = read_html(letter.html).find("body")
    assert body is not None
    return say(body)


def test_subject_names_no_condition_that_the_clinic_is_named_after() -> None:
    letterhead = make_letterhead(name="Example Cancer Center")

    assert compose(letterhead=letterhead).subject == "Your handouts"
    assert compose(letterhead=letterhead, language="es").subject == "Sus hojas informativas"


@pytest.mark.parametrize("language", known_languages())
@pytest.mark.parametrize("enclosed", [ENCLOSED, LOCKED, LINK])
def test_text_and_html_say_the_same(language: str, enclosed: Enclosed) -> None:
    letter = compose(enclosed, language=language)
    text = re.sub(r"(?m)^\d+\. ", "", letter.text)

    assert " ".join(text.split()).replace("(", "").replace(")", "") == words_of(letter)


def test_letter_says_what_is_attached_how_to_open_it_and_whom_to_call() -> None:
    text = compose().text

    assert "One PDF is attached: handouts.pdf\nPages: 12\n" in text
    assert "How to open it\n1. Touch or click the attached PDF.\n" in text
    assert "In an emergency, call 911.\n" in text
    assert "Nurse line: 555-0100 (Monday to Friday)\n" in text
    assert text.rstrip().endswith("Example Clinic")


def test_locked_letter_has_three_steps_and_no_password() -> None:
    text = compose(LOCKED).text

    assert re.findall(r"(?m)^(\d)\. ", text) == ["1", "2", "3"]
    assert "type the one on the page from us" in text


def test_letter_with_a_link_attaches_nothing() -> None:
    letter = compose(LINK)
    (link,) = [each.get("href") for each in find_all(read_html(letter.html), "a")][:1]

    assert LINK.link in letter.text
    assert link == LINK.link
    assert "attached" not in letter.text


def test_html_fetches_nothing_and_says_its_language() -> None:
    html = compose(language="es").html
    page = read_html(html)

    assert (page.get("lang"), page.get("dir")) == ("es", "ltr")
    assert re.findall(r"<(?:img|script|link|style|iframe)\b|url\(|@import", html) == []


def test_html_of_arabic_runs_from_right_to_left() -> None:
    labels = Labels("ar", "rtl", read_labels("en").messages)
    letter = compose_letter(ENCLOSED, LETTERHEAD, shipped_theme(), labels)

    assert read_html(letter.html).get("dir") == "rtl"


def test_names_of_the_clinic_are_words_and_never_markup() -> None:
    name = "<b>A & B's</b> {{ 7 * 7 }} &amp;"
    letter = compose(letterhead=make_letterhead(name=name))

    assert name in letter.text
    assert words_of(letter).endswith(name)
    assert find_all(read_html(letter.html), "b") == []


def test_line_that_is_always_open_says_so() -> None:
    phones = (PhoneLine("oncall", "Doctor on call", "555-0101", is_always_open=True),)

    assert (
        "Doctor on call: 555-0101 (Open day and night)"
        in compose(letterhead=make_letterhead(phones=phones)).text
    )


def test_line_that_is_closed_at_night_says_who_stands_in() -> None:
    oncall = PhoneLine("oncall", "Doctor on call", "555-0101", is_always_open=True)
    nurse = PhoneLine("nurse", "Nurse line", "555-0100", "Monday to Friday", when_closed=oncall)
    letter = compose(letterhead=make_letterhead(phones=(nurse, oncall)))
    said = "When closed: Doctor on call 555-0101"

    assert f"Nurse line: 555-0100 (Monday to Friday). {said}\n" in letter.text
    assert said in words_of(letter)


# --- the page with the password -------------------------------------------------------------------


@pytest.mark.parametrize("language", known_languages())
def test_page_shows_the_password_three_steps_and_whom_to_call(language: str) -> None:
    labels = read_labels(language)
    html = compose_slip(("abcd", "ef23"), LETTERHEAD, "standard", shipped_theme(), labels).html
    page = read_html(html)
    (password,) = find_all(page, "p", "password")

    assert page.get("lang") == language
    assert say(password) == "abcdef23"
    assert len(find_all(page, "li")) == 3
    assert "555-0100" in say(page)
