import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.changes.line_pairs import pair_line
from handoutpress.compose.review_runs import (
    Change,
    Run,
    Span,
    count_signs,
    cut_runs,
    merge_row,
    split_after,
)
from handoutpress.texts import TextLine

SIGNS = {Change.KEPT: "", Change.ADDED: "+", Change.REMOVED: "-"}
WORD = st.text("abc1. \u00a0", min_size=1, max_size=4)
TEXT = st.lists(WORD, max_size=8).map(" ".join)


def merge(old: str, new: str) -> tuple[Run, ...]:
    return merge_row(pair_line(TextLine("text", old), TextLine("text", new)))


def show(runs: tuple[Run, ...]) -> str:
    return "".join(f"{SIGNS[run.change]}<{run.text}>" for run in runs)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Take one pill", "Take one pill", "<Take one pill>"),
        ("Take one pill a day", "Take two pills a day", "<Take >-<one pill>+<two pills>< a day>"),
        ("Take it now", "Take it right now", "<Take it >+<right>< now>"),
        ("Take it right now", "Take it now", "<Take it >-<right><now>"),
        ("Please take it now", "take it now", "-<Please><take it now>"),
        ("Take it now please", "Take it now", "<Take it now>-<please>"),
        ("Rest", "Drink some tea", "-<Rest>+<Drink some tea>"),
        ("", "Rest", "+<Rest>"),
    ],
)
def test_words_that_went_stand_in_their_places_among_the_others(
    old: str, new: str, shown: str
) -> None:
    assert show(merge(old, new)) == shown


@given(TEXT, TEXT)
def test_runs_hold_every_sign_of_both_lines_in_order(old: str, new: str) -> None:
    runs = merge(old, new)

    now = "".join(run.text for run in runs if run.change is not Change.REMOVED)
    before = "".join(run.text for run in runs if run.change is not Change.ADDED)
    assert "".join(now.split()) == "".join(new.split())
    assert "".join(before.split()) == "".join(old.split())


@pytest.mark.parametrize(
    ("text", "count", "parts"),
    [
        ("a b c", 2, ("a b ", "c")),
        ("a b c", 0, ("", "a b c")),
        ("a b c", 3, ("a b c", "")),
        ("a b c", 9, ("a b c", "")),
        ("a\u00a0 b", 1, ("a\u00a0 ", "b")),
        ("  a b", 1, ("  a ", "b")),
        ("", 0, ("", "")),
    ],
)
def test_text_is_split_behind_signs_and_the_space_after_them(
    text: str, count: int, parts: tuple[str, str]
) -> None:
    assert split_after(text, count) == parts


def test_spaces_of_any_kind_are_no_signs() -> None:
    assert count_signs("10\u00a0mg a\tday\n") == 8


# "Milk | Pasteurized | Raw": the three cells, by their signs.
MILK, HEATED, RAW = Span(0, 0, 4, False), Span(4, 5, 16, False), Span(16, 17, 20, True)


@pytest.mark.parametrize(
    ("old", "cells"),
    [
        ("Milk | Boiled | Raw", ("<Milk >", "-<Boiled>+<Pasteurized>", "<Raw>")),
        ("Milk | Pasteurized | Raw or old", ("<Milk >", "<Pasteurized >", "<Raw>-<or old>")),
        ("Milk and cream | Pasteurized | Raw", ("<Milk >-<and cream>", "<Pasteurized >", "<Raw>")),
        ("Milk | Pasteurized | Only raw", ("<Milk >", "<Pasteurized >", "-<Only raw>+<Raw>")),
    ],
)
def test_each_cell_has_the_runs_of_its_own_words(old: str, cells: tuple[str, str, str]) -> None:
    runs = merge(old, "Milk | Pasteurized | Raw")

    assert tuple(show(cut_runs(runs, span)) for span in (MILK, HEATED, RAW)) == cells


def test_words_that_replace_others_behind_a_separator_stay_beside_them() -> None:
    runs = merge("ondansetron (Zofran)", "ondansetron (Zofran, Zuplenz)")

    generic, brand = Span(0, 0, 11, False), Span(11, 12, 18, False)
    assert show(cut_runs(runs, generic)) == "<ondansetron >"
    assert show(cut_runs(runs, brand)) == "-<(Zofran)>+<Zofran>"


@given(TEXT, TEXT, st.integers(0, 12))
def test_parts_of_a_line_hold_together_what_the_line_holds(old: str, new: str, at: int) -> None:
    runs, length = merge(old, new), count_signs(new)
    end = min(at, length)

    parts = (
        *cut_runs(runs, Span(0, 0, end, is_last=False)),
        *cut_runs(runs, Span(end, end, length, is_last=True)),
    )
    now = "".join(run.text for run in parts if run.change is not Change.REMOVED)
    assert "".join(now.split()) == "".join(new.split())
