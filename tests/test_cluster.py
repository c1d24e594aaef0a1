"""A real Dask scheduler and real workers on loopback, with certificates of their own authority."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

import dask
import psutil
import pytest
from distributed import Client, Security

from handoutpress.errors import HandoutError, UsageError
from handoutpress.jobs import Rendered
from handoutpress.model import Theme
from handoutpress.worker import (
    MIB,
    Crew,
    Limits,
    WorkerDiedError,
    WorkerLeftError,
    cluster,
    open_crew,
    run_all,
)
from handoutpress.worker import cluster_crew as crews
from handoutpress.worker.cluster import Certificates, open_cluster
from handoutpress.worker.cluster_crew import find_difference, find_refusal
from handoutpress.worker.cluster_inside import PROGRAM_FILES, describe_program, print_page
from handoutpress.worker.inside import strip_job
from tests import small_press, stations
from tests.small_cluster import (
    ROOT,
    SmallCluster,
    count_tasks,
    leave,
    make_certificates,
    read_allowed_failures,
    start_cluster,
)
from tests.stations import FONTS, THEME, make_job
from tests.test_worker import do_all, is_running, noted_processes, wait_until

LONG_S = 60.0  # nobody waits so long unless a test fails
AMPLE = Limits(timeout_s=LONG_S, memory_bytes=2048 * MIB)
OTHERS = [str(number) for number in range(8)]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def two(
    tmp_path_factory: pytest.TempPathFactory, certificates: Certificates
) -> Iterator[SmallCluster]:
    """A cluster of two workers, each with a nanny, as `dask worker` starts them."""
    with start_cluster(tmp_path_factory.mktemp("two"), certificates) as started:
        started.start_worker("one")
        started.start_worker("two")
        wait_for_workers(started, 2)
        yield started


@pytest.fixture
def empty(tmp_path: Path, certificates: Certificates) -> Iterator[SmallCluster]:
    """A cluster without workers, for tests that start, change or kill some."""
    with start_cluster(tmp_path, certificates) as started:
        yield started


@pytest.fixture(scope="module")
def other_program(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The environment of a computer with another version of the program."""
    folder = tmp_path_factory.mktemp("other")
    shutil.copytree(ROOT / "handoutpress", folder / "handoutpress")
    (folder / "handoutpress/__init__.py").write_text('__version__ = "9.9.9"\n')
    return {"PYTHONPATH": f"{folder}:{ROOT}"}


def ask(address: str, certificates: Certificates) -> AbstractContextManager[Client]:
    """Connect as somebody else than the build would."""
    files = {
        "tls_ca_file": str(certificates.ca),
        "tls_client_cert": str(certificates.certificate),
        "tls_client_key": str(certificates.key),
    }
    return Client(address, security=Security(**files), set_as_default=False)


def wait_for_workers(started: SmallCluster, count: int) -> None:
    with ask(started.address, started.certificates) as client:
        client.wait_for_workers(count, timeout=LONG_S)


def open_small(
    started: SmallCluster, limits: Limits = AMPLE, **parts: object
) -> AbstractContextManager[Crew]:
    """Open a crew of a cluster's workers that do what a page says."""
    given = {
        "theme": THEME,
        "fonts": FONTS,
        "set_up": stations.set_up_obedient,
        "certificates": started.certificates,
    }
    return open_cluster(started.address, limits=limits, **(given | parts))


def do_together(
    started: SmallCluster, pages: Iterable[str], limits: Limits = AMPLE
) -> dict[str, str]:
    with open_small(started, limits) as crew:
        return do_all(crew, pages)


# --- jobs ---------------------------------------------------------------------------------------


def test_workers_do_all_jobs_in_processes_of_their_own(two: SmallCluster, tmp_path: Path) -> None:
    path = tmp_path / "noted"
    pages = [f"note {path}{' ' * number}" for number in range(8)]

    with open_small(two) as crew:
        assert crew.size == 2
        done = do_all(crew, pages)

    assert done == {page: page for page in pages}


def test_pictures_travel_with_their_job(two: SmallCluster) -> None:
    with open_small(two) as crew:
        rendered = crew.submit(make_job("page", {"a.png": b"-a", "b.png": b"-b"})).result()

    assert rendered == Rendered(b"page-a-b", 1, ())


