"""Build the tag tree of a document anew on WeasyPrint's objects, before they are written.

Lays nothing out and reads no finished PDF. WeasyPrint makes one structure element for each box,
so that what crosses a page falls in two, languages and scopes are lost, and running heads are
nowhere. Here the tree has one element for each HTML element that draws something, in the order
of the document; boxes only say which marked content belongs to it. Running heads and feet, and
the heads of a table that are repeated, become artifacts.

Source: ISO 32000-1:2008, 14.7 and 14.8; ISO 14289-1:2014 (PDF/UA-1), clause 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes

from handoutpress.tag_mirror import (
    Box,
    TagMirrorError,
    inline_children,
    object_number,
    read_marks,
    table_parts,
    unwrap_placeholder,
)

# WeasyPrint lays out in CSS pixels from the top left. Source: CSS Values 4, 6.2: 1 px = 0.75 pt.
POINTS_PER_PIXEL = 0.75
PRINT_FLAG = 4  # Source: ISO 32000-1:2008, table 165: bit 3, Print.

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
    "{http://www.w3.org/2000/svg}svg": "Figure",
    "nav": "TOC",
}
# A type that may hold blocks only; text that stands right in it gets a paragraph of its own.
GROUPING_TYPES = ("Document", "Sect", "Art", "BlockQuote", "Div")
LIST_NUMBERING = {"decimal": "Decimal", "none": "None", "disc": "Disc"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of marked content on a page."""

    page_index: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """A link annotation on a page."""

    page_index: int
    link: Any


@dataclass(frozen=True, slots=True)
class Artifact:
    """Marked content that is not read aloud; `subtype` is "Header", "Footer", "PageNum" or ""."""

    page_index: int
    mcid: int
    subtype: str


@dataclass(slots=True, eq=False)
class Node:
    """A structure element in the making."""

    type: str
    language: str
    parent: Node | None = None
    kids: list[Node | Mark | Annotation] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    entries: dict[str, Any] = field(default_factory=dict)
    contents: str = ""

    def add(self, type_: str, *, first: bool = False) -> Node:
        """Add a new element of a type, in the language of this one, and return it."""
        kid = Node(type_, self.language, self)
        self.kids.insert(0 if first else len(self.kids), kid)
        return kid


def repair_tags(document: Any, pdf: Any) -> None:
    """Replace the tag tree of a document; a finisher for `weasyprint.Document.write_pdf`.

    Raises:
        TagMirrorError: the document has boxes or elements that this module does not know.
    """
    builder = _TreeBuilder(read_marks(document, pdf), document.metadata.lang or "")
    for page_index, page in enumerate(document.pages):
        builder.read_page(page_index, page)
    streams = _page_streams(pdf)
    _mark_artifacts(streams, builder.artifacts)
    _TreeWriter(pdf, streams).write(builder)


