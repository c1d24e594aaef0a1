"""The program itself, started as staff start it, from what they name to a relay and to printers."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fast_mail_parser import PyMail, parse_email

from tests.mail_search import find_words
from tests.mail_servers import SECRET, USER, Certificates, Relay, make_certificates, run_relay
from tests.packets import CHECKOUT, CLINICIAN, NAME, NOTE, NOTE_WORD, PATIENT, open_clinic
from tests.patients import Titles
from tests.pdf_facts import page_texts
from tests.print_orders import read_pages
from tests.printers import (
    FINISHER,
    NEEDS_PRINTERS,
    Hall,
    RealPrinter,
    hall,
    start_printer,
    start_server,
    ward,
)

__all__ = ["hall", "ward"]

ADDRESS = "quenilda.zyxwright@patient.example"
REF = ("--ref", "E-20417")
PACKET = f"handouts: [care/fever, care/chills]\n{PATIENT}{NOTE}"


@dataclass(frozen=True)
class Ended:
    """How the program ended, what it showed, and the lists of processes meanwhile."""

    code: int
    out: str
    err: str
    titles: str


@dataclass(frozen=True)
class Clinic:
    """A workspace, and the program in a process of its own."""

    root: Path

    def run(self, *words: object, typed: str = "") -> Ended:
        command = (sys.executable, CHECKOUT / "make_handouts.py", *words, "--root", self.root)
        titles = Titles()
        titles.start()
        ended = subprocess.run(
            [str(each) for each in command],
            input=typed,
            env={**os.environ, "RELAY_SECRET": SECRET},
            capture_output=True,
            text=True,
            check=False,
        )
        titles.stop()
        return Ended(ended.returncode, ended.stdout, ended.stderr, "\n".join(titles.seen))

    def set_up(self, **sections: object) -> None:
        path = self.root / "delivery.yaml"
        path.write_text(json.dumps(sections))  # JSON is YAML
        path.chmod(0o600)

    def read_lines(self, channel: str) -> list[dict[str, Any]]:
        """Return what the record has of one road for the visit."""
        told = self.run("given", *REF, "--jsonl")
        lines = [json.loads(line) for line in told.out.splitlines()]
        return [line for line in lines if line["channel"] == channel]


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return Clinic(open_clinic(tmp_path / "root"))


# --- by mail --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def relay(clinic: Clinic, certificates: Certificates) -> Iterator[Relay]:
    with run_relay(context=certificates.contexts["good"], wants_log_in=True) as started:
        clinic.set_up(
            mail={
                "relay": {
                    "host": "localhost",
                    "port": started.port,
                    "ca": str(certificates.authority),
                    "user": USER,
                    "password": {"env": "RELAY_SECRET"},
                },
                "sender": "Clinic <handouts@clinic.example>",
            }
        )
        yield started


def send(clinic: Clinic, what: object, *words: object) -> Ended:
    typed = f"{NAME} <{ADDRESS}>\n"
    return clinic.run("email", what, "--to", "-", *REF, *words, typed=typed)


def read_arrived(relay: Relay) -> PyMail:
    """Return the one message that the relay got, as a program that is not Python's reads it."""
    (arrived,) = relay.arrived
    assert arrived.recipients == (ADDRESS,)
    return parse_email(arrived.content)


def read_attached(relay: Relay) -> bytes:
    (attachment,) = read_arrived(relay).attachments
    assert attachment.mimetype == "application/pdf"
    return bytes(attachment.content)


def test_a_set_goes_by_mail_as_it_is_published(clinic: Clinic, relay: Relay) -> None:
    ended = send(clinic, "sets/start", "--consent", "plain")

    assert (ended.code, ended.out) == (0, "the message: sent\n"), ended.err
    assert len(relay.log_ins) == 2  # it was asked for its size limit before
    assert read_attached(relay) == (clinic.root / "out/en/sets/start.pdf").read_bytes()
    parts = [part["handout_id"] for part in clinic.read_lines("mail")[-1]["handouts"]]
    assert parts == ["care/fever", "care/chills"]


def test_a_patient_s_packet_goes_by_mail_locked(clinic: Clinic, relay: Relay) -> None:
    packet, slip = clinic.root / "p.yaml", clinic.root / "slip.pdf"
    packet.write_text(PACKET)
    ended = send(clinic, packet, "--consent", "encrypted", "--password-slip", slip)

    assert ended.code == 0, ended.err
    assert ended.out.startswith(f"the message: sent\n{slip}: print it, hand it over, then")
    locked = read_attached(relay)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(locked))
    pages = "".join(page_texts(unlock(locked, slip)))
    assert all(word in pages for word in (NAME, CLINICIAN, NOTE_WORD))
    message = read_arrived(relay)
    assert find_words(message.subject.encode(), NAME.split()) == set()
    lines = clinic.read_lines("mail")
    assert [(line["result"], line["consent"], line["sha256"]) for line in lines] == [
        ("queued", "encrypted", sha256(locked).hexdigest()),
        ("done", "encrypted", sha256(locked).hexdigest()),
    ]
    again = clinic.root / "again.pdf"
    number = str(lines[0]["line"])
    ended = clinic.run("given", "--reprint", number, "--packet", packet, "-o", again)
    assert ended.code == 0, ended.err
    assert "its bytes are those that were locked with a password, then given" in ended.err
    assert "".join(page_texts(again.read_bytes())) == pages


def unlock(locked: bytes, slip: Path) -> bytes:
    """Return a PDF without its lock, by the password that stands on the slip."""
    words = " ".join(page_texts(slip.read_bytes())).split()
    for start in range(len(words)):
        buffer = io.BytesIO()
        try:
            with pikepdf.open(
                io.BytesIO(locked), password="".join(words[start : start + 3])
            ) as pdf:
                pdf.save(buffer)
        except pikepdf.PasswordError:
            continue
        return buffer.getvalue()
    raise AssertionError("the slip has no password that opens it")


