"""Where links lead: within their own part, into another part, or out of the PDF.

Names of places are written out as the places themselves, because two parts may have the same ones.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    PdfObject,
)

from handoutpress.combine.objects import iter_tree, resolve


def write_out_names(reader: PdfReader) -> None:
    """Write out the names of places in all links of a part, before its pages are copied."""
    places = dict(_iter_places(reader))
    for annotation in _iter_annotations(reader):
        _write_out(annotation, "/Dest", places)
        action = resolve(annotation.get("/A"))
        if isinstance(action, DictionaryObject) and action.get("/S") == "/GoTo":
            _write_out(action, "/D", places)


def _iter_places(reader: PdfReader) -> Iterator[tuple[str, Any]]:
    """Yield each name and its place. Source: ISO 32000-1, 12.3.2.3, with names of PDF 1.1."""
    root = reader.root_object
    old = resolve(root.get("/Dests"))
    named = list(old.items()) if isinstance(old, DictionaryObject) else []
    names = resolve(root.get("/Names"))
    if isinstance(names, DictionaryObject):
        named += iter_tree(names.get("/Dests"), "/Names")
    for name, value in named:
        place = resolve(value)
        yield str(name), place.get("/D") if isinstance(place, DictionaryObject) else place


def _iter_annotations(reader: PdfReader) -> Iterator[DictionaryObject]:
    for page in reader.pages:
        for annotation in resolve(page.get("/Annots")) or ():
            found = resolve(annotation)
            if isinstance(found, DictionaryObject):
                yield found


def _write_out(holder: DictionaryObject, key: str, places: Mapping[str, PdfObject]) -> None:
    name = resolve(holder.get(key))
    if name is None or isinstance(name, ArrayObject):
        return
    place = places.get(str(name))
    if place is None:
        del holder[key]  # it leads nowhere in its own file, and must not lead elsewhere here
    else:
        holder[NameObject(key)] = place


def lead_to_parts(
    annotations: Iterable[DictionaryObject], path: str, first_pages: Mapping[str, PdfObject]
) -> None:
    """Lead links to the files of other parts to their first pages; `path` is that of this part."""
    for annotation in annotations:
        action = resolve(annotation.get("/A"))
        if not isinstance(action, DictionaryObject) or action.get("/S") != "/URI":
            continue
        page = first_pages.get(_find_target(path, str(action.get("/URI", ""))))
        if page is not None:
            del annotation["/A"]
            annotation[NameObject("/Dest")] = ArrayObject([page, NameObject("/Fit")])


def _find_target(path: str, link: str) -> str:
    """Return the path that a relative link leads to; "" for an address elsewhere."""
    parts = urlsplit(link)
    if not path or parts.scheme or parts.netloc or not parts.path:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
