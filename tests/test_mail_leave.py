"""Whether handouts may still go out, from the workspace as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from handoutpress.deliver.mail.leave import Library
from handoutpress.deliver.values import GivenPart
from handoutpress.errors import HandoutError
from tests.approving import approve_words, print_quickly, withdraw_words
from tests.workspace import write_workspace

PART = GivenPart("care/good", "en", state="draft")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path, {})


@pytest.fixture
def library(root: Path) -> Iterator[Library]:
    with closing(Library(root, lambda: date(2027, 1, 1))) as library:
        yield library


def test_what_is_there_may_go_out(library: Library) -> None:
    assert library.find_objection((PART, GivenPart("", "en"))) == ""


def test_what_changes_between_two_questions_is_seen(root: Path, library: Library) -> None:
    before = library.find_objection((PART,))
    clinic = root / "handouts/clinic.yaml"
    clinic.write_text(clinic.read_text() + "give_out: approved\n")

    assert before == ""
    assert library.find_objection((PART,)) == (
        "'care/good' is not approved and in date, and clinic.yaml gives out only what is"
    )


def test_what_is_gone_from_the_library_stays_here(root: Path, library: Library) -> None:
    (root / "handouts/care/good.yaml").unlink()
    assert library.find_objection((PART,)) == "'care/good' is not in the library any more"


def test_a_pdf_of_others_needs_no_library(tmp_path: Path) -> None:
    with closing(Library(tmp_path / "none", date.today)) as library:
        assert library.find_objection((GivenPart("", ""),)) == ""


def test_nobody_knows_without_a_library(tmp_path: Path) -> None:
    with (
        closing(Library(tmp_path / "none", date.today)) as library,
        pytest.raises(HandoutError),
    ):
        library.find_objection((PART,))


def test_approved_words_go_out_until_they_are_overdue_replaced_or_withdrawn(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    print_quickly(monkeypatch)
    path = root / "handouts/clinic.yaml"
    path.write_text(path.read_text() + "give_out: approved\n")
    days = [date(2026, 11, 28)]
    first = replace(PART, version=1)
    with closing(Library(root, lambda: days[-1])) as library:
        approve_words(root, "care/good")
        approved, drafted = (library.find_objection((each,)) for each in (first, PART))
        days.append(date(2029, 1, 1))
        overdue = library.find_objection((first,))
        days.append(date(2026, 11, 28))
        good = root / "handouts/care/good.yaml"
        good.write_text(good.read_text().replace("Nothing is", "Not a thing is"))
        changed = library.find_objection((first,))
        approve_words(root, "care/good")
        replaced = library.find_objection((first,))
        withdraw_words(root, "care/good")
        withdrawn = library.find_objection((first,))

    assert approved == ""
    assert all("not approved and in date" in each for each in (drafted, overdue, changed))
    assert replaced == "version 1 of 'care/good' was replaced by 2; send it anew"
    assert "was withdrawn" in withdrawn
