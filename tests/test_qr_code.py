import re
from collections.abc import Iterator
from itertools import product
from xml.etree.ElementTree import Element

import pytest
import segno

from handoutpress.compose.qr_code import draw_qr
from handoutpress.errors import RenderError
from tests.makers import SVG, find, read_html, say

ADDRESSES = [
    "https://example.org",
    "https://example.org/handouts/en/care/fever.pdf",
    "https://example.org/classes?for=people&place=springfield#" + "x" * 200,
]


def draw(address: str, words: str = "QR code") -> Element:
    return find(read_html(f"<!doctype html>{draw_qr(address, words)}"), f"{SVG}svg")


def read_dark(drawing: Element) -> set[tuple[int, int]]:
    """Return column and row of each dark module that the drawing's path covers."""
    path = find(drawing, f"{SVG}path").get("d", "")
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path)
    assert "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in runs) == path
    return {
        (column, int(y)) for x, y, length in runs for column in range(int(x), int(x) + int(length))
    }


def encode(address: str) -> Iterator[tuple[int, int]]:
    matrix = segno.make(address, error="m", micro=False).matrix
    places = product(range(len(matrix)), repeat=2)
    return ((column, row) for column, row in places if matrix[row][column])


@pytest.mark.parametrize("address", ADDRESSES)
def test_drawing_has_the_dark_modules_of_the_code(address: str) -> None:
    assert read_dark(draw(address)) == set(encode(address))


@pytest.mark.parametrize("address", ADDRESSES)
def test_drawing_has_a_quiet_zone_of_four_modules(address: str) -> None:
    drawing = draw(address)
    left, top, width, height = map(int, drawing.get("viewBox", "").split())
    columns, rows = zip(*read_dark(drawing), strict=True)

    assert (min(columns) - left, min(rows) - top) == (4, 4)
    assert (left + width - max(columns) - 1, top + height - max(rows) - 1) == (4, 4)


def test_drawing_is_named_by_its_first_child() -> None:
    title, *_ = draw("https://example.org", "QR code that opens <b> & more")

    assert title.tag == f"{SVG}title"
    assert say(title) == "QR code that opens <b> & more"


def test_address_that_no_code_can_hold_is_told() -> None:
    address = "https://example.org/" + "x" * 3000

    with pytest.raises(RenderError) as caught:
        draw_qr(address, "QR code")
    assert str(caught.value) == (
        "the address 'https://example.org/xxxxxxxxxxxxxxxxxxxx…' is too long for a QR code; "
        "use a shorter one"
    )
