"""Make one tag tree of many: a Document with a Part for each input, and one parent tree.

Expects that pages and annotations were copied before: references of elements to them then follow.
Source: ISO 32000-1, 14.7 and 14.8.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

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
    iter_forms,
    iter_tree,
    list_kids,
    make_dictionary,
    make_number_tree,
    resolve,
)

# What a tag tree names by words of its own, and the entry of an element that has such a word.
MAPS = (("/RoleMap", "/S"), ("/ClassMap", "/C"))
# Source: ISO 32000-1, 14.7.4.4: what leads from content into the parent tree.
KEYS = ("/StructParent", "/StructParents")
Elements: TypeAlias = Sequence[tuple[Any, DictionaryObject]]


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
            ValueError: an element stands in its tree twice.
        """
        original = source.reader.root_object["/StructTreeRoot"]
        tree: Any = original.clone(self._writer)
        name = f"p{len(resolve(self._document['/K']))}-"
        elements = list(_iter_elements(list_kids(tree)))
        for reference, element in elements:
            self._keep_id(name.encode(), reference, element)
        for key, used_by in MAPS:
            self._unite_maps(key, used_by, tree, elements, name)
        self._adopt(tree, source)
        self._shift(source, pages, tree)

    def _adopt(self, tree: DictionaryObject, source: Input) -> None:
        """Make the top element of a part a Part of the document, or put one above its elements."""
        kids = list_kids(tree)
        is_document = len(kids) == 1 and resolve(kids[0]).get("/S") == "/Document"
        kid = kids[0] if is_document else self._put_above(kids)
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

    def _put_above(self, kids: Sequence[Any]) -> IndirectObject:
        above = make_dictionary({"Type": NameObject("/StructElem"), "K": ArrayObject(kids)})
        reference = self._writer._add_object(above)
        for kid in kids:
            resolve(kid)[NameObject("/P")] = reference
        return reference

    def _unite_maps(
        self, key: str, used_by: str, tree: DictionaryObject, elements: Elements, prefix: str
    ) -> None:
        """Add a part's roles or classes; when one means something else elsewhere, by new names."""
        found = resolve(tree.get(key))
        if not isinstance(found, DictionaryObject):
            return
        ours = self._root.setdefault(NameObject(key), DictionaryObject())
        if all(ours.get(name, meaning) == meaning for name, meaning in found.items()):
            ours.update(found)
            return
        names = {name: NameObject(f"/{prefix}{name[1:]}") for name in found}
        for name, meaning in found.items():
            ours[names[name]] = names.get(meaning, meaning) if used_by == "/S" else meaning
        for _, element in elements:
            if used_by in element:
                element[NameObject(used_by)] = _rename(resolve(element[used_by]), names)

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
        for form in iter_forms(source.reader.pages):
            for kind in filter(form.__contains__, KEYS):  # pypdf leaves them out here, too
                copy: Any = form.clone(self._writer)  # the copy that is there
                copy[NameObject(kind)] = NumberObject(first + int(resolve(form[kind])))
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
    """Yield each structure element below some kids, parents first.

    Raises:
        ValueError: one stands there twice, so that the tree has perhaps no end.
    """
    waiting = list(reversed(kids))
    met: set[int] = set()
    while waiting:
        kid = waiting.pop()
        element = resolve(kid)
        if isinstance(element, DictionaryObject) and "/S" in element:
            if id(element) in met:
                raise ValueError("a structure element stands in two places")
            met.add(id(element))
            yield kid, element
            waiting += reversed(list_kids(element))


def _rename(used: Any, names: Mapping[str, NameObject]) -> Any:
    """Return the names of roles or classes with the new ones in their place."""
    if isinstance(used, ArrayObject):
        return ArrayObject(names.get(resolve(each), each) for each in list.__iter__(used))
    return names.get(used, used)


def _raw(name: Any) -> bytes:
    """Return the bytes of a string object."""
    if not isinstance(name, str | bytes):
        raise TypeError("a name is no string")
    raw: Any = getattr(name, "original_bytes", None) or name
    return bytes(raw)
