"""The pages of a packet: its cover, blank pages, numbers, codes, and how many sheets it takes."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from handoutpress.errors import UsageError
from handoutpress.packet.reading import read_name
from tests.packets import (
    CHECKOUT,
    CLINICIAN,
    NAME,
    NOTE,
    NOTE_WORD,
    PATIENT,
    list_packets,
    make_packet,
    make_pdf,
    open_clinic,
    outline_titles,
    page_labels,
    run_packet,
    write_packet,
)
from tests.pdf_facts import MM_PER_POINT, artifacts, drawn_boxes, elements, find_faults, page_texts

# Fever, Chills and Rash have 1, 2 and 1 pages.
TYPED = f"handouts: [care/fever, care/chills, skin/rash]\n{PATIENT}{NOTE}"
CODE = re.compile(r"Packet ([0-9A-Z]{3}-[0-9A-Z]{3})")


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = open_clinic(tmp_path_factory.mktemp("clinic"))
    (root / "form.pdf").write_bytes(make_pdf(2, text="I agree"))
    return root


def make(clinic: Path, options: str = "", *arguments: str) -> bytes:
    typed = TYPED + (f"options: {{{options}}}\n" if options else "")
    return make_packet(clinic, write_packet(clinic, typed), *arguments)


@pytest.fixture(scope="module")
def through(clinic: Path) -> bytes:
    return make(clinic, "talk_page: true")


@pytest.fixture(scope="module")
def each(clinic: Path) -> bytes:
    return make(clinic, "numbering: each")


def find_code(pdf: bytes) -> str:
    """Return the code of a packet, which must be the same on all its pages."""
    codes = {code for text in page_texts(pdf) for code in CODE.findall(text)}
    assert len(codes) == 1
    return codes.pop()


# --- duplex -------------------------------------------------------------------------------------


def test_each_part_starts_on_the_front_of_a_sheet(through: bytes) -> None:
    texts = page_texts(through)
    starts = [
        number
        for number, text in enumerate(texts, start=1)
        for words in ("In this packet", "Care Fever", "Care Chills", "Skin Rash", "we talked about")
        if words in text.split("Page")[0]
    ]

    assert starts == [1, 3, 5, 7, 9]
    assert find_faults(through) == []


def test_blank_pages_hold_nothing_that_is_read_aloud(through: bytes) -> None:
    with pikepdf.open(BytesIO(through)) as document:
        blanks = [document.pages[index].obj for index in (1, 3, 7)]
        assert [key for page in blanks for key in page if key == "/StructParents"] == []
    tagged = {page for found in elements(through, "P", "H1", "H2", "LI") for page in found.pages}
    assert tagged.isdisjoint({2, 4, 8})


def test_single_sided_has_no_blank_page(clinic: Path) -> None:
    texts = page_texts(make(clinic, "", "--single-sided"))

    assert len(texts) == 5
    assert [text for text in texts if len(text) < 60] == []
    assert page_texts(make(clinic, "duplex: false"))[1].startswith("Test Clinic")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "7 pages on 4 sheets"),
        (["--single-sided"], "5 pages on 5 sheets"),
    ],
)
def test_pages_and_sheets_are_those_of_the_pdf(
    clinic: Path, arguments: list[str], told: str
) -> None:
    target = clinic / "told.pdf"
    ids = ("care", "skin")
    run = run_packet(clinic, *ids, "-o", target, *arguments)

    assert f"{target}: {told}, packet " in run.out
    with pikepdf.open(target) as document:
        assert len(document.pages) == int(told.split()[0])


# --- numbers ------------------------------------------------------------------------------------


def test_numbers_that_run_through_are_the_labels_too(through: bytes) -> None:
    assert page_labels(through) == [
        str(number) for number in range(1, len(page_texts(through)) + 1)
    ]


@pytest.mark.parametrize("numbering", ["through", "each"])
def test_every_page_says_which_of_how_many_it_is_and_the_code(
    numbering: str, request: pytest.FixtureRequest
) -> None:
    pdf = request.getfixturevalue(numbering)
    code, count = find_code(pdf), len(page_texts(pdf))
    found = [found for found in artifacts(pdf) if found.type == "Pagination"]

    for number in range(1, count + 1):
        told = [found.text for found in found if found.page == number]
        assert any(f"age {number} of {count}" in text for text in told), number
        assert any(f"Packet {code}" in text for text in told), number


def test_each_part_counts_its_own_where_that_is_asked_for(each: bytes) -> None:
    assert page_labels(each) == ["1", "2", "1", "2", "1", "2", "1"]
    texts = page_texts(each)
    assert "Page 2 of 2" in texts[5]  # of Chills
    assert "page 6 of 7" in texts[5]
    assert find_faults(each) == []


def test_appended_pages_have_number_and_code_as_well(clinic: Path) -> None:
    typed = "handouts: [care/fever]\nappend: [form.pdf]\n"
    packet = make_packet(clinic, write_packet(clinic, typed))
    texts, code = page_texts(packet), find_code(packet)

    assert len(texts) == 6
    for number in (5, 6):
        assert "I agree" in texts[number - 1]
        assert f"Packet {code} · page {number} of 6" in texts[number - 1]


def test_two_packets_have_two_codes(through: bytes, each: bytes) -> None:
    assert find_code(through) != find_code(each)


# --- cover --------------------------------------------------------------------------------------


def test_the_cover_tells_staff_what_they_hand_over(through: bytes) -> None:
    cover = page_texts(through)[0]

    for words in (
        f"For: {NAME} Date of visit November 27, 2026 Visit with {CLINICIAN}",
        f"Language English Packet {find_code(through)}",
        "A note for you Added by Test Clinic",
        "In this packet Fever Pages: 1",
        "Chills Pages: 2",
        "Whom to call Nurse 555-0100",
    ):
        assert words in cover
    assert [text for text in page_texts(through)[1:] if NAME in text or CLINICIAN in text] == []


def test_the_contents_name_the_right_pages(through: bytes) -> None:
    cover = page_texts(through)[0].replace(" .", "")

    for title, page in (("Fever Pages: 1", 3), ("Chills Pages: 2", 5), ("Rash Pages: 1", 7)):
        assert f"{title} Draft {page}" in cover


def test_the_note_is_in_the_small_markdown(through: bytes) -> None:
    assert f"Added by Test Clinic Bring {NOTE_WORD}. In this packet" in page_texts(through)[0]


def test_a_cover_without_a_name_has_room_for_a_label(clinic: Path) -> None:
    packet = make_packet(clinic, "care/fever")
    line_mm = MM_PER_POINT  # of the box, a point thick
    sizes = [
        (
            round((right - left) * MM_PER_POINT - line_mm),
            round((top - bottom) * MM_PER_POINT - line_mm),
        )
        for left, bottom, right, top in drawn_boxes(packet)
    ]

    assert (70, 30) in sizes
    assert "For:" in page_texts(packet)[0]


@pytest.mark.parametrize("typed", [f"{NAME}\n", f"  {NAME}", f"\ufeff{NAME}\r\nnot this\n"])
def test_a_typed_name_is_on_the_cover(clinic: Path, typed: str) -> None:
    cover = page_texts(make_packet(clinic, "care/fever", "--for", "-", typed=typed))[0]

    assert re.search(rf"For: {NAME} Date \w+ \d+, \d{{4}} Language", cover)


def test_a_typed_name_wins_over_that_of_the_file(clinic: Path) -> None:
    path = write_packet(clinic, TYPED)
    cover = page_texts(make_packet(clinic, path, "--for", "-", typed="Somebody Else\n"))[0]

    assert "Somebody Else" in cover
    assert NAME not in cover


@pytest.mark.parametrize("name", ["José Núñez-O'Brien", "<b>&amp; {{ x }} @PAGE@", "W" * 90])
def test_a_name_is_printed_as_it_is(clinic: Path, name: str) -> None:
    text = "name_on_every_page: true"
    path = write_packet(clinic, f"handouts: [care/fever]\noptions: {{{text}}}\n")
    texts = page_texts(make_packet(clinic, path, "--for", "-", typed=name))

    assert name.replace(" ", "") in texts[0].replace(" ", "")
    assert all(name.split()[0][:20] in text for text in texts)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "no name was given; "),
        ("\n", "no name was given; "),
        ("Ana\x1b[2J\n", "the name holds a control character, "),
    ],
)
def test_what_is_no_name_is_told(clinic: Path, typed: str, told: str) -> None:
    run = run_packet(clinic, "care/fever", "--for", "-", typed=typed)

    assert (run.code, run.err.startswith(f"error: {told}")) == (2, True)


def test_bytes_that_are_no_text_are_no_name() -> None:
    with pytest.raises(UsageError, match="is not UTF-8"):
        read_name(io.TextIOWrapper(BytesIO("José\n".encode("latin-1")), "utf-8"), "")
    with pytest.raises(UsageError, match="is not UTF-8"):  # as a computer without a language reads
        read_name(io.StringIO("Jos\udce9\n"), "")


def test_a_standard_input_that_is_closed_holds_no_name() -> None:
    with pytest.raises(UsageError, match="no name was given"):
        read_name(None, "")


def test_a_name_on_the_command_line_is_refused_without_repeating_it(clinic: Path) -> None:
    run = run_packet(clinic, "care/fever", "--for", NAME)

    assert run.code == 2
    assert "would show in the list of processes" in run.err
    assert NAME not in run.both


def test_the_last_page_has_questions_and_lines(through: bytes) -> None:
    last = page_texts(through)[-1]

    assert "What we talked about" in " ".join(page_texts(through)[8:])
    assert "When will you call us, and at which number?" in last
    assert outline_titles(through)[-1] == "What we talked about"


def test_without_cover_and_contents_the_handouts_come_first(clinic: Path) -> None:
    path = write_packet(
        clinic, "handouts: [care/fever]\noptions: {cover: false, contents: false}\n"
    )
    texts = page_texts(make_packet(clinic, path))

    assert len(texts) == 1
    assert "What a fever means." in texts[0]


def test_a_note_is_printed_without_a_cover_too_and_the_numbers_are_right(clinic: Path) -> None:
    options = "options: {cover: false, contents: false}\n"
    path = write_packet(clinic, f"handouts: [care/fever]\n{NOTE}{options}")
    packet = make_packet(clinic, path)

    assert NOTE_WORD in page_texts(packet)[0]
    assert find_faults(packet) == []


# --- sheets -------------------------------------------------------------------------------------

MANY = "handouts: [care/fever, care/chills, skin/rash]\noptions: {max_sheets: 3}\n"


def test_more_sheets_than_allowed_are_refused_where_nobody_can_be_asked(clinic: Path) -> None:
    before = list_packets(clinic)
    run = run_packet(clinic, write_packet(clinic, MANY))

    assert (run.code, run.out) == (1, "")
    assert run.err == (
        "not made: it takes 4 sheets, more than the 3 of max_sheets; --yes makes it all the same\n"
    )
    assert list_packets(clinic) == before


def test_yes_makes_it_however_many_sheets(clinic: Path) -> None:
    run = run_packet(clinic, write_packet(clinic, MANY), "--yes")

    assert (run.code, run.err) == (0, "")


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("\n", 1)])
def test_a_person_is_asked(clinic: Path, answer: str, code: int) -> None:
    before = list_packets(clinic)
    path = write_packet(clinic, MANY)
    command = [sys.executable, str(CHECKOUT / "make_handouts.py"), "packet", str(path), "--json"]
    ours, theirs = pty.openpty()
    run = subprocess.Popen(
        [*command, "--root", str(clinic), "--jobs", "1"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(theirs)
    told = read_until(ours, "[y/N] ")
    os.write(ours, answer.encode())
    told += read_until(ours, '"refused"')

    assert run.wait(60) == code
    os.close(ours)
    assert "The packet takes 4 sheets. Make it? [y/N] " in told
    assert len(list_packets(clinic)) - len(before) == 1 - code


def read_until(handle: int, end: str) -> str:
    """Read from a terminal until it shows these words."""
    shown = ""
    while end not in shown:
        shown += os.read(handle, 1024).decode()
    return shown
