"""[state] The record of what was given: one line for each, none changed, none taken out.

Each line holds the hash of the one before. Knows no name and no address: a `Delivery` has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from handoutpress.deliver.record.archive import JSON, Archive
from handoutpress.deliver.record.chain import (
    PURGED,
    Break,
    Head,
    Row,
    find_break,
    find_purged,
    load_row,
    tell_purge,
)
from handoutpress.deliver.record.clocks import settle_times
from handoutpress.deliver.record.database import RecordError, open_database, translated
from handoutpress.deliver.record.lines import (
    FIRST,
    Line,
    Witness,
    dump_fields,
    hash_line,
    load_line,
)
from handoutpress.deliver.values import Delivery


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
        with translated(state):
            self._connection = open_database(state)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    # --- writing --------------------------------------------------------------------------------

    def note(self, delivery: Delivery) -> int:
        """Add a line; it is on the disk when its number is returned. A token is noted once.

        Raises:
            RecordError: it cannot be written.
            ArchiveError: its recipe cannot be kept.
        """
        recipe = self.archive.put(delivery.recipe.encode(), JSON) if delivery.recipe else ""
        with translated(self._state), self._writing():
            there = self._find_token(delivery.token)
            if there:
                return there
            line = self._add(delivery, recipe)
        self._tell(line)
        return line.number

    def _find_token(self, token: str) -> int:
        """Return the number of the line that has a token; 0 when none has."""
        row = self._connection.execute(
            "SELECT number FROM lines WHERE json_extract(nullif(fields, ''), '$.token') = ?",
            (token or None,),
        ).fetchone()
        return int(row[0]) if row else 0

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
        with translated(self._state):
            with self._writing():
                old = self._list_old(before)
                for number in old:
                    self._connection.execute(
                        "UPDATE lines SET fields = '' WHERE number = ?", (number,)
                    )
                if old:
                    self._add(tell_purge(len(old), old[-1]), "")
            if old:
                # Source: sqlite.org/wal.html: only this empties the file -wal of what was there.
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return len(old)

    def _list_old(self, before: datetime) -> list[int]:
        """Return the lines that are older, by the order in which they were written."""
        known = [(line.number, line.time) for line in self.iter_lines()]
        times = settle_times([time for _, time in known])
        return [number for (number, _), time in zip(known, times, strict=True) if time < before]

    # --- reading --------------------------------------------------------------------------------

    def head(self) -> Head:
        """Return the number and the hash of the last line."""
        with translated(self._state):
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
            yield load_row(row)

    def iter_of_lines(self) -> Iterator[Line]:
        """Yield the lines that belong to others: how these ended, and their reprints."""
        for row in self._iter_rows("fields <> '' AND NOT instr(fields, '\"of_line\":null')"):
            yield load_row(row)

    def find_line(self, number: int) -> Line:
        """Return a line by its number.

        Raises:
            RecordError: there is none, or it was emptied.
        """
        for row in self._iter_rows("number = ?", [number]):
            if row.fields:
                return load_row(row)
            raise RecordError(f"line {number} was emptied when its time was over")
        raise RecordError(f"the record has no line {number}; 'given' lists them")

    def _iter_rows(self, where: str = "1", values: Sequence[object] = ()) -> Iterator[Row]:
        with translated(self._state):
            rows = self._connection.execute(
                f"SELECT number, previous, hash, fields FROM lines WHERE {where} ORDER BY number",
                values,
            )
            for row in rows:
                yield Row(*row)

    def verify(self, expected: Head | None = None) -> Break | None:
        """Return where the chain breaks first; None when it holds.

        `expected` is a head that was kept elsewhere, which must still be in the chain.
        """
        with translated(self._state):
            self._connection.execute("BEGIN")  # one look, whatever others add meanwhile
            try:
                return find_break(
                    self._iter_rows(),
                    last_number=self._find_last_number(),
                    purged=find_purged(self._iter_rows("instr(fields, ?)", [PURGED])),
                    expected=expected,
                )
            finally:
                self._connection.execute("COMMIT")

    def _find_last_number(self) -> int:
        """Return the highest number that there ever was, by SQLite's own count."""
        row = self._connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'lines'"
        ).fetchone()
        return int(row[0]) if row else 0
