"""Find the fonts of a PDF whose subsets can be united: those that are written as WeasyPrint does.

Source: ISO 32000-1, 9.7 (composite fonts), 9.8 (descriptors), 9.9 (programs). Changes nothing.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from handoutpress.combine.fonts.names import split_name
from handoutpress.combine.fonts.subsets import Subset, read_subset
from handoutpress.combine.fonts.to_unicode import read_to_unicode
from handoutpress.combine.fonts.truetype import read_truetype
from handoutpress.combine.objects import resolve

FIXED_PITCH = 1  # Source: ISO 32000-1, table 123; set, too, where by chance all widths are equal
FONT_KEYS = {"/Type", "/Subtype", "/BaseFont", "/Encoding", "/DescendantFonts", "/ToUnicode"}
CID_KEYS = {"/Type", "/Subtype", "/BaseFont", "/CIDSystemInfo", "/CIDToGIDMap", "/W"} | {
    "/FontDescriptor"
}
# All else in the descriptors of one font is equal. Those of another kind of program are strange.
OWN_KEYS = {"/FontName", "/FontBBox", "/FontFile2", "/Flags"}
STRANGE_KEYS = {"/FontFile", "/FontFile3", "/CIDSet", "/CharSet"}
# What comes of fonts that another program wrote, or that are damaged: they stay as they are.
UNKNOWN = (LookupError, AttributeError, PyPdfError, TypeError, ValueError, struct.error, zlib.error)


@dataclass(frozen=True, slots=True)
class Face:
    """A font: its object's number, its three dictionaries, and its subset.

    Only faces of an equal `kind` can be subsets of one font. `name` is without the subset's tag;
    `flags` and `box` (left, bottom, right, top) are those of the descriptor.
    """

    number: int
    font: DictionaryObject
    cid: DictionaryObject
    descriptor: DictionaryObject
    name: str
    flags: int
    box: tuple[float, ...]
    subset: Subset
    kind: Hashable


def list_faces(writer: PdfWriter) -> Iterator[Face]:
    """Yield the fonts that can be united; any other is passed over."""
    subsets: dict[Hashable, Subset] = {}
    for number, found in enumerate(writer._objects, start=1):
        if isinstance(found, DictionaryObject) and found.get("/Subtype") == "/Type0":
            try:
                yield _read_face(number, found, subsets)
            except UNKNOWN:
                continue


def _read_face(number: int, font: DictionaryObject, subsets: dict[Hashable, Subset]) -> Face:
    (cid,) = map(resolve, list.__iter__(resolve(font["/DescendantFonts"])))
    descriptor = resolve(cid["/FontDescriptor"])
    written = [str(each) for each in (font["/Encoding"], cid["/Subtype"], cid["/CIDToGIDMap"])]
    name = split_name(font["/BaseFont"])
    if (
        not name
        or written != ["/Identity-H", "/CIDFontType2", "/Identity"]
        or {*font} != FONT_KEYS
        or {*cid} != CID_KEYS
        or STRANGE_KEYS & {*descriptor}
    ):
        raise ValueError("the font has another form")
    subset = _find_subset(font, cid, descriptor, subsets)
    flags = int(resolve(descriptor["/Flags"]))
    kind = (name, flags & ~FIXED_PITCH, _describe(cid, descriptor), subset.program.origin())
    box = _read_box(resolve(descriptor["/FontBBox"]))
    return Face(number, font, cid, descriptor, name, flags, box, subset, kind)


def _read_box(array: ArrayObject) -> tuple[float, ...]:
    left, bottom, right, top = map(float, array)
    return left, bottom, right, top


def _find_subset(
    font: DictionaryObject,
    cid: DictionaryObject,
    descriptor: DictionaryObject,
    subsets: dict[Hashable, Subset],
) -> Subset:
    """Read a subset, or return the one that was read from equal bytes."""
    program, table = resolve(descriptor["/FontFile2"]), resolve(font["/ToUnicode"])
    widths = dict(_read_widths(resolve(cid["/W"])))
    key = (program._data, table._data, tuple(widths.items()))
    if key not in subsets:
        truetype = read_truetype(program.get_data())
        subsets[key] = read_subset(truetype, read_to_unicode(table.get_data()), widths)
    return subsets[key]


def _read_widths(array: ArrayObject) -> Iterator[tuple[int, float]]:
    """Yield the width of each code. Source: ISO 32000-1, 9.7.4.3, the first form of two."""
    for first, widths in zip(array[::2], array[1::2], strict=True):
        if not isinstance(widths, ArrayObject):
            raise ValueError("widths are written in another form")
        for code, width in enumerate(widths, start=int(first)):
            yield code, float(width)


def _describe(cid: DictionaryObject, descriptor: DictionaryObject) -> Hashable:
    rest = {key: descriptor.raw_get(key) for key in descriptor if key not in OWN_KEYS}
    return _freeze(rest), _freeze(resolve(cid["/CIDSystemInfo"]))


def _freeze(value: Any) -> Hashable:
    """Return what tells a value from others.

    Raises:
        ValueError: it refers to something that is not looked at.
    """
    if isinstance(value, IndirectObject | StreamObject):
        raise ValueError("the font refers to something unknown")
    if isinstance(value, dict):
        return tuple(sorted((key, _freeze(dict.__getitem__(value, key))) for key in value))
    if isinstance(value, list):
        return tuple(_freeze(each) for each in list.__iter__(value))
    return repr(value)
