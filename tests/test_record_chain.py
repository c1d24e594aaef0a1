"""Any byte that is changed in any field of any line is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handoutpress.deliver.record.chain import Break, Row, find_break
from handoutpress.deliver.record.lines import FIRST, dump_fields, hash_line
from tests.records import DELIVERY, START, WITNESS


def make_rows(count: int = 3) -> list[Row]:
    rows: list[Row] = []
    previous = FIRST
    for number in range(1, count + 1):
        fields = dump_fields(DELIVERY, time=START, witness=WITNESS, recipe_digest="d" * 64)
        digest = hash_line(number, previous, fields)
        rows.append(Row(number, previous, digest, fields))
        previous = digest
    return rows


def change_byte(text: str, position: int) -> str:
    """Return a text with another character at a position."""
    return text[:position] + chr(ord(text[position]) ^ 1) + text[position + 1 :]


@pytest.mark.parametrize("name", ["fields", "hash", "previous"])
def test_every_byte_counts(name: str) -> None:
    rows = make_rows()
    length = len(getattr(rows[1], name))
    changed = (
        replace(rows[1], **{name: change_byte(getattr(rows[1], name), position)})
        for position in range(length)
    )
    found = [find_break([rows[0], each, rows[2]], last_number=3) for each in changed]

    assert len(found) == length > 60
    assert {each and each.number for each in found} == {2}


def test_a_sound_chain_has_no_break() -> None:
    assert find_break(make_rows(), last_number=3) is None
    assert find_break([], last_number=0) is None


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_line_that_was_taken_out_is_found(index: int) -> None:
    rows = make_rows()
    del rows[index]
    broken = find_break(rows, last_number=3)

    assert broken is not None
    assert broken.number == index + 1
    assert broken.reason.startswith("it was taken out")


def test_lines_that_changed_places_are_found() -> None:
    first, second, third = make_rows()
    swapped = [first, replace(third, number=2), replace(second, number=3)]

    assert find_break(swapped, last_number=3) == Break(
        2, "it does not follow the line before it: one of them was changed"
    )


def test_a_line_that_was_written_anew_with_its_hash_breaks_the_next_one() -> None:
    first, second, third = make_rows()
    fields = second.fields.replace("V-100", "V-101")
    forged = replace(second, fields=fields, hash=hash_line(2, second.previous, fields))

    assert find_break([first, forged, third], last_number=3) == Break(
        3, "it does not follow the line before it: one of them was changed"
    )
