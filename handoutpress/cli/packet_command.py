"""The command `packet`: what it understands, what it asks a person, and what it tells.

Names no patient: a name comes from a prompt, a file or standard input, and goes into the PDF alone.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handoutpress.cli.delivery_options import (
    FALLBACK,
    add_teaching_arguments,
    open_record,
    read_teaching,
)
from handoutpress.console import has_person, say
from handoutpress.errors import ExitCode, HandoutError, UsageError

if TYPE_CHECKING:
    import argparse

    from handoutpress.build import Builder
    from handoutpress.deliver.record.book import PacketBook
    from handoutpress.outcome import BuildResult
    from handoutpress.packet.orders import Made, Order, Refused
    from handoutpress.rows import Broken

# A build of a few handouts takes less; who stands at the front desk does not wait for the night's.
PATIENCE_S = 60.0
PDF_START = b"%PDF-"  # Source: ISO 32000-1:2008, 7.5.2
OWNER_PASSWORD_BYTES = 24  # nobody types it; it only keeps rights apart from reading


def add_packet_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `packet` understands besides the common options."""
    add = parser.add_argument
    add(
        "what",
        nargs="*",
        metavar="ID",
        help="handouts (topic/name), topics and sets (sets/name); or one packet's FILE.yaml",
    )
    add("-o", "--output", type=Path, metavar="FILE", help="where the packet goes")
    add(
        "--for",
        dest="for_whom",
        metavar="-",
        help="ask for the patient's name; only '-' may follow",
    )
    add("--batch", type=Path, metavar="PATH", help="a CSV, or a folder of packets' files")
    add("--fallback", action="store_true", help=FALLBACK)
    add("--single-sided", action="store_true", help="without blank pages for duplex")
    add("--password-from", metavar="SOURCE", help="encrypt: a FILE, '-' or env:NAME")
    add("--yes", action="store_true", help="do not ask whether so many sheets are meant")
    add_teaching_arguments(parser)


def run_packet(options: argparse.Namespace, builder: Builder) -> ExitCode:
    """Make packets.

    Raises:
        UsageError: the command line is wrong.
        HandoutError: the only packet that was asked for cannot be made.
    """
    from handoutpress.deliver.record.book import PacketBook

    orders, broken = _read_orders(options)
    passwords = _read_passwords(options)
    with open_record(options) as record:
        book = PacketBook(record, reference=options.ref, teaching=read_teaching(options))
        clerk = _Clerk(options, broken, book, count=len(orders))
        try:
            result = _make(options, builder, orders, clerk, passwords)
        except HandoutError as error:
            clerk.note_error(orders[0], error)
            raise
    return clerk.finish(result)


def _make(
    options: argparse.Namespace,
    builder: Builder,
    orders: list[Order],
    clerk: _Clerk,
    passwords: tuple[str, str] | None,
) -> BuildResult | None:
    from handoutpress.packet.run import Wants, make_packets
    from handoutpress.report import LineListener, print_problems

    wants = Wants(
        today=date.today(),
        out=options.out,
        confirm=clerk.confirm,
        tell=clerk.tell,
        is_batch=options.batch is not None,
        passwords=passwords,
        patience_s=PATIENCE_S,
        tell_waiting=lambda reason: say(f"waiting: {reason}", is_error=True),
        keep=clerk.keep,
    )
    listener = LineListener(is_quiet=True, is_silent=True)
    result = None
    if orders:
        with closing(builder):
            result, _ = make_packets(builder, orders, wants, listener)
    if result is not None:
        print_problems(result.problems)
    return result


# --- what is asked for --------------------------------------------------------------------------


def _read_orders(options: argparse.Namespace) -> tuple[list[Order], list[Broken]]:
    from handoutpress.packet.batch import is_packet_file, read_batch
    from handoutpress.packet.orders import Order
    from handoutpress.packet.reading import read_packet_file
    from handoutpress.rows import Broken

    _check_options(options)
    if options.batch is not None:
        found = list(read_batch(options.batch))
        orders = [each for each in found if isinstance(each, Order)]
        broken = [each for each in found if isinstance(each, Broken)]
        return [_fit(order, options) for order in orders], broken
    what = options.what
    if len(what) == 1 and is_packet_file(Path(what[0]).name):
        order = read_packet_file(Path(what[0]))
    else:
        order = Order("packet", tuple(what), is_typed=True)
    return [_ask_name(_fit(order, options), options)], []


def _check_options(options: argparse.Namespace) -> None:
    if options.for_whom not in (None, "-"):
        raise UsageError(
            "a name on the command line would show in the list of processes and in the shell's "
            "history; write '--for -', then type it"
        )
    if bool(options.what) == (options.batch is not None):
        raise UsageError("name handouts, topics, a set or a packet's file; or --batch")
    if options.batch is not None and (options.output or options.for_whom):
        raise UsageError("--batch names its patients itself, and puts each packet in its place")
    for name in ("lang", "edition"):
        if len(getattr(options, name)) > 1:
            raise UsageError(f"a packet has one; --{name} may stand there once")


def _fit(order: Order, options: argparse.Namespace) -> Order:
    """Return an order as the command line changes it."""
    changes: dict[str, Any] = {"with_fallback": options.fallback}
    if options.lang:
        changes["language"] = options.lang[0]
    if options.edition:
        changes["edition"] = options.edition[0]
    if options.single_sided:
        changes["is_duplex"] = False
    if options.output:
        changes["target"] = check_target(options.output, options.out)
    return replace(order, **changes)


