"""The slips that lie beside approvals: their names, and their digests.

Reads no file, and knows nothing of what an entry says: a run with nothing to do asks for names.
"""

from __future__ import annotations

import hashlib
import re

LISTED_DIGITS = 12  # of a seal, in the name of a file
# The name of a slip below `handouts/`: a topic, a handout, a language, and digits of a seal.
SLIP = re.compile(r"approvals/([^/]+)/([^/.]+)\.([^/.]+)\.([0-9a-f]{12})\.txt")


def slip_path(handout_id: str, language: str, seal: str) -> str:
    """Return where the slip of an entry lies, from the root.

    It keeps the words that were approved, and shows, when the entry is gone, that there was one. It
    ends in .txt, as notes do: content it is not.
    """
    return f"handouts/approvals/{handout_id}.{language}.{seal[:LISTED_DIGITS]}.txt"


def read_slip_name(path: str) -> tuple[tuple[str, str], str] | None:
    """Return the id and language of a slip, and its digits; None for another file."""
    found = SLIP.fullmatch(path.removeprefix("handouts/"))
    if found is None:
        return None
    topic, name, language, digits = found.groups()
    return (f"{topic}/{name}", language), digits


def hash_slip(content: bytes) -> str:
    """Return the SHA-256 of a slip, however git writes line ends here."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
