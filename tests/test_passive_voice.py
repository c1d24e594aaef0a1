import pytest

from handoutpress.word_check.passive_voice import find_passive
from handoutpress.word_check.sentences import split_sentences


def find(text: str) -> str | None:
    (sentence,) = split_sentences(text)
    found = find_passive(sentence)
    return None if found is None else text[found[0].start : found[1].end]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The medicine is given by mouth", "is given"),
        ("Your blood will be tested every week", "be tested"),
        ("The tube was gently removed", "was gently removed"),
        ("The tumor has been taken out", "been taken"),
        ("A sample is then being looked at", "being looked"),
        ("The pills are not always covered by the plan", "are not always covered"),
        ("It can be caused by stress", "be caused"),
        ("She got bitten by a dog", "got bitten"),
        ("The wound was closed by the surgeon", "was closed"),
        ("You’re told what to do", "You’re told"),
        ("Both were found, and both were removed", "were found"),
    ],
)
def test_a_form_of_be_and_a_participle_are_the_passive_voice(text: str, found: str) -> None:
    assert find(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "We give you the medicine",
        "You are tired and worried",
        "The clinic is located on the second floor",
        "This is called remission",
        "Help is needed",
        "You are allowed to eat",
        "There are increased risks",
        "You were born in May",
        "It is red and swollen",
        "The bed is indeed hard",
        "Get dressed and get tested",
        "You are supposed to rest",
        "It is a well-known fact",
        "The cells are unchanged",
        "You will need to be seated",
        "Are you pleased?",
        "They are in need",
        "One in a hundred is fine",
    ],
)
def test_states_and_other_words_are_let_pass(text: str) -> None:
    assert find(text) is None
