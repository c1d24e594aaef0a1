"""The command `given`: what it understands, and who got what.

Holds no rule of the record.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.cli.delivery_options import (
    find_state,
    open_record,
    read_number,
    read_reference,
    require_record,
)
from handoutpress.cli.given_again import make_again
from handoutpress.cli.given_exports import FORMS, export
from handoutpress.cli.given_upkeep import purge, verify
from handoutpress.console import say
from handoutpress.errors import ExitCode, UsageError, suggest_name

if TYPE_CHECKING:
    from handoutpress.deliver.names import Names
    from handoutpress.deliver.record.chain import Head
    from handoutpress.deliver.record.given import Query, Recipient
    from handoutpress.deliver.record.record import Record

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
            return verify(record, options)
        if options.reprint:
            return make_again(record, options)
        if options.purge:
            return purge(record, options)
        if any(getattr(options, form) for form in FORMS):
            return export(record, _query(record, options), options)
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


def _query(record: Record, options: argparse.Namespace) -> Query:
    from handoutpress.deliver.names import Names, read_names
    from handoutpress.deliver.record.given import Query

    if len(options.lang) > 1:
        raise UsageError("one --lang at a time; without it, all languages are told")
    language = options.lang[0] if options.lang else ""
    names = read_names(options.root, date.today()) if options.handout else Names()
    query = Query(
        *(options.handout, language, options.version, options.since, options.ref),
        other_names=names.expand(options.handout),
    )
    _require_known(record, query, names)
    return query


def _require_known(record: Record, query: Query, names: Names) -> None:
    """Refuse a name that neither the library nor the record knows: it is a slip of the pen.

    Raises:
        UsageError: it is.
    """
    from handoutpress.deliver.record.given import Query, find_lines

    wanted = query.handout_id
    if not wanted or names.knows(wanted) or any(find_lines(record, Query(wanted))):
        return
    lines = (line.delivery.parts for line in record.iter_lines())
    known = {part.handout_id for parts in lines for part in parts if part.handout_id}
    raise UsageError(
        f"neither the library nor the record knows '{wanted}'; "
        f"{suggest_name(wanted, {*names.ids, *known})}"
    )


def _tell(record: Record, options: argparse.Namespace) -> ExitCode:
    from handoutpress.deliver.record.exports import line_values
    from handoutpress.deliver.record.given import find_given, find_lines
    from handoutpress.report import print_json

    query = _query(record, options)
    if options.json:
        lines = [line_values(line) for line in find_lines(record, query)]
        print_json({"format": 1, "lines": lines})
        return ExitCode.OK
    found = find_given(record, query)
    for row in format_recipients(found):
        say(row)
    if not found and not options.quiet:
        say(_explain_nothing(sum(1 for _ in find_lines(record, query))), is_error=True)
    return ExitCode.OK


def _explain_nothing(count: int) -> str:
    if not count:
        return "the record has nothing of it"
    lines = "1 line tells" if count == 1 else f"{count} lines tell"
    return f"nobody got anything of it; {lines} of what was refused or failed: add --csv"


def format_recipients(found: Iterable[Recipient]) -> Iterator[str]:
    """Yield a table of who got what, by reference; nothing when nobody did."""
    rows = [COLUMNS, *(_list_cells(each) for each in found)]
    if len(rows) == 1:
        return
    widths = [max(len(row[index]) for row in rows) for index in range(len(COLUMNS))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _say_channel(found: Recipient) -> str:
    if not found.is_again:
        return str(found.channel)
    return f"{found.channel}, again" + (f" (line {found.again_of})" if found.again_of else "")


def _list_cells(found: Recipient) -> tuple[str, ...]:
    part = found.part
    return (
        *(str(found.line), found.time.date().isoformat(), found.reference or "-"),
        *(_say_channel(found), str(found.ended), part.handout_id),
        *(str(part.version or part.state or "-"), part.language),
    )
