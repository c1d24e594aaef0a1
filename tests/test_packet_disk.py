"""Where packets lie: who may read them, full disks, other disks, and what a killed run leaves."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from handoutpress.lock import hold_lock
from handoutpress.packet.placing import open_folder, place_packet, sweep_parts
from handoutpress.packet.run import _Run
from handoutpress.publish import PART_PREFIX, PART_SUFFIX
from tests.packets import list_packets, open_clinic, run_packet
from tests.test_build import fill, mount, small_disk

__all__ = ["small_disk"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return open_clinic(tmp_path / "root")


@contextmanager
def open_to_all() -> Iterator[None]:
    """Let new files be readable and writable by everybody."""
    kept = os.umask(0)
    try:
        yield
    finally:
        os.umask(kept)


def read_mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# --- who may read them --------------------------------------------------------------------------


@pytest.mark.parametrize("is_there", [False, True])
def test_packets_are_for_this_user_alone(root: Path, is_there: bool) -> None:
    folder = root / "out/packets"
    if is_there:
        folder.mkdir()
        folder.chmod(0o755)
    with open_to_all():
        assert run_packet(root, "care/fever").code == 0

    assert read_mode(folder) == 0o700
    assert [read_mode(path) for path in list_packets(root)] == [0o600]


@pytest.mark.parametrize("is_there", [False, True])
def test_so_is_one_that_goes_elsewhere(root: Path, tmp_path: Path, is_there: bool) -> None:
    target = tmp_path / "made.pdf"
    if is_there:
        target.write_text("%PDF-old")
        target.chmod(0o644)
    with open_to_all():
        assert run_packet(root, "care/fever", "-o", target).code == 0

    assert read_mode(target) == 0o600
    assert target.read_bytes().startswith(b"%PDF-1")
    assert list_packets(root) == []


@pytest.mark.parametrize("name", ["out/en/care/fever.pdf", "out/new.pdf", "up/out/new.pdf"])
def test_it_cannot_be_put_where_everybody_looks(root: Path, name: str) -> None:
    (root / "up").symlink_to(root)
    before = (root / "out/en/care/fever.pdf").read_bytes()
    told = run_packet(root, "care/fever", "-o", root / name)

    assert told.code == 2
    assert "is for everybody, and may be served; put the packet elsewhere" in told.err
    assert (root / "out/en/care/fever.pdf").read_bytes() == before
    assert not (root / "out/new.pdf").exists()


def test_it_may_have_a_name_of_its_own_among_the_packets(root: Path) -> None:
    assert run_packet(root, "care/fever").code == 0
    assert run_packet(root, "care/fever", "-o", root / "out/packets/own.pdf").code == 0

    assert [path.name for path in list_packets(root)][1:] == ["own.pdf"]


def test_a_link_in_its_place_is_replaced_and_what_it_leads_to_stays(
    root: Path, tmp_path: Path
) -> None:
    (tmp_path / "kept").write_text("%PDF-kept")
    (tmp_path / "made.pdf").symlink_to(tmp_path / "kept")
    assert run_packet(root, "care/fever", "-o", tmp_path / "made.pdf").code == 0

    assert (tmp_path / "kept").read_text() == "%PDF-kept"
    assert not (tmp_path / "made.pdf").is_symlink()


def test_no_packet_is_ever_open_to_others_not_even_half_written(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []
    flush = os.fsync

    def note(handle: int) -> None:
        if stat.S_ISREG(os.fstat(handle).st_mode) and "/packets/" in os.readlink(
            f"/proc/self/fd/{handle}"
        ):
            modes.append(stat.S_IMODE(os.fstat(handle).st_mode))
        flush(handle)

    monkeypatch.setattr(os, "fsync", note)
    with open_to_all():
        assert run_packet(root, "care/fever").code == 0

    assert modes == [0o600]


# --- whole or not at all ------------------------------------------------------------------------


def test_what_a_killed_run_left_is_removed_by_the_next(root: Path) -> None:
    folder = open_folder(root / "out")
    (folder / ".handout-press-abc.part").write_bytes(b"half a packet")
    (folder / "2026-01-31-abcdef.pdf").write_bytes(b"%PDF-")
    assert run_packet(root, "care/fever").code == 0

    names = [path.name for path in list_packets(root)]
    assert len(names) == 2
    assert "2026-01-31-abcdef.pdf" in names
    assert [name for name in names if name.startswith(".")] == []


def test_one_that_cannot_be_moved_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, target = open_folder(tmp_path), tmp_path / "made.pdf"
    target.write_text("old")

    def fail(part: Path, target: Path) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="Permission denied"):
        place_packet(folder, target, b"%PDF-")
    assert (list(folder.iterdir()), target.read_text()) == ([], "old")


def test_a_full_disk_is_told_and_leaves_what_was_there(root: Path, small_disk: Path) -> None:
    target = small_disk / "made.pdf"
    target.write_text("%PDF-old")
    fill(small_disk, leave_bytes=8_000)
    told = run_packet(root, "care/fever", "-o", target)

    assert told.code == 1
    assert told.err == "not made: it cannot be written (No space left on device)\n"
    assert target.read_text() == "%PDF-old"
    assert sorted(path.name for path in small_disk.iterdir()) == ["filler", "made.pdf"]
    assert list_packets(root) == []


def test_a_full_disk_below_out_leaves_no_half_packet(tmp_path: Path, small_disk: Path) -> None:
    root, state = open_clinic(small_disk), tmp_path / "state"
    assert run_packet(root, "care/fever", "--state", state).code == 0
    before = {path: path.read_bytes() for path in list_packets(root)}
    filler = fill(small_disk, leave_bytes=12_000)
    told = run_packet(root, "care/fever", "--state", state)

    assert told.code == 1
    assert "No space left on device" in told.err
    assert {path: path.read_bytes() for path in list_packets(root)} == before
    filler.unlink()
    assert run_packet(root, "care/fever", "--state", state).code == 0


def test_a_target_on_another_disk_is_whole_and_for_this_user_alone(
    root: Path, small_disk: Path
) -> None:
    target = small_disk / "made.pdf"
    with open_to_all():
        assert run_packet(root, "care/fever", "-o", target).code == 0

    assert read_mode(target) == 0o600
    assert target.read_bytes().endswith(b"%%EOF\n")
    assert [path.name for path in small_disk.iterdir()] == ["made.pdf"]


def test_a_target_on_another_mount_of_the_same_disk_is_written_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, target = open_folder(tmp_path), tmp_path / "made.pdf"
    move = Path.replace

    def refuse(part: Path, target: Path) -> Any:
        if part.parent != target.parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return move(part, target)

    monkeypatch.setattr(Path, "replace", refuse)
    place_packet(folder, target, b"%PDF-")

    assert (target.read_bytes(), read_mode(target)) == (b"%PDF-", 0o600)
    assert list(folder.iterdir()) == []


def test_a_disk_that_cannot_be_written_is_told(root: Path, small_disk: Path) -> None:
    mount(small_disk, "remount,ro")
    told = run_packet(root, "care/fever", "-o", small_disk / "made.pdf")

    assert told.code == 1
    assert "it cannot be written (Read-only file system)" in told.err
    assert list_packets(root) == []


# --- one at a time ------------------------------------------------------------------------------


def test_what_is_no_pdf_is_not_replaced(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "order.yaml"
    target.write_text("handouts: [care/fever]\n")
    told = run_packet(root, target, "-o", target)

    assert (told.code, target.read_text()) == (2, "handouts: [care/fever]\n")
    assert told.err == "error: the file behind -o is there, and is no PDF; name another one\n"


def test_a_link_in_the_place_of_the_folder_is_refused(root: Path) -> None:
    shutil.rmtree(root / "out/packets", ignore_errors=True)
    (root / "out/packets").symlink_to(root / "out/en", target_is_directory=True)
    told = run_packet(root, "care/fever")

    assert told.code == 1
    assert "is a link or a file; remove it" in told.err
    assert read_mode(root / "out/en") != 0o700


def test_only_parts_that_nobody_writes_are_swept(tmp_path: Path) -> None:
    held, left = (tmp_path / f"{PART_PREFIX}{name}{PART_SUFFIX}" for name in ("held", "left"))
    left.write_text("half")
    with held.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        sweep_parts(tmp_path)

        assert list(tmp_path.iterdir()) == [held]
    sweep_parts(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_it_waits_for_another_run_and_says_so(root: Path) -> None:
    free = threading.Event()

    def hold() -> None:
        with hold_lock(root / "out/.press", purpose="build"):
            taken.set()
            free.wait(60)

    taken = threading.Event()
    thread = threading.Thread(target=hold)
    thread.start()
    taken.wait(60)
    threading.Timer(0.5, free.set).start()
    told = run_packet(root, "care/fever")
    thread.join()

    assert told.code == 0
    assert told.err.startswith("waiting: another run holds the lock: 'build', process ")


def test_while_packets_are_made_others_may_build(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = _Run.make_all

    def make_while_locked(run: _Run) -> None:
        with hold_lock(root / "out/.press", purpose="build"):
            make(run)

    monkeypatch.setattr(_Run, "make_all", make_while_locked)
    assert run_packet(root, "care/fever").code == 0


def test_after_a_while_it_leaves_with_4(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handoutpress.cli.packet_command.PATIENCE_S", 0.0)
    with hold_lock(root / "out/.press", purpose="packet"):
        told = run_packet(root, "care/fever")

    assert (told.code, told.out) == (4, "")
    assert "another run holds the lock: 'packet', process " in told.err
    assert run_packet(root, "care/fever").code == 0


def test_a_folder_that_is_somebody_elses_is_told(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chmod = Path.chmod

    def refuse(path: Path, mode: int, **options: Any) -> None:
        if path.name == "packets":
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(path))
        chmod(path, mode, **options)

    monkeypatch.setattr(Path, "chmod", refuse)
    told = run_packet(root, "care/fever")

    assert told.code == 1
    assert "cannot be used (Operation not permitted); see that it is this user's" in told.err
