"""Run one pass at the start, and one for each batch of saved changes; catch up when it is quiet.

What nobody waits for is left to the pass that catches up: who saved a page looks at it at once.

Knows nothing of what a pass does, and prints nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from handoutpress.errors import HandoutError, LockedError, UsageError
from handoutpress.outcome import BuildResult
from handoutpress.watch.folder_watcher import Batch, FolderWatcher

RunPass = Callable[[frozenset[Path]], BuildResult | None]

# How often a folder that is not there yet is looked for.
LOOK_MS = 250
# Some editors remove a file and write it anew; a pass in between would take it for withdrawn, and
# remove its PDF. Longer than any editor needs to write a page, short for who removes one.
COMES_BACK_MS = 250
COMES_BACK_MOST_S = 2.0
# So long after the last save the rest is made; who goes on editing is not made to wait for it.
QUIET_S = 2.0
LOCK_MS = 1000  # another build takes seconds to minutes


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told of a pass: that it begins, how it ended, or why it could not be run.

    `rest` is told of a pass that caught up.
    """

    begin: Callable[[frozenset[Path]], None]
    finish: Callable[[BuildResult | None, frozenset[Path]], None]
    fail: Callable[[HandoutError, frozenset[Path]], None]
    rest: Callable[[BuildResult | None], None] = lambda result: None


def watch_folders(
    watcher: FolderWatcher,
    run_pass: RunPass,
    *,
    stop: threading.Event,
    listener: Listener,
    catch_up: Callable[[], BuildResult | None] | None = None,
) -> None:
    """Run passes until `stop` is set; `catch_up` makes what a pass leaves, when it is quiet.

    Raises:
        UsageError: the first pass found that the command line is wrong.
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    paths: frozenset[Path] = frozenset()
    is_first, is_locked = True, False
    while not stop.is_set():
        listener.begin(paths)
        is_behind = False
        try:
            listener.finish(run_pass(paths), paths)
            is_behind = catch_up is not None
        except LockedError as error:
            if not is_locked:
                listener.fail(error, paths)
            is_locked = True
            paths |= _wait_whole(watcher, LOCK_MS, stop).paths
            continue
        except HandoutError as error:
            if is_first and isinstance(error, UsageError):
                raise
            listener.fail(error, paths)
        is_first = is_locked = False
        batch = _wait_for_changes(watcher, stop, QUIET_S if is_behind else None)
        while catch_up is not None and is_behind and not batch.paths and not stop.is_set():
            is_behind = not _catch_up(catch_up, listener)
            batch = _wait_for_changes(watcher, stop, QUIET_S if is_behind else None)
        paths = batch.paths


def _catch_up(catch_up: Callable[[], BuildResult | None], listener: Listener) -> bool:
    """Make the rest; tell whether that is done with, which it is not while another run works."""
    try:
        listener.rest(catch_up())
    except LockedError:
        return False
    except HandoutError as error:
        listener.fail(error, frozenset())
    return True


def _wait_whole(watcher: FolderWatcher, wait_ms: int, stop: threading.Event) -> Batch:
    """Wait for the full time, so that an edit does not make us ask for the lock at once."""
    batch = Batch()
    end = time.monotonic() + wait_ms / 1000
    while not stop.is_set() and (left_s := end - time.monotonic()) > 0:
        batch |= watcher.wait(max(1, int(left_s * 1000)))
    return batch


def _wait_for_changes(
    watcher: FolderWatcher, stop: threading.Event, most_s: float | None = None
) -> Batch:
    """Wait until something is saved, or for so many seconds."""
    batch, until = Batch(), None if most_s is None else time.monotonic() + most_s
    while not batch.paths and not stop.is_set():
        if until is not None and time.monotonic() > until:
            return batch
        batch = watcher.wait(LOOK_MS)
    end = time.monotonic() + COMES_BACK_MOST_S
    while batch.gone and not stop.is_set() and time.monotonic() < end:
        more = watcher.wait(COMES_BACK_MS)
        if not more.paths:
            break
        batch |= more
    return batch
