"""[reads] The words that were approved, as `approve` kept them beside the approvals.

Judges nothing: words that are not those which were approved are as good as lost.
"""

from __future__ import annotations

from pathlib import Path

from handoutpress.load.folders import read_file
from handoutpress.load.yaml_text import MAX_BYTES
from handoutpress.model import Approved, Handout
from handoutpress.slips import hash_slip, slip_path
from handoutpress.texts import HandoutText


def read_approved_words(root: Path, handout: Handout, approved: Approved) -> HandoutText | None:
    """Return words that were approved; None where they are not there, or somebody changed them."""
    path = slip_path(handout.id, handout.language, approved.seal or "")
    content = read_file(str(root / path), MAX_BYTES)
    if not isinstance(content, bytes) or hash_slip(content) != approved.text:
        return None
    try:
        return HandoutText.from_json(content.decode())
    except (ValueError, TypeError, KeyError):  # whoever wrote this knew how to compute the digest
        return None
