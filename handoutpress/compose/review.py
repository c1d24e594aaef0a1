"""What the edition for review prints besides the handout: what changed, and room to sign.

Finds no change and draws no mark; part of composing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from handoutpress.compose.marking_pen import MarkingPen
from handoutpress.compose.review_marks import mark_changes
from handoutpress.compose.templates import Filter
from handoutpress.errors import RenderError
from handoutpress.labels import Labels
from handoutpress.model import Handout, Review
from handoutpress.texts import ApprovedText

LEAST_SIGNATURES = 3
# A digest is read aloud, and compared by eye, in groups.
SHORT_DIGITS, SHORT_GROUP, LONG_GROUP = 12, 4, 8


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What templates print for those who approve; `pen` is None where nothing was approved.

    `words` is the digest of the words, `short_words` its first digits, both in groups. `history`
    says since when how much changed, `note` what no mark can show.
    """

    short_words: str
    words: str
    history: str
    note: str
    signature_count: int
    pen: MarkingPen | None = None

    def require_all_marked(self) -> None:
        """Make sure that the templates printed every mark.

        Raises:
            RenderError: a template of the clinic prints words by a filter that does not mark them.
        """
        if self.pen is not None and not self.pen.is_used_up:
            raise RenderError(
                "a template prints words that changed without their marks; "
                "print them through the filter 'marked', as docs/look.md says"
            )


def open_review(
    handout: Handout, labels: Labels, approved: ApprovedText | None, *, signature_count: int
) -> ReviewPage:
    """Return what is printed for those who approve a handout.

    Raises:
        RenderError: a label is missing.
    """
    words = handout.review.words
    make = partial(
        ReviewPage,
        _group(words[:SHORT_DIGITS], SHORT_GROUP),
        _group(words, LONG_GROUP),
        signature_count=max(signature_count, LEAST_SIGNATURES),
    )
    if approved is None:
        return make(_tell_without_text(handout.review, labels), "")
    marks = mark_changes(handout, approved)
    is_other = bool(approved.words) and approved.words != words and not marks.place_count
    return make(
        _tell_history(approved, marks.place_count, labels),
        labels.text("The words are the same; a picture is not.") if is_other else "",
        pen=MarkingPen(marks, labels),
    )


def _group(digits: str, length: int) -> str:
    return " ".join(digits[start : start + length] for start in range(0, len(digits), length))


def _tell_without_text(review: Review, labels: Labels) -> str:
    """Say why nothing is marked."""
    if review.approved_on is not None:
        return labels.text(
            "These words are approved: version {version}, {date}",
            version=review.version,
            date=labels.date(review.approved_on),
        )
    if review.changed_from is not None:
        return labels.text(
            "Changed since version {version}, whose words were not kept: no change is marked.",
            version=review.changed_from.version,
        )
    return labels.text("First version: nothing was approved before.")


def _tell_history(approved: ApprovedText, place_count: int, labels: Labels) -> str:
    if approved.on is None:
        return labels.text(
            "Places changed since version {version}: {count}",
            version=approved.version,
            count=place_count,
        )
    return labels.text(
        "Places changed since version {version}, approved {date}: {count}",
        version=approved.version,
        date=labels.date(approved.on),
        count=place_count,
    )


def _with_pen(name: str) -> Filter:
    """Return a filter that asks the pen of the page; "" where nothing is marked."""

    def ask(context: Context, source: object, *more: int) -> Markup:
        review: ReviewPage | None = context["review"]
        if review is None or review.pen is None:
            return Markup("")
        printed: Markup = getattr(review.pen, name)(source, *more)
        return printed

    return name, pass_context(ask)


# What went, and stood around what is there.
MARK_FILTERS: tuple[Filter, ...] = tuple(
    _with_pen(name)
    for name in ("before", "after", "rows_before", "rows_after", "phones", "sections_after")
)
