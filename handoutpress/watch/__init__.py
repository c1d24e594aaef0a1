"""Build again whatever is saved, until Ctrl-C; with a preview in the browser, if it is wanted.

Knows nothing of how a pass is made.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from handoutpress.errors import ExitCode, HandoutError
from handoutpress.outcome import BuildResult, Target
from handoutpress.watch.board import Board, find_targets
from handoutpress.watch.folder_watcher import FolderWatcher, watching
from handoutpress.watch.loop import Listener, RunPass, watch_folders
from handoutpress.watch.network_folders import needs_polling
from handoutpress.watch.saved import SavedHandout, find_saved
from handoutpress.watch.teller import Say, Teller

FOLDERS = ("handouts", "templates", "styles")


def run_watch(
    *,
    root: Path,
    out: Path,
    run_pass: RunPass,
    catch_up: Callable[[], BuildResult | None] | None = None,
    say: Say,
    stop: threading.Event,
    with_preview: bool = False,
    port: int | None = None,
    is_opened: bool = False,
) -> ExitCode:
    """Run a pass now and after each save, until `stop` is set or Ctrl-C is pressed.

    Args:
        root: the folder that holds handouts/.
        out: where the PDFs are.
        run_pass: gets the paths that were saved, none at first; makes what is to be made.
        catch_up: makes what `run_pass` leaves to a moment when nobody saves.
        say: prints a line.
        stop: ends the watch from another thread or a signal.
        with_preview: whether to serve the page that shows what was saved.
        port: that of the preview; None is the usual one.
        is_opened: whether to open the preview in the browser.

    Raises:
        HandoutError: the preview's port is taken.
        UsageError: the first pass found that the command line is wrong.
    """
    teller = Teller(say, root)
    board = Board(lambda target: _read_pdf(out, target)) if with_preview else None
    try:
        with ExitStack() as stack:
            if board is not None:
                address = stack.enter_context(_serve(board, port))
                say(f"preview: {address}")
                if is_opened:
                    _open_browser(address)
            watcher = FolderWatcher(
                [root / name for name in FOLDERS],
                stop=stop,
                is_polling=any(needs_polling(root / name, os.environ) for name in FOLDERS),
                ignored=(out,),
                tell_note=teller.tell_note,
            )
            stack.enter_context(watching(watcher))
            say(f"watching {root}; Ctrl-C ends")
            watch_folders(
                *(watcher, run_pass),
                stop=stop,
                listener=_make_listener(root, teller, board),
                catch_up=catch_up,
            )
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    return ExitCode.OK


def _make_listener(root: Path, teller: Teller, board: Board | None) -> Listener:
    """Return who is told of a pass: the terminal, and the board where there is one."""
    if board is None:
        return Listener(lambda _: None, teller.tell_pass, teller.tell_error, teller.tell_rest)

    def finish(result: BuildResult | None, paths: frozenset[Path]) -> None:
        teller.tell_pass(result, paths)
        board.update(result, _find_saved(board, result, paths, root))

    def fail(error: HandoutError, paths: frozenset[Path]) -> None:
        teller.tell_error(error, paths)
        board.tell_error(error, _find_saved(board, None, paths, root))

    return Listener(lambda _: board.begin(), finish, fail, teller.tell_rest)


def _find_saved(
    board: Board, result: BuildResult | None, paths: frozenset[Path], root: Path
) -> SavedHandout | None:
    before = board.snapshot
    targets = before.targets if result is None else find_targets(result)
    shown = before.session[0].path if before.session else ""
    return find_saved(paths, root, targets, shown=shown)


def _read_pdf(out: Path, target: Target) -> bytes | None:
    try:
        return (out / target.path).read_bytes()
    except OSError:
        return None


def _serve(board: Board, port: int | None) -> AbstractContextManager[str]:
    """Load what serves only where it is wanted."""
    from handoutpress.watch.server import serving

    return serving(board, port)


def _open_browser(address: str) -> None:
    import webbrowser

    webbrowser.open(address)
