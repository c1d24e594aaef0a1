"""[writes] Put a schedule in place, or take it away again.

Writes over nothing that is not ours. Every other program is run through one function.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from handoutpress.errors import HandoutError
from handoutpress.schedule.cron import has_block, other_workspace_error, put_block, take_block
from handoutpress.schedule.launchd import mark_line
from handoutpress.schedule.scheduled import (
    MARK,
    Command,
    CronSchedule,
    FileSchedule,
    Schedule,
    ScheduledBuild,
    Surroundings,
)

TOOL_TIMEOUT_S = 60  # they answer at once, or wait for a question that nobody will answer
REMEDIES = {
    "systemctl": "is systemd running, and are you logged in as this user? Else give --kind cron",
    "crontab": "may this user use cron (see: man crontab)?",
    "launchctl": "log in at the Mac itself, or use sudo",
}
MISSING = {
    "systemctl": "give --kind cron",
    "crontab": "install cron (Debian: apt-get install cron), or give --kind systemd",
    "launchctl": "it is part of macOS; give --kind systemd or --kind cron",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """How another program ended, and what it said."""

    exit_code: int
    output: bytes = b""
    error: bytes = b""


RunTool = Callable[[Command, bytes], Answer]


def run_tool(command: Command, text: bytes) -> Answer:
    """Run a program with this standard input, in the plain locale.

    Raises:
        HandoutError: it is not there, or does not end.
    """
    try:
        done = subprocess.run(
            command,
            input=text,
            capture_output=True,
            env={**os.environ, "LC_ALL": "C"},
            timeout=TOOL_TIMEOUT_S,
            check=False,
        )
    except FileNotFoundError as error:
        remedy = MISSING.get(command[0], "install it")
        raise HandoutError(f"{command[0]} is not on this computer; {remedy}") from error
    except subprocess.TimeoutExpired as error:
        raise HandoutError(f"{shlex.join(command)} does not answer; try it by hand") from error
    return Answer(done.returncode, done.stdout, done.stderr)


def put_in_place(schedule: Schedule, build: ScheduledBuild, run: RunTool) -> tuple[str, ...]:
    """Put a schedule in place, or put it in the place of an earlier one; return what was done.

    Raises:
        HandoutError: something else has its place, or the scheduler refuses.
    """
    if isinstance(schedule, CronSchedule):
        return _put_lines(schedule, build, run)
    return _put_files(schedule, build, run)


def take_away(schedule: Schedule, build: ScheduledBuild, run: RunTool) -> tuple[str, ...]:
    """Take away a schedule of ours; return what was done, nothing where none was there.

    Raises:
        HandoutError: what is in its place is not ours, or the scheduler refuses.
    """
    if isinstance(schedule, CronSchedule):
        return _take_lines(schedule, build, run)
    return _take_files(schedule, build, run)


def require_program(build: ScheduledBuild, around: Surroundings, run: RunTool) -> None:
    """Make sure that the account which will build at night can run the program.

    Raises:
        HandoutError: it cannot, for example because Python lies in another account's home.
    """
    if around.other_owner is None or around.platform == "darwin":
        return
    command = ("runuser", "-u", around.other_owner, "--", *build.program, "--version")
    answer = run(command, b"")
    if answer.exit_code != 0:
        raise HandoutError(
            f"{around.other_owner}, who owns {build.root}, cannot run {shlex.join(build.program)}"
            f" ({_said(answer)}); let that account read the program and its Python"
        )


# --- files --------------------------------------------------------------------------------------


def _put_files(schedule: FileSchedule, build: ScheduledBuild, run: RunTool) -> tuple[str, ...]:
    for path in schedule.obsolete:
        _refuse_others(path, build)
    for command in schedule.before:
        run(command, b"")
    wanted = {file.path for file in schedule.files}
    gone = [path for path in schedule.obsolete if path not in wanted and _remove(path)]
    for file in schedule.files:
        _write_file(file.path, file.text)
    for command in schedule.enable:
        _require(run, command, "the files are written; then repeat: schedule --install")
    return (
        *(f"removed {path}" for path in gone),
        *(f"wrote {file.path}" for file in schedule.files),
        *(f"ran {shlex.join(command)}" for command in schedule.enable),
    )


def _take_files(schedule: FileSchedule, build: ScheduledBuild, run: RunTool) -> tuple[str, ...]:
    present = [path for path in schedule.obsolete if path.exists()]
    for path in present:
        _refuse_others(path, build)
    if not present:
        return ()
    for command in schedule.undo:
        run(command, b"")  # refuses where it was never started; the files go in any case
    for path in present:
        _remove(path)
    for command in schedule.after_removal:
        _require(run, command, "the files are removed; restart the scheduler by hand")
    return tuple(f"removed {path}" for path in present)


def _refuse_others(path: Path, build: ScheduledBuild) -> None:
    """Refuse a file that we did not make, or made for another workspace."""
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return
    except OSError as error:
        raise HandoutError(f"{path}: cannot be read: {error.strerror}; mend that first") from error
    if f"# {build.mark}" in lines or mark_line(build) in lines:
        return
    other = next((line for line in lines if MARK in line), None)
    if other is not None:
        raise other_workspace_error(build, f"{path} and the files", other.removesuffix(" -->"))
    raise HandoutError(
        f"{path} is there already, and is not ours; move it away, or choose another --name"
    )


def _write_file(path: Path, text: str) -> None:
    """Write a file beside its place, and move it into place."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            part.chmod(0o644)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise HandoutError(
            f"{path}: cannot be written: {error.strerror}; run it as an account that may, "
            "or leave out --install and save the files by hand"
        ) from error


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise HandoutError(f"{path}: cannot be removed: {error.strerror}; remove it") from error
    return True


