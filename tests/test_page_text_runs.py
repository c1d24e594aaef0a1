"""What PDFium says of the text on a page: sizes after all matrices, colours, marks."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name

from handoutpress.page_check.text_runs import hide_text, read_runs
from handoutpress.page_check.values import Run
from tests.checked_pages import print_sheet
from tests.tag_breakages import STILL_SOUND
from tests.tagged_pdf import build_sound_pdf, change


def read(pdf: bytes) -> tuple[Run, ...]:
    with pypdfium2.PdfDocument(pdf) as document:
        return read_runs(document[0])


@cache
def read_sheet(body: str, css: str = "") -> tuple[Run, ...]:
    return read(print_sheet(body, css))


def draw(content: bytes) -> bytes:
    """Return a page with this content and a font that every viewer has."""
    pdf, file = pikepdf.new(), BytesIO()
    with pdf:
        page = pdf.add_blank_page(page_size=(300, 200))
        helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        form = pdf.make_stream(b"BT /F 10 Tf 5 5 Td (inner) Tj ET")
        form.stream_dict = Dictionary(
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 100, 100]),
            Matrix=Array([2, 0, 0, 2, 0, 0]),
            Resources=Dictionary(Font=Dictionary(F=helvetica)),
        )
        page.Resources = Dictionary(Font=Dictionary(F=helvetica), XObject=Dictionary(X=form))
        page.Contents = pdf.make_stream(content)
        pdf.save(file)
    return file.getvalue()


def test_run_has_its_words_size_font_color_and_place() -> None:
    run = next(run for run in read_sheet("<p>Take one pill</p>") if run.text == "Take one pill")

    assert run.size_pt == 14
    assert run.font.endswith("+Handout-Sans")
    assert (run.color, run.opacity) == ((26, 26, 26), 1.0)
    assert run.left == pytest.approx(31 / 25.4 * 72, abs=0.1)
    assert run.box.bottom < run.baseline < run.box.top
    assert run.mcid >= 0
    assert run.is_level
    assert not run.is_artifact


def test_bold_and_italics_are_told_from_the_font() -> None:
    runs = {run.text.strip(): run for run in read_sheet("<p><b>Bold</b> and plain</p>")}

    assert runs["Bold"].is_bold
    assert not runs["and plain"].is_bold
    assert not runs["Bold"].is_italic


def test_foot_is_an_artifact() -> None:
    assert [run.text for run in read_sheet("<p>Words</p>") if run.is_artifact] == ["Example Clinic"]


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (b"BT /F 12 Tf 10 10 Td (x) Tj ET", 12),
        (b"0.5 0 0 0.5 0 0 cm BT /F 12 Tf 10 10 Td (x) Tj ET", 6),
        (b"BT /F 1 Tf 9 0 0 9 10 10 Tm (x) Tj ET", 9),
        (b"1 0 0 -1 0 200 cm BT /F 12 Tf 1 0 0 -1 10 10 Tm (x) Tj ET", 12),
        (b"0 1 -1 0 100 0 cm BT /F 12 Tf 10 10 Td (x) Tj ET", 12),
    ],
)
def test_size_is_what_the_matrices_leave_of_it(content: bytes, size: float) -> None:
    (run,) = read(draw(content))

    assert run.size_pt == pytest.approx(size, abs=0.01)


def test_text_that_is_turned_is_not_level() -> None:
    (run,) = read(draw(b"0 1 -1 0 100 0 cm BT /F 12 Tf 10 10 Td (x) Tj ET"))

    assert not run.is_level


def test_text_in_a_form_stands_where_the_form_puts_it() -> None:
    (run,) = read(draw(b"q 1 0 0 1 50 60 cm /X Do Q"))

    assert (run.text, run.size_pt) == ("inner", 20)
    assert (run.left, run.baseline) == pytest.approx((60, 70))
    assert run.box.left == pytest.approx(60, abs=3)


def test_text_in_a_form_belongs_to_the_mark_around_it() -> None:
    (tagged,) = read(draw(b"/P <</MCID 7>> BDC /X Do EMC"))
    (artifact,) = read(draw(b"/Artifact BMC /X Do EMC"))

    assert (tagged.mcid, tagged.is_artifact) == (7, False)
    assert (artifact.mcid, artifact.is_artifact) == (-1, True)


def test_text_without_ink_is_left_out() -> None:
    assert read(draw(b"BT /F 12 Tf 3 Tr 10 10 Td (hidden) Tj ET")) == ()
    assert read(draw(b"BT /F 12 Tf 10 10 Td (  ) Tj ET")) == ()


def test_page_that_does_not_begin_at_zero_is_measured_from_its_own_corner() -> None:
    with pikepdf.open(BytesIO(draw(b"BT /F 12 Tf 110 120 Td (x) Tj ET"))) as pdf:
        pdf.pages[0].MediaBox = Array([100, 100, 300, 200])
        file = BytesIO()
        pdf.save(file)
    (run,) = read(file.getvalue())

    assert (run.left, run.baseline) == (10, 20)


def test_form_that_holds_itself_is_read_to_an_end() -> None:
    pdf = change(build_sound_pdf(), STILL_SOUND["a_form_paints_itself"])

    assert [run.text for run in read(pdf)] == [run.text for run in read(build_sound_pdf())]


def test_hidden_text_leaves_the_rest_of_the_page() -> None:
    with pypdfium2.PdfDocument(draw(b"0 0 9 9 re f BT /F 40 Tf 50 50 Td (x) Tj ET")) as document:
        page = document[0]
        hide_text(page)
        picture = page.render(scale=1).to_pil().convert("L")

    assert picture.point(lambda value: 255 - value).getbbox() == (0, 191, 9, 200)
