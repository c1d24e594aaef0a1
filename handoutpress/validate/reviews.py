"""What `approvals/` says of the words of a handout as they stand.

Computes no digest and writes no entry; a review date can never stand over words nobody reviewed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from handoutpress.approvals import find_broken, is_sealed
from handoutpress.content import Approval
from handoutpress.errors import Problem, has_errors
from handoutpress.model import Approved, Review, State
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
        return Review(changed_from=_find_last_approved(entries))
    state = State(entry.state)
    if state is State.APPROVED:
        return Review(state, entry.version, entry.on, entry.due)
    before = _find_last_approved(entries) if state is State.UNDER_REVIEW else None
    return Review(state, entry.version, None, entry.due, changed_from=before)


def _find_last_approved(entries: tuple[Approval, ...]) -> Approved | None:
    """Return the words that were approved last."""
    approved = (each for each in reversed(entries) if State(each.state) is State.APPROVED)
    found = (Approved(each.version, each.on, each.words, each.text) for each in approved)
    return next(found, None)


def check_approvals(
    reading: Reading, *, handouts: Collection[tuple[str, str]], ids: Collection[str]
) -> Iterator[Problem]:
    """Yield what is wrong in a file of approvals; `handouts` are ids with their languages."""
    file = reading.file
    if (file.handout_id, file.language) not in handouts:
        what = f"there is no handout '{file.handout_id}' in {name_language(file.language)}"
        yield file.warn((), what, "put the handout back, or delete this file")
    found = tuple(limit_told(file, _check_entries(reading, ids)))
    yield from found
    if reading.value and not has_errors(found):
        yield from _check_seals(reading)


def _check_seals(reading: Reading) -> Iterator[Problem]:
    """Yield an entry that was changed, and say when entries were written by hand."""
    entries = reading.value
    broken = find_broken(entries)
    if broken is not None:
        what = "this entry, or one above it, was changed, taken out or added by hand"
        remedy = "put the file back as it was, from git or a backup; only 'approve' may add entries"
        yield reading.file.tell((broken,), what, remedy)
    elif not is_sealed(entries):
        what = "this was written by hand, without the seal that 'approve' sets"
        first = next(index for index, each in enumerate(entries) if each.seal is None)
        yield reading.file.warn((first,), what, "take the entry out, and use 'approve'")


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
