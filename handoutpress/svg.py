"""The bytes of an SVG become its size, or the reason why it cannot be used.

Lets nothing through that could run, grow or fetch, or that the renderer would leave out: no script,
no entity, no filter, no reference that leads out of the file or nowhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from xml.parsers import expat

from handoutpress.errors import HandoutError
from handoutpress.sources import Fault
from handoutpress.svg_references import (
    EMBED,
    MAX_DEPTH,
    MAX_ELEMENTS,
    PLAIN_SVG,
    TOO_DEEP,
    TOO_MANY_ELEMENTS,
    Element,
    PictureCheck,
    StyleRule,
    drop_css_comments,
    find_embedded_fault,
    find_paints,
    find_reference_fault,
    list_urls,
    read_rules,
    show_reference,
    unescape_css,
)

MAX_PATH_CHARACTERS = 1024**2
# Ours: 265 metres at 96 px to the inch, far beyond any paper.
MAX_SIDE_PX = 1e6
MAX_SIDE_RATIO = 100
# Source: CSS Values and Units 3, section 5.2: 96 px to the inch.
PX_PER_UNIT = {"": 1.0, "px": 1.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
PX_PER_UNIT |= {"pt": 96 / 72, "pc": 16.0}

TOO_NARROW = Fault(
    f"is more than {MAX_SIDE_RATIO} times as long as it is wide", "cut it to a handier shape"
)
NO_SIZE = Fault("has no size", "give its 'svg' element a viewBox, or width and height")
BAD_BOX = Fault(
    "has a viewBox that is no size", "give its 'svg' element a viewBox like '0 0 400 300'"
)
BAD_SIZE = Fault(
    "has a width or height that is no size", "give its 'svg' element a width like '400'"
)
_DOCTYPE = Fault("has a DOCTYPE, behind which anything can hide", PLAIN_SVG)
_STYLE_SHEET = Fault("refers to a style sheet", PLAIN_SVG)
_SCRIPT = Fault("has a script in it", PLAIN_SVG)
_FILTERED = Fault("has an effect (filter) in it, which is not printed", "save it as PNG")
_FOREIGN = Fault("has a piece of a web page (foreignObject) in it", "save it as PNG")
_REFUSED_TAGS = {"script": _SCRIPT, "foreignObject": _FOREIGN, "filter": _FILTERED}
_TOO_MUCH_PATH = Fault("has more than 1 MiB of path data", "simplify its lines, or save it as PNG")
_LENGTH = re.compile(r"\s*(\d*\.?\d+(?:[eE][+-]?\d+)?)(px|in|cm|mm|pt|pc)?\s*")
_NUMBER = re.compile(r"\s*([+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan))", re.I)
_REFERENCES = frozenset({"href", "src", "base"})
_INSIDE = re.compile(r"#|data:image/(?:png|jpeg)[;,]|\Z")
_CSS_CHECKED = re.compile(r"(?<![\w-])(filter|font-size)\s*:([^;{}]*)", re.IGNORECASE)


class _RefusedError(HandoutError):
    """Ends the reading of an SVG; carries the fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.what}; {fault.remedy}")
        self.fault = fault


def look_at_svg(
    content: bytes, check_picture: PictureCheck | None = None
) -> tuple[float, float] | Fault:
    """Return width and height in CSS pixels, or why the SVG cannot be used.

    `check_picture` looks at the pictures inside of it.
    """
    reader = _SvgReader()
    try:
        reader.read(content)
        size = measure_svg(reader.root)
        fault = size if isinstance(size, Fault) else None
        fault = fault or find_reference_fault(reader.elements, reader.rules)
        return fault or find_embedded_fault(reader.embedded, check_picture) or size
    except _RefusedError as error:
        return error.fault
    except (expat.ExpatError, ValueError, LookupError) as error:  # the last two: its encoding
        line, column = getattr(error, "lineno", 1), getattr(error, "offset", 0) + 1
        return Fault(f"is not well-formed XML (line {line}, column {column})", PLAIN_SVG)


def measure_svg(root: Mapping[str, str]) -> tuple[float, float] | Fault:
    """Return width and height in CSS pixels from the attributes of the root element."""
    typed_box = root.get("viewBox", "")
    box = _read_box(typed_box)
    if typed_box.strip() and box is None:
        return BAD_BOX
    if not all(_is_handy(root.get(side)) for side in ("width", "height")):
        return BAD_SIZE
    size = _find_size(_read_length(root.get("width")), _read_length(root.get("height")), box)
    if size is None:
        return NO_SIZE
    if max(size) > MAX_SIDE_PX:
        return BAD_SIZE
    return TOO_NARROW if any(map(is_too_narrow, (size, box or size))) else size


def is_too_narrow(size: tuple[float, float]) -> bool:
    """Tell whether one side is too many times the other."""
    return max(size) > MAX_SIDE_RATIO * min(size)


def _find_size(
    width: float | None, height: float | None, box: tuple[float, float] | None
) -> tuple[float, float] | None:
    if width and height:
        return width, height
    if box is None:
        return None
    if width:
        return width, width * box[1] / box[0]
    return (height * box[0] / box[1], height) if height else box


