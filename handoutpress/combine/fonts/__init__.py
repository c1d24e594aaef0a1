"""Store a font once, though each part brought a subset of its own.

WeasyPrint writes each font as a TrueType subset in which glyphs keep their numbers, so subsets of
one font can be united without the font. A font that is not written in just this way stays as it is,
and so does a subset in which a code means something else than in those before it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    PdfObject,
)

from handoutpress.combine.fonts.faces import Face, list_faces
from handoutpress.combine.fonts.names import make_name, tell_subsets_apart
from handoutpress.combine.fonts.subsets import Union
from handoutpress.combine.fonts.to_unicode import write_to_unicode
from handoutpress.combine.objects import make_dictionary
from handoutpress.combine.redirects import redirect

BEST = 9  # of zlib


def unite_fonts(writer: PdfWriter) -> None:
    """Unite the subsets of each font; what pages show and say stays what it was."""
    moved: dict[int, int] = {}
    for union, faces in _gather(list_faces(writer)):
        if len(faces) > 1:
            _write(writer, union, faces)
            moved |= {face.number: faces[0].number for face in faces[1:]}
    redirect(writer, moved)
    tell_subsets_apart(writer)


def _gather(faces: Iterable[Face]) -> list[tuple[Union, list[Face]]]:
    """Put each face into the first union of its kind that takes it."""
    gathered: dict[Hashable, list[tuple[Union, list[Face]]]] = {}
    for face in faces:
        unions = gathered.setdefault(face.kind, [])
        members = next((members for union, members in unions if union.take(face.subset)), None)
        if members is None:
            members = []
            unions.append((Union(face.subset), members))
        members.append(face)
    return [each for unions in gathered.values() for each in unions]


def _write(writer: PdfWriter, union: Union, faces: Sequence[Face]) -> None:
    """Write what is united into the first face; its descendant may serve another font, too."""
    first, program = faces[0], union.write_program()
    texts = {code: found.text for code, found in union.characters.items()}
    widths = {code: found.width for code, found in union.characters.items()}
    name = make_name(program, first.name)
    descriptor = _change(
        first.descriptor,
        FontName=name,
        FontBBox=_unite_boxes([face.box for face in faces]),
        Flags=NumberObject(min(face.flags for face in faces)),  # not all widths are equal
        FontFile2=_add_stream(writer, program, Length1=NumberObject(len(program))),
    )
    own = {"BaseFont": name, "FontDescriptor": writer._add_object(descriptor)}
    cid = writer._add_object(_change(first.cid, W=_write_widths(widths), **own))
    table = _add_stream(writer, write_to_unicode(texts))
    first.font.update(make_dictionary({"BaseFont": name, "ToUnicode": table}))
    first.font[NameObject("/DescendantFonts")] = ArrayObject([cid])


def _change(values: DictionaryObject, **changes: PdfObject) -> DictionaryObject:
    """Return a copy of a dictionary with other values."""
    copied = DictionaryObject({key: values.raw_get(key) for key in values})
    copied.update(make_dictionary(changes))
    return copied


def _add_stream(writer: PdfWriter, content: bytes, **values: PdfObject) -> PdfObject:
    stream = DecodedStreamObject()
    stream.set_data(content)
    packed = stream.flate_encode(BEST)
    packed.update(make_dictionary(values))
    return writer._add_object(packed)


def _write_widths(widths: Mapping[int, float]) -> ArrayObject:
    """Return the array of widths. Source: ISO 32000-1, 9.7.4.3."""
    array = ArrayObject()
    for code in sorted(widths):
        if code - 1 not in widths:
            array += (NumberObject(code), ArrayObject())
        list.__getitem__(array, -1).append(_write_number(widths[code]))
    return array


def _write_number(value: float) -> PdfObject:
    return NumberObject(value) if value == int(value) else FloatObject(value)


def _unite_boxes(boxes: Sequence[Sequence[float]]) -> ArrayObject:
    """Return the smallest box that holds all."""
    left, bottom, right, top = zip(*boxes, strict=True)
    return ArrayObject(map(_write_number, (min(left), min(bottom), max(right), max(top))))
