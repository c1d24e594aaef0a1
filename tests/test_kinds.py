from __future__ import annotations

import pytest

from handoutpress.content import CheckSettings
from handoutpress.model import PhoneLine
from handoutpress.passages import Script
from handoutpress.rules import RULES, Finding, Level
from handoutpress.rules.kinds import KIND_RULES
from handoutpress.word_check.kinds import check_kind
from tests.makers import NURSE, make_letterhead
from tests.typed_scripts import PATH, make_script

ONCALL = PhoneLine("oncall", "Doctor on call", "555-0101", is_always_open=True)
COVERED = PhoneLine("nurse", "Nurse line", "555-0100", hours="Weekdays", when_closed=ONCALL)
INTERPRETER = PhoneLine("interpreter", "Free interpreter", "555-0102", is_always_open=True)
OPEN = make_letterhead(phones=(COVERED, ONCALL))
MEDICINE = """\
title: Letrozole
summary: A daily pill.
kind: medicine
do: [Take one pill each day.]
sections:
  - heading: Why you take it
    text: It lowers estrogen.
  - heading: How to take it
    text: Take one pill each day. If you miss a dose, skip it.
  - heading: Side effects
    text: You may feel hot.
  - heading: When you need us
    blocks:
      - callout: {kind: call-now, title: Call us, items: [Chest pain]}
"""
PROCEDURE = """\
title: A port
summary: A small device under your skin.
kind: procedure
do: [Come at the time on your letter.]
sections:
  - heading: How to get ready
    text: Do not eat.
  - heading: What happens on the day
    text: You lie down.
  - heading: When you are back home
    text: Rest for a day.
  - heading: When you need us
    blocks:
      - callout: {kind: call-us, title: Call us, text: Call about pain.}
"""
AFTERCARE = """\
title: After surgery
summary: How to care for yourself.
kind: aftercare
do: [Keep the wound dry.]
sections:
  - heading: Signs of infection
    text: Redness or pus.
  - heading: What you can do
    text: Do not drive for a week.
  - heading: Your next visit
    text: See us in two weeks.
  - heading: When you need us
    blocks:
      - callout: {kind: emergency, title: Call 911, items: [You cannot breathe]}
"""


def check(typed: str, language: str = "en", **changes: object) -> list[Finding]:
    changes = {"letterhead": OPEN, **changes}
    return list(check_script(make_script(typed, language=language, **changes)))


def check_script(script: Script) -> list[Finding]:
    return list(check_kind(script, CheckSettings()))


def list_keys(findings: list[Finding]) -> list[str]:
    return [finding.rule.key for finding in findings]


def name_missing(typed: str, language: str = "en") -> list[str]:
    found = check(typed, language)
    return [each.what for each in found if each.rule.key == "missing-section"]


@pytest.mark.parametrize("typed", [MEDICINE, PROCEDURE, AFTERCARE])
def test_handout_that_tells_all_has_no_finding(typed: str) -> None:
    assert check(typed) == []


def test_topic_needs_only_what_to_do_and_whom_to_call() -> None:
    typed = "title: Fever\nsummary: What it is.\ndo: [Rest]\nsections: [{heading: A, text: b}]"

    assert check(typed) == []


def test_handout_without_anything_to_do_is_told() -> None:
    (found,) = check(MEDICINE.replace("do: [Take one pill each day.]\n", ""))

    assert found.rule.key == "missing-actions"
    assert found.what == "nothing says at once what the reader is to do"


def test_finding_stands_at_the_kind_and_knows_its_handout() -> None:
    (found,) = check(MEDICINE.replace("do: [Take one pill each day.]\n", ""))

    assert str(found.place) == f"{PATH}:3:7"
    assert (found.handout_id, found.language) == ("care/fever", "en")


def test_finding_stands_at_the_title_where_no_kind_was_typed() -> None:
    (found,) = check("title: Fever\nsummary: b\nsections: [{heading: A, text: b}]")

    assert str(found.place) == f"{PATH}:1:8"


