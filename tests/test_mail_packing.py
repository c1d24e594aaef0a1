"""What is left out when a message is too large, and what it is made of."""

from __future__ import annotations

import pytest

from handoutpress.deliver.mail.packing import choose_parts, explain_excess
from handoutpress.deliver.values import GivenPart
from tests.mail_makers import make_subject

PARTS = tuple(
    GivenPart(f"care/{name}", "en", page_count=count)
    for name, count in (("fever", 2), ("mouth", 5), ("hair", 3))
)
PDF = b"x" * 1_000_000  # of ten pages: about 137 KB a page in an e-mail


@pytest.mark.parametrize(
    ("excess", "names"),
    [
        (1, ["care/mouth"]),
        (600_000, ["care/mouth"]),
        (800_000, ["care/mouth", "care/hair"]),
        (9_000_000, ["care/mouth", "care/hair"]),
    ],
)
def test_longest_handouts_are_left_out_but_never_all(excess: int, names: list[str]) -> None:
    subject = make_subject(pdf=PDF, page_count=10, parts=PARTS)

    assert [each.handout_id for each in choose_parts(subject, excess)] == names


@pytest.mark.parametrize(
    ("parts", "end"),
    [
        (PARTS, "Leave out care/mouth and care/hair, which may be enough; or print it"),
        (PARTS[:1], "Print it instead"),
        ((), "Print it instead"),
    ],
)
def test_excess_is_told_with_what_to_do(parts: tuple[GivenPart, ...], end: str) -> None:
    subject = make_subject(pdf=PDF, page_count=10, parts=parts)

    assert explain_excess(subject, 800_000) == (
        f"the message is 800 KB too large for the relay; nothing was sent. {end}"
    )
