"""Make a password that a patient types from paper.

Keeps none.
"""

from __future__ import annotations

from collections.abc import Callable

# Without 0 and o, 1, l and i, which are mistaken for each other on paper; no capitals, which cost
# a touch more on a phone.
SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
# 31 signs, 12 times: 59 bits. Each guess at a PDF's password costs at least 64 rounds of SHA-2 and
# AES. Source: ISO 32000-2:2020, 7.6.4.3.4, algorithm 2.B.
LENGTH, GROUP = 12, 4


def make_password(choose: Callable[[str], str]) -> str:
    """Return a new password; `choose` returns one of some signs by chance."""
    return "".join(choose(SIGNS) for _ in range(LENGTH))


def split_password(password: str) -> tuple[str, ...]:
    """Return a password in groups, as it is printed with gaps that are not typed."""
    return tuple(password[at : at + GROUP] for at in range(0, len(password), GROUP))
