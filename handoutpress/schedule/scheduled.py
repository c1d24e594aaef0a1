"""What is scheduled, where, and for whom: the values that every kind of scheduler is told.

Reads nothing and writes nothing.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from handoutpress.errors import UsageError

DEFAULT_NAME = "handout-press"
DEFAULT_AT = "02:30"
MARK = "Made by Handout Press for "
# The folders of a login shell; schedulers give less. Source: login.defs of Debian, ENV_SUPATH.
SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# What the command of --on-failure finds in its environment.
EXIT_CODE_VARIABLE = "HANDOUT_PRESS_EXIT_CODE"
SUMMARY_VARIABLE = "HANDOUT_PRESS_SUMMARY"

Command = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScheduledBuild:
    """The build of one workspace, every night.

    `program` is absolute; `at` is hour and minute in the computer's own time zone; `options` are
    options of `build`, as typed; without a `log`, the scheduler keeps one.
    """

    program: Command
    root: Path
    out: Path
    at: tuple[int, int] = (2, 30)
    on_failure: str | None = None
    log: Path | None = None
    options: Command = ()
    name: str = DEFAULT_NAME

    def __post_init__(self) -> None:
        words = (*self.command, str(self.out), self.on_failure or "", self.name)
        for word in words:
            if not word.isprintable():
                raise UsageError(
                    f"{word!r} cannot stand in a scheduler's file; leave out line breaks and signs "
                    "that cannot be seen (a longer command goes into a script)"
                )
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", self.name):
            raise UsageError(
                f"--name '{self.name}' cannot be used; write small letters, digits and hyphens"
            )

    @property
    def command(self) -> Command:
        """Return the command that builds."""
        log = ("--log", str(self.log)) if self.log else ()
        out = () if self.out == self.root / "out" else ("--out", str(self.out))
        return (*self.program, "build", "--root", str(self.root), *out, *self.options, *log)

    @property
    def mark(self) -> str:
        """Return the words by which our own files are known again."""
        return f"{MARK}{self.root}"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The computer and the account that the schedule is for.

    `user` asks; `owner`, to whom the workspace belongs, is who builds where `user` is root.
    """

    platform: str
    has_systemd: bool
    user: str
    user_id: int
    owner: str
    home: Path
    config_home: Path

    @property
    def is_root(self) -> bool:
        """Tell whether the whole computer's scheduler is meant, not that of one account."""
        return self.user_id == 0

    @property
    def other_owner(self) -> str | None:
        """Return the account that root lets build, unless it is root."""
        return self.owner if self.is_root and self.owner != "root" else None


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """A file for the scheduler, and where it goes."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class FileSchedule:
    """A schedule made of files: systemd and launchd.

    `before` and `undo` may fail, for there may be nothing to undo; `obsolete` are files of ours
    that an earlier schedule of this name may have left.
    """

    kind: str
    files: tuple[PlacedFile, ...]
    obsolete: tuple[Path, ...]
    before: tuple[Command, ...]
    enable: tuple[Command, ...]
    undo: tuple[Command, ...]
    after_removal: tuple[Command, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CronSchedule:
    """A schedule that is a block of lines in a crontab; `crontab` is how that tool is called."""

    crontab: Command
    block: str
    notes: tuple[str, ...]
    kind: str = "cron"


Schedule = FileSchedule | CronSchedule


def read_time(text: str) -> tuple[int, int]:
    """Return hour and minute.

    Raises:
        UsageError: it is no time of the day.
    """
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text)
    if not found:
        raise UsageError(f"'{text}' is no time of the day; write --at as HH:MM, such as 02:30")
    return int(found[1]), int(found[2])


def failure_line(build: ScheduledBuild, *, code: str, where: str) -> str:
    """Return the shell command that runs IT's own, with the exit code and a sentence to send.

    The shell does it and not our program: a program that was killed, or whose Python is gone,
    cannot tell of it. `code` is what the shell knows the exit code by, `where` what to read.
    """
    before = shlex.quote(f"Handout Press: the build of {build.root} failed (code ")
    after = shlex.quote(f"); read {where}")
    told = f"{EXIT_CODE_VARIABLE}={code} {SUMMARY_VARIABLE}={before}{code}{after}"
    return f"{told} /bin/sh -c {shlex.quote(build.on_failure or ':')}"


def skipped_hour_note(at: tuple[int, int]) -> tuple[str, ...]:
    """Return a warning where a time may not be there on the night when clocks go forward."""
    if not 1 <= at[0] <= 3:
        return ()
    shown = f"{at[0]:02}:{at[1]:02}"
    return (
        f"on the night when clocks go forward, {shown} may not exist, and that night is skipped; "
        "--at 04:30 runs every night",
    )
