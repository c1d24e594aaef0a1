"""The entries of an approvals file: how each is written, sealed, and found to be as it was.

Reads and writes no file. Each entry is sealed with all before it, so that one that is changed,
taken out or put in between by hand breaks the chain. Beside the file lies a slip for each entry,
named by its seal: it shows that an entry is gone from the end. A seal is no signature: it guards
against mistakes, not against somebody who computes it anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from handoutpress.content import Approval

# The keys in the order in which an entry is written.
KEYS = ("version", "words", "state", "by", "on", "due", "reason", "replaced_by", "text", "seal")


def seal(entry: Approval, before: str) -> str:
    """Return the seal of an entry: a SHA-256 over what it says and the seal before it.

    `before` is "" for the first one.
    """
    said = [[key, value] for key, value in _list_values(entry) if key != "seal"]
    text = json.dumps([before, said], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_same(one: Approval, other: Approval) -> bool:
    """Tell whether two entries say the same, sealed or not."""
    return seal(one, "") == seal(other, "")


def add_seal(entry: Approval, before: Sequence[Approval]) -> Approval:
    """Return an entry with the seal that it has after those before it."""
    return entry.model_copy(update={"seal": seal(entry, _chain(before)[-1])})


def _chain(entries: Sequence[Approval]) -> list[str]:
    """Return the seal that each entry ought to have, after "" for none."""
    seals = [""]
    for entry in entries:
        seals.append(seal(entry, seals[-1]))
    return seals


def find_broken(entries: Sequence[Approval]) -> int | None:
    """Return the index of the first entry that is not as it was written; None when all are.

    Entries before the first one with a seal were written by hand; that seal covers them.
    """
    has_seal = False
    for index, (entry, wanted) in enumerate(zip(entries, _chain(entries)[1:], strict=True)):
        has_seal = has_seal or entry.seal is not None
        if has_seal and entry.seal != wanted:
            return index
    return None


def is_sealed(entries: Sequence[Approval]) -> bool:
    """Tell whether all entries were written by the program."""
    return all(entry.seal is not None for entry in entries)


def format_entry(entry: Approval) -> str:
    """Return an entry as it stands in its file: one key on each line, texts in quotes."""
    lines = [f"{key}: {_format_value(key, value)}" for key, value in _list_values(entry)]
    return "- " + "\n  ".join(lines) + "\n"


def _list_values(entry: Approval) -> list[tuple[str, Any]]:
    """Return what an entry says, empty keys left out, days as text."""
    values = ((key, getattr(entry, key)) for key in KEYS)
    return [
        (key, value.isoformat() if hasattr(value, "isoformat") else value)
        for key, value in values
        if value not in (None, ())
    ]


def _format_value(key: str, value: Any) -> str:
    """Return a value in YAML; JSON's strings and lists are YAML's, too. Source: YAML 1.2, 1.3."""
    is_typed = key in ("by", "reason")
    return json.dumps(value, ensure_ascii=False) if is_typed else str(value)
