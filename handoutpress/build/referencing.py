"""Where the texts of a PDF of many lead, besides its handouts.

Composes nothing.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from handoutpress.build.checker import Checker
from handoutpress.model import output_path
from handoutpress.text import Flow, Line
from handoutpress.words import list_mentioned


def find_references(
    checker: Checker, texts: Iterable[Line | Flow | None], *, language: str, edition: str, path: str
) -> dict[str, tuple[str, str]]:
    """Return title and address of each handout to which these texts lead, seen from `path`."""
    found = {}
    for handout_id in list_mentioned(text for text in texts if text):
        address = address_from(path, output_path(handout_id, language, edition))
        found[handout_id] = (checker.find_title(handout_id, language), address)
    return found


def address_from(path: str, target: str) -> str:
    """Return where a PDF lies, seen from another; both below the output folder."""
    return posixpath.relpath(target, posixpath.dirname(path))
