"""Put new numbers on pages that are made: in place of their own, and a line at the upper edge.

No tag is touched: what was read aloud is read aloud still, with the number that is right now.
Source: ISO 32000-1:2008, 8.3 (coordinates), 14.6 (marked content), 14.8.2.2 (artifacts).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, TypeAlias

import pikepdf

from handoutpress.combine.content import (
    BOX,
    NUMBER,
    Box,
    Frame,
    GraphicsState,
    Slot,
    iter_slots,
    read_content,
)
from handoutpress.combine.parts import Stamps

Matrix: TypeAlias = tuple[float, float, float, float, float, float]

# Names of fonts and of graphics states, where they are used.
NAME = re.compile(rb"/([^\s/<>\[\]()]+)(?= (?:gs|[\d.]+ Tf)\n)")
KINDS = ("/Font", "/ExtGState")
PREFIX = b"HDPR"
LENT = "/HDPR_Stamps"  # where the catalog keeps fonts of the lines until they are put on pages
EDGE_PT = 18.0  # 6.4 mm: more than the edge that an office printer cannot reach
LEAST_MARGIN_PT = 18.0  # beside it; on a page too narrow for both, the line is drawn smaller
GAP_PT = 2.0  # what is left between a number and the dots that lead to it


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its box, and the operators that draw it."""

    box: Box
    operators: bytes


class StampSheet:
    """The printed lines, ready to be put on the pages of a document."""

    def __init__(self, stamps: Stamps, document: pikepdf.Pdf) -> None:
        self._stamps, self._document = stamps, document
        self._names: dict[bytes, bytes] = {}
        with pikepdf.open(BytesIO(stamps.pdf)) as source:
            contents = [read_content(page) for page in source.pages]
            self._frame = Frame.of(contents[0])
            self._width = float(source.pages[0].mediabox[2])
        self._lines = [line for content in contents for line in self._iter_lines(content)]
        self._resources: Any = document.Root.get(LENT)
        del document.Root[LENT]

    def _iter_lines(self, content: bytes) -> Iterator[Line]:
        """Yield the lines of a page, each with all that was set before it."""
        state, end = GraphicsState(), 0
        for slot in iter_slots(content):
            state.read(content[end : slot.start])
            yield Line(slot.box, NAME.sub(self._rename, state.operators + slot.operators))
            end = slot.start

    def _rename(self, match: re.Match[bytes]) -> bytes:
        """Give a font or graphics state a name that no page of the document has."""
        return b"/" + self._names.setdefault(match[1], PREFIX + b"%d" % len(self._names))

    def stamp(self, page: pikepdf.Page, index: int, first_page: int) -> None:
        """Put on a page what belongs there; both numbers are indices in the whole document.

        Raises:
            RenderError: the page has a number of its own, but cannot be read.
        """
        numbered = self._renumber(page, index, first_page) if self._stamps.feet else None
        lines = self._stamps.edges if numbered else self._stamps.lone_edges or self._stamps.edges
        edge = self._draw_edge(page, lines[index]) if lines else b""
        if numbered:
            # Equal pages share what draws them, but not their numbers.
            content = b"q\n%s%s" % (numbered, edge) if edge else numbered
            page.obj.Contents = self._document.make_stream(content)
        elif edge:
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(edge)
        if numbered or edge:
            self._lend_resources(page)

    def _lend_resources(self, page: pikepdf.Page) -> None:
        resources = page.resources
        for kind in KINDS:
            lent: Any = self._resources.get(kind, {})
            if kind not in resources:
                resources[kind] = pikepdf.Dictionary()
            for name, new_name in self._names.items():
                key = f"/{name.decode()}"
                if key in lent:
                    resources[kind][f"/{new_name.decode()}"] = lent[key]

    # --- numbers in place of others --------------------------------------------------------------

    def _renumber(self, page: pikepdf.Page, index: int, first_page: int) -> bytes | None:
        """Return what draws a page with its new numbers; None when it has none."""
        content = read_content(page)
        slots = [slot for slot in iter_slots(content) if slot.number]
        if not slots:
            return None
        frame = Frame.of(content)
        pieces, end = [], 0
        taken: list[Box] = []
        for slot in slots:
            is_foot = slot.tag == b"Artifact"
            number = first_page + slot.number
            lines = self._stamps.feet if is_foot else self._stamps.numbers
            line = self._lines[lines[index if is_foot else number - 1]]
            box = self._place(line, slot, frame)
            taken.append(box)
            pieces += [content[end : slot.start], self._draw(slot, line, box, number, frame)]
            end = slot.end
        content = b"".join([*pieces, content[end:]])
        return _clear(content, taken)

    def _place(self, line: Line, slot: Slot, frame: Frame) -> Box:
        """Return the box of a line where an old one stood: on its baseline, and to the same end."""
        left, bottom, right, top = line.box
        is_from_left = self._stamps.is_right_to_left
        shift = slot.box[0] - left if is_from_left else slot.box[2] - right
        rise = frame.find_baseline(slot.operators) - self._frame.find_baseline(line.operators)
        return left + shift, bottom + rise, right + shift, top + rise

    def _draw(self, slot: Slot, line: Line, box: Box, number: int, frame: Frame) -> bytes:
        """Return marked content with a line in it, in the units of its page."""
        scale = frame.scale
        x = (box[0] - line.box[0]) / scale
        y = (frame.height - self._frame.height - (box[1] - line.box[1])) / scale
        properties = BOX.sub(b"/BBox [%.3f %.3f %.3f %.3f]" % box, slot.properties)
        properties = NUMBER.sub(b"/HDPR_Page %d" % number, properties)
        ratio = self._frame.scale / scale
        moved = b"q\n%.6f 0 0 %.6f %.6f %.6f cm\n%sQ\n" % (ratio, ratio, x, y, line.operators)
        state = GraphicsState.after(slot.operators)
        return b"/%s\n<<%s>>\nBDC\n%sEMC\n%s" % (slot.tag, properties, moved, state)

    # --- a line at the edge ----------------------------------------------------------------------

    def _draw_edge(self, page: pikepdf.Page, line_number: int) -> bytes:
        """Return what ends the old content of a page, and draws a line at its upper edge."""
        line = self._lines[line_number]
        view, width, height = read_view(page)
        left, _, right, top = line.box
        fit = min(1.0, (width - 2 * LEAST_MARGIN_PT) / (right - left))
        length = fit * (right - left)
        margin = left if self._stamps.is_right_to_left else self._width - right
        margin = min(margin, width - LEAST_MARGIN_PT - length)
        start = margin if self._stamps.is_right_to_left else width - margin - length
        scale, rise = fit * self._frame.scale, height - EDGE_PT - fit * top
        return b"\nQ\n/Artifact\n<</Type /Pagination/Subtype /Header>>\nBDC\nq\n%s%s%sQ\nEMC\n" % (
            _write_matrix(view),
            _write_matrix(
                (scale, 0, 0, -scale, start - fit * left, fit * self._frame.height + rise)
            ),
            line.operators,
        )


