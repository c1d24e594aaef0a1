"""A packet is made again from the archive alone; with its file, the bytes are proven the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from handoutpress.deliver.record import reprint
from handoutpress.deliver.record.archive import BYTES, JSON
from handoutpress.deliver.record.lines import Line
from handoutpress.deliver.record.recipes import Recipe, dump_recipe, load_recipe
from handoutpress.deliver.record.record import Record
from handoutpress.deliver.record.reprint import Reprint, note_reprint, read_recipe, remake
from handoutpress.deliver.values import Channel, Result
from handoutpress.errors import HandoutError
from handoutpress.labels import read_labels
from handoutpress.packet.orders import Order
from handoutpress.packet.reading import read_packet_file, set_name
from tests.packets import (
    CLINICIAN,
    NAME,
    NOTE,
    NOTE_WORD,
    PATIENT,
    list_packets,
    make_pdf,
    open_clinic,
    run_packet,
    write_packet,
)
from tests.pdf_facts import page_texts
from tests.rebuilding import replace_in
from tests.records import DELIVERY, make_delivery, opened

PROVEN = "its bytes are those that were given: the SHA-256 is the same"
TYPED = f"""\
title: For you
set: start
handouts: [skin/rash]
append: [visit.pdf]
{PATIENT}{NOTE}\
options: {{talk_page: true, name_on_every_page: true}}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = open_clinic(tmp_path / "root")
    (root / "visit.pdf").write_bytes(make_pdf(2, text="Seen today"))
    return root


@contextmanager
def recorded(root: Path) -> Iterator[tuple[Record, Line]]:
    """Open a workspace's record, and its last line."""
    with opened(root / "state") as record:
        yield record, record.find_line(record.head().number)


def make_and_remake(root: Path, typed: str, *arguments: object) -> Reprint:
    """Make a packet of a file, and make it again with that file; its words are what it holds."""
    path = write_packet(root, typed)
    told = run_packet(root, path, *arguments)
    assert told.code == 0, told.both
    with recorded(root) as (record, line):
        return remake(record.archive, line, read_packet_file(path))


def read_all(pdf: bytes) -> str:
    return " ".join(page_texts(pdf))


# --- with what was typed --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        TYPED,
        "handouts: [care/fever]\n",
        f"handouts: [skin/rash]\n{PATIENT}  language: es\n",
        "handouts: [care]\noptions: {cover: false, contents: false, duplex: false}\n",
        "handouts: [care]\noptions: {edition: large-print, numbering: each}\n",
    ],
)
def test_with_its_file_a_packet_is_proven_the_same(root: Path, typed: str) -> None:
    made = make_and_remake(root, typed)
    (packet,) = list_packets(root)

    assert made.pdf == packet.read_bytes()
    assert made.is_proven
    assert made.notes == (PROVEN,)


def test_a_page_for_what_the_language_lacks_is_made_again(root: Path) -> None:
    made = make_and_remake(root, "handouts: [care/chills]\npatient: {language: es}\n", "--fallback")

    assert made.is_proven
    assert read_labels("es").text("It follows in this language:") in read_all(made.pdf)


def test_a_name_that_was_typed_is_proven_when_it_is_typed_again(root: Path) -> None:
    assert run_packet(root, "care/fever", "--for", "-", typed=f"{NAME}\n").code == 0
    with recorded(root) as (record, line):
        right = remake(record.archive, line, set_name(Order("packet"), NAME))
        wrong = remake(record.archive, line, set_name(Order("packet"), "Another Name"))

    assert right.is_proven
    assert not wrong.is_proven
    assert wrong.notes == (
        "its bytes are not those that were given: what was typed differs, or a part of the "
        "computer's own, such as a system library, was changed",
    )


def test_it_needs_no_library_any_more(root: Path) -> None:
    path = write_packet(root, TYPED)
    assert run_packet(root, path).code == 0
    (packet,) = list_packets(root)
    given = packet.read_bytes()
    shutil.rmtree(root / "handouts")
    shutil.rmtree(root / "out")

    with recorded(root) as (record, line):
        assert remake(record.archive, line, read_packet_file(path)).pdf == given


def test_words_and_letterhead_are_those_of_then(root: Path) -> None:
    path = write_packet(root, TYPED)
    assert run_packet(root, path).code == 0
    replace_in(root, "handouts/clinic.yaml", "Test Clinic", "New Clinic")
    replace_in(root, "handouts/skin/rash.yaml", "Your skin is dry", "Your skin is wet")
    assert run_packet(root, path).code == 0

    with opened(root / "state") as record:
        first, second = (remake(record.archive, each) for each in record.iter_lines())
    assert "Test Clinic" in read_all(first.pdf)
    assert "Your skin is dry" in read_all(first.pdf)
    assert "New Clinic" in read_all(second.pdf)


# --- without it -----------------------------------------------------------------------------------


