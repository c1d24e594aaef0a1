"""What is combined, and what comes of it: values only."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Part:
    """A finished PDF that becomes a part of another one.

    `language` is a BCP 47 tag. `path` is where the PDF lies, relative to a folder that all parts
    share, with slashes: a link of one part to another's file then leads to its first page. Without
    `has_sound_tags` it counts as not tagged, whatever it claims; without `with_outline` the outline
    leads to its first page alone.
    """

    pdf: bytes
    title: str
    language: str
    path: str = ""
    has_sound_tags: bool = True
    with_outline: bool = True

    @property
    def name(self) -> str:
        """What messages call it: one that is delivered alone has no title."""
        return f"'{self.title}'" if self.title else "the PDF"


@dataclass(frozen=True, slots=True)
class Stamps:
    """What is put on pages that are there already: lines printed below each other.

    Each line is the artifact of a page number, whose box the renderer wrote down. All fields but
    the first and the last say which line, from 0, goes where.

    Args:
        pdf: a PDF of these lines; its pages are of one size and share their fonts.
        feet: for each page the line in place of its own number, when numbers run through.
        numbers: for a number the line in place of one that a list of contents prints.
        edges: for each page the line at its upper edge.
        lone_edges: for each page the line at its upper edge when no number of its own was replaced,
            as on blank pages and those that others made; those of `edges` when there are none.
        is_right_to_left: whether a line is put where the old one began at its left.
    """

    pdf: bytes
    feet: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    edges: tuple[int, ...] = ()
    lone_edges: tuple[int, ...] = ()
    is_right_to_left: bool = False


@dataclass(frozen=True, slots=True)
class Passwords:
    """What opens an encrypted PDF, and what a program needs that is to change it."""

    user: str = field(repr=False)
    owner: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Combined:
    """A PDF made of parts.

    `first_pages` are the indices, from 0, of the first page of each part. `is_tagged` is false when
    a part was not; then the PDF claims no PDF/UA, and `notes` says which.
    """

    pdf: bytes
    page_count: int
    first_pages: tuple[int, ...]
    is_tagged: bool
    notes: tuple[str, ...] = ()