def read_view(page: pikepdf.Page) -> tuple[Matrix, float, float]:
    """Return how a page is turned when it is shown, and its width and height then.

    Source: ISO 32000-1:2008, 7.7.3.3: /Rotate turns clockwise what /CropBox leaves.
    """
    left, bottom, right, top = map(float, page.cropbox)
    width, height = right - left, top - bottom
    turns: dict[int, Matrix] = {
        0: (1, 0, 0, 1, left, bottom),
        90: (0, 1, -1, 0, right, bottom),
        180: (-1, 0, 0, -1, right, top),
        270: (0, -1, 1, 0, left, top),
    }
    turn = page.rotation % 360
    sides = (height, width) if turn in (90, 270) else (width, height)
    return (turns[turn], *sides)


def _write_matrix(matrix: Matrix) -> bytes:
    return b"%.6f %.6f %.6f %.6f %.6f %.6f cm\n" % matrix


def _clear(content: bytes, boxes: Sequence[Box]) -> bytes:
    """Take away the dots that a number now reaches into."""
    kept, end = [], 0
    for slot in iter_slots(content):
        is_dot = slot.tag == b"Artifact" and not slot.number
        if is_dot and any(_touch(slot.box, box) for box in boxes):
            kept += [content[end : slot.start], GraphicsState.after(slot.operators)]
            end = slot.end
    return b"".join([*kept, content[end:]])


def _touch(dot: Box, number: Box) -> bool:
    is_level = dot[1] < number[3] and dot[3] > number[1]
    return is_level and dot[0] < number[2] + GAP_PT and dot[2] > number[0] - GAP_PT
