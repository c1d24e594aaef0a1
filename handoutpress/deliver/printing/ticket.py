"""A plan as the attributes of a job.

Pure. Nothing of a document, and nothing of a patient, stands in them.
Source: RFC 8011, 5.2; PWG 5100.1 (finishings); PWG 5100.16 (print-scaling).
"""

from __future__ import annotations

from collections.abc import Iterator

from handoutpress.deliver.printing.abilities import INDEFINITELY, SIDES_KEYWORDS
from handoutpress.deliver.printing.choosing import Plan
from handoutpress.deliver.printing.ipp_client import Ticket
from handoutpress.deliver.printing.ipp_message import Attribute, Range, Tag

COLLATED = "separate-documents-collated-copies"  # Source: RFC 8011, 5.2.4


def write_ticket(plan: Plan, job_name: str) -> Ticket:
    """Return a job's name and attributes."""
    return Ticket(job_name, tuple(_write(plan)))


def _write(plan: Plan) -> Iterator[Attribute]:
    keyword = {sides: word for word, sides in SIDES_KEYWORDS.items()}[plan.sides]
    yield Attribute("copies", Tag.INTEGER, (plan.copies,))
    yield Attribute("sides", Tag.KEYWORD, (keyword,))
    if plan.paper is not None:
        yield Attribute("media", Tag.KEYWORD, (plan.paper.keyword,))
    if plan.pages is not None and plan.pages.last is not None:
        span = Range(plan.pages.first, plan.pages.last)
        yield Attribute("page-ranges", Tag.RANGE, (span,))
    if plan.finishings:
        yield Attribute("finishings", Tag.ENUM, tuple(map(int, plan.finishings)))
    if plan.scaling:
        yield Attribute("print-scaling", Tag.KEYWORD, (plan.scaling,))
    if plan.is_collated:
        yield Attribute("multiple-document-handling", Tag.KEYWORD, (COLLATED,))
    if plan.is_held:
        yield Attribute("job-hold-until", Tag.KEYWORD, (INDEFINITELY,))
