"""The values of a check: findings with the words that they mean, and all else that is reported.

Values only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handoutpress.changes import SectionChange
from handoutpress.rules import Finding, Level, ReadingLevel, Sheet


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of the handout, or part of it; `found` is what a finding means, or ""."""

    before: str
    found: str
    after: str


@dataclass(frozen=True, slots=True)
class Note:
    """A finding where it stands in the handout.

    `section` is the index of its section from 0, None before the first section, or where a page is
    meant and no words. `quote` is None where there are no words to show.
    """

    finding: Finding
    section: int | None = None
    quote: Quote | None = None

    @property
    def is_error(self) -> bool:
        """Whether it must be mended before anybody can approve."""
        return self.finding.rule.level is Level.ERROR

    @property
    def is_of_page(self) -> bool:
        """Whether a finished page is meant, and not the words."""
        return self.finding.page_number > 0 or bool(self.finding.edition)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """One handout: how it stands, what was found, and what a person has to decide.

    `state` is "draft", "approved", "under-review" or "withdrawn"; `words` is the digest of the
    words that were checked. `headings` are those of the sections; `notes` are in the handout's
    order. `changes` tell what is not as it was in version `compared_with`, None where none was
    approved before; `made_on` is the day of the check.
    """

    handout_id: str
    title: str
    language: str
    path: str
    state: str
    version: int | None
    words: str
    headings: tuple[str, ...]
    notes: tuple[Note, ...]
    reading: ReadingLevel
    sheets: tuple[Sheet, ...] = ()
    compared_with: int | None = None
    changes: tuple[SectionChange, ...] = ()
    made_on: date | None = None

    @property
    def errors(self) -> tuple[Note, ...]:
        """What must be mended."""
        return tuple(note for note in self.notes if note.is_error)

    @property
    def advice(self) -> tuple[Note, ...]:
        """What may be weighed."""
        return tuple(note for note in self.notes if not note.is_error)
