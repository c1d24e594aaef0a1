"""New numbers on pages that are made: where they stand, what they replace, what is read aloud."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from handoutpress.combine import Combined, Part, Passwords, Stamps, combine, encrypt, lay_out
from tests.pdf_facts import artifacts, find_faults, page_texts, read_aloud
from tests.small_press import LONG_TEXT, print_page, render

CSS = """
.foot { position: running(foot); text-align: end }
@page { @bottom-left { content: element(foot); width: 100% } }
.foot div::before { content: "Page " counter(page) " of " counter(pages) }
nav ol { list-style: none; margin: 0; padding: 0 }
nav a { color: black; text-decoration: none }
nav a::after { content: leader(" .") " " target-counter(attr(href), page) }
h2 { break-before: page }
"""
FOOT = '<div class="foot"><div data-artifact="page-number"></div></div>'
CONTENTS = '<nav><ol><li><a href="#b">Begin</a></li><li><a href="#e">End</a></li></ol></nav>'
LONG = f'{FOOT}{CONTENTS}<h2 id="b">Begin</h2><p>{LONG_TEXT}</p><h2 id="e">End</h2><p>Bye</p>'
SHORT = f"{FOOT}<p>Short</p>"
LINE_CSS = "@page { size: 100mm 3000mm; margin: 0 10mm } p { margin: 0; text-align: end }"


def print_lines(*lines: str, css: str = LINE_CSS, language: str = "en") -> bytes:
    body = "".join(f'<p data-artifact="page-number">{line}</p>' for line in lines)
    return render(body, css=css, language=language).pdf


def make_stamps(count: int, *, with_edges: bool = False, language: str = "en") -> Stamps:
    feet = [f"Page {page} of {count}" for page in range(1, count + 1)]
    numbers = [str(page) for page in range(1, count + 1)]
    edges = [f"Packet ABC page {page}" for page in range(1, count + 1)] if with_edges else []
    return Stamps(
        print_lines(*feet, *numbers, *edges, language=language),
        feet=tuple(range(count)),
        numbers=tuple(range(count, 2 * count)),
        edges=tuple(range(2 * count, 2 * count + len(edges))),
        is_right_to_left=language == "ar",
    )


def combine_all(parts: list[Part], stamps: Stamps | None, *, is_duplex: bool = False) -> Combined:
    return combine(
        parts,
        title="Packet",
        author="Example Clinic",
        language="en",
        is_duplex=is_duplex,
        is_numbered_through=True,
        stamps=stamps,
    )


@pytest.fixture(scope="module")
def parts() -> list[Part]:
    bodies = (("Short", SHORT), ("Long", LONG), ("Last", SHORT))
    return [Part(print_page(body, css=CSS), title, "en") for title, body in bodies]


@pytest.fixture(scope="module")
def numbered(parts: list[Part]) -> Combined:
    return combine_all(parts, make_stamps(5))


def read_labels(pdf: bytes) -> list[str]:
    with pikepdf.open(BytesIO(pdf)) as document:
        return [page.label for page in document.pages]


def draw(pdf: bytes, page: int) -> tuple[tuple[int, int], bytes]:
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[page - 1].render(scale=1, grayscale=True).to_pil()
        return picture.size, picture.tobytes()


def find_ink(pdf: bytes, page: int, box: tuple[float, float, float, float]) -> set[int]:
    """Return the columns, in pixels from the left, in which anything is dark within a box.

    The box is in shares of the page from its upper left.
    """
    (width, height), pixels = draw(pdf, page)
    columns = range(int(box[0] * width), int(box[2] * width))
    rows = range(int(box[1] * height), int(box[3] * height))
    return {x for x in columns if any(pixels[y * width + x] < 200 for y in rows)}


# --- layout -----------------------------------------------------------------------------------


def test_parts_stand_one_after_another() -> None:
    layout = lay_out([1, 3, 2])
    assert (layout.first_pages, layout.page_count, layout.blanks) == ((0, 1, 4), 6, ())
    assert layout.sheet_count == 3


def test_for_duplex_each_part_begins_on_the_front_of_a_sheet() -> None:
    layout = lay_out([1, 3, 2, 1], is_duplex=True)
    assert layout.first_pages == (0, 2, 6, 8)
    assert (layout.page_count, layout.blanks, layout.sheet_count) == (9, (1, 5), 5)


# --- numbers that run through -----------------------------------------------------------------


def test_each_foot_has_the_number_of_the_page_in_the_whole(numbered: Combined) -> None:
    found = [each for each in artifacts(numbered.pdf) if each.subtype == "PageNum"]
    assert [(each.page, each.text) for each in found] == [
        (page, f"Page {page} of 5") for page in range(1, 6)
    ]


def test_the_old_numbers_are_gone(numbered: Combined) -> None:
    texts = page_texts(numbered.pdf)
    assert ["of 5" in text for text in texts] == [True] * 5
    assert [text for text in texts if "of 1" in text or "of 3" in text] == []


def test_a_list_of_contents_names_the_pages_of_the_whole(numbered: Combined) -> None:
    spoken = " ".join(read_aloud(numbered.pdf).split())
    assert "Begin 3 End 4" in spoken


def test_numbered_pages_are_as_sound_as_before(numbered: Combined) -> None:
    assert find_faults(numbered.pdf) == []


def test_labels_are_the_numbers_that_are_printed(numbered: Combined) -> None:
    assert read_labels(numbered.pdf) == ["1", "2", "3", "4", "5"]


def test_all_but_the_numbers_looks_as_it_did(parts: list[Part], numbered: Combined) -> None:
    body = (0.0, 0.0, 1.0, 0.86)
    assert find_ink(numbered.pdf, 3, body) == find_ink(parts[1].pdf, 2, body) != set()
    foot = (0.0, 0.87, 1.0, 1.0)
    assert find_ink(numbered.pdf, 3, foot) != find_ink(parts[1].pdf, 2, foot)


def test_a_new_number_ends_where_the_old_one_did(parts: list[Part], numbered: Combined) -> None:
    foot = (0.0, 0.87, 1.0, 1.0)
    for page in (2, 3, 4):
        old, new = find_ink(parts[1].pdf, page - 1, foot), find_ink(numbered.pdf, page, foot)
        assert max(old) == pytest.approx(max(new), abs=2)


def test_numbers_of_two_digits_push_no_dot_aside(parts: list[Part]) -> None:
    many = [parts[0]] * 11 + [parts[1]]
    combined = combine_all(many, make_stamps(14))
    assert "Begin 13 End 14" in " ".join(read_aloud(combined.pdf).split())
    assert find_faults(combined.pdf) == []
    with pikepdf.open(BytesIO(combined.pdf)) as document:
        content = document.pages[11].Contents.read_bytes()
    with pikepdf.open(BytesIO(parts[1].pdf)) as document:
        before = document.pages[0].Contents.read_bytes()
    foot = (0.0, 0.87, 1.0, 1.0)
    assert max(find_ink(combined.pdf, 12, foot)) == pytest.approx(
        max(find_ink(parts[1].pdf, 1, foot)), abs=1
    )
    assert min(find_ink(combined.pdf, 12, foot)) < min(find_ink(parts[1].pdf, 1, foot)) - 8
    assert before.count(b"/Layout") - 4 <= content.count(b"/Layout") < before.count(b"/Layout")


def test_each_line_has_its_color_though_the_renderer_says_it_once(parts: list[Part]) -> None:
    css = LINE_CSS + "p { color: #cc0000 }"
    lines = [f"Page {page} of 5" for page in range(1, 6)]
    stamps = Stamps(print_lines(*lines, *"12345", css=css), tuple(range(5)), tuple(range(5, 10)))
    combined = combine_all(parts, stamps)
    with pypdfium2.PdfDocument(combined.pdf) as document:
        for page in document:
            picture = page.render(scale=2).to_pil()
            foot = picture.crop((0, int(picture.height * 0.87), *picture.size))
            reds = [color for _, color in foot.getcolors(100_000) if color[0] > color[1] + 99]
            assert reds


def test_what_follows_a_number_keeps_its_color(parts: list[Part]) -> None:
    """The renderer says once what is the same for a number and for what is drawn after it."""
    with pikepdf.open(BytesIO(parts[0].pdf)) as document:
        content = document.pages[0].Contents.read_bytes()
        start, number = content.index(b"/Subtype /PageNum"), b"BDC\n"
        red = content.index(number, start) + len(number)
        end = content.index(b"EMC\n", red) + len(b"EMC\n")
        square = b"/Artifact BMC\n20 20 20 20 re\nf\nEMC\n"
        slot = content[red:end].replace(b"0 0 0 rg", b"0.8 0 0 rg")
        pieces = (content[:red], slot, square, content[end:])
        document.pages[0].Contents.write(b"".join(pieces))
        changed = BytesIO()
        document.save(changed)
    combined = combine_all([Part(changed.getvalue(), "Red", "en")], make_stamps(1))

    assert read_color(changed.getvalue()) == read_color(combined.pdf) == (204, 0, 0)


def read_color(pdf: bytes) -> tuple[int, ...]:
    """Return the colour in the middle of a square at 20 to 40 pixels, which is 15 to 30 points."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=1).to_pil().convert("RGB")
    return tuple(picture.getpixel((22, 22)))


