"""What a rule is, and what is found by it.

Values only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """An error must be mended before anybody can approve; advice may be weighed."""

    ERROR = "error"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """One rule; `key` is its name in clinic.yaml, `source` who says so, in one line."""

    key: str
    source: str
    url: str = ""
    level: Level = Level.ADVICE


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a content file; `path` is relative to the root, the rest counts from 1."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What a rule found in one place, and what to do about it.

    `edition` and `page_number` say on which page, "" and 0 where the words themselves are meant.
    """

    place: Place
    what: str
    remedy: str
    rule: Rule
    handout_id: str = ""
    language: str = ""
    edition: str = ""
    page_number: int = 0