class _TreeBuilder:
    """Walk the boxes of every page once, and gather the tree and the artifacts."""

    def __init__(self, marks: Mapping[Box, int], language: str) -> None:
        self._marks = marks
        self._nodes: dict[Any, tuple[Node, int]] = {}
        self._paragraphs: dict[Any, Node] = {}
        self._page_index = 0
        self._page_height = 0.0
        self.root = Node("Document", language)
        self.artifacts: list[Artifact] = []
        self.dropped_links: list[Annotation] = []

    def read_page(self, page_index: int, page: Any) -> None:
        """Add what a page holds."""
        self._page_index, self._page_height = page_index, page.height
        for box in page._page_box.children:
            if isinstance(box, boxes.MarginBox):
                self._drop(box, "Header" if box.at_keyword.startswith("@top") else "Footer")
            else:
                self._visit(box, self.root, None)

    def _drop(self, box: Box, subtype: str) -> None:
        """Turn all that a box holds into artifacts."""
        box = unwrap_placeholder(box)
        if box.element is not None and box.element.get("data-artifact") == "page-number":
            subtype = "PageNum"
        if box in self._marks:
            self.artifacts.append(Artifact(self._page_index, self._marks[box], subtype))
        if box.link_annotation:
            raise TagMirrorError("a link stands in a running head or foot, where none can be read")
        for child in getattr(box, "children", ()):
            self._drop(child, subtype)

    def _visit(self, box: Box, parent: Node, element: Any) -> None:
        """Add what a box holds to the node of its own HTML element, below `parent`."""
        box = unwrap_placeholder(box)
        node = parent
        if box.element is not None and box.element is not element:
            if self._is_repeated_head(box):
                self._drop(box, "")
                return
            element = box.element
            node = self._node_for(box, parent)
        if str(box.element_tag).endswith("::marker"):
            node = _label_of(node)
        self._add_annotation(box, node)
        if box in self._marks:
            self._add_mark(box, node)
        for child in table_parts(box)[1] if box.is_table_wrapper else inline_children(box):
            self._visit(child, node, element)

    def _is_repeated_head(self, box: Box) -> bool:
        seen = self._nodes.get(box.element)
        return box.element.tag == "thead" and seen is not None and seen[1] < self._page_index

    def _node_for(self, box: Box, parent: Node) -> Node:
        """Return the node of a box's HTML element: the one begun on an earlier page, or a new."""
        known = self._nodes.get(box.element)
        if known is not None:
            return known[0]
        node = self._make_node(box, parent)
        self._nodes[box.element] = (node, self._page_index)
        return node

    def _make_node(self, box: Box, parent: Node) -> Node:
        element = box.element
        language = element.get("lang") or parent.language
        type_ = _structure_type(element, parent)
        if type_ is None:
            if language == parent.language:
                return parent
            type_ = "Span" if isinstance(box, boxes.InlineBox) else "Div"
        if type_ == "Link" and parent.type == "TOCI":
            parent = parent.add("Reference")
        node = parent.add(type_)
        if language != parent.language:
            node.language = language
            node.entries["Lang"] = pydyf.String(language)
        self._describe(node, box)
        return node.add("LBody") if type_ == "LI" and element.tag == "li" else node

    def _describe(self, node: Node, box: Box) -> None:
        if node.type == "Figure":
            node.entries["Alt"] = pydyf.String(_alternate_text(box.element))
            node.attributes.update(O="/Layout", BBox=self._bounding_box(box))
        elif node.type == "L":
            numbering = LIST_NUMBERING.get(_list_style(box), "Disc")
            node.attributes.update(O="/List", ListNumbering=f"/{numbering}")
        elif node.type in ("TH", "TD"):
            node.attributes.update(_cell_attributes(node.type, box))
        elif node.type == "Link":
            node.contents = _link_words(box.element)

    def _bounding_box(self, box: Box) -> Any:
        """Return the box of a figure in points from the bottom left."""
        left, top = box.content_box_x(), box.content_box_y()
        right, bottom = left + box.width, top + box.height
        corners = (left, self._page_height - bottom, right, self._page_height - top)
        return pydyf.Array([round(value * POINTS_PER_PIXEL, 3) for value in corners])

    def _add_annotation(self, box: Box, node: Node) -> None:
        """Hang a link annotation on its Link; WeasyPrint makes one for each box inside it, too."""
        if not box.link_annotation:
            return
        annotation = Annotation(self._page_index, box.link_annotation)
        while node.type != "Link" and node.parent is not None:
            node = node.parent
        if node.type != "Link":
            raise TagMirrorError(f"a link is drawn by a <{box.element_tag}>, which is no <a>")
        if box.element.tag == "a" and not str(box.element_tag).startswith("a::"):
            node.kids.append(annotation)
        else:
            self.dropped_links.append(annotation)

    def _add_mark(self, box: Box, node: Node) -> None:
        if node.type in GROUPING_TYPES:
            key = (id(node), box.element)
            if key not in self._paragraphs:
                self._paragraphs[key] = node.add("P")
            node = self._paragraphs[key]
        node.kids.append(Mark(self._page_index, self._marks[box]))


def _structure_type(element: Any, parent: Node) -> str | None:
    """Return the structure type of an HTML element; None where its parent's node serves."""
    if parent.type == "TOC" and element.tag in ("ul", "ol"):
        return None
    if parent.type == "TOC" and element.tag == "li":
        return "TOCI"
    if element.tag == "div" and any(child.tag == "dt" for child in element):
        return "LI"
    return STRUCTURE_TYPES.get(element.tag)


def _label_of(body: Node) -> Node:
    """Return the Lbl that stands before a list item's body."""
    item = body.parent
    if item is None or item.type != "LI":
        return body
    first = item.kids[0]
    if isinstance(first, Node) and first.type == "Lbl":
        return first
    return item.add("Lbl", first=True)


def _alternate_text(element: Any) -> str:
    if element.tag == "img":
        return str(element.get("alt") or "")
    title = element.find("{http://www.w3.org/2000/svg}title")
    return "" if title is None else str(title.text or "")


def _link_words(element: Any) -> str:
    """Return what a screen reader says of a link: its title, or else its words."""
    words = element.get("title") or " ".join("".join(element.itertext()).split())
    images = [_alternate_text(child) for child in element.iter("img")]
    return words or " ".join(images)


def _list_style(box: Box) -> str:
    """Return the list style of the first item, because a rule on `li` wins over one on `ul`."""
    for child in box.all_children():
        if child.element_tag == "li":
            return str(child.style["list_style_type"])
    return "none"


def _cell_attributes(type_: str, box: Box) -> Iterator[tuple[str, Any]]:
    yield "O", "/Table"
    if type_ == "TH":
        yield "Scope", "/Row" if box.element.get("scope") == "row" else "/Column"
    if box.colspan != 1:
        yield "ColSpan", box.colspan
    if box.rowspan != 1:
        yield "RowSpan", box.rowspan


def _page_streams(pdf: Any) -> list[list[Any]]:
    """Return the operators of every page's content, to be changed in place."""
    pages = [pdf.objects[object_number(reference)] for reference in pdf.page_references]
    return [pdf.objects[object_number(page["Contents"])].stream for page in pages]


