"""Why a PDF is made anew: every reason, alone and together."""

from __future__ import annotations

import pytest

from handoutpress.outcome import Reason, Target
from handoutpress.plan import INPUT_REASONS, Known, find_reasons, is_confirmable
from handoutpress.records import OutputRecord

TARGET = Target("en/care/fever.pdf", "care/fever", "en", "standard")
GROUPS = {reason: f"old {reason}" for reason in INPUT_REASONS}
RECORD = OutputRecord(TARGET, GROUPS, "page", "sha", 2, 1000)


def test_what_is_as_it_was_is_fresh() -> None:
    assert find_reasons(dict(GROUPS), RECORD, found="sha") == ()


@pytest.mark.parametrize("reason", INPUT_REASONS)
def test_each_group_of_inputs_has_a_reason_of_its_own(reason: Reason) -> None:
    groups = GROUPS | {reason: "new"}

    assert find_reasons(groups, RECORD, found="sha") == (reason,)


@pytest.mark.parametrize(
    ("found", "reason"), [(None, Reason.MISSING_OUTPUT), ("other", Reason.CHANGED_OUTPUT)]
)
def test_a_pdf_that_is_not_the_one_that_was_made_is_told(found: str | None, reason: Reason) -> None:
    assert find_reasons(GROUPS, RECORD, found=found) == (reason,)


def test_what_was_never_made_is_new_even_if_a_file_lies_there() -> None:
    assert find_reasons(GROUPS, None, found="foreign") == (Reason.NEW,)


def test_of_what_only_the_manifest_knows_everything_is_new() -> None:
    record = OutputRecord(TARGET, {}, "", "sha", 2, 1000)

    assert find_reasons(GROUPS, record, found="sha") == (Reason.NEW,)


def test_what_failed_is_tried_again() -> None:
    assert find_reasons(GROUPS, RECORD, found="sha", has_failed=True) == (Reason.FAILED_BEFORE,)
    assert find_reasons(GROUPS, None, found=None, has_failed=True) == (Reason.FAILED_BEFORE,)


def test_reasons_are_told_together_and_in_order() -> None:
    groups = GROUPS | {Reason.CONTENT: "new", Reason.THEME: "new"}

    assert find_reasons(groups, RECORD, found=None, has_failed=True, is_forced=True) == (
        Reason.CONTENT,
        Reason.THEME,
        Reason.MISSING_OUTPUT,
        Reason.FAILED_BEFORE,
        Reason.FORCED,
    )


@pytest.mark.parametrize("reason", Reason)
def test_an_equal_page_is_good_again_only_when_nothing_but_content_or_theme_changed(
    reason: Reason,
) -> None:
    is_input = reason in INPUT_REASONS and reason is not Reason.PROGRAM

    assert is_confirmable([Reason.CONTENT, reason]) is is_input


def test_what_is_known_is_looked_up_by_path() -> None:
    known = Known({TARGET.path: RECORD}, [], {TARGET.path: "sha"}.get)

    assert known.find_reasons(GROUPS, TARGET.path) == ()
    assert known.find_reasons(GROUPS, "en/care/other.pdf") == (Reason.NEW,)
