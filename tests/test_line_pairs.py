from hypothesis import given
from hypothesis import strategies as st

from handoutpress.changes import Row, Side
from handoutpress.changes.line_pairs import pair_lines
from handoutpress.texts import TextLine


def show_side(side: Side | None) -> str | None:
    if side is None:
        return None
    return "".join(f"[{piece.text}]" if piece.is_changed else piece.text for piece in side.pieces)


def pair(old: list[str], new: list[str]) -> list[tuple[str | None, str | None]]:
    """Return lines of the kind "text" side by side, what is marked in brackets."""
    rows = pair_lines(make_lines(old), make_lines(new))
    return [(show_side(row.old), show_side(row.new)) for row in rows]


def make_lines(words: list[str]) -> tuple[TextLine, ...]:
    return tuple(TextLine("text", each) for each in words)


def test_same_lines_stand_side_by_side_without_marks() -> None:
    assert pair(["One", "Two"], ["One", "Two"]) == [("One", "One"), ("Two", "Two")]


def test_line_that_came_or_went_stands_alone() -> None:
    assert pair(["One", "Two"], ["One", "New", "Two"]) == [
        ("One", "One"),
        (None, "[New]"),
        ("Two", "Two"),
    ]
    assert pair(["One", "Two"], ["Two"]) == [("[One]", None), ("Two", "Two")]


def test_lines_that_are_alike_share_a_row() -> None:
    assert pair(["Take 10 mg", "Rest well today"], ["Drink tea", "Rest well at night"]) == [
        ("[Take 10 mg]", "[Drink tea]"),
        ("Rest well [today]", "Rest well [at night]"),
    ]


def test_line_stands_beside_the_one_that_is_most_like_it() -> None:
    assert pair(["Wash your hands"], ["Wash your hair", "Wash your hands well"]) == [
        (None, "[Wash your hair]"),
        ("Wash your hands", "Wash your hands [well]"),
    ]


def test_line_without_any_likeness_is_marked_as_a_whole() -> None:
    assert pair(["Some words of old"], ["Other words"]) == [
        ("[Some words of old]", "[Other words]")
    ]


def test_line_of_another_kind_is_changed_though_its_words_are_the_same() -> None:
    (row,) = pair_lines((TextLine("step", "Rest"),), (TextLine("tick", "Rest"),))

    assert row.is_changed
    assert (show_side(row.old), show_side(row.new)) == ("Rest", "Rest")


def test_very_many_new_lines_are_paired_in_their_order() -> None:
    old = [f"Old {number}" for number in range(60)]
    new = [f"New {number}" for number in range(60)]

    assert pair(old, new)[7] == ("[Old] 7", "[New] 7")


WORDS = st.text(alphabet="ab 1.\n", max_size=10)
LINES = st.lists(st.builds(TextLine, st.sampled_from(["text", "step"]), WORDS), max_size=6)


def read_side(sides: list[Side | None]) -> list[TextLine]:
    return [TextLine(side.kind, side.text) for side in sides if side is not None]


@given(LINES, LINES)
def test_no_line_is_lost(old: list[TextLine], new: list[TextLine]) -> None:
    rows = pair_lines(old, new)

    assert read_side([row.old for row in rows]) == old
    assert read_side([row.new for row in rows]) == new
    assert Row(None, None) not in rows


@given(LINES)
def test_lines_that_are_the_same_have_no_change(lines: list[TextLine]) -> None:
    assert not any(row.is_changed for row in pair_lines(lines, lines))
