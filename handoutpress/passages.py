"""The words of a handout one text after the other, each with the place where it was typed.

Judges nothing: checks of the words walk over passages, and tell where something stands.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from operator import itemgetter
from typing import Any

from handoutpress.content import BlockModel, block_kind
from handoutpress.model import Handout
from handoutpress.rules import Place
from handoutpress.sources import Node
from handoutpress.text import (
    Block,
    Flow,
    Inline,
    ItemList,
    Line,
    Link,
    Paragraph,
    Placeholder,
    Strong,
    Text,
    plain_text,
)
from handoutpress.words import list_explained

Steps = tuple[str | int, ...]


class Role(StrEnum):
    """What a text is on the page."""

    TITLE = "title"
    SUMMARY = "summary"
    DO = "do"  # one thing to do, under the summary
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # of a list with bullets
    NUMBER = "number"  # of a numbered list
    STEP = "step"
    TICK = "tick"  # of a checklist
    QUESTION = "question"
    CAPTION = "caption"  # of a table or figure
    COLUMN = "column"  # the head of one
    CELL = "cell"
    MEDICINE = "medicine"  # a generic name
    BRAND = "brand"
    WORD = "word"  # of a list of terms
    MEANING = "meaning"
    PICTURE = "picture"  # what stands for a figure that cannot be seen
    BOX_TITLE = "box-title"  # of a callout
    BOX = "box"  # the text of a callout
    BOX_ITEM = "box-item"
    LABEL = "label"  # of a link, or of lines to write on
    GLOSSARY = "glossary"  # what a hard word means, printed where the handout first uses it


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was typed: its file, the top of its YAML, and the steps that lead to it."""

    path: str
    node: Node | None = field(repr=False, compare=False)
    steps: Steps = ()

    def below(self, *steps: str | int) -> Origin:
        """Return the origin of a value in this one."""
        return Origin(self.path, self.node, (*self.steps, *steps))

    def place(self, offset: int = 0) -> Place:
        """Return the place of a sign of a text, counted from 0."""
        if self.node is None:
            return Place(self.path, 1, 1)
        return Place(self.path, *self.node.find(self.steps).place(offset))


