"""Small steps on PDF objects that pypdf does not take: names, numbers, trees, references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
)

Tree: TypeAlias = Any  # a name or number tree, perhaps by reference


def resolve(value: Any) -> Any:
    """Return the object that a reference leads to, or the object itself."""
    return value.get_object() if isinstance(value, IndirectObject) else value


def make_dictionary(values: Mapping[str, PdfObject]) -> DictionaryObject:
    """Return a dictionary; keys are given without their slash."""
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in values.items()})


def make_number_tree(values: Iterable[tuple[int, PdfObject]]) -> DictionaryObject:
    """Return a number tree of one node, sorted by key. Source: ISO 32000-1, 7.9.7."""
    numbers = ArrayObject()
    for key, value in sorted(values, key=lambda pair: pair[0]):
        numbers += (NumberObject(key), value)
    return make_dictionary({"Nums": numbers})


def iter_tree(tree: Tree, leaves: str) -> Iterator[tuple[Any, Any]]:
    """Yield the pairs of a name tree ("/Names") or a number tree ("/Nums"), as they stand."""
    waiting, met = [tree], set()
    while waiting:
        node = resolve(waiting.pop())
        if not isinstance(node, DictionaryObject) or id(node) in met:
            continue
        met.add(id(node))  # a node that holds itself would have no end
        waiting += reversed(resolve(node.get("/Kids")) or ())
        pairs = resolve(node.get(leaves)) or ArrayObject()
        for index in range(0, len(pairs) - 1, 2):
            yield pairs[index], list.__getitem__(pairs, index + 1)


def list_kids(element: DictionaryObject) -> list[Any]:
    """Return what stands below a structure element, references as such."""
    if "/K" not in element:
        return []
    kids = element.raw_get("/K")
    inner = resolve(kids)
    return list(list.__iter__(inner)) if isinstance(inner, ArrayObject) else [kids]


def iter_forms(pages: Iterable[DictionaryObject]) -> Iterator[DictionaryObject]:
    """Yield each form XObject and picture that pages paint, and those in them, each once."""
    waiting: list[Any] = list(pages)
    met: set[int] = set()
    while waiting:
        holder = resolve(waiting.pop())
        resources = resolve(holder.get("/Resources"))
        painted = resolve(resources.get("/XObject")) if resources else None
        for each in (painted or DictionaryObject()).values():
            found = resolve(each)
            if isinstance(found, DictionaryObject) and id(found) not in met:
                met.add(id(found))
                waiting.append(found)
                yield found
