"""Where CI runs, nothing may be skipped: what a test needs, CI is to have."""

from __future__ import annotations

import os

import pytest


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and exitstatus == pytest.ExitCode.OK:
        reporter.write_line("CI must not skip tests; install what they need (.ci/run)", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