def _is_handy(typed: str | None) -> bool:
    """Tell whether a length, of whatever unit, begins with a number that can be drawn."""
    match = _NUMBER.match(typed or "")
    return match is None or 0 <= float(match[1]) <= MAX_SIDE_PX


def _read_length(typed: str | None) -> float | None:
    match = _LENGTH.fullmatch(typed or "")
    return float(match[1]) * PX_PER_UNIT[match[2] or ""] if match else None


def _read_box(typed: str) -> tuple[float, float] | None:
    try:
        left, top, width, height = map(float, typed.replace(",", " ").split())
    except ValueError:
        return None
    is_drawn = 0 < width <= MAX_SIDE_PX and 0 < height <= MAX_SIDE_PX
    return (width, height) if is_drawn and max(abs(left), abs(top)) <= MAX_SIDE_PX else None


class _SvgReader:
    """Read an SVG once from start to end, and stop at the first thing that is not allowed."""

    def __init__(self) -> None:
        self.root: dict[str, str] = {}
        self.elements: list[Element] = []
        self.rules: list[StyleRule] = []
        self.embedded: dict[str, None] = {}
        self._open: list[int] = []
        self._path_characters = 0
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
        raise _RefusedError(_DOCTYPE)

    def _check_instruction(self, target: str, _: str) -> None:
        if target == "xml-stylesheet":
            raise _RefusedError(_STYLE_SHEET)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _get_local_name(name)
        if not self._open:
            self.root = attributes
            if tag != "svg":
                what = f"is no SVG: it begins with the element '{tag[:40]}'"
                raise _RefusedError(Fault(what, PLAIN_SVG))
        if tag in _REFUSED_TAGS:
            raise _RefusedError(_REFUSED_TAGS[tag])
        if tag == "style":
            self._style = []
        self._weigh_paths(attributes)
        self._add_element(tag, attributes)

    def _weigh_paths(self, attributes: Mapping[str, str]) -> None:
        self._path_characters += sum(len(attributes.get(name, "")) for name in ("d", "points"))
        if self._path_characters > MAX_PATH_CHARACTERS:
            raise _RefusedError(_TOO_MUCH_PATH)

    def _add_element(self, tag: str, attributes: Mapping[str, str]) -> None:
        links: list[str] = []
        paints: dict[str, tuple[str, ...]] = {}
        for qualified, value in attributes.items():
            name = _get_local_name(qualified)
            target = _check_attribute(name, value)
            if target.startswith("data:"):
                self.embedded[target] = None
            elif name == "href" and len(target) > 1:
                links.append(target[1:])
            paints |= find_paints(name, value)
        own_id = attributes.get("id", "")
        names = frozenset(attributes.get("class", "").split()) | {"#" + own_id}
        parent = self._open[-1] if self._open else -1
        self._open.append(len(self.elements))
        self.elements.append(Element(tag, parent, names, own_id, tuple(links), paints))
        if len(self._open) > MAX_DEPTH:
            raise _RefusedError(TOO_DEEP)
        if len(self.elements) > MAX_ELEMENTS:
            raise _RefusedError(TOO_MANY_ELEMENTS)

    def _add_text(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)

    def _end(self, name: str) -> None:
        self._open.pop()
        if self._style is not None and _get_local_name(name) == "style":
            css = _check_css("".join(self._style))
            _check_properties(css)
            self.rules += read_rules(css)
            self._style = None


def _get_local_name(name: str) -> str:
    return name.rsplit(" ", 1)[-1]


def _check_attribute(name: str, value: str) -> str:
    """Return the reference that an attribute is, "" when it is none."""
    if name[:2].casefold() == "on":
        raise _RefusedError(_SCRIPT)
    is_reference = name.casefold() in _REFERENCES
    if is_reference:
        _check_reference(value.strip())
    css = _check_css(value)
    if name == "style":
        _check_properties(css)
    elif name in ("filter", "font-size"):
        _check_property(name, css)
    return value.strip() if is_reference else ""


def _check_css(css: str) -> str:
    """Return a style without escapes and comments."""
    plain = unescape_css(css)
    if "@import" in plain.casefold():
        raise _RefusedError(_STYLE_SHEET)
    for target in list_urls(plain):
        _check_reference(target)
    return drop_css_comments(plain)


def _check_properties(css: str) -> None:
    for name, value in _CSS_CHECKED.findall(css):
        _check_property(name.casefold(), value)


def _check_property(name: str, value: str) -> None:
    if name == "filter":
        if value.split("!")[0].strip().casefold() not in ("", "none"):
            raise _RefusedError(_FILTERED)
        return
    match = _NUMBER.match(value)
    if match and not 0 < float(match[1]) < math.inf:
        what = f"has text of the size '{show_reference(value.strip())}'"
        raise _RefusedError(Fault(what, "give its text a size above 0, or save it as PNG"))


def _check_reference(target: str) -> None:
    if not _INSIDE.match(target):
        what = f"refers to something outside of itself: '{show_reference(target)}'"
        raise _RefusedError(Fault(what, EMBED))
