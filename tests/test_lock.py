"""One build at a time: the second is told who holds the lock, and a dead holder holds nothing."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from handoutpress.errors import ExitCode, HandoutError, LockedError
from handoutpress.lock import NAME, hold_lock

HOLD = """
import sys
from pathlib import Path
from handoutpress.lock import hold_lock
with hold_lock(Path(sys.argv[1]), purpose="the night's build"):
    print("held", flush=True)
    sys.stdin.read()
"""


def start_holder(folder: Path) -> subprocess.Popen[str]:
    """Start a process that holds the lock until its input ends."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def test_who_comes_second_is_told_who_holds_it(tmp_path: Path) -> None:
    with start_holder(tmp_path) as holder:
        with pytest.raises(LockedError) as caught, hold_lock(tmp_path, purpose="build"):
            pass
        holder.communicate("")
    told = str(caught.value)
    assert told.startswith("another run holds the lock: 'the night's build', process ")
    assert str(holder.pid) in told
    assert told.endswith("wait until it is done, then try again")
    assert caught.value.exit_code is ExitCode.LOCKED


def test_it_is_free_when_its_holder_is_done(tmp_path: Path) -> None:
    with start_holder(tmp_path) as holder:
        holder.communicate("")
    with hold_lock(tmp_path, purpose="build"):
        assert str(os.getpid()) in (tmp_path / NAME).read_text()


def test_it_is_free_when_its_holder_was_killed(tmp_path: Path) -> None:
    with start_holder(tmp_path) as holder:
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
        with hold_lock(tmp_path, purpose="build"):
            assert (tmp_path / NAME).exists()


def test_it_is_free_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), hold_lock(tmp_path, purpose="build"):
        raise ZeroDivisionError
    with hold_lock(tmp_path, purpose="build"):
        pass


def test_a_holder_that_says_nothing_of_itself_still_holds_it(tmp_path: Path) -> None:
    handle = os.open(tmp_path / NAME, os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        told = "^another run holds the lock; wait"
        with pytest.raises(LockedError, match=told), hold_lock(tmp_path, purpose="build"):
            pass
    finally:
        os.close(handle)


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS])
def test_a_file_system_without_locks_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    folder, told = tmp_path / ".press", "has no locks"
    with pytest.raises(HandoutError, match=told) as caught, hold_lock(folder, purpose="build"):
        pass
    assert "name a folder on a local disk with --out" in str(caught.value)
    assert caught.value.exit_code is ExitCode.FAILED


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")

    folder, told = tmp_path / "out" / ".press", "cannot be written"
    with pytest.raises(HandoutError, match=told) as caught, hold_lock(folder, purpose="build"):
        pass
    assert "--out" in str(caught.value)
