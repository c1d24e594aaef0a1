import pytest

from handoutpress.changes import Row
from handoutpress.changes.line_pairs import pair_lines
from handoutpress.compose.gone_lines import Near, Place, find_gone, group_blocks, share_out
from handoutpress.texts import TextLine

STEPS, TEXT = object(), object()
PLACES = (
    Place(TEXT, TextLine("text", "Open it like this:")),
    Place(STEPS, TextLine("step", "Take it out.")),
    Place(STEPS, TextLine("step", "Drink it.")),
)


def test_lines_that_went_are_found_by_the_lines_before_them() -> None:
    old = ("Rest", "Drink tea", "Sleep well", "Call us")
    rows: tuple[Row, ...] = pair_lines(
        tuple(TextLine("text", each) for each in old),
        tuple(TextLine("text", each) for each in ("Drink tea", "Call us")),
    )

    assert find_gone(rows) == {0: [TextLine("text", "Rest")], 1: [TextLine("text", "Sleep well")]}


@pytest.mark.parametrize(
    ("at", "kind", "near"),
    [
        (0, "note", Near(blocks_before={0: ["Gone"]})),
        (0, "text", Near(lines_before={0: ["Gone"]})),
        (1, "note", Near(blocks_after={0: ["Gone"]})),
        (1, "text", Near(lines_after={0: ["Gone"]})),
        (1, "step", Near(lines_before={1: ["Gone"]})),
        (2, "step", Near(lines_after={1: ["Gone"]})),
        (2, "note", Near(lines_after={1: ["Gone"]})),
        (3, "step", Near(lines_after={2: ["Gone"]})),
        (3, "tick", Near(blocks_after={2: ["Gone"]})),
    ],
)
def test_line_that_went_stands_in_the_list_of_its_like_or_beside_a_block(
    at: int, kind: str, near: Near
) -> None:
    assert share_out(PLACES, {at: [TextLine(kind, "Gone")]}) == near


@pytest.mark.parametrize("kind", ["caption", "columns", "link", "phone", "picture", "write_in"])
def test_line_of_which_a_block_has_but_one_goes_into_no_other(kind: str) -> None:
    place = Place(TEXT, TextLine(kind, "There"))

    assert share_out((place,), {1: [TextLine(kind, "Gone")]}) == Near(blocks_after={0: ["Gone"]})


def test_lines_of_a_block_stand_together() -> None:
    assert list(group_blocks(PLACES)) == [(TEXT, [0]), (STEPS, [1, 2])]
    assert list(group_blocks(())) == []
