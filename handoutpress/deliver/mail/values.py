"""What flows between the modules of mail; nothing here shows a name or an address.

Decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from handoutpress.deliver.values import Delivery


class Consent(StrEnum):
    """How a patient wants it: as it is, after having been warned; or locked by a password."""

    PLAIN = "plain"
    ENCRYPTED = "encrypted"


@dataclass(frozen=True, slots=True, repr=False)
class Recipient:
    """Who gets a message; its `repr` says nothing. `language` is a BCP 47 tag, or ""."""

    address: str
    name: str = ""
    language: str = ""

    def __repr__(self) -> str:
        """Return the class alone: this lands in tracebacks."""
        return "Recipient(…)"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the relay is told before the message: where bounces go, and to whom it goes."""

    bounce: str = field(repr=False)
    recipient: str = field(repr=False)

    @property
    def needs_utf8(self) -> bool:
        """Whether the relay must know SMTPUTF8. Source: RFC 6531, 3.1."""
        return not (self.recipient.isascii() and self.bounce.isascii())


@dataclass(frozen=True, slots=True)
class Post:
    """A message to be written into the outbox; `facts` is what the record is told of it.

    `gist` is the same for the same words to the same address, whenever they were wished for.
    """

    intent: str
    envelope: Envelope
    content: bytes = field(repr=False)
    facts: Delivery
    gist: str


class Stage(StrEnum):
    """Where a message of the outbox stands."""

    QUEUED = "queued"
    SENDING = "sending"
    DEFERRED = "deferred"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    REFUSED = "refused"  # by us, when its time came

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be sent."""
        return self in (Stage.QUEUED, Stage.DEFERRED)


@dataclass(frozen=True, slots=True)
class Entry:
    """A message of the outbox as it is listed; times are seconds since 1970."""

    number: int
    stage: Stage
    queued_at: float
    changed_at: float
    due_at: float
    tries: int
    size: int
    detail: str
    has_body: bool
    facts: Delivery


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this process, and no other, is to send now.

    `waited_s` is how long it was put off the last time, in seconds.
    """

    number: int
    tries: int
    waited_s: float
    envelope: Envelope
    content: bytes = field(repr=False)


class Verdict(StrEnum):
    """What one try to send led to."""

    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    UNKNOWN = "unknown"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one try ended, in plain words; with a fault of the relay, others need not be tried."""

    verdict: Verdict
    reason: str = ""
    is_relay_fault: bool = False


@dataclass(frozen=True, slots=True)
class Means:
    """What only the command line has: the clock, waiting, chance.

    `now` returns a time with its zone; `chance` a number from 0 up to 1; `token` letters that
    nobody can guess; `choose` one of some signs. `passing` is told of every step, before it is
    done.
    """

    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    chance: Callable[[], float]
    token: Callable[[], str]
    choose: Callable[[str], str]
    passing: Callable[[str], None] = lambda step: None
