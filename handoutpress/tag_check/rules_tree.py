"""Judge the trees that hold a PDF together: pages, elements, ParentTree, IDs, destinations.

Source, where a rule names no other: ISO 32000-1, 7.7.3 (page tree), 12.3 (destinations, outline),
14.7.2 to 14.7.4 (structure tree, IDs, annotations as content, ParentTree).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from handoutpress.tag_check.model import (
    Annotation,
    ElementKid,
    ObjectKid,
    OddKid,
    TagDocument,
    TagFault,
    find_repeated,
)

# Source: ISO 14289-1, 7.18.1, 7.18.4, 7.18.5.
_ELEMENT_OF = {"Link": "Link", "Widget": "Form"}


def rule_page_tree(document: TagDocument) -> Iterator[TagFault]:
    """Require the page tree to reach each page of the file once, and to agree with itself."""
    for what in document.misshapen_pages:
        yield TagFault("page-tree", what)


def rule_top_element(document: TagDocument) -> Iterator[TagFault]:
    """Require one element at the top of the structure tree, a Document."""
    kids = document.tags.top
    types = [document.tags.elements[kid.ref].type for kid in kids if type(kid) is ElementKid]
    if len(kids) != 1 or types != ["Document"]:
        yield TagFault("top-element", "the structure tree has not one Document at its top")


def rule_kid_types(document: TagDocument) -> Iterator[TagFault]:
    """Require elements to hold elements, marks and object references, and nothing else."""
    holders = [("the root", document.tags.top)]
    holders += [(str(element), element.kids) for element in document.tags.elements.values()]
    for holder, kids in holders:
        for kid in kids:
            if type(kid) is OddKid:
                yield TagFault("kid-type", f"{holder} holds {kid.what}")


def rule_repeated_elements(document: TagDocument) -> Iterator[TagFault]:
    """Require an element to stand in one place of the tree."""
    kids = [kid for element in document.tags.elements.values() for kid in element.kids]
    refs = [kid.ref for kid in (*document.tags.top, *kids) if type(kid) is ElementKid]
    for ref in find_repeated(refs):
        yield TagFault("element-repeated", f"{document.tags.elements[ref]} is in the tree twice")


def rule_parents(document: TagDocument) -> Iterator[TagFault]:
    """Require the /P of an element to be what holds it."""
    for element in document.tags.elements.values():
        if element.parent != element.holder:
            what = f"{element} names {element.parent} as its parent, and {element.holder} holds it"
            yield TagFault("element-parent", what)


def rule_parent_tree_shape(document: TagDocument) -> Iterator[TagFault]:
    """Require the ParentTree to be a number tree."""
    for what in document.tags.parent_tree.misshapen:
        yield TagFault("parent-tree-shape", what)


def rule_parent_tree_order(document: TagDocument) -> Iterator[TagFault]:
    """Require the keys of the ParentTree to rise, so that each occurs once."""
    if not document.tags.parent_tree.is_sorted():
        yield TagFault("parent-tree-order", "the keys of the ParentTree do not rise")


def rule_parent_tree_next_key(document: TagDocument) -> Iterator[TagFault]:
    """Require the key that a writer may take next to be larger than all keys."""
    following = document.tags.next_key
    keys = [key for key, _ in document.tags.parent_tree.pairs]
    if following is not None and any(key >= following for key in keys):
        yield TagFault("parent-tree-next-key", f"ParentTreeNextKey {following} is in use")


def rule_shared_keys(document: TagDocument) -> Iterator[TagFault]:
    """Require a key to belong to one page, form XObject or annotation."""
    keys = [stream.key for stream in document.streams.values()]
    keys += [annotation.key for page in document.pages for annotation in page.annotations]
    for key in find_repeated(key for key in keys if key is not None):
        yield TagFault(
            "parent-tree-shared", f"key {key} belongs to more than one page or annotation"
        )


def rule_annotations(document: TagDocument) -> Iterator[TagFault]:
    """Require an annotation to lead to an element that leads back to it."""
    tree = dict(document.tags.parent_tree.pairs)
    for page in document.pages:
        for annotation in page.annotations:
            slot = None if annotation.key is None else tree.get(annotation.key)
            if annotation.is_read and not _is_tagged(document, annotation, slot):
                expected = _ELEMENT_OF.get(annotation.subtype, "Annot")
                what = (
                    f"a {annotation.subtype} on page {page.number} ({annotation.ref}) leads to no"
                )
                yield TagFault("annotation-untagged", f"{what} {expected} that leads back to it")


def _is_tagged(document: TagDocument, annotation: Annotation, slot: object) -> bool:
    element = document.tags.elements.get(slot) if isinstance(slot, str) else None
    if element is None or element.type != _ELEMENT_OF.get(annotation.subtype, "Annot"):
        return False
    return any(type(kid) is ObjectKid and kid.ref == annotation.ref for kid in element.kids)


def rule_object_references(document: TagDocument) -> Iterator[TagFault]:
    """Require an object reference to lead to an annotation of its page, as no other does."""
    pages = {page.ref: {item.ref for item in page.annotations} for page in document.pages}
    met: Counter[str | None] = Counter()
    for element in document.tags.elements.values():
        for kid in element.kids:
            if type(kid) is not ObjectKid:
                continue
            met[kid.ref] += 1
            if kid.page is None or kid.ref not in pages.get(kid.page, ()):
                what = f"{element} refers to {kid.ref}, which is no annotation of its page"
                yield TagFault("objr-target", what)
            elif met[kid.ref] > 1:
                yield TagFault("objr-repeated", f"{element} refers to {kid.ref}, as another does")


def rule_repeated_ids(document: TagDocument) -> Iterator[TagFault]:
    """Require an ID to belong to one element."""
    ids = [element.id for element in document.tags.elements.values() if element.id is not None]
    for repeated in find_repeated(ids):
        yield TagFault("id-repeated", f"the ID {repeated!r} belongs to more than one element")


def rule_id_tree(document: TagDocument) -> Iterator[TagFault]:
    """Require the IDTree to hold each ID in order, with its element, and no other."""
    tree = document.tags.ids
    elements = document.tags.elements
    for what in tree.misshapen:
        yield TagFault("id-tree", what)
    if not tree.is_sorted():
        yield TagFault("id-tree", "the keys of the IDTree do not rise")
    listed = dict(tree.pairs)
    for element in elements.values():
        if element.id is not None and element.id not in listed:
            yield TagFault("id-tree", f"the IDTree does not have the ID of {element}")
    for key, ref in listed.items():
        if ref is None or ref not in elements or elements[ref].id != key:
            yield TagFault("id-tree", f"{key!r} in the IDTree leads to no element of this ID")


def rule_destinations(document: TagDocument) -> Iterator[TagFault]:
    """Require all that leads somewhere inside the file to lead to a page of it."""
    pages = frozenset(page.ref for page in document.pages)
    for destination in document.destinations.found:
        named = document.destinations.named
        name = destination.name
        page = destination.page if name is None else named.get(name)
        if page not in pages:
            via = "" if name is None else f" by the name {name!r}"
            what = f"{destination.where} leads{via} to {page or 'nothing'}, no page of this file"
            yield TagFault("destination", what)


def rule_destination_tree(document: TagDocument) -> Iterator[TagFault]:
    """Require the names of destinations in order, or viewers do not find them."""
    tree = document.destinations.name_tree
    for what in tree.misshapen:
        yield TagFault("destination-tree", what)
    if not tree.is_sorted():
        yield TagFault("destination-tree", "the names of destinations do not rise")


def rule_outline(document: TagDocument) -> Iterator[TagFault]:
    """Require the outline to have an end."""
    if document.destinations.has_looping_outline:
        yield TagFault("outline-loop", "an outline item follows itself")


RULES = (
    rule_page_tree,
    rule_top_element,
    rule_kid_types,
    rule_repeated_elements,
    rule_parents,
    rule_parent_tree_shape,
    rule_parent_tree_order,
    rule_parent_tree_next_key,
    rule_shared_keys,
    rule_annotations,
    rule_object_references,
    rule_repeated_ids,
    rule_id_tree,
    rule_destinations,
    rule_destination_tree,
    rule_outline,
)
