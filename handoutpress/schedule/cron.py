"""The line of a nightly build for cron, and where it stands in a crontab that has other lines.

Values in, values out: never loses a line that is not ours.
"""

from __future__ import annotations

import re
import shlex

from handoutpress.errors import HandoutError, UsageError
from handoutpress.schedule.scheduled import (
    MARK,
    SEARCH_PATH,
    CronSchedule,
    ScheduledBuild,
    Surroundings,
    failure_line,
)

# Source: crontab(5): the environment is nearly empty, and what is printed is mailed. The log has
# all lines; the mail has only the problems.
SETTINGS = f"export PYTHONUTF8=1 PATH={SEARCH_PATH};"
MAX_LINE = 990  # Source: cron.h of Vixie cron, MAX_COMMAND: 1000


def cron_schedule(build: ScheduledBuild, around: Surroundings) -> CronSchedule:
    """Return the lines for the crontab of whoever builds."""
    account = ("-u", around.other_owner) if around.other_owner else ()
    notes = [
        "cron does not make up for a night when the computer was off",
        f"what it says is in {build.log}; problems are mailed, too, where this computer has mail",
    ]
    if around.is_root:
        notes.insert(0, f"it builds as {around.owner}, who owns the workspace")
    return CronSchedule(("crontab", *account), cron_block(build), tuple(notes))


def cron_block(build: ScheduledBuild) -> str:
    """Return our lines, between two that mark them."""
    return f"{_begin(build)}\n{cron_line(build)}\n{_end(build)}\n"


def cron_line(build: ScheduledBuild) -> str:
    """Return the line that builds every night.

    Raises:
        UsageError: it holds what crons read in different ways.
    """
    line = f"{SETTINGS} nice -n 10 {shlex.join(build.command)} >/dev/null"
    if build.on_failure:
        where = str(build.log) if build.log else "the mail that cron sent"
        told = failure_line(build, code="$?", where=where)
        line += f" || {told}"
    if "\\\\" in line or "\\%" in line:
        raise UsageError(
            r"cron cannot be given '\\' or '\%'; put the command into a script, and name the script"
        )
    hour, minute = build.at
    line = f"{minute} {hour} * * * " + line.replace("%", "\\%")
    if len(line.encode()) > MAX_LINE:
        raise UsageError(
            f"the line for cron is {len(line.encode())} bytes long, and cron takes {MAX_LINE}; "
            "put the --on-failure command into a script, and name the script"
        )
    return line


def put_block(crontab: str, build: ScheduledBuild) -> str:
    """Return the crontab with our lines: in the place of those of before, or at its end.

    Raises:
        HandoutError: the marked lines are another workspace's, or one mark is missing.
    """
    before, after = _split(crontab, build)
    return before + cron_block(build) + after


def take_block(crontab: str, build: ScheduledBuild) -> str:
    """Return the crontab without our lines.

    Raises:
        HandoutError: the marked lines are another workspace's, or one mark is missing.
    """
    before, after = _split(crontab, build)
    return before + after


def has_block(crontab: str, build: ScheduledBuild) -> bool:
    """Tell whether our lines are in the crontab."""
    return _begin(build) in crontab.split("\n")


def _split(crontab: str, build: ScheduledBuild) -> tuple[str, str]:
    """Return what stands before our lines, and what stands after them."""
    lines = (crontab if crontab.endswith("\n") or not crontab else f"{crontab}\n").split("\n")
    begins = [number for number, line in enumerate(lines) if _is_begin(line, build)]
    ends = [number for number, line in enumerate(lines) if line == _end(build)]
    if not begins and not ends:
        return "\n".join(lines), ""
    if len(begins) != 1 or len(ends) != 1 or ends[0] < begins[0]:
        raise HandoutError(
            f"the crontab does not have one '# BEGIN {build.name}' line and one "
            f"'# END {build.name}' line; mend it with: crontab -e"
        )
    if lines[begins[0]] != _begin(build):
        raise other_workspace_error(build, "the crontab's lines", lines[begins[0]])
    before = "".join(f"{line}\n" for line in lines[: begins[0]])
    return before, "\n".join(lines[ends[0] + 1 :])


def other_workspace_error(build: ScheduledBuild, what: str, line: str) -> HandoutError:
    """Return the error for a schedule of the same name that builds another workspace."""
    root = re.sub(f"^.*?{re.escape(MARK)}", "", line)
    return HandoutError(
        f"{what} named '{build.name}' build {root}, not {build.root}; "
        "give this schedule a name of its own with --name"
    )


def _begin(build: ScheduledBuild) -> str:
    return f"# BEGIN {build.name}: {build.mark}"


def _end(build: ScheduledBuild) -> str:
    return f"# END {build.name}"


def _is_begin(line: str, build: ScheduledBuild) -> bool:
    return line.startswith(f"# BEGIN {build.name}: {MARK}")
