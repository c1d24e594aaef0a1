"""Write a tag tree in place of WeasyPrint's, on the objects of a PDF that is not written yet.

Decides nothing about the tree.

Source: ISO 32000-1:2008, 14.6 (marked content), 14.7 (structure tree), 14.8.2.2 (artifacts).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pydyf

from handoutpress.render.tag_mirror import PdfObject, TagMirrorError, object_number
from handoutpress.render.tag_nodes import Annotation, Artifact, Mark, Node, Place, TagTree

# Keys of our own begin with letters of our own. Source: ISO 32000-1:2008, annex E.
NUMBER_KEY = "HDPR_Page"
PRINT_FLAG = 4  # Source: ISO 32000-1:2008, table 165: bit 3, Print.


def write_tree(pdf: Any, tree: TagTree) -> None:
    """Put a tree, and the artifacts that it leaves out, into a `pydyf.PDF`.

    Raises:
        TagMirrorError: the pages draw other marked content than the tree knows of.
    """
    pages = [pdf.objects[object_number(reference)] for reference in pdf.page_references]
    streams = [pdf.objects[object_number(page["Contents"])].stream for page in pages]
    drawn = dict(_find_marks(streams))
    for mark, place in tree.numbers.items():
        streams[mark.page_index][drawn[mark]].update(_describe(place))
    _mark_artifacts(streams, drawn, tree.artifacts)
    _drop_links(pages, tree.dropped_links)
    _TreeWriter(pdf, drawn).write(tree)


def _find_marks(streams: list[list[Any]]) -> Iterator[tuple[Mark, int]]:
    """Yield each mark, and where its property list stands among the operators of its page."""
    for page_index, stream in enumerate(streams):
        for position, operand in enumerate(stream):
            if isinstance(operand, dict) and "MCID" in operand:
                yield Mark(page_index, operand["MCID"]), position


def _mark_artifacts(
    streams: list[list[Any]], drawn: dict[Mark, int], artifacts: Iterable[Artifact]
) -> None:
    """Turn the tags of artifacts into `/Artifact` where the content begins them."""
    for artifact in artifacts:
        mark = artifact.mark
        if mark not in drawn:
            raise TagMirrorError(f"page {mark.page_index + 1} draws no artifact {mark.mcid}")
        stream, position = streams[mark.page_index], drawn[mark]
        properties = pydyf.Dictionary({"Type": f"/{artifact.type}"})
        if artifact.subtype:
            properties["Subtype"] = f"/{artifact.subtype}"
        if artifact.place:
            properties.update(_describe(artifact.place))
        stream[position - 1 : position + 1] = ["/Artifact", properties]


def _describe(place: Place) -> dict[str, Any]:
    number = {NUMBER_KEY: place.number} if place.number else {}
    return {"BBox": pydyf.Array(place.box), **number}


def _drop_links(pages: list[PdfObject], links: Iterable[Annotation]) -> None:
    for link in links:
        pages[link.page_index]["Annots"].remove(link.link.reference)
        link.link.clear()  # pydyf has no way to take an object out of the file


class _TreeWriter:
    """Write elements one by one, and keep in mind which of them own which content."""

    def __init__(self, pdf: Any, drawn: Iterable[Mark]) -> None:
        self._pdf = pdf
        self._drawn = frozenset(drawn)
        self._counts = Counter(mark.page_index for mark in self._drawn)
        self._owners: dict[Mark, bytes] = {}
        self._annotation_owners: list[tuple[Annotation, bytes]] = []

    def write(self, tree: TagTree) -> None:
        """Write every element, the parent tree, and what annotations need."""
        metadata = self._remove_old_tree()
        root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        self._pdf.add_object(root)
        root["K"] = pydyf.Array([self._write_node(tree.root, root.reference)])
        self._assert_complete(tree.artifacts)
        root["ParentTree"] = self._write_parent_tree()
        root["ParentTreeNextKey"] = len(self._pdf.page_references) + len(self._annotation_owners)
        self._pdf.catalog["StructTreeRoot"] = root.reference
        self._pdf.add_object(metadata)
        self._pdf.catalog["Metadata"] = metadata.reference

    def _remove_old_tree(self) -> PdfObject:
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
        page_index = next((kid.page_index for kid in node.kids if isinstance(kid, Mark)), None)
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

    def _assert_complete(self, artifacts: Iterable[Artifact]) -> None:
        known = {*self._owners, *(artifact.mark for artifact in artifacts)}
        strange = sorted(
            (mark.page_index + 1, mark.mcid) for mark in known.symmetric_difference(self._drawn)
        )
        if strange:
            raise TagMirrorError(f"pages and tree do not agree on (page, content) {strange}")

    def _write_parent_tree(self) -> bytes:
        numbers = pydyf.Array()
        for page_index in range(len(self._pdf.page_references)):
            numbers.extend([page_index, self._slots(page_index)])
        for key, (annotation, owner) in enumerate(
            self._annotation_owners, start=len(self._pdf.page_references)
        ):
            numbers.extend([key, owner])
            annotation.link["StructParent"] = key
        tree = pydyf.Dictionary({"Nums": numbers})
        self._pdf.add_object(tree)
        reference: bytes = tree.reference
        return reference

    def _slots(self, page_index: int) -> Any:
        """Return the owner of each run of content of a page; null for artifacts."""
        marks = (Mark(page_index, mcid) for mcid in range(self._counts[page_index]))
        return pydyf.Array([self._owners.get(mark, b"null") for mark in marks])
