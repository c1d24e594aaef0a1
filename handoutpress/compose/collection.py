"""The first and the last pages of a booklet, a set or a packet, as HTML; part of composing.

Knows no PDF and counts no pages: their numbers are put into the contents when they are known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from handoutpress.collection import (
    COUNT_LATER,
    LATER,
    Collection,
    CollectionKind,
    Entry,
    Visit,
)
from handoutpress.compose import Composed
from handoutpress.compose.html_text import print_number
from handoutpress.compose.own_pages import compose_page, own_page_values
from handoutpress.labels import Labels, name_language, text_direction
from handoutpress.model import State, Theme

FRONT, BACK = "collection/front.html", "collection/back.html"
# What a row of the box at the foot of a cover holds; the back cover has all.
MOST_COVER_PHONES = 2
# On the back cover, more than these stand in two columns.
MOST_PHONES_IN_A_COLUMN = 4
# Measured: what three lines of the cover hold in its large type; a longer title is set smaller.
LONG_TITLE = 60
# Asked so that the reader explains, and nobody can just say yes.
# Source: AHRQ Health Literacy Universal Precautions Toolkit, tool 5 (teach-back); words are ours.
QUESTIONS = (
    "What is the most important thing for you to know?",
    "What will you do first when you are at home?",
    "When will you call us, and at which number?",
    "What is not clear to you yet?",
)


@dataclass(frozen=True, slots=True)
class PrintedEntry:
    """An entry as it is printed; `language`, its name and direction are empty where all share it.

    `pages` says how many there are in place of a number that is not known.
    """

    title: str
    href: str
    part: int
    pages: str
    facts: tuple[str, ...]
    language: str
    language_name: str
    direction: str
    tag: str


def compose_front(
    collection: Collection, edition: str, theme: Theme, labels: Labels
) -> Composed | None:
    """Compose the first pages: cover, what is inside, what the clinician adds.

    None when neither cover nor contents are wanted, and nothing is added.

    Raises:
        RenderError: a template is broken, a label is missing, or the theme has no such edition.
    """
    if not (collection.has_cover or collection.has_contents or collection.note):
        return None
    visit = collection.visit or Visit()
    values = _values(collection, labels)
    phones = values["contact_phones"]
    own = {
        "has_drafts": any(entry.state is State.DRAFT for entry in collection.entries),
        "is_numbered": collection.has_contents and collection.is_numbered_through,
        "entries": tuple(_print_entry(entry, collection, labels) for entry in collection.entries),
        "patient_name": visit.name,
        "facts": tuple(_list_facts(collection, visit, labels)),
        "cover_phones": phones[:MOST_COVER_PHONES],
        "has_long_title": len(collection.title) > LONG_TITLE,
    }
    return _compose(FRONT, {**values, **own}, collection, edition, theme)


def compose_back(
    collection: Collection, edition: str, theme: Theme, labels: Labels
) -> Composed | None:
    """Compose the last pages, of which the last one is a booklet's back cover; None without any.

    Raises:
        RenderError: a template is broken, a label is missing, or the theme has no such edition.
    """
    is_booklet = collection.kind is CollectionKind.BOOKLET
    if not (is_booklet or collection.has_talk_page or collection.words or collection.sources):
        return None
    questions = tuple(labels.text(question) for question in QUESTIONS)
    values = _values(collection, labels)
    has_columns = len(values["contact_phones"]) > MOST_PHONES_IN_A_COLUMN
    own = {"questions": questions, "has_columns": has_columns}
    return _compose(BACK, {**values, **own}, collection, edition, theme)


def name_back(collection: Collection, labels: Labels) -> str:
    """Return what the outline calls the last pages."""
    if collection.kind is not CollectionKind.BOOKLET:
        return labels.text("What we talked about")
    return labels.text("Words to know") if collection.words else labels.text("Whom to call")


def name_packet(labels: Labels) -> str:
    """Return the title of a packet to which nobody gave one."""
    return labels.text("Patient handouts")


def name_missing(labels: Labels) -> str:
    """Return what the outline calls the page that stands before a handout in another language."""
    return labels.text("This handout is not available in your language")


def name_enclosed(number: int, labels: Labels) -> str:
    """Return the title of a PDF of another's making to which nobody gave one."""
    return labels.text("Document {number}", number=number)


def _compose(
    start: str, values: dict[str, Any], collection: Collection, edition: str, theme: Theme
) -> Composed:
    letterhead = collection.letterhead
    return compose_page(start, values, letterhead=letterhead, edition=edition, theme=theme)


def _values(collection: Collection, labels: Labels) -> dict[str, Any]:
    values = own_page_values(collection.title, collection.letterhead, labels, collection.references)
    is_booklet = collection.kind is CollectionKind.BOOKLET
    return {**values, "collection": collection, "is_booklet": is_booklet}


def _print_entry(entry: Entry, collection: Collection, labels: Labels) -> PrintedEntry:
    is_booklet = collection.kind is CollectionKind.BOOKLET
    is_foreign = entry.language != collection.language
    is_later = entry.page_count == COUNT_LATER
    count = LATER.format(entry.part) if is_later else entry.page_count
    pages = labels.text("Pages: {count}", count=count) if count else ""
    return PrintedEntry(
        title=entry.title,
        href=entry.href,
        part=entry.part,
        pages=pages if is_booklet else "",
        facts=(pages,) if pages and not is_booklet else (),
        language=entry.language if is_foreign else "",
        language_name=name_language(entry.language) if is_foreign else "",
        direction=text_direction(entry.language) if is_foreign else "",
        tag=_name_state(entry.state, labels),
    )


def _name_state(state: State | None, labels: Labels) -> str:
    """Return what is said of a state at an entry; nothing of what was approved."""
    if state is State.DRAFT:
        return labels.text("Draft")
    if state is State.OVERDUE:
        return labels.text("Review overdue")
    return labels.text("Under review") if state is State.UNDER_REVIEW else ""


def _list_facts(collection: Collection, visit: Visit, labels: Labels) -> Iterator[tuple[str, str]]:
    """Yield what staff look at before they hand the packet over: each with its name."""
    if visit.day:
        yield labels.text("Date of visit"), labels.date(visit.day)
    elif collection.made_on:
        yield labels.text("Date"), labels.date(collection.made_on)
    if visit.clinician:
        yield labels.text("Visit with"), visit.clinician
    yield labels.text("Language"), name_language(collection.language)
    if collection.code:
        yield labels.text("Packet"), print_number(collection.code)
