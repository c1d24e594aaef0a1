"""What a command names becomes one PDF, up to date, that may be given out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from handoutpress.build import Builder
from handoutpress.deliver.record.book import PacketBook
from handoutpress.deliver.record.record import Record
from handoutpress.deliver.record.reprint import remake
from handoutpress.deliver.subjects import Asking, SubjectMaker, name_file
from handoutpress.deliver.values import Channel, Delivery, Result, Subject
from handoutpress.errors import HandoutError, UsageError
from tests.approving import withdraw_words
from tests.makers import SilentListener
from tests.packets import (
    NAME,
    NOTE,
    PATIENT,
    list_packets,
    make_pdf,
    open_clinic,
    outline_titles,
    run_packet,
    write_packet,
)
from tests.pdf_facts import page_texts
from tests.rebuilding import FILES, replace_in, write_files
from tests.records import opened

TODAY = date(2026, 11, 27)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return open_clinic(tmp_path / "root")


@contextmanager
def desk(
    root: Path, *, language: str = "", edition: str = "", **options: bool
) -> Iterator[SubjectMaker]:
    asking = Asking(TODAY, root / "out", language, edition, **options)
    with opened(root / "state") as record, closing(Builder(root, root / "out", jobs=1)) as builder:
        book = PacketBook(record, reference="V-1", channel=Channel.MAIL)
        yield SubjectMaker(builder, book, asking, SilentListener())


def make(root: Path, *what: str, language: str = "", edition: str = "", **options: bool) -> Subject:
    with desk(root, language=language, edition=edition, **options) as maker:
        return maker.make(what)


def note(record: Record, subject: Subject) -> int:
    """Note that a subject was given, as mail and print do."""
    return record.note(
        Delivery(
            *(Channel.PRINT, Result.DONE, hashlib.sha256(subject.pdf).hexdigest()),
            *(subject.page_count, subject.parts),
            recipe=subject.recipe,
        )
    )


def list_results(root: Path) -> list[tuple[Channel, Result]]:
    with opened(root / "state") as record:
        return [(line.delivery.channel, line.delivery.result) for line in record.iter_lines()]


# --- what the clinic publishes ------------------------------------------------------------------


def test_a_handout_is_its_own_pdf(root: Path) -> None:
    subject = make(root, "care/fever", edition="large-print")
    published = (root / "out/en/care/fever.large-print.pdf").read_bytes()

    assert subject.pdf == published
    assert (subject.title, subject.language, subject.edition) == ("Fever", "en", "large-print")
    assert (subject.is_personal, subject.public_url) == (False, "")
    (part,) = subject.parts
    assert (part.handout_id, part.state, part.version) == ("care/fever", "draft", None)
    assert part.sha256 == hashlib.sha256(published).hexdigest()
    assert part.page_count == subject.page_count == len(page_texts(subject.pdf))
    assert list_packets(root) == []


def test_a_former_id_finds_its_handout(root: Path) -> None:
    assert make(root, "care/shivers").parts[0].handout_id == "care/chills"


def test_a_handout_is_brought_up_to_date(root: Path) -> None:
    replace_in(root, "handouts/skin/rash.yaml", "Your skin is dry", "Your skin is wet")

    assert "Your skin is wet" in page_texts(make(root, "skin/rash").pdf)[0]


def test_a_set_is_its_published_pdf_and_names_its_handouts(root: Path) -> None:
    subject = make(root, "sets/start")

    assert subject.pdf == (root / "out/en/sets/start.pdf").read_bytes()
    assert [part.handout_id for part in subject.parts] == ["care/fever", "care/chills"]
    assert (subject.title, subject.is_personal) == ("Start", False)
    assert list_packets(root) == []


def test_a_set_in_a_language_that_has_none_becomes_a_packet_of_its_handouts(root: Path) -> None:
    subject = make(root, "sets/inicio", language="en")

    assert [part.handout_id for part in subject.parts] == ["skin/rash", "care/fever"]
    assert {part.language for part in subject.parts} == {"en"}
    assert subject.is_made_anew


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("care/fever", "https://example.org/handouts/en/care/fever.pdf"),
        ("sets/start", "https://example.org/handouts/en/sets/start.pdf"),
    ],
)
def test_what_the_clinic_serves_has_an_address(root: Path, name: str, address: str) -> None:
    path = root / "handouts/clinic.yaml"
    path.write_text(f"{path.read_text()}public_url: https://example.org/handouts/\n")

    assert make(root, name).public_url == address
    assert make(root, str(root / f"out/en/{name}.pdf")).public_url == address


def test_a_pdf_that_the_clinic_does_not_serve_has_no_address(root: Path, tmp_path: Path) -> None:
    clinic = root / "handouts/clinic.yaml"
    clinic.write_text(f"{clinic.read_text()}public_url: https://example.org/handouts/\n")
    path = tmp_path / "theirs.pdf"
    path.write_bytes(make_pdf(2))

    assert make(root, str(path)).public_url == ""


@pytest.mark.parametrize("name", ["care/fever", "sets/start"])
def test_what_was_published_is_made_again_from_the_archive(root: Path, name: str) -> None:
    with desk(root) as maker, opened(root / "state") as record:
        subject = maker.make([name])
        number = note(record, subject)
        write_files(root, {"care/fever.yaml": None})
        (root / "out/en/care/fever.pdf").unlink()
        made = remake(record.archive, record.find_line(number))

    assert made.pdf == subject.pdf
    assert made.is_proven


def test_what_was_encrypted_on_its_way_is_made_again_without_that(root: Path) -> None:
    with desk(root) as maker, opened(root / "state") as record:
        subject = maker.make(["care/fever"])
        number = note(record, replace(subject, pdf=b"%PDF-1.7 encrypted"))
        made = remake(record.archive, record.find_line(number))

    assert (made.pdf, made.is_proven) == (subject.pdf, False)
    assert made.notes == ("it went out in another form: encrypted, folded, or some pages",)


CARE = {"care/fever", "care/chills"}
BOOKLET: dict[str, str | None] = {"care/topic.yaml": "title: Care\nbooklet: true\n"}


def test_a_topic_that_is_to_be_folded_is_its_booklet_brought_up_to_date(root: Path) -> None:
    write_files(root, BOOKLET)
    first = make(root, "care", is_folded=True)
    write_files(root, {"care/rash.yaml": FILES["skin/rash.yaml"]})
    second = make(root, "care", is_folded=True)

    assert second.pdf == (root / "out/en/care/booklet.print.pdf").read_bytes() != first.pdf
    assert {part.handout_id for part in first.parts} == CARE
    assert {part.handout_id for part in second.parts} == {*CARE, "care/rash"}
    assert (second.is_made_anew, second.is_personal, list_packets(root)) == (False, False, [])
    assert make(root, str(root / "out/en/care/booklet.print.pdf")).parts == second.parts


@pytest.mark.parametrize(
    ("what", "options", "message"),
    [
        ("skin", {}, "'skin' has no booklet to fold in the language 'en'; to have one, write "),
        ("car", {}, "there is no handout or topic 'car'; did you mean 'care'"),
        ("care", {"edition": "standard"}, "a booklet to fold is of no edition"),
    ],
)
def test_a_topic_that_cannot_be_folded_says_why(
    root: Path, what: str, options: dict[str, str], message: str
) -> None:
    write_files(root, BOOKLET)
    with pytest.raises(UsageError, match=message), desk(root, is_folded=True, **options) as maker:
        maker.make([what])


def test_a_booklet_that_holds_what_may_not_be_given_out_is_refused(root: Path) -> None:
    write_files(root, BOOKLET)
    make(root, "care", is_folded=True)
    clinic = root / "handouts/clinic.yaml"
    clinic.write_text(f"{clinic.read_text()}give_out: approved\n")
    with pytest.raises(HandoutError, match="nobody approved 'care/chills' as it stands"):
        make(root, "care", is_folded=True)


# --- several, and packets -----------------------------------------------------------------------


@pytest.mark.parametrize("what", [("care/fever", "skin/rash"), ("sets/start", "skin/rash")])
def test_several_become_one_packet_without_a_cover(root: Path, what: tuple[str, ...]) -> None:
    subject = make(root, *what)
    first = page_texts(subject.pdf)[0]

    assert {"care/fever", "skin/rash"} <= {part.handout_id for part in subject.parts}
    assert "Rash" in outline_titles(subject.pdf)
    assert "In this packet" in first
    assert "For:" not in first
    assert (subject.is_personal, subject.public_url) == (False, "")
    assert (bool(subject.recipe), subject.is_made_anew) == (True, True)


@pytest.mark.parametrize("what", [("care/fever", "skin/rash"), ("sets/start", "skin/rash")])
def test_a_packet_that_is_delivered_leaves_no_line_of_its_making_and_no_file(
    root: Path, what: tuple[str, ...]
) -> None:
    make(root, *what)

    assert list_results(root) == []
    assert list_packets(root) == []


def test_a_packet_that_was_delivered_is_made_again_from_the_archive(root: Path) -> None:
    with desk(root) as maker, opened(root / "state") as record:
        subject = maker.make(["care/fever", "skin/rash"])
        made = remake(record.archive, record.find_line(note(record, subject)))

    assert (made.pdf, made.is_proven) == (subject.pdf, True)


def test_a_dry_run_leaves_no_line_even_when_it_is_refused(root: Path) -> None:
    approve_only(root)
    for what in ("care/fever", "care"):
        with desk(root, is_dry=True) as maker, pytest.raises(HandoutError):
            maker.make([what])

    assert list_results(root) == []


def test_a_topic_of_one_handout_is_that_handout(root: Path) -> None:
    assert make(root, "skin").pdf == (root / "out/en/skin/rash.pdf").read_bytes()


def test_a_packets_file_becomes_its_packet(root: Path, tmp_path: Path) -> None:
    path = write_packet(tmp_path, f"handouts: [care/fever]\n{PATIENT}{NOTE}", name="zyx.yaml")
    subject = make(root, str(path))

    assert list_packets(root) == []
    assert NAME in page_texts(subject.pdf)[0]
    assert (subject.is_personal, subject.public_url) == (True, "")
    assert NAME.split()[0] not in f"{subject!r}{subject.file_name}{subject.title}{subject.recipe}"


def test_the_command_line_wins_over_a_packets_file(root: Path, tmp_path: Path) -> None:
    path = write_packet(tmp_path, "handouts: [skin/rash]\npatient: {language: en}\n")
    subject = make(root, str(path), language="es", edition="large-print")

    assert (subject.language, subject.edition) == ("es", "large-print")


# --- others' PDFs -------------------------------------------------------------------------------


def test_a_pdf_of_others_is_delivered_as_it_is(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "zyxwright visit.pdf"
    path.write_bytes(make_pdf(3))
    subject = make(root, str(path))

    assert (subject.pdf, subject.page_count, subject.parts) == (path.read_bytes(), 3, ())
    assert (subject.is_personal, subject.language, subject.recipe) == (True, "en", "")
    assert "zyxwright" not in f"{subject!r}{subject.file_name}{subject.title}"


def test_its_language_is_the_one_that_is_asked_for(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "visit.pdf"
    path.write_bytes(make_pdf())

    assert make(root, str(path), language="es").language == "es"


# --- what is refused ----------------------------------------------------------------------------


def approve_only(root: Path) -> None:
    path = root / "handouts/clinic.yaml"
    path.write_text(f"{path.read_text()}give_out: approved\n")


@pytest.mark.parametrize("what", [("care/fever",), ("sets/start",), ("care/fever", "skin/rash")])
def test_what_nobody_approved_is_refused_and_recorded(root: Path, what: tuple[str, ...]) -> None:
    approve_only(root)
    with pytest.raises(HandoutError, match="nobody approved 'care/fever' as it stands"):
        make(root, *what)

    ((_, result),) = list_results(root)
    assert result is Result.REFUSED


def test_withdrawn_words_are_refused_by_the_road_they_would_have_gone(root: Path) -> None:
    withdraw_words(root, "care/fever")
    with pytest.raises(HandoutError) as raised:
        make(root, "care/fever")

    assert str(raised.value) == "'care/fever' was withdrawn; it may not be given to anybody"
    assert list_results(root) == [(Channel.MAIL, Result.REFUSED)]


def test_too_many_sheets_are_refused(root: Path, tmp_path: Path) -> None:
    path = write_packet(tmp_path, "handouts: [care]\noptions: {max_sheets: 1}\n")
    with pytest.raises(HandoutError, match="more than the 1 of max_sheets"):
        make(root, str(path))

    assert list_results(root) == [(Channel.MAIL, Result.REFUSED)]
    assert list_packets(root) == []


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ((), "name handouts, a topic, a set, a packet's file or a PDF"),
        (("care/nothing",), "there is no handout or topic 'care/nothing'"),
        (("sets/nothing",), "there is no set 'nothing'"),
        (("care/fever", "x.pdf"), "a file is delivered by itself; name nothing beside it"),
        (("nowhere.yaml",), "'nowhere.yaml' cannot be read"),
        (("zyxwright.pdf",), "the PDF cannot be read"),
    ],
)
def test_what_is_named_wrongly_is_told(root: Path, what: tuple[str, ...], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        make(root, *what)

    assert str(raised.value).startswith(message)
    assert list_results(root) == []


def test_what_is_no_pdf_is_told(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_text("a text")

    with pytest.raises(UsageError, match="the file is no PDF"):
        make(root, str(path))


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Patient handouts.pdf"), ("zz", "Patient handouts.pdf")],
)
def test_a_file_name_tells_nothing(language: str, name: str) -> None:
    assert name_file(language) == name


def test_a_file_name_is_in_the_readers_language(root: Path) -> None:
    subject = make(root, "skin/rash", language="es")

    assert subject.file_name == name_file("es") != name_file("en")


# --- a PDF of ours, as a file --------------------------------------------------------------------


def copy_out(root: Path, tmp_path: Path, path: str) -> str:
    """Copy a published PDF to a folder outside; return its path."""
    copied = tmp_path / "copy.pdf"
    copied.write_bytes((root / "out" / path).read_bytes())
    return str(copied)


def note_given(root: Path, path: str) -> None:
    with opened(root / "state") as record:
        note(record, make(root, path))


@pytest.mark.parametrize(
    ("path", "title", "ids"),
    [
        ("en/care/fever.large-print.pdf", "Fever", ["care/fever"]),
        ("en/sets/start.pdf", "Start", ["care/fever", "care/chills"]),
        ("es/sets/inicio.pdf", "Inicio", ["skin/rash", "care/fever"]),
    ],
)
def test_a_copy_of_our_pdf_is_delivered_with_its_handouts(
    root: Path, tmp_path: Path, path: str, title: str, ids: list[str]
) -> None:
    subject = make(root, copy_out(root, tmp_path, path))

    assert [part.handout_id for part in subject.parts] == ids
    assert all(part.sha256 for part in subject.parts)
    assert (subject.title, subject.is_personal) == (title, False)
    assert subject.language == path[:2]
    assert subject.recipe


@pytest.mark.parametrize("path", ["en/care/fever.pdf", "en/sets/start.pdf"])
def test_a_copy_of_withdrawn_words_is_refused_and_recorded(
    root: Path, tmp_path: Path, path: str
) -> None:
    copied = copy_out(root, tmp_path, path)
    note_given(root, copied)
    withdraw_words(root, "care/fever")
    with pytest.raises(HandoutError, match="'care/fever' was withdrawn; it may not be given"):
        make(root, copied)

    assert list_results(root)[-1] == (Channel.MAIL, Result.REFUSED)


def test_a_copy_of_withdrawn_words_that_nobody_was_given_is_refused(
    root: Path, tmp_path: Path
) -> None:
    copied = copy_out(root, tmp_path, "en/care/fever.pdf")
    withdraw_words(root, "care/fever")
    with pytest.raises(HandoutError, match="build it again, or name its id"):
        make(root, copied)


@pytest.mark.parametrize("path", ["en/care/fever.pdf", "en/sets/start.pdf"])
def test_a_copy_of_what_nobody_approved_is_refused(root: Path, tmp_path: Path, path: str) -> None:
    copied = copy_out(root, tmp_path, path)
    approve_only(root)
    with pytest.raises(HandoutError, match="nobody approved 'care/fever' as it stands"):
        make(root, copied)


def test_a_packet_that_the_record_knows_keeps_its_handouts_and_is_refused_with_them(
    root: Path, tmp_path: Path
) -> None:
    assert run_packet(root, "care/fever", "skin/rash", "-o", tmp_path / "p.pdf").code == 0
    subject = make(root, str(tmp_path / "p.pdf"))
    withdraw_words(root, "skin/rash")

    assert [part.handout_id for part in subject.parts] == ["care/fever", "skin/rash"]
    assert (subject.is_personal, bool(subject.recipe)) == (True, True)
    with pytest.raises(HandoutError, match="'skin/rash' was withdrawn"):
        make(root, str(tmp_path / "p.pdf"))


def test_a_part_that_the_record_knows_is_refused_when_its_words_were_withdrawn(
    root: Path, tmp_path: Path
) -> None:
    copied = copy_out(root, tmp_path, "en/care/fever.pdf")
    assert run_packet(root, "care/fever", "skin/rash", "-o", tmp_path / "p.pdf").code == 0
    replace_in(root, "handouts/care/fever.yaml", "Fever", "Heat")
    make(root, "care/fever")
    assert [part.handout_id for part in make(root, copied).parts] == ["care/fever"]

    withdraw_words(root, "care/fever")
    with pytest.raises(HandoutError, match="'care/fever' was withdrawn"):
        make(root, copied)


@pytest.mark.parametrize("path", ["en/care/fever.pdf", "en/sets/start.pdf"])
def test_our_pdf_that_nobody_knows_any_more_is_refused(
    root: Path, tmp_path: Path, path: str
) -> None:
    copied = copy_out(root, tmp_path, path)
    (root / "out/manifest.json").unlink()
    (root / "out/.press/ledger.sqlite").unlink()
    with pytest.raises(UsageError, match="build it again, or name its id"):
        make(root, copied)


def test_a_set_whose_handouts_changed_is_built_again_first(root: Path, tmp_path: Path) -> None:
    copied = copy_out(root, tmp_path, "en/sets/start.pdf")
    replace_in(root, "handouts/care/fever.yaml", "Fever", "Heat")
    with pytest.raises(HandoutError, match="build it again"):
        make(root, copied)


def test_what_the_language_lacks_is_enclosed_with_a_page_that_says_so(root: Path) -> None:
    with desk(root, language="es", with_fallback=True) as maker:
        subject = maker.make(["care/chills"])
    text = " ".join(page_texts(subject.pdf))

    assert (subject.language, subject.is_made_anew) == ("es", True)
    assert [(part.handout_id, part.language) for part in subject.parts] == [("care/chills", "en")]
    assert "Chills" in text
    assert subject.page_count > 1
