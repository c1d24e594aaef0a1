"""What tells one wish to send from another, though its PDF is made anew each time.

Keeps no word that was typed: all goes into a hash with the key of the folder of state.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from handoutpress.deliver.mail.address_key import AddressKey
from handoutpress.deliver.mail.orders import Order
from handoutpress.deliver.values import Subject

# What differs in each packet that says the same: its own code, the day, its bytes; and what tells
# of the program, or of an approval that grows old, while the handouts' own bytes stay.
_PASSING = ("code", "made_on", "sha256", "program", "version", "page_count")
_PACKET = "packet"


def find_gist(key: AddressKey, order: Order) -> str:
    """Return the hash of what is to be sent to whom, locked or not; days do not matter."""
    return key.hash_intent(
        order.recipient.address, _describe(order.subject), order.typed, str(order.consent or "")
    )


def find_intent(key: AddressKey, order: Order) -> str:
    """Return what tells a wish to send from others; the message's id is made of it."""
    gist = find_gist(key, order)
    return key.hash_intent(order.recipient.address, gist, order.reference, order.wish)


def _describe(subject: Subject) -> str:
    """Return what a PDF says, without what is new in it each time that it is made."""
    recipe = _read_recipe(subject.recipe)
    if recipe is None:
        return hashlib.sha256(subject.pdf).hexdigest()
    parts = [
        (part.handout_id, part.language, part.edition, part.version, part.sha256)
        for part in subject.parts
    ]
    return json.dumps([recipe, parts], sort_keys=True)


def _read_recipe(text: str) -> dict[str, Any] | None:
    """Return what stays the same of a packet's recipe; None of what is no packet."""
    recipe = json.loads(text) if text else None
    if not isinstance(recipe, dict) or recipe.get("kind") != _PACKET:
        return None
    kept = {name: value for name, value in recipe.items() if name not in _PASSING}
    handouts = [
        {name: value for name, value in each.items() if name != "state"}
        for each in recipe.get("handouts", ())
    ]
    return {**kept, "handouts": handouts}
