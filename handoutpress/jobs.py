"""What a worker is asked for, and what it gives back: values that can be sent to any process.

Knows no content: pages are HTML, PDFs are bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from handoutpress.model import Theme

if TYPE_CHECKING:
    from handoutpress.content import Flip


@dataclass(frozen=True, slots=True)
class RenderJob:
    """All that a render needs, so that any process on any machine can do it.

    `html` is a whole document. `stylesheets` names files of `theme.styles` in the order of the
    cascade. `fonts` maps file names to bytes, `pictures` the paths that the HTML names to theirs.
    With `is_pictured`, a small picture of the first page is asked for, too.
    """

    html: str = field(repr=False)  # what a reader reads belongs in no log
    stylesheets: tuple[str, ...]
    theme: Theme
    fonts: Mapping[str, bytes] = field(hash=False, repr=False)
    pictures: Mapping[str, bytes] = field(
        default_factory=lambda: MappingProxyType({}), hash=False, repr=False
    )
    is_pictured: bool = False


@dataclass(frozen=True, slots=True)
class OwnPages:
    """Pages that are rendered for one PDF of many parts; fields as in a `RenderJob`."""

    html: str = field(repr=False)
    stylesheets: tuple[str, ...]
    pictures: Mapping[str, bytes] = field(
        default_factory=lambda: MappingProxyType({}), hash=False, repr=False
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a PDF of many: a finished PDF, or pages that are rendered for it.

    `language` is a BCP 47 tag; `path` is where the PDF lies below the output folder, so that other
    parts can lead to it, "" where it lies nowhere. `has_contents` says that its HTML lists the
    other parts, whose numbers are put in when all pages are counted. `page_count` is that of a
    finished PDF of ours; 0 for others.
    """

    source: bytes | OwnPages = field(repr=False)
    title: str = field(repr=False)
    language: str
    path: str = ""
    has_contents: bool = False
    page_count: int = 0

    @property
    def is_foreign(self) -> bool:
        """Whether it is a finished PDF that others made."""
        return isinstance(self.source, bytes) and not self.page_count


@dataclass(frozen=True, slots=True)
class StampRows:
    """What is printed to be put on pages: HTML of rows, each of one line, and of what is around.

    In a row `@PAGE@` and `@PAGES@` stand for the number of a page and that of all pages. A row that
    is "" is not printed. `page` is the number in a foot, `number` that in a list of contents,
    `edge` the line at the upper edge of each page, `lone_edge` that of a page without a number in
    its foot.
    """

    start: str = field(repr=False)
    page: str
    number: str
    edge: str = field(repr=False)
    lone_edge: str = field(repr=False)
    end: str
    stylesheets: tuple[str, ...]
    is_right_to_left: bool = False


@dataclass(frozen=True, slots=True)
class Folding:
    """How sheets are printed, folded and bound.

    `flip` is the edge over which the printer turns a sheet to print its back: the setting that is
    chosen at the printer. `sheets_per_signature` is how many sheets are folded together, 0 for all
    of them. `creep_mm` is how far a folded sheet sticks out of the one around it, which is about
    the thickness of the paper; pages are shifted towards the spine by as much, so that all outer
    margins are equal when the booklet is trimmed.
    """

    flip: Flip = "short-edge"
    sheets_per_signature: int = 0
    creep_mm: float = 0.0
    is_right_to_left: bool = False

    def __post_init__(self) -> None:
        if self.sheets_per_signature < 0 or self.creep_mm < 0:
            raise ValueError("neither sheets_per_signature nor creep_mm can be below 0")


@dataclass(frozen=True, slots=True)
class BindJob:
    """All that it takes to make one PDF of many, so that any process can do it.

    With `is_numbered_through` pages count from the first to the last. With `is_duplex` each part
    begins on the front of a sheet. `stamps` are the numbers and lines put on pages; None leaves
    pages as they are. `path` is where it will lie below the output folder, `base_url` where that
    folder is served, for a PDF that leaves it. With `folding`, the PDF becomes sheets to fold.
    `passwords` are those that open the PDF and that change it; None when it is not encrypted. With
    `is_private`, no error may quote what its own pages say.
    """

    title: str = field(repr=False)
    author: str
    language: str
    pieces: tuple[Piece, ...]
    theme: Theme
    fonts: Mapping[str, bytes] = field(hash=False, repr=False)
    is_numbered_through: bool = True
    is_duplex: bool = False
    stamps: StampRows | None = None
    folding: Folding | None = None
    passwords: tuple[str, str] | None = field(default=None, repr=False)
    path: str = ""
    base_url: str = ""
    is_private: bool = False


Job: TypeAlias = RenderJob | BindJob


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished PDF and its facts; `picture` is a PNG of its first page, if it was asked for.

    `notes` say what a PDF of many parts is not, because a part is not ours.
    """

    pdf: bytes = field(repr=False)
    page_count: int
    font_families: tuple[str, ...]
    picture: bytes = field(default=b"", repr=False)
    notes: tuple[str, ...] = ()

    @property
    def sheet_count(self) -> int:
        """How many sheets it takes when both sides are printed."""
        return (self.page_count + 1) // 2
