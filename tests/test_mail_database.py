"""The file of the outbox: guarded, shared by processes, and without old copies of what is gone."""

from __future__ import annotations

import random
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from handoutpress.deliver.mail.address_key import make_folder
from handoutpress.deliver.mail.database import FORMAT, NAME, open_database
from handoutpress.deliver.mail.outbox import Outbox
from handoutpress.deliver.mail.packing import make_facts
from handoutpress.deliver.mail.values import Envelope, Post, Stage
from handoutpress.deliver.values import Result
from handoutpress.errors import HandoutError
from tests.mail_makers import make_order

# Source: measured: with these, SQLite 3.40.1 leaves old copies where rows are not padded.
SEEDS = (10, 37, 47, 56, 69)
TURNS = 400


def shuffle_messages(outbox: Outbox, seed: int) -> list[bytes]:
    """Queue and drop many messages of all sizes; return the addresses of those that are gone."""
    chance, facts = random.Random(seed), make_facts(make_order(), Result.QUEUED)
    waiting: dict[int, str] = {}
    gone: list[bytes] = []
    for turn in range(TURNS):
        if not waiting or chance.random() < 0.6:
            name = f"zebulon{turn}quux"
            content = chance.randbytes(chance.choice((0, 100, 800, 2500, 6000)))
            envelope = Envelope("", name * chance.randint(1, 60))
            waiting[outbox.queue(Post(f"{turn}", envelope, content, facts, f"{turn}"), 0.0)] = name
        else:
            number = chance.choice(sorted(waiting))
            gone.append(waiting.pop(number).encode())
            outbox.drop(number, Stage.QUEUED, Stage.CANCELLED, "", 0.0)
    return gone


@pytest.mark.parametrize("seed", SEEDS)
def test_no_page_keeps_an_old_copy_of_a_message_that_is_gone(tmp_path: Path, seed: int) -> None:
    with closing(Outbox(tmp_path)) as outbox:
        outbox.connection.execute("PRAGMA synchronous = OFF")
        gone = shuffle_messages(outbox, seed)
    content = (tmp_path / NAME).read_bytes()

    assert [each for each in gone if each in content] == []


def test_file_and_what_is_beside_it_are_for_their_owner_alone(tmp_path: Path) -> None:
    with closing(open_database(tmp_path)):
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}

    assert modes == {f"{NAME}{suffix}": 0o600 for suffix in ("", "-wal", "-shm")}


def test_folder_that_others_may_read_is_closed_to_them(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    make_folder(tmp_path)

    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_settings_keep_deleted_rows_nowhere(tmp_path: Path) -> None:
    with closing(open_database(tmp_path)) as connection:
        names = ("secure_delete", "temp_store", "journal_mode", "synchronous", "user_version")
        values = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names}

    assert values == {
        "secure_delete": 1,
        "temp_store": 2,
        "journal_mode": "wal",
        "synchronous": 2,
        "user_version": FORMAT,
    }


def test_outbox_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / NAME)) as connection:
        connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
    with pytest.raises(HandoutError) as caught:
        open_database(tmp_path)

    assert str(caught.value) == (
        "the outbox was written by a newer version of Handout Press; use that one"
    )


def test_link_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / NAME).symlink_to(tmp_path / "elsewhere")

    with pytest.raises(HandoutError, match="cannot be used"):
        open_database(tmp_path)


def test_damaged_file_is_told_without_what_stands_in_it(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"zebulon quux" * 1000)
    with pytest.raises(HandoutError) as caught:
        open_database(tmp_path)

    assert "(SQLITE_NOTADB)" in str(caught.value)
    assert caught.value.__cause__ is None
