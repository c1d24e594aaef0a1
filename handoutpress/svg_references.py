"""The elements of an SVG, and what each refers to, become the reason why it cannot be drawn.

Reads no XML: the elements are handed in. Time grows with the file, however much it would unfold to.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from handoutpress.sources import Fault

# Says what is wrong with the bytes of a "png" or "jpeg" inside an SVG.
PictureCheck = Callable[[str, bytes], Fault | None]

MAX_DEPTH = 100
# Ours: many more than a drawing for a handout needs, and few enough to draw in moments.
MAX_ELEMENTS = 20_000

PLAIN_SVG = "save it again as 'plain SVG'"
PLAIN_OR_PNG = "save it again as 'plain SVG', or as PNG"
EMBED = "put that picture into the SVG, or save it all as PNG"
TOO_DEEP = Fault(f"nests more than {MAX_DEPTH} deep", PLAIN_SVG)
TOO_MANY_ELEMENTS = Fault(f"draws more than {MAX_ELEMENTS:,} elements", "save it as PNG")
DRAWS_NOTHING = Fault("draws nothing", "choose another picture, or draw it again")
# Source: SVG 2, section 5.5 and chapters 13 and 14: drawn only where something refers to them.
_DRAWN_ELSEWHERE = frozenset({"defs", "symbol", "pattern", "mask", "marker", "clipPath"})
_GRADIENTS = frozenset({"linearGradient", "radialGradient"})
_FOLLOWS_HREF = _GRADIENTS | {"use", "pattern"}
_SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
DRAWN = frozenset(_SHAPES | {"text", "image"})
# Source: SVG 2, sections 13.2 and 13.8: an element hands these down to what is in it.
HANDED_DOWN = frozenset({"fill", "stroke", "marker", "marker-start", "marker-mid", "marker-end"})
_TAKES_PAINT = DRAWN | {"g", "use", "tspan", "textPath"}

# Source: the form that the renderer is served; the other parameters of RFC 2397 are not.
_EMBEDDED = re.compile(r"data:image/(png|jpeg)(;base64)?,(.*)", re.DOTALL)
_URL = re.compile(r"url\(\s*[\"']?\s*([^\"')\s]*)", re.IGNORECASE)
# Source: CSS Syntax 3, section 4.3.7.
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_CSS_NAME = re.compile(r"(?:\.|(?=#))(#?[\w-]+)")


@dataclass(frozen=True, slots=True)
class Element:
    """One element; `parent` is its index in document order, -1 for the root.

    `names` are its classes and its "#id"; `links` are the ids in its href; `paints` the ids that
    each of its properties refers to, an empty tuple where a property is set to something else.
    """

    tag: str
    parent: int
    names: frozenset[str] = frozenset()
    id: str = ""
    links: tuple[str, ...] = ()
    paints: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StyleRule:
    """The ids that a rule of a style sheet refers to; no `names`: it is for all.

    `names` are its classes and "#ids".
    """

    names: frozenset[str]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Unfolded:
    """What an element comes to when all that it refers to is put in its place."""

    count: int
    depth: int
    draws: bool


def find_reference_fault(elements: Sequence[Element], rules: Sequence[StyleRule]) -> Fault | None:
    """Return the first reason why the elements cannot be drawn; the root comes first."""
    by_id = _index_ids(elements)
    missing = next((name for name in _list_targets(elements, rules) if name not in by_id), None)
    if missing is not None:
        shown = show_reference("#" + missing)
        return Fault(f"refers to a part of itself that is not there: '{shown}'", PLAIN_OR_PNG)
    edges = _list_edges(elements, rules, by_id)
    unfolded = _unfold(elements, edges)
    return unfolded if isinstance(unfolded, Fault) else _check_root(unfolded)


def show_reference(target: str) -> str:
    """Return a reference as it can be shown: short, and without signs that command a screen."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in target[:40])


def _check_root(root: _Unfolded) -> Fault | None:
    if root.count > MAX_ELEMENTS:
        return TOO_MANY_ELEMENTS
    if root.depth > MAX_DEPTH:
        return TOO_DEEP
    return None if root.draws else DRAWS_NOTHING


def _index_ids(elements: Sequence[Element]) -> dict[str, int]:
    """Return the index of each id; the first of a name counts, as it does in the renderer."""
    by_id: dict[str, int] = {}
    for index, element in enumerate(elements):
        if element.id:
            by_id.setdefault(element.id, index)
    return by_id


def _list_targets(elements: Sequence[Element], rules: Sequence[StyleRule]) -> Iterator[str]:
    for element in elements:
        yield from element.links
        for targets in element.paints.values():
            yield from targets
    for rule in rules:
        yield from rule.targets


