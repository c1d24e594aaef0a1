"""Tell each pass in plain lines, as it is made.

Decides nothing; a problem that was told and is still there is not told again with every save.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol, TypeAlias

from handoutpress.errors import ContentError, HandoutError, Problem, Severity
from handoutpress.outcome import BuildResult

Name: TypeAlias = tuple[str, str, str, str, str]  # of a problem, wherever it stands in its file
MOST_LINES = 20  # one for each PDF that an edit made; a changed theme makes hundreds


class Say(Protocol):
    """Print a line; that of an error to standard error."""

    def __call__(self, line: object, *, is_error: bool = False) -> None:
        """Print it."""


class Teller:
    """Remembers what was told, to tell what is new and what was mended."""

    def __init__(self, say: Say, root: Path) -> None:
        self._say = say
        self._root = root
        self._problems: Counter[Name] = Counter()
        self._told: set[tuple[str, str]] = set()
        self._notes: set[str] = set()

    def tell_pass(self, result: BuildResult | None, paths: frozenset[Path]) -> None:
        """Tell problems, failures, then what was made."""
        if result is None:
            return
        self._tell_problems(result.problems, paths)
        self._tell_failures(result)
        for note in result.notes:
            self.tell_note(note)
        self._tell_made(result)

    def tell_rest(self, result: BuildResult | None) -> None:
        """Tell of booklets and sets that were made when it was quiet; nothing when none was."""
        if result is not None and (result.built or result.failed or result.removed):
            self.tell_pass(result, frozenset())

    def tell_error(self, error: HandoutError, paths: frozenset[Path]) -> None:
        """Tell why a pass could not be run."""
        if isinstance(error, ContentError):
            self._tell_problems(error.problems, paths, is_all=False)
        else:
            self._say(f"error: {error}", is_error=True)

    def tell_note(self, note: str) -> None:
        """Tell a note once."""
        if note not in self._notes:
            self._notes.add(note)
            self._say(f"note: {note}", is_error=True)

    def _tell_problems(
        self, problems: Iterable[Problem], paths: frozenset[Path], *, is_all: bool = True
    ) -> None:
        """Tell what is new, and how much was mended; not all is looked at in a broken library."""
        problems = sorted(problems, key=lambda each: (each.severity is Severity.WARNING, each))
        saved = {path.relative_to(self._root).as_posix() for path in paths if self._holds(path)}
        left, broken = Counter(self._problems), set[str]()
        for problem in problems:
            key = _name(problem)
            is_known = left[key] > 0
            left[key] -= is_known
            if not is_known and problem.severity is Severity.ERROR:
                broken.add(problem.path)  # the rest of this file may not have been looked at
            if not is_known or problem.path in saved:
                self._say(problem, is_error=True)
        hidden = +Counter({name: left[name] for name in left if name[0] in broken or not is_all})
        mended = left.total() - hidden.total()
        self._problems = Counter(map(_name, problems)) + hidden
        if mended:
            self._say(f"{_count(mended, 'problem')} mended, {len(problems)} left")

    def _holds(self, path: Path) -> bool:
        return path.is_relative_to(self._root)

    def _tell_failures(self, result: BuildResult) -> None:
        tracebacks = [f"\n{event.traceback}" if event.traceback else "" for event in result.failed]
        failed = [
            (event.target.path, f"not built: {event.reason}{traceback}")
            for event, traceback in zip(result.failed, tracebacks, strict=True)
        ]
        stale = [(event.target.path, f"out of date: {event.reason}") for event in result.stale]
        for path, reason in (*failed, *stale):
            if (path, reason) not in self._told:
                self._say(f"{path}: {reason}", is_error=True)
        self._told = {*failed, *stale}

    def _tell_made(self, result: BuildResult) -> None:
        for path in result.removed:
            self._say(f"{path}: removed")
        seconds = f"{result.seconds:.2f} s"
        if len(result.built) == 1:
            built = result.built[0]
            self._say(f"{built.target.path}: {_count(built.page_count, 'page')}, {seconds}")
            return
        for built in result.built[:MOST_LINES]:
            self._say(f"{built.target.path}: {_count(built.page_count, 'page')}")
        if len(result.built) > MOST_LINES:
            self._say(f"… and {len(result.built) - MOST_LINES} more")
        if result.built:
            self._say(f"{len(result.built)} PDFs built, {seconds}")
        elif result.failed:
            self._say(f"{_count(len(result.failed), 'PDF')} not built, {seconds}")
        elif not result.removed:
            self._say(f"nothing to build, {seconds}")


def _name(problem: Problem) -> Name:
    """Tell problems apart; not by their line, which moves when a line is added above it."""
    return problem.path, problem.what, problem.remedy, problem.handout_id, problem.language


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
