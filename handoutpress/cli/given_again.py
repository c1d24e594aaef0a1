"""What `given --reprint` does: makes again what a line tells of, and puts it in its place.

Asks for a patient's name, and tells none.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handoutpress.console import say
from handoutpress.errors import ExitCode, HandoutError

if TYPE_CHECKING:
    from handoutpress.deliver.record.lines import Line
    from handoutpress.deliver.record.record import Record
    from handoutpress.deliver.record.reprint import Reprint
    from handoutpress.packet.orders import Order


def make_again(record: Record, options: argparse.Namespace) -> ExitCode:
    """Make again what a line tells of.

    Raises:
        HandoutError: it cannot be made, or not be written.
    """
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
