"""Build a workspace, once or many times: the only part that calls the stages in order.

What one pass does stands in `one_pass`, what it decides in `outlook`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.build.keeping import Keeper
from handoutpress.build.one_pass import Listener, OnePass, Wish
from handoutpress.build.outlook import Outlook
from handoutpress.build.place import NOTES_FOLDER, Place, open_place
from handoutpress.build.stale_reasons import WRONG
from handoutpress.build.survey import Survey, UnsteadyError, read_survey, require_handouts
from handoutpress.errors import ContentError, HandoutError
from handoutpress.ledger import UnreadableLedgerError
from handoutpress.lock import hold_lock
from handoutpress.outcome import BuildResult
from handoutpress.plan import Request

if TYPE_CHECKING:
    from handoutpress.build.crews import Crews
    from handoutpress.build.opening import Opener
    from handoutpress.worker import Cluster, Limits


@dataclass(frozen=True, slots=True)
class Bench:
    """What a pass leaves to who comes then: what it knows, and who does jobs."""

    outlook: Outlook
    crews: Crews


class Builder:
    """Builds a workspace, once, or many times with the press kept warm between passes.

    `keeper` gets each PDF that is published and may be given to patients.
    """

    def __init__(
        self,
        root: Path,
        out: Path,
        *,
        jobs: int | None = None,
        limits: Limits | None = None,
        cluster: Cluster | None = None,
        purpose: str = "build",
        is_kept_warm: bool = False,
        keeper: Keeper | None = None,
    ) -> None:
        self._root, self._out, self._purpose = root, out, purpose
        self._is_kept_warm, self._keeper = is_kept_warm, keeper
        self._jobs, self._limits, self._cluster = jobs, limits, cluster
        self._crews: Crews | None = None
        self._opener: Opener | None = None

    def run_pass(
        self, wish: Wish, listener: Listener, then: Callable[[Bench], None] | None = None
    ) -> BuildResult:
        """Make every PDF that was asked for and is not up to date; one that fails stops no other.

        What comes `then` finds all in its place, and nobody else at work.

        Raises:
            UsageError: there is no handouts/ folder, or the request names what is not there.
            ContentError: the clinic's own file, or the theme, is too broken to go on.
            LockedError: another run holds the lock.
            HandoutError: a library of the system is missing, or `out/` cannot be written.
        """
        start = time.monotonic()
        require_handouts(self._root)
        with hold_lock(self._out / NOTES_FOLDER, purpose=self._purpose):
            try:
                result = self._run(wish, listener, then)
            except UnreadableLedgerError as error:
                result = self._run(wish, listener, then, reason=str(error))
            except UnsteadyError:
                result = self._run(wish, listener, then)
        return replace(result, seconds=time.monotonic() - start)

    def _run(
        self,
        wish: Wish,
        listener: Listener,
        then: Callable[[Bench], None] | None,
        *,
        reason: str = "",
    ) -> BuildResult:
        try:
            place = open_place(self._out, is_dry=wish.is_dry, reason=reason)
            with closing(place), _settled_if_wrong(place, wish):
                # Not before the lock is ours: somebody may have saved and built meanwhile.
                survey = _read(self._root)
                outlook = Outlook(
                    *(survey, place, wish.request),
                    opener=self._find_opener,
                    is_forced=wish.is_forced,
                    is_dry=wish.is_dry,
                    today=wish.today,
                )
                if not wish.is_dry and (then is not None or not outlook.is_same):
                    self._open_crews().warm_up(survey)
                changed = outlook.list_changed()
                result = OnePass(
                    *(outlook, wish, listener),
                    open_crews=self._open_crews,
                    end_making=self._end_making,
                    keeper=self._keeper,
                ).run(changed)
                if then is not None:
                    then(Bench(outlook, self._open_crews()))
                return result
        except OSError as error:
            raise HandoutError(
                f"the output folder '{self._out}' cannot be written ({_describe(error)}); "
                "make room on the disk, and see that this user may write there. What was made "
                "stays, and the next build mends the rest"
            ) from error

    def _find_opener(self) -> Opener:
        """Return who opens workshops; imported only when there is something to validate."""
        if self._opener is None:
            from handoutpress.build.opening import Opener

            self._opener = Opener()
        return self._opener

    def _open_crews(self) -> Crews:
        """Return who renders; imported only when there is something to render."""
        if self._crews is None:
            from handoutpress.build.crews import Crews

            self._crews = Crews(jobs=self._jobs, limits=self._limits, cluster=self._cluster)
        return self._crews

    def _end_making(self) -> None:
        """Send workers home before all is told, which takes memory, too; unless more is to come."""
        if not self._is_kept_warm:
            self.close()

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


def _describe(error: OSError) -> str:
    """Say what went wrong, and with which file, if that is known."""
    reason = error.strerror or str(error)
    return f"{reason}: {error.filename}" if error.filename else reason


def _read(root: Path) -> Survey:
    """Read the workspace.

    Raises:
        HandoutError: a file of the workspace or the program cannot be read.
    """
    try:
        return read_survey(root)
    except OSError as error:
        raise HandoutError(
            f"'{error.filename or root}' cannot be read ({error.strerror or error}); see that it "
            "is there and that this user may read it, then build again"
        ) from error


@contextmanager
def _settled_if_wrong(place: Place, wish: Wish) -> Iterator[None]:
    """Settle a pass that ends before it began: nothing can be made, and all that is there stays."""
    try:
        yield
    except ContentError as error:
        if not wish.is_dry:
            reason = f"{error.problems[0].path} is wrong" if error.problems else WRONG
            place.settle(dict.fromkeys(place.found, reason))
            error.effect = f"nothing was made; all PDFs in '{place.out}' are out of date"
        raise
