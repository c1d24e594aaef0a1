"""What the catalogue of all PDFs shows; frozen values, and where its pages and pictures lie.

Composes nothing and reads nothing. Paths are relative to the output folder, with slashes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from handoutpress.model import State

# Where the catalogue's pictures, and its pages in other languages, lie below the output folder.
FOLDER = "index"


@dataclass(frozen=True, slots=True)
class CataloguePdf:
    """One PDF that is there; `stale_reason` says why a newer one could not be made."""

    edition: str
    path: str
    page_count: int
    byte_count: int
    is_stale: bool = False
    stale_reason: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A handout in one language, with its PDFs in the order of the clinic's editions.

    `codes` are those of record systems, `picture` is the path of its first page, if there is one.
    """

    id: str
    language: str
    title: str
    summary: str
    topic: str
    topic_title: str
    keywords: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    former_ids: tuple[str, ...] = ()
    state: State = State.DRAFT
    version: int | None = None
    due: date | None = None
    pdfs: tuple[CataloguePdf, ...] = ()
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class CatalogueSet:
    """A named packet in one language; its handouts stand in the order of reading.

    `pdfs` are those of all its handouts together, in the order of the clinic's editions.
    """

    name: str
    language: str
    title: str
    handout_ids: tuple[str, ...]
    pdfs: tuple[CataloguePdf, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogueBooklet:
    """The booklets of a topic in one language: to read, in editions, and to fold."""

    topic: str
    language: str
    pdfs: tuple[CataloguePdf, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The whole catalogue; entries stand in the order of the library.

    `clinic_name` is a map by language.
    """

    clinic_name: Mapping[str, str] = field(hash=False)
    default_language: str
    languages: tuple[str, ...]
    editions: tuple[str, ...]
    entries: tuple[CatalogueEntry, ...]
    sets: tuple[CatalogueSet, ...] = ()
    booklets: tuple[CatalogueBooklet, ...] = ()
    primary_color: str = "#17406d"


def show_kilobytes(byte_count: int) -> int:
    """Return a file's size as the catalogue shows it, in units of 1,000 bytes."""
    return max(1, round(byte_count / 1000))


def catalogue_path(language: str, default_language: str) -> str:
    """Return where the catalogue's page in a language lies."""
    return "index.html" if language == default_language else f"{FOLDER}/{language}.html"


def picture_path(handout_id: str, language: str) -> str:
    """Return where the picture of a handout's first page lies."""
    return f"{FOLDER}/{language}/{handout_id}.png"


def choose_pictured_edition(editions: Sequence[str]) -> str:
    """Return the edition whose first page is drawn: the standard one, else the first."""
    return "standard" if "standard" in editions else editions[0]
