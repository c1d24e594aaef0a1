"""Phone numbers that the clinic does not have."""

import pytest

from handoutpress.model import PhoneLine
from handoutpress.rules import Level
from handoutpress.rules.lexicon import UNKNOWN_PHONE
from handoutpress.word_check.phone_numbers import check_phone_numbers
from tests.makers import make_letterhead, type_blocks
from tests.typed_scripts import find, find_in


def test_an_unknown_number_is_an_error() -> None:
    (finding,) = find(check_phone_numbers, "Call 734-555-0199 now.")

    assert finding.what == "the phone number '734-555-0199' is not in clinic.yaml"
    assert finding.remedy == (
        "add it to its phones and write {{ clinic.phones.….number }} here, or mend it"
    )
    assert finding.rule is UNKNOWN_PHONE
    assert finding.rule.level is Level.ERROR
    assert str(finding.place) == "handouts/care/fever.yaml:7:12"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Nurses: 734-555-0199", "734-555-0199"),
        ("Nurses: (734) 555-0199.", "(734) 555-0199"),
        ("Nurses (734-555-0199)", "734-555-0199"),
        ("Nurses: 1-800-555-0199", "1-800-555-0199"),
        ("Nurses: 734.555.0199", "734.555.0199"),
        ("Nurses: +1 734 555 0199", "+1 734 555 0199"),
        ("Nurses: +44 20 7946 0958", "+44 20 7946 0958"),
        ("Ask 1-800-4-CANCER.", "1-800-4-CANCER"),
        ("Ask 1-800-QUIT-NOW (free).", "1-800-QUIT-NOW"),
        ("Call 555-0199.", "555-0199"),
        ("Phone 020 7946 0958.", "020 7946 0958"),
        ("Llame al 912 345 678.", "912 345 678"),
        ("Call 7345550199.", "7345550199"),
        ("Call 988 for help.", "988"),
        ("Call or text 9-8-8.", "9-8-8"),
        ("Dial 112.", "112"),
    ],
)
def test_numbers_of_all_shapes_are_found(text: str, number: str) -> None:
    (finding,) = find(check_phone_numbers, text)

    assert finding.what == f"the phone number '{number}' is not in clinic.yaml"


@pytest.mark.parametrize(
    "text",
    [
        "Call 555-0100.",
        "Call 734-555-0100.",
        "Call {{ clinic.phones.nurse.number }}.",
        "Call 911 or 9-1-1.",
        "Call us 2–3 weeks after surgery, on 05/01/2026 or 2026-05-01.",
        "Call if you eat 1,500-2,000 calories or 1500-2000 calories.",
        "Call us: we are open 24/7 from 8:00 to 16:30.",
        "Call from Ann Arbor, MI 48109-5936.",
        "We call trial NCT01234567 and code C50.919.",
        "Between 2019-2021 we called 100000 people.",
        "Take 500-1000 mg and call us. We call 100-2000 people.",
        "The blood pressure that we call high is 140/90.",
        "About 911 people had it. Room 112 is upstairs.",
        "Chapter 10.1000/182 of 100.4.2",
        "Your card number is 1234567.",
        "We call it 100 mL or 112 mg.",
    ],
)
def test_known_numbers_and_other_figures_are_not_found(text: str) -> None:
    assert find(check_phone_numbers, text) == []


def test_short_numbers_need_to_be_the_clinics_emergency_number() -> None:
    letterhead = make_letterhead(emergency=None)
    (finding,) = find(check_phone_numbers, "Call your doctor or 911.", letterhead=letterhead)

    assert finding.what == "the phone number '911' is not in clinic.yaml"
    assert finding.remedy == "add it there as 'emergency', or mend it"


def test_the_line_that_stands_in_is_known() -> None:
    doctor = PhoneLine("oncall", "Doctor on call", "734-555-0101")
    nurse = PhoneLine("nurse", "Nurse", "734-555-0100", when_closed=doctor)
    letterhead = make_letterhead(phones=(nurse,))

    assert find(check_phone_numbers, "At night, 734-555-0101.", letterhead=letterhead) == []


def test_a_number_behind_a_link_counts() -> None:
    (finding,) = find(check_phone_numbers, "Call [the nurse](tel:734-555-0199).")

    assert finding.what == "the phone number '734-555-0199' is not in clinic.yaml"
    assert find(check_phone_numbers, "Call [the nurse](tel:555-0100).") == []


def test_a_link_that_shows_its_number_is_told_once() -> None:
    assert len(find(check_phone_numbers, "[734-555-0199](tel:734-555-0199)")) == 1


def test_a_link_that_leads_elsewhere_than_it_says_is_found() -> None:
    (finding,) = find(check_phone_numbers, "Call [555-0100](tel:734-555-0199).")

    assert "'734-555-0199'" in finding.what


def test_every_place_of_a_number_is_told() -> None:
    typed = type_blocks(
        "callout: {kind: call-now, items: [Call 734-555-0199.]}",
        "questions: [Is it 734-555-0199?]",
    )

    assert [each.place.line for each in find_in(check_phone_numbers, typed)] == [6, 7]


@pytest.mark.parametrize("language", ["ar", "zh-Hans"])
def test_numbers_are_found_in_every_language(language: str) -> None:
    assert len(find(check_phone_numbers, "734-555-0199", language=language)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "See doi 10.1000/182, or call us.",
        "Call for the book, ISBN 978-3-16-148410-0.",
        "Call about the study: PMID 2125551234.",
    ],
)
def test_numbers_of_texts_are_no_phones(text: str) -> None:
    assert find(check_phone_numbers, text) == []
