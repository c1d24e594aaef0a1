"""Whatever becomes of a packet, the patient's name is on its cover and nowhere else."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import psutil
import pytest

from handoutpress.cli import main
from tests.packets import (
    CHECKOUT,
    CLINICIAN,
    NAME,
    NOTE,
    NOTE_WORD,
    PATIENT,
    SECRETS,
    Told,
    list_packets,
    make_pdf,
    open_clinic,
    run_packet,
    write_packet,
)
from tests.pdf_facts import elements, page_texts

PASSWORD = "correct horse battery"
TYPED = f"handouts: [care/fever]\n{PATIENT}{NOTE}"
ENCODINGS = ("utf-8", "utf-16-be", "utf-16-le")


def find_words(content: bytes) -> set[str]:
    """Return which of the secret words stand in bytes, in any of the usual encodings."""
    folded = content.lower()
    return {
        word
        for word in SECRETS
        for encoding in ENCODINGS
        if word.lower().encode(encoding) in folded or word.encode(encoding).hex().encode() in folded
    }


def list_strings(pdf: bytes, password: str = "") -> set[str]:
    """Return which of the secret words stand in the strings and streams of a PDF, decoded."""
    found = set()
    with pikepdf.open(BytesIO(pdf), password=password) as document:
        for each in document.objects:
            found |= find_words(repr(each).encode())
            found |= {word for word in SECRETS if word in "".join(_iter_strings(each))}
            if isinstance(each, pikepdf.Stream):
                found |= find_words(each.read_bytes())
        found |= find_words(repr(document.trailer).encode())
    return found


def _iter_strings(value: Any) -> Iterator[str]:
    if isinstance(value, pikepdf.String):
        yield str(value)
    elif isinstance(value, pikepdf.Array):
        for item in value:
            if not getattr(item, "is_indirect", False):
                yield from _iter_strings(item)
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for item in value.values():
            if not getattr(item, "is_indirect", False):
                yield from _iter_strings(item)


def search(folder: Path) -> dict[str, set[str]]:
    """Return for each file below a folder which secret words it holds; names of files, too."""
    found = {}
    for path in sorted(folder.rglob("*")):
        words = find_words(path.relative_to(folder).as_posix().encode())
        if path.is_file():
            words |= find_words(path.read_bytes())
            if path.suffix == ".pdf":
                with suppress(pikepdf.PasswordError):
                    words |= list_strings(path.read_bytes())
            if path.suffix in (".sqlite", ".db") or path.read_bytes()[:6] == b"SQLite":
                words |= find_words(dump_database(path))
        if words:
            found[path.relative_to(folder).as_posix()] = words
    return found


def dump_database(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as database:
        return "\n".join(database.iterdump()).encode()


@dataclass(frozen=True)
class House:
    """A clinic, and all other places where a run could leave anything."""

    root: Path
    home: Path
    temporary: Path
    desk: Path

    def search(self) -> dict[str, set[str]]:
        """Return what holds a secret word; what was typed lies on the desk and is not searched."""
        return search(self.root) | search(self.home) | search(self.temporary)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    house = House(*(tmp_path / name for name in ("root", "home", "tmp", "desk")))
    for folder in (house.home, house.temporary, house.desk):
        folder.mkdir()
    open_clinic(house.root)
    monkeypatch.setenv("TMPDIR", str(house.temporary))
    monkeypatch.setenv("HOME", str(house.home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(house.home / ".cache"))
    monkeypatch.setattr("tempfile.tempdir", None)
    return house


def check_silent(told: Told) -> None:
    assert find_words(told.both.encode()) == set(), told.both


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(NAME.upper().encode("utf-16-le"))
    with pikepdf.new() as document:
        document.docinfo["/Title"] = NAME
        document.Root.Extra = document.make_stream(NOTE_WORD.encode())
        document.save(tmp_path / "b.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    with closing(sqlite3.connect(tmp_path / "c.sqlite")) as database, database:
        database.execute("CREATE TABLE t (x)")
        database.execute("INSERT INTO t VALUES (?)", (CLINICIAN,))

    assert search(tmp_path) == {
        "a.txt": set(NAME.split()),
        "b.pdf": {*NAME.split(), NOTE_WORD},
        "c.sqlite": set(CLINICIAN.split()),
    }


# --- a packet that was made -------------------------------------------------------------------


def test_the_name_is_read_on_the_cover_and_stands_nowhere_else(house: House) -> None:
    path = write_packet(house.desk, TYPED)
    told = run_packet(house.root, path)
    (made,) = list_packets(house.root)
    cover, *others = page_texts(made.read_bytes())

    assert told.code == 0
    assert all(word in cover for word in SECRETS)
    assert find_words(" ".join(others).encode()) == set()
    assert house.search() == {}  # what is drawn is drawn by glyphs, which no search of bytes finds
    check_silent(told)


def test_the_tag_tree_says_the_name_by_the_page_alone(house: House) -> None:
    run_packet(house.root, write_packet(house.desk, TYPED))
    (made,) = list_packets(house.root)
    found = elements(made.read_bytes(), "P", "LI", "LBody", "Span", "H1", "H2", "DL", "Div")

    assert {found.pages for found in found if NAME in found.text} == {(1,)}
    assert [each for each in found if each.alt and find_words(each.alt.encode())] == []


def test_on_every_page_only_where_that_is_asked_for(house: House) -> None:
    typed = TYPED + "options: {name_on_every_page: true}\n"
    run_packet(house.root, write_packet(house.desk, typed))
    (made,) = list_packets(house.root)
    cover, *others = page_texts(made.read_bytes())

    assert all(NAME in text for text in (cover, *others))
    assert find_words(" ".join(others).encode()) == set(NAME.split())
    assert house.search() == {}


def test_other_packets_of_a_batch_do_not_hold_it(house: House) -> None:
    visits = house.desk / "visits.csv"
    row = f"{NAME},{CLINICIAN},{NOTE_WORD},care/fever\n"
    visits.write_text(f"name,clinician,note,handouts\nAda,,,care/fever\n{row}Bea,,,care/fever\n")
    told = run_packet(house.root, "--batch", visits, jobs=2)
    texts = [" ".join(page_texts(path.read_bytes())) for path in list_packets(house.root)]

    assert told.code == 0
    assert sorted(len(find_words(text.encode())) for text in texts) == [0, 0, len(SECRETS)]
    assert house.search() == {}
    check_silent(told)


def test_encrypted_it_is_found_nowhere_without_the_password(house: House) -> None:
    path = write_packet(house.desk, TYPED)
    told = run_packet(house.root, path, "--password-from", "-", typed=PASSWORD)
    (made,) = list_packets(house.root)

    assert house.search() == {}
    assert list_strings(made.read_bytes(), PASSWORD) == set()
    assert PASSWORD.encode() not in made.read_bytes()
    check_silent(told)


def test_a_build_after_it_knows_nothing_of_it(house: House) -> None:
    run_packet(house.root, write_packet(house.desk, TYPED))
    (made,) = list_packets(house.root)
    before = made.read_bytes()
    assert main(["build", "--root", str(house.root), "--force", "--quiet", "--jobs", "1"]) == 0

    assert list_packets(house.root) == [made]
    assert made.read_bytes() == before
    assert "packets/" not in (house.root / "out/manifest.json").read_text()
    assert made.name not in (house.root / "out/index.html").read_text()
    assert house.search() == {}


# --- a packet that was not --------------------------------------------------------------------

LONG_WORD = "Quenilda" * 40
GLYPHLESS = "Zyxwright \u6f22\u5b57\u754c"
FAILING = {
    "wrong key": TYPED + f"{NAME}: x\n",
    "no such handout": TYPED.replace("care/fever", "quenilda/zyxwright"),
    "wrong day": TYPED.replace("2026-11-27", NAME),
    "missing PDF": TYPED + f"append: ['{NAME}.pdf']\n",
    "broken PDF": TYPED + f"append: ['{CLINICIAN}.pdf']\n",
    "too many sheets": TYPED + "options: {max_sheets: 1}\n",
    "no glyph": TYPED.replace(NAME, GLYPHLESS),
    "no glyph in the note": TYPED.replace(NOTE_WORD, NOTE_WORD + "\u6f22"),
    "a word wider than the page": TYPED.replace(NAME, LONG_WORD),
    "a note higher than the page": TYPED.replace(NOTE_WORD, f"{NOTE_WORD} " * 3000),
    "title": f"title: {NAME}\n{TYPED}",
}


@pytest.mark.parametrize("kind", FAILING)
def test_a_packet_that_fails_leaves_nothing_behind(house: House, kind: str) -> None:
    (house.desk / f"{CLINICIAN}.pdf").write_bytes(b"no PDF")
    told = run_packet(house.root, write_packet(house.desk, FAILING[kind]))

    assert told.code in (0, 1, 2, 3)
    check_silent(told)
    assert not re.search("[\u6f22\u5b57\u754c]", told.both)
    assert house.search() == {}
    assert told.code == 0 or list_packets(house.root) == []


def test_what_cannot_be_printed_is_told_in_general(house: House) -> None:
    told = run_packet(house.root, write_packet(house.desk, FAILING["no glyph"]))

    assert told.code == 1
    assert told.err == (
        "not made: 'name' has a character that the fonts do not have; leave it out: the cover then "
        "has a box for the clinic's label\n"
    )


def test_a_bug_is_told_without_what_it_quotes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*arguments: object) -> None:
        raise ValueError(f"what is {NAME}?")

    monkeypatch.setattr("handoutpress.packet.run.make_code", break_off)
    told = run_packet(house.root, write_packet(house.desk, TYPED))

    assert told.code == 70
    assert "ValueError; its message may name a patient" in told.err
    check_silent(told)


# --- while it runs ----------------------------------------------------------------------------


def start(house: House, *arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(CHECKOUT / "make_handouts.py"), "packet", *map(str, arguments)]
    return subprocess.Popen(
        [*command, "--root", str(house.root), "--jobs", "2"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def watch(run: subprocess.Popen[bytes]) -> tuple[bytes, int]:
    """Return command lines and environments of a run and all its processes, until it ends."""
    seen, most = b"", 0
    while run.poll() is None:
        with suppress(psutil.NoSuchProcess):
            family = [run.pid, *(each.pid for each in psutil.Process(run.pid).children(True))]
            most = max(most, len(family))
            for pid in family:
                with suppress(OSError):
                    seen += Path(f"/proc/{pid}/cmdline").read_bytes()
                    seen += Path(f"/proc/{pid}/environ").read_bytes()
        time.sleep(0.02)
    return seen, most


def test_no_process_shows_the_name_while_it_runs(house: House) -> None:
    visits = house.desk / "visits.csv"
    row = f"{NAME},{CLINICIAN},{NOTE_WORD},care/fever\n"
    visits.write_text("name,clinician,note,handouts\n" + row * 6)
    run = start(house, "--batch", visits)
    seen, most = watch(run)
    out, err = run.communicate()

    assert (run.returncode, most >= 2) == (0, True)
    assert b"visits.csv" in seen
    assert find_words(seen) == set()
    assert find_words(out + err) == set()
    assert len(list_packets(house.root)) == 6
    assert house.search() == {}


def test_a_typed_name_is_in_no_process_either(house: House) -> None:
    run = start(house, "care/fever", "--for", "-")
    assert run.stdin is not None
    run.stdin.write(f"{NAME}\n".encode())
    run.stdin.close()
    seen, _ = watch(run)
    out, err = read_all(run)

    assert (run.returncode, find_words(seen + out + err)) == (0, set())
    assert b"--for" in seen
    assert house.search() == {}


def read_all(run: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Return what a run printed that has ended, and whose standard input is closed."""
    assert run.stdout is not None
    assert run.stderr is not None
    with run.stdout, run.stderr:
        return run.stdout.read(), run.stderr.read()


