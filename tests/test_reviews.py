"""What the approvals say of the words as they stand."""

from datetime import date

import pytest

from handoutpress.content import Approval
from handoutpress.model import Approved, Review, State
from handoutpress.validate.reviews import find_review
from tests.approving import seal_entries
from tests.content_tree import HANDOUT, list_made, list_problems, list_scopes

PATH = "handouts/approvals/care/fever.yaml"
NOW, BEFORE = "a" * 64, "b" * 64


def make_entry(version: int, words: str, state: str, *, due: str | None = None) -> Approval:
    typed = {"version": str(version), "words": words, "state": state, "on": "2026-01-31"}
    return Approval.model_validate(typed | ({"due": due} if due else {}))


DAY = date(2026, 1, 31)
REVIEWS = [
    ([], Review()),
    ([make_entry(1, BEFORE, "approved")], Review(changed_from=Approved(1, DAY, BEFORE))),
    ([make_entry(1, NOW, "approved")], Review(State.APPROVED, 1, DAY, None)),
    (
        [make_entry(2, NOW, "approved", due="2027-01-31")],
        Review(State.APPROVED, 2, DAY, date(2027, 1, 31)),
    ),
    ([make_entry(2, NOW, "under-review")], Review(State.UNDER_REVIEW, 2, None, None)),
    (
        [make_entry(1, NOW, "under-review"), make_entry(1, NOW, "approved")],
        Review(State.APPROVED, 1, DAY, None),
    ),
    (
        [make_entry(1, NOW, "approved"), make_entry(2, BEFORE, "approved")],
        Review(changed_from=Approved(2, DAY, BEFORE)),
    ),
    (
        [make_entry(1, BEFORE, "approved"), make_entry(2, NOW, "under-review")],
        Review(State.UNDER_REVIEW, 2, None, None, changed_from=Approved(1, DAY, BEFORE)),
    ),
    (
        [make_entry(1, NOW, "approved"), make_entry(2, BEFORE, "under-review")],
        Review(State.APPROVED, 1, DAY, None),
    ),
    (
        [make_entry(1, NOW, "approved"), make_entry(1, NOW, "under-review")],
        Review(State.UNDER_REVIEW, 1, None, None),
    ),
    (
        [
            make_entry(1, NOW, "approved"),
            make_entry(1, NOW, "withdrawn"),
            make_entry(2, BEFORE, "under-review"),
        ],
        Review(),
    ),
    (
        [make_entry(1, NOW, "approved"), make_entry(2, BEFORE, "withdrawn")],
        Review(State.WITHDRAWN, 2, None, None),
    ),
    (
        [make_entry(1, NOW, "withdrawn"), make_entry(2, BEFORE, "approved")],
        Review(changed_from=Approved(2, DAY, BEFORE)),
    ),
]


@pytest.mark.parametrize(("entries", "review"), REVIEWS)
def test_newest_approval_counts_and_none_from_before_a_withdrawal(
    entries: list[Approval], review: Review
) -> None:
    assert find_review(tuple(entries), NOW) == review


def type_entries(*entries: str) -> str:
    return "".join(f"- {{words: {NOW}, state: approved, {each}}}\n" for each in entries)


ENTRIES = [
    (
        ["version: 1, on: 2026-01-31, due: 2026-01-31"],
        "1:127: 'due' is 2026-01-31, which is not after 2026-01-31; "
        "write the day of the next review",
    ),
    (
        ["version: 2, on: 2026-01-31", "version: 1, on: 2026-01-31"],
        "2:103: version 1 stands below version 2; add new entries at the end, and count on",
    ),
    (
        ["version: 1, on: 2026-01-31", "version: 1, on: 2026-01-30"],
        "2:110: 2026-01-30 stands below 2026-01-31; add new entries at the end",
    ),
    (
        ["version: 1, on: 2026-02-30"],
        "1:110: '2026-02-30' is no day of the calendar; write it as 2026-01-31",
    ),
]


@pytest.mark.parametrize(("entries", "expected"), ENTRIES)
def test_fault_in_an_entry_is_told_and_fails_the_handout(entries: list[str], expected: str) -> None:
    tree = {"approvals/care/fever.yaml": type_entries(*entries), "care/cough.yaml": HANDOUT}

    assert list_problems(tree) == [f"{PATH}:{expected}"]
    assert list_scopes(tree) == [("care/fever", "en")]
    assert list_made(tree) == [("care/cough", "en")]


def test_approvals_of_nothing_and_of_what_replaces_it_are_warned_of() -> None:
    entry = type_entries("version: 1, on: 2026-01-31, replaced_by: care/fevr")

    assert list_problems({"approvals/care/gone.es.yaml": seal_entries(entry)}) == [
        "handouts/approvals/care/gone.es.yaml:1:1: warning: there is no handout 'care/gone' in "
        "Spanish (es); write this id under 'former_ids' of the handout that it is now; if it is "
        "gone for good, delete this file with its slips",
        "handouts/approvals/care/gone.es.yaml:5:16: warning: there is no handout 'care/fevr'; "
        "did you mean 'care/fever'?",
    ]
