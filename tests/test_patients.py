"""The search that follows every test of patients finds what is there, and knows what may be."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from tests.patients import OUTBOX, TESTS, find_patients

PATIENT = "Zebulon"


def make_pdf(name: str) -> bytes:
    """Return a PDF that holds a name in a compressed stream alone."""
    with pikepdf.new() as pdf:
        pdf.Root.Kept = pdf.make_stream(b"a stream of " + name.encode() + b" " + bytes(200))
        buffer = BytesIO()
        pdf.save(buffer, compress_streams=True, recompress_flate=True)
    return buffer.getvalue()


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
    assert find_patients(tmp_path, "") == {name: {PATIENT}}


def test_a_log_that_tells_is_found_and_the_relay_of_a_test_may_tell(tmp_path: Path) -> None:
    log = "DEBUG    mail.log:smtp.py:300 RCPT TO:<zebulon@example.org>\n"

    assert find_patients(tmp_path, log) == {}
    assert find_patients(tmp_path, log + f"INFO x:1 {PATIENT}") == {"the log": {PATIENT}}


def test_what_was_typed_a_packet_and_messages_that_wait_may_tell(tmp_path: Path) -> None:
    for name in ("out/packets/2026-11-27-abcdef.pdf", "desk/list.csv", f"state/{OUTBOX}-wal"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(PATIENT)
    with closing(sqlite3.connect(tmp_path / "state" / OUTBOX)) as connection:
        connection.execute("CREATE TABLE bodies (content TEXT)")
        connection.execute("INSERT INTO bodies VALUES (?)", (PATIENT,))
        connection.commit()

    assert find_patients(tmp_path, "") == {}


def test_it_follows_the_tests_of_all_roads() -> None:
    names = {path.name for path in Path(__file__).parent.glob("test_*.py")}
    followed = {name for name in names if TESTS.match(name)}

    assert {"test_mail_run.py", "test_print_run.py", "test_packet_file.py"} <= followed
    assert {"test_record.py", "test_given_command.py", "test_delivery_commands.py"} <= followed
