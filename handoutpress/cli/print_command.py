"""The commands `print` and `printers`: what they understand, and what they tell.

Names no patient: what is printed comes as one value, and only its pages and its printer are told.
"""

from __future__ import annotations

import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handoutpress.cli.delivery_options import FALLBACK, add_teaching_arguments, read_number
from handoutpress.console import say
from handoutpress.errors import ExitCode, UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from handoutpress.deliver.printing.choosing import Plan, Wishes
    from handoutpress.deliver.printing.finding import Seen
    from handoutpress.deliver.printing.ipp_client import IppClient
    from handoutpress.deliver.printing.run import Printed, PrintOrder, Recorder
    from handoutpress.deliver.record.again import Earlier
    from handoutpress.deliver.values import Subject, Teaching

SIDES = ("one", "both")


def add_print_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `print` understands besides the common options."""
    add = parser.add_argument
    add(
        "what",
        nargs="*",
        metavar="ID",
        help="handouts (topic/name), topics, sets (sets/name); or one packet's FILE.yaml, or a PDF",
    )
    add("--printer", default="", metavar="NAME", help="which printer; `printers` lists them")
    add("--copies", type=int, default=1, metavar="N", help="how many")
    add("--sides", choices=SIDES, default="", help="print one side or both; else what suits")
    add("--booklet", action="store_true", help="a topic's booklet to fold: fold and staple it")
    add("--staple", action="store_true", help="staple the sheets at the top")
    add("--pages", metavar="17-", help="these pages again, as after a jam")
    add("--again", type=read_number, metavar="LINE", help="what this line of the record tells of")
    add("--fallback", action="store_true", help=FALLBACK)
    add("--hold", action="store_true", help="keep it until somebody releases it at the printer")
    add("--dry-run", action="store_true", help="tell pages and sheets, and print nothing")
    add_teaching_arguments(parser)


def add_printers_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `printers` understands besides the common options: nothing."""


def run_print(
    options: argparse.Namespace,
    *,
    open_subject: Callable[[argparse.Namespace], Subject],
    open_recorder: Callable[[argparse.Namespace], Recorder],
    find_earlier: Callable[[str], Earlier],
    teaching: Teaching | None = None,
) -> ExitCode:
    """Print one subject, or tell how it would be printed.

    `find_earlier` says which line of the record a reprint belongs to, by the SHA-256 of the PDF.

    Raises:
        UsageError: the command line is wrong.
        PrintError: the printer did not take it.
    """
    from handoutpress.deliver.printing.finding import open_printer
    from handoutpress.deliver.printing.run import PrintOrder, plan_print, print_subject
    from handoutpress.deliver.settings import read_settings
    from handoutpress.deliver.values import Teaching

    wishes = _read_wishes(options)
    name, client = open_printer(read_settings(options.root), options.printer, options.root)
    order = PrintOrder(
        *(open_subject(options), name, wishes),
        reference=options.ref,
        teaching=teaching or Teaching(),
    )
    order, note = _find_reprinted(order, options, find_earlier)
    teller = _Teller(options, order, note)
    if options.dry_run:
        teller.tell_plan(plan_print(client, order), "")
        return teller.finish(None)
    printed = _print(client, order, teller, open_recorder(options), print_subject)
    return teller.finish(printed)


def _print(
    client: IppClient,
    order: PrintOrder,
    teller: _Teller,
    recorder: Recorder,
    print_subject: Callable[..., Printed],
) -> Printed:
    from handoutpress.deliver.printing.jobs import Pace
    from handoutpress.deliver.printing.run import Desk
    from handoutpress.packet.placing import make_code

    desk = Desk(
        recorder=recorder,
        pace=Pace(time.monotonic, time.sleep),
        make_code=make_code,
        tell=teller.tell,
        tell_plan=teller.tell_plan,
    )
    return print_subject(client, order, desk)


def _read_wishes(options: argparse.Namespace) -> Wishes:
    from handoutpress.deliver.printing.choosing import Wishes, read_pages

    if not options.what:
        raise UsageError("name handouts, topics, a set, a packet's file or a PDF")
    return Wishes(
        copies=options.copies,
        sides=options.sides,
        is_booklet=options.booklet,
        pages=read_pages(options.pages) if options.pages is not None else None,
        is_held=options.hold,
        is_stapled=options.staple,
    )


def _find_reprinted(
    order: PrintOrder,
    options: argparse.Namespace,
    find_earlier: Callable[[str], Earlier],
) -> tuple[PrintOrder, str]:
    """Return an order that says which line it reprints, and for whom; and a note where none is.

    Raises:
        UsageError: the line that was named tells of something else, or of another visit.
    """
    if not options.again and order.wishes.pages is None:
        return order, ""
    earlier = find_earlier(sha256(order.subject.pdf).hexdigest())
    line = earlier.line
    if line is None:
        return order, earlier.note
    was = line.delivery.reference
    if order.reference and order.reference != was:
        raise UsageError(f"line {line.number} is not of the visit --ref names; leave --ref out")
    return replace(order, reference=was, of_line=line.number, is_reprint=True), ""


