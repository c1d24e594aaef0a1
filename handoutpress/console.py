"""Print to the terminal, a pipe or a log so that printing never stops the work.

Knows nothing of what is said.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handoutpress.log_file import LogFile

# The log that this process keeps: what `say` prints goes there, too. At most one.
_kept: list[LogFile] = []


def prepare_streams() -> None:
    """Let a stream that cannot show a character show its number instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(line: object, *, is_error: bool = False) -> None:
    """Print a line; when nobody reads any more, or the disk is full, go on without printing."""
    _print(line, is_error)
    for log in _kept:
        log.write(str(line), is_error=is_error)


@contextmanager
def keep_log(path: Path | None) -> Iterator[Callable[[str], None]]:
    """Write all that `say` prints to a log, too, until the block ends; without a path, nothing.

    For `build` and `watch` only: what other commands say may name a patient.

    Yields:
        A function that writes a line to the log alone.
    """
    if path is None:
        yield lambda line: None
        return
    from handoutpress.log_file import LogFile

    log = LogFile(path, tell_loss=lambda line: _print(line, is_error=True))
    _kept.append(log)
    try:
        yield log.write
    finally:
        _kept.remove(log)
        log.close()


def _print(line: object, is_error: bool) -> None:
    stream = sys.stderr if is_error else sys.stdout
    try:
        print(line, file=stream, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def has_person() -> bool:
    """Tell whether a person looks on: both streams are a terminal, and one that can move."""
    is_terminal = sys.stdout.isatty() and sys.stderr.isatty()
    return is_terminal and os.environ.get("TERM", "dumb") != "dumb"
