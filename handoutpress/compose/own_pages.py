"""What every own page of a booklet, a set or a packet needs of its clinic; part of composing.

Knows no kind of page: `collection`, `missing` and `stamps` do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from handoutpress.compose import (
    FILTERS,
    Composed,
    choose_stylesheets,
    list_own_lines,
    split_page_label,
)
from handoutpress.compose.html_text import Reference, TextPrinter
from handoutpress.compose.templates import fill_template
from handoutpress.errors import RenderError
from handoutpress.labels import Labels
from handoutpress.model import Letterhead, Theme


def compose_page(
    start: str, values: Mapping[str, Any], *, letterhead: Letterhead, edition: str, theme: Theme
) -> Composed:
    """Fill the template `start` with the values of `own_page_values` and others.

    Raises:
        RenderError: a template is broken, a label is missing, or the theme has no such edition.
    """
    stylesheets = choose_stylesheets(theme, edition, letterhead.paper)
    html = fill_template(theme.templates, FILTERS, dict(values), start=start)
    logo = (letterhead.logo,) if letterhead.logo else ()
    return Composed(html, stylesheets, logo)


def own_page_values(
    title: str,
    letterhead: Letterhead,
    labels: Labels,
    references: Mapping[str, tuple[str, str]],
) -> dict[str, Any]:
    """Return what the templates of all own pages may name."""
    printer = TextPrinter(
        placeholders=letterhead.placeholders,
        references=_find_in(references),
        labels=labels,
        glossary=(),
    )
    return {
        "title": title,
        "letterhead": letterhead,
        "language": labels.language,
        "direction": labels.direction,
        "first_phone": next(iter(letterhead.phones), None),
        "contact_phones": list_own_lines(letterhead.phones),
        "page_label": split_page_label(labels),
        "_": labels.text,
        "labels": labels,
        "printer": printer,
    }


def _find_in(references: Mapping[str, tuple[str, str]]) -> Callable[[str], Reference]:
    def find(handout_id: str) -> Reference:
        if handout_id not in references:
            what = f"a text leads to the handout '{handout_id}', which is not known here"
            raise RenderError(f"{what}; correct its id, or take the link away")
        return Reference(*references[handout_id])

    return find
