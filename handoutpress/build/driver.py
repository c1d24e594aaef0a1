"""One pass over a workspace: decide, make what must be made, publish it, and tell.

Knows the order of the steps; what each does stands in the part that it calls.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from handoutpress.build.index import Index, Key, dump_index, dump_problems, load_index, load_problems
from handoutpress.build.place import Place, open_place
from handoutpress.build.survey import Survey, read_survey
from handoutpress.errors import BugError, Problem, RenderError, has_errors
from handoutpress.lock import hold_lock
from handoutpress.model import Rendered, output_path
from handoutpress.outcome import Built, BuildResult, Failed, Reason, Stale, Target
from handoutpress.plan import Request, Selection, output_groups, select
from handoutpress.records import FailureRecord, HandoutRecord, OutputRecord

if TYPE_CHECKING:
    from handoutpress.build.checker import Checker
    from handoutpress.build.crews import Crews
    from handoutpress.build.works import Findings, Known, Work
    from handoutpress.worker import Limits

WRONG_CONTENT = "its content is wrong; the problems say where"


class Listener(Protocol):
    """Who is told what happens while it happens."""

    def expect(self, count: int) -> None:
        """Take note of how many PDFs may have to be made."""

    def start(self, target: Target) -> None:
        """Take note of a PDF that is being made."""

    def tell(self, event: Built | Failed) -> None:
        """Take note of one that is done."""

    def settle(self, count: int) -> None:
        """Take note of PDFs that need not be made after all."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a pass is to go about it."""

    request: Request = Request()
    is_forced: bool = False
    is_dry: bool = False


class Builder:
    """Builds a workspace, once or many times, with the press kept warm between passes."""

    def __init__(
        self, root: Path, out: Path, *, jobs: int | None = None, limits: Limits | None = None
    ) -> None:
        self._root, self._out = root, out
        self._jobs, self._limits = jobs, limits
        self._crews: Crews | None = None

    def run_pass(self, wish: Wish, listener: Listener) -> BuildResult:
        """Make every PDF that was asked for and is not up to date; one that fails stops no other.

        Raises:
            UsageError: there is no handouts/ folder, or the request names what is not there.
            ContentError: the clinic's own file, or the theme, is too broken to go on.
            LockedError: another run holds the lock.
            HandoutError: a library of the system is missing, or `out/` cannot be written.
        """
        start = time.monotonic()
        survey = read_survey(self._root)
        with hold_lock(self._out / ".press", purpose="build"):
            with closing(open_place(self._out)) as place:
                result = _Pass(survey, place, wish, listener, self._open_crews).run()
        return replace(result, seconds=time.monotonic() - start)

    def _open_crews(self) -> Crews:
        """Return who renders; imported only when there is something to render."""
        if self._crews is None:
            from handoutpress.build.crews import Crews

            self._crews = Crews(jobs=self._jobs, limits=self._limits)
        return self._crews

    def close(self) -> None:
        """Let go of the press."""
        if self._crews is not None:
            self._crews.close()


def build(
    root: Path,
    out: Path,
    request: Request,
    listener: Listener,
    *,
    jobs: int | None = None,
    limits: Limits | None = None,
) -> BuildResult:
    """Build a workspace once; raises what `Builder.run_pass` raises."""
    with closing(Builder(root, out, jobs=jobs, limits=limits)) as builder:
        return builder.run_pass(Wish(request), listener)


class _Pass:
    """What one pass knows, and its steps."""

    def __init__(
        self, survey: Survey, place: Place, wish: Wish, listener: Listener, crews: OpenCrews
    ) -> None:
        self._survey, self._place, self._wish = survey, place, wish
        self._listener, self._open_crews = listener, crews
        self._checker: Checker | None = None
        self._records = place.ledger.read_handouts()
        self._index, self._told = self._read_library()
        self._selection = select(wish.request, self._index)
        self._is_known = self._checker is None
        self._events: list[Built | Failed] = []
        self._planned: list[tuple[Target, tuple[Reason, ...]]] = []

    def _read_library(self) -> tuple[Index, tuple[Problem, ...]]:
        """Return names and problems; those of the last run when not a byte changed since."""
        ledger = self._place.ledger
        if ledger.read_setting(WORLD) == self._survey.world.digest:
            return load_index(ledger.read_setting(INDEX)), load_problems(
                ledger.read_setting(PROBLEMS)
            )
        checker = self._open_checker()
        return checker.index, checker.check_shared()

    def _open_checker(self) -> Checker:
        """Return who validates; imported and opened only when there is something to validate."""
        if self._checker is None:
            from handoutpress.build.checker import Checker

            self._checker = Checker(self._survey, self._place.ledger, is_dry=self._wish.is_dry)
        return self._checker
