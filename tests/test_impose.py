"""Small pages on sheets to fold: printed, turned over, folded and read, by pixels and by text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Dictionary, Name
from PIL import Image, ImageChops, ImageOps

from handoutpress.content import Flip
from handoutpress.errors import ExitCode, RenderError
from handoutpress.impose import MOST_SHIFT_MM, Imposed, impose
from handoutpress.jobs import Folding
from tests.folded_sheets import Halves, fold_and_read, turn_like_a_leaf
from tests.pdf_facts import identifier, metadata, page_sizes_mm, page_texts
from tests.small_press import FILLER, LONG_TEXT, print_page

WIDTH, HEIGHT = 120, 180
POINT_MM = 25.4 / 72
FLIPS: tuple[Flip, ...] = ("short-edge", "long-edge")
RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)
BINDINGS = pytest.mark.parametrize("is_right_to_left", [False, True], ids=["left", "right"])


def make_pdf(
    contents: Sequence[str],
    size: tuple[float, float] = (WIDTH, HEIGHT),
    corner: tuple[float, float] = (0, 0),
) -> bytes:
    """Return a PDF of pages with these operators; text is in /F, `corner` is that of the box."""
    pdf, file = pikepdf.new(), BytesIO()
    with pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        resources = pdf.make_indirect(Dictionary(Font=Dictionary(F=pdf.make_indirect(font))))
        for content in contents:
            page = pdf.add_blank_page(page_size=size)
            page.MediaBox = [*corner, corner[0] + size[0], corner[1] + size[1]]
            page.Resources = resources
            shifted = f"1 0 0 1 {corner[0]} {corner[1]} cm {content}"
            page.Contents = pdf.make_stream(shifted.encode())
        pdf.save(file)
    return file.getvalue()


def number_page(number: int | str) -> str:
    """Draw a frame, a mark at the top left, and the number: nothing of it is symmetrical."""
    return f"0 0 1 rg 9 150 20 20 re f 4 4 112 172 re S 0 g BT /F 60 Tf 20 50 Td ({number}) Tj ET"


@cache
def number_pages(page_count: int) -> bytes:
    return make_pdf([number_page(number) for number in range(1, page_count + 1)])


def impose_pages(pdf: bytes, folding: Folding | None = None) -> Imposed:
    return impose(
        pdf, folding or Folding(), title="To fold", author="Example Clinic", language="en"
    )


def draw(pdf: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=1).to_pil().convert("RGB") for page in document]


@cache
def draw_pages(page_count: int) -> list[Image.Image]:
    return draw(number_pages(page_count))


def cut(side: Image.Image) -> tuple[Image.Image, Image.Image]:
    """Return the left and the right half of a side."""
    middle, width, height = side.width // 2, side.width, side.height
    return side.crop((0, 0, middle, height)), side.crop((middle, 0, width, height))


def print_sheets(pdf: bytes, flip: Flip) -> list[Halves[Image.Image]]:
    """Return the halves of each sheet as a printer with this setting makes it."""
    sides = draw(pdf)
    return [
        (*cut(front), *cut(turn_like_a_leaf(back, flip)))
        for front, back in zip(sides[::2], sides[1::2], strict=True)
    ]


def looks_like(one: Image.Image, other: Image.Image) -> bool:
    """Tell whether two pictures show the same; edges may be smoothed in another way."""
    difference = ImageChops.difference(one, other).convert("L")
    strong = sum(difference.histogram()[128:])
    return one.size == other.size and strong <= one.width * one.height / 1000


def is_white(picture: Image.Image) -> bool:
    return picture.convert("L").getextrema() == (255, 255)


def test_pictures_that_differ_in_place_turn_or_number_do_not_look_alike() -> None:
    first, second = draw_pages(2)
    others = [second, ImageOps.flip(first), ImageOps.mirror(first), first.rotate(180)]
    moved = ImageChops.offset(first, 1, 0)

    assert looks_like(first, first.copy())
    assert [looks_like(first, other) for other in (*others, moved)] == [False] * 5


@settings(max_examples=150, deadline=None)
@given(
    page_count=st.integers(1, 33),
    flip=st.sampled_from(FLIPS),
    size=st.integers(0, 9),
    is_right_to_left=st.booleans(),
)
def test_the_folded_booklet_shows_every_page_upright_and_in_order(
    page_count: int, flip: Flip, size: int, is_right_to_left: bool
) -> None:
    folding = Folding(flip, size, 0.0, is_right_to_left)

    imposed = impose_pages(number_pages(page_count), folding)

    read = fold_and_read(print_sheets(imposed.pdf, flip), size, is_right_to_left)
    blank_count = -page_count % 4
    before_last = max(1, page_count - 1)
    blanks = read[before_last : before_last + blank_count]
    shown = read[:before_last] + read[before_last + blank_count :]
    assert (imposed.sheet_count, imposed.side_count) == (len(read) // 4, len(read) // 2)
    assert list(map(is_white, blanks)) == [True] * blank_count
    pairs = zip(shown, draw_pages(page_count), strict=True)
    assert [looks_like(page, source) for page, source in pairs] == [True] * page_count


@pytest.mark.parametrize("flip", FLIPS)
@BINDINGS
def test_a_back_that_the_printer_turns_otherwise_is_not_upright(
    flip: Flip, is_right_to_left: bool
) -> None:
    other = FLIPS[1 - FLIPS.index(flip)]
    folding = Folding(flip, is_right_to_left=is_right_to_left)

    (sheet,) = print_sheets(impose_pages(number_pages(4), folding).pdf, other)

    read = fold_and_read([sheet], 0, is_right_to_left)
    alike = map(looks_like, read, draw_pages(4))
    assert list(alike) == [True, False, False, True]


@pytest.mark.parametrize(
    ("folding", "expected"),
    [
        (Folding(), [("5", "1"), ("2", ""), ("", "3"), ("4", "")]),
        (Folding(is_right_to_left=True), [("1", "5"), ("", "2"), ("3", ""), ("", "4")]),
        (Folding("long-edge"), [("5", "1"), ("", "2"), ("", "3"), ("", "4")]),
        (Folding("long-edge", 0, 0.0, True), [("1", "5"), ("2", ""), ("3", ""), ("4", "")]),
        (Folding(sheets_per_signature=1), [("4", "1"), ("2", "3"), ("5", ""), ("", "")]),
    ],
)
def test_the_text_of_each_side_is_that_of_its_two_pages(
    folding: Folding, expected: list[tuple[str, str]]
) -> None:
    with pypdfium2.PdfDocument(impose_pages(number_pages(5), folding).pdf) as document:
        texts = [page.get_textpage() for page in document]
        found = [
            (
                text.get_text_bounded(right=WIDTH).strip(),
                text.get_text_bounded(left=WIDTH).strip(),
            )
            for text in texts
        ]

    assert found == expected


def test_pages_of_a_handout_are_there_with_all_their_text() -> None:
    pdf = print_page(f"<p><a href='#a'>{LONG_TEXT}</a></p>{FILLER}<h2 id='a'>Two</h2>{FILLER}End")
    first, second, third = page_texts(pdf)

    imposed = impose_pages(pdf)

    assert page_texts(imposed.pdf) == [f"{third} {first}", second]
    assert page_sizes_mm(imposed.pdf) == [(200.0, 80.0)] * 2


@pytest.mark.parametrize("flip", FLIPS)
def test_a_page_whose_box_does_not_begin_at_zero_stands_where_others_do(flip: Flip) -> None:
    contents = [number_page(number) for number in range(1, 5)]
    folding = Folding(flip)

    moved = draw(impose_pages(make_pdf(contents, corner=(-30, 70)), folding).pdf)

    expected = draw(impose_pages(number_pages(4), folding).pdf)
    assert list(map(looks_like, moved, expected)) == [True, True]


def test_what_lies_around_the_trim_box_is_cut_off() -> None:
    bled = BytesIO()
    with pikepdf.open(BytesIO(number_pages(4))) as pdf:
        for page in pdf.pages:
            page.TrimBox = page.MediaBox
            page.MediaBox = [-20, -10, 150, 190]
            page.contents_add(b"1 0 0 rg -20 -10 20 200 re 120 0 30 180 re f")
        pdf.save(bled)

    expected = draw(impose_pages(number_pages(4)).pdf)
    assert list(map(looks_like, draw(impose_pages(bled.getvalue()).pdf), expected)) == [True, True]


# --- creep --------------------------------------------------------------------------------------


def find_letters(pdf: bytes) -> dict[str, tuple[float, float]]:
    """Return the left and the bottom edge of each letter, in points."""
    found: dict[str, tuple[float, float]] = {}
    with pypdfium2.PdfDocument(pdf) as document:
        for text in (page.get_textpage() for page in document):
            places = {text.get_text_range(at, 1): at for at in range(text.count_chars())}
            found |= {letter: text.get_charbox(at)[:2] for letter, at in places.items()}
    return {letter: box for letter, box in found.items() if letter.strip()}


# Of the pages A to L on three sheets: L A, B K; J C, D I; H E, F G. Points to the right.
SHIFTS = [
    (Folding("short-edge"), [0, 0, -4, 4, -8, 8, -8, 8, -4, 4, 0, 0]),
    (Folding("short-edge", is_right_to_left=True), [0, 0, 4, -4, 8, -8, 8, -8, 4, -4, 0, 0]),
    (Folding("long-edge"), [0, 0, -4, -4, -8, -8, 8, 8, 4, 4, 0, 0]),
    (Folding("long-edge", is_right_to_left=True), [0, 0, 4, 4, 8, 8, -8, -8, -4, -4, 0, 0]),
    (Folding(sheets_per_signature=2), [0, 0, -4, 4, -4, 4, 0, 0, 0, 0, 0, 0]),
]


@pytest.mark.parametrize(("folding", "shifts"), SHIFTS)
def test_creep_shifts_a_page_towards_the_fold_once_for_each_sheet_around_it(
    folding: Folding, shifts: list[int]
) -> None:
    pdf = make_pdf([number_page(letter) for letter in "ABCDEFGHIJKL"])

    still = find_letters(impose_pages(pdf, folding).pdf)
    crept = find_letters(impose_pages(pdf, replace(folding, creep_mm=4 * POINT_MM)).pdf)

    moved = [
        (crept[letter][0] - still[letter][0], crept[letter][1] - still[letter][1])
        for letter in "ABCDEFGHIJKL"
    ]
    assert moved == [pytest.approx((shift, 0), abs=0.01) for shift in shifts]


@pytest.mark.parametrize("flip", FLIPS)
@pytest.mark.parametrize(
    ("is_right_to_left", "left", "right"), [(False, BLUE, RED), (True, RED, BLUE)]
)
def test_shifted_pages_leave_white_outside_and_end_at_the_fold(
    flip: Flip, is_right_to_left: bool, left: tuple[int, ...], right: tuple[int, ...]
) -> None:
    pdf = make_pdf(["1 0 0 rg 0 0 120 180 re f", "0 0 1 rg 0 0 120 180 re f"] * 4)
    folding = Folding(flip, 0, 6 * POINT_MM, is_right_to_left)

    outer, inner = print_sheets(impose_pages(pdf, folding).pdf, flip)

    rows = [[half.getpixel((x, 90)) for x in range(WIDTH)] for half in (*outer, *inner)]
    assert rows[:4] == [[left] * 120, [right] * 120] * 2
    assert rows[4:] == [[WHITE] * 6 + [left] * 114, [right] * 114 + [WHITE] * 6] * 2


def test_no_page_is_shifted_into_the_fold_however_many_sheets_there_are() -> None:
    """Of 11 sheets, the innermost is 10 deep; with 1 mm for each, it would be shifted by 10 mm."""
    pdf = make_pdf(["1 0 0 rg 0 0 120 180 re f"] * 44)
    sheets = print_sheets(impose_pages(pdf, Folding(creep_mm=1.0)).pdf, "short-edge")

    innermost = sheets[-1][0]
    white = sum(innermost.getpixel((x, 90)) == WHITE for x in range(WIDTH))
    assert white == pytest.approx(MOST_SHIFT_MM / POINT_MM, abs=1)


# --- the file -----------------------------------------------------------------------------------


def test_it_says_what_it_is_and_claims_no_pdfua() -> None:
    imposed = impose(number_pages(3), Folding(), title="A & B", author="Clínica", language="es")

    told = metadata(imposed.pdf)
    assert (told.title, told.author, told.language) == ("A & B", "Clínica", "es")
    assert (told.pdfua_part, told.shows_title) == ("", True)
    with pikepdf.open(BytesIO(imposed.pdf)) as pdf:
        assert dict(pdf.docinfo) == {
            "/Title": "A & B",
            "/Author": "Clínica",
            "/Producer": "Handout Press",
        }


@pytest.mark.parametrize(
    ("flip", "duplex"),
    [("short-edge", "/DuplexFlipShortEdge"), ("long-edge", "/DuplexFlipLongEdge")],
)
def test_it_asks_the_printer_for_both_sides_in_its_own_size(flip: Flip, duplex: str) -> None:
    with pikepdf.open(BytesIO(impose_pages(number_pages(3), Folding(flip)).pdf)) as pdf:
        wishes = pdf.Root.ViewerPreferences

        assert (str(wishes.Duplex), str(wishes.PrintScaling)) == (duplex, "/None")
        assert bool(wishes.PickTrayByPDFSize)
        assert pdf.pdf_version >= "1.7"


def test_what_is_clicked_or_read_aloud_is_left_behind() -> None:
    pdf = print_page("<p><a href='https://example.org'>Link</a></p><h2>Two</h2>")

    with pikepdf.open(BytesIO(impose_pages(pdf).pdf)) as imposed:
        assert set(imposed.Root.keys()) == {
            *("/Type", "/Pages", "/Lang", "/Metadata", "/ViewerPreferences")
        }
        assert all("/Annots" not in page for page in imposed.pages)
        kinds = [found.get("/Type") for found in imposed.objects if isinstance(found, Dictionary)]
        assert {"/Annot", "/StructElem"} & set(map(str, kinds)) == set()


def test_the_same_pages_give_the_same_bytes() -> None:
    pdf = print_page(f"<p>{LONG_TEXT}</p>")
    folding = Folding("long-edge", 2, 0.1)

    assert impose_pages(pdf, folding).pdf == impose_pages(pdf, folding).pdf


def test_the_identifier_comes_of_what_is_on_the_sheets_and_not_of_the_time() -> None:
    few, many = (impose_pages(number_pages(count)).pdf for count in (3, 9))

    assert identifier(few) not in ("", identifier(many))


def test_fonts_and_resources_are_stored_once_and_objects_are_packed() -> None:
    pdf = print_page("<p>Words</p>" * 40)
    imposed = impose_pages(pdf).pdf

    with pikepdf.open(BytesIO(imposed)) as sheets, pikepdf.open(BytesIO(pdf)) as pages:
        forms = [form for page in sheets.pages for form in page.Resources.XObject.values()]
        found = [
            sum("/FontFile2" in each for each in of.objects if isinstance(each, Dictionary))
            for of in (sheets, pages)
        ]
        assert all(form.Resources.is_indirect for form in forms)
        assert len({form.Resources.objgen for form in forms}) == 1
        assert len(forms) == len(pages.pages) > 4
        assert found[0] == found[1]
    assert b"/ObjStm" in imposed
    assert len(imposed) < 1.2 * len(pdf)


def test_pages_that_list_the_same_fonts_each_for_itself_share_one_list() -> None:
    own = BytesIO()
    with pikepdf.open(BytesIO(number_pages(9))) as pdf:
        other = pdf.make_indirect(Dictionary(BaseFont=Name.Courier))
        for page in pdf.pages:
            page.Resources = Dictionary(Font=Dictionary(F=page.Resources.Font.F))
        pdf.pages[4].Resources.Font.F = other
        pdf.save(own)

    with pikepdf.open(BytesIO(impose_pages(own.getvalue()).pdf)) as sheets:
        forms = [form for page in sheets.pages for form in page.Resources.XObject.values()]
        assert len(forms) == 9
        assert all(form.Resources.is_indirect for form in forms)
        assert len({form.Resources.objgen for form in forms}) == 2


# --- what cannot be imposed ---------------------------------------------------------------------


def change_page(key: str, value: object, number: int = 2) -> bytes:
    """Return three pages, of which one has another value at a key."""
    changed = BytesIO()
    with pikepdf.open(BytesIO(number_pages(3))) as pdf:
        pdf.pages[number - 1].obj[key] = value
        pdf.save(changed)
    return changed.getvalue()


def test_a_full_turn_is_none_and_rounding_is_no_other_size() -> None:
    assert impose_pages(change_page("/Rotate", 360)).sheet_count == 1
    assert impose_pages(change_page("/MediaBox", [0, 0, 120.004, 180])).sheet_count == 1


SIZE = "has another size than page 1; make all pages of the booklet equal"
SHOWN = "is rotated or scaled by its viewer; make it upright and of its own size"
REFUSED = [
    (change_page("/MediaBox", [0, 0, 121, 180]), f"page 2 {SIZE}"),
    (change_page("/MediaBox", [0, 0, 120, 179], 3), f"page 3 {SIZE}"),
    (change_page("/TrimBox", [3, 3, 117, 177]), f"page 2 {SIZE}"),
    (change_page("/Rotate", 180), f"page 2 {SHOWN}"),
    (change_page("/Rotate", 90, 1), f"page 1 {SHOWN}"),
    (change_page("/UserUnit", 2), f"page 2 {SHOWN}"),
    (
        make_pdf([""], (90, 180)),
        "page 1 is so narrow that two of them make no landscape sheet; make the pages wider",
    ),
    (make_pdf([]), "there is no page to impose; give the booklet a page"),
    (
        b"%PDF-1.7 and no more",
        "the small pages of 'To fold' are no sound PDF (PdfError); build it again with --force",
    ),
]


@pytest.mark.parametrize(("pdf", "message"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_imposed_is_refused_by_its_page(pdf: bytes, message: str) -> None:
    with pytest.raises(RenderError) as caught:
        impose_pages(pdf)

    assert str(caught.value) == message
    assert caught.value.exit_code is ExitCode.FAILED
