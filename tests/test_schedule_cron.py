"""The line for cron, and a crontab that keeps every line that is not ours."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.errors import HandoutError, UsageError
from handoutpress.schedule.cron import (
    cron_block,
    cron_line,
    cron_schedule,
    has_block,
    put_block,
    take_block,
)
from handoutpress.schedule.place import put_in_place, run_tool, take_away
from tests.nightly import AS_ROOT, make_build, make_surroundings

BUILD = make_build(log=Path("/srv/handouts/state/log/build.log"))
OTHERS = "# mine\n5 5 * * * true # 100\\%\n"
# A crontab's line holds no line end; our own marks are tested apart.
LINES = st.lists(st.text(st.characters(exclude_characters="\n", codec="utf-8")), max_size=8)


def run_by_cron(line: str) -> str:
    """Run the command of a line as crontab(5) says: what follows five fields, `\\%` as `%`."""
    command = line.split(" ", 5)[5].replace("\\%", "%")
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    return done.stdout


def write_program(folder: Path, exit_code: int) -> tuple[str, ...]:
    """Write a program that leaves with this exit code; return its command."""
    program = folder / "press"
    program.write_text(f'#!/bin/sh\necho "$@" > "{folder}/told"\nexit {exit_code}\n')
    program.chmod(0o755)
    return (str(program),)


def test_the_line_builds_at_its_time_and_mails_only_problems() -> None:
    line = cron_line(BUILD)
    assert line.startswith("30 2 * * * export PYTHONUTF8=1 PATH=/usr/local/sbin:")
    assert line.endswith(
        "nice -n 10 /opt/press/bin/handout-press build --root /srv/handouts "
        "--log /srv/handouts/state/log/build.log >/dev/null"
    )


def test_a_percent_sign_reaches_the_command(tmp_path: Path) -> None:
    build = make_build(program=write_program(tmp_path, 0), root=Path("/srv/100% us"))
    line = cron_line(build)
    run_by_cron(line)
    assert "%" not in line.replace("\\%", "")
    assert "--root /srv/100% us " in (tmp_path / "told").read_text()


@pytest.mark.parametrize("exit_code", [1, 3, 70])
def test_a_build_that_fails_runs_the_command_with_the_code_and_a_summary(
    tmp_path: Path, exit_code: int
) -> None:
    command = 'printf "%s, %s" "$HANDOUT_PRESS_EXIT_CODE" "$HANDOUT_PRESS_SUMMARY"'
    build = make_build(
        program=write_program(tmp_path, exit_code),
        root=Path("/srv/it's"),
        log=Path("/srv/build.log"),
        on_failure=command,
    )
    assert run_by_cron(cron_line(build)) == (
        f"{exit_code}, Handout Press: the build of /srv/it's failed (code {exit_code}); "
        "read /srv/build.log"
    )


def test_a_build_that_was_killed_runs_the_command(tmp_path: Path) -> None:
    program = tmp_path / "press"
    program.write_text("#!/bin/sh\nkill -KILL $$\n")
    program.chmod(0o755)
    build = make_build(program=(str(program),), on_failure='echo "$HANDOUT_PRESS_EXIT_CODE"')
    assert run_by_cron(cron_line(build)) == "137\n"


def test_a_program_that_is_gone_runs_the_command(tmp_path: Path) -> None:
    build = make_build(
        program=(str(tmp_path / "gone"),), on_failure='echo "$HANDOUT_PRESS_EXIT_CODE"'
    )
    assert run_by_cron(cron_line(build)) == "127\n"


def test_a_build_that_ends_well_does_not_run_the_command(tmp_path: Path) -> None:
    build = make_build(program=write_program(tmp_path, 0), on_failure="echo told")
    assert run_by_cron(cron_line(build)) == ""


@pytest.mark.parametrize("command", ["echo a\\\\b", "echo 100\\%"])
def test_what_crons_read_differently_is_refused(command: str) -> None:
    with pytest.raises(UsageError, match="cron cannot be given") as caught:
        cron_line(make_build(on_failure=command))
    assert str(caught.value) == (
        r"cron cannot be given '\\' or '\%'; put the command into a script, and name the script"
    )


def test_a_line_that_cron_would_not_take_is_refused() -> None:
    with pytest.raises(UsageError, match="bytes long, and cron takes 990"):
        cron_line(make_build(on_failure="echo " + "x" * 800))


def test_root_writes_the_crontab_of_the_owner() -> None:
    assert cron_schedule(BUILD, AS_ROOT).crontab == ("crontab", "-u", "press")
    assert cron_schedule(BUILD, make_surroundings()).crontab == ("crontab",)


def test_our_lines_are_added_at_the_end() -> None:
    assert put_block("", BUILD) == cron_block(BUILD)
    assert put_block(OTHERS, BUILD) == OTHERS + cron_block(BUILD)
    assert put_block(OTHERS.rstrip("\n"), BUILD) == OTHERS + cron_block(BUILD)


def test_a_second_time_replaces_our_lines_where_they_are() -> None:
    later = make_build(at=(4, 30), log=BUILD.log)
    crontab = f"{OTHERS}{cron_block(BUILD)}# last\n"
    assert put_block(crontab, later) == f"{OTHERS}{cron_block(later)}# last\n"


def test_two_schedules_of_different_names_stand_beside_each_other() -> None:
    other = make_build(name="oncology", root=Path("/srv/oncology"))
    both = put_block(put_block(OTHERS, BUILD), other)
    assert take_block(both, BUILD) == OTHERS + cron_block(other)


@given(before=LINES, after=LINES)
def test_every_other_line_stays(before: list[str], after: list[str]) -> None:
    head, tail = ("".join(f"{line}\n" for line in lines) for lines in (before, after))
    crontab = f"{head}{cron_block(BUILD)}{tail}"
    assert put_block(crontab, BUILD) == crontab
    assert take_block(crontab, BUILD) == head + tail
    assert take_block(put_block(head, BUILD), BUILD) == head


def test_another_workspace_of_the_same_name_is_refused() -> None:
    with pytest.raises(HandoutError) as caught:
        put_block(cron_block(make_build(root=Path("/srv/other"))), BUILD)
    assert str(caught.value) == (
        "the crontab's lines named 'handout-press' build /srv/other, not /srv/handouts; "
        "give this schedule a name of its own with --name"
    )


@pytest.mark.parametrize(
    "crontab",
    [
        cron_block(BUILD).replace("# END handout-press\n", "") + OTHERS,
        OTHERS + "# END handout-press\n",
        cron_block(BUILD) * 2,
    ],
    ids=["no end", "no beginning", "twice"],
)
def test_marks_that_somebody_broke_are_not_guessed_at(crontab: str) -> None:
    for change in (put_block, take_block):
        with pytest.raises(HandoutError, match="mend it with: crontab -e"):
            change(crontab, BUILD)


# --- the real crontab ---------------------------------------------------------------------------


@pytest.fixture
def account() -> Iterator[str]:
    """Yield an account without a crontab, and leave it without one."""
    if shutil.which("crontab") is None:
        pytest.skip("crontab is not here (Debian: apt-get install cron)")
    if os.geteuid() != 0:
        pytest.skip("only root can use the crontab of an account that has none")
    if subprocess.run(["crontab", "-u", "nobody", "-l"], capture_output=True).returncode == 0:
        pytest.skip("the account nobody has a crontab, which is left alone")
    yield "nobody"
    subprocess.run(["crontab", "-u", "nobody", "-r"], capture_output=True, check=False)


def test_a_real_crontab_takes_our_lines_and_gives_them_back(account: str) -> None:
    others = b"# m\xfcll\n5\t5 * * * true # 100\\%\n\n"
    list_crontab = ["crontab", "-u", account, "-l"]
    subprocess.run(["crontab", "-u", account, "-"], input=others, check=True)
    build = make_build(log=Path("/srv/build.log"), on_failure='date +%F; echo "$HOME"')
    schedule = cron_schedule(build, make_surroundings(user="root", user_id=0, owner=account))
    put_in_place(schedule, build, run_tool)
    done = put_in_place(schedule, build, run_tool)
    held = subprocess.run(list_crontab, capture_output=True, check=True).stdout
    assert held == others + cron_block(build).encode()
    assert done == ("replaced our lines in the crontab (see it with: crontab -u nobody -l)",)
    assert take_away(schedule, build, run_tool) != ()
    assert subprocess.run(list_crontab, capture_output=True, check=True).stdout == others


def test_an_account_without_a_crontab_gets_one(account: str) -> None:
    build = make_build(log=Path("/srv/build.log"))
    schedule = cron_schedule(build, make_surroundings(user="root", user_id=0, owner=account))
    put_in_place(schedule, build, run_tool)
    held = subprocess.run(["crontab", "-u", account, "-l"], capture_output=True, check=True).stdout
    assert has_block(held.decode(), build)
