"""What is in the archive stays as it was, or is told to be damaged."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handoutpress.deliver.record.archive import JSON, Archive, ArchiveError
from handoutpress.publish import PART_PREFIX, PART_SUFFIX

PDF = b"%PDF-1.7 fever"
SHA256 = hashlib.sha256(PDF).hexdigest()


def test_bytes_are_kept_under_their_digest(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert archive.put(PDF) == SHA256
    place = tmp_path / "archive" / SHA256[:2] / f"{SHA256[2:]}.pdf"

    assert archive.place_of(SHA256) == place
    assert place.read_bytes() == archive.get(SHA256) == PDF
    assert stat.S_IMODE(place.stat().st_mode) == 0o444
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_nobody_else_may_look_into_the_archive(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        Archive(tmp_path / "state").put(PDF)
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "state/archive").stat().st_mode) == 0o700


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    Archive(tmp_path).put(PDF)
    place = Archive(tmp_path).place_of(SHA256)
    before = place.stat().st_ino
    Archive(tmp_path).put(PDF)

    assert place.stat().st_ino == before
    assert len(list(place.parent.iterdir())) == 1


def test_kinds_lie_apart(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    digest = archive.put(b"{}", JSON)

    assert archive.get(digest, JSON) == b"{}"
    with pytest.raises(ArchiveError, match="does not hold"):
        archive.get(digest)


def damage(place: Path) -> None:
    place.chmod(0o644)
    place.write_bytes(b"%PDF-1.7 other")


def test_a_damaged_file_is_told_when_it_is_read(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    place = archive.place_of(archive.put(PDF))
    damage(place)

    with pytest.raises(ArchiveError) as raised:
        archive.get(SHA256)
    assert str(raised.value) == (
        f"'{place}' is damaged: its bytes are not those that were kept; restore it from a backup"
    )
    assert list(archive.list_damaged()) == [place]


def test_a_damaged_file_is_moved_aside_when_its_bytes_come_again(tmp_path: Path) -> None:
    place = Archive(tmp_path).place_of(Archive(tmp_path).put(PDF))
    damage(place)
    archive = Archive(tmp_path)
    archive.put(PDF)

    assert archive.get(SHA256) == PDF
    (aside,) = place.parent.glob("*.damaged-*")
    assert aside.read_bytes() == b"%PDF-1.7 other"


@pytest.mark.parametrize("asked", ["", "../../etc/passwd", "A" * 64, "a" * 63])
def test_what_is_no_digest_is_in_no_archive(tmp_path: Path, asked: str) -> None:
    with pytest.raises(ArchiveError, match="has no SHA-256"):
        Archive(tmp_path).get(asked)


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file")

    with pytest.raises(ArchiveError, match=r"cannot be written \(Not a directory\)"):
        Archive(tmp_path).put(PDF)


def test_what_nobody_needs_is_removed_unless_it_is_new(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    old, kept, new = (archive.put(each) for each in (b"old", b"kept", b"new"))
    now = datetime.now(UTC)
    before = (now - timedelta(days=9)).timestamp()
    for each in (old, kept):
        os.utime(archive.place_of(each), (before, before))

    assert archive.remove_others({kept}, unused_since=now - timedelta(days=2)) == 1
    assert not archive.place_of(old).exists()
    assert (archive.get(kept), archive.get(new)) == (b"kept", b"new")


def test_what_a_killed_run_left_half_written_is_removed_in_time(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    folder = archive.place_of(archive.put(PDF)).parent
    old, new = (folder / f"{PART_PREFIX}{name}{PART_SUFFIX}" for name in ("old", "new"))
    for part in (old, new):
        part.write_bytes(b"%PDF-1.7 fe")
    os.utime(old, (0, 0))

    cut = datetime.now(UTC) - timedelta(days=2)
    assert archive.remove_others({SHA256}, unused_since=cut) == 1
    assert (old.exists(), new.exists()) == (False, True)
    assert list(archive.list_damaged()) == []


def test_what_is_put_again_counts_as_new(tmp_path: Path) -> None:
    place = Archive(tmp_path).place_of(Archive(tmp_path).put(PDF))
    os.utime(place, (0, 0))
    archive = Archive(tmp_path)
    archive.put(PDF)

    assert archive.remove_others(set(), unused_since=datetime.now(UTC) - timedelta(days=2)) == 0
    assert archive.get(SHA256) == PDF


@pytest.mark.parametrize("kind", ["folder", "link to nothing", "link", "pipe"])
def test_what_is_no_plain_file_is_damaged_and_moved_aside(tmp_path: Path, kind: str) -> None:
    archive = Archive(tmp_path / "state")
    place = archive.place_of(archive.put(PDF))
    place.unlink()
    (tmp_path / "elsewhere").write_bytes(PDF)
    if kind == "folder":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(tmp_path / ("elsewhere" if kind == "link" else "nowhere"))
    anew = Archive(tmp_path / "state")

    assert list(anew.list_damaged()) == [place]
    assert anew.remove_others(set(), unused_since=datetime.now(UTC)) == 0
    with pytest.raises(ArchiveError, match="does not hold"):
        anew.get(SHA256)
    assert anew.put(PDF) == SHA256
    assert anew.get(SHA256) == PDF
    assert (tmp_path / "elsewhere").read_bytes() == PDF
