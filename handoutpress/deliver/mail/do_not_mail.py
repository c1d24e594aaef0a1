"""[state] Who wants no e-mail: a list of keyed hashes in the file of the outbox.

Holds no address, so nobody can read from it who is on it.
"""

from __future__ import annotations

import sqlite3

from handoutpress.deliver.mail.database import transaction, translate_faults

UNWANTED = "this address is on the do-not-mail list: the patient wants no e-mail"


class DoNotMail:
    """The list; `address_hash` is that of `AddressKey.hash_address`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, address_hash: str, now: float) -> None:
        """Put an address on the list; what waits for it in the outbox is not sent either."""
        with transaction(self._connection):
            self._connection.execute(
                "INSERT OR IGNORE INTO do_not_mail VALUES (?, ?)", (address_hash, now)
            )

    def remove(self, address_hash: str) -> bool:
        """Take an address off the list; False when it was not on it."""
        with transaction(self._connection):
            cursor = self._connection.execute(
                "DELETE FROM do_not_mail WHERE address_hash = ?", (address_hash,)
            )
        return cursor.rowcount == 1

    def holds(self, address_hash: str) -> bool:
        """Tell whether an address is on the list."""
        with translate_faults():
            row = self._connection.execute(
                "SELECT 1 FROM do_not_mail WHERE address_hash = ?", (address_hash,)
            ).fetchone()
        return row is not None
