"""The exception tree, problems in content, and the exit codes.

Knows nothing of files, content or rendering; every other module may import it.

    HandoutError                 exit code 1
    ├── UsageError               2   the command line is wrong
    ├── ContentError             3   content is wrong; carries the problems
    ├── LockedError              4   another build holds the lock
    └── RenderError              1   one output could not be made
        └── BugError             70  because of a mistake of ours
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from traceback import format_exception

LEAST_LIKENESS = 0.6  # of a name to what was typed, for it to be suggested; difflib's own default


class ExitCode(IntEnum):
    """What the command's exit status means to a shell or a scheduler."""

    OK = 0
    FAILED = 1
    USAGE = 2
    CONTENT = 3
    LOCKED = 4
    DELIVERY = 5
    BUG = 70  # Source: sysexits.h, EX_SOFTWARE
    INTERRUPTED = 130  # Source: POSIX shells, 128 + SIGINT


class Severity(StrEnum):
    """An error keeps a handout from being built; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in one place, and what to do about it.

    `path` is relative to the root, with forward slashes; `line` and `column` count from 1.
    `handout_id` and `language` say whom it concerns; "" is everybody.
    """

    path: str
    line: int
    column: int
    what: str
    remedy: str
    severity: Severity = Severity.ERROR
    handout_id: str = ""
    language: str = ""

    def __str__(self) -> str:
        mark = "warning: " if self.severity is Severity.WARNING else ""
        return f"{self.path}:{self.line}:{self.column}: {mark}{self.what}; {self.remedy}"


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether any problem keeps something from being built."""
    return any(problem.severity is Severity.ERROR for problem in problems)


class HandoutError(Exception):
    """What a person can mend; `exit_code` is what the command then leaves with."""

    exit_code = ExitCode.FAILED


class UsageError(HandoutError):
    """The command line is wrong: an unknown option, id, language or edition, or no handouts."""

    exit_code = ExitCode.USAGE


class ContentError(HandoutError):
    """Content is wrong; `problems` says where and what to do, `effect` what it did to a run."""

    exit_code = ExitCode.CONTENT

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        self.effect = ""
        super().__init__("\n".join(map(str, self.problems)))


class LockedError(HandoutError):
    """Another build holds the lock."""

    exit_code = ExitCode.LOCKED


class RenderError(HandoutError):
    """One output could not be made; the message names it and says why."""


class BugError(RenderError):
    """A mistake of ours stopped one output; `traceback` tells the developers where."""

    exit_code = ExitCode.BUG

    def __init__(self, what: str, traceback: str) -> None:
        super().__init__(what, traceback)  # both, so that a worker process can send it
        self.traceback = traceback

    def __str__(self) -> str:
        return f"a bug of Handout Press, please report it: {self.args[0]}"

    @classmethod
    def of(cls, error: Exception) -> BugError:
        """Describe an exception that is not ours."""
        return cls(f"{type(error).__name__}: {error}", "".join(format_exception(error)))


def suggest_name(wrong: str, known: Iterable[str]) -> str:
    """Return "did you mean 'x'?" for the nearest known name, or list the known ones."""
    names = sorted(set(known))
    typed, most = wrong.lower(), max(1, len(names))
    # Looks at most of thousands of names only briefly; so each part is compared of the rest alone.
    near = difflib.get_close_matches(typed, names, n=most, cutoff=LEAST_LIKENESS)
    for name in near:
        if _is_alike(typed, name):
            return f"did you mean '{name}'?"
    return "use one of: " + ", ".join(names) if names else "remove it"


def _is_alike(wrong: str, name: str) -> bool:
    """Tell whether each part is alike: another medicine of the same topic is no typing mistake."""
    pairs = (wrong.split("/"), name.split("/"))
    if len(pairs[0]) != len(pairs[1]):
        return True
    ratios = (difflib.SequenceMatcher(a=a, b=b).ratio() for a, b in zip(*pairs, strict=True))
    return all(ratio >= LEAST_LIKENESS for ratio in ratios)
