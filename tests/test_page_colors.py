from __future__ import annotations

import pytest

from handoutpress.page_check.colors import blend, get_contrast, name_color, to_grey
from handoutpress.page_check.values import Color

BLACK, WHITE = (0, 0, 0), (255, 255, 255)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        (BLACK, WHITE, 21.0),
        (WHITE, WHITE, 1.0),
        ((119, 119, 119), WHITE, 4.48),  # just too pale, as WCAG's examples have it
        ((118, 118, 118), WHITE, 4.54),
        ((255, 0, 0), WHITE, 4.0),
        ((0, 0, 255), WHITE, 8.59),
    ],
)
def test_contrast_is_that_of_wcag_either_way(one: Color, other: Color, ratio: float) -> None:
    assert get_contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert get_contrast(other, one) == get_contrast(one, other)


@pytest.mark.parametrize(
    ("color", "grey"),
    [(WHITE, 255), (BLACK, 0), ((255, 0, 0), 76), ((0, 255, 0), 150), ((0, 0, 255), 29)],
)
def test_grey_weighs_what_eyes_see_of_each_color(color: Color, grey: int) -> None:
    assert to_grey(color) == (grey, grey, grey)


def test_what_is_half_seen_through_is_half_of_both() -> None:
    assert blend(BLACK, WHITE, 0.5) == (128, 128, 128)
    assert blend(BLACK, WHITE, 1) == BLACK
    assert blend(BLACK, WHITE, 0) == WHITE


def test_color_has_the_name_that_a_style_sheet_gives_it() -> None:
    assert name_color((0, 39, 76)) == "#00274c"
