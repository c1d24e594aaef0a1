"""A crew of the workers of a cluster: who is fit, who joins, who is lost.

Opens no connection; what runs on the other computers stands in `cluster_inside`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from concurrent.futures import CancelledError, Future
from queue import Empty, SimpleQueue
from threading import Lock
from time import monotonic
from typing import Any

from distributed import KilledWorker

from handoutpress.errors import BugError, HandoutError
from handoutpress.jobs import Job, Rendered
from handoutpress.program import MISSING
from handoutpress.worker.cluster_address import is_private
from handoutpress.worker.cluster_inside import (
    PROGRAM_FILES,
    Answer,
    Tidy,
    describe_program,
    open_printery,
    print_page,
)
from handoutpress.worker.crew import WorkerDiedError, WorkerLeftError
from handoutpress.worker.inside import Orders, strip_job
from handoutpress.worker.station import Limits

# Dask's nanny starts a worker again whose process was killed; that takes it a few seconds.
PATIENCE_S = 30.0
EVENTS = "all"  # Dask's name for what concerns everybody: who joins, who leaves


class ClusterCrew:
    """The computers of a cluster that are like this one; the others are left out, and named."""

    def __init__(self, client: Any, address: str, orders: Orders, limits: Limits) -> None:
        self._client, self._address = client, address
        self._orders, self._limits = orders, limits
        self._executor = client.get_executor(pure=False, retries=0, allow_other_workers=False)
        self._own = describe_program()
        self._is_listening = False
        self._present: set[str] = set()  # kept by events, in Dask's thread
        self._newcomers: SimpleQueue[str] = SimpleQueue()
        self._threads: dict[str, int] = {}  # of the workers that were made ready
        self._refusals: dict[str, str] = {}
        self._lacks: dict[str, None] = {}
        self._running: dict[Future[Rendered], Collection[str]] = {}  # who may do it
        self._lock = Lock()  # on the one above

    def open(self) -> None:
        """Make ready who is there.

        Raises:
            HandoutError: nobody there can be used.
        """
        self._check_scheduler()
        self._client.register_plugin(Tidy(self._client.id))
        self._client.subscribe_topic(EVENTS, self._note_event)
        self._is_listening = True
        present = tuple(self._client.scheduler_info(n_workers=-1)["workers"])
        self._present.update(present)
        self._meet(present)
        if self._refusals and not self._usable():
            raise HandoutError(self._describe_lack())
        self._meet_newcomers()

    def close(self) -> None:
        """Leave the cluster; what of ours runs there is ended by the scheduler (`Tidy`)."""
        if self._is_listening and self._client.status == "running":
            self._client.unsubscribe_topic(EVENTS)
        self._client.close()

    def warm_up(self) -> None:
        """Do nothing: the workers are made ready when the cluster is opened."""

    @property
    def size(self) -> int:
        """How many pages the workers print at the same time, together."""
        return max(1, sum(self._threads[worker] for worker in self._usable()))

    @property
    def notes(self) -> tuple[str, ...]:
        """Who was left out, and why; then what the others lack."""
        return (*self._refusals.values(), *self._lacks)

    def submit(self, job: Job) -> Future[Rendered]:
        """Have a job done by whichever worker is free first.

        Raises:
            HandoutError: the cluster is gone, or no worker is left in it.
        """
        workers, future = self._meet_newcomers(), Future[Rendered]()
        with self._lock:
            self._running[future] = workers
        asked = self._executor.submit(
            print_page, self._client.id, strip_job(job), workers=list(workers)
        )
        asked.add_done_callback(lambda asked: self._pass_on(asked, future))
        self._give_up_lost()  # who was there above may have left meanwhile
        return future

    # --- results, in Dask's thread --------------------------------------------------------------

    def _pass_on(self, asked: Future[Answer], future: Future[Rendered]) -> None:
        """Give a future what Dask's future has, in our words."""
        with self._lock:
            if self._running.pop(future, None) is None:
                return
        result = self._read(asked)
        if isinstance(result, Rendered):
            future.set_result(result)
        else:
            future.set_exception(result)

    def _read(self, asked: Future[Answer]) -> Rendered | HandoutError:
        try:
            answer = asked.result()
        except KilledWorker as error:
            return _tell_loss(error.last_worker.address)
        except CancelledError:
            return self._tell_end()
        except Exception as error:
            return BugError.of(error)
        if isinstance(answer.result, WorkerLeftError):
            self._present.discard(answer.worker)  # Dask's own word of it may come later
        lacks = {f"the worker {answer.worker}: {note}": None for note in answer.notes}
        self._lacks = self._lacks | lacks  # anew: others may be reading it
        return answer.result

    def _give_up_lost(self) -> None:
        """End the jobs of which no worker is left; Dask would wait for these for good."""
        with self._lock:
            lost = [
                future
                for future, workers in self._running.items()
                if self._present.isdisjoint(workers)
            ]
            workers = [self._running.pop(future) for future in lost]
        for future, (worker, *_) in zip(lost, workers, strict=True):
            future.set_exception(_tell_loss(worker))

    def _note_event(self, event: tuple[float, dict[str, Any]]) -> None:
        """Note who joins and who leaves."""
        _, message = event
        if message["action"] == "add-worker":
            self._present.add(message["worker"])
            self._newcomers.put(message["worker"])
        elif message["action"] == "remove-worker":
            self._present.discard(message["worker"])
            self._give_up_lost()

    # --- workers --------------------------------------------------------------------------------

    def _usable(self) -> tuple[str, ...]:
        return tuple(worker for worker in self._threads if worker in self._present)

    def _check_scheduler(self) -> None:
        """Check that the scheduler has this program: it reads what it passes on."""
        try:
            there = self._client.run_on_scheduler(describe_program)
        except Exception as error:  # whatever a program that is not ours may raise
            there = error
        if difference := find_difference(self._own, there):
            raise HandoutError(
                f"the scheduler {self._address} {difference}; install the same lock file there"
            )

    def _meet_newcomers(self) -> tuple[str, ...]:
        """Meet who joined; when nobody is left, wait for somebody, for a while. Return who is fit.

        Raises:
            HandoutError: the cluster is gone, or nobody came.
        """
        if self._client.status != "running":
            raise self._tell_end()
        end = monotonic() + PATIENCE_S
        while newcomers := tuple(_drain(self._newcomers, 0 if self._usable() else end)):
            self._meet(newcomers)
        if usable := self._usable():
            return usable
        raise HandoutError(self._describe_lack())

    def _meet(self, workers: Collection[str]) -> None:
        """Make those ready that are like this computer, and note why the others are not."""
        unmet = [worker for worker in workers if worker not in self._threads]
        told = self._run(describe_program, workers=unmet)
        for worker, there in told.items():
            self._judge(worker, find_difference(self._own, there))
        fit = [worker for worker in told if worker not in self._refusals]
        sizes = self._run(open_printery, self._client.id, self._orders, self._limits, workers=fit)
        for worker, size in sizes.items():
            if isinstance(size, int):
                self._threads[worker] = size
            else:
                self._judge(worker, f"cannot be made ready ({size})")

    def _run(self, function: Any, *parts: object, workers: Collection[str]) -> dict[str, Any]:
        """Run a function on workers; return what it returned, or raised, on each."""
        if not workers:
            return {}
        asked: dict[str, Any] = self._client.run(
            function, *parts, workers=list(workers), on_error="return"
        )
        return asked

    def _judge(self, worker: str, difference: str) -> None:
        if reason := find_refusal(worker, difference):
            self._refusals[worker] = f"the worker {worker} is left out: it {reason}"

    # --- words ----------------------------------------------------------------------------------

    def _describe_lack(self) -> str:
        if self._refusals:
            reasons = "\n".join(self._refusals.values())
            return f"no worker of the cluster {self._address} can be used:\n{reasons}"
        return (
            f"no worker is in the cluster {self._address}; start one there, as docs/cluster.md "
            "says, and build again"
        )

    def _tell_end(self) -> HandoutError:
        return HandoutError(
            f"the connection to the cluster {self._address} was lost; start it again, and build "
            "again: what was finished stays"
        )


