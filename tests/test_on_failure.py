"""IT's own command after a build that did not end well."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoutpress.errors import ExitCode
from handoutpress.on_failure import run_on_failure


def test_the_command_gets_the_exit_code_and_the_summary(tmp_path: Path) -> None:
    told = tmp_path / "told"
    command = f'printf "%s|%s" "$HANDOUT_PRESS_EXIT_CODE" "$HANDOUT_PRESS_SUMMARY" > {told}'
    run_on_failure(command, ExitCode.CONTENT, "2 PDFs not built; $(rm -rf /)")
    assert told.read_text() == "3|2 PDFs not built; $(rm -rf /)"


def test_a_build_that_ends_well_runs_nothing(tmp_path: Path) -> None:
    run_on_failure(f"touch {tmp_path}/told", ExitCode.OK, "")
    assert list(tmp_path.iterdir()) == []


def test_without_a_command_nothing_is_run(capfd: pytest.CaptureFixture[str]) -> None:
    run_on_failure(None, ExitCode.FAILED, "")
    assert capfd.readouterr() == ("", "")


def test_what_the_command_prints_goes_to_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    run_on_failure("echo sent", ExitCode.FAILED, "")
    assert capfd.readouterr() == ("", "sent\n")


def test_a_command_that_fails_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    run_on_failure("exit 9", ExitCode.FAILED, "")
    assert capfd.readouterr().err == (
        "warning: --on-failure ended with exit code 9; try it by hand\n"
    )


def test_a_command_that_hangs_is_ended_with_all_that_it_started(
    capfd: pytest.CaptureFixture[str],
) -> None:
    run_on_failure("sleep 600 & sleep 600; wait", ExitCode.FAILED, "", timeout_s=0.05)
    assert capfd.readouterr().err == (
        "warning: --on-failure took over 0.05 seconds and was ended\n"
    )
