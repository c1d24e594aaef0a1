"""The command `schedule`: what its options mean, what it prints, what it puts in place."""

from __future__ import annotations

import argparse
import json
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from handoutpress.errors import ExitCode, UsageError
from handoutpress.schedule import add_schedule_arguments, find_program, run_schedule
from handoutpress.schedule.command import choose_kind, read_build, read_surroundings
from handoutpress.schedule.scheduled import Surroundings, read_time
from tests.nightly import PROGRAM, FakeCrontab, FakeTools, make_build, make_surroundings


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "clinic/handouts").mkdir(parents=True)
    return tmp_path / "clinic"


def parse(root: Path, *words: str) -> argparse.Namespace:
    """Return options as the command line gives them: common ones filled in by the caller."""
    parser = argparse.ArgumentParser()
    add_schedule_arguments(parser)
    common = {"root": root, "out": root / "out", "json": False, "lang": [], "jobs": None}
    return parser.parse_args(words, argparse.Namespace(**common))


def here(root: Path, **changes: object) -> Surroundings:
    return make_surroundings(config_home=root.parent / "config", **changes)


@pytest.mark.parametrize(
    ("text", "at"), [("02:30", (2, 30)), ("2:30", (2, 30)), ("00:00", (0, 0)), ("23:59", (23, 59))]
)
def test_a_time_of_the_day_is_read(text: str, at: tuple[int, int]) -> None:
    assert read_time(text) == at


@pytest.mark.parametrize("text", ["24:00", "2:3", "0230", "2.30", "02:60", "02:30:00", "٠٢:٣٠", ""])
def test_what_is_no_time_of_the_day_is_refused(root: Path, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(root, "--at", text)
    assert str(caught.value) == (
        f"'{text}' is no time of the day; write --at as HH:MM, such as 02:30"
    )
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("platform", "has_systemd", "kind"),
    [("darwin", False, "launchd"), ("linux", True, "systemd"), ("linux", False, "cron")],
)
def test_the_scheduler_is_that_of_the_computer(platform: str, has_systemd: bool, kind: str) -> None:
    assert choose_kind(make_surroundings(platform=platform, has_systemd=has_systemd)) == kind


def test_without_install_the_files_are_printed_and_nothing_is_done(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tools = FakeTools()
    code = run_schedule(parse(root), program=PROGRAM, around=here(root), run=tools)
    printed = capsys.readouterr().out
    assert code is ExitCode.OK
    assert f"# ==> {root.parent}/config/systemd/user/handout-press.timer\n" in printed
    assert "OnCalendar=*-*-* 02:30:00\n" in printed
    assert "systemctl --user enable --now handout-press.timer\n" in printed
    assert (tools.ran, list(root.parent.iterdir())) == ([], [root])


def test_installing_tells_what_was_done_and_how_to_undo_it(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = parse(root, "--install", "--at", "4:30", "--name", "oncology")
    run_schedule(options, program=PROGRAM, around=here(root), run=FakeTools())
    printed = capsys.readouterr().out
    assert f"wrote {root.parent}/config/systemd/user/oncology.timer\n" in printed
    assert f"{root} is built every night at 04:30, into {root}/out\n" in printed
    undo = (*PROGRAM, "schedule", "--remove", "--root", str(root))
    assert f"to undo it: {shlex.join(undo)} --kind systemd --name oncology\n" in printed


def test_what_is_installed_can_be_removed_even_when_the_workspace_is_gone(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_schedule(parse(root, "--install"), program=PROGRAM, around=here(root), run=FakeTools())
    (root / "handouts").rmdir()
    root.rmdir()
    run_schedule(parse(root, "--remove"), program=PROGRAM, around=here(root), run=FakeTools())
    assert "removed " in capsys.readouterr().out
    assert not [path for path in (root.parent / "config").rglob("*") if path.is_file()]


def test_removing_what_is_not_there_says_so(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = parse(root, "--remove", "--kind", "cron")
    run_schedule(options, program=PROGRAM, around=here(root), run=FakeCrontab())
    assert capsys.readouterr().out == "nothing named 'handout-press' is scheduled here (cron)\n"


def test_a_log_of_its_own_is_kept_only_where_there_is_no_journal(root: Path) -> None:
    logs = {kind: read_build(parse(root), PROGRAM, kind).log for kind in ("systemd", "cron")}
    assert logs == {"systemd": None, "cron": root / "state/log/build.log"}


def test_the_log_lies_in_the_state_folder_that_was_named(root: Path) -> None:
    options = parse(root)
    options.state = Path("/var/lib/press")
    build = read_build(options, PROGRAM, "launchd")
    assert build.log == Path("/var/lib/press/log/build.log")
    assert build.options == ("--state", "/var/lib/press")


def test_options_of_the_build_are_passed_on(root: Path) -> None:
    options = parse(root)
    options.lang, options.jobs = ["en", "es"], 2
    command = read_build(options, PROGRAM, "systemd").command
    assert command == (
        *(*PROGRAM, "build", "--root", str(root)),
        *("--lang", "en", "--lang", "es", "--jobs", "2"),
    )


def test_the_scheduled_command_line_is_one_that_the_command_understands() -> None:
    from handoutpress.cli.arguments import parse_arguments

    command = make_build(out=Path("/srv/www")).command
    options = parse_arguments(list(command[1:]), Path("/"))
    assert (options.command, str(options.root), str(options.out)) == (
        "build",
        "/srv/handouts",
        "/srv/www",
    )


def test_json_is_one_document(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = parse(root, "--kind", "cron")
    options.json = True
    run_schedule(options, program=PROGRAM, around=here(root), run=FakeTools())
    document = json.loads(capsys.readouterr().out)
    assert document["kind"] == "cron"
    assert document["crontab"].startswith("# BEGIN handout-press: ")
    assert (document["files"], document["done"]) == ([], [])


def test_a_folder_without_handouts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        run_schedule(parse(tmp_path), program=PROGRAM, around=here(tmp_path), run=FakeTools())
    assert str(caught.value) == f"{tmp_path} holds no handouts/; name the folder with --root"


@pytest.mark.parametrize("change", [{"on_failure": "a\nb"}, {"root": Path("/srv/a\rb")}])
def test_a_line_break_is_refused_for_it_would_start_a_line_of_its_own(
    change: dict[str, object],
) -> None:
    with pytest.raises(UsageError, match="leave out line breaks"):
        make_build(**change)


@pytest.mark.parametrize("name", ["../x", "Nightly", "a b", "-a", ""])
def test_a_name_that_is_no_file_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="write small letters, digits and hyphens"):
        make_build(name=name)


def test_the_program_is_found_by_how_it_was_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/srv")
    assert find_program(["./make_handouts.py", "schedule"], "/venv/bin/python") == (
        "/venv/bin/python",
        "/srv/make_handouts.py",
    )
    assert find_program(["/opt/press/bin/handout-press"], "/opt/press/bin/python") == (
        "/opt/press/bin/handout-press",
    )


def test_the_owner_is_whoever_the_workspace_belongs_to(root: Path) -> None:
    around = read_surroundings(root)
    assert (around.owner, around.user) == (root.owner(), root.owner())
    assert replace(around, user_id=0, owner="press").other_owner == "press"
    assert replace(around, user_id=0, owner="root").other_owner is None
