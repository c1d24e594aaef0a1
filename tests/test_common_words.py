from importlib import resources

import pytest

from handoutpress.word_check.common_words import is_common, stem
from handoutpress.word_check.english_syllables import count_english


@pytest.mark.parametrize(
    "word",
    [
        *("pill", "nurse", "medicine", "hospital", "telephone", "everyday", "vegetables"),
        *("medicines", "emergencies", "carefully", "recommended", "exercising", "allergies"),
        *("targeted", "removing", "dividing", "inserted", "exposes", "healthier", "unavailable"),
    ],
)
def test_short_words_and_those_of_everyday_life_are_common(word: str) -> None:
    assert is_common(word)


@pytest.mark.parametrize(
    "word",
    [
        *("metastasis", "palliative", "oncologist", "hypertension", "antigens", "carcinoma"),
        *("prognosis", "neutropenia", "subcutaneous", "immunotherapy", "utilization", "adjuvant"),
    ],
)
def test_words_of_the_trade_are_not_common(word: str) -> None:
    assert not is_common(word)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("metastasis", "metastases"),
        ("biopsy", "biopsies"),
        ("antigen", "antigens"),
        ("disease", "diseases"),
        ("oncologist", "oncologist's"),
    ],
)
def test_forms_of_a_word_have_a_stem_in_common(word: str, other: str) -> None:
    assert stem(word) == stem(other)


def test_the_list_holds_only_long_words_each_once_in_small_letters() -> None:
    text = resources.files("handoutpress.word_check").joinpath("common_long_words.txt")
    lines = text.read_text("utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    assert words == sorted(set(words))
    assert [word for word in words if not word.islower() or count_english(word) < 3] == []