def test_what_was_combined_can_be_combined_again(parts: list[Part], numbered: Combined) -> None:
    again = combine_all([parts[0], Part(numbered.pdf, "All", "en")], make_stamps(6))
    assert "Begin 4 End 5" in " ".join(read_aloud(again.pdf).split())
    assert find_faults(again.pdf) == []


def test_without_stamps_each_part_keeps_its_numbers(parts: list[Part]) -> None:
    combined = combine(parts, title="All", author="A", language="en")
    assert [text for text in page_texts(combined.pdf) if "of 5" in text] == []
    assert read_labels(combined.pdf) == ["1", "1", "2", "3", "1"]


def test_a_number_that_reads_from_right_to_left_keeps_its_left_end() -> None:
    css = CSS.replace("text-align: end", "text-align: left; direction: rtl")
    part = Part(print_page(LONG, css=css), "Long", "en")
    lines = LINE_CSS.replace("text-align: end", "text-align: right")
    count = 3 + 97
    feet = [f"Page {page} of {count}" for page in range(1, count + 1)]
    stamps = Stamps(
        print_lines(*feet, *map(str, range(1, count + 1)), css=lines),
        feet=tuple(range(count)),
        numbers=tuple(range(count, 2 * count)),
        is_right_to_left=True,
    )
    combined = combine_all([part], stamps)
    foot = (0.0, 0.87, 1.0, 1.0)
    old, new = find_ink(part.pdf, 1, foot), find_ink(combined.pdf, 1, foot)
    assert min(old) == pytest.approx(min(new), abs=2)
    assert max(new) > max(old)


