"""Make the message itself: headers that nothing can be smuggled into, text, HTML, and a PDF.

Sends nothing and reads no clock. No header names a patient but the one that says where it goes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP, SMTPUTF8
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handoutpress.compose.mail import Letter
from handoutpress.deliver.mail.addresses import has_controls, parse_mailbox
from handoutpress.deliver.mail.values import Envelope, Recipient
from handoutpress.deliver.settings import Mail
from handoutpress.errors import HandoutError, UsageError

# What any relay takes: seven bits, and lines that are not broken again on the way.
# Source: RFC 5321, 2.4 and 4.5.3.1.6.
SEVEN_BITS = SMTP.clone(cte_type="7bit", raise_on_defect=False)
# Names and addresses as they are, where the address needs it. Source: RFC 6532, 3.
UTF8 = SMTPUTF8.clone(cte_type="7bit", raise_on_defect=False)
ID_LETTERS = 40  # of a message's id: 160 bits of a hash are more than enough to be the only one

PLAIN_LETTERS = 60  # with the header's name and an address, still a line. Source: RFC 5322, 2.1.1
_PLAIN = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address of the clinic's own, with its name."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A PDF and its neutral file name."""

    file_name: str
    pdf: bytes = field(repr=False)


def read_mailbox(typed: str, key: str) -> Mailbox:
    """Return an address that IT set.

    Raises:
        HandoutError: it is none.
    """
    try:
        return Mailbox(*parse_mailbox(typed))
    except UsageError:
        raise HandoutError(
            f"delivery.yaml: 'mail.{key}' is no address; write one such as "
            "Example Clinic <handouts@example.org>"
        ) from None


def make_envelope(settings: Mail, recipient: Recipient) -> Envelope:
    """Return what the relay is told before the message.

    Raises:
        HandoutError: an address that IT set is none.
    """
    bounce = settings.bounce or settings.sender
    key = "bounce" if settings.bounce else "sender"
    return Envelope(read_mailbox(bounce, key).address, recipient.address)


def compose_message(
    letter: Letter,
    recipient: Recipient,
    attachment: Attachment | None,
    *,
    settings: Mail,
    intent: str,
    now: datetime,
) -> EmailMessage:
    """Return a message; the same `intent` gives the same Message-ID.

    It says no Auto-Submitted: a person of the clinic sends it, and answers go to a person.
    Source: RFC 3834, 5.

    Raises:
        HandoutError: an address or the time zone that IT set is wrong, or a text for a header
            holds control characters.
    """
    sender = read_mailbox(settings.sender, "sender")
    message = EmailMessage(policy=UTF8 if not recipient.address.isascii() else SEVEN_BITS)
    _add_address(message, "From", sender.name, sender.address)
    if settings.reply_to:
        reply_to = read_mailbox(settings.reply_to, "reply_to")
        _add_address(message, "Reply-To", reply_to.name, reply_to.address)
    _add_address(message, "To", recipient.name, recipient.address)
    message.set_raw("Subject", encode_words(letter.subject, "Subject"))
    message["Date"] = now.astimezone(find_zone(settings.time_zone))
    message["Message-ID"] = f"<{intent[:ID_LETTERS]}@{sender.domain}>"
    _add_words(message, letter)
    if attachment is not None:
        _require_line(attachment.file_name, "the file name")
        message.add_attachment(
            attachment.pdf, maintype="application", subtype="pdf", filename=attachment.file_name
        )
    message["Content-Language"] = letter.language  # before, it would move into the first part
    return message


def _add_words(message: EmailMessage, letter: Letter) -> None:
    message.set_content(letter.text, charset="utf-8")
    message.add_alternative(letter.html, subtype="html", charset="utf-8")
    for part in message.iter_parts():
        assert isinstance(part, MIMEPart)
        part["Content-Language"] = letter.language


def _add_address(message: EmailMessage, header: str, name: str, address: str) -> None:
    """Add an address and its name; line ends between the two, so that lines stay short."""
    if has_controls(address):
        raise HandoutError("an address holds a control character or a line end; take it out")
    words = f"{encode_words(name, header)}\r\n " if name else ""
    message.set_raw(header, f"{words}<{address}>" if words else address)


def encode_words(text: str, header: str) -> str:
    """Return a text for a header: as it is where nothing can be mistaken in it, else encoded.

    Python's newer way to fold headers loses and adds spaces in long names outside ASCII; this is
    its older one. Source: RFC 2047, 2 and 5; RFC 5322, 3.2.3.

    Raises:
        HandoutError: it holds what would end or disguise the header.
    """
    _require_line(text, "a text for a header")
    if len(text) <= PLAIN_LETTERS and _PLAIN.fullmatch(text):
        return text
    return Header(text, "utf-8", header_name=header).encode(linesep="\r\n")


def _require_line(text: str, what: str) -> str:
    """Return a text that is one line.

    Raises:
        HandoutError: it would end the header that it stands in, or hide a part of it.
    """
    if has_controls(text):
        raise HandoutError(f"{what} holds a control character or a line end; take it out")
    return text


def find_zone(name: str) -> ZoneInfo:
    """Return a time zone by its name.

    Raises:
        HandoutError: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise HandoutError(
            f"delivery.yaml: 'mail.time_zone' is no time zone: '{name}'; "
            "write one such as America/Chicago"
        ) from error
