"""The property list that macOS runs the build by."""

from __future__ import annotations

import plistlib
import subprocess
from pathlib import Path

from handoutpress.schedule.launchd import launchd_schedule, mark_line, plist_text
from tests.nightly import AS_ROOT, make_build, make_surroundings

USER = make_surroundings(platform="darwin", home=Path("/Users/editor"), user_id=501)
BUILD = make_build(log=Path("/srv/handouts/state/log/build.log"))


def test_the_list_builds_at_its_time() -> None:
    values = plistlib.loads(plist_text(BUILD, USER).encode())
    assert values["Label"] == "local.handout-press"
    assert tuple(values["ProgramArguments"]) == BUILD.command
    assert values["StartCalendarInterval"] == {"Hour": 2, "Minute": 30}
    assert "UserName" not in values


def test_a_user_gets_an_agent_and_root_a_daemon_that_builds_as_the_owner() -> None:
    agent, daemon = launchd_schedule(BUILD, USER), launchd_schedule(BUILD, AS_ROOT)
    agent_path = "/Users/editor/Library/LaunchAgents/local.handout-press.plist"
    daemon_path = "/Library/LaunchDaemons/local.handout-press.plist"
    assert agent.enable == (("launchctl", "bootstrap", "gui/501", agent_path),)
    assert daemon.enable == (("launchctl", "bootstrap", "system", daemon_path),)
    assert plistlib.loads(daemon.files[0].text.encode())["UserName"] == "press"


def test_an_earlier_one_of_the_same_name_is_stopped_first() -> None:
    schedule = launchd_schedule(BUILD, USER)
    assert schedule.before == (("launchctl", "bootout", "gui/501/local.handout-press"),)


def test_a_build_that_fails_runs_the_command_with_the_code_and_a_summary() -> None:
    build = make_build(
        program=("/bin/false",),
        log=Path("/srv/a & b.log"),
        on_failure='echo "$HANDOUT_PRESS_EXIT_CODE $HANDOUT_PRESS_SUMMARY"',
    )
    arguments = plistlib.loads(plist_text(build, USER).encode())["ProgramArguments"]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.stdout == (
        "1 Handout Press: the build of /srv/handouts failed (code 1); read /srv/a & b.log\n"
    )


def test_a_folder_with_two_hyphens_still_makes_a_sound_list() -> None:
    build = make_build(root=Path("/srv/a--b"), log=Path("/srv/build.log"))
    text = plist_text(build, USER)
    assert mark_line(build) in text.splitlines()
    assert "/srv/a--b" in plistlib.loads(text.encode())["ProgramArguments"]