@pytest.mark.parametrize(
    "callout",
    [
        "{kind: tip, title: Call us, items: [Chest pain]}",
        "{kind: note, title: Call us, text: Call about pain.}",
    ],
)
def test_box_of_another_kind_does_not_say_when_to_call(callout: str) -> None:
    typed = MEDICINE.replace("{kind: call-now, title: Call us, items: [Chest pain]}", callout)

    (found,) = check(typed)

    assert found.rule.key == "missing-when-to-call"
    assert found.what == 'a handout of the kind "medicine" must say when to call'


@pytest.mark.parametrize(
    ("heading", "language"),
    [
        ("When to call us", "en"),
        ("When should I call my doctor?", "en"),
        ("Call the nurse if you have any of these signs", "en"),
        ("When to get help right away", "en"),
        ("Cuándo llamar", "es"),
        ("¿Cuándo debo consultar al médico?", "es"),
        ("Llame de inmediato si", "es"),
        ("Señales de alarma", "es"),
    ],
)
def test_section_about_calling_says_when_to_call(heading: str, language: str) -> None:
    typed = MEDICINE.split("  - heading: When you need us")[0]
    typed += f'  - heading: "{heading}"\n    text: You have a fever.'

    assert "missing-when-to-call" not in list_keys(check(typed, language))


@pytest.mark.parametrize(
    ("heading", "language"),
    [
        ("Why your doctor chose it", "en"),
        ("What it is called", "en"),
        ("Por qué lo toma", "es"),
        ("Cómo se llama", "es"),
    ],
)
def test_section_about_something_else_does_not_say_when_to_call(
    heading: str, language: str
) -> None:
    typed = MEDICINE.split("  - heading: When you need us")[0]
    typed += f'  - heading: "{heading}"\n    text: You have a fever.'

    assert "missing-when-to-call" in list_keys(check(typed, language))


def test_section_with_the_starters_id_says_when_to_call_in_any_language() -> None:
    typed = MEDICINE.split("  - heading: When you need us")[0]
    typed += "  - heading: متى تتصل بنا\n    id: call\n    text: الحمى"

    assert "missing-when-to-call" not in list_keys(check(typed, "ar"))


@pytest.mark.parametrize(
    "phones",
    [(NURSE,), (NURSE, INTERPRETER), ()],
    ids=["hours only", "interpreter only", "none"],
)
def test_no_line_that_is_answered_at_night_is_an_error_for_a_medicine(
    phones: tuple[PhoneLine, ...],
) -> None:
    (found,) = check(MEDICINE, letterhead=make_letterhead(phones=phones))

    assert (found.rule.key, found.rule.level) == ("missing-night-number", Level.ERROR)
    assert found.what == "no number is printed that is answered day and night"


@pytest.mark.parametrize("phones", [(COVERED, ONCALL), (ONCALL,), (NURSE, ONCALL)])
def test_a_line_open_at_night_or_its_stand_in_is_enough(phones: tuple[PhoneLine, ...]) -> None:
    assert check(MEDICINE, letterhead=make_letterhead(phones=phones)) == []


def test_no_line_that_is_answered_at_night_is_advice_for_a_topic() -> None:
    typed = "title: Fever\nsummary: b\ndo: [Rest]\nsections: [{heading: A, text: b}]"

    (found,) = check(typed, letterhead=make_letterhead(phones=(NURSE,)))

    assert (found.rule.key, found.rule.level) == ("topic-night-number", Level.ADVICE)


