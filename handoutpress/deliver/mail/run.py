"""What `email` does: from orders to messages in the outbox, to the relay, to words for staff.

Reads no command line and holds no clock.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

from handoutpress.deliver.mail.already_there import AlreadyThereError
from handoutpress.deliver.mail.consent import ConsentMissingError, require_consent
from handoutpress.deliver.mail.do_not_mail import UNWANTED
from handoutpress.deliver.mail.guarded_file import write_new
from handoutpress.deliver.mail.intent import find_gist, find_intent
from handoutpress.deliver.mail.message import (
    ID_LETTERS,
    SEVEN_BITS,
    find_zone,
    make_envelope,
    read_mailbox,
)
from handoutpress.deliver.mail.orders import Order, Packed, Told
from handoutpress.deliver.mail.packing import MB, make_facts, pack
from handoutpress.deliver.mail.password_slip import make_slip
from handoutpress.deliver.mail.post_office import PostOffice, say_next, say_time, send_due
from handoutpress.deliver.mail.sender import Offer, ask, hand_over
from handoutpress.deliver.mail.stationery import Stationery
from handoutpress.deliver.mail.values import (
    Consent,
    Entry,
    Envelope,
    Outcome,
    Post,
    Recipient,
    Stage,
)
from handoutpress.deliver.values import Channel, Delivery, GivenPart, Result, Teaching
from handoutpress.errors import HandoutError, UsageError

RESULTS = {
    Stage.SENT: Result.DONE,
    Stage.FAILED: Result.FAILED,
    Stage.CANCELLED: Result.CANCELLED,
    Stage.UNKNOWN: Result.UNKNOWN,
    Stage.REFUSED: Result.REFUSED,
    Stage.QUEUED: Result.QUEUED,
    Stage.DEFERRED: Result.QUEUED,
    Stage.SENDING: Result.QUEUED,
}
SLIP_THERE = (
    "a file lies where the page with the password goes, perhaps with another patient's; name "
    "another place"
)
OLD_PASSWORD = "It opens with the password of that time; no new page with a password was made"
DRY_THERE = "a file lies where the message goes; name another place behind --dry-run"
UNASKED = "the relay could not be asked how large a message may be"
WAITS = "it stays in the outbox; 'outbox retry' sends it"


def send_orders(
    office: PostOffice, orders: Sequence[Order], stationery: Stationery
) -> tuple[Told, ...]:
    """Write all messages into the outbox, then send them; tell of each order what became of it.

    An order that cannot be done fails alone.
    """
    limit, _ = find_limit(office)
    _require_new_slips(office, orders)
    own: dict[int, Order] = {}
    outcomes: list[Told | int] = []
    for order in orders:
        outcome = _accept(office, order, stationery, limit, own)
        outcomes.append(outcome)
        if isinstance(outcome, int):
            own[outcome] = order
    numbers = frozenset(own)
    stopped = send_due(office, numbers) if numbers else ""
    return tuple(
        each if isinstance(each, Told) else _look_up(office, order.name, each, stopped)
        for order, each in zip(orders, outcomes, strict=True)
    )


def find_limit(office: PostOffice) -> tuple[int, bool]:
    """Return how large a message may be in bytes, and whether the relay could be asked.

    That is what IT set, or less where the relay says so.
    """
    own = int(office.settings.largest_mb * MB)
    offer = ask(office.access, office.means.passing)
    if not isinstance(offer, Offer):
        return own, False
    return min(own, offer.size) if offer.size else own, True


def _require_new_slips(office: PostOffice, orders: Sequence[Order]) -> None:
    """Refuse all orders when one would need the place of a page with another's password.

    Raises:
        UsageError: there is one.
    """
    for order in orders:
        is_taken = order.slip is not None and os.path.lexists(order.slip)
        if is_taken and _find_rival(office, order) is None:
            raise UsageError(f"{order.name}: {SLIP_THERE}; nothing was sent")


def _find_rival(office: PostOffice, order: Order) -> Entry | None:
    return office.outbox.find_rival(find_intent(office.key, order), find_gist(office.key, order))


def _accept(
    office: PostOffice, order: Order, stationery: Stationery, limit: int, own: Mapping[int, Order]
) -> Told | int:
    """Write a message into the outbox and return its number; or why it was refused.

    `own` are those that this run wrote: two rows may name the same address.
    """
    address_hash = office.key.hash_address(order.recipient.address)
    try:
        number = _queue(office, order, stationery, limit)
    except AlreadyThereError as error:
        if error.entry.number in own:
            return _tell_twin(office, order, own[error.entry.number], address_hash)
        return _tell_old(office, order, error)
    except HandoutError as error:
        refused = make_facts(order, Result.REFUSED, str(error), address_hash)
        office.recorder.note(refused)
        lacks = isinstance(error, ConsentMissingError)
        return Told(order.name, Result.REFUSED, str(error), lacks_consent=lacks)
    office.tell_record()
    return number


def _tell_twin(office: PostOffice, order: Order, other: Order, address_hash: str) -> Told:
    """Tell of an order that another one of this run has forestalled: for somebody else, perhaps."""
    if order.recipient.name == other.recipient.name:
        return Told(order.name, Result.DONE, f"{other.name} is the same", is_old=True)
    detail = (
        f"{other.name} goes to the same address with the same handouts. If it is for another "
        "patient, send it by itself with --again"
    )
    office.recorder.note(make_facts(order, Result.REFUSED, detail, address_hash))
    return Told(order.name, Result.REFUSED, detail)


def _tell_old(office: PostOffice, order: Order, error: AlreadyThereError) -> Told:
    """Tell that the same was sent before, and when; or that nobody knows."""
    entry, detail = error.entry, str(error)
    is_sent = entry.stage is Stage.SENT
    if is_sent:
        when = say_time(entry.changed_at, office.means.now())
        detail = f"{detail}, on {when}; --again sends it once more"
    if order.consent is Consent.ENCRYPTED:
        detail = f"{detail}. {OLD_PASSWORD}"
    return Told(order.name, RESULTS[entry.stage], detail, entry.number, is_old=is_sent)


def note_refusal(
    office: PostOffice,
    detail: str,
    reference: str,
    teaching: Teaching,
    parts: tuple[GivenPart, ...] = (),
) -> None:
    """Tell the record of a wish that was refused before anything was made for it."""
    refused = Delivery(
        *(Channel.MAIL, Result.REFUSED, "", 0, parts),
        detail=detail,
        reference=reference,
        teaching=teaching,
    )
    office.recorder.note(refused)


def _queue(office: PostOffice, order: Order, stationery: Stationery, limit: int) -> int:
    """Write a message into the outbox and return its number.

    Raises:
        AlreadyThereError: it is there.
        HandoutError: it may not be sent, or cannot be made.
    """
    require_consent(order.consent)
    address_hash = office.key.hash_address(order.recipient.address)
    if office.unwanted.holds(address_hash):
        raise HandoutError(UNWANTED)
    there = _find_rival(office, order)
    if there is not None:
        raise AlreadyThereError(there)
    packed = make_packed(office, order, stationery, limit)
    post = Post(
        find_intent(office.key, order),
        make_envelope(office.settings, order.recipient),
        packed.content,
        replace(packed.facts, recipient_hash=address_hash),
        find_gist(office.key, order),
    )
    with _slip(order, stationery):
        office.means.passing("queue")
        number = office.outbox.queue(post, office.now)
    office.means.passing("queued")
    return number


@contextmanager
def _slip(order: Order, stationery: Stationery) -> Iterator[None]:
    """Write the page with the password, and take it back when its message is not queued.

    It comes first: a message whose password nobody has would be of no use.

    Raises:
        HandoutError: something lies there, or it cannot be made.
    """
    if order.slip is None:
        yield
        return
    language = order.recipient.language or order.subject.language
    edition = order.subject.edition or "standard"
    page = make_slip(order.password, language, edition, stationery, order.mark)
    write_new(order.slip, page, "the page with the password", SLIP_THERE)
    try:
        yield
    except HandoutError:
        order.slip.unlink(missing_ok=True)
        raise


def make_packed(office: PostOffice, order: Order, stationery: Stationery, limit: int) -> Packed:
    """Return the message of an order.

    Raises:
        HandoutError: it cannot be made.
    """
    return pack(
        order,
        stationery,
        settings=office.settings,
        limit=limit,
        intent=find_intent(office.key, order),
        owner_password=office.means.token(),
        now=office.means.now(),
    )


def _look_up(office: PostOffice, name: str, number: int, stopped: str) -> Told:
    """Return what became of a message that was written into the outbox."""
    (entry,) = office.outbox.list_entries([number])
    detail = entry.detail or stopped or entry.facts.detail
    if entry.stage.is_waiting:
        detail = f"{detail}; {WAITS}" if detail else WAITS
    if say_next(entry):
        detail = f"{detail}; {say_next(entry)}"
    return Told(name, RESULTS[entry.stage], detail, entry.number)


def write_dry(
    office: PostOffice, order: Order, stationery: Stationery, path: Path
) -> tuple[str, ...]:
    """Write the message that would be sent to a file of mode 0600; return notes. Sends nothing.

    The relay is asked for its limit, and for nothing else.

    Raises:
        HandoutError: it may not be sent, or cannot be made or written.
    """
    require_consent(order.consent)
    limit, is_known = find_limit(office)
    packed = make_packed(office, order, stationery, limit)
    write_new(path, packed.content, "the message", DRY_THERE)
    return packed.notes if is_known else (*packed.notes, UNASKED)


# --- a message without a patient ------------------------------------------------------------------


def send_test(office: PostOffice, recipient: Recipient) -> tuple[Outcome, Offer | None]:
    """Send a message that says nothing, to see whether the relay works; it is in no record."""
    offer = ask(office.access, office.means.passing)
    if isinstance(offer, Outcome):
        return offer, None
    envelope = make_envelope(office.settings, recipient)
    content = _compose_test(office, envelope).as_bytes()
    return hand_over(office.access, envelope, content, office.means.passing), offer


def _compose_test(office: PostOffice, envelope: Envelope) -> EmailMessage:
    settings = office.settings
    message = EmailMessage(policy=SEVEN_BITS)
    sender = read_mailbox(settings.sender, "sender")
    if not envelope.recipient.isascii():
        raise UsageError("test with an address in ASCII")
    message["From"] = sender.address
    message["To"] = envelope.recipient
    message["Subject"] = "Test of Handout Press"
    message["Date"] = office.means.now().astimezone(find_zone(settings.time_zone))
    message["Message-ID"] = f"<{office.means.token()[:ID_LETTERS]}@{sender.domain}>"
    message.set_content("This is a test. The mail relay of the clinic's handouts works.\n")
    return message
