"""QR codes that cannot be read, that open something else, and that say so in no words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handoutpress.compose.qr_code import draw_qr
from handoutpress.page_check.codes import may_be_code
from handoutpress.page_check.values import Block, Box
from tests.checked_pages import STANDARD, P, find, find_keys

ADDRESS = "https://example.org/handouts/en/care/fever.pdf"
OTHER = "https://example.com/phishing"
CSS = ".qr-code { display: block; width: 30mm; height: 30mm }"
WORDS = f"<p>{ADDRESS}</p>"


def draw(address: str = ADDRESS, promised: str = ADDRESS) -> str:
    return f"<div>{draw_qr(address, f'QR code that opens {promised}')}</div>"


def test_code_that_opens_what_is_printed_beside_it_is_no_fault() -> None:
    assert find(P + draw() + WORDS, CSS) == []


@pytest.mark.parametrize("size", ["20mm", "30mm", "40mm"])
def test_codes_of_any_size_are_read(size: str) -> None:
    assert find(P + draw(OTHER) + WORDS, f"{CSS} .qr-code {{ width: {size}; height: {size} }}")


def test_code_that_opens_another_address_than_it_says_is_told() -> None:
    (fault,) = find(P + draw(OTHER) + WORDS, CSS)

    assert (fault.rule.key, fault.rule.level, fault.page_number) == ("qr-code", "error", 1)
    assert fault.what == f"a QR code opens '{OTHER}', and is said to open {ADDRESS}"
    assert fault.remedy == "let the code, the words beside it and the link say the same"


@pytest.mark.parametrize(
    "drawing",
    [
        draw().replace("#000", "#fff"),
        draw().replace("#000", "#fefefe"),
        draw().replace("h1v1h-1z", ""),
    ],
    ids=["white", "pale", "without its single modules"],
)
def test_code_that_cannot_be_read_is_told(drawing: str) -> None:
    (fault,) = find(P + drawing + WORDS, CSS)

    assert fault.rule.key == "qr-code"
    assert fault.what == f"the QR code for {ADDRESS} cannot be read"


def test_code_that_no_words_explain_is_told() -> None:
    nameless = f"<div>{draw_qr(ADDRESS, 'A square')}</div>"
    (fault,) = find(P + nameless, CSS)

    assert fault.what == f"a QR code opens '{ADDRESS}', and no words on the page say so"


@pytest.mark.parametrize(
    "words",
    [
        "<p>example.org/handouts/en/care/fever.pdf</p>",
        f'<p><a href="{ADDRESS}">The current version</a></p>',
    ],
    ids=["without its scheme", "as a link"],
)
def test_words_may_be_short_or_a_link(words: str) -> None:
    assert find_keys(P + draw() + words, CSS) == []


def test_address_that_is_known_need_not_be_printed() -> None:
    assert find_keys(P + draw(), CSS) == ["qr-code"]
    assert find_keys(P + draw(), CSS, replace(STANDARD, addresses=(ADDRESS,))) == []


def test_code_that_must_be_there_and_is_not_is_told() -> None:
    expected = replace(STANDARD, codes=(ADDRESS, OTHER))
    (fault,) = find(P + draw() + WORDS, CSS, expected)

    assert (fault.page_number, fault.what) == (0, f"no QR code opens {OTHER}")


def test_square_picture_is_no_code() -> None:
    square = draw_qr(ADDRESS, "A square").replace("h1v1h-1z", "")

    assert find_keys(f"{P}<div>{square}</div>", CSS) == []


@pytest.mark.parametrize(
    ("size", "is_code"), [((85, 85), True), ((85, 90), True), ((85, 120), False), ((9, 9), False)]
)
def test_code_is_a_square_of_some_size(size: tuple[float, float], is_code: bool) -> None:
    assert may_be_code(Block("Figure", 0, box=Box(10, 10, 10 + size[0], 10 + size[1]))) is is_code


def test_what_is_no_figure_is_no_code() -> None:
    assert not may_be_code(Block("P", 0))
    assert not may_be_code(Block("Figure", 0))
