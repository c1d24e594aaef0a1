"""Read the page tree: each page's content, what it paints, and its annotations.

Follows each page, form and annotation of the tree once; judges only the shape of the tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from handoutpress.tag_check.content import Inside, scan_content
from handoutpress.tag_check.model import Annotation, Page, Paint, Stream
from handoutpress.tag_check.objects import PdfObjects

_HIDDEN = 2  # Source: ISO 32000-1, 12.5.3, annotation flag 2.
_UNREAD_SUBTYPES = ("Popup", "PrinterMark")
_INHERITED = ("/Resources", "/MediaBox")


@dataclass(frozen=True, slots=True)
class PageTree:
    """The pages in their order, their content by reference, and what is wrong with the tree."""

    pages: tuple[Page, ...]
    streams: Mapping[str, Stream]
    misshapen: tuple[str, ...]


def read_pages(objects: PdfObjects, root: object) -> PageTree:
    """Return the pages under the catalog's /Pages.

    Raises: UnreadablePdfError, when a content stream cannot be decoded.
    """
    walk = _TreeWalk(objects)
    leaves = walk.find_pages(root)
    reader = _ContentReader(objects)
    pages = [
        reader.read_page(ref, entries, number)
        for number, (ref, entries) in enumerate(leaves.items(), start=1)
    ]
    return PageTree(tuple(pages), reader.streams, (*walk.misshapen, *reader.misshapen))


class _TreeWalk:
    """Walks the page tree in the order of the pages, and notes what is wrong with it."""

    def __init__(self, objects: PdfObjects) -> None:
        self._objects = objects
        self._parents: dict[str, str | None] = {}
        self.misshapen: list[str] = []

    def find_pages(self, root: object) -> dict[str, dict[str, object]]:
        """Return the dictionary of each page, with what it inherits."""
        pages: dict[str, dict[str, object]] = {}
        waiting: list[tuple[object, str | None, dict[str, object]]] = [(root, None, {})]
        while waiting:
            node, parent, inherited = waiting.pop()
            ref = self._enter(node, parent)
            if ref is None:
                continue
            entries = inherited | self._objects.entries(ref)
            if self._objects.name(entries.get("/Type")) == "Page":
                pages[ref] = entries
            else:
                passed_on = {key: entries[key] for key in _INHERITED if key in entries}
                kids = self._objects.items(entries.get("/Kids"))
                waiting.extend((kid, ref, passed_on) for kid in reversed(kids))
        self._judge(pages)
        return pages

    def _enter(self, node: object, parent: str | None) -> str | None:
        ref = self._objects.reference(node)
        if ref is None or ref in self._parents:
            self.misshapen.append(f"{ref or 'a node'} occurs twice, or is no object of its own")
            return None
        self._parents[ref] = parent
        entries = self._objects.entries(ref)
        if self._objects.reference(entries.get("/Parent")) != parent:
            self.misshapen.append(f"the /Parent of {ref} is not the node that holds it")
        if self._objects.name(entries.get("/Type")) not in ("Page", "Pages"):
            self.misshapen.append(f"{ref} is neither a page nor a node of pages")
        return ref

    def _judge(self, pages: Collection[str]) -> None:
        counts = self._count_pages(pages)
        for ref in self._parents.keys() - set(pages):
            count = self._objects.integer(self._objects.entries(ref).get("/Count"))
            if count != counts[ref]:
                self.misshapen.append(f"{ref} holds {counts[ref]} pages, not {count}")
        for ref in self._objects.of_type("Page"):
            if ref not in pages:
                self.misshapen.append(f"page object {ref} cannot be reached")
        if not pages:
            self.misshapen.append("there is no page")

    def _count_pages(self, pages: Collection[str]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for ref in pages:
            above = self._parents[ref]
            while above is not None:
                counts[above] += 1
                above = self._parents[above]
        return counts


class _ContentReader:
    """Reads the content of pages, and each form XObject on them once."""

    def __init__(self, objects: PdfObjects) -> None:
        self._objects = objects
        self._resources: dict[str, Mapping[str, object]] = {}
        self.streams: dict[str, Stream] = {}
        self.misshapen: list[str] = []

    def read_page(self, ref: str, entries: Mapping[str, object], number: int) -> Page:
        where = f"page {number}"
        box = self._objects.numbers(entries.get("/MediaBox"))
        if len(box) != 4:
            self.misshapen.append(f"{where} has no /MediaBox of four numbers")
        self._read_stream(ref, entries, where=where, content=self._join_content(entries, where))
        return Page(
            ref=ref,
            number=number,
            box=box,
            paints=tuple(self._find_paints(ref)),
            annotations=tuple(self._read_annotations(entries, where)),
        )

    def _join_content(self, entries: Mapping[str, object], where: str) -> bytes:
        # A token never spans two streams. Source: ISO 32000-1, 7.8.2.
        parts = [
            self._objects.stream(node) for node in self._objects.each(entries.get("/Contents"))
        ]
        if None in parts:
            self.misshapen.append(f"a part of the /Contents of {where} is no stream")
        return b"\n".join(part for part in parts if part is not None)

    def _read_stream(
        self, ref: str, entries: Mapping[str, object], *, where: str, content: bytes
    ) -> None:
        resources = self._objects.entries(entries.get("/Resources"))
        listed = self._objects.entries(resources.get("/Properties"))
        mcids = {
            name: self._objects.value(self._objects.entries(node).get("/MCID"))
            for name, node in listed.items()
        }
        key = self._objects.integer(entries.get("/StructParents"))
        self._resources[ref] = resources
        self.streams[ref] = Stream(where, key, scan_content(content, mcids))

    def _find_paints(self, page: str) -> Iterator[Paint]:
        # A form is entered once for each kind of surroundings: forms may be nested without end.
        waiting = [Paint(page, Inside.NOTHING)]
        entered = set(waiting)
        yield from waiting
        while waiting:
            outer = waiting.pop()
            for paint in self._read_paints(outer):
                yield paint
                if not paint.is_image and paint not in entered:
                    entered.add(paint)
                    waiting.append(paint)

    def _read_paints(self, outer: Paint) -> Iterator[Paint]:
        resources = self._resources[outer.ref]
        xobjects = self._objects.entries(resources.get("/XObject"))
        for name, own in self.streams[outer.ref].content.painted:
            inside = outer.inside if own is Inside.NOTHING else own
            ref = self._objects.reference(xobjects.get(name))
            entries = self._objects.entries(ref)
            if ref is None or self._objects.name(entries.get("/Subtype")) != "Form":
                yield Paint(ref or name, inside, is_image=True)
                continue
            if ref not in self.streams:
                content = self._objects.stream(ref) or b""
                inherited = {"/Resources": resources}
                where = f"form XObject {ref}"
                self._read_stream(ref, inherited | entries, where=where, content=content)
            yield Paint(ref, inside)

    def _read_annotations(self, entries: Mapping[str, object], where: str) -> Iterator[Annotation]:
        objects = self._objects
        for number, node in enumerate(objects.items(entries.get("/Annots")), start=1):
            found = objects.entries(node)
            subtype = objects.name(found.get("/Subtype")) or ""
            is_hidden = (objects.integer(found.get("/F")) or 0) & _HIDDEN
            yield Annotation(
                ref=objects.reference(node) or f"{where}, annotation {number}",
                subtype=subtype,
                key=objects.integer(found.get("/StructParent")),
                contents=objects.text(found.get("/Contents")) or "",
                is_read=not is_hidden and subtype not in _UNREAD_SUBTYPES,
            )
