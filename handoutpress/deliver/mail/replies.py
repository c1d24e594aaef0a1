"""Say in plain words what a relay's answer means, by its codes alone.

The text of an answer may name the recipient or quote a secret; none of it is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_STATUS = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")

# Source: RFC 3463, 3.2 to 3.8, and the IANA registry of enhanced status codes that grew from it;
# the class (4 or 5) is left out.
_MEANINGS = {
    "1.1": "the relay says that there is no such mailbox; check the address with the patient",
    "1.2": "the relay says that the part behind the @ does not exist; check it with the patient",
    "1.3": "the relay says that this is no valid address; check it with the patient",
    "1.6": "the mailbox has moved; ask the patient for the new address",
    "1.7": "the relay refuses the clinic's own address; tell IT",
    "1.8": "the relay refuses the clinic's own address; tell IT",
    "1.10": "the part behind the @ takes no e-mail; check it with the patient",
    "2.1": "the mailbox is closed; ask the patient for another address",
    "2.2": "the mailbox is full; ask the patient",
    "2.3": "the message is too large for the mailbox; send fewer handouts",
    "3.1": "the relay has no room just now",
    "3.2": "the relay takes nothing just now",
    "3.4": "the message is too large for the relay; send fewer handouts",
    "4.1": "the relay of the patient's provider does not answer",
    "4.5": "the relay is overloaded",
    "5.3": "the relay does not take so many messages at once",
    "6.7": "the relay cannot send to an address with letters outside ASCII",
    "7.1": "the relay or the patient's provider refuses it by a rule of its own; tell IT",
}
# Source: RFC 5321, 4.2.3, and RFC 4954, 6.
_CODES = {
    421: "the relay closes the connection",
    450: "the mailbox is not available just now",
    451: "the relay cannot do it just now",
    452: "the relay has no room just now",
    454: "the relay cannot check the password just now",
    530: "the relay wants a user and a password; set them in delivery.yaml",
    534: "the relay wants another way to log in; tell IT",
    535: "the relay refuses the user or the password; tell IT",
    538: "the relay wants TLS before the password; tell IT",
    550: "the relay refuses the address; check it with the patient",
    552: "the message is too large for the relay; send fewer handouts",
    554: "the relay refuses the message; tell IT",
}
# A provider that puts off whoever it does not know yet. Source: RFC 6647 ("greylisting"). Not 454:
# with that, Postfix refuses who may not send through it at all.
_PUT_OFF = frozenset(((450, "4.7.1"), (451, "4.7.1")))
SHUTTING_DOWN = 421
LOG_IN = (530, 534, 535, 538)  # the same for every message, until IT mends it


@dataclass(frozen=True, slots=True)
class Reply:
    """The codes of an answer: three digits, and the enhanced status or ""."""

    code: int
    status: str = ""

    @property
    def is_refusal(self) -> bool:
        """Whether the relay did not do what it was asked for. Source: RFC 5321, 4.2.1: 4yz, 5yz."""
        return 400 <= self.code < 600

    @property
    def is_passing(self) -> bool:
        """Whether another try may help. Source: RFC 5321, 4.2.1: 4yz."""
        return 400 <= self.code < 500

    def explain(self) -> str:
        """Return what it means."""
        shown = f"answer {self.code}" + (f", {self.status}" if self.status else "")
        meaning = _MEANINGS.get(self.status.partition(".")[2]) or _CODES.get(self.code)
        if (self.code, self.status) in _PUT_OFF:
            meaning = "the relay or the patient's provider says: later; it is tried again"
        if meaning is None:
            later = "does not take it now" if self.is_passing else "refuses it; tell IT"
            meaning = f"the relay {later}"
        return f"{meaning} ({shown})"


def read_reply(code: int, text: bytes) -> Reply:
    """Return the codes of an answer, and nothing of its text."""
    found = _STATUS.match(text)
    return Reply(code, found[1].decode("ascii") if found else "")


# What OpenSSL found, by its number, and what IT must do. Source: openssl-verification-options(1),
# x509_vfy.h.
_NAME_AUTHORITY = "mend the certificate, or name its authority as 'ca' in delivery.yaml"
_USE_NAME = (
    "write the relay's own name as 'mail.relay.host' in delivery.yaml, or mend the certificate"
)
_CERTIFICATES = {
    9: ("it is not valid yet", "see that the clock of this computer is right"),
    10: (
        "it has expired",
        "have it renewed where the relay runs, and see that the clock of this computer is right",
    ),
    18: ("it is signed by itself", _NAME_AUTHORITY),
    19: ("an authority that signed it is not trusted", _NAME_AUTHORITY),
    20: ("nobody who is trusted signed it", _NAME_AUTHORITY),
    21: ("nobody who is trusted signed it", _NAME_AUTHORITY),
    23: ("it was revoked", "have it replaced where the relay runs"),
    62: ("it is for another name than the relay's", _USE_NAME),
    64: ("it is for another address than the relay's", _USE_NAME),
}


def explain_certificate(number: int) -> str:
    """Return why a certificate was refused, and what helps."""
    why, remedy = _CERTIFICATES.get(number, (f"OpenSSL says {number}", _NAME_AUTHORITY))
    return f"the relay's certificate was refused: {why}. Nothing was sent; IT must {remedy}"
