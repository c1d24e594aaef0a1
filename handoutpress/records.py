"""What the tool remembers between runs of a handout and of a PDF.

Values only: the ledger keeps them, the plan compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from handoutpress.outcome import Target

Groups = Mapping[str, str]  # one digest for each group of inputs, by its reason


@dataclass(frozen=True, slots=True)
class Facts:
    """What the manifest and the catalogue tell of a handout; texts as the reader sees them."""

    title: str
    summary: str
    topic_title: str
    keywords: tuple[str, ...]
    codes: tuple[str, ...]
    former_ids: tuple[str, ...]
    state: str
    version: int | None
    due: date | None


@dataclass(frozen=True, slots=True)
class HandoutRecord:
    """How a handout was validated last, and from what.

    `pictures` are paths from the root, `snippets` names, `mentions` ids of other handouts. A
    handout that `is_clean` had no problem at all; one that `is_broken` cannot be made. `due` is the
    day until which its words are approved, `words` the digest of its words as they stand.
    """

    id: str
    language: str
    path: str
    groups: Groups = field(hash=False)
    pictures: tuple[str, ...] = ()
    snippets: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    is_clean: bool = False
    is_broken: bool = True
    due: date | None = None
    words: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The id and the language."""
        return self.id, self.language


@dataclass(frozen=True, slots=True)
class OutputRecord:
    """A PDF that was put in its place, and from what it was made.

    `page` is the digest of its composed page, `sha256` that of the file, `words` that of what it
    says. `members` are the ids of the handouts that a booklet or set combines. Without groups it
    is only known that the file is ours.
    """

    target: Target
    groups: Groups = field(hash=False)
    page: str
    sha256: str
    page_count: int
    byte_count: int
    state: str = ""
    version: int | None = None
    due: date | None = None
    title: str = ""
    words: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FailureRecord:
    """A PDF that could not be made the last time, and why not."""

    target: Target
    reason: str
