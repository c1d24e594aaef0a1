"""What a line of the record says, and its form: JSON in which every byte counts.

Keeps nothing and asks nothing: values in, values out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from handoutpress.deliver.values import Channel, Delivery, GivenPart, Result, Teaching

FIRST = "0" * 64  # what stands for the hash of the line before the first one


@dataclass(frozen=True, slots=True)
class Witness:
    """Who does it, and on which computer."""

    operator: str
    host: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record.

    `time` is in UTC, `hash` that of the line before and of all that stands here. `delivery.recipe`
    is "": the archive holds what `recipe_digest` names.
    """

    number: int
    previous: str
    hash: str
    time: datetime
    witness: Witness
    delivery: Delivery
    recipe_digest: str = ""


def dump_fields(
    delivery: Delivery, *, time: datetime, witness: Witness, recipe_digest: str = ""
) -> str:
    """Return all that a line says, as JSON in one spelling."""
    values = {
        "time": time.astimezone(UTC).isoformat(timespec="milliseconds"),
        **asdict(witness),
        **asdict(delivery),
        "recipe": recipe_digest,
    }
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load_line(number: int, previous: str, digest: str, fields: str) -> Line:
    """Return the line that was dumped.

    Raises:
        ValueError: it is none.
    """
    try:
        values: dict[str, Any] = json.loads(fields)
        witness = Witness(values.pop("operator"), values.pop("host"))
        time = datetime.fromisoformat(values.pop("time"))
        recipe = values.pop("recipe")
        return Line(number, previous, digest, time, witness, load_delivery(values), recipe)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is no line of the record") from error


def load_delivery(values: Mapping[str, Any]) -> Delivery:
    """Return the delivery that was dumped; later versions may have added fields."""
    kept = dict(values)
    kept["channel"], kept["result"] = Channel(kept["channel"]), Result(kept["result"])
    kept["parts"] = tuple(GivenPart(**each) for each in kept["parts"])
    kept["teaching"] = Teaching(**kept["teaching"])
    return Delivery(**kept)


def hash_line(number: int, previous: str, fields: str) -> str:
    """Return the hash of a line: SHA-256 over its number, the hash before, and what it says."""
    return hashlib.sha256(f"{number}\n{previous}\n{fields}".encode()).hexdigest()
