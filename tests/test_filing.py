"""Files of approvals: read as they stand, and only ever added to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from handoutpress.approval.filing import (
    add_entry,
    find_path,
    print_words,
    put_slip,
    read_entries,
)
from handoutpress.approval.signing import Signing, sign
from handoutpress.content import Approval
from handoutpress.errors import HandoutError
from handoutpress.load.approved_words import read_approved_words
from handoutpress.model import Approved, Review
from handoutpress.slips import hash_slip
from handoutpress.texts import read_text
from tests.approving import seal_entries
from tests.makers import make_handout

PATH = "handouts/approvals/care/fever.yaml"
WORDS = "a" * 64
ENTRY = f"- {{version: 1, words: {WORDS}, state: approved, by: [Nurse], on: 2026-01-31}}\n"
SIGNING = Signing(('Nurse: "night" # shift',), date(2026, 5, 1), date(2027, 5, 1))


def make_next(entries: tuple[Approval, ...], words: str = "b" * 64) -> Approval:
    entry = sign(entries, words, SIGNING)
    assert entry is not None
    return entry


def put(root: Path, content: str) -> None:
    (root / PATH).parent.mkdir(parents=True, exist_ok=True)
    (root / PATH).write_bytes(content.encode())


def test_a_file_that_is_not_there_has_no_entries_and_is_made(tmp_path: Path) -> None:
    assert read_entries(tmp_path, PATH) == ()
    add_entry(tmp_path, PATH, make_next(()))

    (entry,) = read_entries(tmp_path, PATH)
    assert (entry.version, entry.by) == (1, SIGNING.by)


@pytest.mark.parametrize(
    "before",
    [
        seal_entries(ENTRY),
        seal_entries(ENTRY).rstrip("\n"),
        seal_entries(ENTRY).replace("\n", "\r\n"),
        "# Approvals, by the education office\n\n" + seal_entries(ENTRY) + "# a note\n",
        ENTRY,
    ],
    ids=["sealed", "without a line end", "with DOS line ends", "with comments", "by hand"],
)
def test_what_stands_there_stays_as_it_is(tmp_path: Path, before: str) -> None:
    put(tmp_path, before)
    entries = read_entries(tmp_path, PATH)
    add_entry(tmp_path, PATH, make_next(entries))

    after = (tmp_path / PATH).read_bytes()
    assert after.startswith(before.encode())
    assert [entry.version for entry in read_entries(tmp_path, PATH)] == [1, 2]


@pytest.mark.parametrize("before", ["", "\n", "[]\n"])
def test_an_empty_file_gets_its_first_entry(tmp_path: Path, before: str) -> None:
    put(tmp_path, before)
    add_entry(tmp_path, PATH, make_next(read_entries(tmp_path, PATH)))

    assert [entry.version for entry in read_entries(tmp_path, PATH)] == [1]


def test_a_list_in_one_line_is_refused_and_stays(tmp_path: Path) -> None:
    before = f"[{ENTRY[2:].strip()}]\n"
    put(tmp_path, before)
    with pytest.raises(HandoutError) as told:
        add_entry(tmp_path, PATH, make_next(read_entries(tmp_path, PATH)))

    assert str(told.value).startswith(f"{PATH} is ")
    assert (tmp_path / PATH).read_text() == before


def test_nothing_is_added_to_a_file_that_somebody_changed(tmp_path: Path) -> None:
    put(tmp_path, seal_entries(ENTRY).replace("2026-01-31", "2025-01-31"))
    with pytest.raises(HandoutError) as told:
        read_entries(tmp_path, PATH)
    assert str(told.value) == (
        f"{PATH} was changed by hand, and nothing can be added to it; put it back as it was, "
        "from git or a backup"
    )


@pytest.mark.parametrize("content", ["- [\n", "- {version: one}\n", "title: Fever\n"])
def test_nothing_is_added_to_a_file_that_is_wrong(tmp_path: Path, content: str) -> None:
    put(tmp_path, content)
    with pytest.raises(HandoutError) as told:
        read_entries(tmp_path, PATH)
    assert str(told.value) == f"{PATH} is wrong, and nothing can be added to it; mend it"


def test_the_default_language_needs_no_tag_unless_its_file_has_one(tmp_path: Path) -> None:
    assert find_path(tmp_path, "care/fever", "en", is_default=True) == PATH
    named = "handouts/approvals/care/fever.en.yaml"
    (tmp_path / named).parent.mkdir(parents=True)
    (tmp_path / named).write_text(ENTRY)

    assert find_path(tmp_path, "care/fever", "en", is_default=True) == named
    spanish = find_path(tmp_path, "care/fever", "es", is_default=False)
    assert spanish == "handouts/approvals/care/fever.es.yaml"


# --- the words themselves -------------------------------------------------------------------------

HANDOUT = make_handout(review=Review(words=WORDS))


SEAL = "f" * 64
ENTRY_OF_WORDS = Approval.model_construct(seal=SEAL)


def approved(text: str | None) -> Approved:
    return Approved(1, date(2026, 5, 1), WORDS, text, SEAL)


def keep_words(root: Path) -> None:
    put_slip(root, (HANDOUT.id, HANDOUT.language), ENTRY_OF_WORDS, print_words(HANDOUT))


def test_approved_words_are_kept_and_found_again(tmp_path: Path) -> None:
    keep_words(tmp_path)

    digest = hash_slip(print_words(HANDOUT))
    assert read_approved_words(tmp_path, HANDOUT, approved(digest)) == read_text(HANDOUT)


def test_words_that_are_lost_or_not_those_that_were_approved_are_not_shown(tmp_path: Path) -> None:
    digest = hash_slip(print_words(HANDOUT))
    assert read_approved_words(tmp_path, HANDOUT, approved(digest)) is None
    keep_words(tmp_path)
    (path,) = (tmp_path / "handouts/approvals/care").iterdir()
    path.write_text(path.read_text().replace("low", "high"))

    assert read_approved_words(tmp_path, HANDOUT, approved(digest)) is None
    assert read_approved_words(tmp_path, HANDOUT, approved(None)) is None
