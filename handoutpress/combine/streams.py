"""Store what is equal once: fonts, pictures and the like, and never a tag.

Two empty paragraphs are equal, and are two paragraphs all the same: so only streams are compared.
"""

from __future__ import annotations

import hashlib
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from handoutpress.combine.redirects import redirect

TAGGED = ("/StructParent", "/StructParents")


def unite_equal_streams(writer: PdfWriter) -> None:
    """Let all references lead to the first of equal streams; the others are left to be dropped.

    What a stream refers to may itself be found equal: so this goes on until nothing is.
    """
    while moved := _find_equal(writer):
        redirect(writer, moved)


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
