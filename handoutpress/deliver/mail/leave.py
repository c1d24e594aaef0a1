"""[reads] Whether what waits may still go out: not withdrawn since, and not replaced.

Reads the workspace anew at each question, and writes nothing: what was allowed when a message was
written may be wrong when it is sent, days later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from handoutpress.build.checker import Checker
from handoutpress.build.opening import Opener
from handoutpress.build.survey import read_survey
from handoutpress.deliver.values import GivenPart
from handoutpress.ledger import Ledger, create_passing_ledger
from handoutpress.model import Handout

# Tells why handouts may not be given out now, or "" when they may; raises HandoutError when nobody
# knows.
AskLeave = Callable[[tuple[GivenPart, ...]], str]


class Library:
    """The handouts of a workspace as they stand now; `today` tells what is overdue."""

    def __init__(self, root: Path, today: Callable[[], date]) -> None:
        self._root, self._today = root, today
        self._opener = Opener()
        self._ledger: Ledger | None = None  # in memory: what was read once is not parsed again

    def close(self) -> None:
        """Forget what was read."""
        if self._ledger is not None:
            self._ledger.close()

    def find_objection(self, parts: tuple[GivenPart, ...]) -> str:
        """Return why handouts may not be given out any more, or "".

        Raises:
            HandoutError: the workspace cannot be read.
        """
        named = [part for part in parts if part.handout_id]
        if not named:
            return ""
        self._ledger = self._ledger or create_passing_ledger(())
        checker = Checker(
            *(read_survey(self._root), self._ledger, self._opener), today=self._today()
        )
        return "; ".join(dict.fromkeys(filter(None, _list_objections(checker, named))))


def _list_objections(checker: Checker, parts: Iterable[GivenPart]) -> Iterator[str]:
    roster = checker.roster
    for part in parts:
        key = (roster.former_ids.get(part.handout_id, part.handout_id), part.language)
        if key in roster.withdrawn:
            yield f"'{part.handout_id}' was withdrawn; it may not be given to anybody"
        elif key not in roster.handouts:
            yield f"'{part.handout_id}' is not in the library any more"
        else:
            made = checker.check([key]).handouts
            yield _find_objection(part, made[0] if made else None, checker)


def _find_objection(part: GivenPart, handout: Handout | None, checker: Checker) -> str:
    review = handout.review if handout else None
    name = f"'{part.handout_id}'"
    if part.version is not None and review and review.version not in (None, part.version):
        return f"version {part.version} of {name} was replaced by {review.version}; send it anew"
    if checker.gives_out_drafts:
        return ""
    if review is None or not review.state.is_in_date or part.version is None:
        return f"{name} is not approved and in date, and clinic.yaml gives out only what is"
    return ""
