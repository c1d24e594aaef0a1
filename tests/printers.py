"""Real printers on loopback for the tests: ippeveprinter and cupsd, with a bus of their own.

Everything is started on free ports, and stopped by its process id.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from handoutpress.deliver.printing.addresses import Access, read_address
from handoutpress.deliver.printing.ipp_client import IppClient

PROGRAMS = ("avahi-daemon", "cupsd", "dbus-daemon", "ippeveprinter", "lpadmin")
WHERE = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
MISSING = [name for name in PROGRAMS if shutil.which(name, path=WHERE) is None]
NEEDS_PRINTERS = pytest.mark.skipif(
    bool(MISSING) or os.geteuid() != 0,
    reason=f"needs {', '.join(MISSING) or 'root'}; sh scripts/ci_tools.sh installs them",
)
LONG_S = 60.0  # nobody waits so long unless a test fails
# avahi-daemon has one place for its process id on a computer: one test run after the other.
LOCK = Path(tempfile.gettempdir()) / "handout-press-avahi.lock"

BUS = """<busconfig>
  <listen>unix:path={path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
AVAHI = """[server]
use-ipv6=no
allow-interfaces=lo
[publish]
publish-workstation=no
"""
# Tells what the printer was asked for, then what the test wants the printer to say, and waits.
COMMAND = """#!/bin/sh
env | grep '^IPP_' | sort > "{here}/asked.part"
mv "{here}/asked.part" "{here}/asked"
cat "{here}/says" >&2
while [ ! -e "{here}/go" ]; do sleep 0.05; done
cat "{here}/then" >&2
exit $(cat "{here}/code")
"""

# What a large office printer says of itself. Source: ippeveprinter(1), option -a.
FINISHER = """ATTR keyword sides-supported one-sided,two-sided-long-edge,two-sided-short-edge
ATTR keyword media-supported na_letter_8.5x11in,iso_a4_210x297mm
ATTR keyword media-ready na_letter_8.5x11in
ATTR mimeMediaType document-format-supported application/pdf
ATTR rangeOfInteger copies-supported 1-99
ATTR boolean page-ranges-supported true
ATTR enum finishings-supported 3,4,8,10,13,20,22
ATTR keyword print-scaling-supported auto,fit,none
"""


def wait_until(condition: Callable[[], bool], what: str = "it") -> None:
    """Wait for a condition with a generous limit."""
    end = time.monotonic() + LONG_S
    while not condition():
        assert time.monotonic() < end, f"{what} did not come about"
        time.sleep(0.02)


def find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def run(*arguments: str, log: Path, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends."""
    with log.open("wb") as file:
        server = subprocess.Popen(arguments, stdout=file, stderr=file, env=env)
    try:
        yield server
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@dataclass(frozen=True, slots=True)
class Hall:
    """Where printers stand: a folder that other users may read, and the bus that they need."""

    folder: Path
    env: dict[str, str]


@contextmanager
def open_hall() -> Iterator[Hall]:
    """Start a bus and what announces printers on it, on loopback alone."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hall-")))
        folder.chmod(0o755)
        lock = stack.enter_context(LOCK.open("w"))
        fcntl.flock(lock, fcntl.LOCK_EX)
        env = {"PATH": WHERE, "HOME": str(folder), "LANG": "C.UTF-8"}
        if subprocess.run(("avahi-daemon", "--check"), env=env, check=False).returncode == 0:
            yield Hall(folder, env)  # the computer's own
            return
        bus = folder / "bus"
        (folder / "bus.conf").write_text(BUS.format(path=bus))
        (folder / "avahi.conf").write_text(AVAHI)
        env["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={bus}"
        bus_daemon = ("dbus-daemon", f"--config-file={folder}/bus.conf", "--nofork", "--nopidfile")
        stack.enter_context(run(*bus_daemon, log=folder / "bus.log", env=env))
        wait_until(bus.exists, "the bus")
        daemon = ("avahi-daemon", "-f", str(folder / "avahi.conf"))
        options = ("--no-drop-root", "--no-rlimits", "--no-chroot")
        log = folder / "avahi.log"
        stack.enter_context(run(*daemon, *options, log=log, env=env))
        wait_until(lambda: b"Server startup complete" in log.read_bytes(), "avahi-daemon")
        yield Hall(folder, env)


@dataclass(frozen=True, slots=True)
class RealPrinter:
    """An ippeveprinter; what it says and does while it prints stands in files of `here`."""

    name: str
    port: int
    here: Path
    server: subprocess.Popen[bytes]

    @property
    def uri(self) -> str:
        return f"ipp://localhost:{self.port}/ipp/print"

    @property
    def spool(self) -> list[Path]:
        """What it got, the oldest first."""
        files = (path for path in (self.here / "spool").iterdir() if path.suffix == ".pdf")
        return sorted(files, key=lambda path: int(path.name.split("-")[0]))

    @property
    def log(self) -> str:
        return (self.here / "log").read_text(errors="replace")

    def say(self, *lines: str) -> None:
        """Have it say these when the next job begins to print."""
        self._write("says", "".join(f"{line}\n" for line in lines))

    def say_then(self, *lines: str) -> None:
        """Have it say these when the job goes on."""
        self._write("then", "".join(f"{line}\n" for line in lines))

    def wait_for_job(self) -> dict[str, str]:
        """Wait until a job is printing, and return what was asked for."""
        asked = self.here / "asked"
        wait_until(asked.exists, "a job")
        pairs = (line.split("=", 1) for line in asked.read_text().splitlines() if "=" in line)
        return dict(pairs)

    def stop_at_next(self) -> None:
        """Have it wait in the midst of the next job."""
        (self.here / "go").unlink(missing_ok=True)
        (self.here / "asked").unlink(missing_ok=True)

    def go_on(self, code: int = 0) -> None:
        """Let it print the job to its end; with another code than 0, it gives it up."""
        self._write("code", str(code))
        self._write("go", "")

    def _write(self, name: str, content: str) -> None:
        part = self.here / f"{name}.part"
        part.write_text(content)
        part.replace(self.here / name)


@contextmanager
def start_printer(
    hall: Hall,
    name: str,
    *,
    has_duplex: bool = True,
    certificate: trustme.LeafCert | None = None,
    formats: str = "application/pdf",
    attributes: Path | None = None,
) -> Iterator[RealPrinter]:
    """Start a printer that prints at once, unless it is told otherwise.

    `attributes` is a file of what it says of itself, instead of what the other options say.
    """
    here = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=hall.folder))
    (here / "spool").mkdir()
    keys = here / "keys"
    keys.mkdir(mode=0o700)
    if certificate is not None:
        certificate.cert_chain_pems[0].write_to_path(keys / "localhost.crt")
        certificate.private_key_pem.write_to_path(keys / "localhost.key")
    command = here / "print"
    command.write_text(COMMAND.format(here=here))
    command.chmod(0o755)
    port = find_port()
    said = ("-f", formats, "-s", "10,10", *(("-2",) if has_duplex else ()))
    arguments = (
        *("ippeveprinter", "-n", "localhost", "-p", str(port), "-vvv"),
        *("-K", str(keys), "-d", str(here / "spool"), "-k", "-c", str(command)),
        *(said if attributes is None else ("-a", str(attributes))),
        name,
    )
    with run(*arguments, log=here / "log", env=hall.env) as server:
        printer = RealPrinter(name, port, here, server)
        printer.say()
        printer.say_then()
        printer.go_on()
        wait_until(lambda: answers(port) or server.poll() is not None, name)
        assert server.poll() is None, printer.log
        yield printer


