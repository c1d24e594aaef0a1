"""Font programs read, united and written: by hand-made programs of a few glyphs."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import replace

import pytest

from handoutpress.combine.fonts.subsets import Subset, Union, read_subset
from handoutpress.combine.fonts.to_unicode import read_to_unicode, write_to_unicode
from handoutpress.combine.fonts.truetype import Glyph, TrueType, read_truetype, write_truetype

TABLES = {
    "head": struct.pack(
        ">LLLL2HqqhhhhHHhhh", 0x10000, 7, 0, 0, 0, 9, 0, 0, *range(4), 0, 8, 2, 0, 0
    ),
    "hhea": struct.pack(">L3hH3h8hH", 0x10000, 9, -2, 0, 5, 0, 0, 5, *range(8), 1),
    "maxp": struct.pack(">L14H", 0x10000, 1, *range(13)),
    "name": b"A font",
}
EMPTY = Glyph(b"", 0, 0)
LETTER, MARK, OTHER = (
    Glyph(struct.pack(">h4h", 1, 0, 0, n, n) + bytes(6), n, 0) for n in (3, 4, 5)
)


def make_composite(*components: int, advance: int = 6) -> Glyph:
    """Return a glyph of other glyphs, each moved by a word or a byte."""
    outline = struct.pack(">h4h", -1, 0, 0, 9, 9)
    for place, number in enumerate(components, start=1):
        more = 0x20 if place < len(components) else 0
        is_wide = place == 1
        outline += struct.pack(">HH", more | 0x2 | is_wide, number) + bytes(4 if is_wide else 2)
    return Glyph(outline, advance, 0)


def make_subset(glyphs: Mapping[int, Glyph], codes: str) -> Subset:
    """Return a subset whose codes stand for the letters "a", "b", … of the same number."""
    numbers = [int(code) for code in codes]
    all_glyphs = [glyphs.get(number, EMPTY) for number in range(max(glyphs) + 1)]
    program = read_truetype(write_truetype([TrueType(TABLES, ())], all_glyphs))
    texts = {number: b"%04x" % (96 + number) for number in numbers}
    return read_subset(program, texts, dict.fromkeys(numbers, 500.0))


def unite(*subsets: Subset) -> TrueType:
    union = Union(subsets[0])
    assert [union.take(subset) for subset in subsets[1:]] == [True] * (len(subsets) - 1)
    return read_truetype(union.write_program())


def test_a_union_has_the_glyphs_of_both_in_their_places() -> None:
    united = unite(make_subset({1: LETTER}, "1"), make_subset({1: LETTER, 4: OTHER}, "14"))

    assert united.glyphs == (EMPTY, LETTER, EMPTY, EMPTY, OTHER)


def test_a_space_is_a_glyph_without_an_outline() -> None:
    space = Glyph(b"", 250, 0)

    assert unite(make_subset({2: space}, "2"), make_subset({1: LETTER}, "1")).glyphs[2] == space


def test_components_are_known_by_their_shape_whatever_their_numbers() -> None:
    one = make_subset({1: LETTER, 2: make_composite(1, 3), 3: MARK}, "12")
    other = make_subset({2: make_composite(5, 6), 4: OTHER, 5: LETTER, 6: MARK}, "24")

    united = unite(one, other)

    assert united.glyphs == (EMPTY, LETTER, make_composite(1, 5), EMPTY, OTHER, MARK)


def test_components_may_themselves_be_composites() -> None:
    one = make_subset({1: make_composite(2), 2: make_composite(3, 3), 3: MARK}, "1")
    other = make_subset({3: OTHER}, "3")

    united = unite(one, other)

    assert united.glyphs[1:4] == (make_composite(4), EMPTY, OTHER)
    assert united.glyphs[4:] == (make_composite(5, 5), MARK)


@pytest.mark.parametrize(
    "other",
    [
        make_subset({1: MARK}, "1"),
        make_subset({1: replace(LETTER, advance=4)}, "1"),
        make_subset({1: make_composite(2), 2: LETTER}, "1"),
    ],
    ids=["another outline", "another advance", "a composite"],
)
def test_a_code_that_is_drawn_otherwise_is_not_taken(other: Subset) -> None:
    union = Union(make_subset({1: LETTER}, "1"))
    before = union.write_program()

    assert not union.take(other)
    assert union.write_program() == before


def test_a_code_of_another_text_or_width_is_not_taken() -> None:
    subset = make_subset({1: LETTER}, "1")
    others = [
        read_subset(subset.program, {1: b"0062"}, {1: 500.0}),
        read_subset(subset.program, {1: b"0061"}, {1: 501.0}),
    ]

    assert [Union(subset).take(other) for other in others] == [False, False]


@pytest.mark.parametrize(
    ("glyphs", "codes"),
    [
        ({1: LETTER, 2: MARK}, "1"),
        ({1: LETTER}, "12"),
        ({1: make_composite(1)}, "1"),
        ({1: make_composite(7)}, "1"),
        ({1: replace(make_composite(1), outline=make_composite(2).outline[:12])}, "1"),
    ],
    ids=["no code for an outline", "no glyph", "made of itself", "no component", "cut short"],
)
def test_a_subset_that_is_not_whole_is_refused(glyphs: Mapping[int, Glyph], codes: str) -> None:
    with pytest.raises(ValueError, match=r"outline|glyph"):
        make_subset(glyphs, codes)


def test_widths_for_other_codes_than_texts_are_refused() -> None:
    program = make_subset({1: LETTER}, "1").program

    with pytest.raises(ValueError, match="not of the same codes"):
        read_subset(program, {1: b"0061"}, {2: 500.0})


def test_large_programs_are_written_with_long_places() -> None:
    large = [Glyph(LETTER.outline + bytes(40_000), 1, 0), LETTER, *[LETTER] * 3]
    glyphs = (*large, *large, *large, *large)

    assert read_truetype(write_truetype([TrueType(TABLES, ())], glyphs)).glyphs == glyphs


@pytest.mark.parametrize("end", [0, 3, 11, 60, 200, -5])
def test_a_program_that_is_cut_short_is_refused(end: int) -> None:
    program = write_truetype([TrueType(TABLES, ())], [LETTER])

    with pytest.raises(ValueError, match=r"TrueType|cut short"):
        read_truetype(program[:end])


def test_texts_are_read_as_they_are_written() -> None:
    texts = {code: b"%04x" % (code + 32) for code in range(250, 0, -1)} | {300: b"00660069"}

    assert read_to_unicode(write_to_unicode(texts)) == texts
    assert write_to_unicode(texts).count(b"beginbfchar") == 3


@pytest.mark.parametrize(
    "change",
    [
        (b"beginbfchar", b"beginbfrange"),
        (b"<0000> <ffff>", b"<00> <ff>"),
        (b"<0002>", b"<0001>"),
        (b"endcmap", b""),
    ],
)
def test_texts_in_another_form_are_refused(change: tuple[bytes, bytes]) -> None:
    table = write_to_unicode({1: b"0061", 2: b"0062"})

    with pytest.raises(ValueError, match=r"form|two texts"):
        read_to_unicode(table.replace(*change))
