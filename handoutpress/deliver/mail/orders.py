"""What is to be sent to whom, and what became of it: values only.

No value here shows a name, an address or a password.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from handoutpress.deliver.mail.values import Consent, Recipient
from handoutpress.deliver.values import Delivery, Result, Subject, Teaching
from handoutpress.rows import find_row


@dataclass(frozen=True, slots=True)
class Order:
    """One message to one patient; `name` is what staff call it: "the message", or "row 3".

    `wish` tells one wish to send from another: the same to the same address by the same wish is
    sent once. `typed` is what was typed for the patient alone, such as a packet's file. Locked, it
    opens with `password`; `slip` is where the page with it is written.
    """

    name: str
    recipient: Recipient
    consent: Consent | None
    subject: Subject
    wish: str
    password: str = field(default="", repr=False)
    slip: Path | None = None
    reference: str = ""
    typed: str = field(default="", repr=False)
    teaching: Teaching = field(default_factory=Teaching)

    @property
    def mark(self) -> str:
        """What staff tell pages of passwords apart by: the reference, and the row of a list."""
        row = find_row(self.name)
        return " / ".join(filter(None, (self.reference, str(row) if row else "")))


@dataclass(frozen=True, slots=True)
class Told:
    """What became of an order; `number` is that of its message in the outbox, if it has one.

    `is_old` says that the relay took it in an earlier run, and nothing was sent by this one.
    """

    name: str
    result: Result
    detail: str
    number: int | None = None
    lacks_consent: bool = False
    is_old: bool = False

    @property
    def is_sent(self) -> bool:
        """Whether the relay took it."""
        return self.result is Result.DONE


@dataclass(frozen=True, slots=True)
class Packed:
    """A message ready for the outbox, and the facts for the record."""

    content: bytes = field(repr=False)
    facts: Delivery
    notes: tuple[str, ...] = ()
