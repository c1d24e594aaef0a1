"""What a text is made of: words, links, lists, each with its place; and how to walk them.

Parses nothing: `text` does.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Characters that print as they are; `offset` counts from 0 into the source, as everywhere."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A value to be filled in; `name` is dotted: "clinic.phones.nurse.number"."""

    name: str
    offset: int


@dataclass(frozen=True, slots=True)
class Strong:
    """Words in bold; never holds another `Strong` but inside a link."""

    children: tuple[Inline, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to `target`, which has an allowed scheme or starts with a placeholder."""

    target: tuple[Text | Placeholder, ...]
    children: tuple[Inline, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words of one paragraph; never empty."""

    children: tuple[Inline, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list; `offset` is that of its marker."""

    blocks: tuple[Block, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class ItemList:
    """Items with bullets, or numbered from 1."""

    ordered: bool
    items: tuple[Item, ...]
    offset: int


@dataclass(frozen=True, slots=True, order=True)
class TextFault:
    """What is wrong at `offset`, and what to do about it."""

    offset: int
    what: str
    remedy: str


Inline = Text | Strong | Link | Placeholder
Block = Paragraph | ItemList
Node = Inline | Block | Item


@dataclass(frozen=True, slots=True)
class Flow:
    """A text of paragraphs and lists; trust `blocks` only when there are no `faults`."""

    source: str
    blocks: tuple[Block, ...]
    faults: tuple[TextFault, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A text without blocks; trust `children` only when there are no `faults`."""

    source: str
    children: tuple[Inline, ...]
    faults: tuple[TextFault, ...]


def iter_links(part: Flow | Line) -> Iterator[Link]:
    """Yield every link, in the order of the source."""
    if "](" not in part.source:  # most texts: walking through all of them takes its time
        return
    yield from (node for node in _walk(_nodes_of(part)) if isinstance(node, Link))


def iter_placeholders(part: Flow | Line) -> Iterator[Placeholder]:
    """Yield every placeholder in the order of the source, but a link's target before its words."""
    if "{{" not in part.source:
        return
    for node in _walk(_nodes_of(part)):
        within = node.target if isinstance(node, Link) else (node,)
        yield from (found for found in within if isinstance(found, Placeholder))


def plain_text(part: Flow | Line | Iterable[Node], resolve: Callable[[str], str]) -> str:
    """Return the words as read, each paragraph on a line; `resolve` gives a placeholder's value."""
    said: list[str] = []
    _say(_nodes_of(part) if isinstance(part, Flow | Line) else part, resolve, said)
    return "".join(said).removeprefix("\n")


def _say(nodes: Iterable[Node], resolve: Callable[[str], str], said: list[str]) -> None:
    """Add the words of nodes; without `_walk`, for every word of a library comes by here."""
    for node in nodes:
        if isinstance(node, Text):
            said.append(node.text)
        elif isinstance(node, Placeholder):
            said.append(resolve(node.name))
        elif isinstance(node, ItemList):
            _say(node.items, resolve, said)
        elif isinstance(node, Item):
            _say(node.blocks, resolve, said)
        else:
            if isinstance(node, Paragraph):
                said.append("\n")
            _say(node.children, resolve, said)


def _nodes_of(part: Flow | Line) -> tuple[Node, ...]:
    return part.blocks if isinstance(part, Flow) else part.children


def _walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield each node before what it holds; what nests is bounded by `_DEEPEST_LIST`."""
    for node in nodes:
        yield node
        match node:
            case Strong() | Link() | Paragraph():
                yield from _walk(node.children)
            case ItemList():
                yield from _walk(node.items)
            case Item():
                yield from _walk(node.blocks)


def is_visible(text: str) -> bool:
    """Tell whether a text holds anything that can be seen: blanks and format signs cannot.

    Source: Unicode Standard, 4.5: the general categories Z (separators) and C (other).
    """
    return any(unicodedata.category(character)[0] not in "ZC" for character in text)
