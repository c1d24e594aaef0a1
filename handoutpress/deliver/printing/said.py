"""A printer's own words as a terminal, a list and a log may show them.

Pure. Anybody on the network may be the printer: what it says may be long, and may steer a terminal.
"""

from __future__ import annotations

LONGEST = 200  # signs, for a line


def clean(words: str, longest: int = LONGEST) -> str:
    """Return words as one line, not too long, and without signs that steer."""
    shown = "".join(sign if sign.isprintable() else " " for sign in words[: 2 * longest])
    return " ".join(shown.split())[:longest]
