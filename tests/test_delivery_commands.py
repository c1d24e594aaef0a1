"""`print`, `given` and `withdraw` together: what goes out is in the record."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from email import message_from_bytes
from pathlib import Path

import pytest

from handoutpress.cli import main
from handoutpress.deliver.printing.ipp_client import Operation
from tests.approving import approve_words
from tests.fake_printer import job, start_fake, succeed
from tests.mail_servers import run_relay
from tests.pdf_facts import page_texts
from tests.workspace import GOOD, write_workspace

REF = ("--ref", "E-20417")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_workspace(tmp_path, {"care/other.yaml": GOOD})


def run(root: Path, *arguments: str) -> int:
    return main([*arguments, "--root", str(root)])


def test_withdraw_tells_who_was_given_a_packet_with_it(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, "packet", "care/good", *REF, "--learner", "family") == 0
    assert run(root, "packet", "care/other", "--ref", "E-2") == 0
    capsys.readouterr()
    assert run(root, "withdraw", "care/good", "--reason", "Old") == 0

    told = capsys.readouterr().out
    assert "who was given it, by the clinic's reference" in told
    assert " E-20417: draft, by packet, done" in told
    assert "E-2:" not in told
    assert run(root, "withdraw", "care/other", "--reason", "Old", "--json") == 0
    (recipient,) = json.loads(capsys.readouterr().out)["given_to"]
    assert (recipient["reference"], recipient["channel"]) == ("E-2", "packet")


def test_given_says_what_a_visit_got(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(root, "packet", "care/good", "care/other", *REF)
    capsys.readouterr()
    assert run(root, "given", *REF) == 0
    told = capsys.readouterr().out
    assert ("care/good" in told, "care/other" in told) == (True, True)
    assert run(root, "given", "--verify") == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("print", "care/good"), 2, "delivery.yaml"),
        (("print", "care/good", "--ref", "Jane Doe"), 2, "it is no reference"),
        (("given", "--ref", "E-1"), 1, "there is no record in"),
    ],
)
def test_what_it_has_not_set_up_is_told(
    root: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
    message: str,
) -> None:
    assert run(root, *arguments) == code
    assert message in capsys.readouterr().err


def test_delivery_yaml_that_others_may_read_stops_deliveries(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = root / "delivery.yaml"
    path.write_text("printers: {ward: {uri: 'ipp://127.0.0.1:9/ipp/print'}}\n")
    path.chmod(0o644)
    assert run(root, "print", "care/good") == 1
    assert "others may read delivery.yaml" in capsys.readouterr().err
    path.chmod(0o600)
    assert run(root, "print", "care/good", "--printer", "ward") == 5


# --- from the command to a relay and a printer, and into the record -------------------------------

ADDRESS = "jane.doe@patient.example"


def set_up(root: Path, *, relay: int = 9, printer: int = 9) -> None:
    path = root / "delivery.yaml"
    path.write_text(
        f"mail:\n  relay: {{host: 127.0.0.1, port: {relay}, tls: none}}\n"
        "  sender: Clinic <handouts@clinic.example>\n  per_minute: 60000\n"
        f"printers: {{ward: {{uri: 'ipp://127.0.0.1:{printer}/ipp/print'}}}}\n"
    )
    path.chmod(0o600)


def read_lines(root: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Return the lines that the record has of the visit."""
    capsys.readouterr()
    assert run(root, "given", *REF, "--jsonl") == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("what", [("care/good",), ("care/good", "care/other")])
def test_a_handout_goes_by_mail_and_is_recorded_without_the_address(
    root: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    what: tuple[str, ...],
) -> None:
    with run_relay() as relay:
        set_up(root, relay=relay.port)
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{ADDRESS}\n"))
        code = run(root, "email", *what, "--to", "-", "--consent", "plain", *REF)
        told = capsys.readouterr()
        assert (code, [each.recipients for each in relay.arrived]) == (0, [(ADDRESS,)]), told.err

    (message,) = (message_from_bytes(each.content) for each in relay.arrived)
    (pdf,) = (part for part in message.walk() if part.get_content_type() == "application/pdf")
    attached = pdf.get_payload(decode=True)
    assert isinstance(attached, bytes)
    text = " ".join(page_texts(attached))
    assert "A good one" in text
    lines = read_lines(root, capsys)
    assert {line["result"] for line in lines if line["channel"] == "mail"} >= {"done"}
    kept = b"".join(path.read_bytes() for path in (root / "state").rglob("*") if path.is_file())
    assert (ADDRESS.encode() in kept, b"jane.doe" in kept) == (False, False)
    assert ADDRESS not in told.out + told.err


