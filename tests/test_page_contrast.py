"""Contrast with what is really drawn behind the text: bars, gradients, pictures."""

from __future__ import annotations

import pytest

from tests.checked_pages import P, edit_content, find, find_keys, keys_of, print_sheet


def words(css: str, text: str = "Words to be read") -> str:
    return f'{P}<p style="{css}">{text}</p>'


def test_pale_text_is_told_with_its_colors_and_contrast() -> None:
    (fault,) = find(words("color: #999"))

    assert (fault.rule.key, fault.rule.level) == ("contrast", "error")
    assert fault.what == "'Words to be read' has a contrast of 2.85 to 1: #999999 on #ffffff"
    assert fault.remedy == "use colours with a contrast of 4.5 to 1 or more"


@pytest.mark.parametrize(
    "css",
    [
        "color: #757575",
        "color: #fff; background: #8a1538",
        "color: #00274c",
        "color: #949494; font-size: 18pt",
        "color: #949494; font-weight: 700",
        "border: 2pt solid #1a1a1a; padding: 0",
        "border-bottom: 1pt solid #1a1a1a; line-height: 1",
    ],
)
def test_text_that_stands_out_is_no_fault(css: str) -> None:
    assert find_keys(words(css)) == []


@pytest.mark.parametrize(
    "css",
    [
        "color: #7a7a7a",
        "color: #fff",
        "background: #8a1538",
        "color: #fff; background: #f08",
        "color: #999; font-size: 18pt",
        "color: rgba(0, 0, 0, 0.4)",
        "background: linear-gradient(to right, #fff, #1a1a1a); width: 40mm",
        "background: linear-gradient(to right, #fff 70%, #333 70%); width: 30mm",
    ],
)
def test_text_that_does_not_stand_out_is_told(css: str) -> None:
    assert find_keys(words(css)) == ["contrast"]


def test_colors_that_become_one_grey_are_told() -> None:
    (fault,) = find(words("color: #f00; background: #000"))

    assert fault.rule.key == "grey-contrast"
    assert fault.what == (
        "'Words to be read' has a contrast of 2.45 to 1 in grey print: #ff0000 on #000000"
    )


def test_each_pair_of_colors_is_told_once_a_page() -> None:
    assert find_keys(words("color: #999") + words("color: #999")) == ["contrast"]
    assert find_keys(words("color: #999") + words("color: #888")) == ["contrast", "contrast"]


def test_colors_are_those_that_are_drawn_whatever_their_color_space() -> None:
    pdf = print_sheet(P, "p { color: #0000ff }")
    drawn = edit_content(pdf, b"0 0 1 rg", b"0 0 0 0.3 k")

    assert keys_of(pdf) == []
    assert keys_of(drawn) == ["contrast"]
