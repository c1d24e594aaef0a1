"""[state] How fast messages go to the relay, all senders together; and when a try is repeated.

Waits for nothing itself: it says how long.
"""

from __future__ import annotations

import sqlite3

from handoutpress.deliver.mail.database import transaction

MINUTE_S = 60.0
MOST_QUEUE = 100  # senders that wait for each other; a longer line is a clock that was set back
# A relay that puts a message off mostly takes it after minutes (greylisting); who is asked too
# often puts off longer. Source: RFC 5321, 4.5.4.1 (waits grow; days until it is given up), and RFC
# 6647, 4.5 (most greylists let a second try pass after a minute to some).
FIRST_WAIT_S, MOST_WAIT_S = 120.0, 4 * 3600.0
# A relay that is gone, or has too much to do, is asked as often as its own wait for others says.
MOST_FAULT_WAIT_S = 1800.0  # Source: RFC 5321, 4.5.4.1: "generally ... at least 30 minutes"
GIVE_UP_S = 5 * 24 * 3600.0  # Source: RFC 5321, 4.5.4.1: at least 4 to 5 days


class Pace:
    """One place after the other, as far apart as the rate limit says; kept for all processes."""

    def __init__(self, connection: sqlite3.Connection, per_minute: int) -> None:
        self._connection = connection
        self._gap_s = MINUTE_S / per_minute

    def reserve(self, now: float) -> float:
        """Take the next place, and return how many seconds it is away."""
        with transaction(self._connection):
            row = self._connection.execute("SELECT next_at FROM pace").fetchone()
            place = max(now, row[0]) if row else now
            if place - now > MOST_QUEUE * self._gap_s + MINUTE_S:  # the clock was set back
                place = now
            self._connection.execute(
                "INSERT OR REPLACE INTO pace VALUES (1, ?)", (place + self._gap_s,)
            )
        return place - now


def choose_wait(tries: int, chance: float) -> float:
    """Return the seconds until the next try, after so many; `chance` is from 0 up to 1.

    Doubles each time, and lies between half of that and all of it, so that many do not come back
    at once.
    """
    return _spread(min(MOST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(tries - 1, 30)), chance)


def choose_fault_wait(waited_s: float, chance: float) -> float:
    """Return the seconds until the next try when the relay was at fault, and not the message.

    Such tries are not counted, so the last wait says how long this one is: about twice as long.
    """
    return _spread(min(MOST_FAULT_WAIT_S, max(FIRST_WAIT_S, 2.0 * waited_s)), chance)


def _spread(longest: float, chance: float) -> float:
    return longest * (0.5 + chance / 2)
