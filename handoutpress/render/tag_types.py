"""Say which structure type an HTML element has, and with which attributes.

Knows no pages and keeps nothing in mind: one element, its box and its parent at a time.

Source: ISO 32000-1:2008, 14.8.4 (types) and 14.8.5 (attributes).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf

from handoutpress.render.tag_mirror import Box
from handoutpress.render.tag_nodes import Node

SVG = "{http://www.w3.org/2000/svg}svg"
SVG_TITLE = "{http://www.w3.org/2000/svg}title"
# WeasyPrint lays out in CSS pixels from the top left. Source: CSS Values 4, 6.2: 1 px = 0.75 pt.
POINTS_PER_PIXEL = 0.75

STRUCTURE_TYPES = {
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "p": "P",
    "blockquote": "BlockQuote",
    "section": "Sect",
    "aside": "Sect",
    "article": "Art",
    "figure": "Div",
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "li": "LI",
    "dt": "Lbl",
    "dd": "LBody",
    "table": "Table",
    "caption": "Caption",
    "figcaption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "a": "Link",
    "img": "Figure",
    SVG: "Figure",
    "nav": "TOC",
}
# Types that may hold blocks only; text that stands right in them gets a paragraph of its own.
GROUPING_TYPES = frozenset({"Document", "Sect", "Art", "BlockQuote", "Div"})
# Types that may hold elements of certain types only, and no text at all.
STRICT_TYPES = frozenset({"L", "LI", "TOC", "Table", "THead", "TBody", "TFoot", "TR"})
# Types that stand in a line of text.
INLINE_TYPES = frozenset({"Link", "Span"})
LIST_NUMBERING = {
    "none": "None",
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "decimal": "Decimal",
    "upper-roman": "UpperRoman",
    "lower-roman": "LowerRoman",
    "upper-alpha": "UpperAlpha",
    "lower-alpha": "LowerAlpha",
}


def structure_type(element: Any, parent: Node) -> str | None:
    """Return the structure type of an HTML element; None where its parent's node serves."""
    if parent.type == "TOC" and element.tag in ("ul", "ol"):
        return None
    if parent.type == "TOCI" and element.tag in ("ul", "ol"):
        return "TOC"
    if parent.type == "TOC" and element.tag == "li":
        return "TOCI"
    if parent.type == "L" and element.tag == "div":
        return "LI"
    return STRUCTURE_TYPES.get(element.tag)


def describe(node: Node, box: Box, page_height: float) -> None:
    """Give an element the attributes that its type asks for; `page_height` is in pixels."""
    if node.type == "Figure":
        node.entries["Alt"] = pydyf.String(alternate_text(box.element))
        node.attributes.update(O="/Layout", BBox=pydyf.Array(bounding_box(box, page_height)))
    elif node.type == "L":
        numbering = LIST_NUMBERING.get(_list_style(box), "Disc")
        node.attributes.update(O="/List", ListNumbering=f"/{numbering}")
    elif node.type in ("TH", "TD"):
        node.attributes.update(_cell_attributes(node.type, box))
    elif node.type == "Link":
        node.contents = _link_words(box.element)


def alternate_text(element: Any) -> str:
    """Return the words for those who do not see a picture; "" where there are none."""
    words = element.get("alt") if element.tag == "img" else element.findtext(SVG_TITLE)
    return (words or "").strip()


def bounding_box(box: Box, page_height: float) -> tuple[float, float, float, float]:
    """Return the box of what is drawn in points from the bottom left; the height is in pixels."""
    left, top = box.content_box_x(), box.content_box_y()
    right, bottom = left + box.width, top + box.height
    return (
        round(left * POINTS_PER_PIXEL, 3),
        round((page_height - bottom) * POINTS_PER_PIXEL, 3),
        round(right * POINTS_PER_PIXEL, 3),
        round((page_height - top) * POINTS_PER_PIXEL, 3),
    )


def _list_style(box: Box) -> str:
    """Return the list style of the first item, because a rule on `li` wins over one on `ul`."""
    for child in box.all_children():
        if child.element_tag == "li":
            return str(child.style["list_style_type"])
    return "none"


def _cell_attributes(type_: str, box: Box) -> Iterator[tuple[str, Any]]:
    yield "O", "/Table"
    if type_ == "TH":
        yield "Scope", "/Row" if box.element.get("scope") in ("row", "rowgroup") else "/Column"
    if box.colspan != 1:
        yield "ColSpan", box.colspan
    if box.rowspan != 1:
        yield "RowSpan", box.rowspan


def _link_words(element: Any) -> str:
    """Return what a screen reader says of a link: its title, or else its words."""
    words = element.get("title") or " ".join("".join(element.itertext()).split())
    return words or " ".join(alternate_text(image) for image in element.iter("img"))
