"""[state] The record of what was given: one line for each, none changed, none taken out.

Each line holds the hash of the one before. Knows no name and no address: a `Delivery` has none.

What retention empties keeps its number and its hashes, so that the chain holds; the line that says
how far was emptied is part of the chain itself, and nothing beyond it may be empty. Whoever may
write the file could write a whole new chain: its last number and hash, kept elsewhere (a log host,
a sheet of paper), show that.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from handoutpress.deliver.record.archive import JSON, Archive
from handoutpress.deliver.record.lines import (
    FIRST,
    Line,
    Witness,
    dump_fields,
    hash_line,
    load_line,
)
from handoutpress.deliver.values import Channel, Delivery, Result
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


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of the record, to be kept elsewhere; `number` is 0 when there is none."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first line at which the chain does not hold, and why not."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    previous: str
    hash: str
    fields: str


class Record:
    """An open record; several processes may have one at the same time.

    `clock` says what time it is. `tell` is told of each line that was written, for a log host.
    """

    def __init__(
        self,
        state: Path,
        *,
        clock: Callable[[], datetime],
        witness: Witness,
        tell: Callable[[Line], None] = lambda line: None,
    ) -> None:
        self.archive = Archive(state)
        self._clock, self._witness, self._tell = clock, witness, tell
        self._state = state
        with _translated(state):
            self._connection = _open(state)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    # --- writing --------------------------------------------------------------------------------

    def note(self, delivery: Delivery) -> int:
        """Add a line; it is on the disk when its number is returned.

        Raises:
            RecordError: it cannot be written.
            ArchiveError: its recipe cannot be kept.
        """
        recipe = self.archive.put(delivery.recipe.encode(), JSON) if delivery.recipe else ""
        with _translated(self._state), self._writing():
            line = self._add(delivery, recipe)
        self._tell(line)
        return line.number

    def _add(self, delivery: Delivery, recipe: str) -> Line:
        head = self._read_head()
        number, previous = head.number + 1, head.hash
        fields = dump_fields(
            delivery, time=self._clock(), witness=self._witness, recipe_digest=recipe
        )
        digest = hash_line(number, previous, fields)
        self._connection.execute(
            "INSERT INTO lines VALUES (?, ?, ?, ?)", (number, previous, digest, fields)
        )
        return load_line(number, previous, digest, fields)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Let nobody else write from the first look to the last word."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def purge(self, before: datetime) -> int:
        """Empty the lines that are older; a line of the record says so. Return how many.

        Raises:
            RecordError: it cannot be written.
        """
        with _translated(self._state):
            with self._writing():
                old = self._list_old(before)
                for number in old:
                    self._connection.execute(
                        "UPDATE lines SET fields = '' WHERE number = ?", (number,)
                    )
                if old:
                    self._add(_tell_purge(len(old), old[-1]), "")
            if old:
                # Source: sqlite.org/wal.html: only this empties the file -wal of what was there.
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return len(old)

    def _list_old(self, before: datetime) -> list[int]:
        """Return the lines up to the last one that is older; those at the start alone are emptied.

        A clock that went back may leave a younger line among older ones: it ends the search.
        """
        old = []
        for row in self._iter_rows():
            if row.fields and _load(row).time >= before:
                break
            if row.fields:
                old.append(row.number)
        return old

    # --- reading --------------------------------------------------------------------------------

    def head(self) -> Head:
        """Return the number and the hash of the last line."""
        with _translated(self._state):
            return self._read_head()

    def _read_head(self) -> Head:
        row = self._connection.execute(
            "SELECT number, hash FROM lines ORDER BY number DESC LIMIT 1"
        ).fetchone()
        return Head(*row) if row else Head(0, FIRST)

    def iter_lines(self, *, reference: str = "", mentioning: str = "") -> Iterator[Line]:
        """Yield the lines that are not emptied, in their order.

        `reference` is the clinic's own; `mentioning` a text that must stand somewhere in a line,
        such as the id of a handout.

        Raises:
            RecordError: one cannot be read; `verify` says more.
        """
        clauses, values = ["fields <> ''"], []
        if reference:
            clauses.append("json_extract(nullif(fields, ''), '$.reference') = ?")
            values.append(reference)
        if mentioning:
            clauses.append("instr(fields, ?)")
            values.append(mentioning)
        for row in self._iter_rows(" AND ".join(clauses), values):
            yield _load(row)

    def find_line(self, number: int) -> Line:
        """Return a line by its number.

        Raises:
            RecordError: there is none, or it was emptied.
        """
        for row in self._iter_rows("number = ?", [number]):
            if row.fields:
                return _load(row)
            raise RecordError(f"line {number} was emptied when its time was over")
        raise RecordError(f"the record has no line {number}; 'given' lists them")

    def _iter_rows(self, where: str = "1", values: Sequence[object] = ()) -> Iterator[_Row]:
        with _translated(self._state):
            rows = self._connection.execute(
                f"SELECT number, previous, hash, fields FROM lines WHERE {where} ORDER BY number",
                values,
            )
            for row in rows:
                yield _Row(*row)

    def verify(self, expected: Head | None = None) -> Break | None:
        """Return where the chain breaks first; None when it holds.

        `expected` is a head that was kept elsewhere, which must still be in the chain.
        """
        with _translated(self._state):
            self._connection.execute("BEGIN")  # one look, whatever others add meanwhile
            try:
                return _Chain(list(self._iter_rows()), self._find_last_number()).check(expected)
            finally:
                self._connection.execute("COMMIT")

    def _find_last_number(self) -> int:
        """Return the highest number that there ever was, by SQLite's own count."""
        row = self._connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'lines'"
        ).fetchone()
        return int(row[0]) if row else 0


