"""The edition for review in a build: made where it is named, and never current when it is not."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from handoutpress.approval.filing import print_words
from handoutpress.build import crews, works
from handoutpress.build.loading import load_library
from handoutpress.errors import ExitCode
from handoutpress.model import Handout
from handoutpress.outcome import BuildResult
from handoutpress.plan import Request
from handoutpress.slips import hash_slip, slip_path
from handoutpress.worker import open_crew
from tests.approving import seal_entries
from tests.rebuilding import ALL, FILES, list_built, replace_in, run_pass, write_files
from tests.stations import set_up_printer
from tests.volumes import EVERYTHING, VOLUME_FILES

PDF = "en/care/fever.review.pdf"
REVIEW = Request(ids=("care/fever",), languages=("en",), editions=("review",))
FEVER = "handouts/care/fever.yaml"


@pytest.fixture(autouse=True)
def _quick_press(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "open_crew", partial(open_crew, set_up=set_up_printer))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_files(tmp_path, dict(FILES))
    assert list_built(run_pass(tmp_path)).keys() == ALL
    return tmp_path


@pytest.fixture
def reviewed(root: Path) -> Path:
    """Return a workspace with a PDF for review that is up to date."""
    assert list_built(run_pass(root, REVIEW)) == {PDF: ("new",)}
    return root


def is_there(root: Path) -> bool:
    return (root / "out" / PDF).exists()


def find_entry(root: Path) -> dict[str, Any] | None:
    """Return what the manifest says of the PDF."""
    entries = json.loads((root / "out/manifest.json").read_text())["pdfs"]
    return next((each for each in entries if each["path"] == PDF), None)


def change_words(root: Path) -> None:
    replace_in(root, FEVER, "counts are low", "counts are very low")


# --- made where it is named -----------------------------------------------------------------------


def test_build_that_does_not_name_it_makes_none(root: Path) -> None:
    assert list(root.glob("out/**/*.review.pdf")) == []


def test_build_that_names_it_makes_nothing_else(reviewed: Path) -> None:
    entry = find_entry(reviewed)

    assert entry is not None
    assert (entry["edition"], entry["status"]) == ("review", "built")


def test_it_is_made_for_every_handout_when_no_handout_is_named(root: Path) -> None:
    built = list_built(run_pass(root, Request(editions=("review",)))).keys()

    assert built == {f"{path.removesuffix('.pdf')}.review.pdf" for path in ALL if is_plain(path)}


def is_plain(path: str) -> bool:
    return "large-print" not in path


def test_it_is_up_to_date_until_something_in_it_changes(reviewed: Path) -> None:
    assert list_built(run_pass(reviewed, REVIEW)) == {}

    change_words(reviewed)
    assert list_built(run_pass(reviewed, REVIEW)) == {PDF: ("content",)}


def test_editions_of_the_clinic_may_be_named_with_it(root: Path) -> None:
    replace_in(root, FEVER, "Fever", "High fever")
    request = Request(("care/fever",), ("en",), ("review", "standard"))

    assert list_built(run_pass(root, request)).keys() == {PDF, "en/care/fever.pdf"}


# --- what an ordinary build does with it ----------------------------------------------------------


def is_told(result: BuildResult) -> bool:
    return bool(result.removed or result.stale or result.failed)


def test_ordinary_build_leaves_it_alone(reviewed: Path) -> None:
    result = run_pass(reviewed)

    assert (list_built(result), is_told(result), is_there(reviewed)) == ({}, False, True)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("handouts/care/fever.yaml", "title: Fever\n", "title: Fever\nowner: A team\n"),
        ("handouts/clinic.yaml", "555-0100", "555-0199"),
        ("handouts/care/chills.yaml", "What chills mean", "What chills may mean"),
    ],
    ids=["what is not read", "phone of the clinic", "another handout"],
)
def test_ordinary_build_leaves_it_alone_while_its_words_stand(
    reviewed: Path, name: str, old: str, new: str
) -> None:
    replace_in(reviewed, name, old, new)
    result = run_pass(reviewed)

    assert (is_told(result), is_there(reviewed)) == (False, True)


def test_ordinary_build_removes_it_when_its_words_changed(reviewed: Path) -> None:
    change_words(reviewed)
    result = run_pass(reviewed)

    assert result.removed == (PDF,)
    assert (is_there(reviewed), find_entry(reviewed)) == (False, None)
    assert result.exit_code is ExitCode.OK


def test_picture_of_the_handout_stays_when_it_is_removed(reviewed: Path) -> None:
    pictures = sorted(path.name for path in reviewed.glob("out/index/**/*.png"))
    change_words(reviewed)
    run_pass(reviewed)

    assert sorted(path.name for path in reviewed.glob("out/index/**/*.png")) == pictures


def test_words_of_a_snippet_are_its_words_too(reviewed: Path) -> None:
    replace_in(reviewed, "handouts/snippets/hours.yaml", "We are open", "We are never open")

    assert run_pass(reviewed).removed == (PDF,)


def test_while_nothing_may_be_removed_it_is_told_as_out_of_date(reviewed: Path) -> None:
    change_words(reviewed)
    write_files(reviewed, {"care/bad.yaml": "title: Bad\n"})
    result = run_pass(reviewed)

    (stale,) = result.stale
    assert (stale.target.path, is_there(reviewed)) == (PDF, True)
    assert stale.reason == (
        "its words changed since; make it again with 'build --edition review'; it is removed when "
        "no problem is left in any file ('check' names them)"
    )
    entry = find_entry(reviewed)
    assert entry is not None
    assert entry["status"] == "stale"


def test_build_of_another_edition_only_tells_that_it_is_out_of_date(reviewed: Path) -> None:
    change_words(reviewed)
    result = run_pass(reviewed, Request(editions=("standard",)))

    entry = find_entry(reviewed)
    assert (result.removed, is_there(reviewed)) == ((), True)
    assert entry is not None
    assert entry["status"] == "stale"


def test_it_is_current_again_when_it_is_made_again(reviewed: Path) -> None:
    change_words(reviewed)
    run_pass(reviewed, Request(editions=("standard",)))
    run_pass(reviewed, REVIEW)

    entry = find_entry(reviewed)
    assert entry is not None
    assert entry["status"] == "built"
    assert run_pass(reviewed).removed == ()


def test_it_goes_with_its_handout(reviewed: Path) -> None:
    gone = {"care/fever.yaml": None, "care/fever.es.yaml": None}
    write_files(reviewed, {**gone, "care/topic.yaml": "title: Care\n"})

    assert PDF in run_pass(reviewed).removed


def test_dry_run_names_it_among_what_would_go(reviewed: Path) -> None:
    change_words(reviewed)

    assert run_pass(reviewed, is_dry=True).leaving == (PDF,)
    assert is_there(reviewed)


def test_handout_that_is_wrong_keeps_it_and_says_that_it_is_out_of_date(reviewed: Path) -> None:
    replace_in(reviewed, FEVER, "summary: ", "sumary: ")
    result = run_pass(reviewed)

    assert is_there(reviewed)
    assert PDF in {each.target.path for each in result.stale}


# --- what patients get ----------------------------------------------------------------------------


def test_catalogue_booklets_and_sets_know_nothing_of_it(tmp_path: Path) -> None:
    write_files(tmp_path, dict(VOLUME_FILES))
    assert list_built(run_pass(tmp_path)).keys() == EVERYTHING
    before = sorted(path.name for path in tmp_path.glob("out/**/booklet*.pdf"))

    run_pass(tmp_path, Request(editions=("review",)))
    run_pass(tmp_path, is_forced=True)
    pages = [path.read_text() for path in tmp_path.glob("out/**/*.html")]
    assert sorted(path.name for path in tmp_path.glob("out/**/booklet*.pdf")) == before
    assert [page for page in pages if "review.pdf" in page] == []


def test_page_of_changes_tells_nothing_of_it(root: Path) -> None:
    before = (root / "out/changes.json").read_bytes()
    run_pass(root, REVIEW)

    assert (root / "out/changes.json").read_bytes() == before


def test_change_that_was_first_made_for_review_is_told_when_patients_get_it(root: Path) -> None:
    change_words(root)
    run_pass(root, REVIEW)
    run_pass(root)

    changes = json.loads((root / "out/changes.json").read_text())
    told = json.dumps(changes)
    assert "very" in told
    assert "review" not in [name for each in changes["handouts"] for name in each["new"]["pages"]]


# --- words that were approved ---------------------------------------------------------------------


def keep_approved(root: Path) -> None:
    """Approve the fever as it stands, and keep its words, as `approve` does."""
    handout = find_fever(root)
    kept, words = print_words(handout), handout.review.words
    entry = (
        f"- {{version: 1, words: '{words}', state: approved, by: [Nurse], on: 2026-01-31, "
        f"text: '{hash_slip(kept)}'}}\n"
    )
    sealed = seal_entries(entry)
    write_files(root, {"approvals/care/fever.yaml": sealed})
    seal = sealed.rpartition("seal: ")[2].strip()
    (root / slip_path("care/fever", "en", seal)).write_bytes(kept)


def find_fever(root: Path) -> Handout:
    handouts = load_library(root, Request()).library.handouts
    (fever,) = [each for each in handouts if (each.id, each.language) == ("care/fever", "en")]
    return fever


def test_it_stays_when_its_words_are_approved(reviewed: Path) -> None:
    keep_approved(reviewed)
    result = run_pass(reviewed)

    assert (is_told(result), is_there(reviewed)) == (False, True)


def read_html(root: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the page that is handed to the press for review."""
    pages: list[str] = []
    compose = works.compose

    def note(handout: Handout, *rest: Any, **more: Any) -> Any:
        composed = compose(handout, *rest, **more)
        pages.append(composed.html)
        return composed

    monkeypatch.setattr(works, "compose", note)
    run_pass(root, REVIEW)
    (page,) = pages
    return page


def test_words_that_changed_since_are_marked(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_approved(root)
    change_words(root)

    page = read_html(root, monkeypatch)
    assert "Places changed since version 1, approved January 31, 2026: 1" in page
    assert page.count("<ins>") == 1


def test_words_that_were_not_kept_are_not_guessed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_approved(root)
    change_words(root)
    (kept,) = root.glob("handouts/approvals/care/fever.en.*.txt")
    kept.write_bytes(kept.read_bytes().replace(b"low", b"high"))

    page = read_html(root, monkeypatch)
    assert "whose words were not kept" in page
    assert "<ins>" not in page


def test_clinic_says_how_many_sign(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_in(root, "handouts/clinic.yaml", "languages:", "approvals: {needed: 5}\nlanguages:")

    page = read_html(root, monkeypatch)
    assert page.count("<td></td><td></td><td></td><td></td>") == 5
