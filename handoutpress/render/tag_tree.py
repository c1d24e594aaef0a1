"""Build the tag tree of a laid-out document from its boxes.

Writes nothing. The tree has one element for each HTML element that draws something, in the order
of the document, whole across pages; boxes only say which marked content belongs to it. Running
heads and feet, and the heads of a table that are repeated, become artifacts.

Source: ISO 32000-1:2008, 14.7 and 14.8; ISO 14289-1:2014 (PDF/UA-1), clause 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes

from handoutpress.render.tag_mirror import (
    Box,
    TagMirrorError,
    inline_children,
    table_parts,
    unwrap_placeholder,
)
from handoutpress.render.tag_nodes import Annotation, Artifact, Mark, Node, Place, TagTree
from handoutpress.render.tag_refusals import (
    refuse_box,
    refuse_cut,
    refuse_margin_link,
    refuse_odd_picture,
    refuse_off_page,
)
from handoutpress.render.tag_types import (
    GROUPING_TYPES,
    INLINE_TYPES,
    STRICT_TYPES,
    bounding_box,
    describe,
    structure_type,
)

# What a template says of an element in a margin. Source: ISO 32000-2:2020, table 363.
MARGIN_SUBTYPES = {"page-number": "PageNum", "line-numbers": "LineNum"}


def build_tree(document: Any, marks: Mapping[Box, int]) -> TagTree:
    """Build the tree of a `weasyprint.Document`.

    Raises:
        RenderError: the document holds what cannot be read aloud.
        TagMirrorError: it has boxes that this program does not know.
    """
    builder = _TreeBuilder(marks, document.metadata.lang or "")
    for page_index, page in enumerate(document.pages):
        builder.read_page(page_index, page)
    return builder.tree


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a box stands: the node that takes what it holds, its element, and its block's."""

    node: Node
    element: Any = None
    block: Any = None


