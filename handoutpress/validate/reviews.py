"""What `approvals/` says of the words of a handout as they stand.

Computes no digest and writes no entry; a review date can never stand over words nobody reviewed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from handoutpress.approvals import find_broken, is_sealed
from handoutpress.content import Approval
from handoutpress.errors import Problem, has_errors
from handoutpress.model import Approved, Review, State
from handoutpress.slips import LISTED_DIGITS
from handoutpress.validate.content_files import limit_told, shorten, suggest
from handoutpress.validate.language_names import name_language
from handoutpress.validate.readings import Reading
from handoutpress.validate.references import NAME_ANOTHER


def list_counted(entries: tuple[Approval, ...]) -> tuple[Approval, ...]:
    """Return the entries that count: nobody approves by writing into the file by hand."""
    return tuple(
        entry
        for entry in entries
        if entry.seal is not None or State(entry.state) is not State.APPROVED
    )


def find_review(entries: tuple[Approval, ...], digest: str) -> Review:
    """Return the state of the words with that digest; entries are in the order of writing.

    What was approved before a withdrawal counts no more, nor what a later approval replaced.
    """
    if entries and State(entries[-1].state) is State.WITHDRAWN:
        last = entries[-1]
        return Review(State.WITHDRAWN, last.version, None, last.due)
    counted = _list_since_withdrawal(entries)
    approved = _find_last_approved(counted)
    entry = next((each for each in reversed(counted) if each.words == digest), None)
    if entry is not None and _is_approved(entry) and entry is approved:
        return Review(State.APPROVED, entry.version, entry.on, entry.due)
    changed = _describe_approved(approved or _find_last_approved(entries), digest)
    if entry is not None and State(entry.state) is State.UNDER_REVIEW:
        return Review(State.UNDER_REVIEW, entry.version, None, entry.due, changed_from=changed)
    return Review(changed_from=changed)


def _find_last_approved(entries: tuple[Approval, ...]) -> Approval | None:
    return next((each for each in reversed(entries) if _is_approved(each)), None)


def _describe_approved(entry: Approval | None, digest: str) -> Approved | None:
    """Return what was approved last, be it withdrawn since, if those are other words."""
    if entry is None or entry.words == digest:
        return None
    return Approved(entry.version, entry.on, entry.words, entry.text, entry.seal)


def _is_approved(entry: Approval) -> bool:
    return State(entry.state) is State.APPROVED


def _list_since_withdrawal(entries: tuple[Approval, ...]) -> tuple[Approval, ...]:
    states = [State(each.state) for each in reversed(entries)]
    count = states.index(State.WITHDRAWN) if State.WITHDRAWN in states else len(states)
    return entries[len(entries) - count :]


def check_approvals(
    reading: Reading,
    *,
    handouts: Collection[tuple[str, str]],
    ids: Collection[str],
    slips: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Problem]:
    """Yield what is wrong in a file of approvals.

    `handouts` are ids with their languages, `slips` the digests of the slips beside the file, by
    the digits of their seals.
    """
    file = reading.file
    if (file.handout_id, file.language) not in handouts:
        what = f"there is no handout '{file.handout_id}' in {name_language(file.language)}"
        remedy = (
            "write this id under 'former_ids' of the handout that it is now; if it is gone for "
            "good, delete this file with its slips"
        )
        yield file.warn((), what, remedy)
    found = tuple(limit_told(file, _check_entries(reading, ids)))
    yield from found
    if reading.value is not None and not has_errors(found):
        yield from _check_seals(reading)
        yield from _check_slips(reading, slips)


def _check_slips(reading: Reading, slips: Mapping[str, str]) -> Iterator[Problem]:
    """Yield entries that are gone though their slips are there, and slips that were changed."""
    file, entries = (
        reading.file,
        {(each.seal or "")[:LISTED_DIGITS]: each for each in reading.value},
    )
    for digits in sorted(slips.keys() - entries.keys()):
        what = f"an entry is gone from this file, whose slip '{digits}.txt' is still there"
        remedy = "put the entry back, from git or a backup; after a merge, see docs/approvals.md"
        yield file.tell((), what, remedy)
    for index, entry in enumerate(reading.value):
        kept = slips.get((entry.seal or "")[:LISTED_DIGITS])
        if entry.text is not None and kept != entry.text:
            what = (
                "the slip that keeps these words is gone"
                if kept is None
                else ("the slip that keeps these words was changed by hand")
            )
            remedy = "put it back, from git or a backup"
            yield file.warn((index,), what, f"{remedy}; without it no change of words can be shown")


def _check_seals(reading: Reading) -> Iterator[Problem]:
    """Yield an entry that was changed, and say when entries were written by hand."""
    entries = reading.value
    broken = find_broken(entries)
    if broken is not None:
        what = "this entry, or one above it, was changed, taken out or added by hand"
        remedy = "put the file back as it was, from git or a backup; only 'approve' may add entries"
        yield reading.file.tell((broken,), what, remedy)
    elif not is_sealed(entries):
        what = "this was written by hand, and approves nothing"
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
