"""[state] What was made from what: one SQLite file in `out/.press/`, read and written in a pass.

Decides nothing. Losing it costs one full rebuild and nothing else, so what cannot be read is
dropped, and said. Whoever opens it holds the lock of the output folder.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from handoutpress.errors import HandoutError
from handoutpress.ledger.rows import (
    dump_facts,
    dump_failure,
    dump_handout,
    dump_output,
    list_target,
    load_facts,
    load_failure,
    load_first,
    load_handout,
    load_output,
)
from handoutpress.outcome import Target
from handoutpress.records import Facts, FailureRecord, HandoutRecord, OutputRecord

T = TypeVar("T")

NAME = "ledger.sqlite"
FORMAT = 5  # another number: the tables are made anew
_SUFFIXES = ("", "-wal", "-shm", "-journal")
# Source: sqlite.org/rescode.html: the low byte of a result code.
_DISK_FAULTS = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOLFS,
}
_TABLES = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE outputs (path TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE failures (path TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE handouts (
  id TEXT, language TEXT, record TEXT NOT NULL, facts TEXT NOT NULL, PRIMARY KEY (id, language)
) WITHOUT ROWID;
CREATE TABLE texts (id TEXT, language TEXT, text TEXT NOT NULL, PRIMARY KEY (id, language));
CREATE TABLE peeks (path TEXT PRIMARY KEY, digest TEXT NOT NULL, peek TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE claims (path TEXT PRIMARY KEY, target TEXT NOT NULL) WITHOUT ROWID;
"""


class UnreadableLedgerError(HandoutError):
    """The ledger is damaged, or of another version of the program; it must be made anew."""


def create_ledger(folder: Path, ours: Iterable[OutputRecord] = ()) -> Ledger:
    """Make a ledger in place of whatever is there, in one step; `ours` are known PDFs.

    Raises:
        HandoutError: the disk is full, or may not be written.
    """
    for suffix in _SUFFIXES:
        (folder / f"{NAME}{suffix}").unlink(missing_ok=True)
    return _fill(folder / NAME, ours)


def create_passing_ledger(ours: Iterable[OutputRecord]) -> Ledger:
    """Make a ledger in memory, for a run that is to leave no trace."""
    return _fill(Path(":memory:"), ours)


def _fill(path: Path, ours: Iterable[OutputRecord]) -> Ledger:
    try:
        connection = _connect(path)
        try:
            connection.execute("BEGIN IMMEDIATE")
            for table in _TABLES.strip().split(";")[:-1]:
                connection.execute(table)
            rows = [(record.target.path, dump_output(record)) for record in ours]
            connection.executemany("INSERT INTO outputs VALUES (?, ?)", rows)
            # Before this number stands there, the file is not read.
            connection.execute(f"PRAGMA user_version = {FORMAT}")
            connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise _tell_disk_fault(error) from error
    return Ledger(connection)


def open_ledger(folder: Path) -> Ledger | None:
    """Open the ledger in a folder; None when there is none.

    Raises:
        UnreadableLedgerError: it is damaged, or of another version.
    """
    path = folder / NAME
    if not path.is_file():
        return None
    with _translate_damage():
        connection = _connect(path)
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
        except BaseException:
            connection.close()
            raise
    if version != FORMAT:
        connection.close()
        raise UnreadableLedgerError("was written by another version of the program")
    return Ledger(connection)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    # One user at a time, by our own lock; FULL, so that a power cut loses nothing recorded.
    try:
        for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}").close()
    except BaseException:
        connection.close()
        raise
    return connection


def _tell_disk_fault(error: sqlite3.Error) -> HandoutError:
    return HandoutError(
        f"the tool's own notes in out/.press cannot be kept ({error}); "
        "make room on the disk, and see that this user may write there"
    )


