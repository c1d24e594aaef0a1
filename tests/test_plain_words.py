"""Hard words, and the plain ones beside them."""

import pytest

from handoutpress.rules import Level
from handoutpress.rules.lexicon import PLAIN_WORD
from handoutpress.word_check.plain_words import LANGUAGES, check_plain_words, read_plain_words
from tests.makers import make_glossary, make_letterhead, type_blocks
from tests.typed_scripts import find, find_in, say


def test_a_hard_word_is_found_with_the_plain_one_beside_it() -> None:
    (finding,) = find(check_plain_words, "The nurse will administer the drug.")

    assert finding.what == "'administer' is a hard word"
    assert finding.remedy == "write 'give'"
    assert finding.rule is PLAIN_WORD
    assert finding.rule.level is Level.ADVICE
    assert str(finding.place) == "handouts/care/fever.yaml:7:22"
    assert (finding.handout_id, finding.language) == ("care/fever", "en")


@pytest.mark.parametrize(
    ("text", "word", "plain"),
    [
        ("Two doses were Administered.", "'Administered'", "write 'give'"),
        ("It is administering itself.", "'administering'", "write 'give'"),
        ("Rest prior to your visit.", "'prior to'", "write 'before'"),
        ("In order to heal, rest.", "'In order to'", "write 'to'"),
        ("You may have an adverse reaction.", "'adverse reaction'", "'side effect' or 'bad"),
        ("You may have hypertension.", "'hypertension'", "write 'high blood pressure'"),
        ("See your physician's notes.", "'physician's'", "write 'doctor'"),
        ("See your physician.", "'physician'", "write 'doctor'"),
        ("Bring fruit, e.g. apples.", "'e.g'", "write 'for example'"),
        ("Chronic pain tires you.", "'Chronic pain'", "write 'long-lasting' or 'long-term'"),
        ("Utilize soap.", "'Utilize'", "write 'use'"),
    ],
)
def test_words_and_phrases_are_found_in_all_their_forms(text: str, word: str, plain: str) -> None:
    (found,) = say(find(check_plain_words, text))

    assert found.startswith(word)
    assert plain in found


@pytest.mark.parametrize(
    "text",
    [
        "Take your pill before you eat.",
        "The administrator will call you.",
        "Some growths are non-malignant.",
        "You have chronic fatigue syndrome.",
        "Ask about palliative care.",
        "You have hypertension (high blood pressure).",
        "You have high blood pressure (hypertension).",
        "High blood pressure is also called hypertension.",
        "This is called **edema**.",
        "Hypertension: high blood pressure",
        "Stay near the monitor. The nurse comes.",
        "Ask someone you know prior. To rest is good.",
    ],
)
def test_plain_explained_and_fixed_words_are_not_found(text: str) -> None:
    assert find(check_plain_words, text) == []


def test_the_longest_match_wins() -> None:
    findings = find(check_plain_words, "It stands in close proximity to the door.")

    assert [each.what for each in findings] == ["'in close proximity to' is a hard word"]


def test_a_word_is_told_once_with_its_other_places() -> None:
    typed = type_blocks("text: Obtain it.", "text: You obtain it.", "text: He obtained it.")
    (finding,) = find_in(check_plain_words, typed)

    assert finding.place.line == 6
    assert finding.what == "'Obtain' is a hard word, used 3 times, also in line 7, 8"


def test_a_word_that_the_glossary_explains_is_left_alone() -> None:
    glossary = make_glossary(edema="swelling")

    assert find(check_plain_words, "You may have edema.", glossary=glossary) == []


def test_a_glossary_word_that_is_explained_nowhere_is_found() -> None:
    typed = type_blocks("callout: {kind: tip, text: You may have edema.}")
    findings = find_in(check_plain_words, typed, glossary=make_glossary(edema="swelling"))

    assert [each.what for each in findings] == ["'edema' is a hard word"]


def test_words_of_a_list_of_terms_are_explained() -> None:
    typed = type_blocks("terms: [{word: Edema, meaning: Swelling.}]", "text: You may have edema.")

    assert find_in(check_plain_words, typed) == []


def test_names_of_medicines_are_left_alone() -> None:
    typed = type_blocks("medicines: [{generic: topical lidocaine, brands: [Initial]}]")

    assert find_in(check_plain_words, typed) == []


def test_what_the_clinic_fills_in_is_left_alone() -> None:
    letterhead = make_letterhead(placeholders={"clinic.name": "Pulmonary Clinic"})

    assert find(check_plain_words, "To {{ clinic.name }}.", letterhead=letterhead) == []


def test_a_language_without_a_list_has_no_hard_words() -> None:
    assert find(check_plain_words, "Administer", language="ar") == []
    assert len(find(check_plain_words, "Administer it.", language="en-GB")) == 1


def test_the_english_list_has_enough_words_each_with_its_source() -> None:
    words = [word for word in read_plain_words("en") if word.plain]
    forms = [form for word in read_plain_words("en") for form in word.forms]

    assert len(words) >= 150
    assert {word.source for word in words} == {"CDC", "NHS", "PLAIN", "PRISM"}
    assert len(forms) == len(set(forms))
    assert all(form == form.lower() for form in forms)


def test_every_language_with_a_list_has_words() -> None:
    assert all(read_plain_words(language) for language in LANGUAGES)
    assert read_plain_words("ar") == ()


def test_spanish_words_are_found_and_those_that_are_explained_are_not() -> None:
    findings = find(check_plain_words, "Puede tener prurito.", language="es-US")

    assert say(findings) == ["'prurito' is a hard word; write 'picazón'"]
    assert find(check_plain_words, "Puede tener edema (hinchazón).", language="es") == []
    assert find(check_plain_words, "Picazón, llamada prurito.", language="es") == []
    assert len([word for word in read_plain_words("es") if word.plain]) >= 30
