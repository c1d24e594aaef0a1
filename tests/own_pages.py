"""Booklets, sets and packets for the tests of their own pages, composed and printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from handoutpress.collection import Collection, CollectionKind, Entry, Visit
from handoutpress.compose import Composed
from handoutpress.compose.collection import compose_back, compose_front
from handoutpress.compose.stamps import compose_stamps
from handoutpress.content import GlossaryEntry, SourceReference
from handoutpress.jobs import RenderJob, StampRows
from handoutpress.labels import Labels, read_labels
from handoutpress.load import read_picture
from handoutpress.load.theme import read_fonts
from handoutpress.model import PhoneLine, State
from handoutpress.render import Press
from handoutpress.text import parse_flow
from tests.makers import (
    NURSE,
    ROOT,
    make_letterhead,
    read_html,
    say,
    shipped_theme,
)

INTERPRETER = PhoneLine("interpreter", "Free interpreter", "555-0102")
LETTERHEAD = make_letterhead(
    department="Oncology",
    phones=(NURSE, INTERPRETER),
    website="https://example.org",
    logo="handouts/logo.svg",
    notices="Ask for this in large print.",
)
BARE = make_letterhead(phones=())
PHONES = tuple(PhoneLine(f"p{n}", f"Ward {n}", f"1-800-555-01{n:02}") for n in range(1, 13))
CROWDED = replace(LETTERHEAD, phones=PHONES)
LONG_TITLE = "What you should know about systemic therapies before, during and after treatment"
ENTRIES = (
    Entry("Fever", "../care/fever.pdf", 1, 3, "en"),
    Entry("Chills", "../care/chills.pdf", 2, 1, "en", state=State.DRAFT),
    Entry("Vómitos", "../care/vomiting.pdf", 3, 2, "es"),
)
NAME = "María González Longfellow"
VISIT = Visit(NAME, date(2026, 9, 28), "Dr. Roberts")
EDITIONS = ("standard", "large-print", "fold")
# Source: styles/*/type.css: the smallest type that an edition may use.
SMALLEST_PT = {"standard": 11, "large-print": 18, "fold": 12}
ARABIC = Labels("ar", "rtl", read_labels("en").messages)

BOOKLET = Collection(
    kind=CollectionKind.BOOKLET,
    title="Care at home",
    language="en",
    letterhead=LETTERHEAD,
    entries=ENTRIES,
    introduction=parse_flow("Start with **Fever**."),
    sources=(SourceReference.model_validate({"title": "Fever", "publisher": "A press"}),),
    words=(GlossaryEntry.model_validate({"word": "port", "meaning": "a small disc"}),),
)
SET = Collection(CollectionKind.SET, "Starting treatment", "en", LETTERHEAD, ENTRIES)
PACKET = replace(
    SET,
    kind=CollectionKind.PACKET,
    visit=VISIT,
    note=parse_flow("Read **page 4** first."),
    code="7KQ4-M2",
    has_talk_page=True,
)


@cache
def press() -> Press:
    return Press(shipped_theme(), read_fonts())


def print_pdf(composed: Composed) -> bytes:
    """Return the PDF; the press refuses what cannot be read aloud, or would be cut off."""
    pictures = {path: read_picture(ROOT, path) for path in composed.picture_paths}
    job = RenderJob(composed.html, composed.stylesheets, shipped_theme(), read_fonts(), pictures)
    return press().render(job).pdf


def front(
    collection: Collection, edition: str = "standard", labels: Labels | None = None
) -> Composed:
    made = compose_front(collection, edition, shipped_theme(), labels or read_labels("en"))
    assert made is not None
    return made


def back(
    collection: Collection, edition: str = "standard", labels: Labels | None = None
) -> Composed:
    made = compose_back(collection, edition, shipped_theme(), labels or read_labels("en"))
    assert made is not None
    return made


def headings(composed: Composed) -> list[tuple[str, str]]:
    page = read_html(composed.html)
    return [(each.tag, say(each)) for each in page.iter() if each.tag in ("h1", "h2", "h3")]


def with_entries(collection: Collection, count: int) -> Collection:
    entries = (Entry(f"{LONG_TITLE} {n}", f"{n}.pdf", n, n, "en") for n in range(1, count + 1))
    return replace(collection, entries=tuple(entries))


def on_paper(collection: Collection, paper: str) -> Collection:
    return replace(collection, letterhead=replace(collection.letterhead, paper=paper))


def compose_stamps_of(collection: Collection, edition: str = "standard") -> StampRows:
    return compose_stamps(collection, edition, shipped_theme(), read_labels("en"))