def test_the_theme_and_the_fonts_reach_each_worker_and_travel_with_no_job(
    two: SmallCluster,
) -> None:
    theme = Theme(templates={"a": "x" * MIB}, styles={"a.css": b"x" * MIB}, digest="large")
    with open_small(two, theme=theme, fonts={"a.ttf": b"x" * MIB, "b.ttf": b""}) as crew:
        do_all(crew, OTHERS)
        notes = crew.notes

    assert len(notes) == 2
    assert {note.partition(": ")[2] for note in notes} == {"1 styles, 2 fonts"}
    assert all(note.startswith("the worker tls://127.0.0.1:") for note in notes)
    assert len(pickle.dumps(strip_job(make_job("a")))) < 1000


def test_a_cluster_prints_the_same_bytes_as_this_process(two: SmallCluster) -> None:
    job = small_press.make_job("<h1>Title</h1><p>A real page.</p>")
    parts = {"theme": job.theme, "fonts": job.fonts}
    with open_crew(1, job_count=1, **parts) as crew:
        here = crew.submit(job).result()

    with open_cluster(two.address, certificates=two.certificates, **parts) as crew:
        there = crew.submit(job).result()

    assert there == here
    assert there.pdf.startswith(b"%PDF-")


def test_jobs_are_made_as_workers_free_up_and_results_are_kept_nowhere(
    two: SmallCluster,
) -> None:
    pulled = 0

    def pull() -> Iterator[str]:
        nonlocal pulled
        for number in range(20):
            pulled += 1
            yield f"page {number}"

    with open_small(two) as crew, ask(two.address, two.certificates) as client:
        results = run_all(pull(), make_job=make_job, crew=crew)
        ahead = [pulled - received for received, _ in enumerate(results)]
        is_empty = wait_until(lambda: client.run_on_scheduler(count_tasks) == 0)

    assert len(ahead) == 20
    assert max(ahead) <= 2 * 2
    assert is_empty


def test_a_scheduler_is_as_it_was_when_all_builds_have_left(two: SmallCluster) -> None:
    with ask(two.address, two.certificates) as client:

        def allowed() -> int:
            return int(client.run_on_scheduler(read_allowed_failures))

        before = allowed()
        with open_small(two):
            with open_small(two):
                assert allowed() == 0
            assert allowed() == 0
        assert before > 0
        assert wait_until(lambda: allowed() == before)


def test_several_builds_share_a_cluster(two: SmallCluster) -> None:
    with open_small(two) as first:
        with open_small(two) as second:
            assert second.submit(make_job("second")).result().pdf == b"second"
        assert first.submit(make_job("first")).result().pdf == b"first"


# --- limits -------------------------------------------------------------------------------------


def test_a_job_that_hangs_stumbles_or_is_refused_fails_alone(two: SmallCluster) -> None:
    limits = Limits(timeout_s=4, memory_bytes=2048 * MIB)

    done = do_together(two, ["hang", "stumble by zero", "refuse no", *OTHERS], limits)

    assert done == {page: page for page in OTHERS} | {
        "hang": "took longer than 4 s; make it shorter, or allow it more with --timeout",
        "stumble by zero": "a bug of Handout Press, please report it: ZeroDivisionError: by zero",
        "refuse no": "no",
    }


def test_a_job_that_eats_memory_fails_alone(two: SmallCluster) -> None:
    limits = Limits(timeout_s=LONG_S, memory_bytes=512 * MIB)

    done = do_together(two, ["hog", *OTHERS], limits)

    assert done == {page: page for page in OTHERS} | {
        "hog": "needed more than 512 MiB of memory; use smaller pictures, make it shorter, or "
        "allow it more with --memory",
    }


def test_a_job_that_breaks_its_process_fails_alone(two: SmallCluster, tmp_path: Path) -> None:
    once = f"die-once {tmp_path / 'died'}"

    done = do_together(two, ["exit 3", once, *OTHERS])

    reason = done.pop("exit 3")
    assert reason.startswith("the process that rendered it ended twice, with exit status 3; ")
    assert done == {page: page for page in [once, *OTHERS]}


def test_what_a_handout_says_stands_in_no_log_of_the_cluster(two: SmallCluster) -> None:
    do_together(two, ["refuse Jane-Doe", "stumble Jane-Doe", "exit 3 Jane-Doe", "page Jane-Doe"])

    assert "Jane-Doe" not in "".join(log.read_text() for log in two.folder.glob("*.log"))


# --- workers that are lost ----------------------------------------------------------------------


