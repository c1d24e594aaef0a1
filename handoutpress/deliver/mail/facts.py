"""How a delivery stands in the outbox until the record has been told how it ended: as JSON.

Reads and writes no file.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from handoutpress.deliver.values import Channel, Delivery, GivenPart, Result, Teaching


def dump_facts(facts: Delivery) -> str:
    """Return a delivery as a text."""
    return json.dumps(asdict(facts), ensure_ascii=False)


def load_facts(text: str) -> Delivery:
    """Return a delivery from its text."""
    values: dict[str, Any] = json.loads(text)
    values |= {
        "channel": Channel(values["channel"]),
        "result": Result(values["result"]),
        "parts": tuple(GivenPart(**part) for part in values["parts"]),
        "teaching": Teaching(**values["teaching"]),
    }
    return Delivery(**values)
