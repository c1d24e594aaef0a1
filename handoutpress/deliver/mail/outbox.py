"""[state] The outbox: every message is in it before it is tried, and leaves it once.

queued -> sending -> sent | deferred | failed | refused | unknown. Talks to no relay. A message
whose sender died while it was being handed over is `unknown`: nothing here sends it again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from handoutpress.deliver.mail.already_there import AlreadyThereError
from handoutpress.deliver.mail.database import (
    PADDING_BYTES,
    erase_traces,
    open_database,
    transaction,
    translate_faults,
)
from handoutpress.deliver.mail.facts import dump_facts, load_facts
from handoutpress.deliver.mail.owners import is_alive, sweep_dead
from handoutpress.deliver.mail.values import Claimed, Entry, Envelope, Outcome, Post, Stage
from handoutpress.deliver.values import Delivery, Result

ENDINGS = {
    Stage.SENT: Result.DONE,
    Stage.FAILED: Result.FAILED,
    Stage.CANCELLED: Result.CANCELLED,
    Stage.UNKNOWN: Result.UNKNOWN,
    Stage.REFUSED: Result.REFUSED,
}
# Nothing of what these said is kept.
OVER = (Stage.SENT, Stage.FAILED, Stage.REFUSED)
CLOCK_SLACK_S = 60.0  # a later time than that is a clock that was set back
LOST_SIGHT = (
    "the program was stopped while the relay took the message: it may have been sent, or not. "
    "Ask the patient before it is sent again"
)
_COLUMNS = (
    "messages.number, stage, queued_at, changed_at, due_at, tries, size, detail, "
    "EXISTS (SELECT 1 FROM bodies WHERE bodies.number = messages.number), facts"
)


class Outbox:
    """The open file; each method that writes is one transaction."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._connection = open_database(state)

    @property
    def connection(self) -> sqlite3.Connection:
        """The open file, for what else is kept in it."""
        return self._connection

    def close(self) -> None:
        """Close the file, and empty what is beside it."""
        try:
            erase_traces(self._connection)
        finally:
            self._connection.close()

    # --- in ---------------------------------------------------------------------------------------

    def queue(self, post: Post, now: float) -> int:
        """Write a message into the outbox and return its number.

        Raises:
            AlreadyThereError: the same is in it, or was sent before.
        """
        with transaction(self._connection):
            there = self._find_rival(post.intent, post.gist)
            if there is not None:
                raise AlreadyThereError(there)
            cursor = self._connection.execute(
                "INSERT INTO messages (intent, gist, stage, address_hash, queued_at, changed_at,"
                " due_at, size, facts) VALUES (?, ?, 'queued', ?, ?, ?, ?, ?, ?)",
                (
                    *(post.intent, post.gist, post.facts.recipient_hash, now, now, now),
                    *(len(post.content), dump_facts(post.facts)),
                ),
            )
            number = cursor.lastrowid
            assert number is not None
            self._connection.execute(
                "INSERT INTO bodies VALUES (?, zeroblob(?), ?, ?, ?)",
                (
                    *(number, PADDING_BYTES, post.envelope.bounce),
                    *(post.envelope.recipient, post.content),
                ),
            )
        return number

    def find_rival(self, intent: str, gist: str) -> Entry | None:
        """Return the message because of which another may not be sent; None when there is none.

        The same words to the same address may be on their way, though the wish is another; or the
        wish was fulfilled.
        """
        with translate_faults():
            return self._find_rival(intent, gist)

    def _find_rival(self, intent: str, gist: str) -> Entry | None:
        on_its_way = self._select(
            "gist = ? AND (stage IN ('queued', 'sending', 'deferred') OR (stage = 'unknown'"
            " AND EXISTS (SELECT 1 FROM bodies WHERE bodies.number = messages.number)))",
            gist,
        )
        done = self._select(
            "intent = ? AND stage NOT IN ('failed', 'cancelled', 'refused')", intent
        )
        return next(iter((*on_its_way, *done)), None)

    # --- out --------------------------------------------------------------------------------------

    def claim(self, owner: str, now: float, numbers: frozenset[int] | None) -> Claimed | None:
        """Take the message that is due first, of those numbers if any; None when none is due."""
        with transaction(self._connection):
            first = self._find_first(numbers, now)
            if first is None or first[1] > now:
                return None
            number = first[0]
            claimed = self._read_claimed(number)  # before what it says changes
            self._connection.execute(
                "UPDATE messages SET stage = 'sending', owner = ?, is_handed_over = 0,"
                " changed_at = ? WHERE number = ?",
                (owner, now, number),
            )
        return claimed

    def _read_claimed(self, number: int) -> Claimed:
        tries, waited_s, bounce, recipient, content = self._connection.execute(
            "SELECT tries, max(0, due_at - changed_at), bounce, recipient, content"
            " FROM messages JOIN bodies USING (number) WHERE number = ?",
            (number,),
        ).fetchone()
        return Claimed(number, tries, waited_s, Envelope(bounce, recipient), content)

    def find_next_due(self, numbers: frozenset[int] | None, now: float) -> float | None:
        """Return when the next message that waits is due; None when none waits."""
        with translate_faults():
            first = self._find_first(numbers, now)
        return first[1] if first else None

    def _find_first(self, numbers: frozenset[int] | None, now: float) -> tuple[int, float] | None:
        """Return the message that is due first, and when, of those numbers if any.

        What was written while the clock was ahead is due now: its time says nothing.
        """
        sql = (
            "SELECT number, CASE WHEN changed_at > ? THEN ? ELSE due_at END AS due FROM messages"
            " WHERE stage IN ('queued', 'deferred') ORDER BY due, number"
        )
        # Not fetched to the end, a statement would keep the file from being emptied.
        with closing(self._connection.execute(sql, (now + CLOCK_SLACK_S, now))) as rows:
            return next((row for row in rows if numbers is None or row[0] in numbers), None)

    def note_handing_over(self, number: int) -> None:
        """Note that from now on the relay may have the message, whatever becomes of us."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE messages SET is_handed_over = 1 WHERE number = ?", (number,)
            )

    def settle(
        self, number: int, outcome: Outcome, *, tries: int, due_at: float, now: float
    ) -> None:
        """Record how a try ended; what was sent, or failed for good, is not kept."""
        stage = Stage(outcome.verdict)
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE messages SET stage = ?, detail = ?, tries = ?, due_at = ?, changed_at = ?,"
                " owner = '', is_to_tell = ? OR is_to_tell WHERE number = ?",
                (stage, outcome.reason, tries, due_at, now, stage in ENDINGS, number),
            )
            if stage in OVER:
                self._drop_bodies([number])
        if stage in OVER:
            erase_traces(self._connection)

    def recover(self, now: float) -> tuple[int, ...]:
        """Find what senders that died had claimed; return the messages that are now unknown.

        Of what had not reached the end, the relay cannot have taken anything: it is due again.
        Source: RFC 5321, 4.1.1.4 and 4.2.5: the relay answers for a message once it has its end.
        """
        with transaction(self._connection):
            rows = self._connection.execute(
                "SELECT number, owner, is_handed_over FROM messages WHERE stage = 'sending'"
            ).fetchall()
            dead = [row for row in rows if not is_alive(self._state, row[1])]
            lost = [(now, number) for number, _, is_handed_over in dead if not is_handed_over]
            unknown = [(LOST_SIGHT, now, number) for number, _, is_over in dead if is_over]
            self._connection.executemany(
                "UPDATE messages SET stage = 'queued', owner = '', changed_at = ? WHERE number = ?",
                lost,
            )
            self._connection.executemany(
                "UPDATE messages SET stage = 'unknown', owner = '', detail = ?, changed_at = ?,"
                " is_to_tell = 1 WHERE number = ?",
                unknown,
            )
        sweep_dead(self._state)
        erase_traces(self._connection)  # what was sent may still lie beside the file
        return tuple(number for _, _, number in unknown)

    # --- by hand ----------------------------------------------------------------------------------

    def list_entries(self, numbers: Iterable[int] | None = None) -> tuple[Entry, ...]:
        """Return all messages, or those of these numbers, the oldest first."""
        with translate_faults():
            if numbers is None:
                return tuple(self._select("1"))
            every = (self._select("messages.number = ?", each) for each in sorted(set(numbers)))
            return tuple(entry for found in every for entry in found)

    def find_address(self, address_hash: str) -> tuple[Entry, ...]:
        """Return what was sent, or was to be sent, to an address."""
        with translate_faults():
            return tuple(self._select("address_hash = ?", address_hash))

    def find_hash(self, number: int) -> str:
        """Return the hash of the address to which a message goes."""
        with translate_faults():
            row = self._connection.execute(
                "SELECT address_hash FROM messages WHERE number = ?", (number,)
            ).fetchone()
        return str(row[0])

    def requeue(self, number: int, was: Stage, now: float) -> bool:
        """Let a message be tried now, if it still stands where somebody saw it."""
        with transaction(self._connection):
            cursor = self._connection.execute(
                "UPDATE messages SET stage = 'queued', due_at = ?, changed_at = ?,"
                " is_handed_over = 0, is_to_tell = 1 WHERE number = ? AND stage = ?",
                (now, now, number, was),
            )
        return cursor.rowcount == 1

    def drop(self, number: int, was: Stage, stage: Stage, detail: str, now: float) -> bool:
        """End a message that still stands where somebody saw it; keep nothing of what it said.

        One that is being sent, or was sent, cannot be ended.
        """
        with transaction(self._connection):
            cursor = self._connection.execute(
                "UPDATE messages SET stage = ?, detail = ?, changed_at = ?, is_to_tell = 1"
                " WHERE number = ? AND stage = ? AND stage IN ('queued', 'deferred', 'unknown')",
                (stage, detail, now, number, was),
            )
            is_dropped = cursor.rowcount == 1
            if is_dropped:
                self._drop_bodies([number])
        erase_traces(self._connection)
        return is_dropped

    def forget(self, before: float) -> int:
        """Drop what ended before a time; return how many messages that were."""
        with transaction(self._connection):
            ended = ", ".join(f"'{stage}'" for stage in ENDINGS)
            numbers = [
                number
                for (number,) in self._connection.execute(
                    f"SELECT number FROM messages WHERE stage IN ({ended}) AND changed_at < ?"
                    " AND NOT is_to_tell",
                    (before,),
                )
            ]
            self._drop_bodies(numbers)
            rows = [(number,) for number in numbers]
            self._connection.executemany("DELETE FROM messages WHERE number = ?", rows)
        return len(numbers)

    def compact(self) -> None:
        """Give back the room of what is gone; where others are at work, another time."""
        with suppress(sqlite3.OperationalError):
            self._connection.execute("VACUUM")
        erase_traces(self._connection)

    # --- the record -------------------------------------------------------------------------------

    def tell(self, note: Callable[[Delivery], int]) -> None:
        """Tell the record all that it has not been told: that something is on its way, or ended.

        While this lasts, no other process tells the same. One that is killed between the record
        and the outbox tells a thing twice, never not at all; its token says that it is the same.
        """
        with transaction(self._connection):
            rows = self._connection.execute(
                "SELECT number, stage, detail, line, facts, intent, changed_at FROM messages"
                " WHERE is_to_tell ORDER BY number"
            ).fetchall()
            for number, stage, detail, line, facts, intent, changed_at in rows:
                result = ENDINGS.get(Stage(stage), Result.QUEUED)
                told = replace(load_facts(facts), result=result, of_line=line)
                told = replace(
                    told,
                    detail="; ".join(filter(None, (told.detail, detail))),
                    token=f"{intent[:32]}:{number}:{stage}:{changed_at}",
                )
                is_first = line is None
                told_line = note(told)
                self._connection.execute(
                    "UPDATE messages SET is_to_tell = 0, line = ? WHERE number = ?",
                    (told_line if is_first else line, number),
                )

    # --- SQLite -----------------------------------------------------------------------------------

    def _drop_bodies(self, numbers: Sequence[int]) -> None:
        rows = [(number,) for number in numbers]
        self._connection.executemany("DELETE FROM bodies WHERE number = ?", rows)

    def _select(self, where: str, *values: Any) -> list[Entry]:
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM messages WHERE {where} ORDER BY messages.number", values
        )
        return [_make_entry(row) for row in rows]


def _make_entry(row: Sequence[Any]) -> Entry:
    number, stage, *others, has_body, facts = row
    queued_at, changed_at, due_at, tries, size, detail = others
    times = (queued_at, changed_at, due_at)
    return Entry(
        *(number, Stage(stage), *times, tries, size, detail), bool(has_body), load_facts(facts)
    )
