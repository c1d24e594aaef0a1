"""Who got the old version, by reference; what was refused or failed, nobody got."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from handoutpress.deliver.record.given import Query, find_given, find_lines, find_recipients
from handoutpress.deliver.values import Channel, Result
from tests.records import make_delivery, make_part, opened


def note_all(state: Path) -> None:
    """Note two versions for two visits, another handout, and what nobody got."""
    old, new = make_part(version=2), make_part(version=3)
    spanish = make_part(language="es", version=2)
    with opened(state) as record:
        record.note(make_delivery(reference="V-1", parts=(old,)))
        record.note(make_delivery(reference="V-2", parts=(new, make_part("care/chills"))))
        record.note(make_delivery(reference="V-3", parts=(spanish,), channel=Channel.PRINT))
        record.note(make_delivery(reference="V-4", parts=(old,), result=Result.REFUSED))
        record.note(make_delivery(reference="V-5", parts=(make_part("care/fever-2"),)))


@pytest.mark.parametrize(
    ("query", "references"),
    [
        (Query("care/fever"), ["V-1", "V-2", "V-3"]),
        (Query("care/fever", version=2), ["V-1", "V-3"]),
        (Query("care/fever", "en", 2), ["V-1"]),
        (Query("care/fever", since=date(2026, 3, 1)), ["V-1", "V-2", "V-3"]),
        (Query("care/fever", since=date(2026, 3, 2)), []),
        (Query("care/nothing"), []),
        (Query(reference="V-2"), ["V-2", "V-2"]),
        (Query(reference="V-4"), []),
    ],
)
def test_who_got_what(tmp_path: Path, query: Query, references: list[str]) -> None:
    note_all(tmp_path)
    with opened(tmp_path) as record:
        assert [each.reference for each in find_given(record, query)] == references


def test_recipients_are_told_with_the_version_that_they_got(tmp_path: Path) -> None:
    note_all(tmp_path)
    with opened(tmp_path) as record:
        found = find_recipients(record, "care/fever", "en")

    assert [(each.line, each.reference, each.part.version) for each in found] == [
        (1, "V-1", 2),
        (2, "V-2", 3),
    ]


@pytest.mark.parametrize(
    ("ending", "ended"),
    [
        (Result.DONE, [Result.DONE]),
        (Result.FAILED, []),
        (Result.CANCELLED, []),
        (Result.UNKNOWN, [Result.UNKNOWN]),
    ],
)
def test_what_was_queued_is_told_as_it_ended(
    tmp_path: Path, ending: Result, ended: list[Result]
) -> None:
    with opened(tmp_path) as record:
        record.note(make_delivery(result=Result.QUEUED))
        record.note(make_delivery(result=ending, of_line=1, parts=(), reference=""))

        found = find_given(record, Query("care/fever"))
    assert [each.ended for each in found] == ended


def test_a_reprint_is_told_by_itself_and_does_not_end_what_it_repeats(tmp_path: Path) -> None:
    with opened(tmp_path) as record:
        record.note(make_delivery())
        record.note(make_delivery(of_line=1, is_reprint=True, result=Result.FAILED))
        record.note(make_delivery(of_line=1, is_reprint=True))

        found = find_given(record, Query("care/fever"))
    assert [each.line for each in found] == [1, 3]


def test_what_is_told_of_the_record_itself_was_given_to_nobody(tmp_path: Path) -> None:
    with opened(tmp_path) as record:
        record.note(make_delivery(channel=Channel.RECORD, is_reprint=True, of_line=1))

        assert find_given(record, Query("care/fever")) == ()


def test_refusals_stand_among_the_lines(tmp_path: Path) -> None:
    note_all(tmp_path)
    with opened(tmp_path) as record:
        lines = find_lines(record, Query(reference="V-4"))

        assert [line.delivery.result for line in lines] == [Result.REFUSED]