# --- a line at the edge -----------------------------------------------------------------------


def test_every_page_has_its_line_blank_ones_too(parts: list[Part]) -> None:
    combined = combine_all(parts, make_stamps(7, with_edges=True), is_duplex=True)
    texts = page_texts(combined.pdf)
    assert [f"Packet ABC page {number}" in text for number, text in enumerate(texts, 1)] == (
        [True] * 7
    )
    assert (combined.page_count, combined.first_pages) == (7, (0, 2, 6))
    assert find_faults(combined.pdf) == []
    assert "Packet" not in read_aloud(combined.pdf)


@pytest.mark.parametrize("is_duplex", [True, False])
def test_what_is_made_for_duplex_says_over_which_edge(parts: list[Part], is_duplex: bool) -> None:
    combined = combine_all(parts, None, is_duplex=is_duplex)
    with pikepdf.open(BytesIO(combined.pdf)) as document:
        found = document.Root.ViewerPreferences.get("/Duplex")
        assert document.Root.ViewerPreferences.DisplayDocTitle
    assert found == ("/DuplexFlipLongEdge" if is_duplex else None)


@pytest.mark.parametrize(("turn", "size"), [(0, (200, 300)), (90, (300, 200))])
def test_a_blank_page_is_as_large_as_the_one_before_it(turn: int, size: tuple[int, int]) -> None:
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(200, 300))
        document.pages[0].rotate(turn, relative=False)
        made = BytesIO()
        document.save(made)
    part = Part(made.getvalue(), "Scan", "en")
    combined = combine_all([part, part], None, is_duplex=True)
    with pypdfium2.PdfDocument(combined.pdf) as document:
        assert [page.get_size() for page in document] == [size] * 3