def _require(run: RunTool, command: Command, then: str) -> Answer:
    answer = run(command, b"")
    if answer.exit_code != 0:
        raise _refusal(command, answer, then)
    return answer


def _refusal(command: Command, answer: Answer, then: str) -> HandoutError:
    remedy = REMEDIES.get(command[0], "try it by hand")
    return HandoutError(
        f"{shlex.join(command)} ended with exit code {answer.exit_code} ({_said(answer)}); "
        f"{remedy}; {then}"
    )


def _said(answer: Answer) -> str:
    return " ".join(answer.error.decode(errors="replace").split()) or "without a word"


# --- crontab ------------------------------------------------------------------------------------


def _put_lines(schedule: CronSchedule, build: ScheduledBuild, run: RunTool) -> tuple[str, ...]:
    old = _read_crontab(schedule, run)
    had_block = has_block(old, build)
    _write_crontab(schedule, put_block(old, build), run)
    done = "replaced our lines in" if had_block else "added our lines to"
    return (f"{done} the crontab (see it with: {shlex.join((*schedule.crontab, '-l'))})",)


def _take_lines(schedule: CronSchedule, build: ScheduledBuild, run: RunTool) -> tuple[str, ...]:
    old = _read_crontab(schedule, run)
    new = take_block(old, build)
    if not has_block(old, build):
        return ()
    _write_crontab(schedule, new, run)
    return ("removed our lines from the crontab; its other lines stay",)


def _read_crontab(schedule: CronSchedule, run: RunTool) -> str:
    """Return the crontab, "" where there is none; bytes that are no UTF-8 come through whole."""
    command = (*schedule.crontab, "-l")
    answer = run(command, b"")
    if answer.exit_code == 0:
        return answer.output.decode("utf-8", "surrogateescape")
    # Only its words tell an empty crontab from one that could not be read. Source: crontab.c of
    # Vixie cron, cronie and macOS.
    if answer.exit_code == 1 and not answer.output and b"no crontab for" in answer.error:
        return ""
    raise _refusal(command, answer, "nothing was changed")


def _write_crontab(schedule: CronSchedule, text: str, run: RunTool) -> None:
    command = (*schedule.crontab, "-")
    answer = run(command, text.encode("utf-8", "surrogateescape"))
    if answer.exit_code != 0:
        raise _refusal(command, answer, "the crontab is as it was")
