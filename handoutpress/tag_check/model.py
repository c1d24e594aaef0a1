"""The values that a PDF's tag tree is judged by: frozen, and free of any PDF library.

A `ref` is an object's number and generation as the PDF writes them ("12 0 R"); a direct object
has one that is made up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from handoutpress.tag_check.content import Content, Inside
from handoutpress.tag_check.trees import Tree

Value = TypeVar("Value", bound=Hashable)
# What a key of the parent tree leads to: an element, or one for each MCID of a stream.
Slots = str | tuple[str | None, ...] | None


@dataclass(frozen=True, slots=True)
class TagFault:
    """One rule that a PDF breaks in one place; `rule` is a stable name, `what` is for people."""

    rule: str
    what: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.what}"


@dataclass(frozen=True, slots=True)
class ElementKid:
    """A structure element in another's /K."""

    ref: str


@dataclass(frozen=True, slots=True)
class MarkKid:
    """Marked content in an element's /K; `stream` is the page's or the form XObject's."""

    page: str | None
    stream: str | None
    mcid: int


@dataclass(frozen=True, slots=True)
class ObjectKid:
    """An object reference (OBJR) in an element's /K."""

    page: str | None
    ref: str | None


@dataclass(frozen=True, slots=True)
class OddKid:
    """What may not stand in an element's /K."""

    what: str


Kid = ElementKid | MarkKid | ObjectKid | OddKid


@dataclass(frozen=True, slots=True)
class Attributes:
    """The attributes of an element that rules ask for; the box is in points."""

    scope: str | None = None
    headers: tuple[bytes, ...] = ()
    box: tuple[float, ...] = ()
    numbering: str | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """A structure element: `type` after the role map, `parent` as it says, `holder` as it is."""

    ref: str
    type: str
    holder: str
    parent: str | None
    page: str | None
    kids: tuple[Kid, ...]
    lang: str | None
    alt: str
    id: bytes | None
    attributes: Attributes

    def __str__(self) -> str:
        return f"{self.type or 'element'} ({self.ref.removesuffix(' 0 R')})"


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation; `key` is its /StructParent; `is_read` means that readers meet it."""

    ref: str
    subtype: str
    key: int | None
    contents: str
    is_read: bool


@dataclass(frozen=True, slots=True)
class Stream:
    """The content of a page or a form XObject; `key` is its /StructParents."""

    where: str
    key: int | None
    content: Content


@dataclass(frozen=True, slots=True)
class Paint:
    """One painting of a stream or image (`ref`) on a page, and what encloses it there."""

    ref: str
    inside: Inside
    is_image: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page; `number` counts from 1, the box is the media box in points."""

    ref: str
    number: int
    box: tuple[float, ...]
    paints: tuple[Paint, ...]
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True, slots=True)
class Destination:
    """Where something leads: to a page, or to a name that leads on; to neither when broken."""

    where: str
    page: str | None
    name: bytes | str | None


@dataclass(frozen=True, slots=True)
class Destinations:
    """All destinations; `named` holds the page of each name, a string as bytes or a name."""

    found: tuple[Destination, ...]
    named: Mapping[bytes | str, str | None]
    name_tree: Tree[bytes, str | None]
    has_looping_outline: bool


@dataclass(frozen=True, slots=True)
class Catalog:
    """What the document says of itself."""

    is_marked: bool
    lang: str | None
    title: str
    shows_title: bool


@dataclass(frozen=True, slots=True)
class TagTree:
    """The structure tree, with its elements in reading order."""

    top: tuple[Kid, ...]
    root: str | None
    elements: Mapping[str, Element]
    parent_tree: Tree[int, Slots]
    next_key: int | None
    ids: Tree[bytes, str | None]


@dataclass(frozen=True, slots=True)
class TagDocument:
    """All that the rules look at."""

    catalog: Catalog
    pages: tuple[Page, ...]
    streams: Mapping[str, Stream]
    misshapen_pages: tuple[str, ...]
    tags: TagTree
    claims: Mapping[tuple[str | None, int], tuple[str, ...]]
    destinations: Destinations


def find_repeated(values: Iterable[Value]) -> list[Value]:
    """Return the values that occur more than once, each once."""
    return [value for value, count in Counter(values).items() if count > 1]
