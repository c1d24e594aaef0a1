"""Where links lead: within their own part, into another part, or out of the PDF.

Names of places are written out as the places themselves, because two parts may have the same ones.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    PdfObject,
    TextStringObject,
)

from handoutpress.combine.objects import iter_tree, resolve


@dataclass(frozen=True, slots=True)
class Home:
    """Where the whole lies, relative to the folder that all parts share; "" when nobody knows.

    `base_url` is where that folder is served, for a PDF that leaves it; "" when it stays.
    """

    path: str = ""
    base_url: str = ""

    def address(self, target: str) -> str:
        """Return the address of a file in the shared folder."""
        if self.base_url:
            return f"{self.base_url.rstrip('/')}/{quote(target)}"
        return quote(posixpath.relpath(target, posixpath.dirname(self.path) or "."))


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
    annotations: Iterable[DictionaryObject],
    path: str,
    first_pages: Mapping[str, PdfObject],
    home: Home,
) -> None:
    """Lead links to the files of other parts to their first pages; `path` is that of this part.

    A link to any other file is seen from `home`, for the page has moved there.
    """
    for annotation in annotations:
        action = resolve(annotation.get("/A"))
        if not isinstance(action, DictionaryObject) or action.get("/S") != "/URI":
            continue
        target = _find_target(path, str(action.get("/URI", "")))
        page = first_pages.get(target)
        if page is not None:
            del annotation["/A"]
            annotation[NameObject("/Dest")] = ArrayObject([page, NameObject("/Fit")])
        elif target and home.path:
            action[NameObject("/URI")] = TextStringObject(home.address(target))


def _find_target(path: str, link: str) -> str:
    """Return the path that a relative link leads to; "" for an address elsewhere."""
    parts = urlsplit(link)
    if not path or parts.scheme or parts.netloc or not parts.path:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
