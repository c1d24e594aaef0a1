"""The line that something printed once more belongs to."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoutpress.deliver.record.again import find_last_print, require_line
from handoutpress.deliver.record.database import RecordError
from handoutpress.deliver.values import Channel, Result
from tests.records import make_delivery, opened

SHA256 = "b" * 64  # of what the tests' lines tell of


@pytest.mark.parametrize("of_line", [1, 2, 7])
def test_a_line_that_belongs_to_none_before_it_is_told_as_damage(
    tmp_path: Path, of_line: int
) -> None:
    with opened(tmp_path) as record:
        for _ in range(2):
            record.note(make_delivery(of_line=of_line))
        with pytest.raises(RecordError, match="the record is damaged: line 1 belongs to no line"):
            require_line(record, 1, SHA256)


def test_the_last_print_is_one_that_reached_a_printer(tmp_path: Path) -> None:
    sent = {"channel": Channel.PRINT, "result": Result.QUEUED}
    with opened(tmp_path) as record:
        record.note(make_delivery(**sent))
        record.note(make_delivery(**{**sent, "reference": "V-7"}))
        record.note(make_delivery(**{**sent, "result": Result.REFUSED}))
        found = find_last_print(record, SHA256, "V-100")
        other = find_last_print(record, SHA256, "")
        none = find_last_print(record, "f" * 64, "V-100")

    assert found.line is not None
    assert (found.line.number, found.note) == (1, "")
    assert other.note == (
        "no print of this PDF without --ref is in the record; the last one was line 2, for V-7"
    )
    assert none.note == "no print of this PDF for V-100 is in the record"