def test_remedy_names_what_is_missing_in_the_clinics_file() -> None:
    (hours,) = check(MEDICINE, letterhead=make_letterhead(phones=(NURSE,)))
    (none,) = check(MEDICINE, letterhead=make_letterhead(phones=()))

    assert hours.remedy == (
        'say in clinic.yaml which phone is open "always" or who stands in "when_closed"'
    )
    assert none.remedy == "add the clinic's phones, with their hours, to clinic.yaml"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Call 555-010-0199, day or night.", "en"),
        ("At night and on weekends, call {{ clinic.phones.nurse.number }}.", "en"),
        ("When the clinic is closed, call 911.", "en"),
        ("After hours, ask for [the doctor on call](tel:5550101).", "en"),
        ("Llame al 555-010-0199, de día o de noche.", "es"),
        ("Fuera de horario, llame al 555-010-0199.", "es"),
    ],
)
def test_text_that_gives_a_number_for_the_night_is_enough(text: str, language: str) -> None:
    typed = MEDICINE.replace("You may feel hot.", f'"{text}"')
    letterhead = make_letterhead(phones=(NURSE,))

    assert "missing-night-number" not in list_keys(check(typed, language, letterhead=letterhead))


@pytest.mark.parametrize(
    "text",
    [
        "You may sweat at night.",
        "Call 555-010-0199 on weekdays.",
        "Wait 24 hours before you take 2 more.",
    ],
)
def test_text_without_a_number_for_the_night_is_not(text: str) -> None:
    typed = MEDICINE.replace("You may feel hot.", text)

    found = check(typed, letterhead=make_letterhead(phones=(NURSE,)))

    assert list_keys(found) == ["missing-night-number"]


@pytest.mark.parametrize(
    ("typed", "gone", "what"),
    [
        (MEDICINE, "Why you take it", "what the medicine is for"),
        (MEDICINE, "How to take it", "how to take it"),
        (MEDICINE, "Side effects", "which side effects to watch for"),
        (PROCEDURE, "How to get ready", "how to get ready"),
        (PROCEDURE, "What happens on the day", "what happens during it"),
        (PROCEDURE, "When you are back home", "what to expect and do afterwards"),
        (AFTERCARE, "Your next visit", "when to come back"),
    ],
)
def test_missing_section_is_named(typed: str, gone: str, what: str) -> None:
    edited = typed.replace(gone, "More").replace("See us in two weeks", "More")

    assert name_missing(edited) == [f"no section says {what}"]


def test_missed_dose_may_stand_in_any_text() -> None:
    assert name_missing(MEDICINE.replace(" If you miss a dose, skip it.", "")) == [
        "no section says what to do about a dose that was missed"
    ]


def test_activity_may_stand_in_any_text() -> None:
    typed = AFTERCARE.replace("What you can do", "At home")

    assert name_missing(typed) == []
    assert name_missing(typed.replace("Do not drive for a week.", "Be patient.")) == [
        "no section says what to do or leave, such as work, lifting, driving or bathing"
    ]


def test_spanish_headings_are_understood() -> None:
    typed = """\
title: Letrozol
summary: Una pastilla diaria.
kind: medicine
do: [Tome una pastilla cada día.]
sections:
  - {heading: Para qué sirve, text: Baja el estrógeno.}
  - {heading: Cómo tomar la medicina, text: "Si olvida una dosis, no tome dos."}
  - {heading: Efectos secundarios, text: Puede sentir calor.}
  - {heading: Cuándo llamar, text: Si tiene fiebre.}
"""

    assert check(typed, "es") == []
    assert check(typed, "es-MX") == []


def test_sections_are_found_by_the_ids_of_the_starters() -> None:
    typed = MEDICINE.replace("heading: Side effects", "heading: More\n    id: watch")

    assert name_missing(typed) == []


def test_sections_of_a_language_without_words_are_not_judged() -> None:
    assert name_missing(MEDICINE.replace("Side effects", "More"), "ar") == []


def test_only_calling_is_an_error() -> None:
    assert {rule.key for rule in KIND_RULES if rule.level is Level.ERROR} == {
        "missing-when-to-call",
        "missing-night-number",
    }


def test_every_rule_has_a_source_and_is_listed() -> None:
    assert all(rule.source and rule.url.startswith("https://") for rule in KIND_RULES)
    assert {rule.key for rule in KIND_RULES} <= set(RULES)
