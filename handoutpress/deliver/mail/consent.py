"""Without consent nothing is sent; and what goes out locked is locked here.

Asks nobody: what staff say that the patient agreed to comes from the command line or a list.
"""

from __future__ import annotations

from handoutpress.combine import Passwords, encrypt
from handoutpress.deliver.mail.values import Consent
from handoutpress.errors import UsageError

# Source: 45 CFR 164.522(b) and HHS, HIPAA FAQ 570: a patient may ask for plain e-mail; who was
# told of the risk, and still wants it, may have it.
NO_CONSENT = (
    "nothing was sent: it is not said what the patient agreed to. A plain e-mail may be read by "
    "others on its way; HIPAA allows it only when the patient was told so and still wants it. "
    "Ask, then write --consent plain; or --consent encrypted, which locks the PDF by a password"
)


class ConsentMissingError(UsageError):
    """Nobody said what the patient agreed to."""


def require_consent(consent: Consent | None) -> Consent:
    """Return what the patient agreed to.

    Raises:
        ConsentMissingError: nobody said it.
    """
    if consent is None:
        raise ConsentMissingError(NO_CONSENT)
    return consent


def lock(pdf: bytes, password: str, *, owner: str) -> bytes:
    """Return a PDF that opens with a password: AES of 256 bits, readable for screen readers."""
    return encrypt(pdf, Passwords(password, owner))
