"""PDFs of others at the end of a packet: what is said of them, and which are refused."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from handoutpress.packet import reading
from tests.foreign_pdfs import make_odd_pages
from tests.packets import (
    NAME,
    PATIENT,
    is_pdfua,
    list_packets,
    make_pdf,
    open_clinic,
    outline_titles,
    run_packet,
    write_packet,
)
from tests.pdf_facts import page_texts

# A file named after the patient: no message may hold its name.
FILE = f"{NAME}.pdf"
WORDS = NAME.split()
HEAD = f"handouts: [care/fever]\n{PATIENT}"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return open_clinic(tmp_path_factory.mktemp("clinic"))


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return a folder for the packet's file and what it appends."""
    folder = tmp_path / "desk"
    folder.mkdir()
    return folder


def test_it_stands_at_the_end_and_is_said_not_to_be_tagged(clinic: Path, desk: Path) -> None:
    (desk / FILE).write_bytes(make_pdf(2, text="I agree"))
    (desk / "other.pdf").write_bytes(make_pdf(text="Me too"))
    append = f"append:\n- '{FILE}'\n- {{file: other.pdf, title: Parking}}\n"
    told = run_packet(clinic, write_packet(desk, HEAD + append), "-o", desk / "made.pdf")
    made = (desk / "made.pdf").read_bytes()

    assert told.code == 0
    assert "note: 'Document 1' is not tagged, " in told.err
    assert "note: item 2 of 'append' is not tagged, " in told.err
    assert not [word for word in (*WORDS, "Parking") if word in told.both]
    assert not is_pdfua(made)
    assert outline_titles(made)[-2:] == ["Document 1", "Parking"]
    assert [text[:7] for text in page_texts(made)[4:7]] == ["I agree", "I agree", "Me too "]
    assert "Document 1 Pages: 2" in page_texts(made)[0]


def test_pages_that_lack_what_draws_them_are_numbered_like_others(clinic: Path, desk: Path) -> None:
    (desk / FILE).write_bytes(make_odd_pages())
    told = run_packet(clinic, write_packet(desk, f"{HEAD}append: ['{FILE}']\n"), "-o", desk / "it")

    assert (told.code, told.out.count("8 pages")) == (0, 1)
    assert [
        re.findall(r"page (\d+) of 8", text) for text in page_texts((desk / "it").read_bytes())[4:]
    ] == [["5"], ["6"], ["7"], ["8"]]


def test_without_it_the_packet_claims_pdfua(clinic: Path, desk: Path) -> None:
    told = run_packet(clinic, write_packet(desk, HEAD), "-o", desk / "made.pdf")

    assert (told.code, is_pdfua((desk / "made.pdf").read_bytes())) == (0, True)


def test_it_may_lie_in_a_folder_below(clinic: Path, desk: Path) -> None:
    (desk / "forms").mkdir()
    (desk / "forms/form.pdf").write_bytes(make_pdf())

    path = write_packet(desk, HEAD + "append: [forms/form.pdf]\n")
    assert run_packet(clinic, path).code == 0


@pytest.mark.parametrize("kind", ["above", "absolute", "around", "link", "linked folder"])
def test_what_lies_outside_is_refused(clinic: Path, desk: Path, kind: str) -> None:
    outside = desk.parent / FILE
    outside.write_bytes(make_pdf())
    (desk / FILE).symlink_to(outside)
    (desk / "up").symlink_to(desk.parent)
    names = {
        "above": f"../{FILE}",
        "absolute": str(outside),
        "around": f"../desk/../{FILE}",
        "link": FILE,
        "linked folder": f"up/{FILE}",
    }
    before = list_packets(clinic)
    told = run_packet(clinic, write_packet(desk, HEAD + f"append: ['{names[kind]}']\n"))

    assert (told.code, told.out) == (1, "")
    assert told.err.startswith("error: a PDF to append lies outside the packet's folder; ")
    assert not [word for word in WORDS if word in told.both]
    assert list_packets(clinic) == before


def encrypted() -> bytes:
    made = BytesIO()
    with pikepdf.open(BytesIO(make_pdf())) as document:
        document.save(made, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "title", "told"),
    [
        (None, "", "a PDF to append cannot be read (No such file or directory)"),
        (b"", "", "'Document 1' "),
        (b"no PDF", "", "'Document 1' "),
        (make_pdf()[:200], "", "'Document 1' "),
        (encrypted(), "", "'Document 1' is encrypted; "),
        (encrypted(), "Parking", "item 1 of 'append' is encrypted; "),
    ],
)
def test_what_cannot_be_appended_is_refused_without_a_name(
    clinic: Path, desk: Path, content: bytes | None, title: str, told: str
) -> None:
    if content is not None:
        (desk / FILE).write_bytes(content)
    named = f"{{file: '{FILE}', title: {title}}}" if title else f"'{FILE}'"
    before = list_packets(clinic)
    run = run_packet(clinic, write_packet(desk, HEAD + f"append: [{named}]\n"))

    assert (run.code, run.out) == (1, "")
    assert run.err.startswith(f"not made: {told}")
    assert not [word for word in (*WORDS, "Parking") if word in run.both]
    assert list_packets(clinic) == before


def test_what_is_too_large_is_refused(
    clinic: Path, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_ENCLOSED_BYTES", 1024 * 1024)
    (desk / FILE).write_bytes(bytes(1024 * 1024 + 1))
    told = run_packet(clinic, write_packet(desk, HEAD + f"append: ['{FILE}']\n"))

    assert (told.code, told.err) == (1, "not made: a PDF to append is larger than 1 MiB\n")


def test_what_it_says_of_itself_is_left_behind(clinic: Path, desk: Path) -> None:
    with pikepdf.open(BytesIO(make_pdf(2))) as document:
        document.docinfo["/Title"] = NAME
        with document.open_metadata() as xmp:
            xmp["dc:title"] = NAME
        document.attachments[FILE] = NAME.encode()
        document.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=pikepdf.String(NAME)
        )
        document.save(desk / FILE)
    path = write_packet(desk, HEAD.replace(NAME, "Somebody") + f"append: ['{FILE}']\n")
    assert run_packet(clinic, path, "-o", desk / "made.pdf").code == 0

    with pikepdf.open(desk / "made.pdf") as document:
        assert not document.attachments
        assert {"/OpenAction", "/AF", "/Names"}.isdisjoint(document.Root.keys())
        objects = "".join(map(repr, document.objects))
        streams = b"".join(
            each.read_bytes() for each in document.objects if isinstance(each, pikepdf.Stream)
        )
    assert not [word for word in WORDS if word in objects or word.encode() in streams]
