"""A schedule is put in place whole, is taken away again, and writes over nothing of others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from handoutpress.errors import HandoutError
from handoutpress.schedule.cron import cron_block, cron_schedule
from handoutpress.schedule.launchd import launchd_schedule
from handoutpress.schedule.place import (
    Answer,
    put_in_place,
    require_program,
    run_tool,
    take_away,
)
from handoutpress.schedule.scheduled import FileSchedule, ScheduledBuild
from handoutpress.schedule.systemd import systemd_schedule
from tests.nightly import AS_ROOT, PROGRAM, FakeCrontab, FakeTools, make_build, make_surroundings

BUILD = make_build(on_failure="true")


def units_in(folder: Path, build: ScheduledBuild = BUILD) -> FileSchedule:
    """Return the units of an account whose settings are in this folder."""
    return systemd_schedule(build, make_surroundings(config_home=folder))


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_the_files_are_written_before_the_scheduler_is_told(tmp_path: Path) -> None:
    schedule, tools = units_in(tmp_path), FakeTools()
    done = put_in_place(schedule, BUILD, tools)
    assert [file.path.read_text() for file in schedule.files] == [
        file.text for file in schedule.files
    ]
    assert schedule.files[0].path.stat().st_mode & 0o777 == 0o644
    assert tuple(tools.ran) == schedule.enable
    assert done[0] == f"wrote {tmp_path}/systemd/user/handout-press.service"
    assert done[-1] == "ran systemctl --user enable --now handout-press.timer"


def test_putting_it_in_place_twice_leaves_one(tmp_path: Path) -> None:
    later = replace(BUILD, at=(4, 30))
    put_in_place(units_in(tmp_path), BUILD, FakeTools())
    put_in_place(units_in(tmp_path, later), later, FakeTools())
    assert "04:30:00" in (tmp_path / "systemd/user/handout-press.timer").read_text()
    assert names_in(tmp_path) == [
        "handout-press-failed.service",
        "handout-press.service",
        "handout-press.timer",
    ]


def test_a_schedule_without_a_command_takes_away_the_unit_of_the_earlier_one(
    tmp_path: Path,
) -> None:
    silent = replace(BUILD, on_failure=None)
    put_in_place(units_in(tmp_path), BUILD, FakeTools())
    done = put_in_place(units_in(tmp_path, silent), silent, FakeTools())
    assert names_in(tmp_path) == ["handout-press.service", "handout-press.timer"]
    assert done[0] == f"removed {tmp_path}/systemd/user/handout-press-failed.service"


@pytest.mark.parametrize("change", [put_in_place, take_away])
def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path, change: object) -> None:
    schedule, tools = units_in(tmp_path), FakeTools()
    theirs = schedule.files[1].path
    theirs.parent.mkdir(parents=True)
    theirs.write_text("[Timer]\n")
    with pytest.raises(HandoutError) as caught:
        (put_in_place if change is put_in_place else take_away)(schedule, BUILD, tools)
    assert str(caught.value) == (
        f"{theirs} is there already, and is not ours; move it away, or choose another --name"
    )
    assert (names_in(tmp_path), theirs.read_text(), tools.ran) == (
        ["handout-press.timer"],
        "[Timer]\n",
        [],
    )


@pytest.mark.parametrize("maker", [systemd_schedule, launchd_schedule])
def test_a_schedule_of_another_workspace_is_left_alone(tmp_path: Path, maker: object) -> None:
    make = systemd_schedule if maker is systemd_schedule else launchd_schedule
    around = make_surroundings(config_home=tmp_path, home=tmp_path)
    other = replace(BUILD, root=Path("/srv/other"))
    put_in_place(make(other, around), other, FakeTools())
    before = {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(HandoutError, match="build /srv/other, not /srv/handouts; give this"):
        put_in_place(make(BUILD, around), BUILD, FakeTools())
    assert {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_taking_it_away_stops_it_and_leaves_nothing(tmp_path: Path) -> None:
    tools = FakeTools()
    put_in_place(units_in(tmp_path), BUILD, FakeTools())
    done = take_away(units_in(tmp_path), BUILD, tools)
    assert names_in(tmp_path) == []
    assert tools.ran == [
        ("systemctl", "--user", "disable", "--now", "handout-press.timer"),
        ("systemctl", "--user", "daemon-reload"),
    ]
    assert len(done) == 3


def test_taking_away_what_is_not_there_does_nothing(tmp_path: Path) -> None:
    tools, crontab = FakeTools(), FakeCrontab()
    assert take_away(units_in(tmp_path), BUILD, tools) == ()
    assert take_away(cron_schedule(BUILD, make_surroundings()), BUILD, crontab) == ()
    assert (tools.ran, crontab.ran) == ([], [("crontab", "-l")])


def test_a_scheduler_that_refuses_is_quoted_with_what_to_do(tmp_path: Path) -> None:
    refusal = Answer(1, error=b"Failed to connect to bus:\n No medium found\n")
    with pytest.raises(HandoutError) as caught:
        put_in_place(units_in(tmp_path), BUILD, FakeTools({"systemctl": refusal}))
    assert str(caught.value) == (
        "systemctl --user daemon-reload ended with exit code 1 (Failed to connect to bus: No "
        "medium found); is systemd running, and are you logged in as this user? Else give "
        "--kind cron; the files are written; then repeat: schedule --install"
    )
    assert caught.value.exit_code == 1


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "systemd").write_text("in the way")
    with pytest.raises(HandoutError, match="service: cannot be read: Not a directory; mend"):
        put_in_place(units_in(tmp_path), BUILD, FakeTools())


def test_a_tool_that_is_not_here_is_named_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(HandoutError) as caught:
        run_tool(("crontab", "-l"), b"")
    assert str(caught.value) == (
        "crontab is not on this computer; install cron (Debian: apt-get install cron), "
        "or give --kind systemd"
    )


def test_a_tool_is_given_its_input_and_asked_in_the_plain_locale() -> None:
    answer = run_tool(("sh", "-c", "cat; echo $LC_ALL; echo no >&2; exit 3"), b"\xfc\r\n")
    assert answer == Answer(3, b"\xfc\r\nC\n", b"no\n")


# --- crontab ------------------------------------------------------------------------------------


def test_a_crontab_gets_our_lines_and_keeps_its_bytes() -> None:
    crontab = FakeCrontab(b"# m\xfcll\r\n5 5 * * * true\n")
    schedule = cron_schedule(BUILD, make_surroundings())
    put_in_place(schedule, BUILD, crontab)
    assert crontab.content == b"# m\xfcll\r\n5 5 * * * true\n" + cron_block(BUILD).encode()
    take_away(schedule, BUILD, crontab)
    assert crontab.content == b"# m\xfcll\r\n5 5 * * * true\n"


def test_a_crontab_that_cannot_be_read_is_not_written() -> None:
    tools = FakeTools({"crontab": Answer(1, error=b"you are not allowed to use this program")})
    with pytest.raises(HandoutError) as caught:
        put_in_place(cron_schedule(BUILD, make_surroundings()), BUILD, tools)
    assert str(caught.value) == (
        "crontab -l ended with exit code 1 (you are not allowed to use this program); "
        "may this user use cron (see: man crontab)?; nothing was changed"
    )
    assert tools.ran == [("crontab", "-l")]


# --- who builds ---------------------------------------------------------------------------------


def test_an_owner_who_cannot_run_the_program_is_found_out_before_the_night() -> None:
    tools = FakeTools({"runuser": Answer(126, error=b"python: Permission denied\n")})
    with pytest.raises(HandoutError) as caught:
        require_program(BUILD, AS_ROOT, tools)
    assert str(caught.value) == (
        "press, who owns /srv/handouts, cannot run /opt/press/bin/handout-press "
        "(python: Permission denied); let that account read the program and its Python"
    )
    assert tools.ran == [("runuser", "-u", "press", "--", *PROGRAM, "--version")]


def test_a_user_who_builds_as_oneself_is_not_asked() -> None:
    tools = FakeTools()
    require_program(BUILD, make_surroundings(), tools)
    assert tools.ran == []
