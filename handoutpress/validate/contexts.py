"""Check texts and callouts against the letterhead under which they are printed.

A snippet or a glossary may be right for one department and wrong for another.
"""

from __future__ import annotations

from collections.abc import Iterator

from handoutpress.errors import Problem
from handoutpress.model import Letterhead
from handoutpress.validate.block_rules import check_numbers
from handoutpress.validate.content_files import ContentFile, limit_told
from handoutpress.validate.readings import Part
from handoutpress.validate.text_problems import find_placeholder_problems


def check_in_context(
    file: ContentFile, parts: tuple[Part, ...], letterhead: Letterhead
) -> Iterator[Problem]:
    """Yield the placeholders and numbers that the clinic, or its department, does not have."""
    found = find_placeholder_problems(file, parts, letterhead.placeholders)
    yield from limit_told(file, found)
    phones = tuple(line.key for line in letterhead.phones)
    has_emergency = letterhead.emergency is not None
    numbers = check_numbers(file, phones=phones, has_emergency=has_emergency)
    yield from limit_told(file, numbers)
