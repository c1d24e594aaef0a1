"""A log that rotates, that several processes can write to, and that never stops the work."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from handoutpress import log_file
from handoutpress.log_file import LogFile

ROOT = Path(__file__).parents[1]
STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} \d+ (INFO|ERROR) "


@pytest.fixture
def losses() -> list[str]:
    return []


@pytest.fixture
def log(tmp_path: Path, losses: list[str]) -> Iterator[LogFile]:
    log = LogFile(tmp_path / "state/log/build.log", losses.append)
    yield log
    log.close()


def lines_of(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def test_a_line_has_its_time_its_process_and_how_bad_it_is(tmp_path: Path, log: LogFile) -> None:
    log.write("8 PDFs built")
    log.write("care/bad.yaml:1:1: no title", is_error=True)
    first, second = lines_of(tmp_path / "state/log/build.log")
    assert re.fullmatch(STAMP + "8 PDFs built", first)
    assert f" {os.getpid()} INFO " in first
    assert f" {os.getpid()} ERROR care/bad.yaml:1:1: no title" in second


def test_text_cannot_make_a_line_that_looks_like_ours(tmp_path: Path, log: LogFile) -> None:
    log.write("title: x\n2026-01-01T00:00:00+0000 1 INFO all is well\x1b[2J\u202e")
    lines = lines_of(tmp_path / "state/log/build.log")
    assert len(lines) == 2
    assert all(re.match(STAMP, line) for line in lines)
    assert lines[1].endswith(" INFO 2026-01-01T00:00:00+0000 1 INFO all is well\\x1b[2J\\u202e")


def test_the_log_is_for_its_owner_and_group_only(tmp_path: Path, losses: list[str]) -> None:
    before = os.umask(0)
    try:
        LogFile(tmp_path / "log/build.log", losses.append).close()
    finally:
        os.umask(before)
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "log/build.log").stat().st_mode & 0o777 == 0o640


def test_the_log_rotates_and_stays_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, losses: list[str]
) -> None:
    monkeypatch.setattr(log_file, "MAX_BYTES", 1000)
    log = LogFile(tmp_path / "build.log", losses.append)
    for number in range(200):
        log.write(f"line {number}")
    log.close()
    files = sorted(tmp_path.glob("build.log*"), reverse=True)
    assert [file.name for file in files] == [
        *("build.log.4", "build.log.3", "build.log.2", "build.log.1", "build.log"),
    ]
    assert all(file.stat().st_size <= 1000 for file in files)
    numbers = [int(line.split()[-1]) for file in files for line in lines_of(file)]
    assert numbers == list(range(200))[-len(numbers) :]
    assert losses == []


WRITER = """
import sys
from pathlib import Path
from handoutpress import log_file
log_file.MAX_BYTES, log_file.OLD_FILES = 2000, 100
log = log_file.LogFile(Path(sys.argv[1]), lambda line: sys.exit(line))
sys.stdin.readline()
for number in range(150):
    log.write(f"{sys.argv[2]} {number}")
"""


def test_processes_that_write_at_once_lose_no_line_in_the_rotation(tmp_path: Path) -> None:
    log = tmp_path / "build.log"
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(log), name], stdin=subprocess.PIPE, cwd=ROOT
        )
        for name in "abc"
    ]
    for writer in writers:
        assert writer.stdin
        writer.stdin.write(b"go\n")
        writer.stdin.close()
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    files = list(tmp_path.glob("build.log*"))
    lines = [line for file in files for line in lines_of(file)]
    assert len(files) > 5
    assert all(re.fullmatch(STAMP + r"[abc] \d+", line) for line in lines)
    said = sorted(line.split(" ", 3)[3] for line in lines)
    assert said == sorted(f"{name} {number}" for name in "abc" for number in range(150))


def test_a_full_disk_is_told_once_and_stops_nothing(tmp_path: Path, losses: list[str]) -> None:
    path = tmp_path / "build.log"
    path.symlink_to("/dev/full")
    log = LogFile(path, losses.append)
    log.write("first")
    log.write("second")
    log.close()
    assert losses == [
        f"warning: {path}: the log is not kept: No space left on device; the work goes on"
    ]


def test_a_folder_that_cannot_be_made_is_told_once(tmp_path: Path, losses: list[str]) -> None:
    (tmp_path / "state").write_text("in the way")
    log = LogFile(tmp_path / "state/log/build.log", losses.append)
    log.write("first")
    log.close()
    assert losses == [
        f"warning: {tmp_path}/state/log/build.log: the log is not kept: Not a directory; "
        "the work goes on"
    ]


def test_a_log_that_somebody_moved_away_is_begun_anew(tmp_path: Path, log: LogFile) -> None:
    path = tmp_path / "state/log/build.log"
    log.write("before")
    path.rename(tmp_path / "kept")
    log.write("after")
    assert [line.split()[-1] for line in lines_of(path)] == ["after"]


def test_signs_that_are_no_utf_8_are_written_by_their_numbers(tmp_path: Path, log: LogFile) -> None:
    log.write("handouts/caf\udce9.yaml é")
    assert lines_of(tmp_path / "state/log/build.log")[0].endswith("handouts/caf\\udce9.yaml é")
