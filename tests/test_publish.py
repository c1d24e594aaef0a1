import hashlib
import os
import stat
from pathlib import Path

import pytest

from handoutpress.publish import (
    WORTH_THREADS,
    hash_files,
    iter_missing,
    publish_file,
    remove_file,
    sweep_parts,
)

NAME = "en/care/fever.pdf"


def list_files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_file_is_written_and_folders_are_made(tmp_path: Path) -> None:
    path = publish_file(tmp_path / "out", NAME, b"new")

    assert path == tmp_path / "out" / "en" / "care" / "fever.pdf"
    assert path.read_bytes() == b"new"
    assert list_files(tmp_path) == ["out/en/care/fever.pdf"]


def test_old_file_is_replaced_whole(tmp_path: Path) -> None:
    publish_file(tmp_path, NAME, b"old and longer")

    assert publish_file(tmp_path, NAME, b"new").read_bytes() == b"new"
    assert list_files(tmp_path) == [NAME]


def test_reader_who_has_the_old_file_open_keeps_it(tmp_path: Path) -> None:
    path = publish_file(tmp_path, NAME, b"old")

    with path.open("rb") as reader:
        publish_file(tmp_path, NAME, b"new")
        assert reader.read() == b"old"


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o000])
def test_everybody_may_read_and_only_the_owner_write(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        path = publish_file(tmp_path, NAME, b"new")
    finally:
        os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) == 0o644


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    publish_file(tmp_path, NAME, b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), fail)
    with pytest.raises(OSError, match="No space left on device"):
        publish_file(tmp_path, NAME, b"new")
    assert (tmp_path / NAME).read_bytes() == b"old"
    assert list_files(tmp_path) == [NAME]


def test_interruption_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_file(tmp_path, NAME, b"old")

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        publish_file(tmp_path, NAME, b"new")
    assert (tmp_path / NAME).read_bytes() == b"old"
    assert list_files(tmp_path) == [NAME]


def test_file_is_complete_and_readable_when_it_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[bytes, int]] = []
    replace = Path.replace

    def look(self: Path, target: Path) -> Path:
        seen.append((self.read_bytes(), stat.S_IMODE(self.stat().st_mode)))
        assert self.parent == target.parent
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", look)
    publish_file(tmp_path, NAME, b"new")

    assert seen == [(b"new", 0o644)]


def test_folder_under_the_files_name_stays_and_is_an_error(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir(parents=True)

    with pytest.raises(IsADirectoryError):
        publish_file(tmp_path, NAME, b"new")
    assert (tmp_path / NAME).is_dir()
    assert list_files(tmp_path) == []


def test_file_where_a_folder_is_needed_stays_and_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "en").write_bytes(b"mine")

    with pytest.raises(NotADirectoryError):
        publish_file(tmp_path, NAME, b"new")
    assert (tmp_path / "en").read_bytes() == b"mine"


def test_removal_takes_one_file_and_says_so(tmp_path: Path) -> None:
    publish_file(tmp_path, NAME, b"old")
    publish_file(tmp_path, "en/care/chills.pdf", b"other")

    assert remove_file(tmp_path, NAME) is True
    assert list_files(tmp_path) == ["en/care/chills.pdf"]


def test_removal_of_what_is_not_there_says_so(tmp_path: Path) -> None:
    assert remove_file(tmp_path / "out", NAME) is False
    assert list_files(tmp_path) == []


@pytest.mark.parametrize("count", [0, 1, 3, WORTH_THREADS + 1])
def test_files_that_are_there_are_hashed_and_others_left_out(tmp_path: Path, count: int) -> None:
    names = [f"en/care/{number}.pdf" for number in range(count)]
    for name in names:
        publish_file(tmp_path, name, name.encode() * 1000)
    (tmp_path / "folder.pdf").mkdir()

    assert hash_files(tmp_path, [*names, "gone.pdf", "folder.pdf"]) == {
        name: hashlib.sha256(name.encode() * 1000).hexdigest() for name in names
    }


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    publish_file(tmp_path, NAME, b"new")

    assert list(iter_missing(tmp_path, [NAME, "en/care/gone.pdf"])) == ["en/care/gone.pdf"]


def test_only_what_this_tool_left_half_written_is_swept(tmp_path: Path) -> None:
    publish_file(tmp_path, NAME, b"new")
    (tmp_path / "en/care/.handout-press-abc.part").write_bytes(b"half")
    (tmp_path / "en/care/mine.part").write_bytes(b"mine")
    sweep_parts(tmp_path, [NAME, "en/nowhere/x.pdf"])

    assert list_files(tmp_path) == [NAME, "en/care/mine.part"]


def test_folders_that_are_then_empty_go_with_the_last_file(tmp_path: Path) -> None:
    publish_file(tmp_path, NAME, b"new")
    publish_file(tmp_path, "en/skin/rash.pdf", b"new")

    assert remove_file(tmp_path, NAME)
    assert not (tmp_path / "en/care").exists()
    assert (tmp_path / "en/skin").exists()
