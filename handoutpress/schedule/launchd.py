"""The property list of a nightly build for launchd, the scheduler of macOS.

Values in, values out.
"""

from __future__ import annotations

import plistlib
import shlex
from pathlib import Path

from handoutpress.schedule.scheduled import (
    SEARCH_PATH,
    FileSchedule,
    PlacedFile,
    ScheduledBuild,
    Surroundings,
    failure_line,
)

HOMEBREW = "/opt/homebrew/bin"  # Source: Homebrew's prefix on Apple silicon


def launchd_schedule(build: ScheduledBuild, around: Surroundings) -> FileSchedule:
    """Return the property list, where it goes, and how it is started and taken away.

    Root gets a daemon, which builds as the owner of the workspace; anybody else gets an agent of
    the own account.
    """
    label = f"local.{build.name}"
    kind = "LaunchDaemons" if around.is_root else "LaunchAgents"
    library = Path("/Library") if around.is_root else around.home / "Library"
    path = library / kind / f"{label}.plist"
    domain = "system" if around.is_root else f"gui/{around.user_id}"
    stop = (("launchctl", "bootout", f"{domain}/{label}"),)
    return FileSchedule(
        kind="launchd",
        files=(PlacedFile(path, plist_text(build, around)),),
        obsolete=(path,),
        before=stop,
        enable=(("launchctl", "bootstrap", domain, str(path)),),
        undo=stop,
        after_removal=(),
        notes=_read_notes(build, around),
    )


def plist_text(build: ScheduledBuild, around: Surroundings) -> str:
    """Return the property list."""
    hour, minute = build.at
    values: dict[str, object] = {
        "Label": f"local.{build.name}",
        "ProgramArguments": list(_arguments(build)),
        "StartCalendarInterval": {"Hour": hour, "Minute": minute},
        "EnvironmentVariables": {"PYTHONUTF8": "1", "PATH": f"{HOMEBREW}:{SEARCH_PATH}"},
        "ProcessType": "Background",
        "LowPriorityIO": True,
        "Nice": 10,
        "Umask": 0o022,
    }
    if around.other_owner:
        values["UserName"] = around.other_owner
    head, body = plistlib.dumps(values).decode().split("<plist", 1)
    return f"{head}{mark_line(build)}\n<plist{body}"


def mark_line(build: ScheduledBuild) -> str:
    """Return the comment by which the file is known again; XML has no `--` in comments."""
    return f"<!-- {build.mark.replace('--', '- -')} -->"


def _arguments(build: ScheduledBuild) -> tuple[str, ...]:
    if not build.on_failure:
        return build.command
    told = failure_line(build, code="$?", where=str(build.log))
    return ("/bin/sh", "-c", f"{shlex.join(build.command)} || {told}")


def _read_notes(build: ScheduledBuild, around: Surroundings) -> tuple[str, ...]:
    who = (
        f"it builds as {around.owner}, who owns the workspace"
        if around.is_root
        else "it runs only while you are logged in; with sudo, it runs every night"
    )
    sleep = "a Mac that sleeps builds when it wakes; one that is off misses the night"
    return (who, sleep, f"what it says is in {build.log}")
