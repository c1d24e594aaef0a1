"""Read an e-mail address as a person types it, strictly; and the one form that it is known by.

Asks no network. No message quotes what was typed.
"""

from __future__ import annotations

import re
import unicodedata

import idna

from handoutpress.errors import UsageError

# Source: RFC 5321, 4.5.3.1.1 to 4.5.3.1.3 and erratum 1690: local part, domain, whole address.
MOST_LOCAL_BYTES, MOST_DOMAIN_BYTES, MOST_ADDRESS_BYTES = 64, 253, 254
MOST_NAME_SIGNS = 200  # a longer one is no name
# Source: RFC 5322, 3.2.3 (atext); quoted local parts are legal, and nearly always a mistake.
_ASCII_ATOM = r"A-Za-z0-9!#$%&'*+/=?^_`{|}~-"
# Source: RFC 6531, 3.3: any other letter, mark or digit may stand there as well.
_ATOM = rf"[\u00a1-\U0010ffff{_ASCII_ATOM}]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LOCAL_CATEGORIES = ("L", "M", "N")
# Source: RFC 1035, 2.3.1, and RFC 1123, 2.1: what a label of a domain may hold.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.(?!\d+$){_LABEL}")
_MAILBOX = re.compile(r"(?:(?P<name>[^<>]*)<\s*(?P<inner>[^<>\s]+)\s*>|(?P<bare>[^<>\s]+))")
# General categories of Unicode: control, lone surrogate, end of a line or a paragraph.
_CONTROLS = ("Cc", "Cs", "Zl", "Zp")
# What turns the direction of letters around, and can make a name look like another.
# Source: Unicode Standard Annex 9, 2.1 to 2.4: embeddings, overrides and isolates.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# What begins an encoded word: typed, it could hide a line end that a program then undoes, Python's
# own among them. Source: RFC 2047, 2.
ENCODED_WORD = "=?"


def has_controls(text: str) -> bool:
    """Tell whether a text holds what would end, hide or disguise a line of a header."""
    return ENCODED_WORD in text or any(
        unicodedata.category(sign) in _CONTROLS or sign in _TURNING for sign in text
    )


def parse_mailbox(typed: str) -> tuple[str, str]:
    """Return the name, or "", and the address of "Name <address>" or of an address alone.

    Raises:
        UsageError: it is none, or more than one.
    """
    if has_controls(typed):
        raise UsageError("the address or name holds a control character; type it again")
    found = _MAILBOX.fullmatch(typed.strip())
    if found is None:
        raise UsageError(
            "this is no single e-mail address; write one address a line, such as "
            "name@example.org or Name <name@example.org>"
        )
    return clean_name(found["name"] or ""), parse_address(found["inner"] or found["bare"])


def clean_name(typed: str) -> str:
    """Return a name with single spaces and without the quotes around it.

    Raises:
        UsageError: it holds control characters, or is no name.
    """
    if has_controls(typed):
        raise UsageError("the name holds a control character; type it again")
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1].replace('\\"', '"').strip()
    if len(name) > MOST_NAME_SIGNS:
        raise UsageError(f"the name is longer than {MOST_NAME_SIGNS} letters; shorten it")
    return name


def parse_address(typed: str) -> str:
    """Return an address in its usual form: NFC, the domain in ASCII and small letters.

    Raises:
        UsageError: it is none.
    """
    local, at, domain = unicodedata.normalize("NFC", typed.strip()).rpartition("@")
    domain = _to_ascii(domain)
    is_sound = (
        at
        and _is_local(local)
        and _DOMAIN.fullmatch(domain)
        and len(domain) <= MOST_DOMAIN_BYTES
        and len(f"{local}@{domain}".encode()) <= MOST_ADDRESS_BYTES
    )
    if not is_sound:
        raise UsageError(
            "this is no e-mail address that a message can be sent to; check it letter by letter"
        )
    return f"{local}@{domain}"


def _is_local(local: str) -> bool:
    others = (sign for sign in local if not sign.isascii())
    return (
        _LOCAL.fullmatch(local) is not None
        and len(local.encode(errors="replace")) <= MOST_LOCAL_BYTES
        and all(unicodedata.category(sign)[0] in _LOCAL_CATEGORIES for sign in others)
    )


def _to_ascii(domain: str) -> str:
    """Return a domain as name servers know it; "" when it cannot be one.

    The older rules of Python's own codec make "strasse" of "straße": another clinic's, perhaps.
    Source: RFC 5891, 5; UTS #46, 4, "nontransitional processing".
    """
    if domain.isascii():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        return ""


def fold_address(address: str) -> str:
    """Return the form by which addresses are compared.

    The part before the @ may tell capitals apart; no provider of note does. Letters that only
    resemble each other, as "ß" and "ss", stay apart. Source: RFC 5321, 2.4.
    """
    return unicodedata.normalize("NFC", parse_address(address).lower())