def _list_edges(
    elements: Sequence[Element], rules: Sequence[StyleRule], by_id: Mapping[str, int]
) -> list[list[int]]:
    """Return for each element the elements right in it, and those that it refers to."""
    edges: list[list[int]] = [[] for _ in elements]
    painted: list[dict[str, tuple[str, ...]]] = []
    for index, element in enumerate(elements):
        if element.parent >= 0:
            edges[element.parent].append(index)
        inherited = painted[element.parent] if element.parent >= 0 else {}
        own = element.paints
        painted.append(inherited | {name: own[name] for name in own.keys() & HANDED_DOWN})
        names = _follow(element, inherited | own if element.tag in _TAKES_PAINT else own, rules)
        edges[index] += [by_id[name] for name in sorted(names)]
    return edges


def _follow(
    element: Element, paints: Mapping[str, tuple[str, ...]], rules: Sequence[StyleRule]
) -> set[str]:
    names = {name for targets in paints.values() for name in targets}
    if element.tag in _FOLLOWS_HREF:
        names.update(element.links)
    if element.tag in _TAKES_PAINT:
        for rule in rules:
            if not rule.names or rule.names & element.names:
                names.update(rule.targets)
    return names


def _unfold(elements: Sequence[Element], edges: Sequence[Sequence[int]]) -> _Unfolded | Fault:
    """Return what the root unfolds to; each element is weighed once, after its parts."""
    weighed: dict[int, _Unfolded] = {}
    opened: set[int] = set()
    stack = [0]
    while stack:
        index = stack[-1]
        ahead = [part for part in edges[index] if part not in weighed]
        if ahead and index not in weighed:
            opened.add(index)
            circle = next((part for part in ahead if part in opened), None)
            if circle is not None:
                return _tell_circle(elements[circle])
            stack += reversed(ahead)
            continue
        weighed[index] = weighed.get(index) or _weigh(elements, index, edges[index], weighed)
        opened.discard(stack.pop())
    return weighed[0]


def _tell_circle(element: Element) -> Fault:
    shown = show_reference("#" + element.id)
    return Fault(f"refers to itself in a circle: '{shown}'", PLAIN_OR_PNG)


def _weigh(
    elements: Sequence[Element],
    index: int,
    parts: Sequence[int],
    weighed: Mapping[int, _Unfolded],
) -> _Unfolded:
    element = elements[index]
    count, depth, draws = 1, 0, element.tag in DRAWN
    for part in parts:
        is_inside = elements[part].parent == index
        tag, unfolded = elements[part].tag, weighed[part]
        depth = max(depth, unfolded.depth)
        if is_inside or tag not in _GRADIENTS:  # a gradient is shared, not drawn again
            count += unfolded.count
        if element.tag == "use" or (is_inside and tag not in _DRAWN_ELSEWHERE):
            draws = draws or unfolded.draws
    # A number that doubles with each element would grow as long as the file.
    return _Unfolded(min(count, MAX_ELEMENTS + 1), depth + 1, draws)


def find_embedded_fault(targets: Iterable[str], check: PictureCheck | None) -> Fault | None:
    """Return the first reason why a picture inside of an SVG cannot be drawn."""
    for target in targets:
        match = _EMBEDDED.fullmatch(target)
        content = _decode(match) if match else None
        if match is None or content is None:
            return Fault("has a picture in it that cannot be read", EMBED)
        fault = check(match[1], content) if check else None
        if fault:
            again = f"{fault.remedy}, and put it into the SVG again"
            return Fault(f"has a picture in it that {fault.what}", again)
    return None


def _decode(match: re.Match[str]) -> bytes | None:
    content = unquote_to_bytes(match[3])
    try:
        return base64.b64decode(content) if match[2] else content
    except binascii.Error:
        return None


def unescape_css(css: str) -> str:
    """Return a style without escapes."""
    return _CSS_ESCAPE.sub(_unescape, css)


def drop_css_comments(css: str) -> str:
    """Return a style without comments; the strings in it may suffer, so check it before."""
    return _CSS_COMMENT.sub(" ", css)


def list_urls(css: str) -> list[str]:
    """Return what stands in each url() of a clean style."""
    return _URL.findall(css)


def read_rules(css: str) -> list[StyleRule]:
    """Return the rules of a clean style sheet that refer to something."""
    rules = []
    for selector, declarations in _CSS_RULE.findall(css):
        targets = _find_ids(declarations)
        if targets:
            rules.append(StyleRule(frozenset(_CSS_NAME.findall(selector)), targets))
    return rules


def find_paints(name: str, value: str) -> dict[str, tuple[str, ...]]:
    """Return the ids that the properties in an attribute refer to."""
    if name != "style":
        ids = _find_ids(drop_css_comments(unescape_css(value)))
        return {name: ids} if ids or name in HANDED_DOWN else {}
    paints: dict[str, tuple[str, ...]] = {}
    for declaration in drop_css_comments(unescape_css(value)).split(";"):
        key, _, typed = declaration.partition(":")
        paints |= find_paints(key.strip(), typed) if key.strip() != "style" else {}
    return paints


def _find_ids(css: str) -> tuple[str, ...]:
    return tuple(target[1:] for target in _URL.findall(css) if target[:1] == "#" and target[1:])


def _unescape(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    number = int(match[1], 16)
    return chr(number) if number < 0x110000 else "\ufffd"
