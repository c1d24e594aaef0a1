"""Find out which box of a laid-out document drew which marked content.

Mends nothing: `tag_repair` does. WeasyPrint tells a finisher neither; so this module walks the
boxes in the order in which WeasyPrint 70.0 made its structure elements (its private
`pdf/tags.py`, `_build_box_tree`), reads the marked-content ids off those elements, and refuses
to go on when the two do not match to the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf.tags import _get_pdf_tag

MIRRORED_VERSION = "70.0"

# A box of WeasyPrint and an object of pydyf: neither library is typed.
Box = Any
PdfObject = Any


class TagMirrorError(Exception):
    """WeasyPrint made other structure elements than this module knows of: a bug of ours."""


def object_number(reference: bytes | str) -> int:
    """Return 12 for the reference "12 0 R"."""
    return int(reference.split()[0])


def unwrap_placeholder(box: Box) -> Box:
    """Return the box that stands for an absolutely positioned one."""
    return box._box if isinstance(box, AbsolutePlaceholder) else box


def is_transparent(box: Box) -> bool:
    """Tell whether WeasyPrint makes no element for a box, but for its children."""
    if isinstance(box, boxes.MarginBox):
        return True
    is_outer = isinstance(box, boxes.PageBox) or _tag_name(box) in ("html", "body")
    return is_outer and isinstance(box, boxes.ParentBox) and not isinstance(box, boxes.LineBox)


def inline_children(children: Iterable[Box]) -> Iterator[Box]:
    """Yield the children of a box, those of line boxes in place of the lines."""
    for child in children:
        yield from child.children if isinstance(child, boxes.LineBox) else (child,)


def table_parts(box: Box) -> tuple[Box, tuple[Box, ...]]:
    """Return the table inside a table wrapper, and captions and row groups in drawn order."""
    table = box.get_wrapped_table() if box.is_table_wrapper else None
    if table is None:
        return box, tuple(box.children)
    parts: list[Box] = []
    for child in box.children:
        parts.extend(child.children if child is table else (child,))
    return table, tuple(parts)


def _tag_name(box: Box) -> str | None:
    return None if box.element is None else box.element_tag


class _ElementReader:
    """Take WeasyPrint's structure elements one by one, in the order of their creation."""

    def __init__(self, elements: Iterator[PdfObject]) -> None:
        self._elements = elements
        self.marks: dict[Box, int] = {}

    def take(self, expected: str) -> PdfObject:
        element = next(self._elements, None)
        key = "Type" if expected == "/OBJR" else "S"
        if element is None or not isinstance(element, dict) or element.get(key) != expected:
            found = None if element is None else getattr(element, "data", element)
            raise TagMirrorError(f"expected a structure element {expected}, found {found!r}")
        return element

    def assert_finished(self) -> None:
        extra = next(self._elements, None)
        if extra is not None:
            raise TagMirrorError(f"a structure element is left over: {extra.data!r}")

    def walk(self, box: Box, parent_tag: str) -> None:
        """Consume the elements that WeasyPrint made for a box and what it holds."""
        box = unwrap_placeholder(box)
        if is_transparent(box):
            for child in box.children:
                self.walk(child, parent_tag)
            return
        tag = self._resolve_tag(box, parent_tag)
        if tag is None:
            self.take("/LI")
            self.walk(box, "LI")
            return
        self._read_element(box, tag, parent_tag)

    @staticmethod
    def _resolve_tag(box: Box, parent_tag: str) -> str | None:
        """Return the tag that WeasyPrint gave a box; None where it made a list item around it."""
        tag: str = _get_pdf_tag(_tag_name(box))
        if tag in ("TD", "TH"):
            return "NonStruct" if parent_tag in ("TD", "TH") else tag
        if tag != "LI":
            return tag
        if parent_tag == "LI":
            return "LBody"
        if parent_tag == "LBody":
            return "NonStruct"
        has_no_bullet = box.element_tag == "li" and (
            "list-item" not in box.style["display"] or box.style["list_style_type"] == "none"
        )
        return None if has_no_bullet or box.element_tag in ("dt", "dd") else tag

    def _read_element(self, box: Box, tag: str, parent_tag: str) -> None:
        element = self.take(f"/{tag}")
        own_marks = [kid for kid in element["K"] if isinstance(kid, int)]
        drawn_box, children = table_parts(box) if tag == "Table" else (box, box.children)
        if drawn_box.link_annotation:
            self.take("/OBJR")
        for child in inline_children(children):
            if isinstance(child, boxes.TextBox):
                self._note(child, own_marks.pop(0) if tag == "Link" else self.take("/Span")["K"][0])
            else:
                is_list_in_item = child.element_tag in ("ul", "ol") and tag == "LI"
                self.walk(child, parent_tag if is_list_in_item else tag)
        if isinstance(box, boxes.ReplacedBox):
            self._note(box, own_marks.pop())
        if own_marks:
            raise TagMirrorError(f"marked content {own_marks} of a {tag} has no box")

    def _note(self, box: Box, mark: int) -> None:
        if box in self.marks:
            raise TagMirrorError(f"a text in <{box.element_tag}> is drawn twice")
        self.marks[box] = mark


def read_marks(document: Any, pdf: Any) -> Mapping[Box, int]:
    """Return the marked-content id of every text box and replaced box of a document.

    Args:
        document: the `weasyprint.Document`.
        pdf: the `pydyf.PDF` as a finisher gets it.

    Raises:
        TagMirrorError: WeasyPrint's elements are not those that this module expects.
    """
    if weasyprint.__version__ != MIRRORED_VERSION:
        raise TagMirrorError(
            f"the tag mirror knows WeasyPrint {MIRRORED_VERSION}, not {weasyprint.__version__}"
        )
    first = object_number(pdf.catalog["StructTreeRoot"]) + 2
    last = object_number(pdf.catalog["Metadata"])
    reader = _ElementReader(iter(pdf.objects[first:last]))
    for page in document.pages:
        reader.walk(page._page_box, "Document")
    reader.assert_finished()
    return reader.marks
