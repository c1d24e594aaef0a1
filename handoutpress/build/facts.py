"""What the manifest and the catalogue tell of a handout, taken from the handout.

Decides nothing.
"""

from __future__ import annotations

from handoutpress.model import Handout
from handoutpress.records import Facts


def list_facts(handout: Handout) -> Facts:
    """Return the facts of a handout, its texts as the reader sees them."""
    manuscript, review = handout.manuscript, handout.review
    codes = manuscript.codes
    return Facts(
        title=handout.plain(manuscript.title),
        summary=handout.plain(manuscript.summary),
        topic_title=handout.topic_title,
        keywords=tuple(handout.plain(word) for word in manuscript.keywords),
        codes=(*codes.icd10cm, *codes.rxnorm) if codes else (),
        former_ids=manuscript.former_ids,
        state=str(review.state),
        version=review.version,
        due=review.due,
    )
