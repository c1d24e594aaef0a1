"""What a handout's reader reads, as plain strings: kept from run to run, so that runs compare.

Holds no layout, no letterhead and no printed labels, and compares nothing.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

from handoutpress.content import Callout, Figure, Medicine, SourceReference, block_kind
from handoutpress.content.blocks import Table, Term
from handoutpress.glossary import FirstUses, Piece
from handoutpress.model import Handout, PhoneLine
from handoutpress.text import Block as TextNode
from handoutpress.text import (
    Flow,
    Inline,
    Item,
    ItemList,
    Line,
    Link,
    Paragraph,
    Placeholder,
    Strong,
    Text,
    plain_text,
)
from handoutpress.words import HANDOUT_SCHEME, iter_parts

# Texts of another format are not read: a run that finds them cannot compare, and says so.
FORMAT = 1
CELLS = " | "

# What the items of a list of blocks are called, one by one.
ITEM_KINDS = {"do": "do", "steps": "step", "checklist": "tick", "questions": "question"}


class Part(StrEnum):
    """Where in a handout something stands."""

    FRONT = "front"  # title, summary, what to do
    SECTION = "section"
    SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class TextLine:
    """Some words, and what they are: "text", "item", "step", "row", "call-now", "link", ….

    A box is called by its kind of callout. `source` is what of the content says these words; it
    is not kept, and makes no difference.
    """

    kind: str
    words: str
    source: object = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PartText:
    """The lines of a section, or of what stands before or after all sections."""

    part: Part
    lines: tuple[TextLine, ...]
    id: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class HandoutText:
    """All that is read in a handout, in order."""

    title: str
    parts: tuple[PartText, ...]

    def to_json(self) -> str:
        """Return the text as one line, for `from_json`."""
        parts = [
            [part.part, part.id, part.heading, *_pack_lines(part.lines)] for part in self.parts
        ]
        document = {"format": FORMAT, "title": self.title, "parts": parts}
        return json.dumps(document, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, kept: str) -> HandoutText | None:
        """Return what `to_json` kept; None where another version of the program kept it."""
        document = json.loads(kept)
        if document.get("format") != FORMAT:
            return None
        return cls(document["title"], tuple(_unpack_part(*part) for part in document["parts"]))


@dataclass(frozen=True, slots=True)
class ApprovedText:
    """The words of a handout as they were approved last: which version, and on which day.

    `words` is their digest, "" where it is not known.
    """

    version: int
    on: date | None
    text: HandoutText
    words: str = ""


def _pack_lines(lines: Iterable[TextLine]) -> list[list[str]]:
    """Return neighbours of one kind together: their kind, and the words of each."""
    groups = groupby(lines, key=lambda line: line.kind)
    return [[kind, *(line.words for line in group)] for kind, group in groups]


def _unpack_part(part: str, part_id: str, heading: str, *groups: list[str]) -> PartText:
    lines = tuple(TextLine(kind, words) for kind, *all_words in groups for words in all_words)
    return PartText(Part(part), lines, part_id, heading)


def read_text(handout: Handout) -> HandoutText:
    """Return what is read in a handout, placeholders filled in, meanings after their words."""
    sections = iter(handout.manuscript.sections)
    parts: list[tuple[Part, str, str, list[TextLine]]] = [(Part.FRONT, "", "", [])]
    for kind, _, lines in iter_blocks(handout):
        if kind == "heading":
            parts.append((Part.SECTION, next(sections).id or "", lines[0].words, []))
            continue
        if kind == "sources":
            parts.append((Part.SOURCES, "", "", []))
        parts[-1][-1].extend(lines)
    texts = (PartText(part, tuple(lines), name, heading) for part, name, heading, lines in parts)
    title = say_line(handout, handout.manuscript.title)
    return HandoutText(title, tuple(text for text in texts if text.lines or text.heading))


def iter_blocks(handout: Handout) -> Iterator[tuple[str, Any, tuple[TextLine, ...]]]:
    """Yield what is read in reading order: each part or block, its kind first, and its lines."""
    reader = _Reader(handout)
    for kind, value in iter_parts(handout.manuscript):
        yield kind, value, tuple(reader.read_lines(kind, value))


def say_line(handout: Handout, line: Line) -> str:
    """Return the words of a line of a handout as its text has them."""
    return _Reader(handout).say(line)


class _Reader:
    """Reads the parts of one handout, in the order in which the reader meets them."""

    def __init__(self, handout: Handout) -> None:
        self._letterhead = handout.letterhead
        self._titles = handout.reference_titles
        self._first_uses = FirstUses(handout.glossary)

    def read_lines(self, kind: str, value: Any) -> Iterator[TextLine]:
        """Yield the lines of a part or a block."""
        content = getattr(value, kind) if block_kind(value) else value
        match content:
            case Flow():
                pieces = self._first_uses.explain(content)
                yield from self._read_blocks(content.blocks, "text", pieces)
            case tuple():
                for item in content:
                    yield self._line(ITEM_KINDS.get(kind, ""), item)
            case Table():
                yield self._line("caption", content.caption)
                yield self._line("columns", content.columns)
                yield from (self._line("row", row) for row in content.rows)
            case Figure():
                yield self._line("picture", content.alt)
                if content.caption:
                    yield self._line("caption", content.caption)
            case Callout():
                yield from self._read_callout(content)
            case Line():
                yield self._line(kind, content)
            case _:
                yield self._line_of_label(kind, content)

    def _line_of_label(self, kind: str, content: Any) -> TextLine:
        """Return a label with what stands beside it: an address, or lines to write on."""
        label = self.say(content.label)
        words = f"{label}: {content.url}" if kind == "link" else label
        return TextLine(kind, words, content)

    def _line(self, kind: str, item: Any) -> TextLine:
        match item:
            case Medicine():
                names = ", ".join(map(self.say, item.brands))
                generic = self.say(item.generic) if item.generic else ""
                words = f"{generic} ({names})" if names else generic
                return TextLine("medicine", words, item)
            case Term():
                return TextLine("term", f"{self.say(item.word)}: {self.say(item.meaning)}", item)
            case SourceReference():
                texts = (self.say(text) for text in (item.title, item.publisher) if text)
                words = ". ".join((*texts, *((item.url,) if item.url else ())))
                return TextLine("source", words, item)
            case tuple():
                return TextLine(kind, CELLS.join(map(self.say, item)), item)
        return TextLine(kind, self.say(item), item)

    def _read_callout(self, callout: Callout) -> Iterator[TextLine]:
        """Yield a box as it is printed, the number to call last."""
        for line in (callout.title, callout.text, *(callout.items or ())):
            if line is not None:
                yield self._line(callout.kind, line)
        phone = self._letterhead.phone(callout.phone)
        if callout.kind == "emergency" and self._letterhead.emergency:
            yield TextLine("phone", self._letterhead.emergency, callout)
        if phone is not None:
            yield TextLine("phone", _say_phone(phone), callout)

    def _read_blocks(
        self, blocks: Iterable[TextNode], kind: str, pieces: Mapping[int, tuple[Piece, ...]]
    ) -> Iterator[TextLine]:
        for block in blocks:
            match block:
                case Paragraph():
                    yield TextLine(kind, _tidy(self._say(block.children, pieces)), block)
                case ItemList():
                    for item in block.items:
                        yield from self._read_item(item, block.ordered, pieces)

    def _read_item(
        self, item: Item, is_ordered: bool, pieces: Mapping[int, tuple[Piece, ...]]
    ) -> Iterator[TextLine]:
        yield from self._read_blocks(item.blocks, "number" if is_ordered else "item", pieces)

    def say(self, line: Line) -> str:
        """Return the words of a line, those of its links with where they lead."""
        return _tidy(self._say(line.children, {}))

    def _say(self, nodes: Iterable[Inline], pieces: Mapping[int, tuple[Piece, ...]]) -> str:
        return "".join(self._say_node(node, pieces) for node in nodes)

    def _say_node(self, node: Inline, pieces: Mapping[int, tuple[Piece, ...]]) -> str:
        match node:
            case Text():
                own: tuple[Piece, ...] = ((node.text, None),)
                return "".join(map(self._say_piece, pieces.get(node.offset, own)))
            case Placeholder():
                return self._letterhead.placeholders[node.name]
            case Strong():
                return self._say(node.children, pieces)
            case Link():
                return self._say_link(node)

    def _say_piece(self, piece: Piece) -> str:
        words, entry = piece
        return words if entry is None else f"{words} ({self.say(entry.meaning)})"

    def _say_link(self, link: Link) -> str:
        words = self._say(link.children, {})
        target = plain_text(link.target, self._letterhead.placeholders.__getitem__)
        note = say_target(words, target, self._titles.__getitem__)
        return f"{words} {note}" if note else words


def say_target(words: str, target: str, find_title: Callable[[str], str]) -> str:
    """Return in brackets where a link with these words leads; "" where its words say so."""
    if target.startswith(HANDOUT_SCHEME):
        shown = find_title(target.removeprefix(HANDOUT_SCHEME))
    else:
        shown = target.removeprefix("tel:").removeprefix("mailto:")
    return "" if shown.casefold() in words.casefold() else f"({shown})"


def _say_phone(phone: PhoneLine) -> str:
    """Return a number with its label and hours, and the number for when it is closed."""
    own = ", ".join(filter(None, (f"{phone.label} {phone.number}", phone.hours)))
    return own if phone.when_closed is None else f"{own}; {_say_phone(phone.when_closed)}"


def _tidy(words: str) -> str:
    """Return words with single spaces; accents typed in either way are the same."""
    return " ".join(unicodedata.normalize("NFC", words).split())