CUPSD = """Listen 127.0.0.1:{port}
LogLevel debug2
Browsing No
WebInterface No
DefaultAuthType Basic
PreserveJobFiles No
PreserveJobHistory Yes
DefaultShared No
ErrorPolicy stop-printer
<Location />
  Order allow,deny
  Allow from 127.0.0.1
</Location>
<Policy default>
  JobPrivateAccess default
  JobPrivateValues default
  <Limit Send-Document Hold-Job Release-Job Set-Job-Attributes Cancel-Job Cancel-My-Jobs>
    Require user @OWNER @SYSTEM
    Order deny,allow
  </Limit>
{limits}  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
# Who prints must say who they are. Source: cupsd.conf(5), Require.
WANTS_USER = """  <Limit Validate-Job Print-Job Create-Job>
    AuthType Basic
    Require valid-user
    Order deny,allow
  </Limit>
"""
CUPS_FILES = """SystemGroup root
User lp
Group lp
ServerRoot {here}/etc
CacheDir {here}/cache
StateDir {here}/state
RequestRoot {here}/spool
TempDir {here}/spool/tmp
AccessLog {here}/access.log
ErrorLog {here}/error.log
PageLog {here}/page.log
ServerKeychain {here}/ssl
Sandboxing relaxed
"""


@dataclass(frozen=True, slots=True)
class RealServer:
    """A CUPS server with queues."""

    port: int
    here: Path

    @property
    def uri(self) -> str:
        return f"ipp://localhost:{self.port}"

    def is_ready(self, queue: str) -> bool:
        """Tell whether the server has learnt from the printer what it can do."""
        access = Access(read_address(f"{self.uri}/printers/{queue}"))
        model = IppClient(access).get_printer().word("printer-make-and-model")
        return model.endswith("IPP Everywhere")

    @property
    def logs(self) -> str:
        return "".join(path.read_text(errors="replace") for path in self.here.glob("*.log"))


@contextmanager
def start_server(hall: Hall, *, limits: str = "", **queues: str) -> Iterator[RealServer]:
    """Start a CUPS server, with a driverless queue for the address of each printer.

    `limits` are more limits of its policy.
    """
    here = Path(tempfile.mkdtemp(prefix="cups-", dir=hall.folder))
    here.chmod(0o755)
    for name in ("etc/ppd", "cache", "state/certs", "spool/tmp", "ssl"):
        (here / name).mkdir(parents=True)
    for name in ("cache", "spool", "spool/tmp"):
        shutil.chown(here / name, "root", "lp")
        (here / name).chmod(0o1770 if name.endswith("tmp") else 0o770)
    port = find_port()
    (here / "etc/cupsd.conf").write_text(CUPSD.format(port=port, limits=limits))
    (here / "etc/cups-files.conf").write_text(CUPS_FILES.format(here=here))
    files = ("-c", str(here / "etc/cupsd.conf"), "-s", str(here / "etc/cups-files.conf"))
    with run("cupsd", "-f", *files, log=here / "cupsd.out", env=hall.env) as process:
        wait_until(lambda: answers(port) or process.poll() is not None, "cupsd")
        for name, uri in queues.items():
            add = ("lpadmin", "-h", f"127.0.0.1:{port}", "-p", name, "-E", "-v", uri)
            subprocess.run((*add, "-m", "everywhere"), check=True, env=hall.env, timeout=LONG_S)
        server = RealServer(port, here)
        wait_until(lambda: all(map(server.is_ready, queues)), "the queues")
        yield server


# --- fixtures -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hall() -> Iterator[Hall]:
    """Open a hall for the tests of a module."""
    with open_hall() as opened:
        yield opened


@pytest.fixture
def ward(hall: Hall) -> Iterator[RealPrinter]:
    """Start a printer for one test."""
    with start_printer(hall, "ward") as started:
        yield started
