"""Send what is due: one message after the other, at the pace that the relay bears.

Composes nothing. Whatever moment the process is killed at, the outbox knows what was done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from handoutpress.deliver.mail.access import Access, open_access
from handoutpress.deliver.mail.address_key import AddressKey, read_key
from handoutpress.deliver.mail.do_not_mail import UNWANTED, DoNotMail
from handoutpress.deliver.mail.leave import AskLeave
from handoutpress.deliver.mail.outbox import Outbox
from handoutpress.deliver.mail.owners import Owner
from handoutpress.deliver.mail.pace import Pace, choose_fault_wait, choose_wait
from handoutpress.deliver.mail.sender import Step, hand_over
from handoutpress.deliver.mail.values import Claimed, Entry, Means, Outcome, Stage, Verdict
from handoutpress.deliver.settings import Mail
from handoutpress.deliver.values import Delivery
from handoutpress.errors import HandoutError

LEAST_SLEEP_S = 0.001  # clocks count in smaller steps than times are kept in, or in larger ones


class Recorder(Protocol):
    """Who keeps the record of what was given."""

    def note(self, delivery: Delivery) -> int:
        """Keep a line, and return its number."""


@dataclass(frozen=True, slots=True)
class PostOffice:
    """What sending takes: the outbox, the way to the relay, the record, and the world outside.

    `ask_leave` tells of handouts that wait why they may not go out any more.
    """

    settings: Mail
    access: Access
    outbox: Outbox
    unwanted: DoNotMail
    pace: Pace
    key: AddressKey
    owner: Owner
    recorder: Recorder
    ask_leave: AskLeave
    means: Means

    @property
    def now(self) -> float:
        """The time, as seconds since 1970."""
        return self.means.now().timestamp()

    def tell_record(self) -> None:
        """Tell the record all that it does not know yet."""
        self.means.passing("tell")
        self.outbox.tell(self.recorder.note)
        self.means.passing("told")


@contextmanager
def open_post_office(
    state: Path,
    root: Path,
    settings: Mail,
    *,
    recorder: Recorder,
    ask_leave: AskLeave,
    means: Means,
) -> Iterator[PostOffice]:
    """Open the outbox and all that sending takes; what a sender that died left is sorted out.

    Raises:
        HandoutError: the settings, the secret or the folder of state cannot be used.
    """
    access, key = open_access(settings, root), read_key(state)
    with closing(Outbox(state)) as outbox, closing(Owner(state, means.token())) as owner:
        unwanted, pace = (
            DoNotMail(outbox.connection),
            Pace(outbox.connection, settings.per_minute),
        )
        office = PostOffice(
            *(settings, access, outbox, unwanted, pace, key, owner, recorder, ask_leave, means)
        )
        outbox.recover(office.now)
        office.tell_record()
        yield office


def send_due(
    office: PostOffice,
    numbers: frozenset[int] | None = None,
    *,
    is_patient: bool = False,
    tell: Callable[[int, Outcome], None] = lambda number, outcome: None,
) -> str:
    """Send what is due, of those numbers if any; return why it stopped early, or "".

    With a fault of the relay, the rest is not tried: it stays in the outbox. A patient run waits
    for what was put off, and for the relay, until nothing waits any more.
    """
    while True:
        due = office.outbox.find_next_due(numbers, office.now)
        if due is None:
            return ""
        if due > office.now:
            if not is_patient:
                return ""
            office.means.sleep(max(due - office.now, LEAST_SLEEP_S))
            continue
        wait = office.pace.reserve(office.now)
        if wait > 0:
            office.means.sleep(wait)
        office.means.passing("claim")
        claimed = office.outbox.claim(office.owner.name, office.now, numbers)
        if claimed is None:
            continue  # another process took it
        office.means.passing("claimed")
        outcome = _try(office, claimed)
        tell(claimed.number, outcome)
        if outcome.is_relay_fault and not is_patient:
            return outcome.reason


def _try(office: PostOffice, claimed: Claimed) -> Outcome:
    """Try a message once, and record how that ended."""

    def passing(step: Step) -> None:
        if step is Step.END:
            office.outbox.note_handing_over(claimed.number)
        office.means.passing(step)

    outcome = _find_objection(office, claimed)
    if outcome is None:
        outcome = hand_over(office.access, claimed.envelope, claimed.content, passing)
    with _telling(claimed.number, outcome):
        office.means.passing("settle")
        outcome = _settle(office, claimed, outcome)
        office.means.passing("settled")
        office.tell_record()
    return outcome


@contextmanager
def _telling(number: int, outcome: Outcome) -> Iterator[None]:
    """Let an error after a message was handed over say so: nobody may take it for not sent.

    Raises:
        HandoutError: what happened could not be noted.
    """
    try:
        yield
    except HandoutError as error:
        if outcome.verdict not in (Verdict.SENT, Verdict.UNKNOWN):
            raise
        was = "was sent" if outcome.verdict is Verdict.SENT else "may have been sent"
        raise HandoutError(
            f"message {number} {was}, but this could not be noted: {error}. Do not send it again "
            "before 'outbox list' tells what became of it"
        ) from None


def _find_objection(office: PostOffice, claimed: Claimed) -> Outcome | None:
    """Return why a message is not sent though it waits: much may have changed since then."""
    if office.unwanted.holds(office.outbox.find_hash(claimed.number)):
        return Outcome(Verdict.FAILED, UNWANTED)
    (entry,) = office.outbox.list_entries([claimed.number])
    try:
        objection = office.ask_leave(entry.facts.parts)
    except HandoutError:
        reason = "whether the handouts may still be given out cannot be told; see what 'check' says"
        return Outcome(Verdict.DEFERRED, reason, is_relay_fault=True)
    return Outcome(Verdict.REFUSED, f"not sent: {objection}") if objection else None


def _settle(office: PostOffice, claimed: Claimed, outcome: Outcome) -> Outcome:
    tries = claimed.tries + (0 if outcome.is_relay_fault else 1)
    if outcome.verdict is Verdict.DEFERRED and tries >= office.settings.tries:
        outcome = Outcome(Verdict.FAILED, f"given up after {tries} tries: {outcome.reason}")
    chance = office.means.chance()
    wait = choose_wait(max(1, tries), chance)
    if outcome.is_relay_fault:
        wait = choose_fault_wait(claimed.waited_s, chance)
    now = office.now
    office.outbox.settle(claimed.number, outcome, tries=tries, due_at=now + wait, now=now)
    return outcome


def say_next(entry: Entry) -> str:
    """Return what staff do about a message of which nobody knows whether it went; else ""."""
    if entry.stage is not Stage.UNKNOWN or not entry.has_body:
        return ""
    return f"if it did not come, 'outbox retry {entry.number} --sure' sends it once more"


def say_time(seconds: float, zone_now: datetime) -> str:
    """Return a time of the outbox as staff read it, in the zone of a time."""
    return datetime.fromtimestamp(seconds, zone_now.tzinfo).strftime("%Y-%m-%d %H:%M")


def is_open(stage: Stage) -> bool:
    """Tell whether a message is still to be sent, or asked about."""
    return stage.is_waiting or stage in (Stage.SENDING, Stage.UNKNOWN)
