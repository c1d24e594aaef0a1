"""[writes] Put finished files into the output folder, whole or not at all.

Decides nothing: what is published was checked before.
"""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Thread

PART_PREFIX, PART_SUFFIX = ".handout-press-", ".part"
HASHING_THREADS = 2  # hashing and reading let another thread run; more only wait for each other
WORTH_THREADS = 50  # files; to start a thread takes as long as to hash a few
PIECE_BYTES = 1024 * 1024  # nearly every PDF is smaller
# Source: open(2), fsync(2): what file systems say that cannot flush a folder.
_CANNOT_FLUSH = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES}


def publish_file(folder: Path, relative_path: str, content: bytes) -> Path:
    """Write a file beside its place, flush it to the disk, and move it into place.

    A power cut leaves the old file or the new one.

    Returns:
        The path of the published file.
    """
    target = folder / relative_path
    _make_folders(target.parent, folder)
    handle, name = tempfile.mkstemp(prefix=PART_PREFIX, suffix=PART_SUFFIX, dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)
    return target


def _make_folders(folder: Path, top: Path) -> None:
    """Make a folder below `top`, and flush the entry of each one that is new."""
    if folder.is_dir():
        return
    if folder == top:
        folder.mkdir(parents=True, exist_ok=True)
    else:
        _make_folders(folder.parent, top)
        _make_folder(folder)
    _flush_folder(folder.parent)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except FileExistsError as error:  # something else has its name
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder)) from error


def _flush_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk, where the file system can."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _CANNOT_FLUSH:
            raise
    finally:
        os.close(handle)


def remove_file(folder: Path, relative_path: str) -> bool:
    """Remove a published file, and folders that are then empty; tell whether there was one."""
    target = folder / relative_path
    try:
        target.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    parent = target.parent
    while parent != folder:
        try:
            parent.rmdir()
        except OSError:
            break
        parent = parent.parent
    _flush_folder(parent)
    return True


def sweep_parts(folder: Path, relative_paths: Iterable[str]) -> None:
    """Remove what a run that was killed left half written beside these places."""
    for parent in {(folder / path).parent for path in relative_paths}:
        for part in parent.glob(f"{PART_PREFIX}*{PART_SUFFIX}"):
            part.unlink(missing_ok=True)


def hash_files(folder: Path, relative_paths: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of each file that is there and can be read."""
    paths = list(relative_paths)
    if len(paths) < WORTH_THREADS:
        hashed: dict[str, str] = {}
        _hash_share(f"{folder}", paths, hashed)
        return hashed
    shares = [paths[start::HASHING_THREADS] for start in range(HASHING_THREADS)]
    found: list[dict[str, str]] = [{} for _ in shares]
    threads = [
        Thread(target=_hash_share, args=(f"{folder}", share, into))
        for share, into in zip(shares, found, strict=True)
        if share
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {path: digest for each in found for path, digest in each.items()}


def _hash_share(folder: str, relative_paths: list[str], into: dict[str, str]) -> None:
    """Put in the SHA-256 of each file that can be read."""
    for path in relative_paths:
        try:
            handle = os.open(f"{folder}/{path}", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            into[path] = _hash_open_file(handle)
        except OSError:
            continue
        finally:
            os.close(handle)


def _hash_open_file(handle: int) -> str:
    digest = hashlib.sha256()
    while piece := os.read(handle, PIECE_BYTES):
        digest.update(piece)
    return digest.hexdigest()


def iter_missing(folder: Path, relative_paths: Iterable[str]) -> Iterator[str]:
    """Yield the paths at which there is no file."""
    for path in relative_paths:
        if not os.path.isfile(f"{folder}/{path}"):
            yield path
