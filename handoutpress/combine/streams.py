"""Store what is equal once: fonts, pictures and the like, and never a tag.

Two empty paragraphs are equal, and are two paragraphs all the same: so only streams are compared.
"""

from __future__ import annotations

import hashlib
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

TAGGED = ("/StructParent", "/StructParents")


def unite_equal_streams(writer: PdfWriter) -> None:
    """Let all references lead to the first of equal streams; the others are left to be dropped.

    What a stream refers to may itself be found equal: so this goes on until nothing is.
    """
    while moved := _find_equal(writer):
        for holder in writer._objects:
            _redirect(holder, moved, writer)
        for number in moved:
            writer._objects[number - 1] = None


def _find_equal(writer: PdfWriter) -> dict[int, int]:
    first: dict[bytes, int] = {}
    moved = {}
    for number, found in enumerate(writer._objects, start=1):
        if isinstance(found, StreamObject) and not any(key in found for key in TAGGED):
            kept = first.setdefault(_digest(found), number)
            if kept != number:
                moved[number] = kept
    return moved


def _digest(stream: StreamObject) -> bytes:
    described = sorted((key, _describe(stream.raw_get(key))) for key in stream)
    return hashlib.sha256(repr(described).encode() + b"\0" + stream._data).digest()


def _describe(value: Any) -> str:
    if isinstance(value, IndirectObject):
        return f"{value.idnum} R"
    if isinstance(value, DictionaryObject):
        return repr(sorted((key, _describe(value.raw_get(key))) for key in dict.__iter__(value)))
    if isinstance(value, ArrayObject):
        return repr([_describe(each) for each in list.__iter__(value)])
    return repr(value)


def _redirect(holder: Any, moved: dict[int, int], writer: PdfWriter) -> None:
    """Redirect the references in an object, and in those that stand in it."""
    if isinstance(holder, DictionaryObject):
        for key in list(dict.__iter__(holder)):  # to iterate an outline item gives its kids
            value = holder.raw_get(key)
            if isinstance(value, IndirectObject):
                if value.idnum in moved:
                    holder[NameObject(key)] = IndirectObject(moved[value.idnum], 0, writer)
            else:
                _redirect(value, moved, writer)
    elif isinstance(holder, ArrayObject):
        for index, value in enumerate(list.__iter__(holder)):
            if isinstance(value, IndirectObject):
                if value.idnum in moved:
                    reference = IndirectObject(moved[value.idnum], 0, writer)
                    list.__setitem__(holder, index, reference)
            else:
                _redirect(value, moved, writer)
