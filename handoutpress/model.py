"""The values that flow between the stages; frozen.

Reads nothing, writes nothing, decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

if TYPE_CHECKING:
    from handoutpress.content import Flip, GlossaryEntry, Manuscript, PacketSet, Topic
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
    UNDER_REVIEW = "under-review"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Review:
    """What `approvals/` says of the words as they stand; a draft has no version and no dates.

    `words` is the digest of the words, as an approval names them.
    """

    state: State = State.DRAFT
    version: int | None = None
    approved_on: date | None = None
    due: date | None = None
    words: str = ""


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


@dataclass(frozen=True, slots=True)
class Index:
    """What there is in `handouts/`, whether or not it is right.

    `handouts` are the id, language and path of every handout whose file has a usable name, in the
    order in which they are listed. `withdrawn` and the keys of maps are an id or a name, and a
    language. `topics` and `sets` are those in which nothing is wrong; `topic_titles` also has the
    titles of topics in whose other texts something is. `titles` are those of handouts, or their
    names, `clinic_names` the clinic's by language. `has_clinic` is false when `clinic.yaml` cannot
    be used: then no handout can be made, and `primary_color` is empty. `give_out` is the clinic's
    rule for handouts that nobody approved.
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
    pages as they are. With `folding`, the PDF becomes sheets to fold. `passwords` are those that
    open the PDF and that change it; None when it is not encrypted. With `is_private`, no error may
    quote what its own pages say.
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
