"""The words of an e-mail, and the page with a password; part of composing.

Knows no recipient and no titles: neither a name nor a condition stands in what is composed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape

from handoutpress.compose import FILTERS, Composed
from handoutpress.compose.own_pages import compose_page, own_page_values
from handoutpress.compose.templates import fill_template
from handoutpress.labels import Labels
from handoutpress.model import Letterhead, Theme

TEXT, HTML, SLIP = "mail/letter.txt", "mail/letter.html", "mail/password_slip.html"


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What a letter brings: a PDF, locked or not; or, with a `link`, the place of one."""

    file_name: str
    page_count: int
    is_locked: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of an e-mail: its subject line, and its body in two forms."""

    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    language: str


def compose_letter(
    enclosed: Enclosed, letterhead: Letterhead, theme: Theme, labels: Labels
) -> Letter:
    """Compose the words of an e-mail in the language of the labels.

    Raises:
        RenderError: a template is broken, or a label is missing.
    """
    # A name such as "Example Cancer Center" would tell on a locked telephone what somebody has.
    subject = labels.text("Your handouts")
    values = {
        **own_page_values(subject, letterhead, labels, {}),
        "subject": subject,
        "file_name": enclosed.file_name,
        "page_count": enclosed.page_count,
        "link": enclosed.link,
        "steps": _list_steps(enclosed, labels),
        "emergency": letterhead.emergency,
    }
    html = fill_template(theme.templates, FILTERS, values, start=HTML)
    # All templates are filled as HTML; what that did to a text is undone.
    text = unescape(fill_template(theme.templates, FILTERS, values, start=TEXT))
    return Letter(subject, text, html, labels.language)


def compose_slip(
    groups: Sequence[str],
    letterhead: Letterhead,
    edition: str,
    theme: Theme,
    labels: Labels,
    *,
    reference: str = "",
) -> Composed:
    """Compose the page with a password, which is printed in groups.

    `reference` is the clinic's own, by which staff tell such pages apart.

    Raises:
        RenderError: a template is broken, a label is missing, or the theme has no such edition.
    """
    title = labels.text("Your password")
    values = {
        **own_page_values(title, letterhead, labels, {}),
        "groups": tuple(groups),
        "reference": reference,
        "steps": (
            labels.text("Open the e-mail, then touch or click the attached PDF."),
            labels.text("When you are asked for a password, type this one."),
            labels.text("If it does not open, call us. We never ask you for the password."),
        ),
    }
    return compose_page(SLIP, values, letterhead=letterhead, edition=edition, theme=theme)


def _list_steps(enclosed: Enclosed, labels: Labels) -> tuple[str, ...]:
    if enclosed.link:
        return (labels.text("Touch or click the address above."),)
    touch = labels.text("Touch or click the attached PDF.")
    if enclosed.is_locked:
        return (
            touch,
            labels.text("When you are asked for a password, type the one on the page from us."),
            labels.text("If it does not open, call us. We never ask you for the password."),
        )
    return (touch, labels.text("If it does not open, ask us for the handouts on paper."))
