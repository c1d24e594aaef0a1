"""Choose how a document is printed: options that fit it and the printer, or why there are none.

Pure: values in, values out. Knows nothing of IPP's bytes.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from handoutpress.deliver.printing.abilities import (
    Abilities,
    Finishing,
    Paper,
    Sides,
    describe_abilities,
    describe_papers,
)
from handoutpress.deliver.printing.faults import CannotPrintError
from handoutpress.errors import UsageError

PAGES = re.compile(r"^(?P<first>\d{1,5})(?P<dash>-(?P<last>\d{1,5})?)?$")
ACTUAL_SIZE, FIT = "none", "auto-fit"  # Source: PWG 5100.16, 3.2 (print-scaling)


@dataclass(frozen=True, slots=True)
class PageSpan:
    """Pages to print, counted from 1; without `last`, to the end."""

    first: int
    last: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What of a document decides how it is printed.

    `sizes_mm` holds width and height of each page. `flip` is the edge over which the sheets of a
    document that is to be folded turn, "" for one that is not.
    """

    sizes_mm: tuple[tuple[float, float], ...]
    flip: str = ""
    is_right_to_left: bool = False

    @property
    def page_count(self) -> int:
        """How many pages it has."""
        return len(self.sizes_mm)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What staff ask for; `sides` is "one", "both", or "" for what suits."""

    copies: int = 1
    sides: str = ""
    is_booklet: bool = False
    pages: PageSpan | None = None
    is_held: bool = False
    is_stapled: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """How a document is printed, told before; None where the printer is left to choose.

    `pages` is None for all of them; `page_count` and `sheet_count` are those of all copies.
    """

    copies: int
    sides: Sides
    paper: Paper | None
    pages: PageSpan | None
    page_count: int
    sheet_count: int
    finishings: tuple[Finishing, ...] = ()
    scaling: str = ""
    is_collated: bool = False
    is_held: bool = False
    notes: tuple[str, ...] = ()


def read_pages(typed: str) -> PageSpan:
    """Return the pages of "17-", "3-5" or "4".

    Raises:
        UsageError: it is none of these.
    """
    match = PAGES.match(typed.strip())
    if match is None:
        raise UsageError("--pages takes 17- or 3-5 or 4, counted from 1")
    first = int(match["first"])
    last = (int(match["last"]) if match["last"] else None) if match["dash"] else first
    if first < 1 or (last is not None and last < first):
        raise UsageError("--pages begins with page 1, and the first page comes before the last")
    return PageSpan(first, last)


def choose_plan(facts: DocumentFacts, wishes: Wishes, abilities: Abilities) -> Plan:
    """Return how a document is printed.

    Raises:
        CannotPrintError: the printer cannot do it; the message says what it can do.
        UsageError: what is asked for does not fit the document.
    """
    _check_printer(wishes, abilities)
    pages = _choose_pages(facts, wishes, abilities)
    printed = facts.page_count if pages is None else (pages.last or 0) - pages.first + 1
    sides = _choose_sides(facts, wishes, abilities, printed)
    paper, paper_notes = _choose_paper(facts, abilities)
    scaling, scaling_notes = _choose_scaling(facts, abilities, paper)
    finishings = _choose_finishings(facts, wishes, abilities)
    sheets = printed if sides is Sides.ONE else (printed + 1) // 2
    return Plan(
        copies=wishes.copies,
        sides=sides,
        paper=paper,
        pages=pages,
        page_count=printed * wishes.copies,
        sheet_count=sheets * wishes.copies,
        finishings=finishings,
        scaling=scaling,
        is_collated=wishes.copies > 1 and abilities.can_collate,
        is_held=wishes.is_held,
        notes=(
            *_note_sides(wishes, abilities, sides, pages),
            *paper_notes,
            *scaling_notes,
            *_note_booklet(wishes, finishings),
        ),
    )


def _refuse(what: str, remedy: str, abilities: Abilities) -> CannotPrintError:
    can = describe_abilities(abilities)
    return CannotPrintError(f"{what}; {remedy}. It can do: {can}")


def _check_printer(wishes: Wishes, abilities: Abilities) -> None:
    if not abilities.takes_pdf:
        raise _refuse("the printer takes no PDF", "print through a print server", abilities)
    if wishes.copies < 1:
        raise UsageError("--copies is 1 or more")
    if wishes.copies > abilities.most_copies:
        most = abilities.most_copies
        raise _refuse(f"the printer makes at most {most} copies", "ask for fewer", abilities)
    if wishes.is_held and not abilities.can_hold:
        raise _refuse(
            "the printer cannot hold a job", "print it without --hold, and stand by", abilities
        )


def _choose_pages(facts: DocumentFacts, wishes: Wishes, abilities: Abilities) -> PageSpan | None:
    """Return the pages with their last one; None for all."""
    if wishes.pages is None:
        return None
    first, last = wishes.pages.first, wishes.pages.last or facts.page_count
    if first > facts.page_count or last > facts.page_count:
        raise UsageError(f"the document has {facts.page_count} pages; change --pages")
    if (first, last) == (1, facts.page_count):
        return None
    if not abilities.takes_page_ranges:
        raise _refuse("the printer cannot print some pages alone", "print all of them", abilities)
    return PageSpan(first, last)


def _choose_sides(
    facts: DocumentFacts, wishes: Wishes, abilities: Abilities, printed: int
) -> Sides:
    if facts.flip:
        return _choose_folded(facts, wishes, abilities)
    if wishes.is_booklet:
        raise UsageError(
            "this document is not laid out to fold; name a topic with a booklet to fold, or a "
            "booklet.print.pdf"
        )
    if wishes.sides == "both" and Sides.LONG_EDGE not in abilities.sides:
        raise _refuse(
            "the printer prints one side only",
            "use --sides one, or another printer with --printer",
            abilities,
        )
    wants_one = wishes.sides == "one" or printed == 1
    return Sides.ONE if wants_one or Sides.LONG_EDGE not in abilities.sides else Sides.LONG_EDGE


def _choose_folded(facts: DocumentFacts, wishes: Wishes, abilities: Abilities) -> Sides:
    """Return the edge that the sheets were laid out for.

    Turned over the other one, their backs stand upside down.
    """
    if wishes.sides == "one":
        raise UsageError("a booklet to fold needs both sides; leave --sides away")
    wanted = Sides.SHORT_EDGE if facts.flip == "short-edge" else Sides.LONG_EDGE
    if wanted not in abilities.sides:
        edge = facts.flip.replace("-", " ")
        raise _refuse(
            f"the booklet turns over the {edge}, which this printer cannot",
            "choose another printer, or fold.flip of the booklet",
            abilities,
        )
    return wanted


def _choose_paper(
    facts: DocumentFacts, abilities: Abilities
) -> tuple[Paper | None, tuple[str, ...]]:
    """Return the paper of most pages; none where the printer does not tell its papers."""
    if not abilities.papers:
        return None, ()
    fits = Counter(_find_paper(size, abilities.papers) for size in facts.sizes_mm)
    paper = fits.most_common(1)[0][0]
    if paper is None:
        (width, height), _ = Counter(facts.sizes_mm).most_common(1)[0]
        raise _refuse(
            f"the printer has no paper of {width:.0f} × {height:.0f} mm, the document's size",
            "choose another printer, or clinic.yaml: paper",
            abilities,
        )
    notes = []
    if len(fits) > 1:
        notes.append(f"pages of another size are made to fit {paper.title}")
    if abilities.loaded and paper not in _same_sizes(paper, abilities.loaded):
        loaded = describe_papers("it has", abilities.loaded)
        notes.append(f"{paper.title} is not in the printer now; {loaded}")
    return paper, tuple(notes)


def _find_paper(size: tuple[float, float], papers: tuple[Paper, ...]) -> Paper | None:
    return next((paper for paper in papers if paper.fits(*size)), None)


def _same_sizes(paper: Paper, loaded: tuple[Paper, ...]) -> tuple[Paper, ...]:
    return tuple(paper for each in loaded if each.fits(paper.short_mm, paper.long_mm))


def _choose_scaling(
    facts: DocumentFacts, abilities: Abilities, paper: Paper | None
) -> tuple[str, tuple[str, ...]]:
    """Keep pages in their size, so that type stays as large as it was set, and folds fall right."""
    is_even = paper is None or all(paper.fits(*size) for size in facts.sizes_mm)
    wanted = ACTUAL_SIZE if is_even else FIT
    if wanted in abilities.scalings:
        return wanted, ()
    if facts.flip and abilities.scalings:
        raise _refuse("the printer shrinks pages", "choose another one for a booklet", abilities)
    if facts.flip:
        return "", ("see that the first sheet comes out in actual size, and not made to fit",)
    return "", ()


def _choose_finishings(
    facts: DocumentFacts, wishes: Wishes, abilities: Abilities
) -> tuple[Finishing, ...]:
    """Return what is done to the sheets: a booklet is stapled in its fold, all else at the top."""
    if wishes.is_booklet:
        return _choose_booklet(abilities)
    if not wishes.is_stapled:
        return ()
    if facts.flip:
        raise UsageError("a booklet is stapled in its fold; use --booklet, without --staple")
    corner = Finishing.STAPLE_TOP_RIGHT if facts.is_right_to_left else Finishing.STAPLE_TOP_LEFT
    for finishing in (corner, Finishing.STAPLE):
        if finishing in abilities.finishings:
            return (finishing,)
    raise _refuse("the printer cannot staple so", "print it without --staple", abilities)


def _choose_booklet(abilities: Abilities) -> tuple[Finishing, ...]:
    can = abilities.finishings
    if Finishing.BOOKLET_MAKER in can:
        return (Finishing.BOOKLET_MAKER,)
    fold = next((each for each in (Finishing.FOLD_HALF, Finishing.FOLD) if each in can), None)
    if Finishing.SADDLE_STITCH in can:
        return (Finishing.SADDLE_STITCH, *((fold,) if fold else ()))
    return (fold,) if fold else ()


# --- what staff should know before ----------------------------------------------------------------


def _note_sides(
    wishes: Wishes, abilities: Abilities, sides: Sides, pages: PageSpan | None
) -> tuple[str, ...]:
    notes = []
    if sides is Sides.ONE and not wishes.sides and not abilities.has_duplex:
        notes.append("this printer prints one side only")
    if sides is not Sides.ONE and pages is not None and pages.first % 2 == 0:
        notes.append(
            f"page {pages.first} is the back of a sheet; --pages {pages.first - 1}- replaces the "
            "whole sheet"
        )
    return tuple(notes)


def _note_booklet(wishes: Wishes, finishings: tuple[Finishing, ...]) -> tuple[str, ...]:
    if wishes.is_booklet and not finishings:
        return ("the printer does not fold; fold and staple the sheets by hand",)
    return ()
