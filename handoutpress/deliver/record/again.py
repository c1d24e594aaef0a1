"""Find the line of the record that something printed once more belongs to.

Reads only. The same bytes count as the same: a line of what was made again counts for its packet.
"""

from __future__ import annotations

from dataclasses import dataclass

from handoutpress.deliver.record.database import RecordError
from handoutpress.deliver.record.lines import Line
from handoutpress.deliver.record.record import Record
from handoutpress.deliver.values import Channel, Result
from handoutpress.errors import UsageError


@dataclass(frozen=True, slots=True)
class Earlier:
    """The line that something belongs to, None where there is none; `note` says then what is."""

    line: Line | None = None
    note: str = ""


def require_line(record: Record, number: int, sha256: str) -> Line:
    """Return the line that tells who was given these bytes: the one named, or what it belongs to.

    Raises:
        RecordError: there is no such line.
        UsageError: other bytes were given.
    """
    line = find_first(record, record.find_line(number))
    same = (each.delivery.sha256 for each in _list_kin(record, line.number))
    if sha256 not in (line.delivery.sha256, *same):
        raise UsageError(
            f"line {number} tells of another PDF; print the one in out/packets, or what "
            f"'given --reprint {number}' makes again"
        )
    return line


def find_last_print(record: Record, sha256: str, reference: str) -> Earlier:
    """Return the line of the last time that these bytes were printed for a reference.

    Raises:
        RecordError: a line cannot be read.
    """
    prints = list_prints(record, mentioning=sha256)
    same = [line for line in prints if line.delivery.sha256 == sha256]
    meant = [line for line in same if line.delivery.reference == reference]
    if meant:
        return Earlier(find_first(record, meant[-1]))
    last = say_last(same[-1] if same else None)
    return Earlier(note=f"no print of this PDF {say_visit(reference)} is in the record{last}")


def list_prints(record: Record, *, mentioning: str = "") -> list[Line]:
    """Return the lines of what was sent to a printer, however that ended."""
    return [
        line
        for line in record.iter_lines(mentioning=mentioning)
        if (line.delivery.channel, line.delivery.result) == (Channel.PRINT, Result.QUEUED)
    ]


def find_first(record: Record, line: Line) -> Line:
    """Return the line that a line belongs to, or the line itself.

    Raises:
        RecordError: there is none before it, as there is in a sound record.
    """
    while (number := line.delivery.of_line) is not None:
        if number >= line.number:
            raise RecordError(
                f"the record is damaged: line {line.number} belongs to no line before it; "
                "'given --verify' says more"
            )
        line = record.find_line(number)
    return line


def _list_kin(record: Record, number: int) -> list[Line]:
    return [line for line in record.iter_of_lines() if line.delivery.of_line == number]


# --- in words -----------------------------------------------------------------------------------


def say_visit(reference: str) -> str:
    """Say for whom something was printed."""
    return f"for {reference}" if reference else "without --ref"


def say_last(line: Line | None) -> str:
    """Say where the last print is, to put behind a sentence; "" where there is none."""
    if line is None:
        return ""
    return f"; the last one was line {line.number}, {say_visit(line.delivery.reference)}"
