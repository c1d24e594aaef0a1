"""Which page stands where on the sheets: judged by folding them and reading page after page."""

from __future__ import annotations

import pytest

from handoutpress.impose.folding import Sheet, Side, arrange_sheets
from handoutpress.jobs import Folding
from tests.folded_sheets import Halves, fold_and_read

_: int | None = None  # a blank page


def list_halves(page_count: int, folding: Folding) -> list[Halves[int | None]]:
    """Return left and right of the front, left and right of the back, sheet by sheet."""
    return [
        (sheet.front.left, sheet.front.right, sheet.back.left, sheet.back.right)
        for sheet in arrange_sheets(page_count, folding)
    ]


@pytest.mark.parametrize("is_right_to_left", [False, True], ids=["left", "right"])
@pytest.mark.parametrize("size", [0, 1, 2, 3, 5, 20])
@pytest.mark.parametrize("page_count", range(1, 34))
def test_folded_sheets_read_from_the_first_page_to_the_last(
    page_count: int, size: int, is_right_to_left: bool
) -> None:
    folding = Folding(sheets_per_signature=size, is_right_to_left=is_right_to_left)

    read = fold_and_read(list_halves(page_count, folding), size, is_right_to_left)

    blank_count = -page_count % 4
    numbers = list(range(1, page_count + 1))
    before_last = max(1, page_count - 1)
    assert read == numbers[:before_last] + [None] * blank_count + numbers[before_last:]


LEFT_BOUND = [
    (1, 0, [(_, 1, _, _)]),
    (2, 0, [(2, 1, _, _)]),
    (3, 0, [(3, 1, 2, _)]),
    (4, 0, [(4, 1, 2, 3)]),
    (5, 0, [(5, 1, 2, _), (_, 3, 4, _)]),
    (8, 0, [(8, 1, 2, 7), (6, 3, 4, 5)]),
    (8, 1, [(4, 1, 2, 3), (8, 5, 6, 7)]),
    (16, 0, [(16, 1, 2, 15), (14, 3, 4, 13), (12, 5, 6, 11), (10, 7, 8, 9)]),
    (16, 2, [(8, 1, 2, 7), (6, 3, 4, 5), (16, 9, 10, 15), (14, 11, 12, 13)]),
    (16, 3, [(12, 1, 2, 11), (10, 3, 4, 9), (8, 5, 6, 7), (16, 13, 14, 15)]),
]


@pytest.mark.parametrize(("page_count", "size", "expected"), LEFT_BOUND)
def test_sheets_bound_on_the_left_are_as_written_by_hand(
    page_count: int, size: int, expected: list[Halves[int | None]]
) -> None:
    assert list_halves(page_count, Folding(sheets_per_signature=size)) == expected


@pytest.mark.parametrize(
    ("page_count", "expected"),
    [
        (1, [(1, _, _, _)]),
        (4, [(1, 4, 3, 2)]),
        (8, [(1, 8, 7, 2), (3, 6, 5, 4)]),
        (16, [(1, 16, 15, 2), (3, 14, 13, 4), (5, 12, 11, 6), (7, 10, 9, 8)]),
    ],
)
def test_sheets_bound_on_the_right_are_as_written_by_hand(
    page_count: int, expected: list[Halves[int | None]]
) -> None:
    assert list_halves(page_count, Folding(is_right_to_left=True)) == expected


@pytest.mark.parametrize(
    ("size", "depths"), [(0, [0, 1, 2, 3, 4]), (1, [0] * 5), (2, [0, 1, 0, 1, 0]), (9, [*range(5)])]
)
def test_depth_counts_the_sheets_around_a_sheet_of_the_same_signature(
    size: int, depths: list[int]
) -> None:
    sheets = arrange_sheets(20, Folding(sheets_per_signature=size))

    assert [sheet.depth for sheet in sheets] == depths


def test_the_edge_over_which_a_printer_turns_sheets_moves_no_page() -> None:
    assert arrange_sheets(4, Folding(flip="long-edge")) == (Sheet(Side(4, 1), Side(2, 3), 0),)


@pytest.mark.parametrize(("size", "creep_mm"), [(-1, 0.1), (1, -0.1)])
def test_nothing_is_folded_less_than_not_at_all(size: int, creep_mm: float) -> None:
    with pytest.raises(ValueError, match=r"^neither sheets_per_signature nor creep_mm can be"):
        Folding(sheets_per_signature=size, creep_mm=creep_mm)
