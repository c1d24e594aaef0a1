"""The command `given`: who got what, whether the record is whole, and what was given, once more.

Holds the clock, and no rule of the record.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handoutpress.cli.delivery_options import (
    find_state,
    open_record,
    read_number,
    read_reference,
    require_record,
)
from handoutpress.console import say
from handoutpress.errors import ExitCode, HandoutError, UsageError

if TYPE_CHECKING:
    from handoutpress.deliver.record.chain import Break, Head
    from handoutpress.deliver.record.given import Query, Recipient
    from handoutpress.deliver.record.lines import Line
    from handoutpress.deliver.record.record import Record
    from handoutpress.deliver.record.reprint import Reprint
    from handoutpress.deliver.values import GivenPart
    from handoutpress.packet.orders import Order

FORMS = ("csv", "jsonl", "fhir", "syslog")
HEAD = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")
COLUMNS = ("LINE", "DAY", "REFERENCE", "HOW", "ENDED", "HANDOUT", "VERSION", "LANGUAGE")


def add_given_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `given` understands besides the common options."""
    add = parser.add_argument
    add("--handout", default="", metavar="ID", help="who got this handout")
    add("--version", type=read_number, metavar="N", help="only this version of it")
    add("--since", type=_read_day, metavar="DATE", help="only since this day (UTC): 2026-11-01")
    add("--ref", type=read_reference, default="", metavar="REF", help="what this visit got")
    doing = parser.add_mutually_exclusive_group()
    add_doing = doing.add_argument
    add_doing("--csv", action="store_true", help="print the lines as CSV")
    add_doing("--jsonl", action="store_true", help="print the lines as JSON, one a line")
    add_doing("--fhir", action="store_true", help="print FHIR resources for a record system")
    add_doing("--syslog", action="store_true", help="tell the log host of the lines once more")
    add_doing("--verify", action="store_true", help="look whether record and archive are whole")
    add_doing("--reprint", type=read_number, metavar="N", help="make again what line N tells of")
    add_doing("--purge", action="store_true", help="empty the lines whose time is over")
    add("--head", type=_read_head, metavar="N:HASH", help="with --verify: what was kept elsewhere")
    add("--packet", type=Path, metavar="FILE", help="with --reprint: the packet's file, for a name")
    add("--for", dest="for_whom", metavar="-", help="with --reprint: ask for the patient's name")
    add("-o", "--output", type=Path, metavar="FILE", help="with --reprint: where the PDF goes")
    add("--encounter-system", default="", metavar="URI", help="with --fhir: whose numbers REF are")


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day such as 2026-11-01") from None


def _read_head(text: str) -> Head:
    from handoutpress.deliver.record.chain import Head

    found = HEAD.fullmatch(text)
    if not found:
        raise argparse.ArgumentTypeError("write what --verify told: the number, ':' and the hash")
    return Head(int(found[1]), found[2])


def run_given(options: argparse.Namespace) -> ExitCode:
    """Tell what was given, or do what else is asked for.

    Raises:
        UsageError: the command line is wrong.
        HandoutError: the record cannot be read.
    """
    _check_options(options)
    require_record(find_state(options))
    with open_record(options) as record:
        if options.verify:
            return _verify(record, options)
        if options.reprint:
            return _reprint(record, options)
        if options.purge:
            return _purge(record, options)
        if any(getattr(options, form) for form in FORMS):
            return _export(record, options)
        return _tell(record, options)


def _check_options(options: argparse.Namespace) -> None:
    for name, needed in (
        *(("head", "verify"), ("packet", "reprint"), ("for_whom", "reprint")),
        *(("output", "reprint"), ("encounter_system", "fhir")),
    ):
        if getattr(options, name) and not getattr(options, needed):
            shown = name.replace("_", "-").replace("for-whom", "for")
            raise UsageError(f"--{shown} goes with --{needed}; see --help")
    if options.for_whom not in (None, "-"):
        raise UsageError("a name on the command line shows in lists of processes; write '--for -'")
    if options.packet and options.for_whom:
        raise UsageError("the packet's file has the name; leave '--for -' out")
    if options.version is not None and not options.handout:
        raise UsageError("--version is that of a handout; name it with --handout")


