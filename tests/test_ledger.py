"""The tool's own notes: kept, found again, and dropped when they cannot be trusted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from handoutpress.errors import ExitCode, HandoutError
from handoutpress.ledger import (
    FORMAT,
    NAME,
    Ledger,
    UnreadableLedgerError,
    create_ledger,
    open_ledger,
)
from handoutpress.outcome import Reason, Target
from handoutpress.records import Facts, FailureRecord, HandoutRecord, OutputRecord

TARGET = Target("en/care/fever.pdf", "care/fever", "en", "standard")
OUTPUT = OutputRecord(
    *(TARGET, {Reason.CONTENT: "a", Reason.THEME: "b"}, "page", "sha", 2, 1000, "approved", 3),
    due=date(2027, 5, 1),
    title="Fever “hot”",
)
HANDOUT = HandoutRecord(
    *("care/fever", "en", "handouts/care/fever.yaml", {Reason.CONTENT: "a"}),
    pictures=("handouts/care/a.png",),
    snippets=("hours",),
    mentions=("care/chills",),
    is_clean=True,
    is_broken=False,
    words="5e",
)
FACTS = Facts(
    *("Fever", "What it means.", "Care", ("hot",), ("R50.9",), ("care/temperature",)),
    *("draft", None, None),
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with closing(create_ledger(tmp_path)) as ledger:
        yield ledger


def open_again(folder: Path) -> Ledger:
    ledger = open_ledger(folder)
    assert ledger is not None
    return ledger


def test_there_is_none_before_the_first_run(tmp_path: Path) -> None:
    assert open_ledger(tmp_path) is None


def test_what_is_recorded_is_found_in_the_next_run(tmp_path: Path) -> None:
    with closing(create_ledger(tmp_path)) as ledger:
        ledger.record_output(OUTPUT, "words")
        ledger.record_failure(FailureRecord(Target("x", "y", "en", "standard"), "too high"))
        ledger.write_handouts([(HANDOUT, FACTS)])
        ledger.write_settings({"world": "w", "list": [1, "é"]})
        ledger.write_peeks({"handouts/care/fever.yaml": ("digest", ["seen"])})

    with closing(open_again(tmp_path)) as ledger:
        assert ledger.read_outputs() == {TARGET.path: OUTPUT}
        assert ledger.read_failures()["x"].reason == "too high"
        assert ledger.read_handouts() == {("care/fever", "en"): HANDOUT}
        assert ledger.read_facts() == {("care/fever", "en"): FACTS}
        assert ledger.read_text("care/fever", "en") == "words"
        assert ledger.read_setting("list") == [1, "é"]
        assert ledger.read_setting("nothing") is None
        assert ledger.read_peeks() == {"handouts/care/fever.yaml": ("digest", ["seen"])}


def test_a_handout_that_cannot_be_made_has_no_facts(ledger: Ledger) -> None:
    ledger.write_handouts([(HANDOUT, None)])

    assert ledger.read_facts() == {}


def test_a_pdf_that_is_recorded_failed_no_more(ledger: Ledger) -> None:
    ledger.record_failure(FailureRecord(TARGET, "too high"))
    ledger.record_output(OUTPUT)

    assert ledger.read_failures() == {}


def test_confirmed_pdfs_failed_no_more(ledger: Ledger) -> None:
    ledger.record_failure(FailureRecord(TARGET, "too high"))
    ledger.confirm_outputs([OUTPUT])

    assert (ledger.read_failures(), ledger.read_outputs()) == ({}, {TARGET.path: OUTPUT})


def test_a_confirmed_pdf_keeps_its_words(ledger: Ledger) -> None:
    ledger.record_output(OUTPUT, "words")
    ledger.record_output(OUTPUT)

    assert ledger.read_text("care/fever", "en") == "words"


def test_what_is_gone_is_forgotten(ledger: Ledger) -> None:
    ledger.record_output(OUTPUT, "words")
    ledger.record_failure(FailureRecord(TARGET, "too high"))
    ledger.write_handouts([(HANDOUT, FACTS)])
    ledger.write_peeks({"a": ("digest", [])})

    ledger.forget_outputs([TARGET.path])
    ledger.forget_handouts([HANDOUT.key])
    ledger.forget_peeks(["a"])

    assert (ledger.read_outputs(), ledger.read_failures(), ledger.read_handouts()) == ({}, {}, {})
    assert (ledger.read_text("care/fever", "en"), ledger.read_peeks()) == (None, {})


def test_claims_stay_until_they_are_released(ledger: Ledger) -> None:
    ledger.claim(TARGET, None)
    ledger.claim(TARGET, "sha")
    assert ledger.read_claims() == ((TARGET, "sha"),)

    ledger.release_claims()
    assert ledger.read_claims() == ()


def test_a_record_and_its_words_are_one_transaction(tmp_path: Path) -> None:
    with closing(create_ledger(tmp_path)) as ledger:
        connection = ledger._connection
        connection.execute(
            "CREATE TRIGGER stop BEFORE INSERT ON texts BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        with pytest.raises(UnreadableLedgerError):
            ledger.record_output(OUTPUT, "words")
        assert ledger.read_outputs() == {}


@pytest.mark.parametrize("version", [0, FORMAT - 1, FORMAT + 1])
def test_one_of_another_version_is_not_read(tmp_path: Path, version: int) -> None:
    create_ledger(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / NAME)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")

    if version == FORMAT:
        return
    with pytest.raises(UnreadableLedgerError, match="by another version of the program"):
        open_ledger(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"no database at all", b"SQLite format 3\0" + b"\xff" * 99]
)
def test_one_that_is_damaged_is_not_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)

    with pytest.raises(UnreadableLedgerError) as caught:
        open_ledger(tmp_path)
    assert caught.value.exit_code is ExitCode.FAILED


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE outputs SET record = 'no json'",
        "UPDATE outputs SET record = '[1]'",
        "DROP TABLE outputs",
        "UPDATE outputs SET record = replace(record, ']', '')",
    ],
)
def test_damage_inside_is_told_when_it_is_met(tmp_path: Path, damage: str) -> None:
    with closing(create_ledger(tmp_path)) as ledger:
        ledger.record_output(OUTPUT)
    with closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as connection:
        connection.execute(damage)

    with closing(open_again(tmp_path)) as ledger, pytest.raises(UnreadableLedgerError):
        ledger.read_outputs()


def test_a_torn_page_is_damage(tmp_path: Path) -> None:
    with closing(create_ledger(tmp_path)) as ledger:
        for number in range(200):
            target = Target(f"en/care/{number}.pdf", f"care/{number}", "en", "standard")
            ledger.confirm_outputs([OutputRecord(target, {}, "", "sha", 1, 1)])
    content = bytearray((tmp_path / NAME).read_bytes())
    content[8192:] = bytes(len(content) - 8192)
    (tmp_path / NAME).write_bytes(content)

    with closing(open_again(tmp_path)) as ledger, pytest.raises(UnreadableLedgerError):
        ledger.read_outputs()


def test_what_is_no_damage_is_told_with_a_remedy(tmp_path: Path) -> None:
    create_ledger(tmp_path).close()
    other = sqlite3.connect(tmp_path / NAME, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    with closing(other), pytest.raises(HandoutError, match="make room on the disk") as caught:
        open_ledger(tmp_path)
    assert not isinstance(caught.value, UnreadableLedgerError)


def test_a_new_one_takes_the_place_of_whatever_is_there(tmp_path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        (tmp_path / f"{NAME}{suffix}").write_bytes(b"left over")

    with closing(create_ledger(tmp_path)) as ledger:
        assert ledger.read_outputs() == {}
