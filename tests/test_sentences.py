import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.word_check.sentences import (
    has_countable_words,
    primary_language,
    split_sentences,
)


def words_of(text: str) -> list[str]:
    return [word.text for sentence in split_sentences(text) for word in sentence.words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't take the nurse’s pill.", ["Don't", "take", "the", "nurse’s", "pill"]),
        ("A well-known follow-up", ["A", "well-known", "follow-up"]),
        ("Take 2.5 mg at 12:30", ["Take", "2.5", "mg", "at", "12:30"]),
        ("Call 555-0100 by 50%", ["Call", "555-0100", "by", "50%"]),
        ("HER2-positive, 3-month, 20mg", ["HER2-positive", "3-month", "20mg"]),
        ("pills and/or shots", ["pills", "and", "or", "shots"]),
        ("pros—cons – both", ["pros", "cons", "both"]),
        ("See www.example.org/a, now", ["See", "www.example.org/a", "now"]),
        ("Write to a.b@example.org.", ["Write", "to", "a.b@example.org"]),
        ("in the U.S. at 9 a.m.", ["in", "the", "U.S.", "at", "9", "a.m."]),
        ("¿Qué médico, señor?", ["Qué", "médico", "señor"]),
        ("cafe\u0301 noir", ["cafe\u0301", "noir"]),
        ("خُذْ الدَّواء", ["خُذْ", "الدَّواء"]),
        ("— • … ()", []),
    ],
)
def test_words_are_what_stands_between_blanks_without_signs(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_text_without_a_full_stop_is_a_sentence() -> None:
    (heading,) = split_sentences("When to call us")
    assert len(heading.words) == 4


def test_a_lead_in_is_a_sentence() -> None:
    (lead_in,) = split_sentences("Call us if:")
    assert (lead_in.start, lead_in.end) == (0, len("Call us if:"))


def test_sentences_and_words_tell_where_they_stand() -> None:
    text = "Rest.  ¿Duele (mucho)? Llame."
    _, question, _ = split_sentences(text)
    assert text[question.start : question.end] == "¿Duele (mucho)?"
    assert [text[word.start : word.end] for word in question.words] == ["Duele", "mucho"]


def test_what_has_no_word_is_no_sentence() -> None:
    assert len(split_sentences("What is it? ? !")) == 1
    assert split_sentences("…") == ()
    assert split_sentences("") == ()


@pytest.mark.parametrize(
    ("language", "is_countable"),
    [("en", True), ("es-MX", True), ("ar", True), ("zh-Hans", False), ("ja", False), ("th", False)],
)
def test_words_can_be_counted_where_blanks_part_them(language: str, is_countable: bool) -> None:
    assert has_countable_words(language) is is_countable


def test_a_language_is_told_without_its_script_and_region() -> None:
    assert [primary_language(tag) for tag in ("es-MX", "EN", "zh-Hans")] == ["es", "en", "zh"]


@given(st.text(alphabet="aB1 .!?…:;,()“”'’-/°@é。؟\n", max_size=80))
def test_sentences_hold_all_words_in_order_and_none_twice(text: str) -> None:
    sentences = split_sentences(text)
    words = [word for sentence in sentences for word in sentence.words]
    ends = [0, *(word.end for word in words)]
    assert [text[word.start : word.end] for word in words] == [word.text for word in words]
    assert all(end <= word.start for end, word in zip(ends, words, strict=False))
    assert all(each.start <= each.words[0].start for each in sentences)
    assert all(sentence.words for sentence in sentences)
