"""Where CI runs, nothing may be skipped; and no test of patients leaves one of them behind."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

from tests.patients import TESTS, find_patients

LOG = pytest.StashKey[str]()


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
    item.stash[LOG] = item.stash.get(LOG, "") + report.caplog
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Let a test fail that left a patient's name or address where none belongs."""
    folder = getattr(item, "funcargs", {}).get("tmp_path")
    if folder is not None and TESTS.match(item.path.name):
        assert find_patients(folder, item.stash.get(LOG, "")) == {}
