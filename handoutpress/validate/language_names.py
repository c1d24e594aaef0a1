"""What languages are called in messages to editors.

Decides nothing; an unknown tag is its own name.
"""

from __future__ import annotations

from functools import cache

from babel import Locale, UnknownLocaleError


@cache
def name_language(tag: str) -> str:
    """Return "Spanish (es)"."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name("en")
    except (UnknownLocaleError, ValueError):
        name = None
    return f"{name} ({tag})" if name else f"'{tag}'"