def check_target(path: Path, out: Path) -> Path:
    """Return where a PDF for one patient goes, as an absolute path.

    Raises:
        UsageError: everybody may read it there, or something else lies there.
    """
    path = path.absolute()
    place, shown = path.parent.resolve(), out.resolve()
    if place.is_relative_to(shown) and not place.is_relative_to(shown / "packets"):
        raise UsageError(f"'{out}' is for everybody, and may be served; put the packet elsewhere")
    if not path.parent.is_dir():
        raise UsageError("the folder of the file behind -o is not there; make it first")
    if path.is_dir():
        raise UsageError("-o is followed by a folder; name a file in it")
    if path.exists() and not _is_pdf(path):
        raise UsageError("the file behind -o is there, and is no PDF; name another one")
    return path


def _is_pdf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(PDF_START)) in (PDF_START, b"")
    except OSError:
        return False


def _ask_name(order: Order, options: argparse.Namespace) -> Order:
    from handoutpress.packet.reading import read_name, set_name

    if not options.for_whom:
        return order
    return set_name(order, read_name(sys.stdin, "Name of the patient: "))


def _read_passwords(options: argparse.Namespace) -> tuple[str, str] | None:
    from handoutpress.packet.reading import read_password

    if options.password_from is None:  # an empty one, of a variable that is not set, is a mistake
        return None
    password = read_password(options.password_from, sys.stdin)
    return password, secrets.token_urlsafe(OWNER_PASSWORD_BYTES)


# --- what is told -------------------------------------------------------------------------------


class _Clerk:
    """Asks, tells and notes while packets are made."""

    def __init__(
        self, options: argparse.Namespace, broken: list[Broken], book: PacketBook, *, count: int
    ) -> None:
        self._options, self._is_batch = options, options.batch is not None
        self._book, self.keep = book, book.keep
        self._count = count
        self._made: list[Made] = []
        self._refused = [(each.name, each.reason) for each in broken]
        for name, reason in self._refused:
            say(f"{name}: not made: {reason}", is_error=True)

    def confirm(self, order: Order, sheets: int) -> bool:
        """Ask whether so many sheets are meant; where nobody can answer, they are not."""
        if self._options.yes:
            return True
        if self._is_batch or not (has_person() and sys.stdin and sys.stdin.isatty()):
            return False
        ask = f"The packet takes {sheets} sheets. Make it? [y/N] "
        print(ask, end="", file=sys.stderr, flush=True)  # standard output may be a program's
        return sys.stdin.readline().strip().casefold() in ("y", "yes")

    def tell(self, outcome: Made | Refused) -> None:
        """Tell of a packet that was made, or why it was not."""
        from handoutpress.packet.orders import Refused

        name = f"{outcome.order.name}: " if self._is_batch else ""
        if isinstance(outcome, Refused):
            self._refused.append((outcome.order.name, outcome.reason))
            say(f"{name}not made: {outcome.reason}", is_error=True)
            if outcome.is_for_record:
                with _told_if_not_recorded():
                    self._book.refuse(outcome.order, outcome.reason)
            return
        self._made.append(outcome)
        for note in outcome.notes:
            say(f"{name}note: {note}", is_error=True)
        if not (self._options.quiet or self._options.json):
            done = f" ({len(self._made)} of {self._count})" if self._is_batch else ""
            say(f"{name}{_describe(outcome)}{done}")

    def note_error(self, order: Order, error: HandoutError) -> None:
        """Note why the only packet was refused."""
        with _told_if_not_recorded():
            self._book.refuse_for(order, error)

    def finish(self, result: BuildResult | None) -> ExitCode:
        """Tell how it ended, and return the exit code."""
        from handoutpress.report import count, print_json

        code = ExitCode.OK
        if self._refused:
            is_wrong = result is not None and result.exit_code is ExitCode.CONTENT
            code = ExitCode.CONTENT if is_wrong else ExitCode.FAILED
        if self._options.json:
            print_json(self._document(code))
        elif self._is_batch and not self._options.quiet:
            say(f"{count(len(self._made), 'packet')} made, {len(self._refused)} not made")
        return code

    def _document(self, code: ExitCode) -> dict[str, Any]:
        return {
            "format": 1,
            "exit_code": int(code),
            "packets": [_make_entry(made) for made in self._made],
            "refused": [{"order": name, "reason": why} for name, why in self._refused],
        }


@contextmanager
def _told_if_not_recorded() -> Iterator[None]:
    """Go on when a refusal cannot be recorded: nothing was given out."""
    try:
        yield
    except HandoutError as error:
        say(f"this refusal was not recorded: {error}", is_error=True)


def _describe(made: Made) -> str:
    from handoutpress.report import count

    pages, sheets = count(made.page_count, "page"), count(made.sheet_count, "sheet")
    return f"{made.path}: {pages} on {sheets}, packet {made.code}"


def _make_entry(made: Made) -> dict[str, Any]:
    return {
        "order": made.order.name,
        "path": str(made.path),
        "code": made.code,
        "pages": made.page_count,
        "sheets": made.sheet_count,
        "notes": list(made.notes),
    }
