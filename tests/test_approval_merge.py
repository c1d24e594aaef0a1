"""Two editors approve in branches of their own: git tells, and no approval is lost."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.approving import TODAY, approve_words, print_quickly, read_states
from tests.rebuilding import FILES, edit, run_pass, write_files

FILE = "handouts/approvals/care/chills.yaml"


@pytest.fixture(autouse=True)
def quick_press(monkeypatch: pytest.MonkeyPatch) -> None:
    print_quickly(monkeypatch)


def git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    names = ("AUTHOR", "COMMITTER")
    people = {
        f"GIT_{name}_{what}": "test@example.org" for name in names for what in ("NAME", "EMAIL")
    }
    return subprocess.run(
        ["git", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false", *arguments],
        cwd=root,
        env={**os.environ, **people, "GIT_CONFIG_GLOBAL": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )


def commit(root: Path, message: str) -> None:
    git(root, "add", "handouts")
    assert git(root, "commit", "-m", message).returncode == 0


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_files(tmp_path, dict(FILES))
    git(tmp_path, "init")
    approve_words(tmp_path, "care/chills")
    commit(tmp_path, "version 1")
    for branch, word in (("one", "can"), ("two", "might")):
        git(tmp_path, "checkout", "-b", branch, "main")
        edit("care/chills.yaml", "may feel", f"{word} feel")(tmp_path)
        approve_words(tmp_path, "care/chills", by=(f"Editor {branch}",))
        commit(tmp_path, f"version 2 of {branch}")
    return tmp_path


def test_two_approvals_conflict_and_both_stand_in_the_file(root: Path) -> None:
    merged = git(root, "merge", "one")

    assert merged.returncode == 1
    assert f"CONFLICT (content): Merge conflict in {FILE}" in merged.stdout
    text = (root / FILE).read_text()
    assert text.count("<<<<<<<") >= 1
    assert ("Editor one" in text, "Editor two" in text) == (True, True)
    told = [str(problem) for problem in run_pass(root, today=TODAY).problems]
    assert any(problem.startswith(f"{FILE}:") for problem in told)


def test_keeping_both_is_told_as_an_error_and_taking_one_as_a_loss(root: Path) -> None:
    git(root, "merge", "one")
    both = [line for line in (root / FILE).read_text().splitlines(keepends=True)
            if not line.startswith(("<<<<<<<", "=======", ">>>>>>>"))]  # fmt: skip
    git(root, "checkout", "--ours", ".")
    (root / FILE).write_text("".join(both))

    result = run_pass(root, today=TODAY)
    assert result.exit_code == 3
    assert {problem.path for problem in result.problems} == {FILE}
    git(root, "checkout", "--ours", FILE)
    (lost,) = run_pass(root, today=TODAY).problems
    assert lost.what.startswith("an entry is gone from this file, whose slip '")


def test_the_first_approvals_of_two_editors_conflict_too(tmp_path: Path) -> None:
    write_files(tmp_path, dict(FILES))
    git(tmp_path, "init")
    commit(tmp_path, "drafts")
    for branch in ("one", "two"):
        git(tmp_path, "checkout", "-b", branch, "main")
        approve_words(tmp_path, "care/chills", by=(f"Editor {branch}",))
        commit(tmp_path, f"version 1 of {branch}")

    merged = git(tmp_path, "merge", "one")
    assert merged.returncode == 1
    assert f"CONFLICT (add/add): Merge conflict in {FILE}" in merged.stdout


def test_approvals_of_different_handouts_merge_by_themselves(tmp_path: Path) -> None:
    write_files(tmp_path, dict(FILES))
    git(tmp_path, "init")
    commit(tmp_path, "drafts")
    for branch, handout_id in (("one", "care/chills"), ("two", "skin/rash")):
        git(tmp_path, "checkout", "-b", branch, "main")
        approve_words(tmp_path, handout_id)
        commit(tmp_path, f"approval of {handout_id}")

    assert git(tmp_path, "merge", "one", "-m", "both").returncode == 0
    run_pass(tmp_path, today=TODAY)
    states = read_states(tmp_path)
    assert states["en/care/chills.pdf"] == states["en/skin/rash.pdf"] == ("approved", 1)
