"""The record takes lines from several processes at once, loses none, and takes none back."""

from __future__ import annotations

import random
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path
from typing import IO

import pytest

from handoutpress.deliver.record.archive import JSON
from handoutpress.deliver.record.chain import PURGED, Break, Head
from handoutpress.deliver.record.database import RecordError
from handoutpress.deliver.record.lines import FIRST
from handoutpress.deliver.values import Channel, Result
from tests.packets import CHECKOUT
from tests.records import DELIVERY, START, WITNESS, Clock, make_delivery, opened, tamper

WRITER = """\
import sys
from pathlib import Path
from tests.records import make_delivery, opened
with opened(Path(sys.argv[1])) as record:
    for number in range(int(sys.argv[2])):
        print(record.note(make_delivery(reference=f"{sys.argv[3]}-{number}")), flush=True)
"""


def start_writer(state: Path, count: int, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(state), str(count), name]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)


def output(writer: subprocess.Popen[str]) -> IO[str]:
    assert writer.stdout is not None
    return writer.stdout


# --- writing ------------------------------------------------------------------------------------


def test_a_line_says_what_was_given_by_whom_and_when(tmp_path: Path) -> None:
    with opened(tmp_path) as record:
        number = record.note(DELIVERY)
        (line,) = record.iter_lines()

    assert (number, line.number, line.previous) == (1, 1, FIRST)
    assert (line.witness, line.time) == (WITNESS, START + timedelta(minutes=1))
    assert line.delivery == DELIVERY


def test_a_recipe_lies_in_the_archive(tmp_path: Path) -> None:
    with opened(tmp_path) as record:
        record.note(make_delivery(recipe='{"format":1}'))
        (line,) = record.iter_lines()

        assert record.archive.get(line.recipe_digest, JSON) == b'{"format":1}'
        assert line.delivery.recipe == ""


def test_each_line_holds_the_hash_of_the_one_before(tmp_path: Path) -> None:
    with opened(tmp_path) as record:
        for _ in range(3):
            record.note(DELIVERY)
        lines = list(record.iter_lines())

        assert [line.previous for line in lines] == [FIRST, lines[0].hash, lines[1].hash]
        assert record.head() == Head(3, lines[2].hash)
        assert record.verify() is None


def test_who_asks_is_told_of_each_line_that_is_written(tmp_path: Path) -> None:
    told: list[int] = []
    with opened(tmp_path, tell=lambda line: told.append(line.number)) as record:
        record.note(DELIVERY)
        record.note(DELIVERY)

    assert told == [1, 2]


def test_only_this_user_may_read_it(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with opened(state) as record:
        record.note(DELIVERY)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in state.glob("record*")}

    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert modes.keys() > {"record.sqlite", "record.sqlite-wal"}
    assert set(modes.values()) == {0o600}


def test_what_cannot_be_written_is_told_and_leaves_no_line(tmp_path: Path) -> None:
    with opened(tmp_path) as record:
        record.note(DELIVERY)
        with closing(sqlite3.connect(tmp_path / "record.sqlite")) as database:
            broken = "BEFORE INSERT ON lines BEGIN SELECT RAISE(ABORT, 'full'); END"
            database.execute(f"CREATE TRIGGER broken {broken}")
        with pytest.raises(RecordError) as raised:
            record.note(DELIVERY)

        assert str(raised.value) == (
            f"the record in '{tmp_path}' cannot be kept (full); what is not recorded is not given "
            "out: make room on the disk, see that this user may write there, then try again"
        )
        assert record.head().number == 1


def test_a_record_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / "record.sqlite")) as database:
        database.execute("PRAGMA user_version = 99")

    with pytest.raises(RecordError, match="later version"), opened(tmp_path):
        pass


def test_a_file_that_is_no_record_is_told(tmp_path: Path) -> None:
    (tmp_path / "record.sqlite").write_bytes(b"no database, but a text that is long enough" * 9)

    with pytest.raises(RecordError, match="file is not a database"), opened(tmp_path):
        pass


