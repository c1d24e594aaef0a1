"""What is printed on finished pages: numbers of pages, and a packet's code."""

from __future__ import annotations

from ctypes import c_uint
from dataclasses import dataclass, replace

import pypdfium2
import pytest

from handoutpress.collection import Visit
from handoutpress.combine import Part, Stamps, combine
from handoutpress.compose import Composed
from handoutpress.compose.stamps import compose_stamps
from handoutpress.errors import RenderError
from handoutpress.jobs import StampRows
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
    artifacts,
    page_sizes_mm,
    page_texts,
)

# --- stamps --------------------------------------------------------------------------------------


def print_rows(stamps: StampRows, *rows: str) -> bytes:
    filled = "".join(row.replace("@PAGE@", "12").replace("@PAGES@", "60") for row in rows)
    return print_pdf(Composed(stamps.start + filled + stamps.end, stamps.stylesheets, ()))


def test_each_row_prints_a_line_that_is_a_page_number() -> None:
    stamps = compose_stamps_of(PACKET)
    pdf = print_rows(stamps, stamps.page, stamps.number, stamps.edge, stamps.page)

    assert [(each.subtype, each.text) for each in artifacts(pdf)] == [
        ("PageNum", "Page 12 of 60"),
        ("PageNum", "12"),
        ("PageNum", "Packet 7KQ4-M2"),
        ("PageNum", "Page 12 of 60"),
    ]


def test_where_each_part_counts_its_own_no_number_is_replaced() -> None:
    stamps = compose_stamps_of(replace(PACKET, is_numbered_through=False))

    assert (stamps.page, stamps.number) == ("", "")


@pytest.mark.parametrize("edition", EDITIONS)
def test_number_is_in_the_type_of_the_foot(edition: str) -> None:
    stamps = compose_stamps_of(PACKET, edition)
    foot = print_pdf(front(SET, edition))
    stamp = print_rows(stamps, stamps.page)

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

    whole = "Packet 7KQ4-M2 · page @PAGE@ of @PAGES@"
    assert "Packet 7KQ4-M2</p>" in compose_stamps_of(PACKET).edge
    assert whole in compose_stamps_of(PACKET).lone_edge
    assert whole in compose_stamps_of(each).edge
    assert compose_stamps_of(replace(PACKET, code="")).edge == ""


def test_name_stands_beside_the_code_only_when_it_is_asked_for() -> None:
    visit = replace(VISIT, is_named_in_feet=True)
    stamps = compose_stamps_of(replace(PACKET, visit=visit))
    (text,) = page_texts(print_rows(stamps, stamps.edge))

    assert NAME in text
    assert "Packet 7KQ4-M2" in text
    assert NAME not in stamps.start + stamps.page + stamps.end


def test_name_that_is_too_long_leaves_the_code_whole() -> None:
    visit = Visit("A very long name " * 9, is_named_in_feet=True)
    stamps = compose_stamps_of(replace(PACKET, visit=visit), "large-print")
    (text,) = page_texts(print_rows(stamps, stamps.edge))

    assert text.startswith("Packet 7KQ4-M2")
    assert text.rstrip().endswith("…")


@pytest.mark.parametrize("edition", ["standard", "large-print"])
@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_code_meets_neither_the_margin_nor_letterhead_nor_running_head(
    edition: str, paper: str
) -> None:
    visit = Visit("W" * 99, is_named_in_feet=True)
    wide = replace(PACKET, is_numbered_through=False, visit=visit)
    stamps = compose_stamps_of(on_paper(wide, paper), edition)
    side = 20.0 if edition == "large-print" else {"letter": 31.0, "a4": 28.0}[paper]
    pages = print_pdf(front(with_entries(on_paper(SET, paper), 40), edition))
    combined = combine(
        [Part(pages, "Front", "en")],
        title="Packet",
        author="Example Clinic",
        language="en",
        stamps=Stamps(print_rows(stamps, stamps.edge), edges=(0,) * 12),
    )

    for index in range(3):
        code, below = _list_bands_mm(combined.pdf, index)[:2]
        assert code.top > 6
        assert below.top - code.bottom > 2
        assert side - 0.5 < code.left
        assert abs(_width_mm(combined.pdf, index) - side - code.right) < 1


@dataclass(frozen=True)
class Band:
    """Where something is drawn between two white stripes, in mm from the upper left."""

    left: float
    top: float
    right: float
    bottom: float


def _list_bands_mm(pdf: bytes, index: int) -> list[Band]:
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[index].render(scale=4).to_pil().convert("L")
    dark = picture.point(lambda value: value < 200 and 255)
    rows = [dark.crop((0, y, dark.width, y + 1)).getbbox() for y in range(dark.height)]
    bands: list[list[int]] = []
    for y, found in enumerate(rows):
        if found and (y == 0 or not rows[y - 1]):
            bands.append([found[0], y, found[2], y + 1])
        elif found:
            left, top, right, _ = bands[-1]
            bands[-1] = [min(left, found[0]), top, max(right, found[2]), y + 1]
    return [Band(*(side / 4 * MM_PER_POINT for side in band)) for band in bands]


def _width_mm(pdf: bytes, index: int) -> float:
    return page_sizes_mm(pdf)[index][0]


def test_template_of_stamps_without_its_marks_is_told() -> None:
    theme = make_theme({"collection/stamps.html": "<p>@PAGE@</p><!-- cut -->"})

    with pytest.raises(RenderError) as caught:
        compose_stamps(PACKET, "standard", theme, read_labels("en"))
    assert str(caught.value) == (
        "the template collection/stamps.html has 1 marks '<!-- cut -->' instead of 5; "
        "one stands before each row and one after the last"
    )
