"""What `given` prints for other systems: CSV, JSON Lines, FHIR; and what it tells a log host.

Holds no rule of the record.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from handoutpress.console import say
from handoutpress.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from handoutpress.deliver.record.given import Query
    from handoutpress.deliver.record.lines import Line
    from handoutpress.deliver.record.record import Record
    from handoutpress.deliver.values import GivenPart

FORMS = ("csv", "jsonl", "fhir", "syslog")


def export(record: Record, query: Query, options: argparse.Namespace) -> ExitCode:
    """Print the lines that are asked for in the form that is asked for.

    Raises:
        HandoutError: a line cannot be read, or no log host is named.
    """
    from handoutpress.deliver.record.exports import format_csv, iter_json_lines
    from handoutpress.deliver.record.given import find_lines

    lines = find_lines(record, query)
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
    from handoutpress.report import print_json

    address = read_settings(options.root).record.syslog
    if not address:
        raise UsageError("delivery.yaml names no log host; write it as 'record: {syslog: …}'")
    told = Syslog(address, warn=lambda reason: None).tell_all(lines)
    code = ExitCode.OK if told.missed is None else ExitCode.DELIVERY
    if told.missed is not None:
        say(
            f"told {told.told} of {told.lines}; the log host was not told of line "
            f"{told.missed.number} ({told.reason}): tell the rest with "
            f"--since {told.missed.time.date().isoformat()}",
            is_error=True,
        )
    if options.json:
        counts = {"lines": told.lines, "told": told.told}
        print_json({"format": 1, "exit_code": int(code), **counts})
    elif told.missed is None and not options.quiet:
        say(f"{told.told} of {told.lines} lines were told")
    return code
