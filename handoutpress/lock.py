"""[state] One build at a time in an output folder.

The kernel holds the lock, so that of a process which is gone is free by itself.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from handoutpress.errors import HandoutError, LockedError

NAME = "lock"
# Source: flock(2), and Linux's NFS, CIFS and FUSE: what is said where nothing can be locked.
_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL}


@contextmanager
def hold_lock(folder: Path, *, purpose: str) -> Iterator[None]:
    """Hold the lock of a folder, which is made if need be; `purpose` is told to who comes second.

    Raises:
        LockedError: somebody else holds it; the message says who.
        HandoutError: the folder cannot be written, or its file system has no locks.
    """
    handle = _open_file(folder)
    try:
        _take(handle, folder)
        _write_holder(handle, purpose)
        yield
    finally:
        os.close(handle)  # and with it the lock


def _open_file(folder: Path) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise HandoutError(
            f"the output folder '{folder.parent}' cannot be written ({error.strerror}); "
            "give this user the right to write there, or name another one with --out"
        ) from error


def _take(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise LockedError(
            f"{_read_holder(handle)}; wait until it is done, then try again"
        ) from error
    except OSError as error:
        what = "has no locks" if error.errno in _NO_LOCKS else "cannot lock a file now"
        raise HandoutError(
            f"the file system of '{folder.parent}' {what} ({error.strerror}), so two builds "
            "could spoil each other's work; name a folder on a local disk with --out, and copy "
            "the PDFs from there"
        ) from error


def _write_holder(handle: int, purpose: str) -> None:
    """Say who holds the lock; on a full disk nobody is told, and the lock holds all the same."""
    holder = {"pid": os.getpid(), "host": os.uname().nodename, "purpose": purpose}
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(holder).encode(), 0)


def _read_holder(handle: int) -> str:
    """Say who holds the lock; between taking it and saying so there is a moment."""
    try:
        holder = json.loads(os.pread(handle, 4096, 0))
        return (
            f"another run holds the lock: '{holder['purpose']}', process {holder['pid']} "
            f"on {holder['host']}"
        )
    except (ValueError, KeyError, TypeError):
        return "another run holds the lock"
