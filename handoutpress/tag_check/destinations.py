"""Read where the links, outline items, names and opening action of a PDF lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handoutpress.tag_check.model import Destination, Destinations, Page
from handoutpress.tag_check.objects import PdfObjects
from handoutpress.tag_check.trees import read_name_tree


def read_destinations(
    objects: PdfObjects, catalog: Mapping[str, object], pages: tuple[Page, ...]
) -> Destinations:
    """Return every destination inside this file."""
    names = objects.entries(catalog.get("/Names"))
    tree = read_name_tree(objects, names.get("/Dests"), lambda node: _target(objects, node)[0])
    old_style = objects.entries(catalog.get("/Dests"))
    named: dict[bytes | str, str | None] = dict(tree.pairs)
    named |= {name: _target(objects, node)[0] for name, node in old_style.items()}
    outline = list(_outline_items(objects, catalog))
    found = [Destination(f"named destination {name!r}", page, None) for name, page in named.items()]
    found.extend(_opening(objects, catalog))
    found.extend(item for item in outline if item is not None)
    found.extend(_links(objects, pages))
    return Destinations(tuple(found), named, tree, None in outline)


def _target(objects: PdfObjects, node: object) -> tuple[str | None, bytes | str | None]:
    """Return the page or the name that a destination gives."""
    value = objects.value(node)
    if type(value) is dict:
        value = objects.value(value.get("/D"))
    if type(value) is list:
        return (objects.reference(value[0]) if value else None), None
    name = objects.name(value)
    return None, objects.string(value) if name is None else f"/{name}"


def _opening(objects: PdfObjects, catalog: Mapping[str, object]) -> Iterator[Destination]:
    node = catalog.get("/OpenAction")
    is_action = objects.name(objects.entries(node).get("/S")) not in (None, "GoTo")
    if node is not None and not is_action:
        yield Destination("the opening action", *_target(objects, node))


def _links(objects: PdfObjects, pages: tuple[Page, ...]) -> Iterator[Destination]:
    for page in pages:
        for number, node in enumerate(objects.items(objects.entries(page.ref).get("/Annots")), 1):
            entries = objects.entries(node)
            if objects.name(entries.get("/Subtype")) == "Link":
                where = f"link {number} on page {page.number}"
                yield from _leads(objects, entries, where)
                if "/Dest" not in entries and "/A" not in entries:
                    yield Destination(where, None, None)


def _leads(objects: PdfObjects, entries: Mapping[str, object], where: str) -> Iterator[Destination]:
    """Yield where a link or an outline item leads to inside this file."""
    if "/Dest" in entries:
        yield Destination(where, *_target(objects, entries["/Dest"]))
    action = objects.entries(entries.get("/A"))
    if "/A" in entries and objects.name(action.get("/S")) in (None, "GoTo"):
        yield Destination(where, *_target(objects, action.get("/D")))


def _outline_items(
    objects: PdfObjects, catalog: Mapping[str, object]
) -> Iterator[Destination | None]:
    """Yield where each outline item leads to, and None when an item is met a second time."""
    seen: set[str] = set()
    waiting = [objects.entries(catalog.get("/Outlines")).get("/First")]
    while waiting:
        ref = objects.reference(waiting.pop())
        if ref is None:
            continue
        if ref in seen:
            yield None
            continue
        seen.add(ref)
        entries = objects.entries(ref)
        yield from _leads(objects, entries, f"outline item {objects.text(entries.get('/Title'))!r}")
        waiting += [entries.get("/Next"), entries.get("/First")]
