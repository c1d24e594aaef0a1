"""What is printed on finished pages: numbers of pages, and a packet's code."""

from __future__ import annotations

from ctypes import c_uint
from dataclasses import replace

import pypdfium2
import pytest

from handoutpress.collection import Visit
from handoutpress.compose import Composed
from handoutpress.compose.stamps import Stamps, compose_stamps
from handoutpress.errors import RenderError
from handoutpress.labels import read_labels
from tests.makers import (
    make_theme,
)
from tests.own_pages import (
    EDITIONS,
    NAME,
    PACKET,
    SET,
    VISIT,
    compose_stamps_of,
    front,
    on_paper,
    print_pdf,
    with_entries,
)
from tests.pdf_facts import (
    MM_PER_POINT,
    find_faults,
    page_sizes_mm,
    page_texts,
)

# --- stamps --------------------------------------------------------------------------------------


def print_rows(stamps: Stamps, *rows: str) -> bytes:
    filled = "".join(row.replace("@PAGE@", "12").replace("@PAGES@", "60") for row in rows)
    return print_pdf(Composed(stamps.start + filled + stamps.end, stamps.stylesheets, ()))


def test_each_row_prints_a_page_of_its_own() -> None:
    stamps = compose_stamps_of(PACKET)
    pdf = print_rows(stamps, stamps.page_row, stamps.number_row, stamps.code_row, stamps.page_row)

    assert page_texts(pdf) == ["Page 12 of 60", "12", "Packet 7KQ4-M2", "Page 12 of 60"]
    assert find_faults(pdf) == []


def test_rows_are_marked_as_page_numbers_are_in_the_foot() -> None:
    stamps = compose_stamps_of(PACKET)

    assert all(
        row.count('data-artifact="page-number"') == 1
        for row in (stamps.page_row, stamps.number_row, stamps.code_row)
    )


@pytest.mark.parametrize("edition", EDITIONS)
def test_number_is_in_the_type_of_the_foot(edition: str) -> None:
    stamps = compose_stamps_of(PACKET, edition)
    foot = print_pdf(front(SET, edition))
    stamp = print_rows(stamps, stamps.page_row)

    assert _look_of(stamp, "Page 12") == _look_of(foot, "Page 1")


def _look_of(pdf: bytes, words: str) -> tuple[object, ...]:
    """Return size, weight and colour of the first text with these words."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        kinds, textpage = (pypdfium2.raw.FPDF_PAGEOBJ_TEXT,), page.get_textpage()
        texts = page.get_objects(filter=kinds, textpage=textpage)
        found = next(text for text in texts if text.extract().startswith(words))
        size = round(found.get_font_size() * abs(found.get_matrix().d), 1)
        color = [c_uint() for _ in "rgba"]
        pypdfium2.raw.FPDFPageObj_GetFillColor(found, *color)
        return size, found.get_font().get_base_name().split("+")[1], [c.value for c in color]


def test_code_stands_alone_where_the_foot_has_the_number() -> None:
    each = replace(PACKET, is_numbered_through=False)

    assert "Packet 7KQ4-M2</p>" in compose_stamps_of(PACKET).code_row
    assert "Packet 7KQ4-M2 · page @PAGE@ of @PAGES@" in compose_stamps_of(each).code_row
    assert compose_stamps_of(replace(PACKET, code="")).code_row == ""


def test_name_stands_beside_the_code_only_when_it_is_asked_for() -> None:
    visit = replace(VISIT, is_named_in_feet=True)
    stamps = compose_stamps_of(replace(PACKET, visit=visit))
    (text,) = page_texts(print_rows(stamps, stamps.code_row))

    assert NAME in text
    assert "Packet 7KQ4-M2" in text
    assert NAME not in stamps.start + stamps.page_row + stamps.end


def test_name_that_is_too_long_leaves_the_code_whole() -> None:
    visit = Visit("A very long name " * 9, is_named_in_feet=True)
    stamps = compose_stamps_of(replace(PACKET, visit=visit), "large-print")
    (text,) = page_texts(print_rows(stamps, stamps.code_row))

    assert "Packet 7KQ4-M2" in text
    assert text.count("A very long name") < 9


@pytest.mark.parametrize("edition", ["standard", "large-print"])
@pytest.mark.parametrize(("paper", "width_mm"), [("letter", 215.9), ("a4", 210.0)])
def test_code_meets_neither_letterhead_nor_running_head(
    edition: str, paper: str, width_mm: float
) -> None:
    stamps = compose_stamps_of(on_paper(replace(PACKET, is_numbered_through=False), paper), edition)
    strip = print_rows(stamps, stamps.code_row)
    _, top, right, bottom = _ink_mm(strip, 0)
    side = 20.0 if edition == "large-print" else {"letter": 31.0, "a4": 28.0}[paper]
    pages = print_pdf(front(with_entries(on_paper(SET, paper), 40), edition))

    assert page_sizes_mm(strip)[0][0] == width_mm
    assert top > 6
    assert abs(width_mm - side - right) < 1
    assert min(_ink_mm(pages, index)[1] for index in range(3)) - bottom > 2


def _ink_mm(pdf: bytes, index: int) -> tuple[float, ...]:
    """Return left, top, right and bottom of what is drawn on a page, from its upper left."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[index].render(scale=4).to_pil().convert("L")
    box = picture.point(lambda value: value < 200 and 255).getbbox()
    return tuple(side / 4 * MM_PER_POINT for side in box)


def test_template_of_stamps_without_its_marks_is_told() -> None:
    theme = make_theme({"collection/stamps.html": "<p>@PAGE@</p><!-- cut -->"})

    with pytest.raises(RenderError) as caught:
        compose_stamps(PACKET, "standard", theme, read_labels("en"))
    assert str(caught.value) == (
        "the template collection/stamps.html has 1 marks '<!-- cut -->' instead of 4; "
        "one stands before each row and one after the last"
    )
