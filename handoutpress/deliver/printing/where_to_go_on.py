"""Say which pages are left after a job that broke off.

Pure. Trusts the printer's count only so far as to name the sheet where staff should look.
"""

from __future__ import annotations

from handoutpress.deliver.printing.abilities import Sides
from handoutpress.deliver.printing.choosing import Plan


def find_next_page(plan: Plan, sides_done: int | None) -> int | None:
    """Return the page with which the first sheet begins that did not come out whole.

    None where nothing or all came out, where the printer does not count, and for several copies.
    """
    if sides_done is None or sides_done <= 0 or plan.copies != 1 or sides_done >= plan.page_count:
        return None
    whole = sides_done if plan.sides is Sides.ONE else sides_done - sides_done % 2
    first = plan.pages.first if plan.pages else 1
    return first + whole if whole else None


def advise_pages(plan: Plan, sides_done: int | None, line: int) -> str:
    """Return advice to put behind a reason, "" where there is none.

    `line` is that of the print in the record: what it tells of can be made again.
    """
    page = find_next_page(plan, sides_done)
    if page is None:
        return ""
    first = plan.pages.first if plan.pages else 1
    return (
        f"; pages {first} to {page - 1} seem to be printed: look at them, then print the rest "
        f"with --pages {page}- --again {line}"
    )
