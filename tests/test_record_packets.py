"""Every packet leaves a line before anybody has it; none leaves a name."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from handoutpress.deliver.record.book import hide_typed
from handoutpress.deliver.record.lines import Line
from handoutpress.deliver.values import Result
from handoutpress.packet.orders import Order
from tests.packets import (
    CLINICIAN,
    NAME,
    NOTE,
    PATIENT,
    SECRETS,
    list_packets,
    make_pdf,
    open_clinic,
    run_packet,
    write_packet,
)
from tests.rebuilding import replace_in
from tests.records import opened
from tests.test_build import fill, small_disk
from tests.test_packet_privacy import search

__all__ = ["small_disk"]
TYPED = f"title: For you\nhandouts: [care/fever]\nappend: [visit.pdf]\n{PATIENT}{NOTE}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return open_clinic(tmp_path / "root")


def read_lines(root: Path) -> list[Line]:
    with opened(root / "state") as record:
        assert record.verify() is None
        return list(record.iter_lines())


def test_a_packet_leaves_a_line(root: Path) -> None:
    told = run_packet(
        *(root, "sets/start", "--ref", "V-7", "--learner", "family", "--method", "video"),
        *("--method", "paper", "--interpreter", "phone", "--understanding", "explained-back"),
    )
    assert told.code == 0
    (line,), (packet,) = read_lines(root), list_packets(root)
    delivery = line.delivery

    assert delivery.sha256 == hashlib.sha256(packet.read_bytes()).hexdigest()
    assert (delivery.result, delivery.reference) == (Result.DONE, "V-7")
    assert delivery.title[-7:].replace("-", "").lower() in packet.name
    assert [part.handout_id for part in delivery.parts] == ["care/fever", "care/chills"]
    assert {(part.state, part.version, part.edition) for part in delivery.parts} == {
        ("draft", None, "standard")
    }
    assert delivery.teaching.method == "video, paper"
    assert delivery.teaching.interpreter == "phone"


def test_each_packet_of_a_list_leaves_a_line(root: Path) -> None:
    (root / "list.csv").write_text("handouts,name\ncare/fever,Ann\ncare/nothing,Bob\nskin/rash,\n")
    assert run_packet(root, "--batch", root / "list.csv").code == 1

    assert [
        (line.delivery.result, [part.handout_id for part in line.delivery.parts])
        for line in read_lines(root)
    ] == [(Result.DONE, ["care/fever"]), (Result.DONE, ["skin/rash"])]


def withdraw_drafts(root: Path) -> None:
    path = root / "handouts/clinic.yaml"
    path.write_text(f"{path.read_text()}give_out: approved\n")


def test_a_refusal_leaves_a_line(root: Path) -> None:
    withdraw_drafts(root)
    assert run_packet(root, "care/fever", "--ref", "V-8").code == 1
    (line,) = read_lines(root)

    assert (line.delivery.result, line.delivery.reference) == (Result.REFUSED, "V-8")
    assert line.delivery.detail == (
        "nobody approved 'care/fever' as it stands (draft), and clinic.yaml gives out only what is "
        "approved"
    )
    assert [part.handout_id for part in line.delivery.parts] == ["care/fever"]


def test_what_the_language_lacks_leaves_a_line(root: Path) -> None:
    assert run_packet(root, "care/chills", "--lang", "es").code == 1
    (line,) = read_lines(root)

    assert line.delivery.detail.startswith("'care/chills' is not there in the language 'es'")


@pytest.mark.parametrize("arguments", [("care/quenilda",), (NAME,), ("care/fever", "--lang", "xx")])
def test_what_is_typed_wrong_leaves_none(root: Path, arguments: tuple[str, ...]) -> None:
    assert run_packet(root, *arguments).code == 2

    assert read_lines(root) == []


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("'care/fever' was withdrawn", "'care/fever' was withdrawn"),
        ("the file 'Zyxwright.yaml' is odd", "the file '…' is odd"),
        ("zyx.yaml:1:2: wrong", "the packet's file:1:2: wrong"),
    ],
)
def test_a_reason_is_kept_without_what_was_typed(reason: str, kept: str) -> None:
    assert hide_typed(reason, Order("zyx.yaml")) == kept


def test_a_packet_that_cannot_be_recorded_is_not_given_out(root: Path) -> None:
    (root / "state").write_text("a file")
    told = run_packet(root, "care/fever")

    assert told.code == 1
    assert "what is not recorded is not given out" in told.err
    assert list_packets(root) == []


def test_a_line_that_cannot_be_written_keeps_its_packet_back(root: Path) -> None:
    assert run_packet(root, "care/fever").code == 0
    given = list_packets(root)
    with closing(sqlite3.connect(root / "state/record.sqlite")) as database:
        database.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON lines BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    told = run_packet(root, "care/chills")

    assert told.code == 1
    assert told.err.startswith("not made: the record in ")
    assert "this refusal was not recorded: the record in " in told.err
    assert list_packets(root) == given


def test_a_full_disk_for_the_record_lets_no_packet_out(root: Path, small_disk: Path) -> None:
    state = small_disk / "state"
    assert run_packet(root, "care/fever", "--state", state).code == 0
    given = list_packets(root)
    filler = fill(small_disk, leave_bytes=0)
    told = run_packet(root, "care/chills", "--state", state)

    assert told.code == 1
    assert "make room on the disk" in told.err
    assert list_packets(root) == given
    filler.unlink()
    assert run_packet(root, "care/chills", "--state", state).code == 0
    with opened(state) as record:
        assert record.verify() is None


def test_a_packet_that_cannot_be_put_in_its_place_is_told_to_the_record(
    root: Path, small_disk: Path
) -> None:
    fill(small_disk, leave_bytes=8_000)
    told = run_packet(root, "care/fever", "-o", small_disk / "made.pdf")
    made, failed = read_lines(root)

    assert told.code == 1
    assert (failed.delivery.result, failed.delivery.of_line) == (Result.FAILED, made.number)
    assert failed.delivery.detail == "it cannot be written (No space left on device)"


def test_nothing_of_the_patient_is_in_the_state(root: Path, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "visit.pdf").write_bytes(make_pdf(1, text=f"{NAME}, seen by {CLINICIAN}"))
    path = write_packet(desk, TYPED, name="zyxwright.yaml")
    assert run_packet(root, path).code == 0
    withdraw_drafts(root)
    assert run_packet(root, path).code == 1
    replace_in(root, "handouts/clinic.yaml", "give_out: approved\n", "")

    with opened(root / "state"):  # while it is open, the file -wal is there, too
        assert search(root / "state") == {}
    assert SECRETS
    assert len(read_lines(root)) == 2
