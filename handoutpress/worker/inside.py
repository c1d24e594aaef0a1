"""What runs inside a worker process: orders once, then a page at a time, until nobody sends more.

Started clean by `crew`; imports nothing slow before its orders say so.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import parent_process
from multiprocessing.connection import Connection

from handoutpress.errors import BugError, HandoutError, RenderError
from handoutpress.jobs import Job, Piece, Rendered, RenderJob
from handoutpress.model import Theme
from handoutpress.worker.station import Fonts, SetUp, Station

# More than a heap that glibc holds ready beside the first. Source: malloc/arena.c, HEAP_MAX_SIZE
SPARE_BYTES = 80 * 1024 * 1024
NO_THEME = Theme({}, {}, "")
MEMORY_EXIT_STATUS = 77  # ours: the worker itself saw that its memory was at an end


@dataclass(frozen=True, slots=True)
class Orders:
    """What a worker gets once, before its first page."""

    set_up: SetUp
    theme: Theme = field(repr=False)
    fonts: Fonts = field(repr=False)
    memory_bytes: int
    temporary: str = ""  # the folder for files that the renderer leaves when it is killed

    @classmethod
    def of(cls, set_up: SetUp, theme: Theme, fonts: Fonts, memory_bytes: int) -> Orders:
        """Return what can be sent; workers need no templates, and not every mapping can be sent."""
        sent_theme = replace(theme, templates={}, styles=dict(theme.styles))
        return cls(set_up, sent_theme, dict(fonts), memory_bytes)


def strip_job(job: Job) -> Job:
    """Return what of a job must be sent: workers have theme and fonts, and not all can be sent."""
    bare = replace(job, theme=NO_THEME, fonts={})
    if isinstance(bare, RenderJob):
        return replace(bare, pictures=dict(bare.pictures))
    return replace(bare, pieces=tuple(map(_copy_pictures, bare.pieces)))


def _copy_pictures(piece: Piece) -> Piece:
    if isinstance(piece.source, bytes):
        return piece
    return replace(piece, source=replace(piece.source, pictures=dict(piece.source.pictures)))


def work(pipe: Connection) -> None:
    """Answer orders with notes, and each job with a PDF or an error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who sends the jobs
    _die_with_parent()
    try:
        _serve(pipe)
    except MemoryError:
        os._exit(MEMORY_EXIT_STATUS)  # what is half done in memory must not serve another page
    except HandoutError as error:
        pipe.send(error)
    except Exception as error:
        pipe.send(BugError.of(error))


def _serve(pipe: Connection) -> None:
    messages = _receive(pipe)
    orders = next(messages)
    assert isinstance(orders, Orders)
    tempfile.tempdir = orders.temporary or None
    station = orders.set_up(orders.theme, orders.fonts)
    pipe.send(station.notes)
    _limit_memory(orders.memory_bytes)  # not before: a library that is there would seem missing
    gc.disable()
    for job_count, sent in enumerate(messages, start=1):
        assert isinstance(sent, Job)
        job = replace(sent, theme=orders.theme, fonts=orders.fonts)
        with _all_memory(orders.memory_bytes):
            station.prepare(job)
        pipe.send(_do(station, job))
        _collect_garbage(is_first=job_count == 1)


def _receive(pipe: Connection) -> Iterator[object]:
    while True:
        try:
            yield pipe.recv()
        except (EOFError, ConnectionError):  # nobody sends more
            os._exit(0)


def _do(station: Station, job: Job) -> Rendered | RenderError:
    try:
        return station.do(job)
    except MemoryError:
        raise
    except Exception as error:
        _require_memory()
        return error if isinstance(error, RenderError) else BugError.of(error)


def _require_memory() -> None:
    """Find out whether memory is at an end: libraries in C then break off with all sorts of errors.

    Raises:
        MemoryError: it is.
    """
    bytearray(SPARE_BYTES)


def _collect_garbage(*, is_first: bool) -> None:
    """Collect what a job left; what is there after the first one stays for good.

    Measured: to collect after each job costs half of what it costs after every tenth, when what is
    collected has long left the processor's cache.
    """
    gc.collect()
    if is_first:
        gc.freeze()


def _limit_memory(memory_bytes: int) -> None:
    """Limit the address space of this process.

    Source: setrlimit(2), RLIMIT_AS; macOS accepts it and does not enforce it.
    """
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextmanager
def _all_memory(memory_bytes: int) -> Iterator[None]:
    """Lift the limit of this process for a while."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        _limit_memory(memory_bytes)


def _die_with_parent() -> None:
    """Have the kernel kill this process when its parent is gone, however busy it is.

    Elsewhere than on Linux a worker whose parent is gone ends after its job.
    Source: fcntl(2), F_SETSIG and O_ASYNC. Unlike PR_SET_PDEATHSIG, this waits for the end of the
    parent process, not of the thread in it that started this one.
    """
    parent = parent_process()
    if parent is None or sys.platform != "linux":
        return
    import fcntl

    pipe = parent.sentinel
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
