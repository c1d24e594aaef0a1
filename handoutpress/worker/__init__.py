"""Have many jobs done by a crew of processes, and take the PDFs as they come.

Composes nothing and publishes nothing. A job is a value and so is its result. A job that hangs,
eats memory or breaks its process fails alone, by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TypeVar

from handoutpress.errors import BugError, RenderError
from handoutpress.jobs import Job, Rendered
from handoutpress.worker.cluster_address import Certificates, Cluster, check_address
from handoutpress.worker.crew import (
    IN_PROCESS_MOST,
    Crew,
    WorkerDiedError,
    WorkerLeftError,
    count_usable_cores,
    open_crew,
)
from handoutpress.worker.station import (
    MEMORY_MIB,
    MIB,
    TIMEOUT_S,
    Limits,
    Station,
    set_up_press,
)

__all__ = [
    "IN_PROCESS_MOST",
    "MEMORY_MIB",
    "MIB",
    "TIMEOUT_S",
    "Certificates",
    "Cluster",
    "Crew",
    "Limits",
    "Station",
    "WorkerDiedError",
    "WorkerLeftError",
    "check_address",
    "count_usable_cores",
    "open_crew",
    "run_all",
    "set_up_press",
]

T = TypeVar("T")
MakeJob = Callable[[T], Job]


def run_all(
    items: Iterable[T], *, make_job: MakeJob[T], crew: Crew
) -> Iterator[tuple[T, Rendered | RenderError]]:
    """Yield each item with its PDF, or with the reason why there is none, as they are done.

    Items are pulled, and their jobs made, as workers free up: at most two for each worker are on
    the way. A `RenderError` of `make_job` is that item's reason. Items whose worker died are tried
    once more at the end, each alone.
    """
    suspects = []
    for item, result in _run_together(items, make_job, crew):
        if isinstance(result, WorkerDiedError):
            suspects.append(item)
        else:
            yield item, result
    for item in suspects:
        yield item, _do_alone(item, make_job, crew)


def _do_alone(item: T, make_job: MakeJob[T], crew: Crew) -> Rendered | RenderError:
    """Have one job done, by another worker when one leaves before it begins; each leaves once."""
    while True:
        result = _read_result(_submit(item, make_job, crew))
        if not isinstance(result, WorkerLeftError):
            return result


def _run_together(
    items: Iterable[T], make_job: MakeJob[T], crew: Crew
) -> Iterator[tuple[T, Rendered | RenderError]]:
    running: dict[Future[Rendered], T] = {}
    for item in items:
        running[_submit(item, make_job, crew)] = item
        yield from _take_done(running, is_waiting=len(running) >= 2 * crew.size)
    while running:
        yield from _take_done(running, is_waiting=True)


def _submit(item: T, make_job: MakeJob[T], crew: Crew) -> Future[Rendered]:
    try:
        job = make_job(item)
    except RenderError as error:
        return _fail(error)
    except Exception as error:
        return _fail(BugError.of(error))
    return crew.submit(job)


def _fail(error: RenderError) -> Future[Rendered]:
    failed: Future[Rendered] = Future()
    failed.set_exception(error)
    return failed


def _take_done(
    running: dict[Future[Rendered], T], *, is_waiting: bool
) -> Iterator[tuple[T, Rendered | RenderError]]:
    """Take what is done off the table; wait for the first one, if asked to."""
    done, _ = wait(running, timeout=None if is_waiting else 0, return_when=FIRST_COMPLETED)
    for future in done:
        yield running.pop(future), _read_result(future)


def _read_result(future: Future[Rendered]) -> Rendered | RenderError:
    try:
        return future.result()
    except RenderError as error:
        return error
