"""What draws a page, as the renderer writes it: marked contents, their boxes, what is set when.

Changes nothing.
Source: ISO 32000-1:2008, 8.3 (coordinates), 8.4 (graphics state), 14.6 (marked content).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import pikepdf

from handoutpress.errors import RenderError

Box: TypeAlias = tuple[float, float, float, float]  # points, from lower left to upper right

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


class GraphicsState:
    """What is set while a content is read: colours, lines, transparency.

    Source: ISO 32000-1:2008, 8.4: q saves what is set, and Q puts it back.
    """

    def __init__(self) -> None:
        self._saved: list[dict[bytes, bytes]] = []
        self._state: dict[bytes, bytes] = {}

    @classmethod
    def after(cls, content: bytes) -> bytes:
        """Return what sets all that a content leaves set."""
        state = cls()
        state.read(content)
        return state.operators

    def read(self, content: bytes) -> None:
        """Go on reading."""
        for match in STATE.finditer(content):
            if match[1] == b"q":
                self._saved.append(dict(self._state))
            elif match[1] == b"Q":
                self._state = self._saved.pop() if self._saved else {}
            else:
                name = match[0].split()[0] if match[2] == b"gs" else match[2]
                self._state[name] = match[0]

    @property
    def operators(self) -> bytes:
        """What sets all that is set now."""
        return b"".join(line + b"\n" for line in self._state.values())


def read_content(page: pikepdf.Page) -> bytes:
    """Return what draws a page, as one stream; a page of others may have nothing on it."""
    if "/Contents" not in page.obj:
        return b""
    page.contents_coalesce()
    return bytes(page.obj.Contents.read_bytes())