@dataclass(frozen=True, slots=True)
class Origins:
    """Where a handout was typed: the top of its own file, and each block of each section.

    `glossary` is the list of the entries of its language.
    """

    top: Origin
    blocks: tuple[tuple[Origin, ...], ...] = ()
    glossary: Origin | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a passage's text, from `start` to before `end`.

    `target` is where a link leads; `name` is that of a placeholder whose value it is.
    """

    start: int
    end: int
    target: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """One text as it is read: a heading, a paragraph, an item, a cell, …; placeholders filled in.

    `section` is the index of its section from 0, None before the first. `block` is the kind of its
    block, `group` the index of that block in its section, "" and -1 outside of blocks; `box` is the
    kind of a callout. `links` and `values` are the stretches that are links, or come from
    `clinic.yaml`; `strong` those in bold.
    """

    role: Role
    text: str
    origin: Origin
    offsets: tuple[tuple[int, int], ...] = ((0, 0),)
    section: int | None = None
    block: str = ""
    group: int = -1
    box: str = ""
    links: tuple[Span, ...] = ()
    values: tuple[Span, ...] = ()
    strong: tuple[Span, ...] = ()

    def place(self, index: int = 0) -> Place:
        """Return where the sign `text[index]` was typed, or the placeholder that stands for it."""
        at = bisect_right(self.offsets, index, key=itemgetter(0)) - 1
        start, offset = self.offsets[max(0, at)]
        is_value = any(span.start <= index < span.end for span in self.values)
        return self.origin.place(offset if is_value else offset + index - start)


@dataclass(frozen=True, slots=True)
class Script:
    """A handout and its passages, in reading order, sources left out.

    What the glossary explains in it comes last.
    """

    handout: Handout
    passages: tuple[Passage, ...]
    origins: Origins

    def list_section(self, section: int) -> tuple[Passage, ...]:
        """Return the passages of a section, its heading first."""
        return tuple(each for each in self.passages if each.section == section)


def read_script(handout: Handout, origins: Origins) -> Script:
    """Return the passages of a handout, in the order in which they are read."""
    return Script(handout, tuple(_Reader(handout).read(origins)), origins)


@dataclass(frozen=True, slots=True)
class _Around:
    """What all texts of a block have in common."""

    section: int | None = None
    block: str = ""
    group: int = -1
    box: str = ""


class _Reader:
    """Reads one handout."""

    def __init__(self, handout: Handout) -> None:
        self._handout, self._manuscript = handout, handout.manuscript
        self._values = handout.letterhead.placeholders

    def read(self, origins: Origins) -> Iterator[Passage]:
        """Yield all passages."""
        manuscript, top, front = self._manuscript, origins.top, _Around()
        yield from self._read_line(Role.TITLE, manuscript.title, top.below("title"), front)
        yield from self._read_line(Role.SUMMARY, manuscript.summary, top.below("summary"), front)
        yield from self._read_lines(Role.DO, manuscript.do, top.below("do"), front)
        for index, section in enumerate(manuscript.sections):
            around = _Around(index)
            heading = top.below("sections", index, "heading")
            yield from self._read_line(Role.HEADING, section.heading, heading, around)
            for group, block in enumerate(section.all_blocks()):
                kind = block_kind(block) or ""
                box = getattr(getattr(block, "callout", None), "kind", "")
                origin = origins.blocks[index][group].below(kind)
                yield from self._read_block(block, origin, _Around(index, kind, group, box))
        if origins.glossary is not None:
            yield from self._read_glossary(origins.glossary)

    def _read_glossary(self, origin: Origin) -> Iterator[Passage]:
        """Yield the meanings that are printed in this handout."""
        glossary = self._handout.glossary
        places = {id(entry): index for index, entry in enumerate(glossary)}
        for entry in list_explained(self._manuscript, glossary):
            place = origin.below(places[id(entry)], "meaning")
            yield from self._read_line(Role.GLOSSARY, entry.meaning, place, _Around())

    def _read_block(self, block: BlockModel, origin: Origin, around: _Around) -> Iterator[Passage]:
        content: Any = getattr(block, around.block)
        roles = {"steps": Role.STEP, "checklist": Role.TICK, "questions": Role.QUESTION}
        match around.block:
            case "text":
                yield from self._read_flow(content, origin, around)
            case "steps" | "checklist" | "questions":
                yield from self._read_lines(roles[around.block], content, origin, around)
            case "table":
                yield from self._read_fields(content, {"caption": Role.CAPTION}, origin, around)
                columns = origin.below("columns")
                yield from self._read_lines(Role.COLUMN, content.columns, columns, around)
                for index, row in enumerate(content.rows):
                    place = origin.below("rows", index)
                    yield from self._read_lines(Role.CELL, row, place, around)
            case "medicines":
                roles = {"generic": Role.MEDICINE, "brands": Role.BRAND}
                yield from self._read_all_fields(content, roles, origin, around)
            case "terms":
                roles = {"word": Role.WORD, "meaning": Role.MEANING}
                yield from self._read_all_fields(content, roles, origin, around)
            case "figure":
                roles = {"alt": Role.PICTURE, "caption": Role.CAPTION}
                yield from self._read_fields(content, roles, origin, around)
            case "callout":
                roles = {"title": Role.BOX_TITLE, "text": Role.BOX, "items": Role.BOX_ITEM}
                yield from self._read_fields(content, roles, origin, around)
            case "link" | "write_in":
                yield from self._read_fields(content, {"label": Role.LABEL}, origin, around)

    def _read_all_fields(
        self, items: Iterable[Any], roles: dict[str, Role], origin: Origin, around: _Around
    ) -> Iterator[Passage]:
        for index, item in enumerate(items):
            yield from self._read_fields(item, roles, origin.below(index), around)

    def _read_fields(
        self, content: Any, roles: dict[str, Role], origin: Origin, around: _Around
    ) -> Iterator[Passage]:
        for name, role in roles.items():
            value = getattr(content, name)
            if isinstance(value, Line):
                yield from self._read_line(role, value, origin.below(name), around)
            elif value:
                yield from self._read_lines(role, value, origin.below(name), around)

    def _read_lines(
        self, role: Role, lines: Iterable[Line], origin: Origin, around: _Around
    ) -> Iterator[Passage]:
        for index, line in enumerate(lines):
            yield from self._read_line(role, line, origin.below(index), around)

    def _read_line(
        self, role: Role, line: Line, origin: Origin, around: _Around
    ) -> Iterator[Passage]:
        yield self._make_passage(role, (line.source, line.children), origin, around)

    def _read_flow(self, flow: Flow, origin: Origin, around: _Around) -> Iterator[Passage]:
        for role, paragraph in _iter_paragraphs(flow.blocks, Role.PARAGRAPH):
            yield self._make_passage(role, (flow.source, paragraph.children), origin, around)

    def _make_passage(
        self, role: Role, typed: tuple[str, Iterable[Inline]], origin: Origin, around: _Around
    ) -> Passage:
        """Return the passage of some nodes of a source text."""
        source, nodes = typed
        teller = _Teller(source, self._values)
        teller.tell(nodes)
        return Passage(
            *(role, teller.text, origin, tuple(teller.offsets) or ((0, 0),)),
            *(around.section, around.block, around.group, around.box),
            links=tuple(teller.links),
            values=tuple(teller.found),
            strong=tuple(teller.strong),
        )


class _Teller:
    """Puts the words of nodes together, and notes where each came from."""

    def __init__(self, source: str, values: Mapping[str, str]) -> None:
        self._source, self._values = source, values
        self.text = ""
        self.offsets: list[tuple[int, int]] = []
        self.links: list[Span] = []
        self.found: list[Span] = []
        self.strong: list[Span] = []

    def tell(self, nodes: Iterable[Inline]) -> None:
        """Add nodes."""
        for node in nodes:
            start = len(self.text)
            match node:
                case Text():
                    self._note_offsets(node)
                    self.text += node.text
                case Placeholder():
                    self.offsets.append((start, node.offset))
                    self.text += self._values[node.name]
                    self.found.append(Span(start, len(self.text), name=node.name))
                case Strong():
                    self.tell(node.children)
                    self.strong.append(Span(start, len(self.text)))
                case Link():
                    self.tell(node.children)
                    target = plain_text(node.target, self._values.__getitem__)
                    self.links.append(Span(start, len(self.text), target=target))

    def _note_offsets(self, node: Text) -> None:
        """Note where the signs of a text were typed; escapes and line ends print less than that."""
        start, offset = len(self.text), node.offset
        self.offsets.append((start, offset))
        if self._source.startswith(node.text, offset):
            return
        for index, sign in enumerate(node.text, start=start):
            skipped = _count_skipped(self._source, offset, sign)
            if skipped:
                self.offsets.append((index, offset + skipped))
            offset += skipped + 1


def _count_skipped(source: str, offset: int, sign: str) -> int:
    """Return how many signs of a source print nothing before this one does."""
    end = offset
    while (
        end < len(source) and source[end] != sign and (source[end] == "\\" or source[end].isspace())
    ):
        end += 1
    if source[end : end + 1] == sign:
        return end - offset
    return 0  # a line end that prints as a space


def _iter_paragraphs(blocks: Iterable[Block], role: Role) -> Iterator[tuple[Role, Paragraph]]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield role, block
        elif isinstance(block, ItemList):
            inner = Role.NUMBER if block.ordered else Role.ITEM
            for item in block.items:
                yield from _iter_paragraphs(item.blocks, inner)
