"""What a build decided and did: which PDFs, for which reasons, and how it ended.

Values only: decides nothing and reads nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from handoutpress.errors import ExitCode, Problem, has_errors


class Reason(StrEnum):
    """Why a PDF is made anew; the words are those that `--why` prints."""

    NEW = "new"
    CONTENT = "content"
    PICTURE = "picture"
    SOURCE_LANGUAGE = "source language"
    APPROVAL = "approval"
    REVIEW_DAY = "review day"
    SHARED_TEXT = "shared text"
    REFERENCES = "references"
    THEME = "theme"
    MEMBERS = "members"
    PROGRAM = "program"
    MISSING_OUTPUT = "missing output"
    CHANGED_OUTPUT = "changed output"
    FAILED_BEFORE = "failed before"
    FORCED = "forced"


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """One PDF that is to be there; `path` is relative to the output folder, with slashes."""

    path: str
    handout_id: str
    language: str
    edition: str


@dataclass(frozen=True, slots=True)
class Built:
    """A PDF that was made, and why."""

    target: Target
    reasons: tuple[Reason, ...]
    page_count: int
    byte_count: int
    state: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A PDF that could not be made, why not, and why it was tried; the last good one stays."""

    target: Target
    reason: str
    reasons: tuple[Reason, ...] = ()
    traceback: str = ""


@dataclass(frozen=True, slots=True)
class Stale:
    """A PDF of an earlier build that stays in place, because no new one could be made."""

    target: Target
    reason: str


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did; `planned` and `leaving` are what a dry run would have made and removed."""

    problems: tuple[Problem, ...] = ()
    built: tuple[Built, ...] = ()
    failed: tuple[Failed, ...] = ()
    fresh: tuple[Target, ...] = ()
    stale: tuple[Stale, ...] = ()
    removed: tuple[str, ...] = ()
    planned: tuple[tuple[Target, tuple[Reason, ...]], ...] = ()
    leaving: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def exit_code(self) -> ExitCode:
        """Content that is wrong wins over a PDF that could not be made, or stays out of date."""
        if has_errors(self.problems):
            return ExitCode.CONTENT
        if any(failed.traceback for failed in self.failed):
            return ExitCode.BUG
        return ExitCode.FAILED if self.failed or self.stale else ExitCode.OK
