"""[reads] The words of a handout that were approved before they were changed.

Judges nothing: what an approval says of them was validated with the handout.
"""

from __future__ import annotations

from pathlib import Path

from handoutpress.load.approved_words import read_approved_words
from handoutpress.model import Handout
from handoutpress.texts import ApprovedText


def find_approved_text(root: Path, handout: Handout) -> ApprovedText | None:
    """Return the words that were approved last, when those that stand there now are others.

    None, too, where they were not kept, or are not those that were approved.
    """
    approved = handout.review.changed_from
    text = read_approved_words(root, handout, approved) if approved else None
    if approved is None or text is None:
        return None
    return ApprovedText(approved.version, approved.on, text, approved.words)
