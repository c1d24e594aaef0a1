"""Put a message together within the limits of the relay: with the PDF, or with a link.

Sends nothing and writes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from handoutpress.compose.mail import Enclosed, compose_letter
from handoutpress.deliver.mail.consent import lock
from handoutpress.deliver.mail.message import Attachment, compose_message
from handoutpress.deliver.mail.orders import Order, Packed
from handoutpress.deliver.mail.sender import say_size
from handoutpress.deliver.mail.stationery import Stationery
from handoutpress.deliver.mail.values import Consent
from handoutpress.deliver.settings import Mail
from handoutpress.deliver.values import Channel, Delivery, GivenPart, Result, Subject
from handoutpress.errors import HandoutError
from handoutpress.labels import read_labels

MB = 1_000_000
# "Your message is too large", of which this much is neither PDF nor its lines in base64.
# Source: RFC 2045, 6.8: 4 signs for 3 bytes, and a line end of 2 for each 76.
GROWTH = 4 / 3 * 78 / 76


def pack(
    order: Order,
    stationery: Stationery,
    *,
    settings: Mail,
    limit: int,
    intent: str,
    owner_password: str,
    now: datetime,
) -> Packed:
    """Return the message of an order that was agreed to, as large as the relay allows.

    Raises:
        HandoutError: it is too large and nothing helps; a text is missing.
    """
    subject, is_locked = order.subject, order.consent is Consent.ENCRYPTED
    pdf = lock(subject.pdf, order.password, owner=owner_password) if is_locked else subject.pdf
    enclosed = Enclosed(subject.file_name, subject.page_count, is_locked)

    def compose(enclosed: Enclosed, attachment: Attachment | None) -> bytes:
        language = order.recipient.language or subject.language
        letter = compose_letter(
            enclosed, stationery.find_letterhead(language), stationery.theme, read_labels(language)
        )
        return compose_message(
            *(letter, order.recipient, attachment), settings=settings, intent=intent, now=now
        ).as_bytes()

    facts = replace(make_facts(order, Result.QUEUED), sha256=hashlib.sha256(pdf).hexdigest())
    content = compose(enclosed, Attachment(subject.file_name, pdf))
    excess = len(content) - limit
    if excess <= 0:
        return Packed(content, facts)
    if not _may_link(subject, order):
        raise HandoutError(explain_excess(subject, excess))
    content = compose(replace(enclosed, link=subject.public_url), None)
    note = f"the PDF is {say_size(excess)} too large for the relay; a link to it was sent instead"
    return Packed(content, replace(facts, detail=note), (note,))


def _may_link(subject: Subject, order: Order) -> bool:
    """Tell whether the clinic serves this very PDF to everybody."""
    is_open = bool(subject.public_url) and not subject.is_personal
    return is_open and order.consent is Consent.PLAIN


def explain_excess(subject: Subject, excess: int) -> str:
    """Return by how much a message is too large, and what to leave out."""
    start = f"the message is {say_size(excess)} too large for the relay; nothing was sent"
    names = [part.handout_id for part in choose_parts(subject, excess) if part.handout_id]
    if len(subject.parts) < 2 or not names:
        return f"{start}. Print it instead"
    return f"{start}. Leave out {' and '.join(names)}, which may be enough; or print it"


def choose_parts(subject: Subject, excess: int) -> tuple[GivenPart, ...]:
    """Return the longest parts that make up about so many bytes; not all of them."""
    return tuple(_iter_parts(subject, excess))


def _iter_parts(subject: Subject, excess: int) -> Iterator[GivenPart]:
    page_bytes = len(subject.pdf) * GROWTH / max(1, subject.page_count)
    longest = sorted(subject.parts, key=lambda part: -part.page_count)
    for part in longest[: len(subject.parts) - 1]:
        if excess <= 0:
            return
        yield part
        excess -= int(part.page_count * page_bytes)


def make_facts(order: Order, result: Result, detail: str = "", address_hash: str = "") -> Delivery:
    """Return what the record is told of an order."""
    subject = order.subject
    return Delivery(
        channel=Channel.MAIL,
        result=result,
        sha256=hashlib.sha256(subject.pdf).hexdigest(),
        page_count=subject.page_count,
        parts=subject.parts,
        title=subject.title,
        detail=detail,
        reference=order.reference,
        recipient_hash=address_hash,
        consent=str(order.consent or ""),
        teaching=order.teaching,
        recipe=subject.recipe,
    )
