"""Print to the terminal, a pipe or a log so that printing never stops the work.

Knows nothing of what is said.
"""

from __future__ import annotations

import io
import os
import sys


def prepare_streams() -> None:
    """Let a stream that cannot show a character show its number instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(line: object, *, is_error: bool = False) -> None:
    """Print a line; when nobody reads any more, or the disk is full, go on without printing."""
    stream = sys.stderr if is_error else sys.stdout
    try:
        print(line, file=stream, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def has_person() -> bool:
    """Tell whether a person looks on: both streams are a terminal, and one that can move."""
    is_terminal = sys.stdout.isatty() and sys.stderr.isatty()
    return is_terminal and os.environ.get("TERM", "dumb") != "dumb"