class _Chain:
    """Looks through all lines once."""

    def __init__(self, rows: list[_Row], last_number: int) -> None:
        self._rows, self._last_number = rows, last_number

    def check(self, expected: Head | None) -> Break | None:
        previous = FIRST
        purged = self._find_purged()
        for number, row in enumerate(self._rows, start=1):
            reason = self._find_fault(row, number, previous, purged)
            if reason:
                return Break(number, reason)
            if expected and number == expected.number and row.hash != expected.hash:
                return Break(number, "its hash is not the one that was kept elsewhere")
            previous = row.hash
        count = len(self._rows)
        if max(self._last_number, expected.number if expected else 0) > count:
            return Break(count + 1, "it was taken out, with all behind it")
        return None

    def _find_purged(self) -> int:
        """Return up to which line retention emptied lines, as sound lines say it."""
        purged = 0
        for row in self._rows:
            if row.fields and hash_line(row.number, row.previous, row.fields) == row.hash:
                purged = max(purged, _read_purged(row))
        return purged

    @staticmethod
    def _find_fault(row: _Row, number: int, previous: str, purged: int) -> str:
        if row.number != number:
            return "it was taken out"
        if row.previous != previous:
            return "it does not follow the line before it: one of them was changed"
        if not row.fields:
            return "" if number <= purged else "it is empty, and its time was not over"
        if hash_line(number, previous, row.fields) != row.hash:
            return "it was changed"
        return ""


PURGED = "retention: lines emptied"


def _tell_purge(count: int, last: int) -> Delivery:
    detail = f"{PURGED}: {count}, up to the line named here"
    return Delivery(Channel.RECORD, Result.DONE, "", 0, (), detail=detail, of_line=last)


def _read_purged(row: _Row) -> int:
    """Return up to which line a line says that lines were emptied; 0 when it says nothing."""
    if PURGED not in row.fields:
        return 0
    delivery = _load(row).delivery
    return (delivery.of_line or 0) if delivery.channel is Channel.RECORD else 0


def _load(row: _Row) -> Line:
    try:
        return load_line(row.number, row.previous, row.hash, row.fields)
    except ValueError as error:
        raise RecordError(f"line {row.number} cannot be read; see 'given --verify'") from error


# --- opening ------------------------------------------------------------------------------------


def _open(state: Path) -> sqlite3.Connection:
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
def _translated(state: Path) -> Iterator[None]:
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
