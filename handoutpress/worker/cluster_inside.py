"""What runs on a cluster's own computers: a pool of our processes on each, and a tidy scheduler.

Sends nothing by itself. Dask's workers and scheduler import this module by its name.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing import current_process
from pickle import dumps
from typing import Any

from distributed import get_worker
from distributed.diagnostics.plugin import SchedulerPlugin, WorkerPlugin

from handoutpress.errors import BugError, HandoutError
from handoutpress.jobs import Job, Rendered
from handoutpress.program import program_digest, program_versions
from handoutpress.worker.crew import Pool, WorkerLeftError
from handoutpress.worker.inside import Orders
from handoutpress.worker.station import Limits

PROGRAM_FILES = "the files of Handout Press"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a page, and what the computer that printed it lacks.

    An error is a value here: Dask writes what is raised into its log, with what was being printed.
    """

    worker: str  # its address
    result: Rendered | HandoutError
    notes: tuple[str, ...]


def describe_program() -> dict[str, str]:
    """Return what makes pages on this computer, by name; equal here and there, so are the PDFs."""
    return {
        **program_versions(),
        "Dask": version("distributed"),
        PROGRAM_FILES: program_digest(),
    }


class Printery(WorkerPlugin):
    """Our processes on one computer, for one session; they end with it, or with Dask's worker."""

    def __init__(self, orders: Orders, limits: Limits) -> None:
        self._orders, self._limits = orders, limits

    def setup(self, worker: Any) -> None:
        """Make a pool; its processes start with the first pages.

        Dask's nanny makes its worker a daemon, which may have no children. Ours end with it in any
        case (`inside`), so that it need not be one.
        """
        current_process().daemon = False
        self.pool = Pool(worker.state.nthreads, self._orders, self._limits)

    def teardown(self, worker: Any) -> None:
        """Kill the processes, whatever they do."""
        self.pool.stop()


async def open_printery(session: str, orders: Orders, limits: Limits, dask_worker: Any) -> int:
    """Make this computer ready for a session; return how many pages it prints at the same time."""
    printery = Printery(orders, limits)
    await dask_worker.plugin_add(printery, name=session, catch_errors=False)
    return printery.pool.size


async def close_printery(session: str, dask_worker: Any) -> None:
    """Kill the processes of a session, if it has any here."""
    if session in dask_worker.plugins:
        await dask_worker.plugin_remove(session)


def print_page(session: str, job: Job) -> Answer:
    """Have a process of ours print a page, within its limits; wait for it."""
    worker = get_worker()
    printery = worker.plugins.get(session)
    if not isinstance(printery, Printery):  # Dask closes this worker, or the session has ended
        return Answer(worker.address, WorkerLeftError(f"the worker {worker.address} left"), ())
    result = _take_result(printery.pool.do_stripped(job))
    return Answer(worker.address, result, printery.pool.notes)


def _take_result(future: Future[Rendered]) -> Rendered | HandoutError:
    try:
        return future.result()
    except HandoutError as error:
        return error
    except Exception as error:
        return BugError.of(error)


class Tidy(SchedulerPlugin):
    """Keep the scheduler from spreading a deadly page, and tidy up after a session.

    Dask gives a page whose worker died to three more workers. Here the first death is told, and
    `run_all` tries the page once more, when nothing else is on the way.
    """

    def __init__(self, session: str) -> None:
        self.name = f"handout-press-{session}"
        self._session = session
        self._usual_failures = 0

    async def start(self, scheduler: Any) -> None:
        """Take up work on the scheduler."""
        others = self._list_others(scheduler)
        usual = others[0]._usual_failures if others else scheduler.allowed_failures
        self._usual_failures, scheduler.allowed_failures = usual, 0

    def _list_others(self, scheduler: Any) -> list[Tidy]:
        plugins = scheduler.plugins.values()
        return [each for each in plugins if isinstance(each, Tidy) and each is not self]

    def remove_client(self, scheduler: Any, client: str) -> None:
        """End a session whose client has left, or was killed: no process of ours outlives it."""
        if client == self._session:
            scheduler.remove_plugin(name=self.name)
            if not self._list_others(scheduler):
                scheduler.allowed_failures = self._usual_failures
            order = {"op": "run", "function": dumps(close_printery), "args": dumps((client,))}
            scheduler.loop.add_callback(scheduler.broadcast, msg=order, on_error="return")
