"""Subsets of one font united: judged by what pages show and say, and by the font programs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from pikepdf import Name

from handoutpress.combine import Part, combine
from tests.pdf_facts import find_faults, fonts, page_texts
from tests.small_press import print_page

# The last ones are made of letters and accents that no code of the page needs by themselves.
WORDS = ("abc ABC 123", "xyz <b>xyz</b> ABC", "ñandú Ångström <b>été ÿ</b>", "Œuvre ÷ ½ <b>šž</b>")


def make_part(body: str, title: str = "One") -> Part:
    return Part(print_page(f"<p>{body}</p>"), title, "en")


def combine_all(*parts: Part) -> bytes:
    return combine(parts, title="Packet", author="Example Clinic", language="en").pdf


def draw_pages(pdf: bytes) -> list[bytes]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=2).to_pil().tobytes() for page in document]


def extract_texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def read_programs(pdf: bytes) -> dict[str, bytes]:
    """Return the font programs that pages use, by the names of their descriptors."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        found = [
            font.DescendantFonts[0].FontDescriptor
            for page in opened.pages
            for font in page.Resources.Font.values()
        ]
        return {str(each.FontName): each.FontFile2.read_bytes() for each in found}


def change_font(part: Part, change: Callable[[pikepdf.Object], None]) -> Part:
    """Return a part whose regular font was changed."""
    changed = BytesIO()
    with pikepdf.open(BytesIO(part.pdf)) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            if not str(font.BaseFont).endswith("Bold"):
                change(font)
        pdf.save(changed, static_id=True)
    return Part(changed.getvalue(), part.title, part.language)


@pytest.fixture(scope="module")
def parts() -> tuple[Part, ...]:
    return tuple(make_part(body) for body in WORDS)


@pytest.fixture(scope="module")
def combined(parts: tuple[Part, ...]) -> bytes:
    return combine_all(*parts)


def test_each_font_is_stored_once(combined: bytes) -> None:
    assert [font.name for font in fonts(combined)] == ["Handout-Sans", "Handout-Sans-Bold"]
    assert all(font.is_embedded and font.is_subset for font in fonts(combined))
    assert len(read_programs(combined)) == 2
    assert find_faults(combined) == []


def test_every_page_shows_what_it_showed(parts: tuple[Part, ...], combined: bytes) -> None:
    assert draw_pages(combined) == [page for part in parts for page in draw_pages(part.pdf)]


def test_every_page_says_what_it_said(parts: tuple[Part, ...], combined: bytes) -> None:
    assert page_texts(combined) == [text for part in parts for text in page_texts(part.pdf)]
    assert extract_texts(combined) == [text for part in parts for text in extract_texts(part.pdf)]


def test_a_united_program_holds_what_its_subsets_held(
    parts: tuple[Part, ...], combined: bytes
) -> None:
    for name, program in read_programs(combined).items():
        outlines = _read_outlines(program)
        for part in parts:
            for own_name, own in read_programs(part.pdf).items():
                if own_name[8:] == name[8:]:
                    assert set(_read_outlines(own)) <= set(outlines)


def _read_outlines(program: bytes) -> list[object]:
    """Return each outline of a sound program as its points, composites put together."""
    font = TTFont(BytesIO(program), checkChecksums=2)
    table = font["glyf"]
    return [
        tuple(table[name].getCoordinates(table)[0])
        for name in font.getGlyphOrder()
        if table[name].numberOfContours
    ]


def test_accents_that_are_letters_and_marks_put_together_are_among_them(combined: bytes) -> None:
    composites = [
        table[name]
        for program in read_programs(combined).values()
        for font in [TTFont(BytesIO(program))]
        for table in [font["glyf"]]
        for name in font.getGlyphOrder()
        if table[name].isComposite()
    ]

    assert len(composites) > 1


def test_united_fonts_have_tags_of_their_own(parts: tuple[Part, ...], combined: bytes) -> None:
    before = {name for part in parts for name in read_programs(part.pdf)}

    assert before & set(read_programs(combined)) == set()


def test_a_font_of_one_part_stays_as_it_is() -> None:
    part = make_part(WORDS[0])

    assert read_programs(combine_all(part)) == read_programs(part.pdf)


def test_united_again_fonts_are_still_stored_once(parts: tuple[Part, ...], combined: bytes) -> None:
    again = combine_all(Part(combined, "All", "en"), make_part("qrst", "More"))

    assert len(read_programs(again)) == 2
    assert draw_pages(again)[: len(parts)] == draw_pages(combined)


# --- what is left alone ---------------------------------------------------------------------------


