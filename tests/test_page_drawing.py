"""A page as pixels: with its text, without it, and its pictures larger."""

from __future__ import annotations

import pypdfium2
import pytest

from handoutpress.page_check.drawing import Drawn, draw_page
from handoutpress.page_check.values import Block, Box
from tests.checked_pages import edit, print_sheet

BAR = '<div style="background: #8a1538; color: #fff; height: 20mm">Words on a bar</div>'


def draw(pdf: bytes, *figures: Block) -> Drawn:
    with pypdfium2.PdfDocument(pdf) as document:
        return draw_page(document[0], 1, figures)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return print_sheet(BAR)


def test_page_has_one_pixel_for_each_point(pdf: bytes) -> None:
    drawn = draw(pdf)

    assert (drawn.sheet.width, drawn.sheet.height) == (612, 792)
    assert drawn.picture.size == drawn.ground.size == drawn.text.size == (612, 792)


def test_ground_is_the_page_without_its_text(pdf: bytes) -> None:
    drawn = draw(pdf)
    (run,) = [each for each in drawn.sheet.runs if each.text == "Words on a bar"]
    pixels = drawn.find_pixels(run.box)

    assert drawn.ground.crop(pixels).getcolors() is not None
    assert drawn.ground.crop(pixels).getcolors(1)[0][1] == (138, 21, 56)
    assert len(drawn.picture.crop(pixels).getcolors(10_000)) > 1


def test_text_is_where_letters_are_and_nowhere_else(pdf: bytes) -> None:
    drawn = draw(pdf)
    boxes = [drawn.find_pixels(run.box) for run in drawn.sheet.runs]
    left, top, right, bottom = drawn.text.getbbox()

    assert left >= min(box[0] for box in boxes) - 1
    assert top >= min(box[1] for box in boxes) - 1
    assert right <= max(box[2] for box in boxes) + 1
    assert bottom <= max(box[3] for box in boxes) + 1


def test_figure_is_drawn_larger_and_in_grey(pdf: bytes) -> None:
    figure = Block("Figure", 0, box=Box(88, 600, 173, 685), page_number=1)
    ((block, picture),) = draw(pdf, figure).pictures

    assert block is figure
    assert picture.mode == "L"
    assert picture.size == (255, 255)


def test_page_that_is_turned_is_drawn_as_it_is_read(pdf: bytes) -> None:
    turned = edit(pdf, lambda opened: opened.pages[0].rotate(90, relative=False))

    assert draw(turned).sheet == draw(pdf).sheet
    assert draw(turned).picture.tobytes() == draw(pdf).picture.tobytes()


def test_box_outside_the_page_is_its_nearest_pixel(pdf: bytes) -> None:
    drawn = draw(pdf)

    assert drawn.find_pixels(Box(-50, -50, -40, -40)) == (0, 791, 1, 792)
    assert drawn.find_pixels(Box(700, 900, 800, 950)) == (611, 0, 612, 1)
