"""What `outbox list`, `retry`, `cancel` and `purge` do, as functions that return values.

Prints nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handoutpress.deliver.mail.outbox import Outbox
from handoutpress.deliver.mail.pace import GIVE_UP_S
from handoutpress.deliver.mail.post_office import PostOffice, say_next, send_due
from handoutpress.deliver.mail.values import Entry, Stage
from handoutpress.errors import UsageError

DAY_S = 24 * 3600.0
QUIET_S = 60 * DAY_S  # a clinic that mails is not silent for so long; a clock may be ahead
GIVEN_UP = "given up: it could not be sent for five days"
LEFT_ALONE = "it may have been sent; staff left it at that"
CHANGED = "was changed by another run just now; see 'outbox list', then try again"
KEEPS_NOTHING = "what it said was not kept; send it anew"


@dataclass(frozen=True, slots=True)
class Retried:
    """The messages as they are after a retry, and why it stopped early, or "".

    `not_due` are the numbers of those that were not tried, for their time had not come.
    """

    entries: tuple[Entry, ...]
    stopped: str
    not_due: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Purged:
    """How many messages were forgotten, and how many were given up."""

    forgotten: int
    given_up: int


def retry(
    office: PostOffice,
    numbers: Sequence[int] = (),
    *,
    is_sure: bool = False,
    is_patient: bool = False,
) -> Retried:
    """Send what is due, or these messages now; return what waited as it is then.

    `is_sure` says that somebody asked the patients: only then is a message sent that may have been
    sent before.

    Raises:
        UsageError: there is no message of a number, or it cannot be tried again.
    """
    chosen = _require(office.outbox, numbers)
    for entry in chosen:
        _require_retriable(entry, is_sure=is_sure)
    for entry in chosen:
        if not office.outbox.requeue(entry.number, entry.stage, office.now):
            raise UsageError(f"message {entry.number} {CHANGED}")
    office.tell_record()
    waiting = [each for each in office.outbox.list_entries() if each.stage.is_waiting]
    wanted = frozenset(each.number for each in chosen or waiting)
    before = {each.number: each.changed_at for each in waiting if each.due_at > office.now}
    stopped = send_due(office, wanted if numbers else None, is_patient=is_patient)
    entries = office.outbox.list_entries(wanted)
    not_due = frozenset(
        each.number
        for each in entries
        if each.stage.is_waiting and before.get(each.number) == each.changed_at
    )
    return Retried(entries, stopped, not_due)


def _require_retriable(entry: Entry, *, is_sure: bool) -> None:
    name = f"message {entry.number}"
    if entry.stage is Stage.UNKNOWN and entry.has_body and not is_sure:
        raise UsageError(f"{name} may have been sent. Ask the patient first; {say_next(entry)}")
    if entry.stage is Stage.SENDING:
        raise UsageError(f"{name} is being sent just now; wait")
    if not (entry.stage.is_waiting or entry.stage is Stage.UNKNOWN):
        raise UsageError(f"{name} is {entry.stage}; there is nothing to try again")
    if not entry.has_body:
        raise UsageError(f"{name}: {KEEPS_NOTHING}")


def cancel(office: PostOffice, numbers: Sequence[int]) -> tuple[Entry, ...]:
    """Take messages out of the outbox; return them as they are then.

    One whose end is unknown stays unknown: it is not sent again, and what it said is not kept.

    Raises:
        UsageError: there is no message of a number, or it was sent, or is being sent.
    """
    for entry in _require(office.outbox, numbers):
        is_unknown = entry.stage is Stage.UNKNOWN
        stage = Stage.UNKNOWN if is_unknown else Stage.CANCELLED
        detail = LEFT_ALONE if is_unknown else "cancelled by staff"
        if not (entry.stage.is_waiting or is_unknown):
            raise UsageError(f"message {entry.number} is {entry.stage}; it cannot be cancelled")
        if not office.outbox.drop(entry.number, entry.stage, stage, detail, office.now):
            raise UsageError(f"message {entry.number} {CHANGED}")
    office.tell_record()
    return office.outbox.list_entries(numbers)


def purge(office: PostOffice, retention_days: int, *, is_sure: bool = False) -> Purged:
    """Forget what ended long ago, and give up what could not be sent for days.

    Raises:
        UsageError: nothing was sent for so long that the clock may be wrong, and nobody `is_sure`.
    """
    now = office.now
    last = max((each.changed_at for each in office.outbox.list_entries()), default=now)
    if now - last > QUIET_S and not is_sure:
        raise UsageError(
            f"the outbox was last used {(now - last) / DAY_S:.0f} days ago: is this computer's "
            "clock right? Then 'outbox purge --sure'; nothing was forgotten"
        )
    old = [
        each
        for each in office.outbox.list_entries()
        if each.has_body and each.stage is not Stage.SENDING and now - each.queued_at > GIVE_UP_S
    ]
    for entry in old:
        is_unknown = entry.stage is Stage.UNKNOWN
        stage = Stage.UNKNOWN if is_unknown else Stage.FAILED
        detail = entry.detail if is_unknown else GIVEN_UP
        office.outbox.drop(entry.number, entry.stage, stage, detail, now)
    office.tell_record()
    forgotten = office.outbox.forget(now - retention_days * DAY_S)
    office.outbox.compact()
    return Purged(forgotten, len(old))


def _require(outbox: Outbox, numbers: Sequence[int]) -> tuple[Entry, ...]:
    entries = outbox.list_entries(numbers)
    missing = sorted(set(numbers) - {each.number for each in entries})
    if missing:
        raise UsageError(f"there is no message {missing[0]} in the outbox; see 'outbox list'")
    return entries
