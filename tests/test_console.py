"""Printing never stops the work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from handoutpress.console import keep_log, say
from tests.workspace import GOOD, write_workspace

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, str(ROOT / "make_handouts.py")]


def test_a_build_goes_on_when_nobody_reads_what_it_says(tmp_path: Path) -> None:
    names = ("one", "two", "three")
    root = write_workspace(tmp_path, {f"care/{name}.yaml": GOOD for name in names})
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run([*COMMAND, "--root", str(root)], stdout=write_end, check=False)
    os.close(write_end)
    assert done.returncode == 0
    assert all((root / f"out/en/care/{name}.pdf").exists() for name in (*names, "good"))


def test_wrong_content_is_told_by_the_exit_code_when_nobody_reads(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {"care/bad.yaml": "title: Bad\n"})
    read_end, write_end = os.pipe()
    os.close(read_end)
    command = [*COMMAND, "check", "--root", str(root)]
    done = subprocess.run(command, stdout=write_end, stderr=write_end, check=False)
    os.close(write_end)
    assert done.returncode == 3


def test_a_terminal_that_shows_only_ascii_gets_the_numbers_of_other_signs(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, {"care/accent.yaml": GOOD.replace("A good", "Médico")})
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [*COMMAND, "list", "--root", str(root)],
        capture_output=True,
        env=environment,
        check=True,
    )
    assert b"M\\xe9dico one" in done.stdout


def test_what_is_said_is_kept_in_the_log_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "build.log"
    with keep_log(log) as note:
        say("built")
        say("failed", is_error=True)
        note("exit code 3")
    say("afterwards")
    kept = [line.split(" ", 2)[2] for line in log.read_text().splitlines()]
    assert kept == ["INFO built", "ERROR failed", "INFO exit code 3"]
    assert capsys.readouterr() == ("built\nafterwards\n", "failed\n")


def test_without_a_log_nothing_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with keep_log(None) as note:
        say("built")
        note("exit code 0")
    assert capsys.readouterr() == ("built\n", "")


def test_a_log_that_cannot_be_written_is_told_and_the_work_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "build.log").symlink_to("/dev/full")
    with keep_log(tmp_path / "build.log"):
        say("one")
        say("two")
    printed = capsys.readouterr()
    assert printed.out == "one\ntwo\n"
    assert printed.err.count("\n") == 1
    assert "the log is not kept" in printed.err


def test_the_log_is_kept_when_nobody_reads_what_is_said(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from handoutpress.console import keep_log, say\n"
        "with keep_log(Path(sys.argv[1])):\n    say('one'); say('two')"
    )
    read_end, write_end = os.pipe()
    os.close(read_end)
    log = tmp_path / "build.log"
    subprocess.run([sys.executable, "-c", code, str(log)], stdout=write_end, cwd=ROOT, check=True)
    os.close(write_end)
    assert [line.split()[-1] for line in log.read_text().splitlines()] == ["one", "two"]