# --- what the file refuses ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM lines WHERE number = 2",
        "UPDATE lines SET fields = '{}' WHERE number = 2",
        "UPDATE lines SET hash = 'x', fields = '' WHERE number = 2",
        "UPDATE lines SET number = 9, fields = '' WHERE number = 2",
        "INSERT OR REPLACE INTO lines SELECT 2, previous, hash, '{}' FROM lines WHERE number = 2",
        "INSERT INTO lines SELECT 4, 'x', 'y', '{}'",
        "INSERT INTO lines SELECT 1, hash, 'y', '{}' FROM lines WHERE number = 3",
    ],
)
def test_the_database_refuses_to_change_what_is_there(tmp_path: Path, statement: str) -> None:
    with opened(tmp_path) as record:
        for _ in range(3):
            record.note(DELIVERY)
    with closing(sqlite3.connect(tmp_path / "record.sqlite")) as database:
        with pytest.raises(sqlite3.IntegrityError, match="lines of the record are"):
            database.execute(statement)
        database.rollback()
    with opened(tmp_path) as record:
        assert record.verify() is None


# --- what is found when somebody went around that ------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE lines SET fields = replace(fields, 'V-100', 'V-101') WHERE number = 2", 2),
        ("UPDATE lines SET fields = fields || ' ' WHERE number = 1", 1),
        ("UPDATE lines SET hash = previous WHERE number = 2", 2),
        ("UPDATE lines SET previous = hash WHERE number = 3", 3),
        ("UPDATE lines SET fields = '' WHERE number = 2", 2),
        ("DELETE FROM lines WHERE number = 1", 1),
        ("DELETE FROM lines WHERE number = 3", 3),
        ("DELETE FROM lines WHERE number > 2", 3),
        ("DELETE FROM lines WHERE number = 4", 4),
        ("DELETE FROM lines", 1),
    ],
)
def test_the_first_broken_line_is_named(tmp_path: Path, statement: str, found: int) -> None:
    with opened(tmp_path) as record:
        for _ in range(4):
            record.note(DELIVERY)
    tamper(tmp_path, statement)

    with opened(tmp_path) as record:
        broken = record.verify()
    assert broken is not None
    assert broken.number == found


def test_a_whole_new_chain_is_found_by_a_head_that_was_kept_elsewhere(tmp_path: Path) -> None:
    with opened(tmp_path / "ours") as record:
        record.note(DELIVERY)
        record.note(DELIVERY)
        head = record.head()
        record.note(DELIVERY)
        assert record.verify(head) is None
    with opened(tmp_path / "another") as forged:
        for _ in range(3):
            forged.note(make_delivery(reference="V-999"))

        assert forged.verify() is None
        assert forged.verify(head) == Break(2, "its hash is not the one that was kept elsewhere")
        assert forged.verify(Head(9, "0" * 64)) == Break(4, "it was taken out, with all behind it")


# --- several processes, and one that is killed ---------------------------------------------------


def test_several_processes_write_one_chain(tmp_path: Path) -> None:
    with ExitStack() as stack:
        writers = [
            stack.enter_context(start_writer(tmp_path, 25, name)) for name in ("a", "b", "c", "d")
        ]
        numbers = [int(line) for writer in writers for line in output(writer)]
    assert [writer.returncode for writer in writers] == [0, 0, 0, 0]

    with opened(tmp_path) as record:
        references = {line.delivery.reference for line in record.iter_lines()}
        assert record.verify() is None
    assert sorted(numbers) == list(range(1, 101))
    assert len(references) == 100


def test_a_writer_that_is_killed_loses_no_line_that_it_was_told_of(tmp_path: Path) -> None:
    told: list[int] = []
    moments = random.Random(7)
    for _ in range(12):
        with start_writer(tmp_path, 10_000, "x") as writer:
            lines = iter(output(writer))
            told += [int(next(lines)) for _ in range(moments.randrange(1, 30))]
            writer.send_signal(signal.SIGKILL)
            told += [int(line) for line in lines if line.endswith("\n")]
        assert writer.returncode == -signal.SIGKILL

    with opened(tmp_path) as record:
        kept = {line.number for line in record.iter_lines()}
        assert record.verify() is None
        assert set(told) <= kept
        assert record.note(DELIVERY) == len(kept) + 1


# --- retention ----------------------------------------------------------------------------------


