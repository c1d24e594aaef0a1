"""What is combined, and what comes of it: values only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A finished PDF that becomes a part of another one.

    `language` is a BCP 47 tag. `path` is where the PDF lies, relative to a folder that all parts
    share, with slashes: a link of one part to another's file then leads to its first page.
    """

    pdf: bytes
    title: str
    language: str
    path: str = ""


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