def test_without_its_file_a_packet_has_no_name_and_no_note(root: Path) -> None:
    assert run_packet(root, write_packet(root, TYPED)).code == 0
    with recorded(root) as (record, line):
        made = remake(record.archive, line)

    text = read_all(made.pdf)
    assert {word for word in (*NAME.split(), CLINICIAN, NOTE_WORD, "Seen") if word in text} == set()
    assert "Your skin is dry" in text
    assert line.delivery.title.removeprefix("packet ") in text
    assert (made.is_proven, made.is_personal) == (False, False)
    assert made.notes == (
        "without what the record never keeps: the name, the title that was typed, the clinician, "
        "the note, 1 appended PDF",
    )


def test_without_anything_typed_nothing_is_lacking(root: Path) -> None:
    assert run_packet(root, "care/fever").code == 0
    with recorded(root) as (record, line):
        made = remake(record.archive, line)

    assert (made.is_proven, made.notes) == (True, (PROVEN,))


def test_a_packet_that_was_encrypted_cannot_be_proven(root: Path) -> None:
    assert run_packet(root, "care/fever", "--password-from", "-", typed="secret words\n").code == 0
    with recorded(root) as (record, line):
        made = remake(record.archive, line)

    assert made.pdf.startswith(b"%PDF-")
    assert "Your blood counts are low" in read_all(made.pdf)
    assert made.notes == (
        "the packet was encrypted, so nothing proves that the bytes are the same",
    )


def test_another_version_of_the_program_is_said(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_packet(root, "care/fever", "--for", "-", typed=f"{NAME}\n").code == 0
    monkeypatch.setattr(reprint, "describe_program", lambda: "another")
    with recorded(root) as (record, line):
        made = remake(record.archive, line)

    assert made.notes[-1].endswith("the pages say the same, the bytes may differ")


# --- what goes wrong ------------------------------------------------------------------------------


def test_other_appended_pdfs_are_refused(root: Path) -> None:
    path = write_packet(root, TYPED)
    assert run_packet(root, path).code == 0
    (root / "visit.pdf").write_bytes(make_pdf(2, text="Seen tomorrow"))

    with recorded(root) as (record, line), pytest.raises(HandoutError, match="is it the right"):
        remake(record.archive, line, read_packet_file(path))


@pytest.mark.parametrize(("kind", "name"), [(JSON, "theme"), (BYTES, "fonts"), (".pdf", "pdf")])
def test_a_damaged_archive_is_told(root: Path, kind: str, name: str) -> None:
    assert run_packet(root, "care/fever").code == 0
    with recorded(root) as (record, line):
        recipe = read_recipe(record.archive, line)
        assert isinstance(recipe, Recipe)
        digests = {
            "theme": recipe.theme,
            "fonts": next(iter(recipe.fonts.values())),
            "pdf": recipe.handouts[0].sha256,
        }
        place = record.archive.place_of(digests[name], kind)
        place.chmod(0o644)
        place.write_bytes(b"spoilt")

        with pytest.raises(HandoutError, match="is damaged: its bytes are not those"):
            remake(record.archive, line)


def test_what_was_refused_cannot_be_made_again(tmp_path: Path) -> None:
    with opened(tmp_path) as record:
        record.note(make_delivery(result=Result.REFUSED))
        with pytest.raises(HandoutError) as raised:
            remake(record.archive, record.find_line(1))

    assert str(raised.value) == (
        "what line 1 tells of was not kept: it was refused, or others made it"
    )


@pytest.mark.parametrize("recipe", ["{}", '{"format":9,"kind":"packet"}', "[]", "no JSON"])
def test_what_is_no_recipe_is_told(tmp_path: Path, recipe: str) -> None:
    with opened(tmp_path) as record:
        record.note(make_delivery(recipe=recipe))
        with pytest.raises(HandoutError, match="line 1 cannot be made again"):
            remake(record.archive, record.find_line(1))


# --- recipes and lines ----------------------------------------------------------------------------


def test_a_recipe_can_be_read_back(root: Path) -> None:
    assert run_packet(root, write_packet(root, TYPED)).code == 0
    with recorded(root) as (record, line):
        recipe = read_recipe(record.archive, line)

    assert isinstance(recipe, Recipe)
    assert load_recipe(dump_recipe(recipe)) == recipe


def test_a_reprint_is_noted_and_given_to_nobody(root: Path) -> None:
    assert run_packet(root, "care/fever").code == 0
    with recorded(root) as (record, line):
        made = remake(record.archive, line)
        again = record.find_line(note_reprint(record, line, made)).delivery

    assert (again.channel, again.of_line, again.is_reprint) == (Channel.RECORD, 1, True)
    assert (again.sha256, again.detail) == (line.delivery.sha256, "made again, the same bytes")
    assert DELIVERY.reference not in again.reference
