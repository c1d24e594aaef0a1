"""The values that flow between the stages; frozen.

Reads nothing, writes nothing, decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from handoutpress.content import (
        ApprovalSettings,
        CheckSettings,
        GlossaryEntry,
        Manuscript,
        PacketSet,
        Topic,
    )
    from handoutpress.text import Flow, Line

# A made-up root for what a render job carries; nothing else can be fetched, and nothing lies there.
ASSET_ROOT = "file:///press/"


def asset_url(path: str) -> str:
    """Return the address under which a render job carries a file."""
    return f"{ASSET_ROOT}{quote(path)}"


def pdf_name(name: str, edition: str) -> str:
    """Return the file name of a PDF; the standard edition has no suffix."""
    return f"{name}.pdf" if edition == "standard" else f"{name}.{edition}.pdf"


def output_path(handout_id: str, language: str, edition: str) -> str:
    """Return where a PDF lies below the output folder, and below the address that serves it."""
    topic, _, name = handout_id.partition("/")
    return f"{language}/{topic}/{pdf_name(name, edition)}"


BOOKLET_NAME = "booklet"  # the name of a topic's booklet, beside those of its handouts
SETS_FOLDER = "sets"  # stands for the topic in the id of a set


def is_collection(output_id: str) -> bool:
    """Tell whether an id is that of a booklet or a set, not of a handout."""
    topic, _, name = output_id.partition("/")
    return topic == SETS_FOLDER or name == BOOKLET_NAME


class State(StrEnum):
    """Whether somebody answers for the words of a handout."""

    DRAFT = "draft"
    APPROVED = "approved"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    UNDER_REVIEW = "under-review"
    WITHDRAWN = "withdrawn"

    @property
    def is_in_date(self) -> bool:
        """Whether somebody answers for the words today."""
        return self in (State.APPROVED, State.DUE_SOON)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What day it is, and how many days before its review a handout is due soon."""

    today: date
    due_soon_days: int = 60

    def find_state(self, state: State, due: date | None) -> State:
        """Return the state on this day of words that are approved until a day."""
        if state is not State.APPROVED or due is None:
            return state
        if due < self.today:
            return State.OVERDUE
        is_soon = (due - self.today).days <= self.due_soon_days
        return State.DUE_SOON if is_soon else State.APPROVED

    def find_next_change(self, days: Iterable[date]) -> date:
        """Return the first day on which a state changes, given the days when reviews are due."""
        changes = (
            day
            for due in days
            for day in (due - timedelta(self.due_soon_days), due + timedelta(1))
            if day > self.today
        )
        return min(changes, default=date.max)