@contextmanager
def _translate_damage() -> Iterator[None]:
    """Tell damage from what is no fault of the file's, such as a full disk."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DISK_FAULTS:
            raise UnreadableLedgerError("is damaged") from error
        raise _tell_disk_fault(error) from error
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise UnreadableLedgerError("is damaged") from error


class Ledger:
    """The open file; every method that writes is one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def close(self) -> None:
        """Close the file; what was recorded is in it."""
        self._connection.close()

    # --- settings -------------------------------------------------------------------------------

    def read_setting(self, name: str) -> Any:
        """Return a value that was kept, None when there is none."""
        rows = self._read("SELECT value FROM settings WHERE name = ?", load_first, name)
        return rows[0] if rows else None

    def write_settings(self, values: Mapping[str, Any]) -> None:
        """Keep values that JSON knows."""
        rows = [(name, json.dumps(value, ensure_ascii=False)) for name, value in values.items()]
        self._write(("INSERT OR REPLACE INTO settings VALUES (?, ?)", rows))

    # --- PDFs -----------------------------------------------------------------------------------

    def read_outputs(self) -> dict[str, OutputRecord]:
        """Return what is recorded of each PDF, by its path."""
        records = self._read("SELECT record FROM outputs", lambda row: load_output(row[0]))
        return {record.target.path: record for record in records}

    def read_failures(self) -> dict[str, FailureRecord]:
        """Return the PDFs that could not be made the last time, by path."""
        records = self._read("SELECT record FROM failures", lambda row: load_failure(row[0]))
        return {record.target.path: record for record in records}

    def record_output(self, record: OutputRecord, text: str | None = None) -> None:
        """Record a PDF that is in its place, and the words that it prints."""
        path, target = record.target.path, record.target
        writes: list[tuple[str, list[Any]]] = [
            ("INSERT OR REPLACE INTO outputs VALUES (?, ?)", [(path, dump_output(record))]),
            ("DELETE FROM failures WHERE path = ?", [(path,)]),
        ]
        if text is not None:
            row = (target.handout_id, target.language, text)
            writes.append(("INSERT OR REPLACE INTO texts VALUES (?, ?, ?)", [row]))
        self._write(*writes)

    def confirm_outputs(self, records: Iterable[OutputRecord]) -> None:
        """Record new inputs of PDFs that stay as they are."""
        rows = [(record.target.path, dump_output(record)) for record in records]
        gone = [(path,) for path, _ in rows]
        self._write(
            ("INSERT OR REPLACE INTO outputs VALUES (?, ?)", rows),
            ("DELETE FROM failures WHERE path = ?", gone),
        )

    def record_failure(self, failure: FailureRecord) -> None:
        """Record that a PDF could not be made."""
        row = (failure.target.path, dump_failure(failure))
        self._write(("INSERT OR REPLACE INTO failures VALUES (?, ?)", [row]))

    def forget_outputs(self, paths: Iterable[str]) -> None:
        """Drop what is known of PDFs that are gone."""
        rows = [(path,) for path in paths]
        tables = ("outputs", "failures")
        self._write(*((f"DELETE FROM {table} WHERE path = ?", rows) for table in tables))

    def claim(self, target: Target, before: str | None) -> None:
        """Note that a PDF is about to come or go; `before` is the SHA-256 of what lies there."""
        row = (target.path, json.dumps([*list_target(target), before]))
        self._write(("INSERT OR REPLACE INTO claims VALUES (?, ?)", [row]))

    def read_claims(self) -> tuple[tuple[Target, str | None], ...]:
        """Return what a run that did not end well had claimed, and what lay there before."""

        def load(row: Any) -> tuple[Target, str | None]:
            *target, before = json.loads(row[0])
            return Target(*target), before

        return tuple(self._read("SELECT target FROM claims", load))

    def release_claims(self) -> None:
        """Note that all is in its place, and recorded."""
        self._write(("DELETE FROM claims", [()]))

    # --- handouts -------------------------------------------------------------------------------

    def read_handouts(self) -> dict[tuple[str, str], HandoutRecord]:
        """Return how each handout was validated last, by id and language; without facts."""
        records = self._read("SELECT id, language, record FROM handouts", load_handout)
        return {record.key: record for record in records}

    def read_facts(self) -> dict[tuple[str, str], Facts]:
        """Return the facts of the handouts that can be made."""
        sql = "SELECT id, language, facts FROM handouts WHERE facts != ''"
        return dict(self._read(sql, lambda row: ((row[0], row[1]), load_facts(row[2]))))

    def read_fact_texts(self) -> list[str]:
        """Return all facts as they are kept, in a fixed order: to compare, not to read."""
        sql = "SELECT id, language, facts FROM handouts WHERE facts != '' ORDER BY id, language"
        return self._read(sql, "\0".join)

    def write_handouts(self, records: Iterable[tuple[HandoutRecord, Facts | None]]) -> None:
        """Keep how handouts were validated, and the facts of those that can be made."""
        rows = [(*each.key, dump_handout(each), dump_facts(facts)) for each, facts in records]
        # What is told of a handout that cannot be made any more stays what was told before.
        upsert = """
            INSERT INTO handouts VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET record = excluded.record,
            facts = CASE excluded.facts WHEN '' THEN facts ELSE excluded.facts END
        """
        self._write((upsert, rows))

    def forget_handouts(self, keys: Iterable[tuple[str, str]]) -> None:
        """Drop handouts that are gone, and their words."""
        rows = list(keys)
        tables = ("handouts", "texts")
        self._write(
            *((f"DELETE FROM {table} WHERE id = ? AND language = ?", rows) for table in tables)
        )

    def read_text(self, handout_id: str, language: str) -> str | None:
        """Return the words that the newest PDF of a handout prints."""
        sql = "SELECT text FROM texts WHERE id = ? AND language = ?"
        rows = self._read(sql, lambda row: str(row[0]), handout_id, language)
        return rows[0] if rows else None

    # --- what files say, by their bytes ----------------------------------------------------------

    def read_peeks(self) -> dict[str, tuple[str, Any]]:
        """Return the digest of each file that was looked into, and what was seen."""
        sql = "SELECT path, digest, peek FROM peeks"
        return dict(self._read(sql, lambda row: (row[0], (row[1], json.loads(row[2])))))

    def write_peeks(self, peeks: Mapping[str, tuple[str, Any]]) -> None:
        """Keep what was seen in files, and nothing of files that are gone."""
        rows = [
            (path, digest, json.dumps(seen, ensure_ascii=False))
            for path, (digest, seen) in peeks.items()
        ]
        self._write(("INSERT OR REPLACE INTO peeks VALUES (?, ?, ?)", rows))

    def forget_all_peeks(self) -> None:
        """Drop what was seen in files: another program may see something else."""
        self._write(("DELETE FROM peeks", [()]))

    def forget_peeks(self, paths: Iterable[str]) -> None:
        """Drop files that are gone."""
        self._write(("DELETE FROM peeks WHERE path = ?", [(path,) for path in paths]))

    # --- SQLite ---------------------------------------------------------------------------------

    def _read(self, sql: str, load: Callable[[Any], T], *values: str) -> list[T]:
        with _translate_damage():
            return [load(row) for row in self._connection.execute(sql, values)]

    def _write(self, *writes: tuple[str, list[Any]]) -> None:
        """Do all writes in one transaction; None when there is nothing to write."""
        if not any(rows for _, rows in writes):
            return
        with _translate_damage():
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                for sql, rows in writes:
                    self._connection.executemany(sql, rows)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