def test_without_consent_nothing_is_sent(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with run_relay() as relay:
        set_up(root, relay=relay.port)
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{ADDRESS}\n"))
        assert run(root, "email", "care/good", "--to", "-", *REF) == 2
    assert relay.arrived == []
    assert "consent" in capsys.readouterr().err


def test_an_address_on_the_command_line_is_refused(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(root)
    assert run(root, "email", "care/good", "--to", ADDRESS, "--consent", "plain") == 2
    assert ADDRESS not in capsys.readouterr().err


def test_what_cannot_be_sent_waits_in_the_outbox(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(root)  # nobody listens there
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{ADDRESS}\n"))
    assert run(root, "email", "care/good", "--to", "-", "--consent", "plain", *REF) == 5
    capsys.readouterr()
    assert run(root, "outbox", "list") == 0
    told = capsys.readouterr().out
    assert ("care/good" in told or "1" in told, ADDRESS in told) == (True, False)
    with run_relay() as relay:
        set_up(root, relay=relay.port)
        assert run(root, "outbox", "retry", "1") == 0
    assert len(relay.arrived) == 1


def test_a_handout_is_printed_and_recorded(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with start_fake() as fake:
        set_up(root, printer=fake.port)
        assert (
            run(root, "print", "care/good", "--printer", "ward", *REF, "--learner", "family") == 0
        )
    assert fake.documents == [(root / "out/en/care/good.pdf").read_bytes()]

    lines = [line for line in read_lines(root, capsys) if line["channel"] == "print"]
    assert {line["result"] for line in lines} >= {"done"}
    assert all("Jane" not in json.dumps(line) for line in lines)


def test_a_dry_run_prints_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with start_fake() as fake:
        set_up(root, printer=fake.port)
        assert run(root, "print", "care/good", "--printer", "ward", "--dry-run") == 0
    assert fake.documents == []
    assert "page" in capsys.readouterr().out


def test_what_was_withdrawn_is_neither_sent_nor_printed(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(root, "withdraw", "care/good", "--reason", "Old")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{ADDRESS}\n"))
    with run_relay() as relay, start_fake() as fake:
        set_up(root, relay=relay.port, printer=fake.port)
        assert run(root, "email", "care/good", "--to", "-", "--consent", "plain", *REF) != 0
        assert run(root, "print", "care/good", "--printer", "ward", *REF) != 0
    assert (relay.arrived, fake.documents) == ([], [])
    assert "withdrawn" in capsys.readouterr().err


# --- what waits in the outbox ---------------------------------------------------------------------


def queue_mail(root: Path, monkeypatch: pytest.MonkeyPatch, *what: str) -> int:
    """Ask for a message, typing the address."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{ADDRESS}\n"))
    return run(root, "email", *what, "--to", "-", "--consent", "plain", *REF)


@pytest.mark.parametrize("what", [("care/good",), ("care/good", "care/other")])
def test_what_was_withdrawn_while_it_waited_is_never_sent(
    root: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    what: tuple[str, ...],
) -> None:
    set_up(root)
    assert queue_mail(root, monkeypatch, *what) == 5
    capsys.readouterr()
    assert run(root, "withdraw", "care/good", "--reason", "Old") == 0
    assert "not sent any more: 'outbox cancel 1'" in capsys.readouterr().out
    assert run(root, "withdraw", "care/good", "--reason", "Old", "--json") == 0
    assert json.loads(capsys.readouterr().out)["waiting_messages"] == [1]
    with run_relay() as relay:
        set_up(root, relay=relay.port)
        assert run(root, "outbox", "retry", "1") == 5
        assert run(root, "outbox", "retry") == 0

    told = capsys.readouterr().out
    lines = read_lines(root, capsys)
    kept = b"".join(path.read_bytes() for path in (root / "state").rglob("*") if path.is_file())
    assert relay.arrived == []
    assert "1: refused" in told
    assert "not sent: 'care/good' was withdrawn; it may not be given to anybody" in told
    assert [line["result"] for line in lines if line["channel"] == "mail"][-1] == "refused"
    assert ADDRESS.encode() not in kept


def test_what_the_clinic_gives_out_no_more_leaves_the_outbox_unsent(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(root)
    assert queue_mail(root, monkeypatch, "care/good") == 5
    clinic = root / "handouts/clinic.yaml"
    clinic.write_text(clinic.read_text() + "give_out: approved\n")
    with run_relay() as relay:
        set_up(root, relay=relay.port)
        assert run(root, "outbox", "retry", "1") == 5

    assert relay.arrived == []
    assert "'care/good' is not approved and in date" in capsys.readouterr().out


@pytest.mark.parametrize("what", [("care/good", "care/other"), ("care",), ("p.yaml",)])
def test_a_packet_that_is_made_anew_is_the_same_message(
    root: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    what: tuple[str, ...],
) -> None:
    monkeypatch.chdir(root)
    packet = "handouts: [care/good]\npatient: {name: Jane Doe}\nnote: Call us.\n"
    Path("p.yaml").write_text(packet)
    set_up(root)  # nobody listens there
    queue_mail(root, monkeypatch, *what)
    assert queue_mail(root, monkeypatch, *what) == 5
    told = capsys.readouterr().err
    with run_relay() as relay:
        set_up(root, relay=relay.port)
        assert run(root, "outbox", "retry", "1") == 0
        assert queue_mail(root, monkeypatch, *what) == 0
        once = len(relay.arrived)
        Path("p.yaml").write_text(packet.replace("Call", "See"))
        queue_mail(root, monkeypatch, "p.yaml")
        other = len(relay.arrived)

    assert "waits in the outbox for this address already, as message 1; 'outbox retry 1'" in told
    assert (once, other) == (1, 2)


# --- packets, and PDFs of ours --------------------------------------------------------------------


def test_a_packet_that_is_printed_is_given_once_and_lies_nowhere(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with start_fake() as fake:
        set_up(root, printer=fake.port)
        assert run(root, "print", "care/good", "care/other", *REF) == 0
    lines = read_lines(root, capsys)
    assert [(line["channel"], line["result"]) for line in lines] == [
        ("print", "queued"),
        ("print", "done"),
    ]
    assert run(root, "given", *REF) == 0
    assert capsys.readouterr().out.count("care/good") == 1
    assert list((root / "out").rglob("packets/*")) == []


def test_a_packet_that_is_only_tried_leaves_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with start_fake() as fake:
        set_up(root, printer=fake.port)
        assert run(root, "print", "care/good", "care/other", *REF, "--dry-run") == 0
    assert read_lines(root, capsys) == []
    assert list((root / "out").rglob("packets/*")) == []


def test_a_copy_of_what_was_withdrawn_is_not_printed(
    root: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    copied = tmp_path_factory.mktemp("copies") / "x.pdf"
    (root / "handouts/care/other.yaml").unlink()  # its words, and so its bytes, are the same
    with start_fake() as fake:
        set_up(root, printer=fake.port)
        assert run(root, "build", "--quiet") == 0
        copied.write_bytes((root / "out/en/care/good.pdf").read_bytes())
        assert run(root, "print", str(copied), *REF) == 0
        run(root, "withdraw", "care/good", "--reason", "Old")
        assert run(root, "print", str(copied), *REF) != 0
        assert len(fake.documents) == 1
    assert "'care/good' was withdrawn" in capsys.readouterr().err
    lines = read_lines(root, capsys)
    assert [line["result"] for line in lines] == ["queued", "done", "refused"]
    handouts = lines[0]["handouts"]
    assert isinstance(handouts, list)
    assert handouts[0]["handout_id"] == "care/good"


def test_pages_of_a_packet_s_own_pdf_are_printed_again_and_recorded(
    root: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    packet = tmp_path_factory.mktemp("packets") / "p.pdf"
    assert run(root, "packet", "care/good", "care/other", "-o", str(packet), *REF) == 0
    with start_fake() as fake:
        set_up(root, printer=fake.port)
        assert run(root, "print", str(packet), "--pages", "2-", *REF) == 0
    assert "note: no print of this PDF for E-20417 is in the record\n" in capsys.readouterr().err
    assert fake.documents == [packet.read_bytes()]
    lines = read_lines(root, capsys)
    assert [(line["channel"], line["reprint"]) for line in lines] == [
        ("packet", False),
        ("print", True),
        ("print", False),
    ]
    assert lines[1]["handouts"] == lines[0]["handouts"]


def print_again(root: Path, *typed: str) -> int:
    return run(root, "print", *typed, "--printer", "ward")


def list_reprints(root: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[object, object]]:
    """Return, for each line of the visit, whether it is a reprint, and of which line."""
    lines = read_lines(root, capsys)
    return [(line["reprint"], line["of_line"]) for line in lines if line["channel"] == "print"]


def test_some_pages_printed_again_belong_to_the_last_print_of_the_visit(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with start_fake() as fake:
        set_up(root, printer=fake.port)
        assert print_again(root, "care/good", "--ref", "E-2") == 0
        assert print_again(root, "care/good", *REF) == 0
        assert print_again(root, "care/good", *REF, "--pages", "1-") == 0
    assert "the record has it as a reprint of line 3" in capsys.readouterr().err
    assert list_reprints(root, capsys) == [(False, None), (False, 3), (True, 3), (False, 5)]


def test_a_packet_printed_again_is_a_reprint_of_the_line_that_is_named(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with start_fake() as fake:
        set_up(root, printer=fake.port)
        assert run(root, "packet", "care/good", "care/other", *REF) == 0
        (path,) = (root / "out/packets").glob("*.pdf")
        assert print_again(root, str(path), *REF) == 0
        capsys.readouterr()
        assert print_again(root, str(path), "--again", "3", "--json") == 0
    assert json.loads(capsys.readouterr().out)["reprint_of"] == 2  # line 3 says how that ended
    assert list_reprints(root, capsys) == [(False, None), (False, 2), (True, 2), (False, 4)]
    assert fake.documents == [path.read_bytes()] * 2


def test_what_was_made_again_from_the_archive_is_a_reprint_of_its_packet(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Jane Doe\n"))
    again = tmp_path / "again.pdf"
    with start_fake() as fake:
        set_up(root, printer=fake.port)
        assert run(root, "packet", "care/good", "--for", "-", *REF) == 0
        assert run(root, "given", "--reprint", "1", "-o", str(again)) == 0
        assert print_again(root, str(again), "--again", "1") == 0
    assert list_reprints(root, capsys) == [(True, 1), (False, 3)]


def break_off(root: Path, capsys: pytest.CaptureFixture[str], *typed: str) -> tuple[bytes, str]:
    """Print what breaks off after its first page; return its PDF, and what staff are told."""
    with start_fake() as fake:
        set_up(root, printer=fake.port)
        fake.answers[Operation.GET_JOB_ATTRIBUTES] = lambda message: succeed(job(8, done=1))
        assert print_again(root, *typed, "--sides", "one") == 5
    return fake.documents[0], capsys.readouterr().err


PACKET = """handouts: [care/good, care/other]
title: After your stay
patient: {name: Jane Doe}
note: Call us.
"""


@pytest.fixture
def clinic(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a clinic with a set and the file of a packet, and stand in it."""
    monkeypatch.chdir(root)
    Path("p.yaml").write_text(PACKET)
    Path("handouts/sets").mkdir()
    Path("handouts/sets/start.yaml").write_text("title: Start\nhandouts: [care/other]\n")
    return root


@pytest.mark.parametrize("what", [("p.yaml",), ("care",)])
def test_the_rest_of_a_packet_that_is_made_anew_is_printed_as_staff_are_told(
    clinic: Path, capsys: pytest.CaptureFixture[str], what: tuple[str, ...]
) -> None:
    first, told = break_off(clinic, capsys, *what, *REF)
    assert "print the rest with --pages 2- --again 1\n" in told
    with start_fake() as fake:
        set_up(clinic, printer=fake.port)
        assert print_again(clinic, *what, "--pages", "2-", "--again", "1") == 0
        assert print_again(clinic, *what, "--pages", "2-", *REF) == 0
    assert fake.documents == [first] * 2
    assert "the record has it as a reprint of line 1\n" in capsys.readouterr().err
    assert [each for each in list_reprints(clinic, capsys) if each[0]] == [(True, 1)] * 2


def test_of_two_packets_with_the_same_handouts_the_one_that_is_asked_for_is_printed_again(
    clinic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, _ = break_off(clinic, capsys, "p.yaml", *REF)
    break_off(clinic, capsys, "care/good", "care/other", *REF)
    break_off(clinic, capsys, "p.yaml", "--ref", "E-2")
    with start_fake() as fake:
        set_up(clinic, printer=fake.port)
        assert print_again(clinic, "p.yaml", "--pages", "2-", *REF) == 0
    assert fake.documents == [first]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (
            ("--ref", "E-3"),
            "no print of these handouts for E-3 is in the record; the last one was line 1, for "
            "E-20417; to print one that was, add its --ref, or --again and its line",
        ),
        ((), "no print of these handouts without --ref is in the record; the last one was line 1"),
        (("--again", "1", "--ref", "E-3"), "line 1 is not of the visit --ref names"),
    ],
)
def test_a_packet_of_another_visit_is_not_printed_again_by_chance(
    clinic: Path, capsys: pytest.CaptureFixture[str], typed: tuple[str, ...], message: str
) -> None:
    break_off(clinic, capsys, "p.yaml", *REF)
    with start_fake() as fake:
        set_up(clinic, printer=fake.port)
        assert print_again(clinic, "p.yaml", "--pages", "2-", *typed) == 2
    assert message in capsys.readouterr().err
    assert fake.documents == []


@pytest.mark.parametrize("change", [("Jane Doe", "Joan Doe"), ("note: Call us.\n", "")])
def test_a_packet_s_file_that_says_something_else_now_leads_to_commands_that_work(
    clinic: Path, capsys: pytest.CaptureFixture[str], change: tuple[str, str]
) -> None:
    break_off(clinic, capsys, "p.yaml", *REF)
    Path("p.yaml").write_text(PACKET.replace(*change))
    with start_fake() as fake:
        set_up(clinic, printer=fake.port)
        assert print_again(clinic, "p.yaml", "--pages", "2-", *REF) == 2
        told = capsys.readouterr().err
        made, printed = re.findall(r"'((?:given|print) [^']+)'", told)
        run(clinic, *made.split())
        assert fake.documents == []
        assert run(clinic, *printed.split()) == 0
    assert "the packet of line 1 cannot be made again as it was (" in told
    assert made == "given --reprint 1 --packet p.yaml -o packet.pdf"
    assert printed == "print packet.pdf --pages 2- --again 1"
    assert list_reprints(clinic, capsys)[-2:] == [(True, 1), (False, 4)]


def test_the_rest_of_a_packet_whose_words_were_withdrawn_or_replaced_is_not_printed(
    clinic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    break_off(clinic, capsys, "p.yaml", *REF)
    today = date.today()
    approve_words(clinic, "care/good", on=today, today=today)
    with start_fake() as fake:
        set_up(clinic, printer=fake.port)
        assert print_again(clinic, "p.yaml", "--pages", "2-", *REF) == 2
        assert "'care/good': another version now than in the pack" in capsys.readouterr().err
        assert run(clinic, "withdraw", "care/other", "--reason", "Old") == 0
        assert print_again(clinic, "p.yaml", "--pages", "2-", *REF) == 1
    assert "'care/other' was withdrawn" in capsys.readouterr().err
    assert fake.documents == []


def test_a_reference_that_is_mistyped_is_told(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with start_fake() as fake:
        set_up(root, printer=fake.port)
        assert print_again(root, "care/good", "--ref", "E-1") == 0
        assert print_again(root, "care/good", "--pages", "1-", "--ref", "E-7") == 0
    assert (
        "note: no print of this PDF for E-7 is in the record; the last one was line 1, for E-1\n"
    ) in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "code", "message"),
    [
        (("care/other", "--again", "1"), 2, "line 1 tells of another PDF"),
        (("care/good", "--again", "1", "--ref", "E-3"), 2, "not of the visit --ref names"),
        (("care/good", "--again", "9"), 1, "the record has no line 9"),
        (("care/good", "care/other", "--again", "1"), 2, "line 1 tells of other handouts"),
        (("care/good", "--again", "0"), 2, "'0' is no number from 1"),
    ],
)
def test_what_is_no_reprint_is_refused(
    root: Path,
    capsys: pytest.CaptureFixture[str],
    typed: tuple[str, ...],
    code: int,
    message: str,
) -> None:
    with start_fake() as fake:
        set_up(root, printer=fake.port)
        assert print_again(root, "care/good", *REF) == 0
        (root / "handouts/care/other.yaml").write_text(GOOD.replace("A good one", "Another"))
        assert print_again(root, *typed) == code
    assert message in capsys.readouterr().err
    assert len(fake.documents) == 1


# --- by which name --------------------------------------------------------------------------------


def rename(root: Path) -> None:
    """Give care/good another name, as its author does."""
    (root / "handouts/care/good.yaml").rename(root / "handouts/care/better.yaml")
    path = root / "handouts/care/better.yaml"
    path.write_text(f"{path.read_text()}former_ids: [care/good]\n")


@pytest.mark.parametrize("name", ["care/good", "care/better", "care", "sets/start"])
def test_who_got_a_handout_is_found_after_it_was_renamed(
    root: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert run(root, "packet", "care/good", *REF) == 0
    rename(root)
    (root / "handouts/sets").mkdir()
    (root / "handouts/sets/start.yaml").write_text("title: Start\nhandouts: [care/better]\n")
    capsys.readouterr()
    assert run(root, "given", "--handout", name) == 0

    assert "E-20417" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["care/good", "care/better"])
def test_withdraw_names_who_got_it_under_its_former_name(
    root: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert run(root, "packet", "care/good", *REF) == 0
    set_up(root)
    with pytest.MonkeyPatch.context() as patch:
        assert queue_mail(root, patch, "care/good") == 5
    rename(root)
    capsys.readouterr()
    assert run(root, "withdraw", name, "--reason", "Wrong dose", "--json") == 0
    told = json.loads(capsys.readouterr().out)

    assert {each["reference"] for each in told["given_to"]} == {"E-20417"}
    assert told["waiting_messages"] == [1]


def test_a_misspelt_id_is_no_answer(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, "packet", "care/good", *REF) == 0
    capsys.readouterr()
    assert run(root, "given", "--handout", "care/godd") == 2
    assert "knows 'care/godd'; did you mean 'care/good'?" in capsys.readouterr().err
    assert run(root, "given", "--handout", "care/other") == 0
    assert capsys.readouterr().err == "the record has nothing of it\n"


def test_what_only_failed_is_told_apart_from_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(root)  # no printer answers
    assert run(root, "print", "care/good", "--printer", "ward", *REF) == 5
    capsys.readouterr()
    assert run(root, "given", *REF) == 0
    assert capsys.readouterr().err == (
        "nobody got anything of it; 1 line tells of what was refused or failed: add --csv\n"
    )


def test_a_reprint_shows_as_one(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with start_fake() as fake:
        set_up(root, printer=fake.port)
        assert print_again(root, "care/good", *REF) == 0
        assert print_again(root, "care/good", "--again", "1") == 0
    capsys.readouterr()
    assert run(root, "given", *REF) == 0
    assert "print, again (line 1)" in capsys.readouterr().out


def test_a_page_with_a_password_goes_into_no_mail(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    slip = root / "slip.pdf"
    with run_relay() as relay:
        set_up(root, relay=relay.port)
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{ADDRESS}\n"))
        locked = ("--consent", "encrypted", "--password-slip", str(slip))
        assert run(root, "email", "care/good", "--to", "-", *locked, *REF) == 0
        assert f"{slip}: print it, hand it over, then remove it" in capsys.readouterr().out
        assert queue_mail(root, monkeypatch, str(slip)) == 2

    assert len(relay.arrived) == 1
    assert "a page with a password goes into no e-mail; print it" in capsys.readouterr().err
    with start_fake() as fake:
        set_up(root, printer=fake.port)
        assert run(root, "print", str(slip), "--printer", "ward", *REF) == 0
    assert fake.documents == [slip.read_bytes()]


def test_what_a_topic_lacks_is_told(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(root, "withdraw", "care/other", "--reason", "Old") == 0
    with run_relay() as relay, start_fake() as fake:
        set_up(root, relay=relay.port, printer=fake.port)
        assert queue_mail(root, monkeypatch, "care") == 0
        assert run(root, "print", "care", "--printer", "ward", "--dry-run") == 0
        assert run(root, "packet", "care") == 0

    told = capsys.readouterr().err
    assert told.count("left out, for they were withdrawn: care/other") == 3


def test_a_refusal_for_lack_of_consent_names_what_was_wanted(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(root)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{ADDRESS}\n"))
    assert run(root, "email", "care/good", "care/godd", "--to", "-", *REF) == 2

    (line,) = read_lines(root, capsys)
    assert [part["handout_id"] for part in line["handouts"]] == ["care/good"]  # type: ignore[attr-defined]
    assert line["result"] == "refused"
