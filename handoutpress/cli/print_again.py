"""What `print --pages` and `print --again` print once more, and which line of the record it is.

Prints nothing, and finds no line itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from handoutpress.deliver.record.again import Earlier
    from handoutpress.deliver.record.lines import Line
    from handoutpress.deliver.record.record import Record
    from handoutpress.deliver.values import Subject


class Repeater:
    """Opens what is printed; of a packet that is printed once more, the bytes of before."""

    def __init__(self, options: argparse.Namespace, record: Record) -> None:
        self._options, self._record = options, record
        self._line: Line | None = None  # of a packet that was made again

    def open_subject(self, make: Callable[[str], Subject]) -> Subject:
        """Return what is printed.

        Raises:
            HandoutError: it may not be given out, or cannot be made again.
        """
        from handoutpress.deliver.packet_again import Wanted, make_packet_again
        from handoutpress.packet.batch import is_packet_file

        options, subject = self._options, make("")
        if not (subject.is_made_anew and (options.again or options.pages is not None)):
            return subject
        file = Path(options.what[0])
        wanted = Wanted(
            subject,
            packet_file=file if is_packet_file(file.name) else None,
            reference=options.ref,
            number=options.again,
            pages=options.pages or "",
        )
        subject, self._line = make_packet_again(self._record, wanted)
        return subject

    def find_earlier(self, sha256: str) -> Earlier:
        """Return the line that a reprint belongs to, by the SHA-256 of its PDF.

        Raises:
            UsageError: the line that was named tells of other bytes.
        """
        from handoutpress.deliver.record.again import Earlier, find_last_print, require_line

        if self._line is not None:
            return Earlier(self._line)
        if self._options.again:
            return Earlier(require_line(self._record, self._options.again, sha256))
        return find_last_print(self._record, sha256, self._options.ref)
