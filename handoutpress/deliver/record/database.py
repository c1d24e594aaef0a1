"""[state] The file of the record: its tables, what they refuse, and how it is opened.

Knows no line's meaning.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handoutpress.deliver.record.lines import FIRST
from handoutpress.errors import HandoutError

NAME = "record.sqlite"
LOCK_NAME = "record.lock"  # held while the tables are made
WAIT_S = 60.0  # for other processes that write, each a few milliseconds
FORMAT = 1
# What only the chain may do is refused by the database itself. REPLACE removes rows without asking
# the trigger for DELETE, so INSERT is looked at, too.
# Source: sqlite.org/lang_createtrigger.html, and lang_conflict.html on REPLACE.
_TABLES = (
    """CREATE TABLE lines (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      previous TEXT NOT NULL, hash TEXT NOT NULL, fields TEXT NOT NULL
    )""",
    "CREATE INDEX by_reference ON lines (json_extract(nullif(fields, ''), '$.reference'))",
    "CREATE INDEX by_token ON lines (json_extract(nullif(fields, ''), '$.token'))",
    """CREATE TRIGGER no_delete BEFORE DELETE ON lines
    BEGIN SELECT RAISE(ABORT, 'lines of the record are never taken out'); END""",
    """CREATE TRIGGER no_change BEFORE UPDATE ON lines
    WHEN NEW.fields <> '' OR NEW.number <> OLD.number
      OR NEW.previous <> OLD.previous OR NEW.hash <> OLD.hash
    BEGIN SELECT RAISE(ABORT, 'lines of the record are never changed'); END""",
    """CREATE TRIGGER only_at_the_end BEFORE INSERT ON lines
    WHEN NEW.previous <> coalesce(
      (SELECT hash FROM lines ORDER BY number DESC LIMIT 1), '"""
    + FIRST
    + """')
      OR EXISTS (SELECT 1 FROM lines WHERE number >= NEW.number)
    BEGIN SELECT RAISE(ABORT, 'lines of the record are only added at its end'); END""",
)


class RecordError(HandoutError):
    """The record cannot be read or written."""


def open_database(state: Path) -> sqlite3.Connection:
    """Open the file of the record, made if need be; only its owner may read it."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = state / NAME
    # SQLite gives its other files the mode of this one.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)
    connection = sqlite3.connect(path, isolation_level=None, timeout=WAIT_S)
    try:
        with _alone(state):
            _set_up(connection)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    """Let one process after the other set up: changing to WAL waits for nobody by itself."""
    handle = os.open(state / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _set_up(connection: sqlite3.Connection) -> None:
    # FULL, so that a power cut loses nothing that was noted.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == FORMAT:
        return
    if version:
        raise RecordError("the record was written by a later version of this program; install that")
    connection.execute("BEGIN IMMEDIATE")
    for statement in _TABLES:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.execute("COMMIT")


@contextmanager
def translated(state: Path) -> Iterator[None]:
    """Say in our words what goes wrong with the file.

    Raises:
        RecordError: something did.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise RecordError(_say(state, str(error))) from error
    except OSError as error:
        raise RecordError(_say(state, error.strerror or "no reason was given")) from error


def _say(state: Path, reason: str) -> str:
    return (
        f"the record in '{state}' cannot be kept ({reason}); what is not recorded is not given "
        "out: make room on the disk, see that this user may write there, then try again"
    )
