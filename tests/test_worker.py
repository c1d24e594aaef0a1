"""Crews of real processes, with jobs that hang, break off and eat memory."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGRTMIN, SIGSEGV, SIGTERM, Signals

import pytest

from handoutpress.errors import BugError, HandoutError, RenderError
from handoutpress.jobs import Rendered, RenderJob
from handoutpress.worker import (
    MIB,
    Crew,
    Limits,
    WorkerDiedError,
    WorkerLeftError,
    count_usable_cores,
    open_crew,
    run_all,
)
from tests import small_press, stations
from tests.stations import FONTS, THEME, make_job

ROOT = Path(__file__).parents[1]
LONG_S = 60.0  # much longer than anything here takes; nobody waits for it unless a test fails
AMPLE = Limits(timeout_s=LONG_S, memory_bytes=2048 * MIB)


def open_two(limits: Limits = AMPLE, **parts: object) -> AbstractContextManager[Crew]:
    """Open a crew of two processes that do what a page says."""
    given = {"theme": THEME, "fonts": FONTS, "set_up": stations.set_up_obedient} | parts
    return open_crew(2, job_count=20, limits=limits, **given)


def do_all(crew: Crew, pages: Iterable[str]) -> dict[str, str]:
    """Return what became of each page: the text of its PDF, or the reason why there is none."""
    return {
        page: result.pdf.decode() if isinstance(result, Rendered) else str(result)
        for page, result in run_all(pages, make_job=make_job, crew=crew)
    }


def do_together(pages: Iterable[str], limits: Limits = AMPLE) -> dict[str, str]:
    with open_two(limits) as crew:
        return do_all(crew, pages)


def wait_until(is_so: Callable[[], bool]) -> bool:
    """Wait for what happens soon; tell whether it did."""
    end = time.monotonic() + LONG_S
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    return is_so()


def is_running(process_id: int) -> bool:
    """Tell whether a process is there and has not ended; a dead one may wait to be reaped."""
    try:
        status = Path(f"/proc/{process_id}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def noted_processes(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().splitlines()] if path.exists() else []


# --- one job ------------------------------------------------------------------------------------


def test_a_crew_returns_what_its_processes_made() -> None:
    with open_two() as crew:
        rendered = crew.submit(make_job("page", {"a.png": b"-a", "b.png": b"-b"})).result()
    assert rendered == Rendered(b"page-a-b", 1, ())


def test_processes_are_not_this_one_and_serve_many_jobs(tmp_path: Path) -> None:
    path = tmp_path / "noted"
    with open_two() as crew:
        for _ in range(6):
            crew.submit(make_job(f"note {path}")).result()
    assert len(noted_processes(path)) == 6
    assert len(set(noted_processes(path))) <= 2
    assert os.getpid() not in noted_processes(path)


def test_a_refused_page_keeps_its_worker(tmp_path: Path) -> None:
    path = tmp_path / "noted"
    with open_crew(
        1, theme=THEME, fonts=FONTS, job_count=3, limits=AMPLE, set_up=stations.set_up_obedient
    ) as crew:
        done = do_all(crew, [f"note {path}", "refuse no such glyph", f"note {path} "])
    assert done["refuse no such glyph"] == "no such glyph"
    assert len(noted_processes(path)) == 1


def test_a_crew_knows_what_the_computer_lacks() -> None:
    with open_two() as crew:
        crew.submit(make_job("page")).result()
        assert crew.notes == ("1 styles, 1 fonts",)


def test_a_crew_that_cannot_be_set_up_says_so() -> None:
    with (
        open_two(set_up=stations.set_up_broken) as crew,
        pytest.raises(HandoutError, match=r"^a system library is missing$"),
    ):
        do_all(crew, ["a", "b", "c"])


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bug_stops_one_job_and_is_told_with_its_traceback(jobs: int) -> None:
    with open_crew(
        jobs, theme=THEME, fonts=FONTS, job_count=3, set_up=stations.set_up_obedient
    ) as crew:
        done = dict(run_all(["a", "stumble by zero", "b"], make_job=make_job, crew=crew))
    bug = done.pop("stumble by zero")
    assert isinstance(bug, BugError)
    assert str(bug) == "a bug of Handout Press, please report it: ZeroDivisionError: by zero"
    assert "in _stumble" in bug.traceback
    assert sorted(done) == ["a", "b"]


def test_a_bug_in_making_a_job_stops_that_job() -> None:
    with open_two() as crew:
        ((_, bug),) = run_all([7], make_job=lambda number: make_job(number.title()), crew=crew)
    assert isinstance(bug, BugError)
    assert str(bug).endswith("AttributeError: 'int' object has no attribute 'title'")


# --- which process ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jobs", "job_count", "limits", "is_here"),
    [
        (2, 1, None, True),
        (2, 2, None, True),
        (2, 3, None, False),
        (1, 3, None, True),
        (None, 3, None, False),
        (1, 1, AMPLE, False),
    ],
)
def test_few_jobs_are_done_in_this_process_unless_limits_are_asked_for(
    tmp_path: Path, jobs: int | None, job_count: int, limits: Limits | None, is_here: bool
) -> None:
    path = tmp_path / "noted"
    with open_crew(
        jobs,
        theme=THEME,
        fonts=FONTS,
        job_count=job_count,
        limits=limits,
        set_up=stations.set_up_obedient,
    ) as crew:
        crew.submit(make_job(f"note {path}")).result()
    assert (noted_processes(path) == [os.getpid()]) is is_here


@pytest.mark.parametrize(
    ("jobs", "job_count", "size"),
    [(4, 9, 4), (4, 3, 3), (None, 1000, count_usable_cores()), (1, 9, 1)],
)
def test_a_crew_is_as_large_as_asked_and_as_useful(
    jobs: int | None, job_count: int, size: int
) -> None:
    with open_crew(jobs, theme=THEME, fonts=FONTS, job_count=job_count, limits=AMPLE) as crew:
        assert crew.size == size


def test_in_this_process_a_refused_page_fails_alone() -> None:
    with open_crew(
        1, theme=THEME, fonts=FONTS, job_count=3, set_up=stations.set_up_obedient
    ) as crew:
        assert do_all(crew, ["a", "refuse no", "b"]) == {"a": "a", "refuse no": "no", "b": "b"}


def test_in_this_process_a_page_too_large_for_the_computer_fails_alone() -> None:
    with open_crew(
        1, theme=THEME, fonts=FONTS, job_count=3, set_up=stations.set_up_obedient
    ) as crew:
        done = do_all(crew, ["a", "starve"])
    assert done == {"a": "a", "starve": "needed more memory than this computer has"}


# --- limits -------------------------------------------------------------------------------------


def test_a_job_that_hangs_fails_alone() -> None:
    limits = Limits(timeout_s=3, memory_bytes=2048 * MIB)
    assert do_together(["a", "hang", "b", "c", "d"], limits) == {
        "a": "a",
        "b": "b",
        "c": "c",
        "d": "d",
        "hang": "took longer than 3 s; make it shorter, or allow it more with --timeout",
    }


def test_the_start_of_a_process_takes_no_time_from_its_first_page() -> None:
    limits = Limits(timeout_s=1, memory_bytes=2048 * MIB)

    with open_two(limits, set_up=stations.set_up_slow) as crew:
        assert do_all(crew, ["page"]) == {"page": "page"}


def test_a_process_that_is_never_ready_fails_its_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handoutpress.worker.crew.START_S", 0.5)
    limits = Limits(timeout_s=0.5, memory_bytes=2048 * MIB)

    with open_two(limits, set_up=stations.set_up_slow) as crew:
        reason = do_all(crew, ["page"])["page"]
    assert reason.startswith("the process that is to render it was not ready within 0.5 s; end")


def test_a_worker_that_was_warmed_up_does_the_first_job(tmp_path: Path) -> None:
    with open_two() as crew:
        crew.warm_up()
        crew.warm_up()
        (worker,) = wait_for_children(1)
        assert do_all(crew, [f"note {tmp_path / 'noted'}"])
    assert noted_processes(tmp_path / "noted") == [worker]


def test_while_one_is_warmed_up_others_are_started_for_the_jobs_after_the_first(
    tmp_path: Path,
) -> None:
    pages = [f"note {tmp_path / name}" for name in "ab"]
    with open_two() as crew:
        crew.warm_up()
        assert set(do_all(crew, pages)) == set(pages)


def test_a_crew_that_was_only_warmed_up_ends_at_once() -> None:
    with open_two(set_up=stations.set_up_broken) as crew:
        crew.warm_up()
    assert multiprocessing.active_children() == []


def test_what_keeps_a_worker_from_being_warmed_up_is_told_by_the_first_job() -> None:
    with open_two(set_up=stations.set_up_broken) as crew:
        crew.warm_up()
        with pytest.raises(HandoutError, match="a system library is missing"):
            do_all(crew, ["a"])


def wait_for_children(count: int) -> list[int]:
    """Wait until so many processes were started; return their ids."""
    assert wait_until(lambda: len(multiprocessing.active_children()) == count)
    return [child.pid or 0 for child in multiprocessing.active_children()]


def test_a_job_that_eats_memory_fails_alone() -> None:
    limits = Limits(timeout_s=LONG_S, memory_bytes=512 * MIB)
    assert do_together(["a", "hog", "b", "c", "d"], limits) == {
        "a": "a",
        "b": "b",
        "c": "c",
        "d": "d",
        "hog": "needed more than 512 MiB of memory; use smaller pictures, make it shorter, or "
        "allow it more with --memory",
    }


@pytest.mark.parametrize(
    ("page", "end"),
    [
        ("exit 3", "exit status 3"),
        (f"signal {SIGSEGV}", "SIGSEGV"),
        (f"signal {SIGKILL}", "SIGKILL"),
        (f"signal {SIGRTMIN + 1}", f"signal {SIGRTMIN + 1}"),
    ],
)
def test_a_job_that_breaks_its_process_fails_alone(page: str, end: str) -> None:
    reason = (
        f"the process that rendered it ended twice, with {end}; allow it more memory than "
        "2048 MiB with --memory, or report this as a fault of the program"
    )
    done = do_together(["a", page, "b", "c"])
    assert done == {"a": "a", "b": "b", "c": "c", page: reason}


def test_a_process_that_breaks_while_it_loads_fails_its_jobs() -> None:
    with open_two(set_up=stations.set_up_deadly) as crew:
        done = do_all(crew, ["a", "b", "c"])
    assert [reason.split(";")[0] for reason in done.values()] == 3 * [
        "the process that rendered it ended twice, with exit status 4"
    ]


def test_a_job_whose_process_died_by_chance_is_done_at_the_second_try(tmp_path: Path) -> None:
    page = f"die-once {tmp_path / 'died'}"
    assert do_together(["a", page, "b"]) == {"a": "a", "b": "b", page: page}


def test_suspects_are_tried_again_when_all_others_are_done(tmp_path: Path) -> None:
    page = f"die-once {tmp_path / 'died'}"
    others = [str(number) for number in range(8)]
    assert list(do_together([page, *others]))[-1] == page


def test_the_death_of_a_worker_is_an_error_of_its_own() -> None:
    with open_two() as crew:
        assert isinstance(crew.submit(make_job("exit 3")).exception(), WorkerDiedError)


class ToldCrew:
    """One worker that does with its jobs, one after the other, what it was told."""

    size, notes = 1, ()

    def __init__(self, *ends: Rendered | HandoutError) -> None:
        self._ends = iter(ends)

    def warm_up(self) -> None:
        """Need nothing."""

    def submit(self, _: RenderJob) -> Future[Rendered]:
        """Do as told."""
        future, end = Future[Rendered](), next(self._ends)
        if isinstance(end, Rendered):
            future.set_result(end)
        else:
            future.set_exception(end)
        return future


def test_a_job_that_is_tried_alone_goes_on_to_others_when_its_worker_leaves() -> None:
    died, left = WorkerDiedError("died"), WorkerLeftError("left")

    done = do_all(ToldCrew(died, left, left, Rendered(b"a", 1, ())), ["a"])
    failed = do_all(ToldCrew(left, left, died), ["a"])

    assert done == {"a": "a"}
    assert failed == {"a": "died"}


# --- many jobs ----------------------------------------------------------------------------------


def test_two_bad_jobs_among_twenty_leave_eighteen_done() -> None:
    pages = [f"page {number}" for number in range(20)]
    pages[4], pages[11] = f"signal {SIGSEGV}", "exit 1"
    done = do_together(pages)
    assert sorted(done) == sorted(pages)
    assert sorted(page for page in pages if done[page] != page) == ["exit 1", f"signal {SIGSEGV}"]


def test_results_come_as_they_are_done_not_as_they_were_asked_for(tmp_path: Path) -> None:
    pages = ["hang", "a", "b", "c"]
    with open_two() as crew:
        first, _ = next(run_all(pages, make_job=make_job, crew=crew))
    assert first in {"a", "b"}


def test_a_job_that_cannot_be_made_is_told_with_the_others() -> None:
    def make_or_refuse(page: str) -> RenderJob:
        if page == "bad":
            raise RenderError("no template")
        return make_job(page)

    with open_two() as crew:
        done = dict(run_all(["a", "bad", "b"], make_job=make_or_refuse, crew=crew))
    assert str(done.pop("bad")) == "no template"
    assert done == {page: Rendered(page.encode(), 1, ()) for page in ("a", "b")}


@pytest.mark.parametrize("jobs", [1, 2])
def test_jobs_are_made_as_workers_free_up(jobs: int) -> None:
    pulled = 0

    def pull() -> Iterator[str]:
        nonlocal pulled
        for number in range(20):
            pulled += 1
            yield f"page {number}"

    with open_crew(
        jobs, theme=THEME, fonts=FONTS, job_count=20, set_up=stations.set_up_obedient
    ) as crew:
        results = run_all(pull(), make_job=make_job, crew=crew)
        ahead = [pulled - received for received, _ in enumerate(results)]
    assert len(ahead) == 20
    assert max(ahead) <= 2 * jobs


def test_nothing_is_asked_for_when_there_is_nothing_to_do() -> None:
    assert do_together([]) == {}


# --- the real press -----------------------------------------------------------------------------


def test_processes_print_the_same_bytes_as_this_one() -> None:
    pages = {f"<h1>Page {number}</h1><p>{'Words. ' * 60 * number}" for number in range(6)}
    pages |= {"<h1>Bad</h1><p>\U00013000"}
    done = []
    for jobs in (1, 2):
        job = small_press.make_job("")
        with open_crew(jobs, theme=job.theme, fonts=job.fonts, job_count=len(pages)) as crew:
            results = run_all(sorted(pages), make_job=small_press.make_job, crew=crew)
            done.append({page: getattr(result, "pdf", str(result)) for page, result in results})
    assert done[0] == done[1]
    assert sum(isinstance(result, bytes) for result in done[0].values()) == 6


# --- no process is left -------------------------------------------------------------------------


def fail_while_one_hangs(path: Path) -> None:
    """Take the first result of a crew, and fail while another page hangs."""
    with open_two() as crew:
        next(run_all([f"hang-noted {path}", "a", "b", "c"], make_job=make_job, crew=crew))
        assert wait_until(lambda: noted_processes(path) != [])
        raise OSError("disk full")


def test_an_error_of_who_takes_the_results_ends_all_processes(tmp_path: Path) -> None:
    path = tmp_path / "noted"
    with pytest.raises(OSError, match="disk full"):
        fail_while_one_hangs(path)
    assert multiprocessing.active_children() == []
    assert not any(map(is_running, noted_processes(path)))


BUILD = """
import sys
import tempfile
from handoutpress.worker import run_all
from tests.stations import make_job
from tests.test_worker import open_two

