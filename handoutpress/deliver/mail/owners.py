"""[state] Tell whether the process that was sending a message is still alive.

A sender holds a lock on a file of its own for as long as it lives; the system lets go of it when
the process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from handoutpress.errors import HandoutError

FOLDER = "outbox-senders"
NEW = ".new-"  # the file of a sender that only just begins


class Owner:
    """This sender: the name by which it claims messages, and the lock that shows that it lives."""

    def __init__(self, state: Path, token: str) -> None:
        """Lock a file of that name.

        Raises:
            HandoutError: it cannot be made or locked.
        """
        self.name = token
        self._path = state / FOLDER / token
        try:
            self._path.parent.mkdir(mode=0o700, exist_ok=True)
            self._handle = _lock_new(self._path.with_name(f"{NEW}{token}"))
            # Only now that it is locked does it get the name by which others look for it.
            self._path.with_name(f"{NEW}{token}").rename(self._path)
        except OSError as error:
            raise HandoutError(
                f"'{state}' cannot be used ({error.strerror}); it must lie on a disk of this "
                "computer, which knows locks, and be this user's"
            ) from error

    def close(self) -> None:
        """Let go; nothing is being sent any more."""
        self._path.unlink(missing_ok=True)
        os.close(self._handle)


def _lock_new(path: Path) -> int:
    """Make a file and lock it; until then, another process may take it for a dead one's."""
    while True:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.stat(path), os.fstat(handle)):
                return handle
        os.close(handle)  # it was swept away meanwhile


def is_alive(state: Path, token: str) -> bool:
    """Tell whether the sender of that name still runs; what a dead one left is removed."""
    path = state / FOLDER / token
    try:
        handle = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)  # while it is locked, nobody can begin with it
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def sweep_dead(state: Path) -> None:
    """Remove what senders that were killed left; those at work hold theirs."""
    folder = state / FOLDER
    if folder.is_dir():
        for path in folder.iterdir():
            is_alive(state, path.name)
