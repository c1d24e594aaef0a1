"""Which entry a signature becomes: its version, its days, and the roles that it needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from handoutpress.approval.signing import (
    Signing,
    Withdrawal,
    require_days,
    require_roles,
    sign,
    withdraw,
)
from handoutpress.approvals import find_broken
from handoutpress.content import Approval
from handoutpress.errors import HandoutError, UsageError
from handoutpress.model import State

OLD, NEW = "a" * 64, "b" * 64
TODAY = date(2026, 11, 27)
SIGNING = Signing(("Nurse Educator", "Pharmacist"), date(2026, 11, 1), date(2027, 11, 1))


def add(entries: tuple[Approval, ...], words: str, **changes: object) -> tuple[Approval, ...]:
    entry = sign(entries, words, replace(SIGNING, **changes))
    assert entry is not None
    return (*entries, entry)


APPROVED_OLD = add((), OLD)


def test_the_first_words_are_version_1() -> None:
    (entry,) = APPROVED_OLD

    assert (entry.version, entry.words, entry.state, entry.by) == (1, OLD, "approved", SIGNING.by)
    assert (entry.on, entry.due) == (SIGNING.on, SIGNING.due)


def test_other_words_are_the_next_version_and_the_chain_stays_whole() -> None:
    entries = add(APPROVED_OLD, NEW)

    assert [entry.version for entry in entries] == [1, 2]
    assert find_broken(entries) is None


def test_the_same_words_keep_their_version_when_they_are_approved_for_longer() -> None:
    entries = add(APPROVED_OLD, OLD, due=date(2028, 11, 1))

    assert [entry.version for entry in entries] == [1, 1]


def test_words_that_came_back_are_a_new_version() -> None:
    assert [each.version for each in add(add(APPROVED_OLD, NEW), OLD)] == [1, 2, 3]


def test_words_under_review_and_then_approved_are_one_version() -> None:
    reviewed = add(APPROVED_OLD, NEW, state=State.UNDER_REVIEW, due=None)

    assert [each.version for each in add(reviewed, NEW)] == [1, 2, 2]


def test_what_the_last_entry_says_is_not_said_twice() -> None:
    assert sign(APPROVED_OLD, OLD, SIGNING) is None


def test_a_version_may_be_named_if_it_counts_on() -> None:
    assert add(APPROVED_OLD, NEW, version=5)[-1].version == 5
    with pytest.raises(HandoutError) as told:
        add(APPROVED_OLD, NEW, version=1)
    assert str(told.value) == (
        "other words were version 1 already; leave --version out, or write 2 or more"
    )
    with pytest.raises(HandoutError) as told:
        add(add(APPROVED_OLD, NEW), NEW, version=1, due=None)
    assert str(told.value) == (
        "these words are version 2 already; leave --version out, or write 2 or more"
    )


def test_entries_are_in_the_order_of_their_days() -> None:
    with pytest.raises(HandoutError) as told:
        add(APPROVED_OLD, NEW, on=date(2026, 10, 31))
    assert str(told.value) == "--on 2026-10-31 is before the last entry, of 2026-11-01"


@pytest.mark.parametrize(
    ("by", "needed"),
    [
        (("Nurse Educator",), 1),
        (("Nurse Educator", "Pharmacist"), 2),
        (("Nurse Educator", "Pharmacist", "Physician"), 2),
    ],
)
def test_as_many_roles_as_the_clinic_asks_for_are_enough(by: tuple[str, ...], needed: int) -> None:
    require_roles(replace(SIGNING, by=by), needed)
    assert sign((), OLD, replace(SIGNING, by=by)) is not None


@pytest.mark.parametrize("by", [("Nurse Educator",), ("Nurse Educator", "nurse educator")])
def test_too_few_roles_are_refused_and_one_role_counts_once(by: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as told:
        require_roles(replace(SIGNING, by=by), 2)
    assert str(told.value) == (
        "clinic.yaml asks for 2 roles to approve, and --by names 1; "
        "name each with a --by of its own"
    )


def test_to_send_words_to_review_takes_one_role() -> None:
    signing = replace(SIGNING, by=("Nurse Educator",), state=State.UNDER_REVIEW)

    require_roles(signing, 3)
    entry = sign((), OLD, signing)
    assert entry is not None
    assert entry.state == "under-review"


@pytest.mark.parametrize(
    ("signing", "message"),
    [
        (
            replace(SIGNING, on=date(2026, 11, 28)),
            "--on 2026-11-28 is after today, 2026-11-27; write the day of signing",
        ),
        (
            replace(SIGNING, due=date(2026, 11, 1)),
            "--due 2026-11-01 is not after today, 2026-11-27",
        ),
        (
            replace(SIGNING, on=TODAY, due=TODAY),
            "--due 2026-11-27 is not after --on 2026-11-27",
        ),
    ],
)
def test_days_that_cannot_be_meant_are_refused(signing: Signing, message: str) -> None:
    with pytest.raises(UsageError) as told:
        require_days(signing, TODAY)
    assert str(told.value) == message


def test_words_are_withdrawn_as_the_last_entry_names_them() -> None:
    withdrawal = Withdrawal("New facts", TODAY, ("Director",), "care/new")
    entry = withdraw(APPROVED_OLD, NEW, withdrawal)

    assert entry is not None
    assert (entry.version, entry.words, entry.state) == (1, OLD, "withdrawn")
    assert (entry.reason, entry.by, entry.replaced_by) == ("New facts", ("Director",), "care/new")
    assert find_broken((*APPROVED_OLD, entry)) is None
    assert withdraw((*APPROVED_OLD, entry), NEW, withdrawal) is None
    assert withdraw((*APPROVED_OLD, entry), NEW, Withdrawal("Again", TODAY)) is None
    assert withdraw((*APPROVED_OLD, entry), NEW, Withdrawal("New", TODAY, (), "care/x")) is not None


def test_a_draft_that_is_withdrawn_and_then_approved_is_version_1() -> None:
    gone = withdraw((), OLD, Withdrawal("New facts", SIGNING.on))

    assert gone is not None
    assert [entry.version for entry in add((gone,), OLD)] == [1, 1]
    assert [entry.version for entry in add((gone,), NEW)] == [1, 2]