def _query(options: argparse.Namespace) -> Query:
    from handoutpress.deliver.record.given import Query

    if len(options.lang) > 1:
        raise UsageError("one --lang at a time; without it, all languages are told")
    language = options.lang[0] if options.lang else ""
    return Query(options.handout, language, options.version, options.since, options.ref)


# --- telling --------------------------------------------------------------------------------------


def _tell(record: Record, options: argparse.Namespace) -> ExitCode:
    from handoutpress.deliver.record.exports import line_values
    from handoutpress.deliver.record.given import find_given, find_lines
    from handoutpress.report import print_json

    query = _query(options)
    if options.json:
        lines = [line_values(line) for line in find_lines(record, query)]
        print_json({"format": 1, "lines": lines})
        return ExitCode.OK
    found = find_given(record, query)
    for row in format_recipients(found):
        say(row)
    if not found and not options.quiet:
        say("the record has nothing of it", is_error=True)
    return ExitCode.OK


def format_recipients(found: Iterable[Recipient]) -> Iterator[str]:
    """Yield a table of who got what, by reference; nothing when nobody did."""
    rows = [COLUMNS, *(_list_cells(each) for each in found)]
    if len(rows) == 1:
        return
    widths = [max(len(row[index]) for row in rows) for index in range(len(COLUMNS))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _list_cells(found: Recipient) -> tuple[str, ...]:
    part = found.part
    return (
        *(str(found.line), found.time.date().isoformat(), found.reference or "-"),
        *(str(found.channel), str(found.ended), part.handout_id),
        *(str(part.version or part.state or "-"), part.language),
    )


# --- exports --------------------------------------------------------------------------------------


def _export(record: Record, options: argparse.Namespace) -> ExitCode:
    from handoutpress.deliver.record.exports import format_csv, iter_json_lines
    from handoutpress.deliver.record.given import find_lines

    lines = find_lines(record, _query(options))
    if options.csv:
        say(format_csv(lines).rstrip("\n"))
    elif options.jsonl:
        for text in iter_json_lines(lines):
            say(text)
    elif options.fhir:
        _export_fhir(record, lines, options)
    else:
        return _tell_log_host(lines, options)
    return ExitCode.OK


def _export_fhir(record: Record, lines: Iterable[Line], options: argparse.Namespace) -> None:
    from handoutpress.deliver.record.fhir import Hospital, format_bundle

    urls = _Urls(options.root, options.out)
    hospital = Hospital(options.encounter_system, urls.find)
    say(format_bundle(lines, record.iter_of_lines(), record.archive, hospital))


class _Urls:
    """Knows where PDFs are served whose bytes are still those that were given."""

    def __init__(self, root: Path, out: Path) -> None:
        from handoutpress.deliver.public_files import read_public_url

        self._out, self._url = out, read_public_url(root)

    def find(self, part: GivenPart) -> str:
        """Return the address of a handout's PDF; "" when another one is served by now, or none."""
        from handoutpress.deliver.public_files import find_public_file

        return find_public_file(self._out, self._url, part) if self._url else ""


def _tell_log_host(lines: Iterable[Line], options: argparse.Namespace) -> ExitCode:
    from handoutpress.deliver.record.syslog import Syslog
    from handoutpress.deliver.settings import read_settings

    address = read_settings(options.root).record.syslog
    if not address:
        raise UsageError("delivery.yaml names no log host; write it as 'record: {syslog: …}'")
    warnings: list[str] = []
    host = Syslog(address, warn=warnings.append)
    count = 0
    for line in lines:
        host.tell(line)
        count += 1
    for warning in warnings:
        say(f"warning: {warning}", is_error=True)
    if not options.quiet:
        say(f"{count - len(warnings)} of {count} lines were told")
    return ExitCode.DELIVERY if warnings else ExitCode.OK


# --- the record itself ----------------------------------------------------------------------------


def _verify(record: Record, options: argparse.Namespace) -> ExitCode:
    found = record.verify(options.head)
    damaged = [str(path) for path in record.archive.list_damaged()]
    code = ExitCode.FAILED if found or damaged else ExitCode.OK
    if options.json:
        _print_verified(record, found, damaged, code)
    elif code is not ExitCode.OK:
        _tell_faults(found, damaged)
    elif not options.quiet:
        head = record.head()
        say(f"the record is whole: {head.number} lines; so is the archive")
        if head.number:
            say(f"keep this elsewhere, for --verify --head: {head.number}:{head.hash}")
    return code


def _tell_faults(found: Break | None, damaged: list[str]) -> None:
    if found:
        say(f"line {found.number} of the record: {found.reason}", is_error=True)
        say("restore the record from a backup, and find out who changed it", is_error=True)
    for path in damaged:
        say(f"'{path}' is damaged; restore it from a backup", is_error=True)


def _print_verified(
    record: Record, found: Break | None, damaged: list[str], code: ExitCode
) -> None:
    from handoutpress.report import print_json

    head = None if found else record.head()
    print_json(
        {
            "format": 1,
            "exit_code": int(code),
            "broken_line": {"line": found.number, "reason": found.reason} if found else None,
            "damaged": damaged,
            "head": {"line": head.number, "hash": head.hash} if head and head.number else None,
        }
    )


def _purge(record: Record, options: argparse.Namespace) -> ExitCode:
    from handoutpress.deliver.record.retention import purge
    from handoutpress.deliver.settings import read_settings
    from handoutpress.report import print_json

    days = read_settings(options.root).record.retention_days
    done = purge(record, now=datetime.now(UTC), retention_days=days)
    if options.json:
        counts = {"lines_emptied": done.line_count, "files_removed": done.file_count}
        print_json({"format": 1, "retention_days": days, **counts})
    elif not options.quiet:
        say(
            f"older than {days} days: {done.line_count} lines emptied, {done.file_count} files "
            "removed from the archive"
        )
    return ExitCode.OK


# --- once more ------------------------------------------------------------------------------------


def _reprint(record: Record, options: argparse.Namespace) -> ExitCode:
    from handoutpress.cli.packet_command import check_target
    from handoutpress.deliver.record.reprint import note_reprint, remake
    from handoutpress.packet.placing import open_folder

    target = check_target(options.output, options.out) if options.output else None
    line = record.find_line(options.reprint)
    typed = _read_typed(options)
    made = remake(record.archive, line, typed)
    note_reprint(record, line, made)
    folder = open_folder(options.out)
    target = target or folder / f"line-{line.number}-{made.sha256[:8]}.pdf"
    _place(folder, target, made.pdf)
    _tell_reprint(target, line, made, options)
    is_disproved = typed is not None and not made.is_proven
    return ExitCode.FAILED if is_disproved else ExitCode.OK


def _place(folder: Path, target: Path, pdf: bytes) -> None:
    from handoutpress.packet.placing import place_packet

    try:
        place_packet(folder, target, pdf)
    except OSError as error:
        raise HandoutError(f"the PDF cannot be written ({error.strerror})") from error


def _read_typed(options: argparse.Namespace) -> Order | None:
    from handoutpress.packet.orders import Order
    from handoutpress.packet.reading import read_name, read_packet_file, set_name

    if options.packet:
        return read_packet_file(options.packet)
    if options.for_whom:
        return set_name(Order("packet"), read_name(sys.stdin, "Name of the patient: "))
    return None


def _tell_reprint(target: Path, line: Line, made: Reprint, options: argparse.Namespace) -> None:
    from handoutpress.report import count, print_json

    if options.json:
        print_json(_describe_reprint(target, line, made))
        return
    for note in made.notes:
        say(f"note: {note}", is_error=True)
    if not options.quiet:
        day = line.time.date().isoformat()
        say(f"{target}: {count(made.page_count, 'page')}, SHA-256 {made.sha256}")
        say(f"It shows what was given on {day}; make it anew for patients: words change")


def _describe_reprint(target: Path, line: Line, made: Reprint) -> dict[str, Any]:
    return {
        "format": 1,
        "line": line.number,
        "path": str(target),
        "pages": made.page_count,
        "sha256": made.sha256,
        "proven": made.is_proven,
        "notes": list(made.notes),
    }
