from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from PIL import Image
from pypdfium2 import PdfBitmap, PdfDocument, PdfPage

from handoutpress.errors import ExitCode, RenderError
from handoutpress.first_page import WIDTH_PX, draw_first_page
from tests.small_press import LONG_TEXT, print_page

LETTER, A4 = (612, 792), (595.2755905511812, 841.8897637795276)
TOP_LEFT_QUARTER_BLACK = b"0 g 0 %f %f %f re f"


def make_pdf(size: tuple[float, float], content: bytes = b"") -> bytes:
    pdf, file = pikepdf.new(), BytesIO()
    with pdf:
        page = pdf.add_blank_page(page_size=size)
        page.Contents = pdf.make_stream(content)
        pdf.save(file)
    return file.getvalue()


def read_picture(png: bytes) -> Image.Image:
    picture = Image.open(BytesIO(png))
    picture.load()
    return picture


@pytest.mark.parametrize(("size", "height_px"), [(LETTER, 311), (A4, 340), ((612, 396), 156)])
def test_picture_has_the_shape_of_the_page(size: tuple[float, float], height_px: int) -> None:
    picture = read_picture(draw_first_page(make_pdf(size)))

    assert (picture.format, picture.size) == ("PNG", (WIDTH_PX, height_px))


@pytest.mark.parametrize("width", [283.46, 419.53, 498.9, 595.276, 612.001, 841.89])
def test_picture_is_as_wide_as_it_is_said_to_be(width: float) -> None:
    assert read_picture(draw_first_page(make_pdf((width, 500)))).width == WIDTH_PX


def test_picture_shows_what_is_on_the_page_where_it_is() -> None:
    black_top_left = TOP_LEFT_QUARTER_BLACK % (396, 306, 396)
    picture = read_picture(draw_first_page(make_pdf(LETTER, black_top_left))).convert("L")

    assert [picture.getpixel(at) for at in ((0, 0), (117, 150))] == [0, 0]
    assert [picture.getpixel(at) for at in ((122, 150), (239, 0), (0, 310))] == [255, 255, 255]


@pytest.mark.parametrize(("grey", "drawn"), [(b"0.2", 51), (b"0.5", 136), (b"0.8", 204)])
def test_picture_has_sixteen_greys(grey: bytes, drawn: int) -> None:
    pdf = make_pdf(LETTER, grey + b" g 0 0 612 792 re f")

    assert read_picture(draw_first_page(pdf)).convert("L").getextrema() == (drawn, drawn)


def test_color_becomes_grey() -> None:
    red = read_picture(draw_first_page(make_pdf(LETTER, b"1 0 0 rg 0 0 612 792 re f")))

    assert red.mode in ("L", "I", "P")
    assert 50 <= red.convert("L").getpixel((9, 9)) <= 120


def test_picture_is_of_the_first_page_only() -> None:
    pdf, file = pikepdf.new(), BytesIO()
    with pdf:
        pdf.add_blank_page(page_size=LETTER)
        pdf.add_blank_page(page_size=(792, 612))
        pdf.save(file)

    assert read_picture(draw_first_page(file.getvalue())).size == (WIDTH_PX, 311)


def test_same_pdf_gives_the_same_bytes_and_few_of_them() -> None:
    pdf = print_page(f"<p>{LONG_TEXT}</p>")

    first, second = draw_first_page(pdf), draw_first_page(pdf)

    assert first == second
    assert len(first) < 15_000
    assert len(set(read_picture(first).convert("L").tobytes())) > 4


@pytest.mark.parametrize("kind", [PdfBitmap, PdfPage, PdfDocument])
def test_everything_that_is_opened_is_closed(
    kind: type[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, close = [], kind.close
    monkeypatch.setattr(kind, "close", lambda opened: (closed.append(opened), close(opened)))

    draw_first_page(make_pdf(LETTER))

    assert len(closed) == 1


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7 and no more"], ids=["nothing", "cut off"])
def test_what_cannot_be_drawn_is_told(pdf: bytes) -> None:
    with pytest.raises(RenderError) as caught:
        draw_first_page(pdf)

    assert caught.value.exit_code is ExitCode.FAILED
    assert str(caught.value).startswith("the picture of the first page cannot be drawn: ")
    assert str(caught.value).endswith("; build the PDF again with --force")
