"""Read the structure tree, its parent tree and its IDs into plain values.

Follows each element once, whatever loops there are; judges nothing but the shape of trees.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handoutpress.tag_check.model import (
    Attributes,
    Element,
    ElementKid,
    Kid,
    MarkKid,
    ObjectKid,
    OddKid,
    Slots,
    TagTree,
)
from handoutpress.tag_check.objects import PdfObjects
from handoutpress.tag_check.trees import read_name_tree, read_number_tree

# Source: ISO 32000-1, 14.8.4.
_STANDARD_TYPES = (
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private H H1 H2 H3 H4 "
    "H5 H6 P L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry "
    "Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form"
)
STANDARD_TYPES = frozenset(_STANDARD_TYPES.split())
_NO_ATTRIBUTES = Attributes()


def read_tag_tree(objects: PdfObjects, root_node: object) -> TagTree:
    """Return the structure tree that the catalog's /StructTreeRoot leads to."""
    root = objects.entries(root_node)
    reader = _ElementReader(objects, root)
    top = reader.read_kids(root.get("/K"), None)
    return TagTree(
        top=top,
        root=objects.reference(root_node),
        elements=reader.read_elements(top, objects.reference(root_node) or "root"),
        parent_tree=read_number_tree(
            objects, root.get("/ParentTree"), lambda node: _read_slots(objects, node)
        ),
        next_key=objects.integer(root.get("/ParentTreeNextKey")),
        ids=read_name_tree(objects, root.get("/IDTree"), objects.reference),
    )


class _ElementReader:
    """Reads elements; remembers direct ones, which no reference leads to, under made-up names."""

    def __init__(self, objects: PdfObjects, root: Mapping[str, object]) -> None:
        self._objects = objects
        self._roles = objects.entries(root.get("/RoleMap"))
        self._classes = objects.entries(root.get("/ClassMap"))
        self._direct: dict[str, dict[str, object]] = {}
        self._types: dict[str, str] = {}

    def read_elements(self, top: tuple[Kid, ...], root: str) -> dict[str, Element]:
        """Return all elements under the top ones, each once, in reading order."""
        found: dict[str, Element] = {}
        waiting = [(kid.ref, root) for kid in reversed(top) if type(kid) is ElementKid]
        while waiting:
            ref, holder = waiting.pop()
            if ref not in found:
                element = found[ref] = self._read_element(ref, holder)
                kids = reversed(element.kids)
                waiting.extend((kid.ref, ref) for kid in kids if type(kid) is ElementKid)
        return found

    def _read_element(self, ref: str, holder: str) -> Element:
        objects = self._objects
        entries = self._direct.get(ref) or objects.entries(ref)
        get = entries.get
        page = objects.reference(get("/Pg"))
        return Element(
            ref=ref,
            type=self._resolve_type(get("/S")),
            holder=holder,
            parent=objects.reference(get("/P")),
            page=page,
            kids=self.read_kids(get("/K"), page),
            lang=(objects.text(get("/Lang")) or "") if "/Lang" in entries else None,
            alt=objects.text(get("/Alt") or get("/ActualText")) or "",
            id=objects.string(get("/ID")) if "/ID" in entries else None,
            attributes=self._read_attributes(entries),
        )

    def _resolve_type(self, node: object) -> str:
        name = self._objects.name(node) or ""
        if name not in self._types:
            self._types[name] = self._follow_roles(name)
        return self._types[name]

    def _follow_roles(self, name: str) -> str:
        seen: set[str] = set()
        role = name
        while role not in STANDARD_TYPES and role not in seen:
            seen.add(role)
            role = self._objects.name(self._roles.get(f"/{role}")) or role
        return role

    def read_kids(self, node: object, page: str | None) -> tuple[Kid, ...]:
        """Return what an element's or the root's /K holds, in its order."""
        kids = self._objects.each(node)
        return tuple([self._read_kid(kid, page) for kid in kids])

    def _read_kid(self, node: object, page: str | None) -> Kid:
        value = self._objects.value(node)
        if type(value) is int:
            return MarkKid(page, page, value)
        if type(value) is not dict:
            return OddKid(f"{value!r:.40}")
        kind = self._objects.name(value.get("/Type"))
        if kind == "MCR":
            return self._read_mark(value, page)
        if kind == "OBJR":
            target = self._objects.reference(value.get("/Obj"))
            return ObjectKid(self._objects.reference(value.get("/Pg")) or page, target)
        if kind not in ("StructElem", None):
            return OddKid(f"a dictionary of type {kind}")
        ref = self._objects.reference(node)
        if ref is None:
            ref = f"direct element {len(self._direct) + 1}"
            self._direct[ref] = value
        return ElementKid(ref)

    def _read_mark(self, entries: Mapping[str, object], page: str | None) -> Kid:
        mcid = self._objects.integer(entries.get("/MCID"))
        if mcid is None:
            return OddKid("an MCR without a whole number as MCID")
        shown_on = self._objects.reference(entries.get("/Pg")) or page
        return MarkKid(shown_on, self._objects.reference(entries.get("/Stm")) or shown_on, mcid)

    def _read_attributes(self, entries: Mapping[str, object]) -> Attributes:
        if "/A" not in entries and "/C" not in entries:
            return _NO_ATTRIBUTES
        objects = self._objects
        found: dict[str, object] = {}
        for attributes in self._attribute_sets(entries):
            owner = objects.name(attributes.get("/O"))
            found |= {f"{owner}{name}": value for name, value in attributes.items()}
        headers = [objects.string(item) for item in objects.each(found.get("Table/Headers"))]
        return Attributes(
            scope=objects.name(found.get("Table/Scope")),
            headers=tuple(header if header is not None else b"" for header in headers),
            box=objects.numbers(found.get("Layout/BBox")),
            numbering=objects.name(found.get("List/ListNumbering")),
        )

    def _attribute_sets(self, entries: Mapping[str, object]) -> Iterator[dict[str, object]]:
        # An element's own attributes come last, because they win over those of its classes.
        objects = self._objects
        for name in objects.each(entries.get("/C")):
            for item in objects.each(self._classes.get(f"/{objects.name(name)}")):
                yield objects.entries(item)
        for item in objects.each(entries.get("/A")):
            yield objects.entries(item)


def _read_slots(objects: PdfObjects, node: object) -> Slots:
    value = objects.value(node)
    if type(value) is list:
        return tuple(objects.reference(item) for item in value)
    return objects.reference(node)
