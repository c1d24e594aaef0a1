"""The units: what they hold, and that systemd itself reads them as they are meant."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from handoutpress.errors import UsageError
from handoutpress.schedule.scheduled import FileSchedule
from handoutpress.schedule.systemd import failed_text, service_text, systemd_schedule, timer_text
from tests.nightly import AS_ROOT, HARD_NAME, make_build, make_surroundings

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None,
    reason="systemd-analyze is not here (Debian: apt-get install systemd)",
)
USER = make_surroundings()


def lines_of(text: str) -> dict[str, str]:
    """Return the settings of a unit; the last one, where a name repeats."""
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def test_the_units_of_root_go_to_the_computer_and_build_as_the_owner() -> None:
    schedule = systemd_schedule(make_build(), AS_ROOT)
    assert [str(file.path) for file in schedule.files] == [
        "/etc/systemd/system/handout-press.service",
        "/etc/systemd/system/handout-press.timer",
    ]
    assert schedule.enable == (
        ("systemctl", "daemon-reload"),
        ("systemctl", "enable", "--now", "handout-press.timer"),
    )
    assert lines_of(schedule.files[0].text)["User"] == "press"


def test_the_units_of_a_user_go_to_the_account_and_need_lingering() -> None:
    schedule = systemd_schedule(make_build(), USER)
    folder = Path("/home/editor/.config/systemd/user")
    assert {file.path.parent for file in schedule.files} == {folder}
    assert schedule.enable[0] == ("systemctl", "--user", "daemon-reload")
    assert any("loginctl enable-linger editor" in note for note in schedule.notes)
    assert "User" not in lines_of(schedule.files[0].text)


def test_the_service_builds_this_workspace_and_can_write_only_its_output() -> None:
    settings = lines_of(service_text(make_build(out=Path("/srv/www/out")), AS_ROOT))
    assert settings["Type"] == "oneshot"
    assert settings["ExecStart"] == (
        "/opt/press/bin/handout-press build --root /srv/handouts --out /srv/www/out"
    )
    assert settings["ProtectSystem"] == "strict"
    assert settings["ReadWritePaths"] == "-/srv/www/out"
    assert settings["PrivateNetwork"] == "yes"
    assert "SuccessExitStatus" not in settings


def test_a_users_service_asks_for_no_namespaces() -> None:
    settings = lines_of(service_text(make_build(), USER))
    assert settings["NoNewPrivileges"] == "yes"
    assert not [name for name in settings if name.startswith(("Private", "Protect", "ReadWrite"))]


def test_the_output_folder_is_made_again_as_the_owner_and_never_as_root() -> None:
    settings = lines_of(service_text(make_build(), AS_ROOT))
    assert settings["ExecStartPre"] == (
        "-+/usr/bin/env runuser -u press -- mkdir -p /srv/handouts/out"
    )


def test_a_log_file_is_writable_too_where_one_is_asked_for() -> None:
    settings = lines_of(service_text(make_build(log=Path("/var/log/press/build.log")), AS_ROOT))
    assert settings["ReadWritePaths"] == "-/srv/handouts/out -/var/log/press"
    assert settings["ExecStart"].endswith(" --log /var/log/press/build.log")


def test_signs_that_systemd_fills_in_stand_for_themselves() -> None:
    root = Path("/srv") / HARD_NAME
    settings = lines_of(service_text(make_build(root=root, out=root / "out"), AS_ROOT))
    written = "/srv/a b%%c$$HOME'q\\\"w\\\\z"
    assert settings["ExecStart"] == f'/opt/press/bin/handout-press build --root "{written}"'
    assert settings["ReadWritePaths"] == f'"-{written.replace("$$", "$")}/out"'


def test_without_a_command_nothing_is_run_on_failure() -> None:
    schedule = systemd_schedule(make_build(), AS_ROOT)
    assert not any("failed" in file.text for file in schedule.files)


def test_on_failure_runs_in_a_unit_of_its_own_outside_the_sandbox() -> None:
    build = make_build(on_failure="mail it@example.org")
    settings = lines_of(failed_text(build, AS_ROOT))
    assert lines_of(service_text(build, AS_ROOT))["OnFailure"] == "handout-press-failed.service"
    assert settings["User"] == "press"
    assert "NoNewPrivileges" not in settings
    assert "'mail it@example.org'" in settings["ExecStart"]
    assert "$${MONITOR_EXIT_STATUS:-" in settings["ExecStart"]


@pytest.mark.parametrize("sign", ['"', "'", "\\"])
def test_a_program_that_systemd_cannot_start_is_refused(sign: str) -> None:
    with pytest.raises(UsageError, match="without quotation marks and backslashes"):
        service_text(make_build(program=(f"/opt/a{sign}b/press",)), AS_ROOT)


def test_a_schedule_with_a_name_has_units_of_that_name() -> None:
    schedule = systemd_schedule(make_build(name="oncology", on_failure="true"), AS_ROOT)
    names = [file.path.name for file in schedule.files]
    assert names == ["oncology.service", "oncology.timer", "oncology-failed.service"]
    assert "OnFailure=oncology-failed.service" in schedule.files[0].text


@pytest.mark.parametrize("at", [(1, 0), (2, 30), (3, 59)])
def test_an_hour_that_clocks_may_skip_is_warned_of(at: tuple[int, int]) -> None:
    notes = systemd_schedule(make_build(at=at), AS_ROOT).notes
    assert any("may not exist" in note for note in notes)


def test_an_hour_that_is_always_there_is_not_warned_of() -> None:
    assert not any("exist" in note for note in systemd_schedule(make_build(at=(4, 30)), USER).notes)


# --- systemd itself -----------------------------------------------------------------------------


def write_units(schedule: FileSchedule, folder: Path) -> list[str]:
    """Write the units into a folder; return their paths."""
    paths = [folder / file.path.name for file in schedule.files]
    for path, file in zip(paths, schedule.files, strict=True):
        path.write_text(file.text)
    return [str(path) for path in paths]


@needs_systemd
@pytest.mark.parametrize("account", [AS_ROOT, USER], ids=["root", "user"])
@pytest.mark.parametrize("name", ["plain", HARD_NAME], ids=["plain", "hard"])
def test_systemd_has_nothing_to_say_against_the_units(
    tmp_path: Path, name: str, account: object
) -> None:
    root = tmp_path / name
    program = tmp_path / "a b%c$HOME/press"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    build = make_build(program=(str(program),), root=root, out=root / "out", on_failure="echo 5%")
    around = AS_ROOT if account is AS_ROOT else USER
    around = replace(around, owner="daemon") if around.is_root else around
    paths = write_units(systemd_schedule(build, around), tmp_path)
    scope = "--system" if around.is_root else "--user"
    done = subprocess.run(
        ["systemd-analyze", "verify", scope, "--man=no", *paths],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": "/root", "XDG_RUNTIME_DIR": str(tmp_path)},
    )
    ours = [
        line for line in done.stderr.splitlines() if "handout-press" in line or "press:" in line
    ]
    assert (done.returncode, ours) == (0, [])


@needs_systemd
def test_systemd_reads_the_time_as_every_night() -> None:
    calendar = lines_of(timer_text(make_build(at=(4, 5))))["OnCalendar"]
    done = subprocess.run(
        ["systemd-analyze", "calendar", "--iterations=2", "--base-time=2026-05-01", calendar],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "/usr/bin:/bin", "TZ": "UTC", "LC_ALL": "C"},
    )
    assert "Fri 2026-05-01 04:05:00" in done.stdout
    assert "Sat 2026-05-02 04:05:00" in done.stdout