if __name__ == "__main__":
    with open_two() as crew:
        for page, _ in run_all(sys.argv[1:], make_job=make_job, crew=crew):
            print(page, flush=True)
"""


@pytest.fixture
def hung_build(
    tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """Start a build whose two workers hang; yield it and their process ids."""
    script, path = tmp_path / "build.py", tmp_path / "noted"
    script.write_text(BUILD)
    command = [sys.executable, str(script), f"{request.param} {path}", f"{request.param} {path}"]
    with subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as build:
        try:
            assert wait_until(lambda: len(noted_processes(path)) == 2)
            yield build, noted_processes(path)
        finally:
            os.killpg(build.pid, SIGKILL)


@pytest.mark.parametrize("hung_build", ["hang-noted", "hang-deaf"], indirect=True)
@pytest.mark.parametrize("end", [SIGKILL, SIGTERM])
def test_workers_do_not_outlive_a_killed_build(
    hung_build: tuple[subprocess.Popen[str], list[int]], end: Signals
) -> None:
    build, workers = hung_build
    assert all(map(is_running, workers))
    os.kill(build.pid, end)
    assert wait_until(lambda: not any(map(is_running, workers)))


def test_ctrl_c_is_blocked_in_a_worker_from_its_first_moment(tmp_path: Path) -> None:
    path = tmp_path / "blocked"
    with open_two() as crew:
        crew.submit(make_job(f"note-blocked {path}")).result()
    assert path.read_text() == "SIGINT"


@pytest.mark.parametrize("hung_build", ["hang-noted", "hang-deaf"], indirect=True)
def test_ctrl_c_ends_a_build_and_its_workers_without_a_word_from_these(
    hung_build: tuple[subprocess.Popen[str], list[int]],
) -> None:
    build, workers = hung_build
    os.killpg(build.pid, SIGINT)  # as a terminal does: to all processes
    _, told = build.communicate(timeout=LONG_S)
    assert told.count("Traceback") == 1
    assert told.rstrip().endswith("KeyboardInterrupt")
    assert not any(map(is_running, workers))


def test_what_a_worker_leaves_on_the_disk_goes_with_the_crew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    job = small_press.make_job("<h1>Title</h1>")
    parts = {"theme": job.theme, "fonts": job.fonts}
    with open_crew(2, **parts, limits=Limits()) as crew:
        assert crew.submit(job).result().page_count == 1
        (folder,) = tmp_path.iterdir()
        assert list(folder.iterdir())  # the renderer's copies of the fonts

    assert list(tmp_path.iterdir()) == []