class _TreeBuilder:
    """Walk the boxes of every page once, and gather the tree and the artifacts."""

    def __init__(self, marks: Mapping[Box, int], language: str) -> None:
        self._marks = marks
        self._nodes: dict[Any, Node] = {}
        self._first_pages: dict[Any, int] = {}
        self._page_index = 0
        self._page_width = self._page_height = 0.0
        self.tree = TagTree(Node("Document", language), [], [], {})

    def read_page(self, page_index: int, page: Any) -> None:
        """Add what a page holds."""
        self._page_index = page_index
        self._page_width, self._page_height = page.width, page.height
        for box in page._page_box.children:
            if isinstance(box, boxes.MarginBox):
                self._drop_margin(box, _margin_subtype(box))
            else:
                self._visit(box, _Spot(self.tree.root))

    # --- what is not read aloud ---

    def _drop_margin(self, box: Box, subtype: str) -> None:
        """Turn all that a running head or foot, or a number of a page, holds into artifacts."""
        box = unwrap_placeholder(box)
        if box.link_annotation:
            refuse_margin_link(box)
        if box.element is not None:
            refuse_box(box, self._marks)
            subtype = MARGIN_SUBTYPES.get(box.element.get("data-artifact"), subtype)
        if box in self._marks:
            if isinstance(box, boxes.TextBox):
                refuse_off_page(box, self._page_width, self._page_height)
            number = self._page_index + 1 if subtype == "PageNum" else 0
            place = self._place_of(box, number) if number else None
            self._add_artifact(box, "Pagination", subtype, place)
        for child in box.children:
            self._drop_margin(child, subtype)

    def _drop(self, box: Box, type_: str) -> None:
        """Turn all that a box holds into artifacts: a repeated head of a table, dots in a row."""
        box = unwrap_placeholder(box)
        if box in self._marks:
            place = self._place_of(box) if type_ == "Layout" else None
            self._add_artifact(box, type_, place=place)
        if box.link_annotation:
            self.tree.dropped_links.append(Annotation(self._page_index, box.link_annotation))
        for child in box.children:
            self._drop(child, type_)

    def _add_artifact(
        self, box: Box, type_: str, subtype: str = "", place: Place | None = None
    ) -> None:
        self.tree.artifacts.append(Artifact(self._mark_of(box), type_, subtype, place))

    def _place_of(self, box: Box, number: int = 0) -> Place:
        return Place(bounding_box(box, self._page_height), number)

    def _mark_of(self, box: Box) -> Mark:
        if box not in self._marks:
            raise TagMirrorError(f"a text in <{box.element_tag}> has no mark")
        return Mark(self._page_index, self._marks[box])

    # --- what is read aloud ---

    def _visit(self, box: Box, place: _Spot) -> None:
        """Add what a box holds to the node of its own HTML element, below that of `place`."""
        if isinstance(box, boxes.TextBox):
            self._add_text(box, place)
            return
        box = unwrap_placeholder(box)
        refuse_box(box, self._marks)
        if self._is_repeated(box) or box.is_leader:
            self._drop(box, "Layout" if box.is_leader else "Pagination")
            return
        if _is_page_number(box):
            self._drop_margin(box, "PageNum")
            return
        place = self._enter(box, place)
        self._add_annotation(box, place.node)
        if box in self._marks:
            self._add_picture(box, place.node)
        for child in inline_children(table_parts(box)[1]):
            self._visit(child, place)
        self._note_number(box)

    def _note_number(self, box: Box) -> None:
        """Note the page of this document behind a row of dots: it changes among other pages."""
        if any(child.is_leader for child in box.children) and _leads_inside(box.element):
            last = box.children[-1]
            if isinstance(last, boxes.TextBox) and last.text.strip().isdecimal():
                place = self._place_of(last, int(last.text))
                self.tree.numbers[self._mark_of(last)] = place

    def _is_repeated(self, box: Box) -> bool:
        """Tell whether a box is the head or foot of a table, once more on a further page."""
        is_group = isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer)
        return is_group and box.element in self._nodes

    def _enter(self, box: Box, place: _Spot) -> _Spot:
        """Return the place inside a box."""
        if box.element is None:
            return place
        block = place.block if isinstance(box, boxes.InlineLevelBox) else box.element
        node = place.node if box.element is place.element else self._node_for(box, place)
        if str(box.element_tag).endswith("::marker"):
            node = _label_of(node)
        return _Spot(node, box.element, block)

    def _node_for(self, box: Box, place: _Spot) -> Node:
        """Return the node of a box's HTML element: the one begun on an earlier page, or a new."""
        known = self._nodes.get(box.element)
        if known is None:
            self._first_pages[box.element] = self._page_index
            known = self._nodes[box.element] = self._make_node(box, place)
        elif self._first_pages[box.element] != self._page_index:
            refuse_cut(box)
        return known

    def _make_node(self, box: Box, place: _Spot) -> Node:
        element, parent = box.element, place.node
        language = element.get("lang") or parent.language
        type_ = structure_type(element, parent)
        if type_ is None:
            if language == parent.language:
                return parent
            type_ = "Span" if isinstance(box, boxes.InlineLevelBox) else "Div"
        node = _holder_of(type_, box, place).add(type_, element)
        if language != parent.language:
            node.language = language
            node.entries["Lang"] = pydyf.String(language)
        describe(node, box, self._page_height)
        return node.add("LBody") if type_ == "LI" and element.tag == "li" else node

    def _add_annotation(self, box: Box, node: Node) -> None:
        """Hang a link annotation on its Link.

        WeasyPrint makes one for each box inside the link, too: there, the link's own grows instead.
        """
        if not box.link_annotation:
            return
        link = _nearest_link(node)
        if link is None:
            raise TagMirrorError(f"a link is drawn by <{box.element_tag}>, which is in no <a>")
        annotation = Annotation(self._page_index, box.link_annotation)
        own = _last_annotation(link, self._page_index)
        if own is None or (_is_own_box(box, link) and not _covers(own, annotation)):
            link.kids.append(annotation)
        else:
            own.link["Rect"] = _unite(own.link["Rect"], annotation.link["Rect"])
            self.tree.dropped_links.append(annotation)

    def _add_picture(self, box: Box, node: Node) -> None:
        if node.type == "Figure":
            node.kids.append(self._mark_of(box))
        elif "::" in box.element_tag:
            self._add_artifact(box, "Layout")  # a picture of the style sheet's decorates
        else:
            refuse_odd_picture(box)

    def _add_text(self, box: Box, place: _Spot) -> None:
        """Add text; what is right in a type that takes no text gets a paragraph."""
        node = place.node
        if node.type in GROUPING_TYPES or node.type in STRICT_TYPES:
            if not box.text.strip() and not _has_open_paragraph(place):
                self._add_artifact(box, "Layout")  # the space between two blocks in a line
                return
            node = _open_paragraph(place)
        refuse_off_page(box, self._page_width, self._page_height)
        node.kids.append(self._mark_of(box))


