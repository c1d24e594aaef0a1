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

from handoutpress.combine.parts import Stamps
from handoutpress.errors import RenderError

Box: TypeAlias = tuple[float, float, float, float]  # points, from lower left to upper right
Matrix: TypeAlias = tuple[float, float, float, float, float, float]

# What the renderer writes: a tag, its properties, what it holds. None of these holds another.
MARKED = re.compile(rb"/(\w+)\n<<([^>]*)>>\nBDC\n(.*?)EMC\n", re.DOTALL)
BOX = re.compile(rb"/BBox \[([^\]]*)\]")
NUMBER = re.compile(rb"/HDPR_Page (\d+)")
# How each of its pages begins: from points that count up to units that count down.
START = re.compile(rb"1 0 0 -1 0 ([\d.]+) cm\nq\n([\d.]+) 0 0 ([\d.]+) 0 0 cm\n")
# Where a text stands; digits may come from fonts of other heights, but share their baseline.
BASELINE = re.compile(rb"1 0 0 -1 [\d.]+ ([\d.]+) Tm")
# What stays set for the texts that follow, and what puts it back: the renderer says it only once.
STATE = re.compile(rb"^(?:(q|Q)|[^\n]* (rg|RG|gs|w|J|j|d))$", re.MULTILINE)
# Names of fonts and of graphics states, where they are used.
NAME = re.compile(rb"/([^\s/<>\[\]()]+)(?= (?:gs|[\d.]+ Tf)\n)")
KINDS = ("/Font", "/ExtGState")
PREFIX = b"HDPR"
LENT = "/HDPR_Stamps"  # where the catalog keeps fonts of the lines until they are put on pages
EDGE_PT = 18.0  # 6.4 mm: more than the edge that an office printer cannot reach
LEAST_MARGIN_PT = (
    18.0  # beside the line; on a page that is too narrow for both, it is drawn smaller
)
GAP_PT = 2.0  # what is left between a number and the dots that lead to it


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its box, and the operators that draw it."""

    box: Box
    operators: bytes


@dataclass(frozen=True, slots=True)
class Frame:
    """How the units of a page become points: by a scale, and down from its height."""

    height: float
    scale: float

    @classmethod
    def of(cls, content: bytes) -> Frame:
        """Return the frame of a page of ours.

        Raises:
            RenderError: it is of another version of the renderer.
        """
        start = START.match(content)
        if start is None or start[2] != start[3]:
            raise RenderError("a page was printed by another version of the program; build it anew")
        return cls(float(start[1]), float(start[2]))

    def find_baseline(self, operators: bytes) -> float:
        """Return how far above the foot of the page a text stands.

        Raises:
            RenderError: there is no text.
        """
        text = BASELINE.search(operators)
        if text is None:
            raise RenderError("a page was printed by another version of the program; build it anew")
        return self.height - self.scale * float(text[1])


class StampSheet:
    """The printed lines, ready to be put on the pages of a document."""

    def __init__(self, stamps: Stamps, document: pikepdf.Pdf) -> None:
        self._stamps, self._document = stamps, document
        self._names: dict[bytes, bytes] = {}
        with pikepdf.open(BytesIO(stamps.pdf)) as source:
            contents = [read_content(page) for page in source.pages]
            self._frame = Frame.of(contents[0])
            self._width = float(source.pages[0].mediabox[2])
        self._lines = [
            Line(
                slot.box, NAME.sub(self._rename, read_state(content[: slot.start]) + slot.operators)
            )
            for content in contents
            for slot in iter_slots(content)
        ]
        self._resources: Any = document.Root.get(LENT)
        del document.Root[LENT]

    def _rename(self, match: re.Match[bytes]) -> bytes:
        """Give a font or graphics state a name that no page of the document has."""
        return b"/" + self._names.setdefault(match[1], PREFIX + b"%d" % len(self._names))

    def stamp(self, page: pikepdf.Page, index: int, first_page: int) -> None:
        """Put on a page what belongs there; both numbers are indices in the whole document.

        Raises:
            RenderError: the page has a number of its own, but cannot be read.
        """
        is_changed = bool(self._stamps.feet) and self._renumber(page, index, first_page)
        if self._stamps.edges:
            page.contents_add(b"q\n", prepend=True)
            edges = self._stamps.edges if is_changed else self._stamps.lone_edges
            page.contents_add(self._draw_edge(page, (edges or self._stamps.edges)[index]))
        if is_changed or self._stamps.edges:
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

    def _renumber(self, page: pikepdf.Page, index: int, first_page: int) -> bool:
        """Draw the numbers of a page anew; tell whether it has any."""
        content = read_content(page)
        slots = [slot for slot in iter_slots(content) if slot.number]
        if not slots:
            return False
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
        # Equal pages share what draws them, but not their numbers.
        page.obj.Contents = self._document.make_stream(_clear(content, taken))
        return True

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
        state = read_state(slot.operators)
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


@dataclass(frozen=True, slots=True)
class Slot:
    """Marked content with a box; `number` is the page that it tells, 0 when it tells none."""

    start: int
    end: int
    tag: bytes
    properties: bytes
    operators: bytes
    box: Box
    number: int


def iter_slots(content: bytes) -> Iterator[Slot]:
    """Yield the marked contents of a page whose boxes are written down."""
    for match in MARKED.finditer(content):
        box = BOX.search(match[2])
        if box is not None:
            left, bottom, right, top = map(float, box[1].split())
            number = NUMBER.search(match[2])
            yield Slot(
                *(match.start(), match.end(), match[1], match[2], match[3]),
                box=(left, bottom, right, top),
                number=int(number[1]) if number else 0,
            )


def read_state(content: bytes) -> bytes:
    """Return what is set at the end of a content: colours, lines, transparency.

    Source: ISO 32000-1:2008, 8.4: q saves what is set, and Q puts it back.
    """
    saved: list[dict[bytes, bytes]] = []
    state: dict[bytes, bytes] = {}
    for match in STATE.finditer(content):
        if match[1] == b"q":
            saved.append(dict(state))
        elif match[1] == b"Q":
            state = saved.pop() if saved else {}
        else:
            name = match[0].split()[0] if match[2] == b"gs" else match[2]
            state[name] = match[0]
    return b"".join(line + b"\n" for line in state.values())


def read_content(page: pikepdf.Page) -> bytes:
    """Return what draws a page, as one stream."""
    page.contents_coalesce()
    return bytes(page.obj.Contents.read_bytes())


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
            kept += [content[end : slot.start], read_state(slot.operators)]
            end = slot.end
    return b"".join([*kept, content[end:]])


def _touch(dot: Box, number: Box) -> bool:
    is_level = dot[1] < number[3] and dot[3] > number[1]
    return is_level and dot[0] < number[2] + GAP_PT and dot[2] > number[0] - GAP_PT
