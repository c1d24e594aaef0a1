"""See what changed by looking through the folders, where the system does not report it.

Decides nothing. Does not read the files: their time, size and number tell.

watchfiles could do this, too, but it compares whole seconds: of two saves within a second it never
sees the second one.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Sequence

from watchfiles import Change

from handoutpress.load.folders import is_left_over

LOOK_S = 1.0  # a look asks for every file, maybe over a network
LOOK_AGAIN_S = 0.2  # what was just saved may be half of what an editor does

Stamp = tuple[int, int, int]


class PollingNotify:
    """Takes the place of watchfiles' RustNotify."""

    def __init__(self, folders: Sequence[str]) -> None:
        self._folders = tuple(folders)
        self._stamps = dict(_read_stamps(self._folders))
        self._next_look = time.monotonic() + LOOK_S

    def close(self) -> None:
        """Nothing is held."""

    def watch(
        self, _debounce_ms: int, _step_ms: int, timeout_ms: int, stop: threading.Event
    ) -> set[tuple[int, str]] | str:
        """Return what changed, "stop", or "timeout"."""
        end = time.monotonic() + timeout_ms / 1000
        while not stop.wait(max(0.0, min(end, self._next_look) - time.monotonic())):
            if time.monotonic() >= self._next_look and (changes := self._look()):
                return changes
            if time.monotonic() >= end:
                return "timeout"
        return "stop"

    def _look(self) -> set[tuple[int, str]]:
        before, now = self._stamps, dict(_read_stamps(self._folders))
        self._stamps = now
        changes = {(Change.added, path) for path in now.keys() - before.keys()}
        changes |= {(Change.deleted, path) for path in before.keys() - now.keys()}
        both = now.keys() & before.keys()
        changes |= {(Change.modified, path) for path in both if now[path] != before[path]}
        self._next_look = time.monotonic() + (LOOK_AGAIN_S if changes else LOOK_S)
        return {(int(change), path) for change, path in changes}


def _read_stamps(folders: Sequence[str]) -> Iterator[tuple[str, Stamp]]:
    for folder in folders:
        for place, inner_folders, names in os.walk(folder):
            inner_folders[:] = [name for name in inner_folders if not is_left_over(name)]
            for name in names:
                if not is_left_over(name):
                    path = os.path.join(place, name)
                    yield path, _read_stamp(path)


def _read_stamp(path: str) -> Stamp:
    try:
        status = os.stat(path)
    except OSError:  # removed meanwhile, or a link to nothing
        return 0, 0, 0
    return status.st_mtime_ns, status.st_size, status.st_ino
