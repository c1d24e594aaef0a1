"""Where to go on after a job that broke off."""

from __future__ import annotations

import pytest

from handoutpress.deliver.printing.abilities import Sides
from handoutpress.deliver.printing.choosing import PageSpan, Plan
from handoutpress.deliver.printing.where_to_go_on import advise_pages, find_next_page


def make_plan(sides: Sides, first: int = 1, last: int = 20, copies: int = 1) -> Plan:
    count = (last - first + 1) * copies
    span = PageSpan(first, last) if first > 1 else None
    return Plan(copies, sides, None, span, page_count=count, sheet_count=count)


@pytest.mark.parametrize(
    ("plan", "done", "page"),
    [
        (make_plan(Sides.ONE), 16, 17),
        (make_plan(Sides.LONG_EDGE), 16, 17),
        (make_plan(Sides.LONG_EDGE), 17, 17),
        (make_plan(Sides.LONG_EDGE), 1, None),
        (make_plan(Sides.LONG_EDGE, first=17), 2, 19),
        (make_plan(Sides.LONG_EDGE, first=16), 3, 18),
        (make_plan(Sides.LONG_EDGE), 0, None),
        (make_plan(Sides.LONG_EDGE), None, None),
        (make_plan(Sides.ONE), -5, None),
        (make_plan(Sides.LONG_EDGE), 20, None),
        (make_plan(Sides.LONG_EDGE, copies=2), 16, None),
    ],
)
def test_one_goes_on_with_the_first_sheet_that_did_not_come_out_whole(
    plan: Plan, done: int | None, page: int | None
) -> None:
    assert find_next_page(plan, done) == page


def test_the_advice_names_the_pages_to_look_at_and_the_option() -> None:
    assert advise_pages(make_plan(Sides.LONG_EDGE), 16, 12) == (
        "; pages 1 to 16 seem to be printed: look at them, then print the rest with --pages 17- "
        "--again 12"
    )
    assert advise_pages(make_plan(Sides.LONG_EDGE), None, 12) == ""