@dataclass(frozen=True, slots=True)
class Approved:
    """Words that were approved: which version, when, their digest, and the slip that keeps them.

    `text` is the SHA-256 of the slip, `seal` the seal by which it is named.
    """

    version: int
    on: date
    words: str
    text: str | None = None
    seal: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What `approvals/` says of the words as they stand; a draft has no version and no dates.

    `words` is the digest of the words, as an approval names them. `changed_from` are the words that
    were approved before they were changed into these; None when these are approved themselves, or
    none ever were.
    """

    state: State = State.DRAFT
    version: int | None = None
    approved_on: date | None = None
    due: date | None = None
    words: str = ""
    changed_from: Approved | None = None

    def on_day(self, calendar: Calendar | None) -> Review:
        """Return what holds on a day; without a calendar, days do not matter."""
        if calendar is None:
            return self
        return replace(self, state=calendar.find_state(self.state, self.due))


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """A number to dial in the reader's language, and the line that stands in when it is closed."""

    key: str
    label: str
    number: str
    hours: str | None = None
    is_always_open: bool = False
    when_closed: PhoneLine | None = None


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The clinic, or one of its departments, in one language."""

    name: str
    department: str | None
    address: tuple[str, ...]
    phones: tuple[PhoneLine, ...]
    emergency: str | None
    website: str | None
    public_url: str | None
    logo: str | None
    primary_color: str
    accent_color: str
    paper: str
    notices: Flow | None
    placeholders: Mapping[str, str] = field(hash=False)

    def phone(self, key: str | None) -> PhoneLine | None:
        """Return the line of that key, or None."""
        return next((line for line in self.phones if line.key == key), None)


@dataclass(frozen=True, slots=True)
class Handout:
    """A handout with all that its page needs: snippets put in, references and labels resolved."""

    id: str
    language: str
    path: str
    manuscript: Manuscript
    letterhead: Letterhead
    glossary: tuple[GlossaryEntry, ...]
    reference_titles: Mapping[str, str] = field(hash=False)
    review: Review
    topic_title: str

    @property
    def topic(self) -> str:
        """The topic's name, the first part of the id."""
        return self.id.split("/")[0]

    @property
    def name(self) -> str:
        """The handout's own name, the second part of the id."""
        return self.id.split("/")[1]

    def plain(self, line: Line) -> str:
        """Return a plain text of the handout with its placeholders filled in."""
        # Slow to load, and nothing for a run that finds nothing to do.
        from handoutpress.text import plain_text

        return plain_text(line, self.letterhead.placeholders.__getitem__)


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that is right in `handouts/`, and what `list` tells of the rest."""

    default_language: str
    languages: tuple[str, ...]
    editions: tuple[str, ...]
    handouts: tuple[Handout, ...]
    topics: Mapping[tuple[str, str], Topic] = field(hash=False)
    sets: Mapping[tuple[str, str], PacketSet] = field(hash=False)
    former_ids: Mapping[str, str] = field(hash=False)
    known_ids: tuple[str, ...]
    phone_keys: tuple[str, ...]
    check: CheckSettings | None = None
    approvals: ApprovalSettings | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """What there is in `handouts/`, whether or not it is right.

    `handouts` are the id, language and path of every handout whose file has a usable name, in the
    order in which they are listed. `withdrawn` and the keys of maps are an id or a name, and a
    language. `topics` and `sets` are those in which nothing is wrong; `topic_titles` also has the
    titles of topics in whose other texts something is. `titles` are those of handouts, or their
    names, `clinic_names` the clinic's by language. `has_clinic` is false when `clinic.yaml` cannot
    be used: then no handout can be made, and `primary_color` is empty. `give_out` is the clinic's
    rule for handouts that nobody approved; `check` and `approvals` are its settings for these.
    """

    has_clinic: bool
    default_language: str
    languages: tuple[str, ...]
    editions: tuple[str, ...]
    handouts: tuple[tuple[str, str, str], ...]
    withdrawn: frozenset[tuple[str, str]]
    topics: Mapping[tuple[str, str], Topic] = field(hash=False)
    topic_titles: Mapping[tuple[str, str], str] = field(hash=False)
    titles: Mapping[tuple[str, str], str] = field(hash=False)
    clinic_names: Mapping[str, str] = field(hash=False)
    primary_color: str
    sets: Mapping[tuple[str, str], PacketSet] = field(hash=False)
    set_titles: Mapping[tuple[str, str], str] = field(hash=False)
    former_ids: Mapping[str, str] = field(hash=False)
    known_ids: tuple[str, ...]
    phone_keys: tuple[str, ...]
    give_out: str = "approved"
    check: CheckSettings | None = None
    approvals: ApprovalSettings | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """Which files a handout shows besides its own; both are sorted.

    `pictures` are paths relative to the root, those from snippets too, but not the letterhead's
    logo. `snippets` are names, those that stand in other snippets too. `replacements` are the ids
    that its approvals name.
    """

    pictures: tuple[str, ...]
    snippets: tuple[str, ...]
    replacements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """The design: templates as text, styles as bytes, by name relative to their folder.

    `templates` holds "handout.html", `styles` holds "standard/type.css". `digest` is a SHA-256
    over all names and bytes. Can be pickled for a worker process.
    """

    templates: Mapping[str, str] = field(hash=False, repr=False)
    styles: Mapping[str, bytes] = field(hash=False, repr=False)
    digest: str
