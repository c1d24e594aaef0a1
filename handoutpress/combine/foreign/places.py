"""Find the places in a PDF that names and links lead to, whatever loops there are.

Source: ISO 32000-1, 7.9.6 (name trees), 12.3.2 (destinations).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String


class Places:
    """The named places and the pages of a PDF; `base` is the address of its relative links."""

    def __init__(self, pdf: Pdf) -> None:
        self._pages = [page.obj for page in pdf.pages]
        self._numbers = {page.objgen: index for index, page in enumerate(self._pages)}
        self._named = dict(_iter_named(pdf))
        address = pdf.Root.get("/URI")
        self.base = str(address.get("/Base", "")) if isinstance(address, Dictionary) else ""

    def find(self, target: Any) -> Array | None:
        """Return a destination with its page written out; None for one that leads nowhere."""
        place = _unwrap(target)
        if isinstance(place, Name | String):
            place = _unwrap(self._named.get(_key(place)))
        if not isinstance(place, Array) or not len(place):
            return None
        page = self._find_page(place[0])
        if page is None:
            return None
        how = list(place)[1:]
        return Array([page, *how]) if how and isinstance(how[0], Name) else Array([page, Name.Fit])

    def _find_page(self, target: Any) -> Any:
        if isinstance(target, int):  # meant for other files, and written all the same
            return self._pages[target] if 0 <= target < len(self._pages) else None
        is_page = isinstance(target, Dictionary) and target.objgen in self._numbers
        return target if is_page else None


def _unwrap(target: Any) -> Any:
    return target.get("/D") if isinstance(target, Dictionary) else target


def _key(name: Any) -> str | bytes:
    return str(name) if isinstance(name, Name) else bytes(name)


def _iter_named(pdf: Pdf) -> Iterator[tuple[str | bytes, Any]]:
    old, names = pdf.Root.get("/Dests"), pdf.Root.get("/Names")
    if isinstance(old, Dictionary):
        yield from old.items()
    waiting = [names.get("/Dests")] if isinstance(names, Dictionary) else []
    met: set[tuple[int, int]] = set()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in met):
            continue
        met.add(node.objgen)
        kids, pairs = node.get("/Kids"), node.get("/Names")
        waiting += list(kids) if isinstance(kids, Array) else []
        listed = list(pairs) if isinstance(pairs, Array) else []
        for name, place in zip(listed[::2], listed[1::2], strict=False):
            if isinstance(name, String):
                yield bytes(name), place
