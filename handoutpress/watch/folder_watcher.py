"""Collect what is saved in some folders, from the moment the watcher is made.

Runs nothing and decides nothing; what is saved between two calls waits for the next one.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from watchfiles import Change

# The documented way to what watchfiles.watch wraps: that one only starts to watch when it is first
# asked, and would miss what is saved during the first pass.
from watchfiles._rust_notify import RustNotify, WatchfilesRustInternalError

from handoutpress.load.folders import is_left_over
from handoutpress.watch.polling import PollingNotify

# Long enough that an editor's writing and renaming is one event, short beside the 0.4 s that an
# edit may take to its PDF. Measured: vim, gedit and VS Code need 1 to 8 ms.
DEBOUNCE_MS = 50
STEP_MS = 10
LIMIT_NOTE = (
    "this computer reports no more changed files ({error}), so the folders are looked through "
    "every second, which is slower; ask IT to raise the limit: "
    "sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512"
)

Identity = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Batch:
    """What changed; `gone` are those that were there before and are not now."""

    paths: frozenset[Path] = frozenset()
    gone: frozenset[Path] = frozenset()

    def __or__(self, later: Batch) -> Batch:
        gone = frozenset(path for path in self.gone | later.gone if not os.path.lexists(path))
        return Batch(self.paths | later.paths, gone)


class FolderWatcher:
    """Watches folders; one that is not there yet, or is replaced, is seen once it is there."""

    def __init__(
        self,
        folders: Sequence[Path],
        *,
        stop: threading.Event,
        is_polling: bool = False,
        ignored: Sequence[Path] = (),
        tell_note: Callable[[str], None] = print,
    ) -> None:
        self._folders = tuple(folders)
        self._ignored = tuple(path for path in ignored if set(path.parents) & {*folders})
        self._stop = stop
        self._is_polling = is_polling
        self._tell_note = tell_note
        self._seen: dict[Path, Identity] = {}
        self._places: dict[Path, str] = {}
        self._notify: RustNotify | PollingNotify | None = None
        self._reopen()

    def close(self) -> None:
        """Stop the thread that collects changes."""
        if self._notify is not None:
            self._notify.close()
            self._notify = None

    def wait(self, timeout_ms: int) -> Batch:
        """Return what changed since the last call, waiting for it until the time is over.

        Raises:
            KeyboardInterrupt: Ctrl-C was pressed.
        """
        if appeared := self._find_replaced():
            self._reopen()
            return Batch(appeared)
        if self._notify is None:  # none of the folders is there
            self._stop.wait(timeout_ms / 1000)
            return Batch()
        changes = self._notify.watch(DEBOUNCE_MS, STEP_MS, timeout_ms, self._stop)
        if changes == "signal":
            raise KeyboardInterrupt
        return Batch() if isinstance(changes, str) else self._make_batch(changes)

    def _make_batch(self, changes: set[tuple[int, str]]) -> Batch:
        named = [(change, self._name(Path(place))) for change, place in changes]
        kept = [(change, path) for change, path in named if path is not None]
        added = {path for change, path in kept if change == Change.added}
        deleted = {path for change, path in kept if change == Change.deleted}
        for folder in deleted & self._seen.keys():
            self._seen[folder] = None  # its watch went with it, even when its inode comes again
        gone = frozenset(path for path in deleted - added if not os.path.lexists(path))
        return Batch(frozenset(path for _, path in kept), gone)

    def _name(self, place: Path) -> Path | None:
        """Return a place's path below the folder as it was given; None when nobody wants it."""
        for folder, real in self._places.items():
            if place.is_relative_to(real):
                inside = place.relative_to(real)
                path = folder / inside
                is_ignored = any(path.is_relative_to(each) for each in self._ignored)
                return None if is_ignored or any(map(is_left_over, inside.parts)) else path
        return None

    def _find_replaced(self) -> frozenset[Path]:
        """Return the folders that are there, and are not those that are watched."""
        now = {folder: _identify(folder) for folder in self._folders}
        return frozenset(f for f, identity in now.items() if identity not in (None, self._seen[f]))

    def _reopen(self) -> None:
        self.close()
        self._seen = {folder: _identify(folder) for folder in self._folders}
        # macOS tells real paths only, whatever links lead there.
        self._places = {folder: os.path.realpath(folder) for folder in self._folders}
        there = [self._places[folder] for folder, identity in self._seen.items() if identity]
        try:
            self._notify = self._open(there) if there else None
        except FileNotFoundError:  # removed in this very moment: looked for again by `wait`
            self._seen = dict.fromkeys(self._folders)

    def _open(self, folders: list[str]) -> RustNotify | PollingNotify:
        if not self._is_polling:
            try:
                return open_notify(folders)
            except FileNotFoundError:
                raise
            except (OSError, WatchfilesRustInternalError) as error:
                self._tell_note(LIMIT_NOTE.format(error=error))
                self._is_polling = True
        return PollingNotify(folders)


def open_notify(folders: list[str]) -> RustNotify:
    """Start to collect changes; a folder that may not be read is left to the loading to tell."""
    return RustNotify(
        folders,
        debug=False,
        force_polling=False,
        poll_delay_ms=0,
        recursive=True,
        ignore_permission_denied=True,
    )


@contextmanager
def watching(watcher: FolderWatcher) -> Iterator[FolderWatcher]:
    """Close the watcher at the end."""
    try:
        yield watcher
    finally:
        watcher.close()


def _identify(folder: Path) -> Identity:
    try:
        status = os.stat(folder)
    except OSError:
        return None
    return status.st_dev, status.st_ino
