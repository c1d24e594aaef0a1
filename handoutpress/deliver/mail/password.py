"""Make a password that a patient types from paper, or see that one's own is no easy guess.

Keeps none, and repeats none.
"""

from __future__ import annotations

from collections.abc import Callable

from handoutpress.errors import UsageError

# Without 0 and o, 1, l, i and j, and q, which are mistaken for others on paper; no capitals, which
# cost a touch more on a phone.
SIGNS = "23456789abcdefghkmnprstuvwxyz"
# 29 signs, 12 times: 58 bits. Each guess at a PDF's password costs at least 64 rounds of SHA-2 and
# AES. Source: ISO 32000-2:2020, 7.6.4.3.4, algorithm 2.B.
LENGTH, GROUP = 12, 4
# Source: NIST SP 800-63B (2017), 5.1.1.2. Who has the PDF can guess as often as there is time.
LEAST = 8


def make_password(choose: Callable[[str], str]) -> str:
    """Return a new password; `choose` returns one of some signs by chance."""
    return "".join(choose(SIGNS) for _ in range(LENGTH))


def split_password(password: str) -> tuple[str, ...]:
    """Return a password in groups, as it is printed with gaps that are not typed."""
    return tuple(password[at : at + GROUP] for at in range(0, len(password), GROUP))


def require_hard_to_guess(password: str) -> str:
    """Return a password of staff's own choice.

    Raises:
        UsageError: it is short, or a number such as a day of birth.
    """
    if len(password) < LEAST or not any(sign.isalpha() for sign in password):
        raise UsageError(
            f"the password is easy to guess: take {LEAST} signs or more, letters among them, and "
            "no day of birth; or let --password-slip FILE make one"
        )
    return password
