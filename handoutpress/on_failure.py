"""Run IT's own command after a build that did not end well.

Runs only what stands on the command line; nothing of the content ever gets here.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from handoutpress.console import say
from handoutpress.errors import ExitCode

EXIT_CODE_VARIABLE = "HANDOUT_PRESS_EXIT_CODE"
SUMMARY_VARIABLE = "HANDOUT_PRESS_SUMMARY"
TIMEOUT_S = 300  # a mail server that does not answer gives up earlier; a build must end some day


def run_on_failure(
    command: str | None, exit_code: int, summary: str, *, timeout_s: float = TIMEOUT_S
) -> None:
    """Run a shell command where the exit code is not 0; its own failure is only told.

    The command finds the exit code in HANDOUT_PRESS_EXIT_CODE, and a sentence for people in
    HANDOUT_PRESS_SUMMARY. What it prints goes to standard error, so that `--json` stays whole.
    """
    if command is None or exit_code == ExitCode.OK:
        return
    told = {EXIT_CODE_VARIABLE: str(int(exit_code)), SUMMARY_VARIABLE: summary}
    child = subprocess.Popen(
        ["/bin/sh", "-c", command],
        env={**os.environ, **told},
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr.fileno(),
        process_group=0,
    )
    try:
        status = child.wait(timeout_s)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        say(f"warning: --on-failure took over {timeout_s:g} seconds and was ended", is_error=True)
        return
    if status != 0:
        say(f"warning: --on-failure ended with exit code {status}; try it by hand", is_error=True)
