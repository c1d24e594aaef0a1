"""The rules inside a handout or snippet that its model cannot say.

Looks at nodes, so that a rule is checked even where something else in the block is wrong. Knows
no other file but the clinic's numbers, which are handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from handoutpress.errors import Problem
from handoutpress.sources import Node
from handoutpress.validate.content_files import ContentFile, FileKind, Steps, shorten, suggest
from handoutpress.validate.model_shape import find_block_kind

ADD_PHONE = "add it to 'phones' in clinic.yaml"


@dataclass(frozen=True, slots=True)
class TypedBlock:
    """A block as it was typed: `kind` is its key, `node` what stands behind it."""

    file: ContentFile
    steps: Steps
    kind: str
    node: Node

    def get_text(self, key: str) -> str:
        """Return the text behind a key inside the block; "" where there is none."""
        pair = self.node.get_pair(key)
        return pair[1].text if pair and not pair[1].is_null else ""

    def has(self, key: str) -> bool:
        """Tell whether the block has a key with something behind it."""
        pair = self.node.get_pair(key)
        return pair is not None and not pair[1].is_null

    def tell(self, steps: Steps, what: str, remedy: str) -> Problem:
        """Return a problem at a value inside the block."""
        return self.file.tell((*self.steps, self.kind, *steps), what, remedy)


def iter_blocks(file: ContentFile) -> Iterator[TypedBlock]:
    """Yield the blocks of a handout or snippet, in order."""
    if file.node is None:
        return
    for above in _iter_block_lists(file):
        for index, node in enumerate(file.node.find(above).items):
            kind = find_block_kind(node)
            pair = node.get_pair(kind) if kind else None
            if kind and pair:
                yield TypedBlock(file, (*above, index), kind, pair[1])


def _iter_block_lists(file: ContentFile) -> Iterator[Steps]:
    if file.kind is FileKind.SNIPPET:
        yield ("blocks",)
        return
    for steps, section in iter_sections(file):
        if section.get_pair("blocks"):
            yield (*steps, "blocks")


def iter_sections(file: ContentFile) -> Iterator[tuple[Steps, Node]]:
    """Yield the sections of a handout."""
    pair = file.node.get_pair("sections") if file.node else None
    for index, section in enumerate(pair[1].items if pair else ()):
        if section.pairs:
            yield ("sections", index), section


def check_blocks(file: ContentFile) -> Iterator[Problem]:
    """Yield what is wrong in the file by itself."""
    for steps, section in iter_sections(file):
        yield from _check_section(file, steps, section)
    for block in iter_blocks(file):
        check = _CHECKS.get(block.kind)
        if check:
            yield from check(block)
    yield from _check_ids(file)


def check_numbers(
    file: ContentFile, *, phones: tuple[str, ...], has_emergency: bool
) -> Iterator[Problem]:
    """Yield the callouts that need a number which the clinic does not have."""
    for block in iter_blocks(file):
        if block.kind == "callout":
            phone = block.get_text("phone")
            if phone and phone not in phones:
                what = f"the clinic has no phone '{shorten(phone)}'"
                remedy = suggest(phone, phones, otherwise=ADD_PHONE)
                yield block.tell(("phone",), what, remedy)
            if block.get_text("kind") == "emergency" and not has_emergency:
                what = "the clinic has no emergency number for this callout"
                yield block.tell(("kind",), what, "write 'emergency: \"911\"' into clinic.yaml")


def _check_section(file: ContentFile, steps: Steps, section: Node) -> Iterator[Problem]:
    written = [key.text for key, value in section.pairs if not value.is_null]
    written = [key for key in ("text", "blocks") if key in written]
    if not written:
        what = "the section has neither 'text' nor 'blocks'"
        yield file.tell(steps, what, "add 'text: |' and the text below it")
    if len(written) == 2:
        remedy = "move the text into the blocks, as '- text: …'"
        place = (*steps, "text")
        yield file.tell(place, "the section has both 'text' and 'blocks'", remedy, is_at_key=True)


def _check_table(block: TypedBlock) -> Iterator[Problem]:
    columns, rows = block.node.get_pair("columns"), block.node.get_pair("rows")
    if not columns or not rows or not columns[1].items:
        return
    wanted = len(columns[1].items)
    for index, row in enumerate(rows[1].items):
        if row.items and len(row.items) != wanted:
            cells = _count(len(row.items), "cell")
            what = f"row {index + 1} has {cells}, and the table {_count(wanted, 'column')}"
            remedy = "write a cell for each column; where there is nothing to say, write –"
            yield block.tell(("rows", index), what, remedy)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _check_callout(block: TypedBlock) -> Iterator[Problem]:
    if not block.node.pairs:
        return
    if not block.has("text") and not block.has("items"):
        yield block.tell((), "the callout says nothing", "add 'text' or 'items'")
    if block.get_text("kind") == "call-now" and not block.has("phone"):
        remedy = "add 'phone' with the key of a phone in clinic.yaml"
        yield block.tell((), "the call-now callout has no phone", remedy)


_CHECKS: dict[str, Callable[[TypedBlock], Iterator[Problem]]] = {
    "table": _check_table,
    "callout": _check_callout,
}


def _check_ids(file: ContentFile) -> Iterator[Problem]:
    """Yield the ids that stand twice in the file, whether of sections or of blocks."""
    first_lines: dict[str, int] = {}
    for steps, owner in _iter_owners(file):
        pair = owner.get_pair("id")
        name = pair[1].text if pair else ""
        if pair and name in first_lines:
            what = f"the id '{shorten(name)}' stands in line {first_lines[name]} already"
            yield file.tell((*steps, "id"), what, "give each section and block an id of its own")
        elif pair and name:
            first_lines[name] = pair[1].line


def _iter_owners(file: ContentFile) -> Iterator[tuple[Steps, Node]]:
    yield from iter_sections(file)
    for block in iter_blocks(file):
        if file.node:
            yield block.steps, file.node.find(block.steps)
