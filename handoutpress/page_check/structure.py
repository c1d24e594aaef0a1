"""Read the tags of a finished PDF: which block a mark belongs to, in the order of reading.

Judges nothing: whether the tags are sound is the tag check's to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pikepdf import Array, Dictionary, Pdf

from handoutpress.page_check.boxes import read_box
from handoutpress.page_check.values import Block, Box

# Types that stand in a line of text. Source: ISO 32000-1, 14.8.4.4 (inline-level elements).
_INLINE = frozenset(
    {"Span", "Link", "Quote", "Note", "Reference", "BibEntry", "Code", "Annot", "Ruby", "Warichu"}
)


@dataclass(frozen=True, slots=True)
class Content:
    """What a block has on a page: marks that follow each other in reading order."""

    block: int
    page_number: int


@dataclass(frozen=True, slots=True)
class Structure:
    """The tags; a block is named by its index in `blocks`, which are in reading order."""

    blocks: tuple[Block, ...] = ()
    owners: Mapping[tuple[int, int], int] = field(default_factory=dict)
    contents: tuple[Content, ...] = ()

    def find_block(self, page_number: int, mcid: int) -> int:
        """Return the index of the block to which a mark belongs, -1 where there is none."""
        return self.owners.get((page_number, mcid), -1)

    def iter_holders(self, index: int) -> Iterator[int]:
        """Yield a block, the one that holds it, and so on to the outermost one."""
        while index >= 0:
            yield index
            index = self.blocks[index].parent

    def list_pages(self) -> dict[int, tuple[int, ...]]:
        """Return the pages on which each block, with all that it holds, has content; sorted."""
        found: dict[int, set[int]] = {}
        for content in self.contents:
            for holder in self.iter_holders(content.block):
                found.setdefault(holder, set()).add(content.page_number)
        return {index: tuple(sorted(pages)) for index, pages in found.items()}


def read_structure(pdf: Pdf) -> Structure:
    """Return the tags of a PDF; nothing where it has none."""
    root = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, Dictionary):
        return Structure()
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
    reader = _Reader(pages, root.get("/RoleMap"))
    reader.read(root)
    return Structure(tuple(reader.blocks), reader.owners, tuple(reader.contents))


class _Reader:
    """Walks the tree once, without recursion: a tree may be deeper than Python's stack."""

    def __init__(self, pages: Mapping[Any, int], roles: object) -> None:
        self._pages = pages
        self._roles: Any = roles if isinstance(roles, Dictionary) else {}
        self._met: set[tuple[int, int]] = set()
        self.blocks: list[Block] = []
        self.owners: dict[tuple[int, int], int] = {}
        self.contents: list[Content] = []

    def read(self, root: Dictionary) -> None:
        waiting = [(kid, -1, 0) for kid in reversed(_list_kids(root))]
        while waiting:
            kid, owner, page = waiting.pop()
            if not isinstance(kid, Dictionary):
                self._note_mark(kid, owner, page)
            elif "/MCID" in kid:
                self._note_mark(kid.get("/MCID"), owner, self._find_page(kid, page))
            elif "/S" in kid and self._is_new(kid):
                page = self._find_page(kid, page)
                owner = self._enter(kid, owner, page)
                waiting.extend((each, owner, page) for each in reversed(_list_kids(kid)))

    def _note_mark(self, mcid: object, owner: int, page: int) -> None:
        if not isinstance(mcid, int) or owner < 0 or not page:
            return
        self.owners[page, mcid] = owner
        content = Content(owner, page)
        if self.contents[-1:] != [content]:
            self.contents.append(content)

    def _is_new(self, element: Dictionary) -> bool:
        if not element.is_indirect:
            return True
        is_new = element.objgen not in self._met
        self._met.add(element.objgen)
        return is_new

    def _find_page(self, entries: Dictionary, page: int) -> int:
        found = entries.get("/Pg")
        return self._pages.get(found.objgen, 0) if isinstance(found, Dictionary) else page

    def _enter(self, element: Dictionary, owner: int, page: int) -> int:
        kind = self._name_type(element)
        if kind in _INLINE and owner >= 0:
            return owner
        alt, box = "", None
        if kind == "Figure":
            alt, box = str(element.get("/Alt", "")), _read_box(element)
        self.blocks.append(Block(kind, owner, alt, box, page))
        return len(self.blocks) - 1

    def _name_type(self, element: Dictionary) -> str:
        name = str(element.get("/S"))
        for _ in range(len(self._roles)):
            if name not in self._roles:
                break
            name = str(self._roles[name])
        return name.removeprefix("/")


def _list_kids(element: Dictionary) -> list[Any]:
    kids = element.get("/K")
    if isinstance(kids, Array):
        return list(kids)
    return [] if kids is None else [kids]


def _read_box(element: Dictionary) -> Box | None:
    attributes = element.get("/A")
    for entries in attributes if isinstance(attributes, Array) else [attributes]:
        if isinstance(entries, Dictionary) and "/BBox" in entries:
            return read_box(entries.get("/BBox"))
    return None
