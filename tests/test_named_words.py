import pytest

from handoutpress.word_check.named_words import (
    find_left_out,
    list_medicines,
    list_spellings,
    list_terms,
    name_words,
)
from handoutpress.word_check.sentences import split_sentences
from tests.makers import make_glossary, make_handout, type_blocks

MEDICINES = "medicines: [{generic: anastrozole, brands: [Arimidex]}, {generic: zoledronic acid}]"


def find(text: str, *names: str) -> list[str]:
    """Return the words of a text that are in names."""
    stretches = name_words(names).find(text)
    words = [word for sentence in split_sentences(text) for word in sentence.words]
    return [word.text for word in words if stretches.hold(word)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Take Anastrozole now.", ["Anastrozole"]),
        ("ANASTROZOLE’s effects", ["ANASTROZOLE’s"]),
        ("Get zoledronic  acid today", ["zoledronic", "acid"]),
        ("anastrozole-like, acid", ["anastrozole-like"]),
        ("anastrozoles", []),
        ("nothing", []),
    ],
)
def test_names_are_found_whole_whatever_the_case(text: str, found: list[str]) -> None:
    assert find(text, "anastrozole", "zoledronic acid") == found


def test_names_may_overlap() -> None:
    assert find("clinical trial", "clinical", "clinical trial") == ["clinical", "trial"]


def test_a_name_with_other_signs_is_found() -> None:
    assert find("Get AC/T or 5-FU now", "AC/T", "5-FU") == ["AC", "T", "5-FU"]


def test_without_names_nothing_is_found() -> None:
    assert find("any text") == []
    assert find("any text", "", " ") == []


def test_medicines_are_the_generic_and_brand_names_of_blocks() -> None:
    handout = make_handout(type_blocks(MEDICINES, "text: Words."))
    assert [*list_medicines(handout)] == ["anastrozole", "Arimidex", "zoledronic acid"]


def test_terms_are_the_words_of_lists_of_terms() -> None:
    handout = make_handout(type_blocks("terms: [{word: port, meaning: a tube}]"))
    assert [*list_terms(handout)] == ["port"]


def test_spellings_are_words_and_their_forms() -> None:
    glossary = make_glossary(metastasis="spread|metastases")
    assert [*list_spellings(make_handout(), glossary)] == ["metastasis", "metastases"]


def test_left_out_are_medicines_and_the_glossary_words_that_are_explained() -> None:
    glossary = make_glossary(metastasis="spread|metastases", remission="no signs")
    typed = type_blocks(MEDICINES, "text: A metastasis.", "steps: [Hope for remission.]")
    names = find_left_out(make_handout(typed, glossary=glossary))
    text = "Metastases, remission, Arimidex, zoledronic acid"
    stretches = names.find(text)
    (sentence,) = split_sentences(text)
    held = [word.text for word in sentence.words if stretches.hold(word)]
    assert held == ["Metastases", "Arimidex", "zoledronic", "acid"]
