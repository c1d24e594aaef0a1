"""The page for a handout that is not there in the reader's language; part of composing.

Says it in both languages, and who helps. Decides nothing: what is missing is told by others.
"""

from __future__ import annotations

from dataclasses import dataclass

from handoutpress.collection import Missing
from handoutpress.compose import Composed
from handoutpress.compose.own_pages import compose_page, own_page_values
from handoutpress.labels import Labels, name_language_in
from handoutpress.model import Letterhead, PhoneLine, Theme

START = "collection/missing.html"
# The key of the phone line in clinic.yaml that finds an interpreter.
INTERPRETER = "interpreter"


@dataclass(frozen=True, slots=True)
class Half:
    """What the page says in one of its two languages."""

    labels: Labels
    language_name: str
    help: str
    phone: PhoneLine | None


def compose_missing(
    missing: Missing, edition: str, theme: Theme, labels: Labels, wanted_labels: Labels
) -> Composed:
    """Compose the page; the reader's language comes first.

    Args:
        missing: what is not there, and who helps.
        edition: that of the page.
        theme: the design.
        labels: those of the language in which the handout is there.
        wanted_labels: those of the reader's language.

    Raises:
        RenderError: a template is broken, a label is missing, or the theme has no such edition.
    """
    letterhead = missing.wanted_letterhead
    values = {
        **own_page_values(missing.title, letterhead, wanted_labels, {}),
        "missing": missing,
        "title_direction": labels.direction,
        "halves": (
            _half(letterhead, wanted_labels, missing.language),
            _half(missing.letterhead, labels, missing.language),
        ),
    }
    return compose_page(START, values, letterhead=letterhead, edition=edition, theme=theme)


def _half(letterhead: Letterhead, labels: Labels, language: str) -> Half:
    name = name_language_in(language, labels.language)
    phone = letterhead.phone(INTERPRETER)
    if phone:
        help_ = labels.text("A free interpreter helps you. Call this number:")
        return Half(labels, name, help_, phone)
    first = next(iter(letterhead.phones), None)
    if first:
        return Half(labels, name, labels.text("Call us and ask for a free interpreter:"), first)
    return Half(labels, name, labels.text("Ask us for a free interpreter."), None)
