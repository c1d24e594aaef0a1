"""Close what the content of a page leaves open, so that what is painted later stands in its place.

A page may end with saved states or marked content that it never closes, or close what it never
opened: a viewer forgives that, and whoever adds to the page must not be moved or hidden by it.
Source: ISO 32000-1, 8.4.2 (saved states are balanced), 14.6 (marked content is, too).
"""

from __future__ import annotations

from itertools import accumulate

import pikepdf
from pikepdf import Page

_STATES = {"q": 1, "Q": -1}
_MARKS = {"BMC": 1, "BDC": 1, "EMC": -1}
_OPERATORS = " ".join((*_STATES, *_MARKS))


def settle(page: Page) -> None:
    """Balance the content of a page; it shows as before."""
    used = [str(each.operator) for each in pikepdf.parse_content_stream(page, _OPERATORS)]
    states = list(accumulate((_STATES.get(each, 0) for each in used), initial=0))
    marks = list(accumulate((_MARKS.get(each, 0) for each in used), initial=0))
    lacking = -min(states)
    before = b"q\n" * lacking
    after = b"EMC\n" * max(0, marks[-1]) + b"Q\n" * (lacking + states[-1])
    if before:
        page.contents_add(before, prepend=True)
    if after:
        page.contents_add(b"\n" + after)
