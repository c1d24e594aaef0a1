"""Entries of approvals: sealed in a chain, and found to be as they were."""

from __future__ import annotations

from datetime import date

import pytest

from handoutpress.approvals import add_seal, find_broken, format_entry, is_sealed
from handoutpress.content import Approval

WORDS = ("a" * 64, "b" * 64, "c" * 64)


def make_entry(version: int, **changes: object) -> Approval:
    typed = {
        "version": version,
        "words": WORDS[version % 3],
        "state": "approved",
        "by": ("Nurse Educator",),
        "on": date(2026, 5, version),
        "due": date(2027, 5, version),
    }
    return Approval.model_construct(**{**dict.fromkeys(Approval.model_fields), **typed, **changes})


def make_chain(count: int) -> tuple[Approval, ...]:
    entries: tuple[Approval, ...] = ()
    for version in range(1, count + 1):
        entries = (*entries, add_seal(make_entry(version), entries))
    return entries


def test_a_chain_as_it_was_written_is_whole() -> None:
    assert find_broken(make_chain(3)) is None
    assert find_broken(()) is None
    assert is_sealed(make_chain(3))


@pytest.mark.parametrize(
    "change",
    [
        {"words": "d" * 64},
        {"version": 7},
        {"state": "withdrawn"},
        {"by": ("Nurse Educator", "Pharmacist")},
        {"on": date(2026, 1, 1)},
        {"due": None},
        {"due": date(2030, 1, 1)},
        {"reason": "because"},
        {"replaced_by": "care/other"},
        {"text": "e" * 64},
        {"seal": "f" * 64},
    ],
    ids=str,
)
@pytest.mark.parametrize("index", [0, 1, 2])
def test_any_change_of_any_entry_breaks_the_chain(change: dict[str, object], index: int) -> None:
    entries = list(make_chain(3))
    entries[index] = entries[index].model_copy(update=change)

    assert find_broken(entries) == index


def test_an_entry_that_lost_its_seal_breaks_the_chain_unless_it_is_the_first() -> None:
    first, *others = make_chain(3)
    last = others[-1].model_copy(update={"seal": None})
    without = first.model_copy(update={"seal": None})

    assert find_broken((first, others[0], last)) == 2
    assert find_broken((without, *others)) is None
    assert not is_sealed((without, *others))


@pytest.mark.parametrize(
    ("order", "broken"), [((1, 2), 0), ((0, 2), 1), ((1, 0, 2), 0), ((0, 1, 1, 2), 2)]
)
def test_entries_taken_out_moved_or_repeated_break_the_chain(
    order: tuple[int, ...], broken: int
) -> None:
    chain = make_chain(3)

    assert find_broken([chain[index] for index in order]) == broken


def test_the_first_seal_covers_entries_that_were_written_by_hand() -> None:
    by_hand = make_entry(1)
    sealed = add_seal(make_entry(2), (by_hand,))

    assert find_broken((by_hand, sealed)) is None
    assert not is_sealed((by_hand, sealed))
    assert find_broken((by_hand.model_copy(update={"version": 9}), sealed)) == 1


def test_an_entry_is_written_with_one_key_on_each_line() -> None:
    entry = make_entry(1, reason='Old "facts": é', replaced_by="care/new", seal="f" * 64)

    assert format_entry(entry) == (
        "- version: 1\n"
        f"  words: {WORDS[1]}\n"
        "  state: approved\n"
        '  by: ["Nurse Educator"]\n'
        "  on: 2026-05-01\n"
        "  due: 2027-05-01\n"
        '  reason: "Old \\"facts\\": é"\n'
        "  replaced_by: care/new\n"
        f"  seal: {'f' * 64}\n"
    )