def _is_page_number(box: Box) -> bool:
    return box.element is not None and box.element.get("data-artifact") == "page-number"


def _leads_inside(element: Any) -> bool:
    return str(element.get("href", "")).startswith("#")


def _margin_subtype(box: Box) -> str:
    for edge, subtype in (("@top", "Header"), ("@bottom", "Footer")):
        if box.at_keyword.startswith(edge):
            return subtype
    return ""


def _holder_of(type_: str, box: Box, place: _Spot) -> Node:
    """Return what an element of a type may stand in: the node of the place, or a new one in it."""
    parent = place.node
    if type_ == "Link" and parent.type == "TOCI":
        return parent.add("Reference")
    if type_ in ("Lbl", "LBody") and parent.type == "L":
        return _open_item(parent, type_)
    is_inline = type_ in INLINE_TYPES and isinstance(box, boxes.InlineLevelBox)
    if is_inline and parent.type in GROUPING_TYPES:
        return _open_paragraph(place)
    return parent


def _open_item(terms: Node, type_: str) -> Node:
    """Return the item of a `dl` that a word or its meaning goes into."""
    last = terms.last_node
    if last is None or (type_ == "Lbl" and last.last_node and last.last_node.type == "LBody"):
        return terms.add("LI")
    return last


def _has_open_paragraph(place: _Spot) -> bool:
    """Tell whether the last thing in a node is the paragraph made for the lines of this block."""
    last = place.node.last_node
    return last is not None and last.type == "P" and last.element is place.block


def _open_paragraph(place: _Spot) -> Node:
    last = place.node.last_node
    if last is not None and _has_open_paragraph(place):
        return last
    return place.node.add("P", place.block)


def _label_of(body: Node) -> Node:
    """Return the Lbl that stands before a list item's body."""
    item = body if body.type == "TOCI" else body.parent
    if item is None or item.type not in ("LI", "TOCI"):
        return body
    first = item.kids[0] if item.kids else None
    if isinstance(first, Node) and first.type == "Lbl":
        return first
    return item.add("Lbl", first=True)


def _nearest_link(node: Node | None) -> Node | None:
    while node is not None and node.type != "Link":
        node = node.parent
    return node


def _last_annotation(link: Node, page_index: int) -> Annotation | None:
    own = [kid for kid in link.kids if isinstance(kid, Annotation)]
    return own[-1] if own and own[-1].page_index == page_index else None


def _is_own_box(box: Box, link: Node) -> bool:
    return box.element is link.element and "::" not in box.element_tag


def _covers(annotation: Annotation, other: Annotation) -> bool:
    rectangle = annotation.link["Rect"]
    return bool(_unite(rectangle, other.link["Rect"]) == _unite(rectangle, rectangle))


def _unite(rectangle: Any, other: Any) -> Any:
    """Return the rectangle around two, from lower left to upper right."""
    horizontal, vertical = (*rectangle[::2], *other[::2]), (*rectangle[1::2], *other[1::2])
    return pydyf.Array([min(horizontal), min(vertical), max(horizontal), max(vertical)])
