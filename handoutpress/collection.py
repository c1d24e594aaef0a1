"""What a booklet, a set or a packet prints besides its handouts; frozen values.

Knows no PDF: its handouts are named here, and stand between its own first and last pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from handoutpress.model import Letterhead, State

if TYPE_CHECKING:
    from handoutpress.content import GlossaryEntry, SourceReference
    from handoutpress.text import Flow

FOLD = "fold"  # the edition of the pages that are folded
REVIEW = "review"  # the edition for those who approve: no clinic gives it to patients
# An entry of the contents in the HTML of the first pages.
COUNT_LATER = -1  # the number of pages of an entry that is put in when all pages are counted
LATER = "@PAGES-OF-{}@"  # what stands for it in the HTML, with the part
ENTRY = re.compile(r'data-part="(\d+)" data-pages="([^"]*)"')
PRINT = "print"  # stands for an edition in the name of what is printed to be folded


class CollectionKind(StrEnum):
    """What several handouts are combined into."""

    BOOKLET = "booklet"
    SET = "set"
    PACKET = "packet"


@dataclass(frozen=True, slots=True)
class Entry:
    """A handout, or a PDF of another's making, as the contents name it.

    `part` is its place among the parts of the PDF, from 0: the number of its first page is put in
    when all pages are counted. `href` leads from the collection's own PDF to that of the handout,
    "" where there is none. `language` is that of the handout, which may be another one than the
    collection's. `state` is its own; a PDF of another's making has none, and nobody knows how many
    pages it has before it is combined: `page_count` is then `COUNT_LATER`. None says nothing.
    """

    title: str
    href: str
    part: int
    page_count: int | None
    language: str
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """For whom a packet is, and after which visit; what is not said stays empty.

    `name` is a patient's: it stands on the cover, and nowhere else unless `is_named_in_feet`.
    """

    name: str = ""
    day: date | None = None
    clinician: str = ""
    is_named_in_feet: bool = False


@dataclass(frozen=True, slots=True)
class Collection:
    """The words of a booklet, a set or a packet that are its own.

    Args:
        kind: what it is.
        title: as it is printed.
        language: the BCP 47 tag of its own pages.
        letterhead: the clinic's, or that of the topic's department.
        entries: the handouts in their order.
        introduction: what a topic says before its handouts.
        sources: where the facts of all handouts come from, each once.
        words: the hard words that these handouts explain, in the order of the alphabet.
        visit: for whom a packet is; None when it is for nobody yet.
        note: what the clinician adds.
        made_on: the day on which a packet is made, for its cover.
        code: what is printed on every page of a packet, so that loose pages find together.
        has_cover, has_contents, has_talk_page: which of its own pages there are.
        is_numbered_through: whether pages are numbered from the first to the last; else each
            handout counts its own.
        references: title and address of every handout that introduction, note and words link to,
            by its id; the addresses are seen from the collection's own PDF.
    """

    kind: CollectionKind
    title: str
    language: str
    letterhead: Letterhead
    entries: tuple[Entry, ...]
    introduction: Flow | None = None
    sources: tuple[SourceReference, ...] = ()
    words: tuple[GlossaryEntry, ...] = ()
    visit: Visit | None = None
    note: Flow | None = None
    code: str = ""
    made_on: date | None = None
    has_cover: bool = True
    has_contents: bool = True
    has_talk_page: bool = False
    is_numbered_through: bool = True
    references: Mapping[str, tuple[str, str]] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )


@dataclass(frozen=True, slots=True)
class Missing:
    """A handout that there is not in the reader's language, and who helps.

    `title` is that of the handout in `language`, the one in which it is there; `wanted` is the
    reader's language. The letterheads are the clinic's in both.
    """

    title: str
    language: str
    letterhead: Letterhead
    wanted: str
    wanted_letterhead: Letterhead
    is_enclosed: bool


def number_contents(html: str, first_pages: Sequence[int], page_counts: Sequence[int] = ()) -> str:
    """Put the printed numbers of the parts' first pages, in the parts' order, into the contents.

    `page_counts` are put in, too, where an entry was made before its pages were counted.

    A part that is not among them, or has a 0 there, shows how many pages it has. How many lines a
    title takes may depend on its number: with numbers of as many digits, pages stay as they are.
    """
    for part, count in enumerate(page_counts):
        html = html.replace(LATER.format(part), str(count))
    numbers = dict(enumerate(first_pages))
    rules = (
        f'.numbered [data-part="{part}"]::after '
        f"{{ content: {_say_number(numbers.get(int(part), 0), has_pages=bool(pages))} }}"
        for part, pages in dict.fromkeys(ENTRY.findall(html))
    )
    return html.replace("</head>", f"<style>{' '.join(rules)}</style>\n</head>", 1)


def _say_number(number: int, *, has_pages: bool) -> str:
    if number:
        return f'leader(" .") " {number}"'
    return 'leader(" .") " " attr(data-pages)' if has_pages else "none"
