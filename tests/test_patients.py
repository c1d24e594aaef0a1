"""The search that follows every test of patients finds what is there, and knows what may be."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from tests.patients import OUTBOX, TESTS, Trail

PATIENT = "Zebulon"
CHECKOUT = Path(__file__).parents[1]
LEAKS = """
import logging, sqlite3, subprocess, sys, tempfile
import pytest

PATIENT = "Zebu" + "lon"

def test_temporary_file():
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(PATIENT.encode())

def test_screen(): print(PATIENT)

def test_screen_that_was_read(capsys):
    print(PATIENT)
    capsys.readouterr()

def test_log(): logging.getLogger("x").warning(PATIENT)

def test_process(): subprocess.run([sys.executable, "-c", "", PATIENT])

def test_grandchild():
    subprocess.run(["sh", "-c", "sh -c 'sleep 0.5; : $0' $(printf 'Zebu%s' lon)"])

def test_state(tmp_path):
    (tmp_path / "state").mkdir()
    base = sqlite3.connect(tmp_path / "state/record.sqlite")
    base.execute("CREATE TABLE lines (said TEXT)")
    base.execute("INSERT INTO lines VALUES (?)", (PATIENT,))
    base.commit()

def test_what_is_private(tmp_path, capsys):
    (tmp_path / "typed.csv").write_text(PATIENT)
    print("all is well")
"""


def make_pdf(name: str) -> bytes:
    """Return a PDF that holds a name in a compressed stream alone."""
    with pikepdf.new() as pdf:
        pdf.Root.Kept = pdf.make_stream(b"a stream of " + name.encode() + b" " + bytes(200))
        buffer = BytesIO()
        pdf.save(buffer, compress_streams=True, recompress_flate=True)
    return buffer.getvalue()


def list_traces(folder: Path, log: str = "") -> dict[str, set[str]]:
    return Trail(folder=folder, log=log).find()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("state/a.log", PATIENT.lower().encode()),
        ("w/state/archive/ab/cd", make_pdf(PATIENT)),
        ("out/en/care/fever.pdf", PATIENT.encode("utf-16-be")),
        (f"out/packets/{PATIENT}.pdf", b""),
        (f"state/{OUTBOX}-wal", PATIENT.encode()),
    ],
)
def test_what_was_left_is_found(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_bytes(content)

    assert PATIENT.encode() not in make_pdf(PATIENT)
    assert list_traces(tmp_path) == {name: {PATIENT}}


def test_rows_of_a_database_are_read(tmp_path: Path) -> None:
    """A long text lies in pages with numbers between: as bytes, it is not found."""
    (tmp_path / "state").mkdir()
    ballast = "-" * 4_083 + PATIENT + "-" * 9_000
    with closing(sqlite3.connect(tmp_path / "state/record.sqlite")) as connection:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("CREATE TABLE lines (said TEXT)")
        for start in range(40):  # one of them goes over the end of a page
            connection.execute("INSERT INTO lines VALUES (?)", (ballast[start:],))
        connection.commit()

    assert list_traces(tmp_path) == {"state/record.sqlite": {PATIENT}}


def test_a_log_that_tells_is_found_and_the_relay_of_a_test_may_tell(tmp_path: Path) -> None:
    log = "DEBUG    mail.log:smtp.py:300 RCPT TO:<zebulon@example.org>\n"

    assert list_traces(tmp_path, log) == {}
    assert list_traces(tmp_path, log + f"INFO x:1 {PATIENT}") == {"the log": {PATIENT}}


def write_outbox(folder: Path, waiting: str) -> None:
    """Write what was typed, a packet, and an outbox in which one message waits."""
    (folder / "state").mkdir()
    with closing(sqlite3.connect(folder / "state" / OUTBOX)) as connection:
        connection.execute("CREATE TABLE bodies (content BLOB)")
        connection.execute("INSERT INTO bodies VALUES (?)", (waiting.encode(),))
        connection.commit()
    for name in ("out/packets/2026-11-27-abcdef.pdf", "desk/list.csv", f"state/{OUTBOX}-wal"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(PATIENT)


def test_what_was_typed_a_packet_and_messages_that_wait_may_tell(tmp_path: Path) -> None:
    write_outbox(tmp_path, PATIENT)

    assert list_traces(tmp_path) == {}


def test_an_outbox_tells_of_nobody_but_those_whose_messages_wait(tmp_path: Path) -> None:
    write_outbox(tmp_path, "Quackenbush")

    assert list_traces(tmp_path) == {f"state/{OUTBOX}-wal": {PATIENT}}


def test_temporary_files_and_print_servers_are_searched_but_for_the_paper(tmp_path: Path) -> None:
    hall, temporary = tmp_path / "hall-1", tmp_path / "temporary"
    for path in (
        temporary / "left",
        hall / "ward-1/spool/1-handouts.pdf",
        hall / "cups-1/spool/d0001-001",
        hall / "cups-1/error.log",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PATIENT)

    assert Trail(temporary=temporary, hall=hall).find() == {
        "left": {PATIENT},
        "cups-1/error.log": {PATIENT},
    }


def test_each_road_out_of_a_test_is_watched(tmp_path: Path) -> None:
    (tmp_path / "test_mail_leaks.py").write_text(LEAKS)
    run = subprocess.run(
        (
            *(sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"),
            *("-c", os.devnull, "--rootdir", str(tmp_path), str(tmp_path)),
        ),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "CI": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    summary = run.stdout.partition("short test summary")[2]
    failed = {line.split("::")[1].split()[0] for line in summary.splitlines() if "::" in line}
    tests = {line.split("(")[0][4:] for line in LEAKS.splitlines() if line.startswith("def ")}
    assert failed == tests - {"test_what_is_private"}, run.stdout
    assert "8 passed, 7 errors" in run.stdout


def test_it_follows_the_tests_of_all_roads() -> None:
    names = {path.name for path in Path(__file__).parent.glob("test_*.py")}
    followed = {name for name in names if TESTS.match(name)}

    assert {"test_mail_run.py", "test_print_run.py", "test_packet_file.py"} <= followed
    assert {"test_record.py", "test_given_command.py", "test_delivery_commands.py"} <= followed