def test_a_pdf_of_another_s_making_goes_by_mail_byte_for_byte(clinic: Clinic, relay: Relay) -> None:
    path = clinic.root / "theirs.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    ended = send(clinic, path, "--consent", "plain")

    assert (ended.code, ended.out) == (0, "the message: sent\n"), ended.err
    assert read_attached(relay) == path.read_bytes()
    (_, line) = clinic.read_lines("mail")
    assert (line["sha256"], line["handouts"]) == (sha256(path.read_bytes()).hexdigest(), [])


def test_what_was_put_off_goes_out_with_the_next_retry(clinic: Clinic, relay: Relay) -> None:
    relay.answers["end"] = ["451 4.3.0 later"]
    first = send(clinic, "care/fever", "--consent", "plain")
    ended = clinic.run("outbox", "retry", "1")

    assert (first.code, ended.code) == (5, 0), first.err + ended.err
    assert len(relay.arrived) == 1
    lines = clinic.read_lines("mail")
    assert [line["result"] for line in lines] == ["queued", "queued", "done"]
    assert {line["of_line"] for line in lines[1:]} == {lines[0]["line"]}


def test_no_list_of_processes_shows_secret_name_or_address(clinic: Clinic, relay: Relay) -> None:
    packet = clinic.root / "p.yaml"
    packet.write_text(PACKET)
    relay.answers["end"] = ["451 4.3.0 later"]
    mailed = send(clinic, packet, "--consent", "plain")
    retried = clinic.run("outbox", "retry", "1")

    assert len(relay.arrived) == 1
    for ended, command in ((mailed, "email"), (retried, "retry")):
        assert f"make_handouts.py {command.replace('retry', 'outbox')}" in ended.titles
        shown = (ended.titles + ended.out + ended.err).encode()
        assert find_words(shown, (SECRET, USER + ":", ADDRESS, *NAME.split(), NOTE_WORD)) == set()


# --- on paper -------------------------------------------------------------------------------------


@NEEDS_PRINTERS
def test_a_patient_s_packet_is_printed_duplex_byte_for_byte(
    clinic: Clinic, ward: RealPrinter
) -> None:
    clinic.set_up(printers={"ward": {"uri": ward.uri}})
    packet = clinic.root / "p.yaml"
    packet.write_text(PACKET)
    ended = clinic.run("print", packet, "--sides", "both", *REF)

    assert ended.code == 0, ended.err
    assert ward.wait_for_job()["IPP_SIDES"] == "two-sided-long-edge"
    (arrived,) = (path.read_bytes() for path in ward.spool)
    assert NAME in "".join(page_texts(arrived))
    lines = clinic.read_lines("print")
    assert [line["result"] for line in lines] == ["queued", "done"]
    assert {line["sha256"] for line in lines} == {sha256(arrived).hexdigest()}
    shown = (ended.titles + ended.out + ended.err).encode()
    assert "make_handouts.py print" in ended.titles
    assert find_words(shown, (*NAME.split(), NOTE_WORD)) == set()


@NEEDS_PRINTERS
def test_a_packet_s_file_is_printed_through_a_queue(
    clinic: Clinic, hall: Hall, ward: RealPrinter
) -> None:
    packet = clinic.root / "p.yaml"
    packet.write_text(PACKET)
    made = clinic.run("packet", packet, *REF)
    (path,) = (clinic.root / "out/packets").glob("*.pdf")
    with start_server(hall, ward=ward.uri) as server:
        clinic.set_up(printers={"ward": {"uri": f"{server.uri}/printers/ward"}})
        ended = clinic.run("print", path, *REF)

    assert (made.code, ended.code) == (0, 0), made.err + ended.err
    assert ward.wait_for_job()["IPP_SIDES"] == "two-sided-long-edge"
    # A server writes its own PDF: the same pages; the last first, for this printer's upper tray.
    assert sorted(read_pages(ward.spool[0])) == sorted(read_pages(path))


@NEEDS_PRINTERS
def test_copies_are_told_and_printed(clinic: Clinic, ward: RealPrinter) -> None:
    clinic.set_up(printers={"ward": {"uri": ward.uri}})
    ended = clinic.run("print", "care/fever", "--copies", "2", *REF)

    assert (ended.code, "on 2 sheets, 2 copies" in ended.out) == (0, True), ended.err + ended.out
    assert ward.wait_for_job()["IPP_COPIES"] == "2"
    assert [path.read_bytes() for path in ward.spool] == [
        (clinic.root / "out/en/care/fever.pdf").read_bytes()
    ]


@NEEDS_PRINTERS
def test_a_booklet_is_folded_by_a_printer_that_can(clinic: Clinic, hall: Hall) -> None:
    attributes = hall.folder / "finisher.conf"
    attributes.write_text(FINISHER)
    (clinic.root / "handouts/care/topic.yaml").write_text("title: Care\nbooklet: true\n")
    folded = clinic.root / "out/en/care/booklet.print.pdf"
    with start_printer(hall, "finisher", attributes=attributes) as finisher:
        clinic.set_up(printers={"finisher": {"uri": finisher.uri}})
        ended = clinic.run("print", "care", "--booklet", *REF)
        assert ended.code == 0, ended.err
        asked = finisher.wait_for_job()
        arrived = [path.read_bytes() for path in finisher.spool]

    assert arrived == [folded.read_bytes()]
    assert (asked["IPP_SIDES"], asked["IPP_FINISHINGS"], asked["IPP_PRINT_SCALING"]) == (
        "two-sided-short-edge",
        "booklet-maker",
        "none",
    )
