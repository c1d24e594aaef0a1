"""Unite subsets of one font: all glyphs that any of them has, each once.

A code keeps its glyph number, because pages show glyphs by their numbers. A glyph that is only a
part of others has a number of its own in each subset, so it is known by its shape. Knows no PDF.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handoutpress.combine.fonts.truetype import Glyph, TrueType, write_truetype

NOTDEF = 0
EMPTY = Glyph(b"", 0, 0)
# Source: OpenType, "maxp": deeper than this no composite of a sound font is nested.
DEEPEST = 16


@dataclass(frozen=True, slots=True)
class Shape:
    """What is drawn for a code: a glyph without the numbers of its components, and these."""

    glyph: Glyph
    components: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Character:
    """What a code stands for: its text, as hexadecimal UTF-16, and its width in a PDF."""

    text: bytes
    width: float
    shape: Shape


@dataclass(frozen=True, slots=True)
class Subset:
    """A font program, and what each code of a page stands for in it."""

    program: TrueType
    characters: Mapping[int, Character]


def read_subset(
    program: TrueType, texts: Mapping[int, bytes], widths: Mapping[int, float]
) -> Subset:
    """Return what each code stands for; a code is the number of a glyph.

    Raises:
        ValueError: there is a text without a width, or the other way round, a code without a glyph,
            or an outline that no code needs; so a page may show what is not known here.
    """
    if texts.keys() != widths.keys() or not texts:
        raise ValueError("texts and widths are not of the same codes")
    needed: set[int] = set()
    _read_shape(program, NOTDEF, needed)
    characters = {
        code: Character(texts[code], widths[code], _read_shape(program, code, needed))
        for code in sorted(texts)
    }
    drawn = {number for number, glyph in enumerate(program.glyphs) if glyph.outline}
    if not drawn <= needed:
        raise ValueError("there are outlines that no code needs")
    return Subset(program, characters)


def _read_shape(program: TrueType, number: int, needed: set[int], depth: int = 0) -> Shape:
    """Return a glyph's shape, and take note of all glyphs that it is made of."""
    if number >= len(program.glyphs) or depth > DEEPEST:
        raise ValueError("a glyph is missing, or is made of itself")
    needed.add(number)
    glyph = program.glyphs[number]
    found = list(glyph.components())
    if not found:
        return Shape(glyph, ())
    bare = _renumber(glyph, {place: 0 for place, _ in found})
    parts = (_read_shape(program, component, needed, depth + 1) for _, component in found)
    return Shape(bare, tuple(parts))


def _renumber(glyph: Glyph, numbers: Mapping[int, int]) -> Glyph:
    """Put other components into a composite; `numbers` is by the place in its outline."""
    outline = bytearray(glyph.outline)
    for place, number in numbers.items():
        struct.pack_into(">H", outline, place, number)
    return replace(glyph, outline=bytes(outline))


class Union:
    """Subsets of one font that agree in all codes that they share."""

    def __init__(self, first: Subset) -> None:
        self._programs = [first.program]
        self.characters = dict(first.characters)

    def take(self, subset: Subset) -> bool:
        """Take a subset in; return False, and leave it out, when a code means something else."""
        ours = self.characters
        if any(ours.get(code, found) != found for code, found in subset.characters.items()):
            return False
        self.characters |= subset.characters
        self._programs.append(subset.program)
        return True

    def write_program(self) -> bytes:
        """Return the program of all glyphs; the same subsets in one order give the same bytes."""
        shapes = {code: found.shape for code, found in sorted(self.characters.items())}
        shapes.setdefault(NOTDEF, _read_shape(self._programs[0], NOTDEF, set()))
        return write_truetype(self._programs, _lay_out(shapes))


def _lay_out(shapes: Mapping[int, Shape]) -> Sequence[Glyph]:
    """Return glyphs by number: those of codes in their place, then their other components."""
    numbers: dict[Shape, int] = {}
    for code, shape in shapes.items():
        numbers.setdefault(shape, code)
    glyphs = [EMPTY] * (max(shapes) + 1)
    waiting = list(shapes.items())
    for number, shape in waiting:  # grows while it is walked
        for component in shape.components:
            if component not in numbers:
                numbers[component] = len(glyphs)
                waiting.append((len(glyphs), component))
                glyphs.append(EMPTY)
        places = (place for place, _ in shape.glyph.components())
        own = (numbers[component] for component in shape.components)
        glyphs[number] = _renumber(shape.glyph, dict(zip(places, own, strict=True)))
    return glyphs
