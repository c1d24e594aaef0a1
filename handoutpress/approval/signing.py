"""Which entry an approval or a withdrawal becomes, given those that are there.

Pure: reads no file and knows no clock; the day of today is handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handoutpress.approvals import add_seal, is_same
from handoutpress.content import Approval
from handoutpress.errors import HandoutError, UsageError
from handoutpress.model import State


@dataclass(frozen=True, slots=True)
class Signing:
    """What somebody signs: in which roles, on which day, and when the next review is due.

    `version` is None where the program counts. `state` is approved, or under review. `words` are
    the first digits of the digest that stands on what was signed, "" where nobody named them.
    """

    by: tuple[str, ...]
    on: date
    due: date | None
    version: int | None = None
    state: State = State.APPROVED
    words: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why words are withdrawn, by whom and when, and which handout takes their place."""

    reason: str
    on: date
    by: tuple[str, ...] = ()
    replaced_by: str | None = None


def require_roles(signing: Signing, needed: int) -> None:
    """Refuse a signing by fewer roles than the clinic asks for; a role counts once.

    Raises:
        UsageError: there are too few.
    """
    count = len({role.casefold() for role in signing.by})
    if signing.state is State.APPROVED and count < needed:
        raise UsageError(
            f"clinic.yaml asks for {needed} roles to approve, and --by names {count}; "
            "name each with a --by of its own"
        )


def require_words(words: str, signing: Signing) -> None:
    """Refuse words that are not those which were signed.

    Raises:
        HandoutError: their digest begins otherwise.
    """
    if not words.startswith(signing.words):
        raise HandoutError(
            f"the words are not those that were signed: --words says {signing.words}, and their "
            "digest begins otherwise; print the review PDF, and let it be signed again"
        )


def require_days(signing: Signing, today: date) -> None:
    """Refuse days that cannot be meant.

    Raises:
        UsageError: it is signed after today, or due before it is signed.
    """
    if signing.on > today:
        raise UsageError(f"--on {signing.on} is after today, {today}; write the day of signing")
    if signing.due is not None and signing.due <= max(signing.on, today):
        day = f"--on {signing.on}" if signing.on >= today else f"today, {today}"
        raise UsageError(f"--due {signing.due} is not after {day}")


def sign(
    entries: Sequence[Approval], words: str, signing: Signing, *, text: str | None = None
) -> Approval | None:
    """Return the sealed entry that a signing adds; None where the last one says the same.

    Args:
        entries: those that are there, in their order.
        words: the digest of the words as they stand.
        signing: who signs, when, and until when.
        text: the SHA-256 of the file that keeps the words.

    Raises:
        HandoutError: its version or its day does not follow those that are there.
    """
    entry = Approval.model_construct(
        version=_count_version(entries, words, signing.version),
        words=words,
        state=str(signing.state),
        by=signing.by,
        on=signing.on,
        due=signing.due,
        reason=None,
        replaced_by=None,
        text=text,
        seal=None,
    )
    return _follow(entries, entry)


def withdraw(entries: Sequence[Approval], words: str, withdrawal: Withdrawal) -> Approval | None:
    """Return the sealed entry that withdraws a handout; None where it was withdrawn already.

    A replacement that the last entry does not name is an entry of its own. It names the words of
    the last entry; where there is none, those that stand there now.

    Raises:
        HandoutError: its day does not follow those that are there.
    """
    last = entries[-1] if entries else None
    is_named = withdrawal.replaced_by is None or (
        last is not None and withdrawal.replaced_by == last.replaced_by
    )
    if last is not None and State(last.state) is State.WITHDRAWN and is_named:
        return None
    entry = Approval.model_construct(
        version=entries[-1].version if entries else 1,
        words=entries[-1].words if entries else words,
        state=str(State.WITHDRAWN),
        by=withdrawal.by,
        on=withdrawal.on,
        due=None,
        reason=withdrawal.reason,
        replaced_by=withdrawal.replaced_by,
        text=None,
        seal=None,
    )
    return _follow(entries, entry)


def _count_version(entries: Sequence[Approval], words: str, asked: int | None) -> int:
    """Return the version of words: that which they have, if it is the newest; else the next."""
    newest = max((each.version for each in entries), default=0)
    is_newest = any(each.version == newest and each.words == words for each in entries)
    lowest = newest if is_newest else newest + 1
    if asked is not None and asked < lowest:
        whose = "these words are" if is_newest else "other words were"
        raise HandoutError(
            f"{whose} version {newest} already; leave --version out, or write {lowest} or more"
        )
    return lowest if asked is None else asked


def _follow(entries: Sequence[Approval], entry: Approval) -> Approval | None:
    last = entries[-1] if entries else None
    if last is not None:
        if entry.on < last.on:
            raise HandoutError(f"--on {entry.on} is before the last entry, of {last.on}")
        if is_same(last, entry):
            return None
    return add_seal(entry, entries)
