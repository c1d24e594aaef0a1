"""What `approvals/` says of the words of a handout as they stand.

Computes no digest and writes no entry; a review date can never stand over words nobody reviewed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from handoutpress.content import Approval
from handoutpress.errors import Problem
from handoutpress.model import Review, State
from handoutpress.validate.content_files import limit_told, shorten, suggest
from handoutpress.validate.language_names import name_language
from handoutpress.validate.readings import Reading
from handoutpress.validate.references import NAME_ANOTHER


def find_review(entries: tuple[Approval, ...], digest: str) -> Review:
    """Return the state of the words with that digest; entries are in the order of writing."""
    entry = next((entry for entry in reversed(entries) if entry.words == digest), None)
    if entries and State(entries[-1].state) is State.WITHDRAWN:
        entry = entries[-1]
    if entry is None:
        return Review()
    state = State(entry.state)
    approved_on = entry.on if state is State.APPROVED else None
    return Review(state, entry.version, approved_on, entry.due)


def check_approvals(
    reading: Reading, *, handouts: Collection[tuple[str, str]], ids: Collection[str]
) -> Iterator[Problem]:
    """Yield what is wrong in a file of approvals; `handouts` are ids with their languages."""
    file = reading.file
    if (file.handout_id, file.language) not in handouts:
        what = f"there is no handout '{file.handout_id}' in {name_language(file.language)}"
        yield file.warn((), what, "put the handout back, or delete this file")
    yield from limit_told(file, _check_entries(reading, ids))


def _check_entries(reading: Reading, ids: Collection[str]) -> Iterator[Problem]:
    previous: Approval | None = None
    for index, entry in _iter_entries(reading):
        yield from _check_entry(reading, index, entry, previous)
        previous = entry
        if entry.replaced_by and entry.replaced_by not in ids:
            what = f"there is no handout '{shorten(entry.replaced_by)}'"
            remedy = suggest(entry.replaced_by, ids, otherwise=NAME_ANOTHER)
            yield reading.file.warn((index, "replaced_by"), what, remedy)


def _iter_entries(reading: Reading) -> Iterator[tuple[int, Approval]]:
    for steps, value in reading.parts:
        if isinstance(value, Approval) and isinstance(steps[0], int):
            yield steps[0], value


def _check_entry(
    reading: Reading, index: int, entry: Approval, previous: Approval | None
) -> Iterator[Problem]:
    if entry.due and entry.due <= entry.on:
        what = f"'due' is {entry.due}, which is not after {entry.on}"
        yield reading.file.tell((index, "due"), what, "write the day of the next review")
    if previous and entry.version < previous.version:
        what = f"version {entry.version} stands below version {previous.version}"
        remedy = "add new entries at the end, and count on"
        yield reading.file.tell((index, "version"), what, remedy)
    if previous and entry.on < previous.on:
        what = f"{entry.on} stands below {previous.on}"
        yield reading.file.tell((index, "on"), what, "add new entries at the end")
