"""The values that a finished PDF is judged by: frozen, and free of any PDF library.

Measures nothing. Lengths are points from the lower left corner of the page, unless a name says mm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from handoutpress.collection import FOLD
from handoutpress.rules import Rule

# Source: Unicode, blocks of kana, of unified ideographs and of Hangul syllables.
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

POINTS_PER_MM = 72 / 25.4
Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Limits:
    """The least sizes of an edition: of what is to be read, and of running heads and feet."""

    text_pt: float
    running_pt: float


# Source: RNIB Clear Print and UKAAF G003: 12 pt or more; a foot may be 10 pt (docs/look.md).
STANDARD_LIMITS = Limits(12, 10)
# Source: APH: large print is 18 pt; UKAAF G003: 16 pt or more, 18 pt preferred; docs/look.md.
EDITION_LIMITS = MappingProxyType({"large-print": Limits(18, 18)})

# Source: Exchange Server and many hospitals' relays: a mail of 10 MB goes through by default.
EMAIL_LIMIT_MB = 10.0


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be known of a PDF besides its bytes.

    `edition` is that of its pages, "fold" for sheets to fold. `paper` is the clinic's: "letter" or
    "a4". `addresses` are those that its links and QR codes may hold without printing them. Each of
    `codes` must be on a page as a QR code. `tag_faults` are what the tag check says of the same
    bytes. With `is_collection`, it is a booklet or set: some of its pages are empty on purpose.
    """

    edition: str
    paper: str
    is_right_to_left: bool = False
    is_collection: bool = False
    addresses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    tag_faults: tuple[str, ...] = ()
    email_limit_mb: float = EMAIL_LIMIT_MB

    @property
    def limits(self) -> Limits:
        """The least sizes of type; those of the standard edition for one that we do not know."""
        return EDITION_LIMITS.get(self.edition, STANDARD_LIMITS)

    @property
    def is_folded(self) -> bool:
        """Whether two small pages stand on each side of a sheet, without tags."""
        return self.edition == FOLD


@dataclass(frozen=True, slots=True)
class PageFault:
    """What a rule found on a page; `page_number` is 0 where the whole PDF is meant."""

    rule: Rule
    what: str
    remedy: str
    page_number: int = 0


class Box(NamedTuple):
    """A rectangle, in points from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Run:
    """Text that is drawn in one go, as it stands on the page.

    `box` is around its ink. `left` is where the pen began, on the `baseline`. `size_pt` is what the
    matrices leave of the type's size. `color` is None for what has no single colour, `opacity` runs
    from 0 to 1. `mcid` is the mark that leads to its element, -1 where there is none; an artifact
    is read aloud nowhere. `is_level` is False for what is turned.
    """

    text: str
    size_pt: float
    font: str
    box: Box
    left: float
    baseline: float
    color: Color | None
    opacity: float
    mcid: int
    is_artifact: bool
    is_level: bool = True

    @property
    def is_bold(self) -> bool:
        """Whether the name of its font says so."""
        return any(word in self.font for word in ("Bold", "Black", "Heavy"))

    @property
    def is_italic(self) -> bool:
        """Whether the name of its font says so."""
        return any(word in self.font for word in ("Italic", "Oblique"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its number from 1, its size, and its runs in the order of painting."""

    number: int
    width: float
    height: float
    runs: tuple[Run, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Block:
    """An element of the tags that is no part of a line; `parent` is its holder's index, or -1."""

    type: str
    parent: int
    alt: str = ""
    box: Box | None = None
    page_number: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block as it stands on a page; its size is that of its largest run.

    `left` is where the pen began, `right` where the last ink is.
    """

    text: str
    size_pt: float
    baseline: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines of one block on one page, from the top down."""

    page_number: int
    block: Block
    index: int
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(line.text for line in self.lines)

    @property
    def is_cjk(self) -> bool:
        """Whether its letters are squares: Chinese, Japanese or Korean."""
        text = self.text
        return len(_CJK.findall(text)) * 2 > len(text)


def shorten(text: str, most: int = 40) -> str:
    """Return a text as a message quotes it."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
