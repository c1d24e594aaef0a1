"""The units of a nightly build for systemd: a service, its timer, and who is told of a failure.

Values in, values out.
"""

from __future__ import annotations

import re
from pathlib import Path

from handoutpress.errors import UsageError
from handoutpress.schedule.scheduled import (
    SEARCH_PATH,
    FileSchedule,
    PlacedFile,
    ScheduledBuild,
    Surroundings,
    failure_line,
    skipped_hour_note,
)

# Source: systemd.service(5) and systemd.exec(5). They need no namespaces, so that they also hold
# for an account's own units. AF_UNIX: workers talk over pipes, and nothing is ever fetched.
LIMITS = """\
UMask=0022
Nice=10
IOSchedulingClass=idle
OOMPolicy=continue
TimeoutStartSec=4h
NoNewPrivileges=yes
RestrictAddressFamilies=AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
"""
# Only the computer's own units can have these: an account's would need namespaces of its own.
SANDBOX = """\
CapabilityBoundingSet=
PrivateNetwork=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome=read-only
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
"""
TIMER = """\
# {mark}
[Unit]
Description=Handout Press: build {root} every night

[Timer]
OnCalendar=*-*-* {hour:02}:{minute:02}:00
Persistent=true

[Install]
WantedBy=timers.target
"""
FAILED = """\
# {mark}
[Unit]
Description=Handout Press: tell that the build of {root} failed

[Service]
Type=oneshot
{user}ExecStart=/bin/sh -c {script}
Environment={search_path}
UMask=0077
TimeoutStartSec=5min
"""


def systemd_schedule(build: ScheduledBuild, around: Surroundings) -> FileSchedule:
    """Return the units, where they go, and how they are started and taken away.

    Root gets units of the computer, which build as the owner of the workspace; anybody else gets
    units of the own account.
    """
    folder = Path("/etc") if around.is_root else around.config_home
    units = folder / "systemd/system" if around.is_root else folder / "systemd/user"
    service, timer, failed = (
        units / f"{build.name}{end}" for end in (".service", ".timer", "-failed.service")
    )
    control = ("systemctl",) if around.is_root else ("systemctl", "--user")
    files = [
        PlacedFile(service, service_text(build, around)),
        PlacedFile(timer, timer_text(build)),
    ]
    if build.on_failure:
        files.append(PlacedFile(failed, failed_text(build, around)))
    return FileSchedule(
        kind="systemd",
        files=tuple(files),
        obsolete=(service, timer, failed),
        before=(),
        enable=((*control, "daemon-reload"), (*control, "enable", "--now", timer.name)),
        undo=((*control, "disable", "--now", timer.name),),
        after_removal=((*control, "daemon-reload"),),
        notes=(*_read_notes(build, around), *skipped_hour_note(build.at)),
    )


def service_text(build: ScheduledBuild, around: Surroundings) -> str:
    """Return the unit that builds once."""
    mounts = f"{quote_path(build.root)} {quote_path(build.out)}"
    on_failure = f"OnFailure={build.name}-failed.service\n" if build.on_failure else ""
    return f"""\
# {build.mark}
[Unit]
Description=Handout Press: build {quote_text(build.root)}
RequiresMountsFor={mounts}
{on_failure}
[Service]
Type=oneshot
{_user_line(around)}ExecStartPre={_make_folders(build, around)}
ExecStart={quote_command(build.command)}
Environment=PYTHONUTF8=1 XDG_CACHE_HOME=%C/{build.name}
CacheDirectory={build.name}
{LIMITS}{_sandbox(build, around)}"""


def timer_text(build: ScheduledBuild) -> str:
    """Return the unit that starts the service every night, and after a night that was missed."""
    hour, minute = build.at
    root = quote_text(build.root)
    return TIMER.format(mark=build.mark, root=root, hour=hour, minute=minute)


def failed_text(build: ScheduledBuild, around: Surroundings) -> str:
    """Return the unit that runs IT's command: outside the sandbox, for it may send mail."""
    ask = "systemctl" if around.is_root else "systemctl --user"
    shown = f"$({ask} show --property=ExecMainStatus --value {build.name}.service)"
    # Source: systemd.exec(5), MONITOR_EXIT_STATUS; since systemd 251, and asked for before that.
    line = failure_line(build, code='"$code"', where=_journal(build, around))
    script = f"code=${{MONITOR_EXIT_STATUS:-{shown}}}; {line}"
    return FAILED.format(
        mark=build.mark,
        root=quote_text(build.root),
        user=_user_line(around),
        script=quote_word(script),
        search_path=f"PATH={SEARCH_PATH}",
    )


# --- quoting ------------------------------------------------------------------------------------


def quote_text(value: object) -> str:
    """Return a value for a setting that takes the rest of the line."""
    return str(value).replace("%", "%%")


def quote_path(path: Path, *, prefix: str = "") -> str:
    """Return a path for a setting that takes a list of paths."""
    return _quote(f"{prefix}{path}")


def quote_word(word: str) -> str:
    """Return an argument of a command; systemd would fill in `$` and `%`."""
    return _quote(word).replace("$", "$$")


def quote_command(command: tuple[str, ...]) -> str:
    """Return a command; the program's own path is the one word where systemd fills in no `$`.

    Raises:
        UsageError: systemd starts no program whose path holds such signs.
    """
    program, *arguments = command
    if set(program) & set("\"'\\"):  # Source: string_is_safe() in systemd
        raise UsageError(
            f"systemd cannot start {program}; install the program in a folder without quotation "
            "marks and backslashes"
        )
    return " ".join((_quote(program), *map(quote_word, arguments)))


def _quote(word: str) -> str:
    """Source: systemd.syntax(7), quoting; systemd.unit(5), specifiers."""
    if re.fullmatch(r"[\w@+=:,./-]+", word):
        return word
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


# --- parts --------------------------------------------------------------------------------------


def _user_line(around: Surroundings) -> str:
    return f"User={around.other_owner}\n" if around.other_owner else ""


def _make_folders(build: ScheduledBuild, around: Surroundings) -> str:
    """Return the command that makes out/ again where somebody deleted it, before it is needed.

    The sandbox can open only folders that are there, so this runs outside of it ("+"), and then
    as the owner: root must not follow what an account could have put in the place of out/. When
    it fails ("-"), the build says what is wrong.
    """
    folders = [str(build.out)] + ([str(build.log.parent)] if build.log else [])
    make = ("mkdir", "-p", *folders)
    if around.other_owner:
        make = ("runuser", "-u", around.other_owner, "--", *make)
    start = "-+/usr/bin/env" if around.is_root else "-/usr/bin/env"
    return quote_command((start, *make))


def _sandbox(build: ScheduledBuild, around: Surroundings) -> str:
    if not around.is_root:
        return ""
    writable = [build.out] + ([build.log.parent] if build.log else [])
    paths = " ".join(quote_path(path, prefix="-") for path in writable)
    return f"{SANDBOX}ReadWritePaths={paths}\n"


def _journal(build: ScheduledBuild, around: Surroundings) -> str:
    scope = "--unit" if around.is_root else "--user-unit"
    return f"journalctl {scope} {build.name}.service"


def _read_notes(build: ScheduledBuild, around: Surroundings) -> tuple[str, ...]:
    reading = f"what it says is read with: {_journal(build, around)}"
    if around.is_root:
        return (f"it builds as {around.owner}, who owns the workspace", reading)
    linger = f"it runs only while you are logged in, until: loginctl enable-linger {around.user}"
    return (linger, reading)
