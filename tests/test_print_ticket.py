"""A plan as a job's attributes."""

from __future__ import annotations

from handoutpress.deliver.printing.abilities import Finishing, Paper, Sides
from handoutpress.deliver.printing.choosing import PageSpan, Plan
from handoutpress.deliver.printing.ipp_message import Attribute, Range, Tag
from handoutpress.deliver.printing.ticket import write_ticket


def test_a_simple_plan_asks_for_little() -> None:
    plan = Plan(1, Sides.ONE, None, None, page_count=1, sheet_count=1)
    assert write_ticket(plan, "Handouts 7KQ-4MX").attributes == (
        Attribute("copies", Tag.INTEGER, (1,)),
        Attribute("sides", Tag.KEYWORD, ("one-sided",)),
    )


def test_all_that_is_chosen_is_asked_for() -> None:
    plan = Plan(
        copies=2,
        sides=Sides.SHORT_EDGE,
        paper=Paper("iso_a4_210x297mm", 210.0, 297.0),
        pages=PageSpan(17, 20),
        page_count=8,
        sheet_count=4,
        finishings=(Finishing.SADDLE_STITCH, Finishing.FOLD),
        scaling="none",
        is_collated=True,
        is_held=True,
    )
    ticket = write_ticket(plan, "Handouts 7KQ-4MX")
    assert ticket.job_name == "Handouts 7KQ-4MX"
    assert ticket.attributes == (
        Attribute("copies", Tag.INTEGER, (2,)),
        Attribute("sides", Tag.KEYWORD, ("two-sided-short-edge",)),
        Attribute("media", Tag.KEYWORD, ("iso_a4_210x297mm",)),
        Attribute("page-ranges", Tag.RANGE, (Range(17, 20),)),
        Attribute("finishings", Tag.ENUM, (8, 10)),
        Attribute("print-scaling", Tag.KEYWORD, ("none",)),
        Attribute(
            "multiple-document-handling", Tag.KEYWORD, ("separate-documents-collated-copies",)
        ),
        Attribute("job-hold-until", Tag.KEYWORD, ("indefinite",)),
    )
