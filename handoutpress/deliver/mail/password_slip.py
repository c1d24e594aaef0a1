"""Make the page with a password, in the patient's language; it is printed and given by hand.

No name and no address stand on it.
"""

from __future__ import annotations

from handoutpress.compose.mail import compose_slip
from handoutpress.deliver.mail.password import split_password
from handoutpress.deliver.mail.stationery import Stationery
from handoutpress.labels import read_labels


def make_slip(
    password: str, language: str, edition: str, stationery: Stationery, reference: str = ""
) -> bytes:
    """Return the page as a PDF; `reference` tells staff whose it is, and is no name.

    Raises:
        HandoutError: it cannot be made.
    """
    composed = compose_slip(
        split_password(password),
        stationery.find_letterhead(language),
        edition,
        stationery.theme,
        read_labels(language),
        reference=reference,
    )
    return stationery.print_page(composed, edition)
