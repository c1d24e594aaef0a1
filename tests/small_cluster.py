"""Start a real Dask scheduler and real workers on loopback, for tests; each is ended by its id."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import trustme
from distributed import Scheduler, Worker

from handoutpress.worker.cluster import Certificates

ROOT = Path(__file__).parents[1]
LONG_S = 60.0  # nobody waits so long unless a test fails
NO_NANNY = "--no-nanny"
NANNY_S = 15.0  # a nanny gives its worker 10 s before it kills it
SETTINGS = {"PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False"}
IDLE_S = 300  # then a scheduler whose tests were killed ends, and its workers with it
LISTENING = re.compile(r"Scheduler at: +(\S+)")
NO_DASHBOARD = ("--no-dashboard", "--dashboard-address", "127.0.0.1:0")


def wait_for(look: Callable[[], str | None], what: str) -> str:
    """Wait for what happens soon, and return what it brought."""
    end = time.monotonic() + LONG_S
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {what}")


def make_certificates(folder: Path) -> Certificates:
    """Write the certificate of a new authority, and one that it signed."""
    authority = trustme.CA()
    leaf = authority.issue_cert("127.0.0.1")
    paths = Certificates(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
    authority.cert_pem.write_to_path(str(paths.ca))
    leaf.cert_chain_pems[0].write_to_path(str(paths.certificate))
    leaf.private_key_pem.write_to_path(str(paths.key))
    return paths


def count_tasks(dask_scheduler: Scheduler) -> int:
    """Count, inside the scheduler, what it holds."""
    return len(dask_scheduler.tasks)


async def leave(dask_worker: Worker) -> None:
    """Take from a worker what its `close` takes first: jobs that come after it find nothing."""
    for name in [name for name in dask_worker.plugins if name.startswith("Client-")]:
        await dask_worker.plugin_remove(name)


def read_allowed_failures(dask_scheduler: Scheduler) -> int:
    """Return, inside the scheduler, how many workers a task may cost."""
    return int(dask_scheduler.allowed_failures)


@dataclass
class SmallCluster:
    """A scheduler and its workers, as IT would start them."""

    folder: Path
    certificates: Certificates | None
    environment: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_scheduler(self) -> None:
        """Start the scheduler, and wait until it listens."""
        idle = ("--idle-timeout", f"{IDLE_S} s")
        log, _ = self._start("scheduler", "scheduler", "--port", "0", *idle, *NO_DASHBOARD)
        self.address = self._read(log, LISTENING)

    def start_worker(
        self, name: str, *options: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a worker of one thread; it is there when a client's `wait_for_workers` says so."""
        common = ("--nthreads", "1", "--name", name, "--memory-limit", "0", *NO_DASHBOARD)
        _, process = self._start(
            name, "worker", self.address, *common, *options, environment=environment
        )
        return process

    def _start(
        self, name: str, *command: str, environment: Mapping[str, str] | None = None
    ) -> tuple[Path, subprocess.Popen[bytes]]:
        log = self.folder / f"{name}.log"
        scheme = "tls" if self.certificates else "tcp"
        place = ("--host", "127.0.0.1", "--protocol", scheme, *self._options())
        with log.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *command, *place],
                cwd=self.folder,
                env={**os.environ, **SETTINGS, **(environment or self.environment)},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,  # Ctrl-C is for the tests
            )
        self._processes.append(process)
        return log, process

    def _options(self) -> tuple[str, ...]:
        if not self.certificates:
            return ()
        files = self.certificates
        return (
            *("--tls-ca-file", str(files.ca), "--tls-cert", str(files.certificate)),
            *("--tls-key", str(files.key)),
        )

    def _read(self, log: Path, line: re.Pattern[str]) -> str:
        def look() -> str | None:
            found = line.search(log.read_text())
            return found[1] if found else None

        return wait_for(look, f"{line.pattern} in {log.read_text()}")

    def stop_scheduler(self) -> None:
        """End the scheduler, as somebody would who forgot the workers."""
        _end(self._processes[0])

    def stop(self) -> None:
        """End the workers, then the scheduler: a worker that closes tells it so."""
        for process in reversed(self._processes):
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process as IT would: ask it, then kill it; a nanny ends its worker.

    At SIGTERM `dask worker --no-nanny` cancels all that it does instead of closing, and now and
    then waits for ever for what it cancelled. Source: distributed 2026.8.0, cli/dask_worker.py.
    """
    process.terminate()
    try:
        process.wait(NANNY_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        if NO_NANNY not in process.args:
            raise


@contextmanager
def start_cluster(folder: Path, certificates: Certificates | None) -> Iterator[SmallCluster]:
    """Start a scheduler; whoever is started there ends with the block."""
    cluster = SmallCluster(folder, certificates)
    try:
        cluster.start_scheduler()
        yield cluster
    finally:
        cluster.stop()
