"""Read the objects of a finished PDF as plain values, whatever types they turn out to have.

Knows objects, references and streams; knows nothing of pages or tags, and judges nothing.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from io import BytesIO

import pikepdf

from handoutpress.errors import RenderError

# Source: qpdf JSON version 2, "PDF objects": "/x" is a name, "u:x" and "b:78" are strings,
# "12 0 R" is a reference; nothing else is a JSON string.
_REFERENCE = re.compile(r"(\d{1,9}) (\d{1,5}) R")
_SOURCE = re.compile(r"^stream <[^>]*>[:,]? ?")
_NOTHING: dict[str, object] = {}


class UnreadablePdfError(RenderError):
    """The bytes are no PDF, or a damaged or encrypted one; the message says which."""


class PdfObjects:
    """All objects of one PDF, read once, with accessors that answer for any type.

    An accessor follows a reference first. It answers `None`, or what is empty, when the value is
    absent or has another type: a broken file is judged by rules, and never stops the reading.
    """

    __slots__ = ("_pdf", "_values", "trailer")

    def __init__(self, pdf: bytes) -> None:
        """Read all objects.

        Raises: UnreadablePdfError, when the bytes are no sound, unencrypted PDF.
        """
        self._pdf = _open_pdf(pdf)
        self._values, self.trailer = _read_values(self._pdf)
        self.require_no_warning()

    def require_no_warning(self) -> None:
        """Refuse what the library met damage in.

        Raises: UnreadablePdfError, when there was any since the last call.
        """
        warnings = self._pdf.get_warnings()
        if warnings:
            raise UnreadablePdfError(_describe_damage(warnings[0]))

    def of_type(self, name: str) -> list[str]:
        """Return the references of all dictionaries whose /Type is `name`."""
        wanted = f"/{name}"
        return [
            reference
            for reference, value in self._values.items()
            if type(value) is dict and value.get("/Type") == wanted
        ]

    def value(self, node: object) -> object:
        """Return what a reference leads to, or the node itself when it is none."""
        if type(node) is not str:
            return node
        found = self._values.get(node)
        if found is None and node[:1].isdigit():
            return self._read_scalar(node)
        return node if found is None else found

    def entries(self, node: object) -> dict[str, object]:
        """Return a dictionary, or that of a stream."""
        value = self.value(node)
        return value if type(value) is dict else _NOTHING

    def items(self, node: object) -> list[object]:
        """Return an array's items."""
        value = self.value(node)
        return value if type(value) is list else []

    def each(self, node: object) -> list[object]:
        """Return an array's items, a single value as the only one, and nothing for null."""
        value = self.value(node)
        if type(value) is list:
            return value
        return [] if value is None else [node]

    def integer(self, node: object) -> int | None:
        """Return a whole number; true and false are none."""
        value = self.value(node)
        return value if type(value) is int else None

    def numbers(self, node: object) -> tuple[float, ...]:
        """Return an array of numbers, or nothing when one item is no number."""
        values = [self.value(item) for item in self.items(node)]
        found = tuple(float(value) for value in values if type(value) in (int, float))  # type: ignore[arg-type]
        return found if len(found) == len(values) else ()

    def name(self, node: object) -> str | None:
        """Return a name without its slash."""
        value = self.value(node)
        return value[1:] if type(value) is str and value.startswith("/") else None

    def text(self, node: object) -> str | None:
        """Return a string as text."""
        value = self.value(node)
        if type(value) is not str or value[:2] not in ("u:", "b:"):
            return None
        return value[2:] if value.startswith("u:") else bytes.fromhex(value[2:]).decode("latin-1")

    def string(self, node: object) -> bytes | None:
        """Return a string's bytes, which is how the keys of a name tree are compared."""
        value = self.value(node)
        if type(value) is not str or value[:2] not in ("u:", "b:"):
            return None
        if value.startswith("b:"):
            return bytes.fromhex(value[2:])
        text = value[2:]
        return text.encode() if text.isascii() else b"\xfe\xff" + _utf_16(text)

    def reference(self, node: object) -> str | None:
        """Return a reference that leads to an object of this file."""
        if type(node) is not str:
            return None
        is_found = node in self._values or (node[:1].isdigit() and self.value(node) is not None)
        return node if is_found else None

    def stream(self, node: object) -> bytes | None:
        """Return a stream's decoded bytes.

        Raises: UnreadablePdfError, when it cannot be decoded.
        """
        match = _REFERENCE.fullmatch(node) if type(node) is str else None
        found = self._pdf.get_object(int(match[1]), int(match[2])) if match else None
        if not isinstance(found, pikepdf.Stream):
            return None
        try:
            return found.read_bytes()
        except pikepdf.PdfError as error:
            raise UnreadablePdfError(_describe_damage(error)) from error

    def _read_scalar(self, reference: str) -> object:
        # A number or truth value with an object of its own is rare: read when it is asked for.
        match = _REFERENCE.fullmatch(reference)
        found = self._pdf.get_object(int(match[1]), int(match[2])) if match else None
        value = float(found) if isinstance(found, Decimal) else found
        if not isinstance(value, bool | int | float):
            return None
        self._values[reference] = value
        return value


def parse_operands(operands: bytes) -> list[object] | None:
    """Return the operands of a content stream's operator as plain values, or None if broken."""
    try:
        array = pikepdf.Object.parse(b"[" + operands + b"\n]")
        values = json.loads(array.to_json())
    except (pikepdf.PdfError, ValueError, RecursionError):
        return None
    return values if type(values) is list else None


def _open_pdf(pdf: bytes) -> pikepdf.Pdf:
    try:
        opened = pikepdf.open(
            BytesIO(pdf),
            suppress_warnings=True,
            attempt_recovery=False,
            inherit_page_attributes=False,  # or the page tree is mended before it is judged
        )
    except pikepdf.PasswordError as error:
        raise UnreadablePdfError("the PDF is encrypted") from error
    except pikepdf.PdfError as error:
        raise UnreadablePdfError(_describe_damage(error)) from error
    if opened.is_encrypted:
        raise UnreadablePdfError("the PDF is encrypted")
    return opened


def _read_values(pdf: pikepdf.Pdf) -> tuple[dict[str, object], dict[str, object]]:
    # One JSON text for all objects: a third of the time of asking each object for each key.
    try:
        found = [item for item in pdf.objects if isinstance(item, pikepdf.Object)]
        texts = [item.to_json(dereference=True) for item in (pdf.trailer, *found)]
        trailer, *values = json.loads(b"[" + b",".join(texts) + b"]")
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        raise UnreadablePdfError(_describe_damage(error)) from error
    names = [f"{number} {generation} R" for number, generation in (x.objgen for x in found)]
    return dict(zip(names, values, strict=True)), trailer


def _describe_damage(error: object) -> str:
    # The library begins with the address in memory of what it read from.
    return f"the PDF is damaged: {_SOURCE.sub('', str(error))}"


def _utf_16(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")
