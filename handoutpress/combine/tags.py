"""Make one tag tree of many: a Document with a Part for each input, and one parent tree.

Expects that pages and annotations were copied before: references of elements to them then follow.
Source: ISO 32000-1, 14.7 and 14.8.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pypdf import PageObject, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from handoutpress.combine.inputs import Input
from handoutpress.combine.objects import (
    iter_tree,
    list_kids,
    make_dictionary,
    make_number_tree,
    resolve,
)
from handoutpress.errors import RenderError

MAPS = ("/RoleMap", "/ClassMap")


class TagForest:
    """The tag trees of the parts, as they grow into one."""

    def __init__(self, writer: PdfWriter, language: str) -> None:
        self._writer = writer
        self._root = make_dictionary({"Type": NameObject("/StructTreeRoot")})
        self._root_reference = writer._add_object(self._root)
        self._document = make_dictionary(
            {
                "Type": NameObject("/StructElem"),
                "S": NameObject("/Document"),
                "P": self._root_reference,
                "Lang": TextStringObject(language),
                "K": ArrayObject(),
            }
        )
        self._root[NameObject("/K")] = ArrayObject([writer._add_object(self._document)])
        self._parents: list[tuple[int, PdfObject]] = []
        self._ids: dict[bytes, IndirectObject] = {}
        self._next_key = 0

    def add(self, source: Input, pages: Sequence[PageObject]) -> None:
        """Add the tree of a part whose pages were copied.

        Raises:
            RenderError: its roles or classes mean something else than those of a part before it.
        """
        original = source.reader.root_object["/StructTreeRoot"]
        tree: Any = original.clone(self._writer)
        prefix = f"p{len(resolve(self._document['/K']))}-".encode()
        for reference, element in list(_iter_elements(list_kids(tree))):
            self._keep_id(prefix, reference, element)
        for kid in list_kids(tree):
            self._adopt(kid, source)
        self._unite_maps(tree, source.part.title)
        self._shift(source, pages, tree)

    def _adopt(self, kid: Any, source: Input) -> None:
        """Make the top element of a part a Part of the document."""
        element = resolve(kid)
        element[NameObject("/S")] = NameObject("/Part")
        element[NameObject("/P")] = self._document.indirect_reference
        element[NameObject("/Lang")] = TextStringObject(source.part.language)
        element[NameObject("/T")] = TextStringObject(source.part.title)
        resolve(self._document["/K"]).append(kid)

    def _keep_id(self, prefix: bytes, reference: IndirectObject, element: DictionaryObject) -> None:
        """Make an element's name differ from those of other parts, and headers that name it."""
        if "/ID" in element:
            name = prefix + _raw(element["/ID"])
            element[NameObject("/ID")] = ByteStringObject(name)
            self._ids[name] = reference
        attributes = resolve(element.get("/A"))
        for each in attributes if isinstance(attributes, ArrayObject) else [attributes]:
            owner = resolve(each)
            if isinstance(owner, DictionaryObject) and "/Headers" in owner:
                headers = resolve(owner["/Headers"])
                names = (ByteStringObject(prefix + _raw(name)) for name in headers)
                owner[NameObject("/Headers")] = ArrayObject(names)

    def _unite_maps(self, tree: DictionaryObject, title: str) -> None:
        for key in MAPS:
            found = resolve(tree.get(key))
            if not isinstance(found, DictionaryObject):
                continue
            ours = self._root.setdefault(NameObject(key), DictionaryObject())
            for name, meaning in found.items():
                if ours.setdefault(name, meaning) != meaning:
                    raise RenderError(
                        f"'{title}' uses the tag {name} for something else than the parts before "
                        "it; combine it without the others"
                    )

    def _shift(self, source: Input, pages: Sequence[PageObject], tree: DictionaryObject) -> None:
        """Give pages, annotations and the parent tree keys that no other part has."""
        keys = [int(key) for key, _ in iter_tree(tree.get("/ParentTree"), "/Nums")]
        first = self._next_key
        for page, original in zip(pages, source.reader.pages, strict=True):
            if "/StructParents" in original:  # pypdf leaves it out of its copy
                key = NumberObject(first + int(resolve(original["/StructParents"])))
                page[NameObject("/StructParents")] = key
            for annotation in resolve(page.get("/Annots")) or ():
                holder = resolve(annotation)
                if "/StructParent" in holder:
                    key = NumberObject(first + holder["/StructParent"])
                    holder[NameObject("/StructParent")] = key
        self._parents += (
            (first + int(key), value) for key, value in iter_tree(tree["/ParentTree"], "/Nums")
        )
        self._next_key = first + max(keys, default=-1) + 1

    def plant(self) -> IndirectObject:
        """Finish the tree, and return a reference to its root."""
        parents = self._writer._add_object(make_number_tree(self._parents))
        self._root[NameObject("/ParentTree")] = parents
        self._root[NameObject("/ParentTreeNextKey")] = NumberObject(self._next_key)
        if self._ids:
            names = ArrayObject()
            for name in sorted(self._ids):
                names += (ByteStringObject(name), self._ids[name])
            self._root[NameObject("/IDTree")] = self._writer._add_object(
                make_dictionary({"Names": names})
            )
        return self._root_reference


def _iter_elements(kids: list[Any]) -> Iterator[tuple[IndirectObject, DictionaryObject]]:
    """Yield each structure element below some kids, parents first."""
    waiting = list(reversed(kids))
    while waiting:
        kid = waiting.pop()
        element = resolve(kid)
        if isinstance(element, DictionaryObject) and "/S" in element:
            yield kid, element
            waiting += reversed(list_kids(element))


def _raw(name: Any) -> bytes:
    """Return the bytes of a string object."""
    return bytes(getattr(name, "original_bytes", None) or name)
