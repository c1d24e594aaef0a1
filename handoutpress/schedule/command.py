"""The command `schedule`: what its options mean, what it prints, and what it lets be done.

Writes nothing itself.
"""

from __future__ import annotations

import argparse
import json
import os
import pwd
import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from handoutpress.console import say
from handoutpress.errors import ExitCode, UsageError
from handoutpress.schedule.cron import cron_schedule
from handoutpress.schedule.launchd import launchd_schedule
from handoutpress.schedule.place import RunTool, put_in_place, require_program, run_tool, take_away
from handoutpress.schedule.scheduled import (
    DEFAULT_AT,
    DEFAULT_NAME,
    Command,
    CronSchedule,
    FileSchedule,
    PlacedFile,
    Schedule,
    ScheduledBuild,
    Surroundings,
    read_time,
)
from handoutpress.schedule.systemd import systemd_schedule

MAKERS: dict[str, Callable[[ScheduledBuild, Surroundings], Schedule]] = {
    "systemd": systemd_schedule,
    "cron": cron_schedule,
    "launchd": launchd_schedule,
}
# Source: sd_booted(3): the folder is there where systemd is what started the computer.
SYSTEMD_RUNS = Path("/run/systemd/system")
# Options of every command that the nightly build is given as they were given here.
PASSED_ON = ("state", "lang", "edition", "jobs", "timeout", "memory")


def add_schedule_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what only `schedule` understands."""
    add = parser.add_argument
    add("--at", type=read_time, metavar="HH:MM", default=DEFAULT_AT, help="default 02:30")
    add("--kind", choices=tuple(MAKERS), help="the scheduler; default: that of this computer")
    add("--on-failure", metavar="COMMAND", help="what to run when the build does not leave with 0")
    add("--log", type=Path, metavar="FILE", help="default: the journal, or state/log/build.log")
    add("--name", default=DEFAULT_NAME, help="one for each workspace; default handout-press")
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--install", action="store_true", help="put it in place")
    either.add_argument("--remove", action="store_true", help="take it away again")


def run_schedule(
    options: argparse.Namespace,
    *,
    program: Command,
    around: Surroundings | None = None,
    run: RunTool = run_tool,
) -> ExitCode:
    """Print what runs the build every night, put it in place, or take it away.

    Raises:
        UsageError: there is no handouts/ in the root, or a value cannot be scheduled.
        HandoutError: the scheduler is not there or refuses, or something else has the place.
    """
    if not options.remove and not (options.root / "handouts").is_dir():
        raise UsageError(f"{options.root} holds no handouts/; name the folder with --root")
    around = around or read_surroundings(options.root)
    kind = options.kind or choose_kind(around)
    build = read_build(options, program, kind)
    schedule = MAKERS[kind](build, around)
    if options.install:
        require_program(build, around, run)
        done = put_in_place(schedule, build, run)
    elif options.remove:
        done = take_away(schedule, build, run)
    else:
        done = ()
    tell_schedule(schedule, build, options, done)
    return ExitCode.OK


def find_program(arguments: list[str], python: str) -> Command:
    """Return the absolute command that started this process: a script, or an installed command."""
    started = os.path.abspath(arguments[0])
    return (python, started) if started.endswith(".py") else (started,)


def choose_kind(around: Surroundings) -> str:
    """Return the scheduler of this computer."""
    if around.platform == "darwin":
        return "launchd"
    return "systemd" if around.has_systemd else "cron"


def read_surroundings(root: Path) -> Surroundings:
    """Ask the computer who and where we are."""
    user = pwd.getpwuid(os.geteuid())
    home = Path(user.pw_dir)
    return Surroundings(
        platform=sys.platform,
        has_systemd=SYSTEMD_RUNS.is_dir(),
        user=user.pw_name,
        user_id=user.pw_uid,
        owner=_name_owner(root, user.pw_name),
        home=home,
        config_home=Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config"),
    )


def read_build(options: argparse.Namespace, program: Command, kind: str) -> ScheduledBuild:
    """Return what the options ask to be run."""
    state = Path(os.path.abspath(getattr(options, "state", None) or options.root / "state"))
    log = options.log
    if log is None and kind != "systemd":
        log = state / "log/build.log"
    return ScheduledBuild(
        program=program,
        root=options.root,
        out=options.out,
        at=options.at,
        on_failure=options.on_failure,
        log=Path(os.path.abspath(log)) if log else None,
        options=passed_options(vars(options)),
        name=options.name,
    )


def passed_options(given: Mapping[str, object]) -> Command:
    """Return the options of the build as they are typed."""
    words: list[str] = []
    for name in PASSED_ON:
        value = given.get(name)
        values = value if isinstance(value, list) else [] if value is None else [value]
        for one in values:
            words += [f"--{name}", os.path.abspath(one) if isinstance(one, Path) else str(one)]
    return tuple(words)


# --- what is printed ----------------------------------------------------------------------------


def tell_schedule(
    schedule: Schedule,
    build: ScheduledBuild,
    options: argparse.Namespace,
    done: tuple[str, ...],
) -> None:
    """Print the files and what to type, or what was done and how to undo it."""
    if options.json:
        say(json.dumps(describe_schedule(schedule, done), ensure_ascii=False, indent=2))
    elif options.remove:
        for line in done or (f"nothing named '{build.name}' is scheduled here ({schedule.kind})",):
            say(line)
    else:
        lines = _tell_installed(build, schedule.kind, done) if done else _tell_by_hand(schedule)
        for line in (*lines, *(f"note: {note}" for note in schedule.notes)):
            say(line)


def describe_schedule(schedule: Schedule, done: tuple[str, ...]) -> dict[str, object]:
    """Return the schedule as a document for programs."""
    files: tuple[PlacedFile, ...] = ()
    commands: tuple[Command, ...] = ()
    if isinstance(schedule, FileSchedule):
        files, commands = schedule.files, schedule.enable
    return {
        "kind": schedule.kind,
        "files": [{"path": str(file.path), "text": file.text} for file in files],
        "crontab": schedule.block if isinstance(schedule, CronSchedule) else None,
        "commands": [list(command) for command in commands],
        "done": list(done),
        "notes": list(schedule.notes),
    }


def _tell_by_hand(schedule: Schedule) -> tuple[str, ...]:
    if isinstance(schedule, CronSchedule):
        edit = shlex.join((*schedule.crontab, "-e"))
        how = f"# Add these lines with: {edit}   (schedule --install does it)"
        return (how, "", schedule.block)
    return (
        "# Save each file under its name, then type the commands (schedule --install does it).",
        *(f"\n# ==> {file.path}\n{file.text}" for file in schedule.files),
        "# ==> commands",
        *(shlex.join(command) for command in schedule.enable),
        "",
    )


def _tell_installed(build: ScheduledBuild, kind: str, done: tuple[str, ...]) -> tuple[str, ...]:
    hour, minute = build.at
    name = () if build.name == DEFAULT_NAME else ("--name", build.name)
    remove = (*build.program, "schedule", "--remove", "--root", str(build.root), "--kind", kind)
    return (
        *done,
        f"{build.root} is built every night at {hour:02}:{minute:02}, into {build.out}",
        f"to undo it: {shlex.join((*remove, *name))}",
    )


def _name_owner(root: Path, user: str) -> str:
    """Return who owns the workspace; whoever asks, where it is gone."""
    try:
        user_id = root.stat().st_uid
    except OSError:
        return user
    try:
        return pwd.getpwuid(user_id).pw_name
    except KeyError:  # an account of another computer, such as a network folder's
        return str(user_id)