def test_blank_pages_have_no_tags_and_are_counted(parts: list[Part]) -> None:
    combined = combine_all(parts, None, is_duplex=True)
    texts = page_texts(combined.pdf)
    assert [not text.strip() for text in texts] == [False, True, False, False, False, True, False]
    assert read_labels(combined.pdf) == ["1", "2", "3", "4", "5", "6", "7"]
    with pikepdf.open(BytesIO(combined.pdf)) as document:
        assert ["/StructParents" in page.obj for page in document.pages][1] is False
    assert find_faults(combined.pdf) == []


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_line_stands_at_the_upper_edge_of_a_page_as_it_is_seen(turn: int) -> None:
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(300, 400))
        document.pages[0].obj.CropBox = [10, 20, 290, 380]
        document.pages[0].rotate(turn, relative=False)
        made = BytesIO()
        document.save(made)
    stamps = Stamps(print_lines("Packet ABC"), edges=(0,))
    combined = combine_all([Part(made.getvalue(), "Scan", "en")], stamps)

    above = find_ink(combined.pdf, 1, (0.0, 0.03, 1.0, 0.13))
    (width, _), _ = draw(combined.pdf, 1)
    assert width == (360 if turn in (90, 270) else 280)
    assert above
    assert max(above) == pytest.approx(width - 28, abs=3)  # the margin of 10 mm
    assert find_ink(combined.pdf, 1, (0.0, 0.14, 1.0, 1.0)) == set()


def test_the_line_is_made_smaller_for_a_page_that_is_too_narrow() -> None:
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(150, 400))
        made = BytesIO()
        document.save(made)
    stamps = Stamps(print_lines("Packet ABC of a clinic, page 12 of 60"), edges=(0,))
    combined = combine_all([Part(made.getvalue(), "Scan", "en")], stamps)

    ink = find_ink(combined.pdf, 1, (0.0, 0.0, 1.0, 0.2))
    assert (min(ink), max(ink)) == pytest.approx((18, 132), abs=2)


# --- encryption -------------------------------------------------------------------------------


def test_an_encrypted_pdf_opens_with_its_password_and_can_be_read_aloud(parts: list[Part]) -> None:
    passwords = Passwords(user="open sesame", owner="the owner's")
    combined = combine(parts, title="All", author="A", language="en")
    encrypted = encrypt(combined.pdf, passwords)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(encrypted))
    with pikepdf.open(BytesIO(encrypted), password="open sesame") as document:
        assert (document.encryption.R, document.encryption.bits) == (6, 256)
        allowed = document.allow
        assert allowed.accessibility
        assert (allowed.print_highres, allowed.extract, allowed.modify_other) == (
            True,
            False,
            False,
        )
        assert len(document.pages) == 5
    assert "sesame" not in repr(passwords)


def test_numbers_do_not_depend_on_chance(parts: list[Part]) -> None:
    stamps = make_stamps(7, with_edges=True)
    first, second = (combine_all(parts, stamps, is_duplex=True).pdf for _ in range(2))
    assert first == second
