"""Keep what the command tells in a file that rotates, with the time of each line.

Decides nothing about what is told. Only `build` and `watch` keep a log, and neither ever holds
anything about a patient; so no patient data can get into it.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

MAX_BYTES = 1024 * 1024  # about a year of quiet nights, or a dozen full builds of 600 handouts
OLD_FILES = 4  # with the newest one, five files: 5 MiB at most
FILE_MODE = 0o640  # IT's group may read it; the world need not know what a clinic works on
FOLDER_MODE = 0o750
LINE_FORMAT = "%(asctime)s %(process)d %(levelname)s %(message)s"
TIME_FORMAT = "%Y-%m-%dT%H:%M:%S%z"  # Source: ISO 8601; with the offset, so that 2:30 is one time


class LogFile:
    """A log that several processes may write to, and that never stops the work.

    When the file cannot be written, `tell_loss` gets one line, once, and the log stays silent.
    """

    def __init__(self, path: Path, tell_loss: Callable[[str], None]) -> None:
        self._path = path
        self._tell_loss = tell_loss
        self._handler = self._open()

    def write(self, text: str, *, is_error: bool = False) -> None:
        """Write each line of a text with the time; signs that nobody sees, by their numbers."""
        for line in text.splitlines() or [""]:
            if self._handler is None:
                return
            try:
                self._handler.emit(_make_record(line, is_error))
            except OSError as error:
                self._give_up(error)

    def close(self) -> None:
        """Close the file."""
        if self._handler is not None:
            with contextlib.suppress(OSError):
                self._handler.close()
        self._handler = None

    def _open(self) -> _SharedHandler | None:
        try:
            self._path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            return _SharedHandler(self._path)
        except OSError as error:
            self._give_up(error)
            return None

    def _give_up(self, error: OSError) -> None:
        self._handler, handler = None, getattr(self, "_handler", None)
        if handler is not None:
            with contextlib.suppress(OSError):  # what could not be written cannot be flushed
                handler.close()
        reason = error.strerror or str(error)
        self._tell_loss(f"warning: {self._path}: the log is not kept: {reason}; the work goes on")


class _SharedHandler(RotatingFileHandler):
    """A rotating file whose every line is written under a lock that all processes share.

    Who finds that another process has rotated the file opens the new one first.
    """

    stream: TextIOWrapper

    def __init__(self, path: Path) -> None:
        self._lock_path = path.with_name(f".{path.name}.lock")
        super().__init__(
            path,
            maxBytes=MAX_BYTES,
            backupCount=OLD_FILES,
            encoding="utf-8",
            errors="backslashreplace",
        )
        self.setFormatter(logging.Formatter(LINE_FORMAT, TIME_FORMAT))

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; a failure is raised, not printed as logging does."""
        with self._hold_lock():
            self.stream = self._follow_rotation()
            self.stream.seek(0, os.SEEK_END)  # where another process may have written
            if self.shouldRollover(record):
                self.doRollover()
            stream = self.stream
            stream.write(self.format(record) + self.terminator)
            stream.flush()

    def _open(self) -> TextIOWrapper:
        return open(
            self.baseFilename,
            "a",
            encoding=self.encoding,
            errors=self.errors,
            opener=lambda path, flags: os.open(path, flags, FILE_MODE),
        )

    def _follow_rotation(self) -> TextIOWrapper:
        """Return our open file, or the one that has that name now."""
        stream = self.stream
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.stat(self.baseFilename), os.fstat(stream.fileno())):
                return stream
        stream.close()
        return self._open()

    @contextlib.contextmanager
    def _hold_lock(self) -> Iterator[None]:
        handle = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, FILE_MODE)
        try:
            with contextlib.suppress(OSError):  # a network folder without locks: go on without
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _make_record(line: str, is_error: bool) -> logging.LogRecord:
    level = logging.ERROR if is_error else logging.INFO
    shown = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)
    return logging.LogRecord("handoutpress", level, "", 0, shown, None, None)
