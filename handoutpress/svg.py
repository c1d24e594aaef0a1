"""The bytes of an SVG become its size, or the reason why it cannot be used.

Lets nothing through that could run, grow or fetch: no script, no entity, no reference that leads
out of the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

from handoutpress.errors import HandoutError
from handoutpress.sources import Fault

MAX_DEPTH = 100
# Source: CSS Values and Units 3, section 5.2: 96 px to the inch.
PX_PER_UNIT = {"": 1.0, "px": 1.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
PX_PER_UNIT |= {"pt": 96 / 72, "pc": 16.0}

PLAIN_SVG = "save it again as 'plain SVG'"
_EMBED = "put that picture into the SVG, or save it all as PNG"
_LENGTH = re.compile(r"\s*(\d*\.?\d+(?:[eE][+-]?\d+)?)(px|in|cm|mm|pt|pc)?\s*")
_REFERENCES = frozenset({"href", "src", "base"})
_INSIDE = re.compile(r"#|data:image/(?:png|jpeg)[;,]|\Z")
_URL = re.compile(r"url\(\s*[\"']?\s*([^\"')\s]*)", re.IGNORECASE)
# Source: CSS Syntax 3, section 4.3.7.
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)


class _RefusedError(HandoutError):
    """Ends the reading of an SVG; carries the fault."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}; {remedy}")
        self.fault = Fault(what, remedy)


def look_at_svg(content: bytes) -> tuple[float, float] | Fault:
    """Return width and height in CSS pixels, or why the SVG cannot be used."""
    reader = _SvgReader()
    try:
        reader.read(content)
        return measure_svg(reader.root)
    except _RefusedError as error:
        return error.fault
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last two: its encoding
        line, column = getattr(error, "lineno", 1), getattr(error, "offset", 0) + 1
        return Fault(f"is not well-formed XML (line {line}, column {column})", PLAIN_SVG)


def measure_svg(root: Mapping[str, str]) -> tuple[float, float] | Fault:
    """Return width and height in CSS pixels from the attributes of the root element."""
    width, height = _read_length(root.get("width")), _read_length(root.get("height"))
    box = _read_box(root.get("viewBox", ""))
    if width and height:
        return width, height
    if box is None:
        return Fault("has no size", "give its 'svg' element a viewBox, or width and height")
    if width:
        return width, width * box[1] / box[0]
    return (height * box[0] / box[1], height) if height else box


def _read_length(typed: str | None) -> float | None:
    match = _LENGTH.fullmatch(typed or "")
    return float(match[1]) * PX_PER_UNIT[match[2] or ""] if match else None


def _read_box(typed: str) -> tuple[float, float] | None:
    try:
        _, _, width, height = map(float, typed.replace(",", " ").split())
    except ValueError:
        return None
    return (width, height) if 0 < width < float("inf") and 0 < height < float("inf") else None


class _SvgReader:
    """Read an SVG once from start to end, and stop at the first thing that is not allowed."""

    def __init__(self) -> None:
        self.root: dict[str, str] = {}
        self._depth = 0
        self._style: list[str] | None = None
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.ProcessingInstructionHandler = self._check_instruction
        self._parser.StartElementHandler = self._start
        self._parser.CharacterDataHandler = self._add_text
        self._parser.EndElementHandler = self._end

    def read(self, content: bytes) -> None:
        """Read the whole file.

        Raises:
            _RefusedError, ExpatError: it cannot be used.
        """
        self._parser.Parse(content, True)

    def _refuse_doctype(self, *_: object) -> None:
        raise _RefusedError("has a DOCTYPE, behind which anything can hide", PLAIN_SVG)

    def _check_instruction(self, target: str, _: str) -> None:
        if target == "xml-stylesheet":
            raise _RefusedError("refers to a style sheet", PLAIN_SVG)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _get_local_name(name)
        self._depth += 1
        if self._depth == 1:
            self.root = attributes
            self._check_root(tag)
        if self._depth > MAX_DEPTH:
            raise _RefusedError(f"nests more than {MAX_DEPTH} deep", PLAIN_SVG)
        if tag == "script":
            raise _RefusedError("has a script in it", PLAIN_SVG)
        if tag == "style":
            self._style = []
        for attribute, value in attributes.items():
            _check_attribute(_get_local_name(attribute), value)

    def _check_root(self, tag: str) -> None:
        if tag != "svg":
            raise _RefusedError(f"is no SVG: it begins with the element '{tag[:40]}'", PLAIN_SVG)

    def _add_text(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._style is not None and _get_local_name(name) == "style":
            _check_css("".join(self._style))
            self._style = None


def _get_local_name(name: str) -> str:
    return name.rsplit(" ", 1)[-1]


def _check_attribute(name: str, value: str) -> None:
    if name[:2].casefold() == "on":
        raise _RefusedError("has a script in it", PLAIN_SVG)
    if name.casefold() in _REFERENCES:
        _check_reference(value.strip())
    _check_css(value)


def _check_css(css: str) -> None:
    plain = _CSS_ESCAPE.sub(_unescape, css)
    if "@import" in plain.casefold():
        raise _RefusedError("refers to a style sheet", PLAIN_SVG)
    for target in _URL.findall(plain):
        _check_reference(target)


def _unescape(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    number = int(match[1], 16)
    return chr(number) if number < 0x110000 else "\ufffd"


def _check_reference(target: str) -> None:
    if not _INSIDE.match(target):
        shown = "".join(sign if sign.isprintable() else "�" for sign in target[:40])
        raise _RefusedError(f"refers to something outside of itself: '{shown}'", _EMBED)
