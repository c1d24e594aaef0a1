"""The order of work of `approve` and `withdraw`: bring up to date, look, write, bring up to date.

Knows no rules of approving: `desk` does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from handoutpress.approval.desk import ApprovalDesk, Signed, UnfitError
from handoutpress.approval.signing import Signing, Withdrawal, require_days
from handoutpress.build import Bench, Builder, Listener, Wish
from handoutpress.build.roster import Key, Roster
from handoutpress.collection import REVIEW
from handoutpress.errors import UsageError, has_errors, suggest_name
from handoutpress.outcome import BuildResult
from handoutpress.plan import Request, Selection

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was signed, what held a handout that was withdrawn, and what the last pass did."""

    signed: tuple[Signed, ...]
    result: BuildResult
    holders: tuple[str, ...] = field(default=())


def approve(
    builder: Builder,
    root: Path,
    request: Request,
    signing: Signing,
    *,
    today: date,
    listener: Listener,
) -> Outcome:
    """Approve handouts as they stand, or send them to review; all of them, or none.

    Raises:
        UsageError: the command line is wrong, or too few roles sign.
        UnfitError: content is wrong, or the check finds errors.
        HandoutError: what `Builder.run_pass` raises, or the approvals cannot be added to.
    """
    _require_ids(request)
    require_days(signing, today)
    wish = Wish(request, today, with_volumes=False)
    result = builder.run_pass(wish, listener)
    if has_errors(result.problems):
        raise UnfitError("content is wrong", result.problems)
    review = Wish(Request(request.ids, request.languages, (REVIEW,)), today, with_volumes=False)
    signed = _at_desk(
        *(builder, root, review, listener), work=lambda desk, keys: desk.approve(keys, signing)
    )
    return Outcome(signed, builder.run_pass(Wish(request, today), listener))


def withdraw(
    builder: Builder,
    root: Path,
    request: Request,
    withdrawal: Withdrawal,
    *,
    today: date,
    listener: Listener,
) -> Outcome:
    """Withdraw handouts, and remove every PDF that holds one.

    Raises:
        UsageError: the command line is wrong.
        HandoutError: what `Builder.run_pass` raises, or the approvals cannot be added to.
    """
    _require_ids(request)
    keys: list[Key] = []

    def ask_for(roster: Roster) -> Request:
        _require_known(withdrawal.replaced_by, roster)
        if withdrawal.replaced_by in request.ids:
            raise UsageError("--replaced-by names the handout that is withdrawn; name another")
        return request

    def take(
        desk: ApprovalDesk, found: tuple[Key, ...]
    ) -> tuple[tuple[Signed, ...], tuple[str, ...]]:
        keys.extend(found)
        return desk.withdraw(found, withdrawal), desk.list_holders(found)

    look = Wish(ask_for, today, is_dry=True, with_volumes=False)
    signed, holders = _at_desk(builder, root, look, listener, work=take)
    result = builder.run_pass(Wish(Request(), today, withdrawn=frozenset(keys)), listener)
    return Outcome(signed, result, holders)


def _require_ids(request: Request) -> None:
    """Refuse to sign a whole library by a slip.

    Raises:
        UsageError: no id is named.
    """
    if not request.ids:
        raise UsageError("name the handouts (topic/name), or a topic")


def _require_known(replacement: str | None, roster: Roster) -> None:
    """Refuse a replacement that is not there.

    Raises:
        UsageError: it is no handout.
    """
    if replacement is not None and replacement not in roster.known_ids:
        near = suggest_name(replacement, roster.known_ids)
        raise UsageError(f"there is no handout '{replacement}' for --replaced-by; {near}")


def _at_desk(
    builder: Builder,
    root: Path,
    wish: Wish,
    listener: Listener,
    *,
    work: Callable[[ApprovalDesk, tuple[Key, ...]], T],
) -> T:
    """Do something after a pass, while nobody else is at work."""
    done: list[T] = []

    def take(bench: Bench) -> None:
        outlook = bench.outlook
        keys = _list_keys(outlook.roster, outlook.selection)
        done.append(work(ApprovalDesk(root, bench), keys))

    builder.run_pass(wish, listener, take)
    return done[0]


def _list_keys(roster: Roster, selection: Selection) -> tuple[Key, ...]:
    """Return the handouts that were asked for.

    Raises:
        UsageError: there is none in the languages that were named.
    """
    keys = tuple(key for key in roster.handouts if selection.holds(*key))
    if not keys:
        raise UsageError("there is no such handout in this language")
    return keys
