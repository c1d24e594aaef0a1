"""What a printer can do, and how it stands, read from what it says of itself.

Pure: attributes in, values out. Chooses nothing.
Source: RFC 8011, 5.2 and 5.4; PWG 5101.1 (names of papers); PWG 5100.1 (finishings).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from handoutpress.deliver.printing.ipp_message import Group, Range
from handoutpress.deliver.printing.said import clean
from handoutpress.deliver.printing.status_words import (
    PRINTER_REASONS,
    PrinterState,
    Reason,
    find_reasons,
    read_printer_state,
)

MM_PER_INCH = 25.4
# Source: PWG 5101.1, 5: class_name_WxHunit; RFC 8011, 5.1.4: what a keyword is written with
PAPER_NAME = re.compile(
    r"^(?P<title>[A-Za-z0-9_.-]{1,200})_(?P<width>[\d.]+)x(?P<height>[\d.]+)(?P<unit>in|mm)$"
)
LIMITS = ("custom_min", "custom_max")  # not papers: the smallest and largest that fit
PDF = "application/pdf"
INDEFINITELY = "indefinite"  # Source: RFC 8011, 5.2.2
PAPER_TITLES = {"na_letter": "letter", "na_legal": "legal", "iso_a4": "A4", "iso_a3": "A3"}
PAPER_TITLES |= {"iso_a5": "A5", "na_ledger": "tabloid"}
OF_QUEUES = "printer-type"  # Source: CUPS, "CUPS Implementation of IPP": its queues tell it
MOST_PAPERS = 4  # that a line names; print servers list dozens
TOLERANCE_MM = 2.0  # a printer's own tolerance of paper; between letter and A4 lie 6 and 18


class Sides(IntEnum):
    """How many sides of a sheet are printed, and over which edge it turns."""

    ONE = 1
    LONG_EDGE = 2
    SHORT_EDGE = 3


SIDES_KEYWORDS = {  # Source: RFC 8011, 5.2.8
    "one-sided": Sides.ONE,
    "two-sided-long-edge": Sides.LONG_EDGE,
    "two-sided-short-edge": Sides.SHORT_EDGE,
}


class Finishing(IntEnum):
    """What a printer does to printed sheets. Source: PWG 5100.1, table 5."""

    STAPLE = 4
    SADDLE_STITCH = 8
    FOLD = 10
    BOOKLET_MAKER = 13
    STAPLE_TOP_LEFT = 20
    STAPLE_TOP_RIGHT = 22
    FOLD_HALF = 93


FINISHING_WORDS = {
    Finishing.STAPLE: "staples",
    Finishing.STAPLE_TOP_LEFT: "staples",
    Finishing.STAPLE_TOP_RIGHT: "staples",
    Finishing.SADDLE_STITCH: "staples in the fold",
    Finishing.FOLD: "folds",
    Finishing.FOLD_HALF: "folds",
    Finishing.BOOKLET_MAKER: "makes booklets",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: its name in IPP, and its size, the shorter side first."""

    keyword: str
    short_mm: float
    long_mm: float

    @property
    def title(self) -> str:
        """What staff call it."""
        name = self.keyword.rsplit("_", 1)[0]
        return PAPER_TITLES.get(name, f"{self.short_mm:.0f} × {self.long_mm:.0f} mm")

    def fits(self, width_mm: float, height_mm: float) -> bool:
        """Tell whether a page is of this size, upright or lying."""
        short, long = sorted((width_mm, height_mm))
        return max(abs(short - self.short_mm), abs(long - self.long_mm)) <= TOLERANCE_MM


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a printer can do; None where it does not say.

    `loaded` are the papers in its trays, none where it does not say. `takes_pdf` is False only
    where it says so. `scalings` are IPP's keywords of print-scaling.
    """

    name: str
    model: str = ""
    location: str = ""
    papers: tuple[Paper, ...] = ()
    loaded: tuple[Paper, ...] = ()
    sides: frozenset[Sides] = frozenset((Sides.ONE,))
    finishings: frozenset[Finishing] = frozenset()
    scalings: frozenset[str] = frozenset()
    has_color: bool | None = None
    formats: tuple[str, ...] = (PDF,)
    most_copies: int = 1
    can_hold: bool = False
    takes_page_ranges: bool = False
    can_collate: bool = False

    @property
    def takes_pdf(self) -> bool:
        """Whether a PDF can be sent as it is."""
        return PDF in self.formats

    @property
    def has_duplex(self) -> bool:
        """Whether it prints on both sides, over whichever edge."""
        return bool(self.sides - {Sides.ONE})


@dataclass(frozen=True, slots=True)
class Condition:
    """How a printer stands just now.

    A print server's queue (`is_queue`) knows of its printer only what that told last; `message`
    is the server's own words, which are often all that it tells of a printer that is gone.
    """

    state: PrinterState
    reasons: tuple[Reason, ...] = ()
    takes_jobs: bool = True
    waiting_jobs: int = 0
    is_queue: bool = False
    message: str = ""


def read_condition(printer: Group) -> Condition:
    """Return how a printer stands."""
    takes = printer.values("printer-is-accepting-jobs")
    is_queue = _is_queue(printer)
    return Condition(
        state=read_printer_state(printer.number("printer-state")),
        reasons=find_reasons(printer.words("printer-state-reasons"), PRINTER_REASONS),
        takes_jobs=not takes or takes[0] is True,
        waiting_jobs=printer.number("queued-job-count") or 0,
        is_queue=is_queue,
        message=clean(printer.word("printer-state-message")) if is_queue else "",
    )


def _is_queue(printer: Group) -> bool:
    return bool(printer.values(OF_QUEUES))


def read_abilities(printer: Group) -> Abilities:
    """Return what a printer can do, of what it says of itself."""
    # Source: measured, CUPS 2.4: a queue calls papers ready that are in no tray.
    is_queue = _is_queue(printer)
    return Abilities(
        name=clean(printer.word("printer-name")),
        model=clean(printer.word("printer-make-and-model")),
        location=clean(printer.word("printer-location")),
        papers=tuple(read_papers(printer.words("media-supported"))),
        loaded=() if is_queue else tuple(read_papers(printer.words("media-ready"))),
        sides=_read_sides(printer.words("sides-supported")),
        finishings=_read_finishings(printer.values("finishings-supported")),
        scalings=frozenset(printer.words("print-scaling-supported")),
        has_color=_read_color(printer),
        formats=tuple(sorted(printer.words("document-format-supported"))),
        most_copies=_read_most(printer.values("copies-supported")),
        can_hold=INDEFINITELY in printer.words("job-hold-until-supported"),
        takes_page_ranges=printer.is_true("page-ranges-supported"),
        can_collate="separate-documents-collated-copies"
        in printer.words("multiple-document-handling-supported"),
    )


def read_papers(keywords: Iterable[str]) -> Iterator[Paper]:
    """Yield the papers of names that tell their size, each size once."""
    seen = set()
    for keyword in keywords:
        match = PAPER_NAME.match(keyword)
        if match is None or keyword.startswith(LIMITS):
            continue
        paper = _read_paper(keyword, match)
        if paper is not None and (paper.short_mm, paper.long_mm) not in seen:
            seen.add((paper.short_mm, paper.long_mm))
            yield paper


def _read_paper(keyword: str, match: re.Match[str]) -> Paper | None:
    factor = MM_PER_INCH if match["unit"] == "in" else 1.0
    try:
        short, long = sorted((float(match["width"]) * factor, float(match["height"]) * factor))
    except ValueError:
        return None
    return Paper(keyword, round(short, 1), round(long, 1))


def _read_sides(keywords: Iterable[str]) -> frozenset[Sides]:
    known = frozenset(SIDES_KEYWORDS[word] for word in keywords if word in SIDES_KEYWORDS)
    return known or frozenset((Sides.ONE,))


def _read_finishings(numbers: Iterable[object]) -> frozenset[Finishing]:
    known = {int(each): each for each in Finishing}
    return frozenset(known[n] for n in numbers if isinstance(n, int) and n in known)


def _read_color(printer: Group) -> bool | None:
    said = printer.values("color-supported")
    return said[0] is True if said else None


def _read_most(values: Iterable[object]) -> int:
    return max((value.upper for value in values if isinstance(value, Range)), default=1)


# --- in words -------------------------------------------------------------------------------------


def describe_abilities(abilities: Abilities) -> str:
    """Say in one line what a printer can do."""
    said = (
        "both sides" if abilities.has_duplex else "one side only",
        {True: "colour", False: "black and white", None: ""}[abilities.has_color],
        *list_finishings(abilities),
        "holds jobs" if abilities.can_hold else "",
        "" if abilities.takes_pdf else "takes no PDF",
        describe_papers("paper", abilities.loaded or abilities.papers),
    )
    return ", ".join(filter(None, said))


def list_finishings(abilities: Abilities) -> list[str]:
    """Return what a printer does to printed sheets, each word once."""
    can = abilities.finishings
    return list(dict.fromkeys(words for each, words in FINISHING_WORDS.items() if each in can))


def describe_papers(what: str, papers: Iterable[Paper]) -> str:
    """Say which papers there are, "" for none."""
    titles = [paper.title for paper in papers]
    titles.sort(key=lambda title: title not in PAPER_TITLES.values())
    more = f" and {len(titles) - MOST_PAPERS} more" if len(titles) > MOST_PAPERS else ""
    return f"{what}: {', '.join(titles[:MOST_PAPERS])}{more}" if titles else ""


def describe_condition(condition: Condition) -> str:
    """Say in one line how a printer stands."""
    words = {
        PrinterState.IDLE: "ready",
        PrinterState.PROCESSING: "printing",
        PrinterState.STOPPED: "stopped",
        PrinterState.UNKNOWN: "in a state that it does not tell",
    }[condition.state]
    if not condition.takes_jobs:
        words = f"{words}, takes no jobs"
    if condition.waiting_jobs:
        words = f"{words}, jobs waiting: {condition.waiting_jobs}"
    return "; ".join(filter(None, (words, *map(str, condition.reasons), quote_server(condition))))


def quote_server(condition: Condition, besides: str = "") -> str:
    """Return a print server's own words, where it has no others and no news `besides`, else ""."""
    is_news = condition.message.rstrip(".").casefold() not in ("", besides)
    if condition.reasons or not is_news:
        return ""
    return f"the print server says: {condition.message}"