def test_a_job_whose_worker_was_lost_is_done_at_the_second_try_alone(
    empty: SmallCluster, tmp_path: Path
) -> None:
    page = f"kill-parent-once {tmp_path / 'killed'}"
    empty.start_worker("one", "--no-nanny")
    empty.start_worker("two", "--no-nanny")
    wait_for_workers(empty, 2)

    with open_small(empty) as crew:
        done = do_all(crew, [page, *OTHERS])
        size = crew.size

    assert done == {each: each for each in [page, *OTHERS]}
    assert [*done].index(page) >= len(OTHERS) - 1  # who was queued behind it is a suspect, too
    assert size == 1


def test_a_job_that_kills_each_worker_fails_by_name_and_the_others_are_done(
    two: SmallCluster,
) -> None:
    done = do_together(two, ["kill-parent", *OTHERS])

    reason = done.pop("kill-parent")
    assert reason.startswith("the worker that printed it was lost twice, at last tls://127.0.0.1:")
    assert done == {page: page for page in OTHERS}


def test_a_build_ends_when_no_worker_is_left(
    empty: SmallCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crews, "PATIENCE_S", 0.1)
    empty.start_worker("one", "--no-nanny")
    wait_for_workers(empty, 1)

    with open_small(empty) as crew:
        assert isinstance(crew.submit(make_job("kill-parent")).exception(), WorkerDiedError)
        with pytest.raises(HandoutError, match=r"^no worker is in the cluster tls://.+; start one"):
            crew.submit(make_job("a"))


def test_jobs_of_workers_that_were_stopped_end_as_those_of_lost_ones(
    empty: SmallCluster, tmp_path: Path
) -> None:
    path = tmp_path / "noted"
    worker = empty.start_worker("one", "--no-nanny")
    wait_for_workers(empty, 1)

    with open_small(empty) as crew:
        future = crew.submit(make_job(f"hang-noted {path}"))
        assert wait_until(lambda: noted_processes(path) != [])
        worker.send_signal(signal.SIGTERM)
        assert isinstance(future.exception(timeout=LONG_S), WorkerDiedError)


def test_a_worker_that_leaves_is_used_no_more_and_its_jobs_are_done_by_others(
    two: SmallCluster,
) -> None:
    with open_small(two) as crew, ask(two.address, two.certificates) as client:
        do_all(crew, ["a"])
        leaver, _ = client.scheduler_info()["workers"]
        client.run(leave, workers=[leaver])
        done = do_all(crew, OTHERS)
        size = crew.size

    assert done == {page: page for page in OTHERS}
    assert size == 1


def test_a_worker_that_joins_later_is_used(empty: SmallCluster) -> None:
    empty.start_worker("one", "--no-nanny")
    wait_for_workers(empty, 1)

    with open_small(empty) as crew:
        assert crew.size == 1
        empty.start_worker("two", "--no-nanny")
        assert wait_until(lambda: do_all(crew, ["a"]) == {"a": "a"} and crew.size == 2)
        assert do_all(crew, OTHERS) == {page: page for page in OTHERS}


def test_a_build_ends_when_its_scheduler_is_gone(
    empty: SmallCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 5)
    empty.start_worker("one", "--no-nanny")
    wait_for_workers(empty, 1)

    with open_small(empty) as crew:
        future = crew.submit(make_job("hang"))
        empty.stop_scheduler()
        error = future.exception(timeout=LONG_S)
        assert isinstance(error, HandoutError)
        with pytest.raises(HandoutError, match=r"^(the connection to|no worker is in) the cluster"):
            crew.submit(make_job("a"))


BUILD = """
import os, sys
from pathlib import Path
from tests.stations import make_job
from tests.test_cluster import Certificates, SmallCluster, open_small

if __name__ == "__main__":
    address, folder, path = sys.argv[1:]
    files = [Path(folder, name) for name in ("ca.pem", "cert.pem", "key.pem")]
    with open_small(SmallCluster(Path(), Certificates(*files), address=address)) as crew:
        crew.submit(make_job(f"hang-noted {path}")).result()
"""


def test_no_process_on_a_worker_outlives_a_killed_build(two: SmallCluster, tmp_path: Path) -> None:
    script, path = tmp_path / "build.py", tmp_path / "noted"
    script.write_text(BUILD)
    command = [sys.executable, script, two.address, two.certificates.ca.parent, path]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}) as build:
        assert wait_until(lambda: noted_processes(path) != [])
        build.kill()

    (process,) = noted_processes(path)
    assert wait_until(lambda: not is_running(process))