class _Teller:
    """Tells staff the plan, how it goes, and how it ended."""

    def __init__(self, options: argparse.Namespace, order: PrintOrder, note: str) -> None:
        self._options, self._printer = options, order.printer_name
        self._reprinted, self._note = order.of_line, note
        self._plan: Plan | None = None

    def tell_plan(self, plan: Plan, job_name: str) -> None:
        """Tell pages and sheets before anything is sent."""
        if self._note:
            plan = replace(plan, notes=(self._note, *plan.notes))
        self._plan = plan
        for note in plan.notes:
            say(f"note: {note}", is_error=True)
        if self._reprinted is not None and not self._options.quiet:
            say(f"note: the record has it as a reprint of line {self._reprinted}", is_error=True)
        if not (self._options.json or self._options.quiet):
            job = f", job '{job_name}'" if job_name else ""
            say(f"{self._printer}: {describe_plan(plan)}{job}")

    def tell(self, line: str) -> None:
        """Tell how it goes."""
        if not self._options.quiet:
            say(f"{self._printer}: {line}", is_error=True)

    def finish(self, printed: Printed | None) -> ExitCode:
        """Tell how it ended, and return the exit code."""
        from handoutpress.report import print_json

        code = _choose_code(printed)
        if self._options.json and self._plan is not None:
            document = _make_document(self._printer, self._plan, printed, code)
            print_json({**document, "reprint_of": self._reprinted})
        elif printed is not None and (code or not self._options.quiet):
            result = printed.ending.result.value
            said = "; ".join(filter(None, (printed.ending.detail, printed.ending.quote)))
            words = f"{self._printer}: {result}: {said}"
            say(words, is_error=code is not ExitCode.OK)
        return code


def _choose_code(printed: Printed | None) -> ExitCode:
    from handoutpress.deliver.values import Result

    if printed is None or printed.ending.result in (Result.DONE, Result.QUEUED):
        return ExitCode.OK
    return ExitCode.INTERRUPTED if printed.ending.was_interrupted else ExitCode.DELIVERY


def describe_plan(plan: Plan) -> str:
    """Say in one line how something is printed."""
    from handoutpress.deliver.printing.abilities import FINISHING_WORDS, Sides
    from handoutpress.report import count

    sides = {
        Sides.ONE: "one side",
        Sides.LONG_EDGE: "both sides",
        Sides.SHORT_EDGE: "both sides, turned over the short edge",
    }[plan.sides]
    said = (
        f"{count(plan.page_count, 'page')} on {count(plan.sheet_count, 'sheet')}",
        count(plan.copies, "copy").replace("copys", "copies") if plan.copies > 1 else "",
        f"pages {plan.pages.first} to {plan.pages.last}" if plan.pages else "",
        sides,
        plan.paper.title if plan.paper else "",
        *dict.fromkeys(FINISHING_WORDS[finishing] for finishing in plan.finishings),
        "held at the printer" if plan.is_held else "",
    )
    return ", ".join(filter(None, said))


def _make_document(
    printer: str, plan: Plan, printed: Printed | None, code: ExitCode
) -> dict[str, Any]:
    return {
        "format": 1,
        "exit_code": int(code),
        "printer": printer,
        "plan": {
            "pages": plan.page_count,
            "sheets": plan.sheet_count,
            "copies": plan.copies,
            "sides": plan.sides.name.lower().replace("_", "-"),
            "paper": plan.paper.keyword if plan.paper else None,
            "first_page": plan.pages.first if plan.pages else None,
            "last_page": plan.pages.last if plan.pages else None,
            "finishings": [finishing.name.lower() for finishing in plan.finishings],
            "held": plan.is_held,
            "notes": list(plan.notes),
        },
        "job": printed.job_name if printed else None,
        "result": printed.ending.result.value if printed else None,
        "detail": printed.ending.detail if printed else None,
        "line": printed.line if printed else None,
    }


# --- printers -------------------------------------------------------------------------------------


def run_printers(options: argparse.Namespace) -> ExitCode:
    """List the printers, what each can do, and how it stands; a dead one is told of in its line.

    Raises:
        HandoutError: `delivery.yaml` is wrong.
    """
    from handoutpress.deliver.printing.finding import survey_printers
    from handoutpress.deliver.settings import NAME, read_settings
    from handoutpress.report import print_json

    settings = read_settings(Path(options.root))
    seen = list(survey_printers(settings, Path(options.root)))
    code = ExitCode.DELIVERY if any(each.fault for each in seen) else ExitCode.OK
    if options.json:
        entries = [_make_entry(each) for each in seen]
        print_json({"format": 1, "exit_code": int(code), "printers": entries})
        return code
    if not seen:
        say(f"no printer is set; ask IT to name one in {NAME}: printers", is_error=True)
    for each in seen:
        say(_describe_seen(each), is_error=bool(each.fault))
    return code


def _describe_seen(seen: Seen) -> str:
    from handoutpress.deliver.printing.abilities import describe_abilities, describe_condition

    name = f"{seen.name} (the usual one)" if seen.is_default else seen.name
    if seen.abilities is None or seen.condition is None:
        return f"{name}: {seen.fault}"
    can, stands = describe_abilities(seen.abilities), describe_condition(seen.condition)
    place = f" ({seen.abilities.location})" if seen.abilities.location else ""
    return f"{name}{place}: {stands}. It can do: {can}"


def _make_entry(seen: Seen) -> dict[str, Any]:
    from handoutpress.deliver.printing.abilities import describe_condition, list_finishings

    can, stands = seen.abilities, seen.condition
    return {
        "name": seen.name,
        "uri": seen.uri,
        "usual": seen.is_default,
        "fault": seen.fault or None,
        "state": stands.state.name.lower() if stands else None,
        "condition": describe_condition(stands) if stands else None,
        "takes_jobs": stands.takes_jobs if stands else None,
        "model": can.model if can else None,
        "location": can.location if can else None,
        "duplex": can.has_duplex if can else None,
        "color": can.has_color if can else None,
        "finishings": list_finishings(can) if can else None,
        "holds": can.can_hold if can else None,
        "papers": [paper.keyword for paper in can.papers] if can else None,
        "loaded": [paper.keyword for paper in can.loaded] if can else None,
    }
