"""Find the line of the record that something printed once more belongs to.

Reads only. The same bytes count as the same: a line of what was made again counts for its packet.
"""

from __future__ import annotations

from handoutpress.deliver.record.lines import Line
from handoutpress.deliver.record.record import Record
from handoutpress.deliver.values import Channel
from handoutpress.errors import UsageError


def require_line(record: Record, number: int, sha256: str) -> Line:
    """Return the line that tells who was given these bytes: the one named, or what it belongs to.

    Raises:
        RecordError: there is no such line.
        UsageError: other bytes were given.
    """
    line = _find_first(record, record.find_line(number))
    same = (each.delivery.sha256 for each in _list_kin(record, line.number))
    if sha256 not in (line.delivery.sha256, *same):
        raise UsageError(
            f"line {number} tells of another PDF; print the one in out/packets, or what "
            f"'given --reprint {number}' makes again"
        )
    return line


def find_last_print(record: Record, sha256: str, reference: str) -> Line | None:
    """Return the line of the last time that these bytes were printed for a reference.

    Raises:
        RecordError: a line cannot be read.
    """
    found = None
    for line in record.iter_lines(mentioning=sha256):
        given = line.delivery
        is_meant = (given.sha256, given.reference) == (sha256, reference)
        if given.channel is Channel.PRINT and is_meant:
            found = line
    return None if found is None else _find_first(record, found)


def _find_first(record: Record, line: Line) -> Line:
    """Return the line that a line belongs to, or the line itself."""
    while line.delivery.of_line is not None:
        line = record.find_line(line.delivery.of_line)
    return line


def _list_kin(record: Record, number: int) -> list[Line]:
    return [line for line in record.iter_of_lines() if line.delivery.of_line == number]
