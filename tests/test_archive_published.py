"""What is published and may be given out is in the archive from then on."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from handoutpress.build import Wish
from handoutpress.cli import commands, main
from handoutpress.cli.arguments import parse_arguments
from handoutpress.deliver.record.archive import Archive
from tests.makers import SilentListener
from tests.workspace import GOOD, write_workspace

TODAY = date.today()
SET = "title: Start\nhandouts: [care/good]\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path, {"care/other.yaml": GOOD, "sets/start.yaml": SET})


def run(root: Path, *words: str) -> int:
    return main([*words, "--root", str(root)])


def approve(root: Path) -> None:
    days = ("--on", TODAY.isoformat(), "--due", (TODAY + timedelta(365)).isoformat())
    assert run(root, "approve", "care/good", "--by", "Nurse", *days) == 0


def list_kept(root: Path) -> set[str]:
    folder = root / "state/archive"
    return {path.parent.name + path.stem for path in folder.glob("??/*.pdf")}


def read_published(root: Path, state: str) -> dict[str, str]:
    """Return the SHA-256 of each PDF in a state, by its path, from the files themselves."""
    manifest = json.loads((root / "out/manifest.json").read_text())
    paths = (each["path"] for each in manifest["pdfs"] if each["state"] == state)
    return {path: sha256((root / "out" / path).read_bytes()).hexdigest() for path in paths}


def give_out_approved_alone(root: Path) -> None:
    clinic = root / "handouts/clinic.yaml"
    clinic.write_text(f"{clinic.read_text()}give_out: approved\n")


def test_all_that_may_be_given_out_is_kept_drafts_among_them(root: Path) -> None:
    assert run(root, "build") == 0
    drafts = set(read_published(root, "draft").values())
    assert run(root, "build", "--edition", "review") == 0

    assert len(read_published(root, "draft")) > len(drafts)  # a review copy is not given out
    assert list_kept(root) == drafts


def test_what_may_not_be_given_out_is_not_kept(root: Path) -> None:
    give_out_approved_alone(root)
    assert run(root, "build") == 0

    assert read_published(root, "draft") != {}
    assert not (root / "state").exists()


@pytest.mark.parametrize(("command", "is_kept"), [("watch", False), ("build", True)])
def test_what_is_saved_while_somebody_edits_is_not_kept(
    root: Path, command: str, is_kept: bool
) -> None:
    options = parse_arguments([command, "--root", str(root), "--jobs", "1"], root)
    with closing(commands._open_builder(options, None)) as builder:
        assert builder.run_pass(Wish(), SilentListener()).problems == ()

    assert (root / "state/archive").exists() == is_kept


def test_approved_pdfs_are_kept_once(root: Path) -> None:
    give_out_approved_alone(root)
    approve(root)
    assert run(root, "build") == 0
    approved = read_published(root, "approved")
    kept = list_kept(root)
    assert run(root, "build", "--force") == 0

    assert "en/care/good.pdf" in approved
    assert "en/care/other.pdf" not in approved
    assert kept == list_kept(root)
    assert kept == {sha256 for path, sha256 in approved.items() if ".review." not in path}
    archive = Archive(root / "state")
    assert archive.get(approved["en/care/good.pdf"]) == (root / "out/en/care/good.pdf").read_bytes()


def test_each_version_stays_and_changed_words_are_a_draft_again(root: Path) -> None:
    handout = root / "handouts/care/good.yaml"
    give_out_approved_alone(root)
    approve(root)
    assert run(root, "build") == 0
    first = read_published(root, "approved")["en/care/good.pdf"]
    handout.write_text(GOOD.replace("Nothing is wrong here", "All is well here"))
    assert run(root, "build") == 0
    as_draft = list_kept(root)
    approve(root)
    assert run(root, "build") == 0
    second = read_published(root, "approved")["en/care/good.pdf"]

    assert first in as_draft
    assert second not in as_draft
    assert {first, second} <= list_kept(root)
    assert first != second


def test_an_archive_that_cannot_be_written_is_told_and_stops_no_build(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "state").write_text("somebody's file")
    approve(root)
    capsys.readouterr()
    assert run(root, "build", "--force") == 0

    assert capsys.readouterr().err.count("the archive in") == 1
    assert "en/care/good.pdf" in read_published(root, "approved")

    (root / "state").unlink()
    assert run(root, "build") == 0  # nothing is made anew
    assert read_published(root, "approved")["en/care/good.pdf"] in list_kept(root)
