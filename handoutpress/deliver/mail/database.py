"""[state] The file of the outbox: how it is opened, and what tables it has; part of the outbox.

Several processes may have it open at once, and each may be killed at any moment.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handoutpress.errors import HandoutError

NAME = "outbox.sqlite"
FORMAT = 1
BUSY_MS = 30_000  # longer than any transaction of another process lasts
AGAIN_S = 0.01  # until the next try where SQLite does not wait by itself
ERASE_MS = 1000  # for a process that reads; whoever comes next can do it as well
# Put before what is secret in a row: so much of a row stays on the page of the tree, whose old
# copies SQLite does not always erase; all that follows lies on pages of its own, which it does.
# Source: sqlite.org/fileformat2.html, 1.6: at most U - 35 bytes of a page of U = 4096.
PADDING_BYTES = 4096
_TABLES = """
CREATE TABLE messages (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  intent TEXT NOT NULL,
  gist TEXT NOT NULL,
  stage TEXT NOT NULL,
  address_hash TEXT NOT NULL,
  queued_at REAL NOT NULL,
  changed_at REAL NOT NULL,
  due_at REAL NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  size INTEGER NOT NULL,
  detail TEXT NOT NULL DEFAULT '',
  owner TEXT NOT NULL DEFAULT '',
  is_handed_over INTEGER NOT NULL DEFAULT 0,
  is_to_tell INTEGER NOT NULL DEFAULT 1,
  line INTEGER,
  facts TEXT NOT NULL
);
CREATE UNIQUE INDEX one_for_an_intent ON messages (intent)
  WHERE stage NOT IN ('failed', 'cancelled', 'refused');
CREATE INDEX by_gist ON messages (gist);
CREATE INDEX by_address ON messages (address_hash);
CREATE INDEX by_stage ON messages (stage, due_at);
CREATE TABLE bodies (
  number INTEGER PRIMARY KEY REFERENCES messages, padding BLOB NOT NULL,
  bounce TEXT NOT NULL, recipient TEXT NOT NULL, content BLOB NOT NULL
);
CREATE TABLE do_not_mail (address_hash TEXT PRIMARY KEY, added_at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE pace (id INTEGER PRIMARY KEY CHECK (id = 1), next_at REAL NOT NULL);
"""


def open_database(state: Path) -> sqlite3.Connection:
    """Open the outbox of a folder of state; made at first use, of mode 0600.

    Raises:
        HandoutError: it cannot be used.
    """
    path = state / NAME
    try:
        # SQLite gives the files beside it the same mode.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise HandoutError(f"the outbox '{path}' cannot be used ({error.strerror})") from error
    with translate_faults():
        connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_MS / 1000)
        try:
            _prepare(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    _write_ahead(connection)
    for pragma in (
        "secure_delete = ON",
        "temp_store = MEMORY",  # nothing of a message in a temporary file
        "synchronous = FULL",  # a power cut loses nothing that was said to be in the outbox
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
    with transaction(connection):
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            for table in _TABLES.strip().split(";")[:-1]:
                connection.execute(table)
            connection.execute(f"PRAGMA user_version = {FORMAT}")
    if version not in (0, FORMAT):
        raise HandoutError(
            "the outbox was written by a newer version of Handout Press; use that one"
        )


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn on the write-ahead log, though others make, open or close the file just now.

    Source: sqlite.org/wal.html, "Sometimes Queries Return SQLITE_BUSY In WAL Mode".
    """
    deadline = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
            return
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > deadline:
                raise
        time.sleep(AGAIN_S)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do all or nothing; others wait until it is done.

    Raises:
        HandoutError: the disk is full, or the file is damaged.
    """
    with translate_faults():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def translate_faults() -> Iterator[None]:
    """Tell what SQLite says without what was to be written.

    Raises:
        HandoutError: in place of SQLite's errors.
    """
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "SQLITE_ERROR")
        raise HandoutError(
            f"the outbox cannot be used ({name}); see that the disk has room, and that this user "
            "may write to the folder of state"
        ) from None


def erase_traces(connection: sqlite3.Connection) -> bool:
    """Move all into the file and empty what is beside it; False when another process reads.

    Whoever comes next then does it. Source: sqlite.org/wal.html: deleted rows stay in "-wal" until
    a truncating checkpoint.
    """
    with translate_faults():
        connection.execute(f"PRAGMA busy_timeout = {ERASE_MS}").close()
        try:
            (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}").close()
    return not is_busy
