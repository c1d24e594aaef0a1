"""What a printer says of itself, as values and in words."""

from __future__ import annotations

import pytest

from handoutpress.deliver.printing.abilities import (
    Abilities,
    Condition,
    Finishing,
    Paper,
    Sides,
    describe_abilities,
    describe_condition,
    list_finishings,
    quote_server,
    read_abilities,
    read_condition,
    read_papers,
)
from handoutpress.deliver.printing.ipp_message import Attribute, Group, GroupTag, Range, Tag
from handoutpress.deliver.printing.status_words import PRINTER_REASONS, PrinterState
from tests.fake_printer import numbers, printer, words

LETTER = Paper("na_letter_8.5x11in", 215.9, 279.4)
A4 = Paper("iso_a4_210x297mm", 210.0, 297.0)


def test_what_a_printer_says_of_itself_cannot_steer_a_terminal() -> None:
    steering = "Ward \x1b]0;3\x07\x9b2J\u202e" + "x" * 9000
    names = ("printer-name", "printer-make-and-model", "printer-location", "printer-state-message")
    said = (Attribute(name, Tag.TEXT, (steering,)) for name in names)
    papers = words("media-supported", "na_\x1b[2J_8.5x11in", "iso_a4_210x297mm")
    group = printer(*said, papers, numbers("printer-type", 4))
    can, stands = read_abilities(group), read_condition(group)
    for shown in (can.name, can.model, can.location, stands.message):
        assert shown.startswith("Ward ]0;3 2J x")
        assert len(shown) == 200
    assert can.papers == (A4,)


def test_what_is_done_to_sheets_is_named_once() -> None:
    can = read_abilities(printer(numbers("finishings-supported", 20, 10, 4, 22, 93)))
    assert list_finishings(can) == ["staples", "folds"]


def test_an_office_printer_is_read() -> None:
    group = printer(
        numbers("finishings-supported", 3, 4, 13, 20, 999),
        Attribute("color-supported", Tag.BOOLEAN, (False,)),
        words("media-ready", "iso_a4_210x297mm"),
        words("print-scaling-supported", "none", "fit"),
        words("multiple-document-handling-supported", "separate-documents-collated-copies"),
    )
    assert read_abilities(group) == Abilities(
        name="fake",
        papers=(LETTER, A4),
        loaded=(A4,),
        sides=frozenset((Sides.ONE, Sides.LONG_EDGE, Sides.SHORT_EDGE)),
        finishings=frozenset(
            (Finishing.STAPLE, Finishing.BOOKLET_MAKER, Finishing.STAPLE_TOP_LEFT)
        ),
        scalings=frozenset(("none", "fit")),
        has_color=False,
        most_copies=99,
        can_hold=True,
        takes_page_ranges=True,
        can_collate=True,
    )


def test_a_printer_that_says_nothing_can_do_nothing_special() -> None:
    bare = read_abilities(Group(GroupTag.PRINTER, ()))
    assert (bare.has_duplex, bare.most_copies, bare.can_hold, bare.takes_pdf) == (
        False,
        1,
        False,
        False,
    )


def test_what_a_queue_calls_ready_is_not_believed() -> None:
    group = printer(words("media-ready", "iso_a4_210x297mm"), numbers("printer-type", 4))
    assert read_abilities(group).loaded == ()


@pytest.mark.parametrize(
    ("keyword", "found"),
    [
        ("na_letter_8.5x11in", [(215.9, 279.4)]),
        ("iso_a4_210x297mm", [(210.0, 297.0)]),
        ("na_ledger_17x11in", [(279.4, 431.8)]),
        ("custom_min_3x5in", []),
        ("custom_max_8.5x14in", []),
        ("iso-a4", []),
        ("odd_1.2.3x4mm", []),
    ],
)
def test_the_name_of_a_paper_tells_its_size(keyword: str, found: list[tuple[float, float]]) -> None:
    assert [(paper.short_mm, paper.long_mm) for paper in read_papers((keyword,))] == found


@pytest.mark.parametrize(
    ("size_mm", "fits"),
    [
        ((215.9, 279.4), True),
        ((279.4, 215.9), True),
        ((216.5, 280.0), True),
        ((210.0, 297.0), False),
        ((140.0, 216.0), False),
    ],
)
def test_a_page_fits_a_paper_upright_or_lying(size_mm: tuple[float, float], fits: bool) -> None:
    assert LETTER.fits(*size_mm) is fits


@pytest.mark.parametrize(
    ("abilities", "said"),
    [
        (Abilities("a"), "one side only"),
        (
            Abilities(
                "b",
                papers=(LETTER, A4),
                sides=frozenset((Sides.ONE, Sides.LONG_EDGE)),
                finishings=frozenset((Finishing.STAPLE, Finishing.STAPLE_TOP_LEFT)),
                has_color=True,
                can_hold=True,
            ),
            "both sides, colour, staples, holds jobs, paper: letter, A4",
        ),
        (Abilities("c", formats=("image/urf",)), "one side only, takes no PDF"),
        (
            Abilities("d", papers=tuple(Paper(f"x_{n}x9mm", n, 9.0) for n in range(1, 7))),
            "one side only, paper: 1 × 9 mm, 2 × 9 mm, 3 × 9 mm, 4 × 9 mm and 2 more",
        ),
    ],
)
def test_abilities_are_said_in_one_line(abilities: Abilities, said: str) -> None:
    assert describe_abilities(abilities) == said


def test_how_a_printer_stands_is_read_and_said() -> None:
    group = printer(
        numbers("printer-state", 5),
        words("printer-state-reasons", "media-empty-error"),
        Attribute("printer-is-accepting-jobs", Tag.BOOLEAN, (False,)),
        Attribute("queued-job-count", Tag.INTEGER, (3,)),
    )
    condition = read_condition(group)
    empty = (PRINTER_REASONS["media-empty"],)
    assert condition == Condition(PrinterState.STOPPED, empty, takes_jobs=False, waiting_jobs=3)
    assert describe_condition(condition) == (
        "stopped, takes no jobs, jobs waiting: 3; the printer has no paper; put paper in"
    )


@pytest.mark.parametrize(
    ("condition", "besides", "said"),
    [
        (Condition(PrinterState.IDLE), "", ""),
        (Condition(PrinterState.IDLE, message="Gone."), "", "the print server says: Gone."),
        (Condition(PrinterState.PROCESSING, message="Printing."), "printing", ""),
        (Condition(PrinterState.IDLE, (PRINTER_REASONS["media-jam"],), message="Jam."), "", ""),
    ],
)
def test_a_server_is_quoted_where_nothing_better_is_known(
    condition: Condition, besides: str, said: str
) -> None:
    assert quote_server(condition, besides) == said


def test_a_server_s_words_cannot_move_a_terminal() -> None:
    message = Attribute("printer-state-message", Tag.TEXT, ("red \x1b[31m\r\nink" + "k" * 999,))
    said = read_condition(printer(message, numbers("printer-type", 4))).message
    assert said.startswith("red [31m inkkk")
    assert len(said) <= 200


def test_copies_without_a_range_are_one() -> None:
    group = printer(Attribute("copies-supported", Tag.RANGE, (Range(1, 1),)))
    assert read_abilities(group).most_copies == 1
