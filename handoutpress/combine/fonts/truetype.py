"""Read and write TrueType font programs as far as PDF needs them: outlines and their measures.

Outlines stay the bytes that they are. Source: OpenType 1.9, the tables named in each place;
ISO 32000-1, 9.9: the tables that an embedded program must have.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

TRUETYPE = b"\x00\x01\x00\x00"
NEEDED = ("head", "hhea", "hmtx", "loca", "maxp", "glyf")
# Equal in all subsets of one font: its names, version and rights, and what outlines may run.
SHARED = ("cvt ", "fpgm", "gasp", "name", "prep")
# Glyphs that are no mere outlines, or outlines that vary.
DRAWING = ("CBDT", "CFF ", "CFF2", "COLR", "EBDT", "SVG ", "fvar", "gvar", "sbix")

CHECKSUM_PLACE = 8  # in "head"
MAGIC = 0xB1B0AFBA
LONGEST_SHORT_LOCA = 2 * 0xFFFF
SHORT_LOCA, LONG_LOCA = 0, 1
# Source: OpenType, "glyf", composite glyphs: flags of a component.
WORDS, MORE = 0x1, 0x20
SCALES = {0x8: 2, 0x40: 4, 0x80: 8}  # the bytes that follow; a component has one of them or none


@dataclass(frozen=True, slots=True)
class Glyph:
    """An outline, empty for a space, and the measures beside it, in units of the font."""

    outline: bytes
    advance: int
    bearing: int

    def components(self) -> Iterator[tuple[int, int]]:
        """Yield where in a composite outline a component's number stands, and the number.

        Raises:
            ValueError: the outline ends before its last component.
        """
        if not self.outline or self.outline[0] < 0x80:  # contours are counted, or -1
            return
        place, flags = 10, MORE
        while flags & MORE:
            if place + 4 > len(self.outline):
                raise ValueError("a composite outline is cut short")
            flags, number = struct.unpack_from(">HH", self.outline, place)
            yield place + 2, number
            place += 4 + (4 if flags & WORDS else 2)
            place += next((size for flag, size in SCALES.items() if flags & flag), 0)


@dataclass(frozen=True, slots=True)
class TrueType:
    """A font program, its glyphs by number."""

    tables: Mapping[str, bytes]
    glyphs: tuple[Glyph, ...]

    def origin(self) -> tuple[bytes, ...]:
        """Return what is equal in two subsets of one font and not in those of two fonts."""
        head, hhea = self.tables["head"], self.tables["hhea"]
        own = (head[:8], head[12:36], head[44:50], head[52:], hhea[:10], hhea[18:34])
        return (*own, *(self.tables.get(name, b"") for name in SHARED))


def read_truetype(program: bytes) -> TrueType:
    """Read a font program.

    Raises:
        ValueError: it is not TrueType, or damaged, or draws more than outlines.
    """
    tables = dict(_read_tables(program))
    if any(name not in tables for name in NEEDED):
        raise ValueError("a table is missing")
    if any(name in tables for name in DRAWING):
        raise ValueError("not only outlines are drawn")
    head, hhea, maxp = tables["head"], tables["hhea"], tables["maxp"]
    if (len(head), len(hhea), len(maxp)) != (54, 36, 32):
        raise ValueError("a table has an unknown version")
    (count,) = struct.unpack_from(">H", maxp, 4)
    outlines = list(_read_outlines(tables, count))
    measures = list(_read_measures(tables, count))
    if not len(outlines) == len(measures) == count:
        raise ValueError("outlines or measures are missing")
    glyphs = (Glyph(outline, *own) for outline, own in zip(outlines, measures, strict=True))
    return TrueType(tables, tuple(glyphs))


def _read_tables(program: bytes) -> Iterator[tuple[str, bytes]]:
    if program[:4] != TRUETYPE or len(program) < 12:
        raise ValueError("not a TrueType program")
    (count,) = struct.unpack_from(">H", program, 4)
    if len(program) < 12 + 16 * count:
        raise ValueError("the directory of tables is cut short")
    for index in range(count):
        tag, _, start, length = struct.unpack_from(">4sLLL", program, 12 + 16 * index)
        if start + length > len(program):
            raise ValueError("a table is cut short")
        yield tag.decode("latin-1"), program[start : start + length]


def _read_outlines(tables: Mapping[str, bytes], count: int) -> Iterator[bytes]:
    """Yield the outlines, each of an even length, as short places in "loca" need it."""
    (form,) = struct.unpack_from(">h", tables["head"], 50)
    width, letter, unit = (2, "H", 2) if form == SHORT_LOCA else (4, "L", 1)
    if len(tables["loca"]) < width * (count + 1):
        raise ValueError("places of outlines are missing")
    places = [unit * place for place in struct.unpack_from(f">{count + 1}{letter}", tables["loca"])]
    outlines = tables["glyf"]
    for start, end in pairwise(places):
        if not start <= end <= len(outlines):
            raise ValueError("an outline is cut short")
        outline = outlines[start:end]
        yield outline + bytes(len(outline) % 2)


def _read_measures(tables: Mapping[str, bytes], count: int) -> Iterator[tuple[int, int]]:
    """Yield advance and left side bearing; the last advance serves all that have none."""
    (full,) = struct.unpack_from(">H", tables["hhea"], 34)
    measures = tables["hmtx"]
    if not 0 < full <= count or len(measures) < 4 * full + 2 * (count - full):
        raise ValueError("measures are missing")
    pairs = list(struct.iter_unpack(">Hh", measures[: 4 * full]))
    yield from pairs
    rest = struct.unpack_from(f">{count - full}h", measures, 4 * full)
    yield from ((pairs[-1][0], bearing) for bearing in rest)


# --- writing --------------------------------------------------------------------------------------


def write_truetype(members: Sequence[TrueType], glyphs: Sequence[Glyph]) -> bytes:
    """Return a program of these glyphs with what is common to some subsets of one font."""
    first = members[0].tables
    outlines = b"".join(glyph.outline for glyph in glyphs)
    places = [0, *accumulate(len(glyph.outline) for glyph in glyphs)]
    form = SHORT_LOCA if places[-1] <= LONGEST_SHORT_LOCA else LONG_LOCA
    loca = [place // 2 for place in places] if form == SHORT_LOCA else places
    tables = {name: first[name] for name in SHARED if name in first} | {
        "glyf": outlines,
        "head": _unite_heads([each.tables["head"] for each in members], form),
        "hhea": _unite_hheas([each.tables["hhea"] for each in members], len(glyphs)),
        "hmtx": b"".join(struct.pack(">Hh", glyph.advance, glyph.bearing) for glyph in glyphs),
        "loca": struct.pack(f">{len(loca)}{'HL'[form]}", *loca),
        "maxp": _unite_maxps([each.tables["maxp"] for each in members], len(glyphs)),
    }
    return _write_tables(tables)


def _unite_heads(heads: Sequence[bytes], form: int) -> bytes:
    """Return a head whose box holds all boxes; the sum of the whole is filled in later."""
    boxes = list(zip(*(struct.unpack_from(">4h", head, 36) for head in heads), strict=True))
    box = (min(boxes[0]), min(boxes[1]), max(boxes[2]), max(boxes[3]))
    head = bytearray(heads[0])
    struct.pack_into(">L", head, CHECKSUM_PLACE, 0)
    struct.pack_into(">4h", head, 36, *box)
    struct.pack_into(">h", head, 50, form)
    return bytes(head)


def _unite_hheas(hheas: Sequence[bytes], glyph_count: int) -> bytes:
    found = list(zip(*(struct.unpack_from(">Hhhh", hhea, 10) for hhea in hheas), strict=True))
    ends = (max(found[0]), min(found[1]), min(found[2]), max(found[3]))
    hhea = bytearray(hheas[0])
    struct.pack_into(">Hhhh", hhea, 10, *ends)
    struct.pack_into(">H", hhea, 34, glyph_count)
    return bytes(hhea)


def _unite_maxps(maxps: Sequence[bytes], glyph_count: int) -> bytes:
    """Return the most that any of them needs."""
    most = map(max, *(struct.unpack_from(">13H", maxp, 6) for maxp in (*maxps, maxps[0])))
    return maxps[0][:4] + struct.pack(">14H", glyph_count, *most)


def _write_tables(tables: Mapping[str, bytes]) -> bytes:
    """Return a font file. Source: OpenType, "Organization of an OpenType font"."""
    power = len(tables).bit_length() - 1
    search = 16 << power
    start = 12 + 16 * len(tables)
    header = struct.pack(">4s4H", TRUETYPE, len(tables), search, power, 16 * len(tables) - search)
    directory, bodies, head_place = [], [], 0
    for name, table in sorted(tables.items()):
        entry = (name.encode("latin-1"), _sum(table), start, len(table))
        directory.append(struct.pack(">4sLLL", *entry))
        if name == "head":
            head_place = start
        bodies.append(table + bytes(-len(table) % 4))
        start += len(bodies[-1])
    program = bytearray(header + b"".join(directory) + b"".join(bodies))
    checksum = (MAGIC - _sum(bytes(program))) & 0xFFFFFFFF
    struct.pack_into(">L", program, head_place + CHECKSUM_PLACE, checksum)
    return bytes(program)


def _sum(table: bytes) -> int:
    padded = table + bytes(-len(table) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}L", padded)
    return sum(words) & 0xFFFFFFFF