@pytest.mark.parametrize("moment", [0.3, 0.6, 0.8, 1.0])
def test_killed_at_any_moment_it_leaves_no_name_where_it_does_not_belong(
    house: House, moment: float
) -> None:
    visits = house.desk / "visits.csv"
    row = f"{NAME},{CLINICIAN},{NOTE_WORD},care/fever\n"
    visits.write_text("name,clinician,note,handouts\n" + row * 6)
    run = start(house, "--batch", visits)
    time.sleep(moment)  # the moment is what is tested
    with suppress(ProcessLookupError):
        os.killpg(run.pid, 9)
    out, err = run.communicate()

    assert find_words(out + err) == set()
    assert house.search() == {}
    assert [each.stat().st_mode & 0o077 for each in list_packets(house.root)] == [
        *(0 for _ in list_packets(house.root))
    ]
    assert run_packet(house.root, "skin/rash").code == 0
    assert [each.name for each in list_packets(house.root) if each.suffix != ".pdf"] == []
    for path in list_packets(house.root):
        assert page_texts(path.read_bytes())


def test_what_is_appended_lends_no_name_to_what_the_packet_says_of_itself(house: House) -> None:
    with pikepdf.open(BytesIO(make_pdf())) as document:
        with document.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(f"Consent of {NAME}", 0))
        document.pages[0].obj.PieceInfo = pikepdf.Dictionary(X=pikepdf.String(NAME))
        document.pages[0].obj.Metadata = document.make_stream(NAME.encode())
        document.save(house.desk / "form.pdf")
    told = run_packet(house.root, write_packet(house.desk, TYPED + "append: [form.pdf]\n"))

    assert told.code == 0
    assert house.search() == {}
