import pytest

from handoutpress.content import CheckSettings
from handoutpress.rules import Finding, Place
from handoutpress.word_check.hard_words import check_hard_words
from tests.makers import make_glossary, type_blocks
from tests.typed_scripts import PATH, make_script


def find(typed: str, **changes: object) -> list[Finding]:
    return [*check_hard_words(make_script(typed, **changes), CheckSettings())]


def find_words(typed: str, **changes: object) -> list[str]:
    return [each.what.removeprefix("a hard word: ").strip("'") for each in find(typed, **changes)]


def type_text(*lines: str) -> str:
    return type_blocks("\n".join(["text: |", *(f"  {line}" for line in lines)]))


def test_a_hard_word_is_found_where_it_stands() -> None:
    (found,) = find(type_text("Rest well.", "You may have a metastasis."))
    assert found.place == Place(PATH, 8, 7 + len("You may have a "))
    assert found.what == "a hard word: 'metastasis'"
    assert found.remedy == "use a plainer word, or explain it in glossary.yaml"
    assert (found.rule.key, found.handout_id, found.language) == ("hard-word", "care/fever", "en")


def test_a_word_is_found_once_in_whatever_form() -> None:
    text = type_text("Metastasis is bad. Some metastases grow. A metastasis can grow.")
    assert find_words(text) == ["Metastasis"]


@pytest.mark.parametrize(
    "text",
    [
        "Take your medicine every day, and exercise carefully.",
        "Call the hospital immediately in an emergency.",
        "Ask your oncologist (cancer doctor).",
        "Cancer that has spread, called metastasis.",
        "A biopsy is a test of tissue. The biopsy is quick.",
        "First you have a biopsy. A biopsy is a test of tissue.",
        "We thank Doctor Papadopoulos for this.",
        "Klinefelter syndrome is rare.",
        "Tests may show Alzheimer’s disease.",
        "An MRI and a PET scan",
        "Take letrozole, not trastuzumab.",
        "Read www.immunotherapy.example.org now",
        "Come for a follow-up of the well-being",
    ],
)
def test_what_readers_know_and_what_is_explained_is_let_pass(text: str) -> None:
    assert find_words(type_text(text)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You have metastatic cancer.", ["metastatic"]),
        ("Adjuvant therapy helps.", ["Adjuvant"]),
        ("Is it HER2-palliative?", []),
        ("an anti-estrogen pill", ["estrogen"]),
        ("**Neutropenia** hurts. So does anemia.", ["Neutropenia", "anemia"]),
    ],
)
def test_words_of_the_trade_are_found(text: str, found: list[str]) -> None:
    assert find_words(type_text(text)) == found


def test_a_word_of_the_glossary_is_let_pass_in_all_its_forms() -> None:
    glossary = make_glossary(metastasis="spread|metastatic")
    typed = type_blocks("text: Metastatic cancer.", "steps: [Look for metastasis.]")
    assert find_words(typed, glossary=glossary) == []


def test_a_word_of_a_list_of_terms_is_let_pass() -> None:
    typed = type_blocks("text: A metastasis.", "terms: [{word: metastasis, meaning: spread}]")
    assert find_words(typed) == []


def test_a_hard_word_in_a_meaning_is_found() -> None:
    typed = type_blocks("terms: [{word: port, meaning: a subcutaneous tube}]")
    assert find_words(typed) == ["subcutaneous"]


def test_names_of_a_block_of_medicines_are_let_pass_in_every_text() -> None:
    block = "medicines: [{generic: hydroxyurea, brands: [Droxiantia]}]"
    assert find_words(type_blocks(block, "text: Take hydroxyurea or droxiantia.")) == []
    assert find_words(type_blocks("text: Take hydroxyurea or droxiantia.")) == [
        "hydroxyurea",
        "droxiantia",
    ]


def test_what_the_clinic_is_called_is_let_pass() -> None:
    typed = type_text("Call {{ clinic.name }}.")
    assert find_words(typed) == []


def test_words_of_a_heading_in_capitals_are_found_as_if_they_were_small() -> None:
    typed = "title: Palliative Radiation And You\nsummary: S.\nsections: [{heading: H, text: T.}]"
    assert find_words(typed) == ["Palliative"]


def test_a_name_that_is_also_written_small_is_a_word() -> None:
    assert find_words(type_text("Ask about Palliative care. It is palliative.")) == ["Palliative"]


def test_other_languages_are_let_pass() -> None:
    assert find(type_text("La inmunoterapia."), language="es") == []
