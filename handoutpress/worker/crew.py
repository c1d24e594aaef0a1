"""Start worker processes, give them jobs, end them; or do the jobs in this process.

The pool is our own, one thread for each process. Each process has a pipe to itself, so that one
that is killed at any moment spoils no lock and no pipe that another one needs. Pools whose workers
share these can hang for good (pebble), and that of `concurrent.futures` breaks with the first dead
worker.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context, resource_tracker
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Protocol

from handoutpress.errors import BugError, HandoutError, RenderError
from handoutpress.jobs import Job, Rendered
from handoutpress.model import Theme
from handoutpress.worker.inside import MEMORY_EXIT_STATUS, Orders, strip_job, work
from handoutpress.worker.station import (
    MIB,
    Fonts,
    Limits,
    SetUp,
    Station,
    set_up_press,
)

IN_PROCESS_MOST = 2  # jobs; for so few, starting processes takes longer than it saves
# To load the renderer and the fonts takes half a second; on a busy computer, many times that.
START_S = 120.0
SLOW_PAGE = "took longer than {seconds}; make it shorter, or allow it more with --timeout"
SLOW_START = (
    "the process that is to render it was not ready within {seconds}; end other programs, or start "
    "fewer at a time with --jobs"
)
# To start a process reaps all that have ended (multiprocessing): never do so in two threads.
_reaping = Lock()


class WorkerDiedError(RenderError):
    """The process that rendered a job ended; the job may be innocent of it."""


class WorkerLeftError(WorkerDiedError):
    """A worker left before it began a job; the job is innocent of it."""


class Crew(Protocol):
    """Who does jobs: this process, processes beside it, or other machines."""

    @property
    def size(self) -> int:
        """How many jobs are done at the same time."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the computer lacks to do jobs well; known after the first job."""

    def submit(self, job: Job) -> Future[Rendered]:
        """Have a job done."""

    def warm_up(self) -> None:
        """Get ready for the first job while it is not yet known, where that costs nothing."""


@contextmanager
def open_crew(
    jobs: int | None,
    *,
    theme: Theme,
    fonts: Fonts,
    job_count: int | None = None,
    limits: Limits | None = None,
    set_up: SetUp = set_up_press,
) -> Iterator[Crew]:
    """Open a crew for `job_count` jobs of this theme and these fonts; no worker outlives it.

    Without `job_count` there are many jobs. `jobs` says how many to do at the same time; without
    it, one for each core. One or two jobs, and all of them when `jobs` is 1, are done in this
    process, to which no limits apply, unless limits are asked for. `set_up` makes a worker ready;
    workers import it by its name.
    """
    is_few = job_count is not None and job_count <= IN_PROCESS_MOST
    if limits is None and (jobs == 1 or is_few):
        yield _OwnProcess(set_up, theme, fonts)
        return
    limits = limits or Limits()
    orders = Orders.of(set_up, theme, fonts, limits.memory_bytes)
    size = jobs or count_usable_cores()
    pool = Pool(max(1, min(size, job_count or size)), orders, limits)
    try:
        yield pool
    finally:
        pool.stop()


def count_usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _OwnProcess:
    """A crew of one: this process, made ready at the first job."""

    def __init__(self, set_up: SetUp, theme: Theme, fonts: Fonts) -> None:
        self.size = 1
        self.notes: tuple[str, ...] = ()
        self._set_up, self._theme, self._fonts = set_up, theme, fonts
        self._station: Station | None = None

    def warm_up(self) -> None:
        """Do nothing: this process has other things to do."""

    def submit(self, job: Job) -> Future[Rendered]:
        """Do a job before returning."""
        if self._station is None:
            self._station = self._set_up(self._theme, self._fonts)
            self.notes = self._station.notes
        future: Future[Rendered] = Future()
        try:
            future.set_result(self._station.do(job))
        except MemoryError:
            future.set_exception(RenderError("needed more memory than this computer has"))
        except RenderError as error:
            future.set_exception(error)
        except Exception as error:
            future.set_exception(BugError.of(error))
        return future


