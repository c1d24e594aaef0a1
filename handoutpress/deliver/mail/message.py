"""Make the message itself: headers that nothing can be smuggled into, text, HTML, and a PDF.

Sends nothing and reads no clock. No header names a patient but the one that says where it goes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
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
    message["From"] = _make_address(sender.name, sender.address)
    if settings.reply_to:
        reply_to = read_mailbox(settings.reply_to, "reply_to")
        message["Reply-To"] = _make_address(reply_to.name, reply_to.address)
    message["To"] = _make_address(recipient.name, recipient.address)
    message["Subject"] = _require_line(letter.subject, "the subject line")
    message["Date"] = now.astimezone(find_zone(settings.time_zone))
    message["Message-ID"] = f"<{intent[:ID_LETTERS]}@{sender.domain}>"
    message["Content-Language"] = letter.language
    _add_words(message, letter)
    if attachment is not None:
        _require_line(attachment.file_name, "the file name")
        message.add_attachment(
            attachment.pdf, maintype="application", subtype="pdf", filename=attachment.file_name
        )
    return message


def _add_words(message: EmailMessage, letter: Letter) -> None:
    message.set_content(letter.text, charset="utf-8")
    message.add_alternative(letter.html, subtype="html", charset="utf-8")
    for part in message.iter_parts():
        assert isinstance(part, MIMEPart)
        part["Content-Language"] = letter.language


def _make_address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(_require_line(name, "a name"), local, domain)


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
