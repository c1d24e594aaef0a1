from __future__ import annotations

import os
from pathlib import Path

import pytest

from handoutpress.outcome import Target
from handoutpress.watch.saved import SavedHandout, find_saved
from tests.workspace import write_workspace

TARGETS = (
    Target("en/care/good.pdf", "care/good", "en", "standard"),
    Target("es/care/good.pdf", "care/good", "es", "standard"),
)
GOOD = SavedHandout("care/good", "en", "handouts/care/good.yaml")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(
        tmp_path,
        {
            "care/good.es.yaml": "",
            "care/new.yaml": "",
            "care/topic.es.yaml": "",
            "care/x.png": b"",
            "glossary.yaml": "",
            "snippets/more.yaml": "",
            "sets/start.yaml": "",
            "approvals/care/good.yaml": "",
        },
    )


def handout(root: Path, name: str) -> Path:
    return root / "handouts" / name


def test_a_file_without_a_language_is_in_the_clinics_own(root: Path) -> None:
    assert find_saved([handout(root, "care/good.yaml")], root, TARGETS) == GOOD


def test_a_file_is_in_the_language_of_its_name(root: Path) -> None:
    saved = find_saved([handout(root, "care/good.es.yaml")], root, TARGETS)
    assert saved == SavedHandout("care/good", "es", "handouts/care/good.es.yaml")


def test_a_handout_that_was_never_made_has_no_known_language(root: Path) -> None:
    saved = find_saved([handout(root, "care/new.yaml")], root, TARGETS)
    assert saved == SavedHandout("care/new", "", "handouts/care/new.yaml")


@pytest.mark.parametrize(
    "name",
    [
        "clinic.yaml",
        "glossary.yaml",
        "snippets/more.yaml",
        "sets/start.yaml",
        "approvals/care/good.yaml",
        "care/topic.yaml",
        "care/topic.es.yaml",
        "care/x.png",
        "care",
        "care/removed.yaml",
        "../styles/print.css",
    ],
)
def test_what_is_no_handout_or_is_gone_shows_none(root: Path, name: str) -> None:
    assert find_saved([handout(root, name)], root, TARGETS) is None


def test_of_many_the_newest_is_shown(root: Path) -> None:
    good, new = handout(root, "care/good.yaml"), handout(root, "care/new.yaml")
    os.utime(new, (1, 1))
    os.utime(good, (2, 2))
    assert find_saved([good, new], root, TARGETS) == GOOD


def test_of_many_the_one_that_is_shown_stays(root: Path) -> None:
    good, new = handout(root, "care/good.yaml"), handout(root, "care/new.yaml")
    os.utime(good, (1, 1))
    os.utime(new, (2, 2))
    assert find_saved([good, new], root, TARGETS, shown=GOOD.path) == GOOD
