"""Write the outline of a PDF anew, so that each item leads to a page and none to itself.

Source: ISO 32000-1, 12.3.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf

from handoutpress.combine.foreign.actions import ActionLog
from handoutpress.combine.foreign.places import Places

# An outline that is nested deeper is of no use in a viewer; deeper items stand on this level.
DEEPEST = 9


def rebuild_outline(pdf: Pdf, places: Places, actions: ActionLog) -> None:
    """Write the outline anew, of the items that lead to a page, each once.

    An item that leads nowhere and holds others leads to the first of these.
    """
    top = list(_read_items(pdf, places, actions))
    if "/Outlines" in pdf.Root:
        del pdf.Root.Outlines
    if not top:
        return
    with pdf.open_outline(max_depth=DEEPEST + 1) as outline:
        path: list[OutlineItem] = []
        for level, title, place in top:
            item = OutlineItem(title, place)
            del path[level:]
            (path[-1].children if path else outline.root).append(item)
            path.append(item)


def _read_items(pdf: Pdf, places: Places, actions: ActionLog) -> Iterator[tuple[int, str, Array]]:
    """Yield level, title and place of each outline item in order."""
    outline = pdf.Root.get("/Outlines")
    waiting = [(0, outline.get("/First"))] if isinstance(outline, Dictionary) else []
    met: set[tuple[int, int]] = set()
    pending: list[tuple[int, str]] = []  # without a place, until one below them has one
    while waiting:
        level, node = waiting.pop()
        if not isinstance(node, Dictionary) or node.objgen in met:
            continue
        met.add(node.objgen)
        actions.watch(Dictionary(A=node.get("/A", Dictionary())))
        waiting += [(level, node.get("/Next")), (min(level + 1, DEEPEST), node.get("/First"))]
        pending = [item for item in pending if item[0] < level]
        title, place = str(node.get("/Title", "")), _find_place(node, places)
        if place is None:
            pending.append((level, title))
            continue
        for above, name in pending:
            yield above, name, place
        pending = []
        yield level, title, place


def _find_place(item: Any, places: Places) -> Array | None:
    action = item.get("/A")
    is_leading = isinstance(action, Dictionary) and action.get("/S") == Name.GoTo
    return places.find(item.get("/Dest")) or (places.find(action.get("/D")) if is_leading else None)
