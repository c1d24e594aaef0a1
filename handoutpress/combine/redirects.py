"""Let references lead to the kept one of several equal objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject


def redirect(writer: PdfWriter, moved: Mapping[int, int]) -> None:
    """Let all references to an object's number lead to another, and drop the objects left behind.

    `moved` leads from a number to one that is kept.
    """
    if not moved:
        return
    for holder in writer._objects:
        _redirect(holder, moved, writer)
    for number in moved:
        writer._objects[number - 1] = None


def _redirect(holder: Any, moved: Mapping[int, int], writer: PdfWriter) -> None:
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