def mean_something_else(font: pikepdf.Object) -> None:
    """Let the code of one letter stand for another, as a ligature and its letters may."""
    table = font.ToUnicode.read_bytes()
    assert b"<0061>" in table
    font.ToUnicode.write(table.replace(b"<0061>", b"<00610062>"))


def give_default_width(font: pikepdf.Object) -> None:
    font.DescendantFonts[0].DW = 500


def write_widths_shorter(font: pikepdf.Object) -> None:
    descendant = font.DescendantFonts[0]
    code, widths, *rest = descendant.W
    assert len(widths) == 1
    descendant.W = pikepdf.Array([code, code, widths[0], *rest])


def leave_glyphs_to_the_viewer(font: pikepdf.Object) -> None:
    del font.DescendantFonts[0].CIDToGIDMap


def hide_a_text(font: pikepdf.Object) -> None:
    """Leave a letter that the page shows without a text."""
    table = font.ToUnicode.read_bytes()
    lines = [line for line in table.split(b"\n") if not line.endswith(b"<0061>")]
    font.ToUnicode.write(b"\n".join(lines))


def write_texts_otherwise(font: pikepdf.Object) -> None:
    font.ToUnicode.write(font.ToUnicode.read_bytes().replace(b"> <0061>", b">  <0061>"))


def be_another_version(font: pikepdf.Object) -> None:
    stream = font.DescendantFonts[0].FontDescriptor.FontFile2
    program = TTFont(BytesIO(stream.read_bytes()))
    program["head"].fontRevision = 9.0
    saved = BytesIO()
    program.save(saved)
    stream.write(saved.getvalue())


def stand_higher(font: pikepdf.Object) -> None:
    font.DescendantFonts[0].FontDescriptor.Ascent = 1000


def be_nameless(font: pikepdf.Object) -> None:
    for holder in (font, font.DescendantFonts[0]):
        holder.BaseFont = Name("/Handout-Sans")


@pytest.mark.parametrize(
    "change",
    [
        mean_something_else,
        give_default_width,
        write_widths_shorter,
        leave_glyphs_to_the_viewer,
        hide_a_text,
        write_texts_otherwise,
        be_another_version,
        stand_higher,
        be_nameless,
    ],
)
def test_a_font_that_is_not_quite_the_same_stays_apart(
    change: Callable[[pikepdf.Object], None],
) -> None:
    one, other = make_part("abc def", "One"), change_font(make_part("abc xyz", "Two"), change)

    packet = combine_all(one, other)

    assert len(read_programs(packet)) == 3
    assert draw_pages(packet) == [*draw_pages(one.pdf), *draw_pages(other.pdf)]
    assert extract_texts(packet) == [*extract_texts(one.pdf), *extract_texts(other.pdf)]


def test_subsets_that_stay_apart_have_tags_of_their_own() -> None:
    one, other = make_part("abc"), change_font(make_part("abcd"), mean_something_else)
    names = [set(read_programs(part.pdf)) for part in (one, other)]

    packet = combine_all(one, other)

    assert names[0] == names[1]
    regular = [name[:8] for name in read_programs(packet) if not name.endswith("Bold")]
    assert len(set(regular)) == 2


def test_a_damaged_program_is_left_to_the_viewer() -> None:
    def damage(font: pikepdf.Object) -> None:
        stream = font.DescendantFonts[0].FontDescriptor.FontFile2
        stream.write(stream.read_bytes()[:-200])

    one, other = make_part("abc"), change_font(make_part("abc xyz"), damage)

    assert len(read_programs(combine_all(one, other))) == 3


# --- the same bytes -------------------------------------------------------------------------------

SCRIPT = """
import sys
from pathlib import Path
from handoutpress.combine import Part, combine
parts = [Part(Path(name).read_bytes(), name, "en") for name in sys.argv[1:]]
sys.stdout.buffer.write(combine(parts, title="P", author="A", language="en").pdf)
"""


def test_other_processes_make_the_same_bytes(parts: tuple[Part, ...], tmp_path: Path) -> None:
    for number, part in enumerate(parts):
        (tmp_path / f"{number}.pdf").write_bytes(part.pdf)

    made = {_combine_elsewhere(tmp_path, seed) for seed in ("0", "1")}

    assert len(made) == 1
    assert draw_pages(made.pop()) == [page for part in parts for page in draw_pages(part.pdf)]


def _combine_elsewhere(folder: Path, seed: str) -> bytes:
    root = str(Path(__file__).parents[1])
    names = sorted(path.name for path in folder.iterdir())
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": root}
    command = [sys.executable, "-c", SCRIPT, *names]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    return done.stdout
