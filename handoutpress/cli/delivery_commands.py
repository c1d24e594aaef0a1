"""What `email`, `print`, `outbox` and `given` stand on: an open record, and what is delivered.

Holds the clock, and no rule of delivering.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from typing import TYPE_CHECKING

from handoutpress.cli.delivery_options import find_state, open_record, read_teaching
from handoutpress.console import has_person, say
from handoutpress.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from handoutpress.build import Builder
    from handoutpress.deliver.record.record import Record
    from handoutpress.deliver.values import Channel, Subject
    from handoutpress.packet.orders import Order

PATIENCE_S = 60.0  # for another run that is at work; who stands at the front desk waits no longer


@contextmanager
def open_counter(
    options: argparse.Namespace, builder: Builder, channel: Channel
) -> Iterator[tuple[Record, Callable[[str], Subject]]]:
    """Open the record, and what makes a subject in a language; "" is the usual one.

    Raises:
        HandoutError: the record cannot be opened, or delivery.yaml is wrong.
    """
    from handoutpress.deliver.record.book import PacketBook

    options.state = find_state(options)
    teaching = read_teaching(options)
    with open_record(options) as record:
        book = PacketBook(record, reference=options.ref, teaching=teaching, channel=channel)

        def make(language: str) -> Subject:
            return _make_subject(options, builder, book, language)

        yield record, make


def _make_subject(
    options: argparse.Namespace, builder: Builder, book: object, language: str
) -> Subject:
    from handoutpress.deliver.record.book import PacketBook
    from handoutpress.deliver.subjects import Asking, SubjectMaker
    from handoutpress.report import LineListener, print_problems

    assert isinstance(book, PacketBook)
    asking = Asking(
        today=date.today(),
        out=options.out,
        language=language or _pick_one(options.lang, "--lang"),
        edition=_pick_one(options.edition, "--edition"),
        confirm=_confirm_sheets,
        patience_s=PATIENCE_S,
        tell_waiting=lambda reason: say(f"waiting: {reason}", is_error=True),
        tell_note=lambda note: say(f"note: {note}", is_error=True),
        is_folded=getattr(options, "booklet", False),
        with_fallback=options.fallback,
        is_dry=bool(options.dry_run),
    )
    maker = SubjectMaker(builder, book, asking, LineListener(is_quiet=True, is_silent=True))
    subject = maker.make(options.what)
    for result in maker.results:
        print_problems(result.problems)
    return subject


def _pick_one(names: list[str], option: str) -> str:
    if len(names) > 1:
        raise UsageError(f"{option} may be named once here")
    return names[0] if names else ""


def _confirm_sheets(order: Order, sheets: int) -> bool:
    """Ask whether so many sheets are meant; where nobody can answer, they are not."""
    if not (has_person() and sys.stdin and sys.stdin.isatty()):
        return False
    say(f"It takes {sheets} sheets. Make it? [y/N]", is_error=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def run_print(options: argparse.Namespace, builder: Builder) -> ExitCode:
    """Print handouts, a set, a packet or a PDF."""
    from handoutpress.cli.print_again import Repeater
    from handoutpress.cli.print_command import run_print as print_subject
    from handoutpress.deliver.values import Channel

    with open_counter(options, builder, Channel.PRINT) as (record, make):
        repeater = Repeater(options, record)
        return print_subject(
            options,
            open_subject=lambda _: repeater.open_subject(make),
            open_recorder=lambda _: record,
            find_earlier=repeater.find_earlier,
            teaching=read_teaching(options),
        )


def run_email(options: argparse.Namespace, builder: Builder) -> ExitCode:
    """Send handouts, a set, a packet or a PDF by e-mail."""
    from handoutpress.cli.mail_command import run_email as send
    from handoutpress.deliver.mail.leave import Library
    from handoutpress.deliver.values import Channel

    with (
        open_counter(options, builder, Channel.MAIL) as (record, make),
        closing(Library(options.root, date.today)) as library,
    ):
        return send(
            *(options, make, record),
            ask_leave=library.find_objection,
            teaching=read_teaching(options),
        )


def run_outbox(options: argparse.Namespace) -> ExitCode:
    """Show or change what waits to be sent."""
    from handoutpress.cli.outbox_command import run_outbox as run
    from handoutpress.deliver.mail.leave import Library

    options.state = find_state(options)
    with open_record(options) as record, closing(Library(options.root, date.today)) as library:
        return run(options, record, library.find_objection)
