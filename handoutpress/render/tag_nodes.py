"""The elements of a tag tree in the making, and what they hold.

Knows nothing of boxes, of HTML or of PDF objects: `tag_tree` builds, `tag_writer` writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of marked content on a page."""

    page_index: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """A link annotation on a page."""

    page_index: int
    link: Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where marked content stands: a box in points from the lower left, as PDF has it.

    Whoever combines the PDF with others finds here what must change with the numbers of pages.
    `number` is that of the page, from 1, that the content tells; 0 where it tells none.
    """

    box: tuple[float, float, float, float]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Artifact:
    """Marked content that is not read aloud.

    Source: ISO 32000-1:2008, table 330; the subtype PageNum is ISO 32000-2:2020, table 363.
    """

    mark: Mark
    type: str
    subtype: str = ""
    place: Place | None = None


@dataclass(slots=True, eq=False)
class Node:
    """A structure element; `contents` is what a screen reader says of a link."""

    type: str
    language: str
    element: Any = None
    parent: Node | None = None
    kids: list[Node | Mark | Annotation] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    entries: dict[str, Any] = field(default_factory=dict)
    contents: str = ""

    def add(self, type_: str, element: Any = None, *, first: bool = False) -> Node:
        """Add a new element of a type, in the language of this one, and return it."""
        kid = Node(type_, self.language, element, self)
        self.kids.insert(0 if first else len(self.kids), kid)
        return kid

    @property
    def last_node(self) -> Node | None:
        """The last kid, when it is an element."""
        last = self.kids[-1] if self.kids else None
        return last if isinstance(last, Node) else None

    def walk(self) -> Iterator[Node]:
        """Yield this element and all within it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.walk()


@dataclass(frozen=True, slots=True)
class TagTree:
    """A whole tree, what is left out of it, and link annotations that another one stands for.

    `numbers` are the places of page numbers that are read aloud, in a list of contents.
    """

    root: Node
    artifacts: list[Artifact]
    dropped_links: list[Annotation]
    numbers: dict[Mark, Place]