def _mark_artifacts(streams: list[list[Any]], artifacts: list[Artifact]) -> None:
    """Turn the tags of artifacts into `/Artifact` where the content begins them."""
    subtypes = {(artifact.page_index, artifact.mcid): artifact.subtype for artifact in artifacts}
    for page_index, stream in enumerate(streams):
        for position, operator in enumerate(stream):
            if operator == b"BDC" and isinstance(stream[position - 1], dict):
                subtype = subtypes.pop((page_index, stream[position - 1].get("MCID")), None)
                if subtype is not None:
                    stream[position - 2] = "/Artifact"
                    stream[position - 1] = _artifact_properties(subtype)
    if subtypes:
        raise TagMirrorError(f"no page draws the artifacts {sorted(subtypes)}")


def _artifact_properties(subtype: str) -> Any:
    """Return the property list of an artifact.

    Source: ISO 32000-1:2008, table 330; PageNum is ISO 32000-2:2020, table 363.
    """
    if not subtype:
        return pydyf.Dictionary({"Type": "/Layout"})
    return pydyf.Dictionary({"Type": "/Pagination", "Subtype": f"/{subtype}"})


class _TreeWriter:
    """Write the tree in place of WeasyPrint's."""

    def __init__(self, pdf: Any, streams: list[list[Any]]) -> None:
        self._pdf = pdf
        self._owners: dict[Mark, bytes] = {}
        self._annotation_owners: list[tuple[Annotation, bytes]] = []
        self._mark_counts = [
            sum(isinstance(item, dict) and "MCID" in item for item in stream) for stream in streams
        ]

    def write(self, builder: _TreeBuilder) -> None:
        """Write every element, the parent tree, and what annotations need."""
        metadata = self._remove_old_tree()
        root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        self._pdf.add_object(root)
        root["K"] = pydyf.Array([self._write_node(builder.root, root.reference)])
        self._drop_links(builder.dropped_links)
        root["ParentTree"] = self._write_parent_tree(builder.artifacts)
        root["ParentTreeNextKey"] = len(self._mark_counts) + len(self._annotation_owners)
        self._pdf.catalog["StructTreeRoot"] = root.reference
        self._pdf.add_object(metadata)
        self._pdf.catalog["Metadata"] = metadata.reference

    def _remove_old_tree(self) -> Any:
        """Cut WeasyPrint's elements off, and return the metadata that stands behind them."""
        first = object_number(self._pdf.catalog["StructTreeRoot"]) - 1
        last = object_number(self._pdf.catalog["Metadata"])
        if last != len(self._pdf.objects) - 1:
            raise TagMirrorError("objects follow the metadata")
        metadata = self._pdf.objects[last]
        del self._pdf.objects[first:]
        return metadata

    def _write_node(self, node: Node, parent: bytes) -> bytes:
        element = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.type}", "P": parent})
        self._pdf.add_object(element)
        reference: bytes = element.reference
        marks = [kid for kid in node.kids if isinstance(kid, Mark)]
        page_index = marks[0].page_index if marks else None
        if page_index is not None:
            element["Pg"] = self._pdf.page_references[page_index]
        element.update(node.entries)
        if node.attributes:
            element["A"] = pydyf.Dictionary(node.attributes)
        element["K"] = pydyf.Array(
            [self._write_kid(kid, node, reference, page_index) for kid in node.kids]
        )
        return reference

    def _write_kid(
        self, kid: Node | Mark | Annotation, node: Node, owner: bytes, page_index: int | None
    ) -> Any:
        if isinstance(kid, Node):
            return self._write_node(kid, owner)
        page = self._pdf.page_references[kid.page_index]
        if isinstance(kid, Mark):
            self._owners[kid] = owner
            if kid.page_index == page_index:
                return kid.mcid
            return pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": kid.mcid})
        kid.link.update(Contents=pydyf.String(node.contents), F=PRINT_FLAG)
        self._annotation_owners.append((kid, owner))
        return pydyf.Dictionary({"Type": "/OBJR", "Pg": page, "Obj": kid.link.reference})

    def _drop_links(self, links: list[Annotation]) -> None:
        for link in links:
            page = self._pdf.objects[object_number(self._pdf.page_references[link.page_index])]
            page["Annots"].remove(link.link.reference)
            link.link.pop("StructParent", None)

    def _write_parent_tree(self, artifacts: list[Artifact]) -> bytes:
        silent = {Mark(artifact.page_index, artifact.mcid) for artifact in artifacts}
        numbers = pydyf.Array()
        for page_index, count in enumerate(self._mark_counts):
            slots = [self._slot(Mark(page_index, mcid), silent) for mcid in range(count)]
            numbers.extend([page_index, pydyf.Array(slots)])
        for key, (annotation, owner) in enumerate(
            self._annotation_owners, start=len(self._mark_counts)
        ):
            numbers.extend([key, owner])
            annotation.link["StructParent"] = key
        tree = pydyf.Dictionary({"Nums": numbers})
        self._pdf.add_object(tree)
        reference: bytes = tree.reference
        return reference

    def _slot(self, mark: Mark, silent: set[Mark]) -> bytes:
        if mark in silent:
            return b"null"
        if mark not in self._owners:
            raise TagMirrorError(f"page {mark.page_index + 1}: content {mark.mcid} has no element")
        return self._owners[mark]
