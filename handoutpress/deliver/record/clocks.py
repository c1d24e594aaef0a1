"""When lines were written, though the computer's clock was wrong for some of them: values only.

Reads no clock. A time is believed when it fits the order of the lines.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime


def settle_times(times: Sequence[datetime]) -> list[datetime]:
    """Return for each line a time before which it was written, none earlier than the one before.

    Lines are written one after the other. Most clocks are right, so the longest run of times that
    never go back is believed; any other line was written before the next that is believed. At the
    end there is no next one: such a line keeps the later of its own time and the one before.
    """
    believed = _find_longest_run(times)
    settled = list(times)
    bound: datetime | None = None
    for index in range(len(times) - 1, -1, -1):
        if index in believed:
            bound = times[index]
        if bound is not None:
            settled[index] = bound
    for index in range(1, len(settled)):
        settled[index] = max(settled[index], settled[index - 1])
    return settled


def _find_longest_run(times: Sequence[datetime]) -> frozenset[int]:
    """Return the places of the longest run of times that never go back."""
    ends: list[datetime] = []  # the least last time of a run, by its length
    places: list[int] = []
    before: list[int] = []
    for index, time in enumerate(times):
        length = bisect_right(ends, time)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [time]
        places[length : length + 1] = [index]
    found = set()
    place = places[-1] if places else -1
    while place >= 0:
        found.add(place)
        place = before[place]
    return frozenset(found)
