"""What makes two wishes to send one, and what keeps them apart."""

from __future__ import annotations

import json
from typing import Any

import pytest

from handoutpress.deliver.mail.address_key import AddressKey
from handoutpress.deliver.mail.intent import find_gist, find_intent
from handoutpress.deliver.mail.orders import Order
from handoutpress.deliver.mail.values import Consent, Recipient
from tests.mail_makers import make_order, make_pdf, make_subject

KEY = AddressKey(b"k" * 32)


def make_packet(pdf: bytes = b"%PDF-1", **changes: Any) -> Order:
    """Return an order of a packet with such a recipe."""
    recipe: dict[str, Any] = {
        "kind": "packet",
        "code": "AB-12",
        "made_on": "2027-05-01",
        "sha256": "1",
        "options": {"has_cover": True},
        "handouts": [{"handout_id": "care/fever", "sha256": "2", "state": "approved"}],
    }
    return make_order(subject=make_subject(pdf=pdf, recipe=json.dumps({**recipe, **changes})))


@pytest.mark.parametrize(
    "changes",
    [
        {"pdf": b"%PDF-2"},
        {"code": "CD-34"},
        {"made_on": "2027-05-02"},
        {"sha256": "9"},
        {"handouts": [{"handout_id": "care/fever", "sha256": "2", "state": "due-soon"}]},
    ],
)
def test_a_packet_made_anew_is_the_same(changes: dict[str, Any]) -> None:
    assert find_intent(KEY, make_packet(**changes)) == find_intent(KEY, make_packet())


@pytest.mark.parametrize(
    "changes",
    [
        {"options": {"has_cover": False}},
        {"handouts": [{"handout_id": "care/fever", "sha256": "3", "state": "approved"}]},
        {"handouts": []},
        {"day": "2027-05-03"},
    ],
)
def test_a_packet_that_says_something_else_is_another(changes: dict[str, Any]) -> None:
    assert find_gist(KEY, make_packet(**changes)) != find_gist(KEY, make_packet())


@pytest.mark.parametrize(
    "changes",
    [
        {"typed": "note: Call us."},
        {"consent": Consent.ENCRYPTED},
        {"recipient": Recipient("other@example.org")},
        {"subject": make_subject(pdf=make_pdf(9))},
    ],
)
def test_other_words_another_lock_or_another_address_are_another(changes: dict[str, Any]) -> None:
    assert find_gist(KEY, make_order(**changes)) != find_gist(KEY, make_order())


@pytest.mark.parametrize("changes", [{"wish": "again"}, {"reference": "E-2"}])
def test_another_wish_for_the_same_is_told_apart_once_the_first_was_sent(
    changes: dict[str, Any],
) -> None:
    assert find_gist(KEY, make_order(**changes)) == find_gist(KEY, make_order())
    assert find_intent(KEY, make_order(**changes)) != find_intent(KEY, make_order())
