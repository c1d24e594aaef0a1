"""What `given` does to the record itself: looks whether it is whole, and empties what is too old.

Holds the clock, and no rule of the record.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from handoutpress.console import say
from handoutpress.errors import ExitCode

if TYPE_CHECKING:
    from handoutpress.deliver.record.chain import Break
    from handoutpress.deliver.record.record import Record


def verify(record: Record, options: argparse.Namespace) -> ExitCode:
    """Tell where the record or the archive is not what it was.

    Raises:
        HandoutError: the record cannot be read.
    """
    from handoutpress.deliver.record.needs import list_lacking

    found = record.verify(options.head)
    damaged = [str(path) for path in record.archive.list_damaged()]
    lacking = () if found else tuple(list_lacking(record))
    code = ExitCode.FAILED if found or damaged or lacking else ExitCode.OK
    if options.json:
        _print_verified(record, found, damaged, lacking)
    elif code is not ExitCode.OK:
        _tell_faults(found, damaged, lacking)
    elif not options.quiet:
        head = record.head()
        say(f"the record is whole: {head.number} lines; so is the archive")
        if head.number:
            say(f"keep this elsewhere, for --verify --head: {head.number}:{head.hash}")
    return code


def _tell_faults(found: Break | None, damaged: list[str], lacking: Sequence[int]) -> None:
    if found:
        say(f"line {found.number} of the record: {found.reason}", is_error=True)
        say("restore the record from a backup, and find out who changed it", is_error=True)
    for path in damaged:
        say(f"'{path}' is damaged; restore it from a backup", is_error=True)
    for number in lacking:
        say(
            f"line {number}: the archive lacks what it takes to make it again; restore the "
            "archive from a backup",
            is_error=True,
        )


def _print_verified(
    record: Record, found: Break | None, damaged: list[str], lacking: Sequence[int]
) -> None:
    from handoutpress.report import print_json

    head = None if found else record.head()
    print_json(
        {
            "format": 1,
            "exit_code": int(ExitCode.FAILED if found or damaged or lacking else ExitCode.OK),
            "broken_line": {"line": found.number, "reason": found.reason} if found else None,
            "damaged": damaged,
            "lacking": list(lacking),
            "head": {"line": head.number, "hash": head.hash} if head and head.number else None,
        }
    )


def purge(record: Record, options: argparse.Namespace) -> ExitCode:
    """Empty the lines whose time is over.

    Raises:
        HandoutError: the record cannot be written, or delivery.yaml is wrong.
    """
    from handoutpress.deliver.record.retention import purge as purge_record
    from handoutpress.deliver.settings import read_settings
    from handoutpress.report import print_json

    days = read_settings(options.root).record.retention_days
    done = purge_record(record, now=datetime.now(UTC), retention_days=days)
    if options.json:
        counts = {"lines_emptied": done.line_count, "files_removed": done.file_count}
        print_json({"format": 1, "retention_days": days, **counts})
    elif not options.quiet:
        say(
            f"older than {days} days: {done.line_count} lines emptied, {done.file_count} files "
            "removed from the archive"
        )
    return ExitCode.OK
