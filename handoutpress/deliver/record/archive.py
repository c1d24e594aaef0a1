"""[state] What was given, by its SHA-256: each published PDF once, verified whenever it is read.

Never overwrites anything, and takes nothing that holds a patient's name.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from handoutpress.errors import HandoutError
from handoutpress.publish import PART_PREFIX, PART_SUFFIX

FOLDER = "archive"
PDF, JSON, BYTES = ".pdf", ".json", ".bin"
KINDS = (PDF, JSON, BYTES)
DIGEST = re.compile(r"[0-9a-f]{64}")
DAMAGED = ".damaged-"  # behind the name of a file whose bytes are no longer what they were


class ArchiveError(HandoutError):
    """Something is not in the archive, is damaged there, or cannot be put there."""


class Archive:
    """The folder `archive` below the state folder: `ab/cdef….pdf`, files of mode 0444."""

    def __init__(self, state: Path) -> None:
        self._folder = state / FOLDER
        self._sound: set[tuple[str, str]] = set()  # looked at already, by digest and kind

    def place_of(self, sha256: str, kind: str = PDF) -> Path:
        """Return where something lies, whether or not it is there."""
        return self._folder / sha256[:2] / f"{sha256[2:]}{kind}"

    def holds(self, sha256: str, kind: str = PDF) -> bool:
        """Tell whether something is there; `get` says whether it is sound."""
        return _is_file(self.place_of(sha256, kind))

    def put(self, content: bytes, kind: str = PDF) -> str:
        """Keep bytes, once; return their SHA-256.

        A file of theirs that is damaged is moved aside first, and stays for whoever looks into it.

        Raises:
            ArchiveError: they cannot be written.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        if (sha256, kind) in self._sound:
            return sha256
        place = self.place_of(sha256, kind)
        try:
            if os.path.lexists(place) and not _holds(place, sha256):
                place.rename(place.with_name(f"{place.name}{DAMAGED}{secrets.token_hex(4)}"))
            if place.exists():
                os.utime(place)  # in use again: not to be removed as what nobody needs
            else:
                self._write(place, content)
        except OSError as error:
            raise ArchiveError(
                f"the archive in '{self._folder}' cannot be written ({error.strerror}); make room "
                "on the disk, and see that this user may write there"
            ) from error
        self._sound.add((sha256, kind))
        return sha256

    def get(self, sha256: str, kind: str = PDF) -> bytes:
        """Return what has that SHA-256.

        Raises:
            ArchiveError: it is not there, cannot be read, or is damaged.
        """
        place = self.place_of(sha256, kind)
        if not DIGEST.fullmatch(sha256):
            raise ArchiveError("what was asked for has no SHA-256, so it is in no archive")
        if not _is_file(place):
            raise ArchiveError(f"the archive does not hold {sha256[:12]}…{kind}")
        try:
            content = place.read_bytes()
        except OSError as error:
            raise ArchiveError(f"'{place}' cannot be read ({error.strerror})") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ArchiveError(
                f"'{place}' is damaged: its bytes are not those that were kept; restore it from a "
                "backup"
            )
        return content

    def list_damaged(self) -> Iterator[Path]:
        """Yield the files whose bytes are not what their names say."""
        for path, sha256 in self._iter_files():
            if not _holds(path, sha256):
                yield path

    def remove_others(self, kept: Collection[str], *, unused_since: datetime) -> int:
        """Remove what nobody needs any more; return how many files.

        What was put there later than a moment stays: its line may not be written yet. What a run
        that was killed left half written goes, too.
        """
        others = [path for path, sha256 in self._iter_files() if sha256 not in kept]
        others += self._folder.glob(f"??/{PART_PREFIX}*{PART_SUFFIX}")
        gone = [
            path
            for path in others
            if _is_file(path) and path.stat().st_mtime < unused_since.timestamp()
        ]
        for path in gone:
            path.unlink(missing_ok=True)
        self._sound.clear()
        return len(gone)

    def _iter_files(self) -> Iterator[tuple[Path, str]]:
        for path in sorted(self._folder.glob("??/*")):
            sha256 = path.parent.name + path.name.partition(".")[0]
            if path.suffix in KINDS and DIGEST.fullmatch(sha256):
                yield path, sha256

    def _write(self, place: Path, content: bytes) -> None:
        """Write beside its place, flush, and link it there: the name is new, or stays as it is."""
        if not self._folder.exists():  # first, for `mkdir` gives parents another mode
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        part = place.parent / f"{PART_PREFIX}{secrets.token_hex(8)}{PART_SUFFIX}"
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fchmod(file.fileno(), 0o444)
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was quicker, with the same bytes
                os.link(part, place)
        finally:
            part.unlink(missing_ok=True)
        _flush(place.parent)


def _is_file(path: Path) -> bool:
    """Tell whether a plain file lies there: what is none could lead elsewhere, or never end."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _holds(path: Path, sha256: str) -> bool:
    return _is_file(path) and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems cannot; the file itself is safe
            os.fsync(handle)
    finally:
        os.close(handle)