def test_no_process_on_a_worker_outlives_its_crew(two: SmallCluster, tmp_path: Path) -> None:
    path = tmp_path / "noted"
    do_together(two, [f"note {path}"])

    (process,) = noted_processes(path)
    assert wait_until(lambda: not is_running(process))


# --- other programs -----------------------------------------------------------------------------


def test_a_worker_with_another_version_is_left_out_by_name(
    empty: SmallCluster, other_program: Mapping[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "noted"
    empty.start_worker("other", "--no-nanny", environment=other_program)
    good = empty.start_worker("good", "--no-nanny")
    wait_for_workers(empty, 2)

    with open_small(empty) as crew:
        pages = [f"note {path}{' ' * number}" for number in range(6)]
        assert do_all(crew, pages) == {page: page for page in pages}
        size, notes, parent = crew.size, crew.notes, psutil.Process(noted_processes(path)[0]).ppid()

    assert size == 1
    assert len({*noted_processes(path)}) == 1
    assert parent == good.pid
    assert notes[0].startswith("the worker tls://127.0.0.1:")
    assert notes[0].endswith(
        " is left out: it has Handout Press 9.9.9, this computer 0.1.0; install the same lock "
        "file there"
    )


def test_a_cluster_of_other_versions_only_is_an_error(
    empty: SmallCluster, other_program: Mapping[str, str]
) -> None:
    empty.start_worker("other", "--no-nanny", environment=other_program)
    wait_for_workers(empty, 1)

    with (
        pytest.raises(HandoutError, match=r"(?s)can be used:\nthe worker tls://.+ 9\.9\.9, this"),
        open_small(empty),
    ):
        pass


def test_a_scheduler_with_another_version_is_an_error(
    tmp_path: Path, certificates: Certificates, other_program: Mapping[str, str]
) -> None:
    other = SmallCluster(tmp_path, certificates, environment=other_program)
    try:
        other.start_scheduler()
        with (
            pytest.raises(HandoutError, match=r"^the scheduler tls://\S+ has Handout Press 9"),
            open_small(other),
        ):
            pass
    finally:
        other.stop()


@pytest.mark.parametrize(
    ("there", "difference"),
    [
        ({}, ""),
        ({"weasyprint": "69.0"}, "has weasyprint 69.0, this computer 70.0"),
        (
            {"weasyprint": "69.0", "Pango": "none", PROGRAM_FILES: "b"},
            "has weasyprint 69.0 and Pango none, this computer 70.0 and 1.50",
        ),
        (
            {PROGRAM_FILES: "b"},
            "has other files of Handout Press than this computer, of the same version",
        ),
    ],
)
def test_a_difference_is_told_by_name(there: dict[str, str], difference: str) -> None:
    here = {"weasyprint": "70.0", "Pango": "1.50", PROGRAM_FILES: "a"}

    assert find_difference(here, here | there) == difference


@pytest.mark.parametrize(
    ("worker", "difference", "refusal"),
    [
        ("tls://192.0.2.7:4001", "", ""),
        ("tcp://127.0.0.1:4001", "", ""),
        ("tls://192.0.2.7:4001", "differs", "differs; install the same lock file there"),
        (
            "tcp://192.0.2.7:4001",
            "",
            "is on another computer, and tcp:// is not encrypted; start it for tls://",
        ),
    ],
)
def test_a_worker_is_refused_that_differs_or_could_be_overheard(
    worker: str, difference: str, refusal: str
) -> None:
    assert find_refusal(worker, difference) == refusal


def test_a_computer_without_the_program_is_told() -> None:
    error = ModuleNotFoundError("No module named 'handoutpress'")

    assert find_difference({}, error) == (
        "cannot load Handout Press (ModuleNotFoundError: No module named 'handoutpress')"
    )


def test_a_program_is_all_that_makes_a_page_and_dask() -> None:
    described = describe_program()

    assert {"weasyprint", "Pango", "Python", "Dask", PROGRAM_FILES} <= {*described}


def test_a_worker_that_does_not_know_a_build_says_so(two: SmallCluster) -> None:
    job = make_job("a")

    with ask(two.address, two.certificates) as client:
        answer = client.submit(print_page, "Client-gone", job).result(LONG_S)

    assert isinstance(answer.result, WorkerLeftError)
    assert str(answer.result) == f"the worker {answer.worker} left"


# --- certificates and addresses -----------------------------------------------------------------


def test_who_has_no_certificate_is_refused(two: SmallCluster) -> None:
    parts = urlsplit(two.address)
    context = ssl.create_default_context(cafile=two.certificates.ca)
    with (
        socket.create_connection((parts.hostname, parts.port), LONG_S) as plain,
        context.wrap_socket(plain, server_hostname=parts.hostname) as encrypted,
        pytest.raises((ssl.SSLError, ConnectionResetError)),
    ):
        encrypted.recv(1)  # in TLS 1.3 the refusal comes with the first answer


@pytest.fixture(scope="module")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("strangers"))


def test_a_scheduler_of_another_authority_is_not_trusted(
    two: SmallCluster, certificates: Certificates, strangers: Certificates
) -> None:
    ours = Certificates(strangers.ca, certificates.certificate, certificates.key)

    with (
        pytest.raises(HandoutError, match=r"^no scheduler that can be trusted answers at tls://"),
        open_small(two, certificates=ours),
    ):
        pass


def test_a_client_of_another_authority_is_refused(
    two: SmallCluster,
    certificates: Certificates,
    strangers: Certificates,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 1)
    theirs = Certificates(certificates.ca, strangers.certificate, strangers.key)

    with (
        pytest.raises(HandoutError, match=r"^no scheduler that can be trusted answers at tls://"),
        open_small(two, certificates=theirs),
    ):
        pass


def test_certificates_may_stand_in_dasks_own_configuration(
    two: SmallCluster, certificates: Certificates
) -> None:
    configured = {
        "distributed.comm.tls.ca-file": str(certificates.ca),
        "distributed.comm.tls.client.cert": str(certificates.certificate),
        "distributed.comm.tls.client.key": str(certificates.key),
    }
    with dask.config.set(configured), open_small(two, certificates=None) as crew:
        assert crew.size == 2


def test_nobody_there_is_an_error(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 0.5)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        address = f"tls://127.0.0.1:{taken.getsockname()[1]}"
        with (
            pytest.raises(HandoutError, match=f"^no scheduler that can be trusted .+ {address}: "),
            open_small(SmallCluster(Path(), certificates, address=address)),
        ):
            pass


def test_a_cluster_on_this_computer_needs_no_certificates(tmp_path: Path) -> None:
    with start_cluster(tmp_path, None) as plain:
        plain.start_worker("one", "--no-nanny")
        assert plain.address.startswith("tcp://127.0.0.1:")

        assert do_together(plain, ["a", "b"]) == {"a": "a", "b": "b"}


def test_an_address_is_checked_before_anything_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_import_dask", None)

    with pytest.raises(UsageError), open_cluster("tcp://192.0.2.7:8786", theme=THEME, fonts=FONTS):
        pass


def test_certificates_that_do_not_belong_together_are_refused(
    certificates: Certificates, strangers: Certificates
) -> None:
    mixed = Certificates(certificates.ca, certificates.certificate, strangers.key)

    with (
        pytest.raises(UsageError, match=r"^the certificates cannot be used: .+ belong together$"),
        open_cluster("tls://192.0.2.7:8786", theme=THEME, fonts=FONTS, certificates=mixed),
    ):
        pass


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not here")
def test_the_certificates_of_the_guide_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_S", 0.1)
    guide = (ROOT / "docs/cluster.md").read_text("utf-8")
    script = "\n".join(line for line in guide.splitlines() if line.startswith("openssl "))
    subprocess.run(["sh", "-ec", script], cwd=tmp_path, check=True, capture_output=True)
    made = [tmp_path / name for name in ("ca.pem", "press1.pem", "press1-key.pem")]

    check = ["openssl", "verify", "-CAfile", made[0], made[1]]
    assert subprocess.run(check, capture_output=True).returncode == 0
    with (
        pytest.raises(HandoutError, match=r"^no scheduler that can be trusted"),
        open_small(SmallCluster(Path(), Certificates(*made), address="tls://127.0.0.1:1")),
    ):
        pass


# --- Dask ---------------------------------------------------------------------------------------


def test_without_dask_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with (
        pytest.raises(HandoutError, match=r"install requirements-cluster\.lock"),
        open_cluster("tcp://127.0.0.1:8786", theme=THEME, fonts=FONTS),
    ):
        pass


def test_dask_is_loaded_only_when_a_cluster_is_asked_for() -> None:
    script = (
        "import sys; from handoutpress import build, cli, worker; "
        "from handoutpress.worker import cluster; print(*sys.modules)"
    )

    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert {"dask", "distributed", "tornado"} & {*run.stdout.split()} == set()