def find_refusal(worker: str, difference: str) -> str:
    """Say why a worker at this address cannot be used; "" if it can."""
    if not is_private(worker):
        return "is on another computer, and tcp:// is not encrypted; start it for tls://"
    return f"{difference}; install the same lock file there" if difference else ""


def find_difference(here: dict[str, str], there: dict[str, str] | Exception) -> str:
    """Say in what a computer's program differs from this one's; "" if in nothing."""
    if isinstance(there, Exception):
        return f"cannot load Handout Press ({type(there).__name__}: {there})"
    wrong = [name for name in here if there.get(name, MISSING) != here[name]]
    if wrong == [PROGRAM_FILES]:
        return "has other files of Handout Press than this computer, of the same version"
    named = [name for name in wrong if name != PROGRAM_FILES]
    found = " and ".join(f"{name} {there.get(name, MISSING)}" for name in named)
    wanted = " and ".join(f"{here[name]}" for name in named)
    return f"has {found}, this computer {wanted}" if named else ""


def _tell_loss(worker: str) -> WorkerDiedError:
    return WorkerDiedError(
        f"the worker that printed it was lost twice, at last {worker}; look at its log, or report "
        "this as a fault of the program"
    )


def _drain(queue: SimpleQueue[str], end: float) -> Iterator[str]:
    """Yield what is in a queue; if nothing is, wait for it until the end."""
    try:
        yield queue.get(timeout=max(0.0, end - monotonic()))
        while True:
            yield queue.get_nowait()
    except Empty:
        return
