"""From the document's facts and the printer's abilities to a plan, or a refusal that says why."""

from __future__ import annotations

from typing import Any

import pytest

from handoutpress.deliver.printing.abilities import Abilities, Finishing, Paper, Sides
from handoutpress.deliver.printing.choosing import (
    DocumentFacts,
    PageSpan,
    Wishes,
    choose_plan,
    read_pages,
)
from handoutpress.deliver.printing.faults import CannotPrintError
from handoutpress.errors import ExitCode, UsageError

LETTER = Paper("na_letter_8.5x11in", 215.9, 279.4)
A4 = Paper("iso_a4_210x297mm", 210.0, 297.0)
ON_LETTER, ON_A4, LYING = (215.9, 279.4), (210.0, 297.0), (279.4, 215.9)


def make_abilities(**changes: Any) -> Abilities:
    """Return an office printer, but for what is changed."""
    usual: dict[str, Any] = {
        "name": "ward",
        "papers": (LETTER, A4),
        "sides": frozenset(Sides),
        "scalings": frozenset(("none", "auto-fit")),
        "most_copies": 99,
        "can_hold": True,
        "takes_page_ranges": True,
        "can_collate": True,
    }
    return Abilities(**{**usual, **changes})


def make_facts(pages: int = 4, size: tuple[float, float] = ON_LETTER, **more: Any) -> DocumentFacts:
    return DocumentFacts((size,) * pages, **more)


SIMPLEX = frozenset((Sides.ONE,))
LONG_ONLY = frozenset((Sides.ONE, Sides.LONG_EDGE))


@pytest.mark.parametrize(
    ("facts", "wishes", "changes", "sides", "pages", "sheets"),
    [
        (make_facts(4), Wishes(), {}, Sides.LONG_EDGE, 4, 2),
        (make_facts(5), Wishes(), {}, Sides.LONG_EDGE, 5, 3),
        (make_facts(5), Wishes(copies=3), {}, Sides.LONG_EDGE, 15, 9),
        (make_facts(1), Wishes(), {}, Sides.ONE, 1, 1),
        (make_facts(1), Wishes(sides="both"), {}, Sides.ONE, 1, 1),
        (make_facts(4), Wishes(sides="one"), {}, Sides.ONE, 4, 4),
        (make_facts(4), Wishes(), {"sides": SIMPLEX}, Sides.ONE, 4, 4),
        (make_facts(20), Wishes(pages=PageSpan(17)), {}, Sides.LONG_EDGE, 4, 2),
        (make_facts(20), Wishes(pages=PageSpan(3, 5)), {}, Sides.LONG_EDGE, 3, 2),
        (make_facts(20), Wishes(pages=PageSpan(20)), {}, Sides.ONE, 1, 1),
        (make_facts(4, LYING, flip="short-edge"), Wishes(), {}, Sides.SHORT_EDGE, 4, 2),
        (make_facts(4, LYING, flip="long-edge"), Wishes(), {}, Sides.LONG_EDGE, 4, 2),
        (
            make_facts(4, LYING, flip="short-edge"),
            Wishes(is_booklet=True),
            {},
            Sides.SHORT_EDGE,
            4,
            2,
        ),
    ],
)
def test_sides_pages_and_sheets_are_known_before(
    facts: DocumentFacts,
    wishes: Wishes,
    changes: dict[str, Any],
    sides: Sides,
    pages: int,
    sheets: int,
) -> None:
    plan = choose_plan(facts, wishes, make_abilities(**changes))
    assert (plan.sides, plan.page_count, plan.sheet_count) == (sides, pages, sheets)


