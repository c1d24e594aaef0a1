"""Check texts and callouts against the letterhead under which they are printed.

A snippet or a glossary may be right for one department and wrong for another.
"""

from __future__ import annotations

from collections.abc import Iterator

from handoutpress.errors import Problem
from handoutpress.model import Letterhead, PhoneLine
from handoutpress.validate.block_rules import check_numbers, iter_blocks
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
    yield from limit_told(file, _check_hours(file, letterhead))


def _check_hours(file: ContentFile, letterhead: Letterhead) -> Iterator[Problem]:
    """Yield the urgent callouts whose phone leaves open who answers it, and when."""
    for block in iter_blocks(file):
        is_urgent = block.kind == "callout" and block.get_text("kind") == "call-now"
        phone = letterhead.phone(block.get_text("phone")) if is_urgent else None
        if phone and not phone.is_always_open and not phone.when_closed:
            yield file.warn((*block.steps, block.kind, "phone"), *_explain_hours(phone))


def _explain_hours(phone: PhoneLine) -> tuple[str, str]:
    if phone.hours:
        what = f"'{phone.key}' has hours, but nobody answers when it is closed"
        return what, "name the phone that stands in with when_closed"
    what = f"'{phone.key}' says neither its hours nor who answers when it is closed"
    return what, "add hours and when_closed, or always: true, to it in clinic.yaml"
