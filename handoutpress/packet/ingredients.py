"""What a packet was made of, besides what was typed: remembered while its maker asks for it.

Makes nothing and keeps nothing; no name and no note is among it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from handoutpress.compose import Composed
from handoutpress.jobs import BindJob, OwnPages, Rendered
from handoutpress.model import Letterhead, Theme
from handoutpress.packet.choosing import Choice, Chosen
from handoutpress.packet.making import References, Source
from handoutpress.records import OutputRecord
from handoutpress.text import Flow, Line


@dataclass(frozen=True, slots=True)
class Ready:
    """A packet that is made, and not yet given out; `code` is what its pages carry.

    `source` remembers what it was made of.
    """

    choice: Choice
    code: str
    job: BindJob = field(repr=False)
    source: Remembering
    rendered: Rendered


@dataclass(slots=True)
class Remembering:
    """A source that passes on what another one says, and remembers it, for one packet."""

    source: Source
    letterheads: dict[str, Letterhead] = field(default_factory=dict)
    records: dict[str, OutputRecord] = field(default_factory=dict)
    references: References = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def today(self) -> date:
        """The day that stands on its cover."""
        return self.source.today

    @property
    def passwords(self) -> tuple[str, str] | None:
        """Those that open it and that change it."""
        return self.source.passwords

    @property
    def theme(self) -> Theme:
        """The design."""
        return self.source.theme

    @property
    def fonts(self) -> Mapping[str, bytes]:
        """The faces by their files' names."""
        return self.source.fonts

    def require_usable(self, chosen: Chosen) -> OutputRecord:
        """Return what is known of a handout's PDF that may be given out."""
        record = self.records[chosen.path] = self.source.require_usable(chosen)
        return record

    def read_pdf(self, record: OutputRecord) -> bytes:
        """Return a handout's PDF."""
        return self.source.read_pdf(record)

    def find_letterhead(self, language: str) -> Letterhead:
        """Return the clinic's letterhead in a language."""
        letterhead = self.letterheads[language] = self.source.find_letterhead(language)
        return letterhead

    def find_references(
        self, texts: Iterable[Line | Flow | None], *, language: str, edition: str
    ) -> References:
        """Return title and address of each handout to which texts lead."""
        self.references = self.source.find_references(texts, language=language, edition=edition)
        return self.references

    def find_undrawable(self, text: str) -> str:
        """Return the first character that no font can draw; "" when all can be drawn."""
        return self.source.find_undrawable(text)

    def make_pages(self, composed: Composed, edition: str) -> OwnPages:
        """Return composed pages with their pictures."""
        pages = self.source.make_pages(composed, edition)
        self.pictures |= pages.pictures
        return pages
