"""A backup as docs/record.md tells to make it, of a record that is in use, gives all back."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from handoutpress.cli import main
from handoutpress.deliver.record.database import NAME
from tests.packets import PATIENT, open_clinic, write_packet
from tests.records import DELIVERY, opened


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return open_clinic(tmp_path / "root")


def run(root: Path, *words: object) -> int:
    return main([*map(str, words), "--root", str(root)])


def back_up(state: Path, target: Path) -> None:
    """Copy the record with SQLite's own `.backup`, then the archive."""
    target.mkdir()
    with (
        closing(sqlite3.connect(state / NAME)) as source,
        closing(sqlite3.connect(target / NAME)) as copy,
    ):
        source.backup(copy)
    shutil.copytree(state / "archive", target / "archive")


def test_what_was_put_back_is_whole_and_makes_packets_again(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state, backup, again = root / "state", tmp_path / "backup", tmp_path / "again.pdf"
    packet = write_packet(root, f"handouts: [care/fever]\n{PATIENT}")
    made = tmp_path / "made.pdf"
    assert run(root, "packet", packet, "-o", made, "--ref", "E-1") == 0
    with opened(state) as record:  # somebody is at work while it is copied
        record.note(DELIVERY)
        back_up(state, backup)
        record.note(DELIVERY)
    capsys.readouterr()
    assert run(root, "given", "--verify", "--state", backup) == 0
    (head,) = re.findall(r"2:[0-9a-f]{64}", capsys.readouterr().out)
    shutil.rmtree(state)
    shutil.copytree(backup, state)

    assert run(root, "given", "--verify", "--head", head) == 0
    assert run(root, "given", "--reprint", "1", "--packet", packet, "-o", again) == 0
    assert again.read_bytes() == made.read_bytes()
    assert run(root, "packet", "care/fever", "--ref", "E-2") == 0
    assert run(root, "given", "--verify", "--head", head) == 0


def test_a_backup_without_its_archive_is_told(root: Path, tmp_path: Path) -> None:
    assert run(root, "packet", "care/fever") == 0
    back_up(root / "state", tmp_path / "backup")
    shutil.rmtree(tmp_path / "backup/archive")

    assert run(root, "given", "--verify", "--state", tmp_path / "backup") == 1
    options = ("--state", tmp_path / "backup", "-o", tmp_path / "again.pdf")
    assert run(root, "given", "--reprint", "1", *options) == 1
