"""Where CI runs, nothing may be skipped; and no test of patients leaves one of them behind."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Iterator

import pytest

from tests.patients import TESTS, Titles, Trail, watch_started

TRAIL = pytest.StashKey[Trail]()
TITLES = pytest.StashKey[Titles]()
_started: set[str] = set()  # programs that were started during a test
_read: list[str] = []  # what a test took from the screen
watch_started(_started.add)


def keep_what_is_read() -> None:
    """Keep a copy of all that tests take from the screen, to be searched."""
    usual = pytest.CaptureFixture.readouterr

    def readouterr(fixture: pytest.CaptureFixture[str]) -> object:
        taken = usual(fixture)
        _read.extend(map(str, taken))
        return taken

    pytest.CaptureFixture.readouterr = readouterr  # type: ignore[method-assign,assignment]


keep_what_is_read()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and exitstatus == pytest.ExitCode.OK:
        reporter.write_line("CI must not skip tests; install what they need (.ci/run)", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if (trail := item.stash.get(TRAIL, None)) is not None:
        trail.log += report.caplog
        trail.shown += report.capstdout + report.capstderr
    return report


@pytest.fixture(autouse=True)
def _patients_stay_private(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    """Give a test of patients temporary files of its own, and watch what it starts."""
    if not TESTS.match(request.path.name):
        yield
        return
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    _started.clear()
    _read.clear()
    request.node.stash[TRAIL] = Trail(temporary=temporary)
    titles = request.node.stash[TITLES] = Titles()
    titles.start()
    yield
    titles.stop()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Let a test fail that left a patient's name or address where none belongs."""
    found = _find_left(item)  # while its servers and folders are there
    yield
    assert found == {}


def _find_left(item: pytest.Item) -> dict[str, set[str]]:
    trail = item.stash.get(TRAIL, None)
    if trail is None:
        return {}
    item.stash[TITLES].stop()
    used = getattr(item, "funcargs", {})
    trail.folder = used.get("tmp_path")
    trail.hall = used["hall"].folder if "hall" in used else None
    trail.titles |= item.stash[TITLES].seen | _started
    trail.shown += "\n".join(_read)
    return trail.find()
