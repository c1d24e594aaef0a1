"""Turn the nodes of a text into HTML; part of composing.

Knows no templates. Everything that content says is escaped; only the tags below are ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote

from markupsafe import Markup, escape

from handoutpress.compose.pens import Pen, PlainPen, join_inline
from handoutpress.content import GlossaryEntry, SourceReference
from handoutpress.content.blocks import WebLink
from handoutpress.glossary import FirstUses, Piece
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
from handoutpress.texts import say_target

# The pieces of texts in which a word is explained, by their offsets.
Pieces: TypeAlias = Mapping[int, tuple[Piece, ...]]

_BEFORE_UNIT = re.compile(
    r"(?<=[0-9]) (?=(?:mg|mcg|µg|g|kg|mL|ml|dL|L|mm|cm|m|mmHg|mmol|IU|°C|°F|°|%)(?!\w))"
)
_DIGITS = re.compile(r"\D")
_NUMBERS = re.compile(r"\d[\d\s().\-–‑/]*")


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
        pen: Pen | None = None,
    ) -> None:
        self._placeholders = placeholders
        self._references = references
        self._labels = labels
        self._first_uses = FirstUses(glossary)
        self._pen = pen or PlainPen()
        self._is_inside_link = False

    def plain(self, part: Line | Iterable[Inline]) -> str:
        """Return a text without any tags."""
        return plain_text(part, self._placeholders.__getitem__)

    def marked(self, line: Line) -> Markup:
        """Return a text without any tags but for marks on what changed."""
        return self._pen.line(line, lambda: self._pen.words(self.plain(line)))

    def address(self, holder: SourceReference | WebLink) -> Markup:
        """Return the address that a source or a link holds."""
        return self._pen.line(holder, lambda: self._pen.words(holder.url or ""))

    def inline(self, line: Line) -> Markup:
        """Return a line with bold words and links."""
        return self._pen.line(line, lambda: self._join(line.children, {}))

    def rich(self, flow: Flow) -> Markup:
        """Return paragraphs and lists."""
        return self._blocks(flow.blocks, {})

    def running_text(self, flow: Flow) -> Markup:
        """Return paragraphs and lists; what a word of the glossary means follows its first use."""
        return self._blocks(flow.blocks, self._first_uses.explain(flow))

    def _blocks(self, blocks: Iterable[Block], pieces: Pieces) -> Markup:
        return Markup("\n").join(self._block(block, pieces) for block in blocks)

    def _block(self, block: Block, pieces: Pieces) -> Markup:
        if isinstance(block, Paragraph):
            # A sentence that ends in a colon stays on the page of what it announces.
            is_lead_in = self.plain(block.children).rstrip().endswith(":")
            start = Markup('<p class="lead-in">' if is_lead_in else "<p>")
            return start + self._paragraph(block, pieces) + Markup("</p>")
        items = (Markup("<li>{}</li>").format(self._item(item, pieces)) for item in block.items)
        tag = Markup("ol" if block.ordered else "ul")
        return Markup("<{0}>{1}</{0}>").format(tag, Markup("").join(items))

    def _item(self, item: Item, pieces: Pieces) -> Markup:
        """Return what an item holds; its first paragraph stands right in it."""
        first, *rest = item.blocks or (Paragraph((), item.offset),)
        if isinstance(first, Paragraph):
            return self._paragraph(first, pieces) + self._blocks(rest, pieces)
        return self._blocks(item.blocks, pieces)

    def _paragraph(self, paragraph: Paragraph, pieces: Pieces) -> Markup:
        return self._pen.line(paragraph, lambda: self._join(paragraph.children, pieces))

    def _join(self, nodes: Iterable[Inline], pieces: Pieces) -> Markup:
        """Return what nodes print; words that went stand between them, not in a link."""
        return join_inline(
            part for node in nodes for part in (self._pen.gone(), self._node(node, pieces)) if part
        )

    def _node(self, node: Inline, pieces: Pieces) -> Markup:
        match node:
            case Text():
                return self._explain(pieces.get(node.offset, ((node.text, None),)))
            case Placeholder():
                return self._value(node.name)
            case Strong():
                return Markup("<strong>{}</strong>").format(self._join(node.children, pieces))
            case Link():
                return self._link(node)

    def _value(self, name: str) -> Markup:
        """Return what a placeholder stands for; a number can be dialled with a finger."""
        value = self._placeholders[name]
        if self._is_inside_link or not name.endswith((".number", ".emergency")):
            return self._pen.whole(value, escape(value))
        return self._pen.whole(value, dial_link(self._labels, value, print_number(value)))

    def _explain(self, pieces: Iterable[Piece]) -> Markup:
        """Return a text with the meanings of the words that the reader meets for the first time."""
        parts = []
        for words, entry in pieces:
            parts.append(self._pen.words(keep_doses_whole(words)))
            if entry is not None:
                start, meaning = self._pen.words(" ("), self._join(entry.meaning.children, {})
                end = self._pen.words(")")
                parts.append(
                    Markup('<span class="meaning">{}</span>').format(start + meaning + end)
                )
        return Markup("").join(parts)

    def _link(self, link: Link) -> Markup:
        """Return a link, and on paper what it leads to, unless its words already say so."""
        target = self.plain(link.target)
        scheme, _, rest = target.partition(":")
        match scheme.lower():
            case "handout":
                return self._link_to_handout(link, self._references(rest))
            case "tel":
                return self._link_to_number(link, rest)
            case "mailto":
                return self._link_to_address(link, target, rest.partition("?")[0])
        return self._link_to_address(link, target, target)

    def _link_to_number(self, link: Link, number: str) -> Markup:
        title = self._labels.text("Call {number}", number=number)
        anchor = self._anchor(link, dial_target(number), title)
        is_said = _says_number(self.plain(link.children), number)
        return anchor + self._note(link, "" if is_said else _note_address(number))

    def _link_to_address(self, link: Link, target: str, address: str) -> Markup:
        anchor = self._anchor(link, target, target)
        is_said = _says_address(self.plain(link.children), address)
        return anchor + self._note(link, "" if is_said else _note_address(address))

    def _link_to_handout(self, link: Link, reference: Reference) -> Markup:
        anchor = self._anchor(link, reference.href, reference.title)
        if _says_title(self.plain(link.children), reference.title):
            return anchor + self._note(link, "")
        note = self._labels.text("handout: {title}", title=reference.title)
        return anchor + self._note(link, Markup(" ({})").format(note))

    def _note(self, link: Link, printed: Markup | str) -> Markup:
        """Return what is printed of where a link leads; it is read as a word of the line."""
        words, target = self.plain(link.children), self.plain(link.target)
        said = say_target(words, target, lambda handout_id: self._references(handout_id).title)
        return self._pen.whole(said, Markup(printed))

    def _anchor(self, link: Link, href: str, title: str) -> Markup:
        self._is_inside_link = True
        words = self._join(link.children, {})
        self._is_inside_link = False
        return Markup('<a href="{}" title="{}">{}</a>').format(href, title, words)


def _note_address(address: str) -> Markup:
    return Markup('<span class="address"> ({})</span>').format(address)


def keep_doses_whole(text: str) -> str:
    """Return a text in which no line can end between a number and its unit.

    Source: ISMP, List of Error-Prone Abbreviations: a dose and its unit are read as one.
    """
    return _BEFORE_UNIT.sub("\u00a0", text)


def print_number(number: str) -> Markup:
    """Return a number to dial, in its own direction and never broken over a line."""
    return Markup('<bdi class="number">{}</bdi>').format(number)


def dial_link(labels: Labels, number: str, words: Markup) -> Markup:
    """Return words that dial a number when a finger touches them."""
    title = labels.text("Call {number}", number=number)
    anchor = Markup('<a class="dial" href="{}" title="{}">{}</a>')
    return anchor.format(dial_target(number), title, words)


def dial_target(number: str) -> str:
    """Return the address that dials a number.

    Source: RFC 3966, 3: separators may stay, but spaces and slashes may not.
    """
    return "tel:" + quote("".join(number.replace("/", "-").split()), safe="+*,;=-.()")


def _says_number(words: str, number: str) -> bool:
    digits = _DIGITS.sub("", number)
    return any(_DIGITS.sub("", found) == digits for found in _NUMBERS.findall(words))


def _says_address(words: str, address: str) -> bool:
    """Tell whether an address stands in the words, be it without its scheme."""
    return _strip_address(address) in map(_strip_address, words.split())


def _strip_address(word: str) -> str:
    bare = word.casefold().lstrip("(<[“\"'").rstrip(".,;:!?)>]”\"'")
    return bare.removeprefix("https://").removeprefix("http://").rstrip("/")


def _says_title(words: str, title: str) -> bool:
    pattern = rf"(?<!\w){re.escape(title.casefold())}(?!\w)"
    return re.search(pattern, words.casefold()) is not None
