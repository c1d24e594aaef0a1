from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.changes import Piece
from handoutpress.changes.word_marks import fold_word, mark_words, match_runs, split_words


def show(pieces: tuple[Piece, ...]) -> str:
    return "".join(f"[{piece.text}]" if piece.is_changed else piece.text for piece in pieces)


def mark(old: str, new: str) -> tuple[str, str]:
    """Return both lines, what is marked in brackets."""
    before, after = mark_words(old, new)
    return show(before), show(after)


SPLITS = {
    "words with their punctuation": ("Stop, now! (Or not.)", ["Stop,", "now!", "(Or", "not.)"]),
    "dose": ("Take 10 mg now", ["Take", "10 mg", "now"]),
    "dose a day": ("up to 5 mg/day, not 0.5 mL.", ["up", "to", "5 mg/day,", "not", "0.5 mL."]),
    "temperatures": ("over 100.4 °F (38 °C).", ["over", "100.4 °F", "(38 °C)."]),
    "share": ("by 30 % or 30%", ["by", "30 %", "or", "30%"]),
    "number to dial": ("call 1 800 865 1125.", ["call", "1 800 865 1125."]),
    "number with an area in brackets": ("call (800) 865-1125", ["call", "(800) 865-1125"]),
    "numbers of two sentences": ("In 1980, 3 pills", ["In", "1980,", "3", "pills"]),
    "no unit": ("10 mgs, 2 men", ["10", "mgs,", "2", "men"]),
    "signs without spaces": ("服用10 mg。好", ["服", "用", "10 mg。", "好"]),
    "name with a number": ("HER2 COVID-19 2", ["HER2", "COVID-19", "2"]),
}


@pytest.mark.parametrize(("line", "words"), SPLITS.values(), ids=SPLITS.keys())
def test_line_is_split_into_words(line: str, words: list[str]) -> None:
    assert [word.strip() for word in split_words(line)] == words


MARKS = {
    "nothing": ("The same words.", "The same words.", "The same words.", "The same words."),
    "only spaces": ("The  same", "The same ", "The  same", "The same "),
    "dose": ("Take 10 mg now.", "Take 20 mg now.", "Take [10 mg] now.", "Take [20 mg] now."),
    "unit": ("Take 10 mg.", "Take 10 g.", "Take [10 mg.]", "Take [10 g.]"),
    "added words": ("Take it now.", "Take it with food now.", "Take it now.", None),
    "last word": ("Wash", "Wash well", "Wash", "Wash [well]"),
    "first word": ("Please wash", "wash", "[Please] wash", "wash"),
    "all": ("One two", "Three", "[One two]", "[Three]"),
    "case": ("Do not", "Do NOT", "Do [not]", "Do [NOT]"),
    "full stop": ("of the cell", "of the cell.", "of the [cell]", "of the [cell.]"),
    "word between longer changes": (
        "Call a nurse of the ward today please",
        "Ask your own doctor of this clinic team please",
        "[Call a nurse of the ward today] please",
        "[Ask your own doctor of this clinic team] please",
    ),
    "word beside a short change": (
        "one of two things",
        "three of four things",
        "[one] of [two] things",
        "[three] of [four] things",
    ),
    "number between longer changes": (
        "take your pill 10 mg each day",
        "swallow a capsule 10 mg every evening",
        "[take your pill] 10 mg [each day]",
        "[swallow a capsule] 10 mg [every evening]",
    ),
}


@pytest.mark.parametrize(("old", "new", "before", "after"), MARKS.values(), ids=MARKS.keys())
def test_words_that_the_other_line_lacks_are_marked(
    old: str, new: str, before: str, after: str | None
) -> None:
    assert mark(old, new) == (before, after or "Take it [with food] now.")


def test_long_line_is_compared_sentence_by_sentence() -> None:
    sentences = [f"Sentence {number} says what it says, and no more." for number in range(200)]
    edited = [*sentences]
    edited[3], edited[150] = "Sentence 3 says nothing, and no more.", "It is gone."

    before, after = mark(" ".join(sentences), " ".join(edited))

    assert before.count("[") == 2
    assert "Sentence 3 says [what it says,] and no more." in before
    assert "Sentence 3 says [nothing,] and no more." in after
    assert "[It is gone.]" in after


def test_too_much_to_compare_is_marked_as_a_whole_but_for_its_ends() -> None:
    old, new = "x " * 2_000, "x y " * 1_000

    before, after = mark(f"Start {old}end", f"Start {new}end")

    assert before.startswith("Start x [x x")
    assert before.endswith("] end")
    assert after.startswith("Start x [y x")
    assert after.endswith("] end")


def test_ten_thousand_words_without_a_full_stop_are_compared_word_by_word() -> None:
    draw = Random(1)
    words = [f"w{draw.randrange(2_000)}" for _ in range(10_000)]
    edited = [f"new{index}" if index % 50 == 0 else word for index, word in enumerate(words)]

    before, after = mark(" ".join(words), " ".join(edited))

    assert before.count("[") == after.count("[") == 200


def test_runs_are_what_two_lists_have_in_common() -> None:
    assert match_runs("abcd", "abxd") == [(0, 0, 2), (3, 3, 1)]
    assert match_runs("", "ab") == []
    assert match_runs("aa", "a") == [(0, 0, 1)]


LINES = st.text(alphabet="ab c1.,好\u00a0\n", max_size=40)


def keep(pieces: tuple[Piece, ...]) -> list[str]:
    """Return the words that are not marked."""
    text = " ".join(piece.text for piece in pieces if not piece.is_changed)
    return [fold_word(word) for word in split_words(text)]


@given(LINES, LINES)
def test_no_word_is_lost_and_what_is_not_marked_is_the_same(old: str, new: str) -> None:
    before, after = mark_words(old, new)

    assert "".join(piece.text for piece in before) == old
    assert "".join(piece.text for piece in after) == new
    assert "".join("".join(keep(before)).split()) == "".join("".join(keep(after)).split())


@given(LINES)
def test_nothing_is_marked_in_lines_that_are_the_same(line: str) -> None:
    before, after = mark_words(line, line)

    assert before == after == ((Piece(line, is_changed=False),) if line else ())


@given(LINES)
def test_split_words_make_up_the_line(line: str) -> None:
    assert "".join(split_words(line)) == line
