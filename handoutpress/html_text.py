"""Turn the nodes of a text into HTML; part of composing.

Knows no templates. Everything that content says is escaped; only the tags below are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from handoutpress.content import GlossaryEntry
from handoutpress.glossary import FirstUses
from handoutpress.labels import Labels
from handoutpress.text import (
    Block,
    Flow,
    Inline,
    Item,
    Line,
    Link,
    Paragraph,
    Placeholder,
    Strong,
    Text,
    plain_text,
)

HANDOUT_SCHEME = "handout:"


@dataclass(frozen=True, slots=True)
class Reference:
    """Another handout: its title, and the address of its PDF from beside this one."""

    title: str
    href: str


class TextPrinter:
    """Print texts of one handout, in the order in which the reader meets them."""

    def __init__(
        self,
        *,
        placeholders: Mapping[str, str],
        references: Callable[[str], Reference],
        labels: Labels,
        glossary: Iterable[GlossaryEntry],
    ) -> None:
        self._placeholders = placeholders
        self._references = references
        self._labels = labels
        self._first_uses = FirstUses(glossary)

    def plain(self, part: Line) -> str:
        """Return a text without any tags."""
        return plain_text(part, self._placeholders.__getitem__)

    def inline(self, line: Line) -> Markup:
        """Return a line with bold words and links."""
        return self._join(line.children)

    def rich(self, flow: Flow) -> Markup:
        """Return paragraphs and lists."""
        return self._blocks(flow.blocks, is_running=False)

    def running_text(self, flow: Flow) -> Markup:
        """Return paragraphs and lists; what a word of the glossary means follows its first use."""
        return self._blocks(flow.blocks, is_running=True)

    def _blocks(self, blocks: Iterable[Block], *, is_running: bool) -> Markup:
        return Markup("\n").join(self._block(block, is_running) for block in blocks)

    def _block(self, block: Block, is_running: bool) -> Markup:
        if isinstance(block, Paragraph):
            return Markup("<p>{}</p>").format(self._join(block.children, is_running))
        items = (Markup("<li>{}</li>").format(self._item(item, is_running)) for item in block.items)
        tag = Markup("ol" if block.ordered else "ul")
        return Markup("<{0}>{1}</{0}>").format(tag, Markup("").join(items))

    def _item(self, item: Item, is_running: bool) -> Markup:
        """Return what an item holds; its first paragraph stands right in it."""
        first, *rest = item.blocks or (Paragraph((), item.offset),)
        if isinstance(first, Paragraph):
            words = self._join(first.children, is_running)
            return words + self._blocks(rest, is_running=is_running)
        return self._blocks(item.blocks, is_running=is_running)

    def _join(self, nodes: Iterable[Inline], is_running: bool = False) -> Markup:
        return Markup("").join(self._node(node, is_running) for node in nodes)

    def _node(self, node: Inline, is_running: bool) -> Markup:
        if isinstance(node, Text):
            return self._explain(node.text) if is_running else escape(node.text)
        if isinstance(node, Placeholder):
            return escape(self._placeholders[node.name])
        if isinstance(node, Strong):
            return Markup("<strong>{}</strong>").format(self._join(node.children, is_running))
        return self._link(node)

    def _explain(self, text: str) -> Markup:
        """Return a text with the meanings of the words that the reader meets for the first time."""
        parts = []
        for piece, entry in self._first_uses.split(text):
            parts.append(escape(piece))
            if entry is not None:
                meaning = Markup(' <span class="meaning">({})</span>')
                parts.append(meaning.format(self.inline(entry.meaning)))
        return Markup("").join(parts)

    def _link(self, link: Link) -> Markup:
        """Return a link, and on paper what it leads to, unless its words already say so."""
        words = self._join(link.children)
        target = plain_text(link.target, self._placeholders.__getitem__)
        if target.startswith(HANDOUT_SCHEME):
            return self._handout_link(words, target.removeprefix(HANDOUT_SCHEME))
        address = target.partition(":")[2] if target.startswith(("tel:", "mailto:")) else target
        title = self._labels.text("Call {number}", number=address)
        anchor = Markup('<a href="{}" title="{}">{}</a>').format(
            target, title if target.startswith("tel:") else target, words
        )
        if _bare(address) in _bare(words.striptags()):
            return anchor
        return anchor + Markup(' <span class="address">({})</span>').format(address)

    def _handout_link(self, words: Markup, handout_id: str) -> Markup:
        reference = self._references(handout_id)
        anchor = Markup('<a href="{}" title="{}">{}</a>').format(
            reference.href, reference.title, words
        )
        if reference.title.casefold() in words.striptags().casefold():
            return anchor
        note = self._labels.text("handout: {title}", title=reference.title)
        return anchor + Markup(" ({})").format(note)


def _bare(text: str) -> str:
    """Return an address or number without what people leave out: scheme, slash, separators."""
    text = text.casefold().removeprefix("https://").removeprefix("http://").rstrip("/")
    return "".join(character for character in text if character.isalnum() or character in "@/.?=")
