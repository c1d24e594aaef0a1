"""The catalogue and the page of changes: made when they would differ, and left alone otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.rebuilding import (
    FILES,
    copy_workspace,
    list_built,
    replace_in,
    run_pass,
    write_files,
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built")
    write_files(root, dict(FILES))
    run_pass(root)
    return root


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return copy_workspace(built, tmp_path / "root")


def read_changes(root: Path) -> dict[tuple[str, str], dict[str, Any]]:
    document = json.loads((root / "out/changes.json").read_bytes())
    return {(each["id"], each["language"]): each for each in document["handouts"]}


def inode(root: Path, name: str) -> int:
    return (root / "out" / name).stat().st_ino


def test_there_is_a_page_for_each_language_and_a_picture_for_each_handout(root: Path) -> None:
    out = root / "out"
    pages = {path.relative_to(out).as_posix() for path in out.rglob("*.html")}
    pictures = {path.relative_to(out).as_posix() for path in out.rglob("*.png")}

    assert pages == {"index.html", "index/es.html", "changes.html"}
    assert pictures == {
        "index/en/care/fever.png",
        "index/en/care/chills.png",
        "index/en/skin/rash.png",
        "index/es/care/fever.png",
    }
    assert "Fever" in (out / "index.html").read_text()
    assert "Fiebre" in (out / "index/es.html").read_text()


def test_pictures_are_made_only_for_what_was_rebuilt(root: Path) -> None:
    before = {name: inode(root, f"index/en/care/{name}.png") for name in ("fever", "chills")}
    replace_in(root, "handouts/care/fever.yaml", "blood counts", "counts")
    run_pass(root)

    assert inode(root, "index/en/care/fever.png") != before["fever"]
    assert inode(root, "index/en/care/chills.png") == before["chills"]


def test_what_does_not_show_leaves_the_catalogue_alone(root: Path) -> None:
    before = inode(root, "index.html")
    run_pass(root)
    replace_in(root, "handouts/care/fever.yaml", "are low", "were low")
    run_pass(root)
    assert inode(root, "index.html") == before

    replace_in(root, "handouts/care/fever.yaml", "What a fever", "What fever")
    run_pass(root)
    assert "What fever means." in (root / "out/index.html").read_text()


@pytest.mark.parametrize("name", ["index.html", "index/es.html", "index/en/skin/rash.png"])
def test_what_somebody_removed_or_spoilt_is_made_again(root: Path, name: str) -> None:
    content = (root / "out" / name).read_bytes()
    (root / "out" / name).unlink()
    (root / "out/index.html").write_text("spoilt")

    assert list_built(run_pass(root)) == {}
    assert (root / "out" / name).read_bytes() == content


def test_a_stale_pdf_is_marked_in_the_catalogue(root: Path) -> None:
    assert "out of date" not in (root / "out/index.html").read_text().casefold()
    replace_in(root, "handouts/skin/rash.yaml", "summary:", "sumary:")
    run_pass(root)

    page = (root / "out/index.html").read_text()
    assert "out of date" in page.casefold()
    assert "Rash" in page


def test_a_language_that_is_gone_takes_its_page_along(root: Path) -> None:
    replace_in(root, "handouts/clinic.yaml", "languages: [en, es]", "languages: [en]")
    for name in ("care/fever.es.yaml", "care/topic.es.yaml", "snippets/hours.es.yaml"):
        write_files(root, {name: None})
    result = run_pass(root)

    assert len(result.removed) == 2
    assert not (root / "out/index/es.html").exists()
    assert not (root / "out/index/es").exists()


def test_a_change_is_told_with_before_and_now(root: Path) -> None:
    replace_in(root, "handouts/care/fever.yaml", "counts are low", "counts are very low")
    run_pass(root)

    changes = read_changes(root)
    assert set(changes) == {("care/fever", "en")}
    change = changes["care/fever", "en"]
    assert (change["change"], change["reasons"]) == ("changed", ["content"])
    page = (root / "out/changes.html").read_text()
    assert "very" in page
    assert "<ins" in page


def test_a_run_that_changes_nothing_leaves_the_last_page(root: Path) -> None:
    replace_in(root, "handouts/care/fever.yaml", "are low", "were low")
    run_pass(root)
    before = (root / "out/changes.json").read_bytes()
    run_pass(root)
    run_pass(root, is_forced=True)  # the same bytes come out
    (root / "out/en/skin/rash.pdf").unlink()
    assert set(list_built(run_pass(root))) == {"en/skin/rash.pdf"}

    assert (root / "out/changes.json").read_bytes() == before


def test_what_came_and_what_went_is_told(root: Path) -> None:
    itch = FILES["skin/rash.yaml"].replace("Rash", "Itch")
    write_files(root, {"skin/itch.yaml": itch, "skin/rash.yaml": None})
    run_pass(root)

    told = {key: change["change"] for key, change in read_changes(root).items()}
    assert told == {("skin/itch", "en"): "added", ("skin/rash", "en"): "removed"}


def test_a_broken_page_for_a_browser_stops_no_pdf_and_is_told(root: Path) -> None:
    template = root / "templates/web/catalogue.html"
    template.parent.mkdir(parents=True)
    template.write_text("{{ nothing }}")
    replace_in(root, "handouts/skin/rash.yaml", "dry", "very dry")

    result = run_pass(root)
    assert len(result.built) == 2
    assert [failed.target.path for failed in result.failed] == ["index.html"]
    assert "web/catalogue.html:1" in result.failed[0].reason
    assert result.exit_code == 1
