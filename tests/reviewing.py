"""Compose handouts for review, for the tests: the words as they are, beside those approved."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

from handoutpress.compose import compose
from handoutpress.labels import Labels, read_labels
from handoutpress.model import Handout, Theme
from handoutpress.texts import ApprovedText, read_text
from tests.makers import make_handout, read_html, shipped_theme, type_blocks

DAY = date(2026, 5, 1)
WORDS = "4a5be1ef9600e2208e24f93199189828" * 2


def approve(typed: str, *, on: date | None = DAY, words: str = "", **changes: Any) -> ApprovedText:
    """Return what was typed as words that were approved."""
    return ApprovedText(3, on, read_text(make_handout(typed, **changes)), words)


def compose_review(
    handout: Handout,
    approved: ApprovedText | None = None,
    *,
    labels: Labels | None = None,
    theme: Theme | None = None,
    signature_count: int = 3,
) -> str:
    """Return the HTML of a handout for review."""
    return compose(
        *(handout, "review", theme or shipped_theme(), labels or read_labels(handout.language)),
        approved=approved,
        signature_count=signature_count,
    ).html


def read_review(typed: str, approved_typed: str, **changes: Any) -> Element:
    """Return the page for review of a handout, given how it was typed when it was approved."""
    handout = make_handout(typed, **changes)
    return read_html(compose_review(handout, approve(approved_typed, **changes)))


def review_blocks(new: tuple[str, ...], old: tuple[str, ...], **changes: Any) -> Element:
    """Return the page for review of a section with these blocks, and those that were approved."""
    return read_review(type_blocks(*new), type_blocks(*old), **changes)


def say_marks(element: Element) -> str:
    """Return the words of an element; those that came as {+…+}, those that went as {-…-}."""
    said = re.sub(r"\s+", " ", _say(element)).strip()
    return said.replace("[added: ", "").replace("[removed: ", "")


def _say(element: Element) -> str:
    if "said" in element.get("class", "").split():
        return ""
    inner = (element.text or "") + "".join(_say(each) + (each.tail or "") for each in element)
    match element.tag:
        case "ins":
            return f"{{+{inner.strip()}+}}"
        case "del":
            return f"{{-{inner.strip()}-}}"
    return inner