@pytest.mark.parametrize(
    ("facts", "wishes", "changes", "refusal"),
    [
        (
            make_facts(),
            Wishes(sides="both"),
            {"sides": SIMPLEX},
            "the printer prints one side only; use --sides one, or another printer with --printer. "
            "It can do: one side only, holds jobs, paper: letter, A4",
        ),
        (
            make_facts(4, LYING, flip="short-edge"),
            Wishes(),
            {"sides": LONG_ONLY},
            "the booklet turns over the short edge, which this printer cannot; choose another "
            "printer, or fold.flip of the booklet. It can do: both sides, holds jobs, "
            "paper: letter, A4",
        ),
        (
            make_facts(size=(279.4, 431.8)),
            Wishes(),
            {},
            "the printer has no paper of 279 × 432 mm, the document's size; choose another "
            "printer, or clinic.yaml: paper. It can do: both sides, holds jobs, paper: letter, A4",
        ),
        (
            make_facts(),
            Wishes(copies=100),
            {},
            "the printer makes at most 99 copies; ask for fewer. It can do: both sides, "
            "holds jobs, paper: letter, A4",
        ),
        (
            make_facts(),
            Wishes(is_held=True),
            {"can_hold": False},
            "the printer cannot hold a job; print it without --hold, and stand by. It can do: "
            "both sides, paper: letter, A4",
        ),
        (
            make_facts(),
            Wishes(is_stapled=True),
            {},
            "the printer cannot staple so; print it without --staple. It can do: both sides, "
            "holds jobs, paper: letter, A4",
        ),
        (
            make_facts(),
            Wishes(pages=PageSpan(3)),
            {"takes_page_ranges": False},
            "the printer cannot print some pages alone; print all of them. It can do: both sides, "
            "holds jobs, paper: letter, A4",
        ),
        (
            make_facts(),
            Wishes(),
            {"formats": ("image/urf",)},
            "the printer takes no PDF; print through a print server. It can do: both sides, "
            "holds jobs, takes no PDF, paper: letter, A4",
        ),
        (
            make_facts(4, LYING, flip="short-edge"),
            Wishes(),
            {"scalings": frozenset(("fit",))},
            "the printer shrinks pages; choose another one for a booklet. It can do: both sides, "
            "holds jobs, paper: letter, A4",
        ),
    ],
)
def test_what_a_printer_cannot_do_is_refused_with_what_it_can(
    facts: DocumentFacts, wishes: Wishes, changes: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(CannotPrintError) as caught:
        choose_plan(facts, wishes, make_abilities(**changes))
    assert str(caught.value) == refusal
    assert caught.value.exit_code is ExitCode.DELIVERY


@pytest.mark.parametrize(
    ("facts", "wishes", "message"),
    [
        (make_facts(4), Wishes(pages=PageSpan(5)), "the document has 4 pages"),
        (make_facts(4), Wishes(pages=PageSpan(2, 9)), "the document has 4 pages"),
        (make_facts(4), Wishes(copies=0), "--copies is 1 or more"),
        (make_facts(4), Wishes(is_booklet=True), "not laid out to fold"),
        (make_facts(4, LYING, flip="short-edge"), Wishes(sides="one"), "needs both sides"),
        (make_facts(4, LYING, flip="short-edge"), Wishes(is_stapled=True), "use --booklet"),
    ],
)
def test_what_does_not_fit_the_document_is_a_mistake_of_the_command_line(
    facts: DocumentFacts, wishes: Wishes, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        choose_plan(facts, wishes, make_abilities())


@pytest.mark.parametrize(
    ("sizes", "papers", "chosen"),
    [
        ((ON_LETTER,), (LETTER, A4), LETTER),
        ((ON_A4,), (LETTER, A4), A4),
        ((LYING,), (LETTER, A4), LETTER),
        ((ON_A4, ON_A4, ON_LETTER), (LETTER, A4), A4),
        ((ON_A4,), (), None),
    ],
)
def test_the_paper_is_that_of_most_pages(
    sizes: tuple[tuple[float, float], ...], papers: tuple[Paper, ...], chosen: Paper | None
) -> None:
    plan = choose_plan(DocumentFacts(sizes), Wishes(), make_abilities(papers=papers))
    assert plan.paper == chosen


@pytest.mark.parametrize(
    ("sizes", "scalings", "scaling"),
    [
        ((ON_LETTER,), ("none", "auto-fit"), "none"),
        ((ON_LETTER, ON_A4), ("none", "auto-fit"), "auto-fit"),
        ((ON_LETTER,), ("auto-fit",), ""),
        ((ON_LETTER,), (), ""),
    ],
)
def test_pages_of_the_paper_s_size_keep_it(
    sizes: tuple[tuple[float, float], ...], scalings: tuple[str, ...], scaling: str
) -> None:
    abilities = make_abilities(scalings=frozenset(scalings))
    assert choose_plan(DocumentFacts(sizes), Wishes(), abilities).scaling == scaling


FOLDED = make_facts(4, LYING, flip="short-edge")
BOOKLET = Wishes(is_booklet=True)


@pytest.mark.parametrize(
    ("facts", "wishes", "can", "chosen"),
    [
        (make_facts(), Wishes(), (Finishing.STAPLE,), ()),
        (make_facts(), Wishes(is_stapled=True), (Finishing.STAPLE,), (Finishing.STAPLE,)),
        (
            make_facts(),
            Wishes(is_stapled=True),
            (Finishing.STAPLE, Finishing.STAPLE_TOP_LEFT, Finishing.STAPLE_TOP_RIGHT),
            (Finishing.STAPLE_TOP_LEFT,),
        ),
        (
            make_facts(is_right_to_left=True),
            Wishes(is_stapled=True),
            (Finishing.STAPLE_TOP_LEFT, Finishing.STAPLE_TOP_RIGHT),
            (Finishing.STAPLE_TOP_RIGHT,),
        ),
        (FOLDED, Wishes(), (Finishing.BOOKLET_MAKER,), ()),
        (FOLDED, BOOKLET, tuple(Finishing), (Finishing.BOOKLET_MAKER,)),
        (
            FOLDED,
            BOOKLET,
            (Finishing.SADDLE_STITCH, Finishing.FOLD),
            (Finishing.SADDLE_STITCH, Finishing.FOLD),
        ),
        (FOLDED, BOOKLET, (Finishing.FOLD_HALF,), (Finishing.FOLD_HALF,)),
        (FOLDED, BOOKLET, (), ()),
    ],
)
def test_sheets_are_finished_as_the_printer_can(
    facts: DocumentFacts,
    wishes: Wishes,
    can: tuple[Finishing, ...],
    chosen: tuple[Finishing, ...],
) -> None:
    plan = choose_plan(facts, wishes, make_abilities(finishings=frozenset(can)))
    assert plan.finishings == chosen


@pytest.mark.parametrize(
    ("facts", "wishes", "changes", "notes"),
    [
        (make_facts(), Wishes(), {}, ()),
        (make_facts(), Wishes(), {"sides": SIMPLEX}, ("this printer prints one side only",)),
        (
            make_facts(),
            Wishes(),
            {"loaded": (A4,)},
            ("letter is not in the printer now; it has: A4",),
        ),
        (make_facts(), Wishes(), {"loaded": (A4, Paper("na_letter_8.5x11in", 216, 279))}, ()),
        (
            DocumentFacts((ON_LETTER, ON_LETTER, ON_A4)),
            Wishes(),
            {},
            ("pages of another size are made to fit letter",),
        ),
        (
            make_facts(20),
            Wishes(pages=PageSpan(18)),
            {},
            ("page 18 is the back of a sheet; --pages 17- replaces the whole sheet",),
        ),
        (make_facts(20), Wishes(pages=PageSpan(17)), {}, ()),
        (
            FOLDED,
            BOOKLET,
            {"scalings": frozenset()},
            (
                "see that the first sheet comes out in actual size, and not made to fit",
                "the printer does not fold; fold and staple the sheets by hand",
            ),
        ),
    ],
)
def test_staff_are_told_before_what_to_look_for(
    facts: DocumentFacts, wishes: Wishes, changes: dict[str, Any], notes: tuple[str, ...]
) -> None:
    assert choose_plan(facts, wishes, make_abilities(**changes)).notes == notes


def test_several_copies_are_collated_where_the_printer_can() -> None:
    assert choose_plan(make_facts(), Wishes(copies=2), make_abilities()).is_collated
    assert not choose_plan(make_facts(), Wishes(), make_abilities()).is_collated


def test_all_pages_by_name_are_all_pages() -> None:
    plan = choose_plan(make_facts(4), Wishes(pages=PageSpan(1, 4)), make_abilities())
    assert plan.pages is None


@pytest.mark.parametrize(
    ("typed", "span"),
    [
        ("17-", PageSpan(17)),
        ("3-5", PageSpan(3, 5)),
        ("4", PageSpan(4, 4)),
        (" 2-2 ", PageSpan(2, 2)),
    ],
)
def test_pages_are_read(typed: str, span: PageSpan) -> None:
    assert read_pages(typed) == span


@pytest.mark.parametrize("typed", ["", "-", "-5", "0", "0-3", "5-3", "1,3", "a-b", "1-2-3", "²"])
def test_pages_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(UsageError, match=r"^--pages "):
        read_pages(typed)