class Pool:
    """A crew of processes; one is started when a job has none to go to, and none is waited for."""

    def __init__(self, size: int, orders: Orders, limits: Limits) -> None:
        self.size = size
        self.notes: tuple[str, ...] = ()
        # Workers are killed when they go home; the fonts that they wrote to the disk go with them.
        self._temporary = TemporaryDirectory(prefix="handout-press-", ignore_cleanup_errors=True)
        self._orders = replace(orders, temporary=self._temporary.name)
        self._limits = limits
        self._threads = ThreadPoolExecutor(size, "crew", initializer=_leave_interrupts)
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._workers: set[_Worker] = set()
        self._coming: Future[_Worker] | None = None
        self._is_open = True
        self._lock = Lock()  # on the three above

    def warm_up(self) -> None:
        """Start a worker for the job that comes first, unless there is one."""
        with self._lock:
            if not self._workers and self._coming is None:
                self._coming = self._threads.submit(self._start_worker)

    def submit(self, job: Job) -> Future[Rendered]:
        """Have a job done as soon as a thread, hence a process, is free."""
        return self.do_stripped(strip_job(job))

    def do_stripped(self, job: Job) -> Future[Rendered]:
        """Have a job done of which this computer has the rest."""
        return self._threads.submit(self._do, job)

    def _do(self, job: Job) -> Rendered:
        worker = self._take_worker()
        try:
            answer = worker.ask(job, self._limits)
        except BaseException:
            self._dismiss(worker)
            raise
        self._idle.put(worker)
        if isinstance(answer, RenderError):
            raise answer
        assert isinstance(answer, Rendered)
        return answer

    def _take_worker(self) -> _Worker:
        with self._lock:
            coming, self._coming = self._coming, None
        if coming is not None:
            return coming.result()
        try:
            return self._idle.get_nowait()
        except Empty:
            return self._start_worker()

    def _start_worker(self) -> _Worker:
        with self._lock:
            if not self._is_open:
                raise WorkerDiedError("the crew was sent home")
            worker = _hire()
            self._workers.add(worker)
        try:
            self.notes = worker.load(self._orders, self._limits)
        except BaseException:
            self._dismiss(worker)
            raise
        return worker

    def _dismiss(self, worker: _Worker) -> None:
        with self._lock:
            self._workers.remove(worker)
        worker.close()

    def stop(self) -> None:
        """Kill all workers, and return when they are gone."""
        with self._lock:
            self._is_open = False
            for worker in self._workers:
                worker.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in tuple(self._workers):
            self._dismiss(worker)
        self._temporary.cleanup()


def _leave_interrupts() -> None:
    """Block SIGINT in this thread, hence in its processes from their first moment on.

    The resource tracker must run before: its start unblocks SIGINT.
    """
    resource_tracker.ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _hire() -> _Worker:
    """Start a worker.

    Raises:
        WorkerDiedError: the system starts no process now.
    """
    try:
        return _Worker()
    except OSError as error:
        raise WorkerDiedError(
            f"no process could be started to render it ({error.strerror}); end other programs, "
            "or allow this user more processes and open files"
        ) from error


class _Worker:
    """A process and the pipe to it; one thread at a time may ask it."""

    def __init__(self) -> None:
        context = get_context("spawn")  # WeasyPrint has crashed in processes forked after its use
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs,), daemon=True)
        with _reaping:
            self._process.start()
        theirs.close()

    def load(self, orders: Orders, limits: Limits) -> tuple[str, ...]:
        """Give the worker its orders; return what its computer lacks.

        Raises:
            HandoutError: it cannot be made ready; else as `ask`.
        """
        answer = self._exchange(
            orders, limits, timeout_s=max(limits.timeout_s, START_S), too_slow=SLOW_START
        )
        if isinstance(answer, HandoutError):
            raise answer
        assert isinstance(answer, tuple)
        return answer

    def ask(self, job: Job, limits: Limits) -> object:
        """Send a job and return its answer; after an error the worker is of no more use.

        Raises:
            WorkerDiedError: the process ended.
            RenderError: there is no answer in time.
        """
        return self._exchange(job, limits, timeout_s=limits.timeout_s, too_slow=SLOW_PAGE)

    def _exchange(
        self, message: Orders | Job, limits: Limits, *, timeout_s: float, too_slow: str
    ) -> object:
        try:
            self._pipe.send(message)
            if not self._pipe.poll(timeout_s):
                raise RenderError(too_slow.format(seconds=f"{timeout_s:g} s"))
            answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise WorkerDiedError(_describe_end(self._end(), limits)) from error
        return answer

    def kill(self) -> None:
        """End the process, whatever it does; who waits for its answer is told at once."""
        with _reaping:
            self._process.kill()

    def _end(self) -> int | None:
        """Kill the process, unless it has ended, and return its exit status."""
        with _reaping:
            self._process.kill()
            self._process.join()
        return self._process.exitcode

    def close(self) -> None:
        """End the process and let go of everything."""
        self._end()
        self._process.close()
        self._pipe.close()


def _describe_end(status: int | None, limits: Limits) -> str:
    memory_mib = limits.memory_bytes // MIB
    if status == MEMORY_EXIT_STATUS:
        return (
            f"needed more than {memory_mib} MiB of memory; use smaller pictures, make it shorter, "
            "or allow it more with --memory"
        )
    # Libraries in C do not raise MemoryError: they break off, each with a signal of its own.
    return (
        f"the process that rendered it ended twice, with {_name_status(status)}; allow it more "
        f"memory than {memory_mib} MiB with --memory, or report this as a fault of the program"
    )


def _name_status(status: int | None) -> str:
    if status is None or status >= 0:
        return f"exit status {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"