def test_lines_whose_time_is_over_are_emptied_and_the_chain_holds(tmp_path: Path) -> None:
    clock = Clock()
    with opened(tmp_path, clock=clock) as record:
        record.note(make_delivery(reference="V-old-1"))
        record.note(make_delivery(reference="V-old-2"))
        cut = clock.now + timedelta(seconds=1)
        record.note(make_delivery(reference="V-new-3"))

        assert record.purge(cut) == 2
        kept = list(record.iter_lines())
        assert [line.number for line in kept] == [3, 4]
        assert record.verify() is None
        with pytest.raises(RecordError, match="line 1 was emptied when its time was over"):
            record.find_line(1)
        found = [path.name for path in tmp_path.iterdir() if b"V-old" in path.read_bytes()]
        assert found == []
    told = kept[1].delivery
    assert (told.channel, told.result, told.of_line) == (Channel.RECORD, Result.DONE, 2)
    assert told.detail == "retention: lines emptied: 2, up to the line named here"


def test_a_line_that_was_written_while_the_clock_was_ahead_stops_nothing(tmp_path: Path) -> None:
    clock = Clock()
    with opened(tmp_path, clock=clock) as record:
        record.note(DELIVERY)
        clock.now += timedelta(days=4000)
        record.note(DELIVERY)
        clock.now -= timedelta(days=4000)
        record.note(DELIVERY)
        cut = clock.now + timedelta(seconds=1)
        record.note(DELIVERY)

        assert record.purge(cut) == 3
        assert record.verify() is None


def test_a_line_that_was_written_while_the_clock_was_behind_stays(tmp_path: Path) -> None:
    clock = Clock()
    with opened(tmp_path, clock=clock) as record:
        record.note(DELIVERY)
        cut = clock.now + timedelta(seconds=1)
        record.note(DELIVERY)
        record.note(DELIVERY)
        clock.now -= timedelta(days=4000)
        record.note(DELIVERY)

        assert record.purge(cut) == 1


def test_retention_may_come_again(tmp_path: Path) -> None:
    clock = Clock()
    with opened(tmp_path, clock=clock) as record:
        for _ in range(2):
            record.note(DELIVERY)
            record.purge(clock.now + timedelta(seconds=1))

        assert record.purge(START) == 0
        assert record.verify() is None
        assert [line.number for line in record.iter_lines()] == [4]


def test_a_line_that_is_emptied_before_its_time_is_found(tmp_path: Path) -> None:
    clock = Clock()
    with opened(tmp_path, clock=clock) as record:
        record.note(DELIVERY)
        record.purge(clock.now + timedelta(seconds=1))
        record.note(DELIVERY)
    tamper(tmp_path, "UPDATE lines SET fields = '' WHERE number = 3")

    with opened(tmp_path) as record:
        assert record.verify() == Break(3, "it is empty, and its time was not over")


# --- asking -------------------------------------------------------------------------------------


def test_lines_are_found_by_reference_and_by_what_they_mention(tmp_path: Path) -> None:
    with opened(tmp_path) as record:
        record.note(make_delivery(reference="V-1"))
        record.note(make_delivery(reference="V-2", parts=()))

        assert [each.number for each in record.iter_lines(reference="V-2")] == [2]
        assert [each.number for each in record.iter_lines(mentioning='"care/fever"')] == [1]
        assert list(record.iter_lines(reference="V")) == []


def test_a_line_that_is_not_there_is_told(tmp_path: Path) -> None:
    with opened(tmp_path) as record, pytest.raises(RecordError) as raised:
        record.find_line(5)

    assert str(raised.value) == "the record has no line 5; 'given' lists them"


def test_a_title_that_speaks_of_emptied_lines_hides_none(tmp_path: Path) -> None:
    with opened(tmp_path) as record:
        for _ in range(2):
            record.note(DELIVERY)
        titled = make_delivery(
            channel=Channel.RECORD, of_line=2, is_reprint=True, title=f"{PURGED}: 2"
        )
        record.note(titled)
    tamper(tmp_path, "UPDATE lines SET fields = '' WHERE number < 3")

    with opened(tmp_path) as record:
        broken = record.verify()
    assert broken is not None
    assert (broken.number, broken.reason) == (1, "it is empty, and its time was not over")


def test_what_is_told_twice_has_one_line(tmp_path: Path) -> None:
    told = []
    with opened(tmp_path, tell=told.append) as record:
        numbers = [record.note(make_delivery(token=token)) for token in ("a", "b", "a", "", "")]

    assert numbers == [1, 2, 1, 3, 4]
    assert [line.number for line in told] == [1, 2, 3, 4]
