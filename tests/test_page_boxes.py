from __future__ import annotations

import pytest
from pikepdf import Array, Name, Object, String

from handoutpress.page_check.boxes import read_box


def test_box_has_its_corners_in_order() -> None:
    assert read_box(Array([30, 5.5, 10, 40])) == (10, 5.5, 30, 40)


@pytest.mark.parametrize(
    "value",
    [
        None,
        Name.None_,
        Array([1, 2, 3]),
        Array([1, 2, 3, Name.wide]),
        Array([1, 2, 3, String("4")]),
        Object.parse(b"[1 2 3 true]"),
    ],
)
def test_what_is_no_four_numbers_is_no_box(value: object) -> None:
    assert read_box(value) is None
