"""The sample handouts pass the check, words and pages, and stay what they are: drafts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from handoutpress.cli import main

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("samples")
    shutil.copytree(ROOT / "handouts", root / "handouts")
    assert main(["build", "--quiet", "--root", str(root)]) == 0
    return root


def test_the_samples_pass_the_check_of_words_and_pages_without_errors(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--json", "--root", str(root)]) == 0

    document = json.loads(capsys.readouterr().out)
    assert (document["problems"], document["notes"]) == ([], [])
    assert {each["level"] for each in document["findings"]} == {"advice"}
    assert len(document["handouts"]) == 4
    assert all(len(each["pdfs"]) == 2 for each in document["handouts"])


def test_nobody_has_approved_the_samples(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json", "--root", str(root)]) == 0
    assert {each["state"] for each in json.loads(capsys.readouterr().out)} == {"draft"}
    assert not (root / "handouts/approvals").exists()
