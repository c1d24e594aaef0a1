"""What `email`, `outbox`, `print`, `printers` and `given` print for programs is what they say."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from handoutpress import delivery_schemas as schemas
from handoutpress.cli import main
from handoutpress.deliver.mail.values import Consent, Stage, Verdict
from handoutpress.deliver.printing.abilities import Sides
from handoutpress.deliver.printing.status_words import PrinterState
from handoutpress.deliver.values import Channel, Result
from handoutpress.schema import json_schema
from tests.fake_printer import FakePrinter, start_fake
from tests.mail_servers import Relay, run_relay
from tests.records import tamper
from tests.workspace import GOOD, write_workspace

ADDRESS = "jane.doe@patient.example"
REF = ("--ref", "E-20417")
TO = ("--to", "-", "--consent", "plain", *REF)


@dataclass
class Desk:
    """A workspace, with a relay and a printer; `run` gives a command to the program itself."""

    root: Path
    relay: Relay
    fake: FakePrinter
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def set_up(self, *, relay: int, printer: int) -> None:
        path = self.root / "delivery.yaml"
        path.write_text(
            f"mail:\n  relay: {{host: 127.0.0.1, port: {relay}, tls: none}}\n"
            "  sender: Clinic <handouts@clinic.example>\n  per_minute: 60000\n"
            f"printers: {{ward: {{uri: 'ipp://127.0.0.1:{printer}/ipp/print'}}}}\n"
            f"record: {{syslog: {self.root / 'log'}}}\n"
        )
        path.chmod(0o600)

    def run(self, kind: str, *arguments: object) -> dict[str, Any]:
        """Give a command; return its document, once it fits the schema of its kind."""
        self.monkeypatch.setattr("sys.stdin", io.StringIO(f"{ADDRESS}\n"))
        self.capsys.readouterr()
        main([*map(str, arguments), "--json", "--root", str(self.root)])
        document: dict[str, Any] = json.loads(self.capsys.readouterr().out)
        jsonschema.validate(document, json_schema(kind), cls=jsonschema.Draft202012Validator)
        return document


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
    root = write_workspace(
        tmp_path / "root", {"care/other.yaml": GOOD.replace("A good", "Another")}
    )
    with run_relay() as relay, start_fake() as fake:
        made = Desk(root, relay, fake, monkeypatch, capsys)
        made.set_up(relay=relay.port, printer=fake.port)
        yield made


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (schemas.RESULTS, Result),
        (schemas.VERDICTS, Verdict),
        (schemas.STAGES, Stage),
        (schemas.CHANNELS, Channel),
        (schemas.CONSENTS, [*Consent, ""]),
        (schemas.SIDES, [each.name.lower().replace("_", "-") for each in Sides]),
        (schemas.PRINTER_STATES, [each.name.lower() for each in PrinterState]),
    ],
)
def test_the_words_are_those_of_the_program(words: tuple[str, ...], values: Any) -> None:
    assert list(words) == list(map(str, values))


def test_a_message_that_was_sent_and_one_that_waits_fit(desk: Desk) -> None:
    sent = desk.run("email", "email", "care/good", *TO)
    again = desk.run("email", "email", "care/good", *TO)
    listed = desk.run("outbox", "outbox", "list", "--all")
    desk.set_up(relay=9, printer=9)
    waiting = desk.run("email", "email", "care/other", *TO)
    number = waiting["messages"][0]["number"]
    still = desk.run("outbox", "outbox", "list")
    tried = desk.run("outbox", "outbox", "retry", number)
    cancelled = desk.run("outbox", "outbox", "cancel", number)
    purged = desk.run("outbox-purge", "outbox", "purge")

    assert [each["messages"][0]["is_old"] for each in (sent, again)] == [False, True]
    assert [each["state"] for each in listed["messages"]] == ["sent"]
    assert (waiting["exit_code"], waiting["messages"][0]["result"]) == (5, "queued")
    assert (still["messages"][0]["next_try"] is None, len(tried["messages"])) == (False, 1)
    assert cancelled["messages"][0]["state"] == "cancelled"
    assert purged == {"format": 1, "forgotten": 0, "given_up": 0}


def test_a_dry_run_and_a_batch_fit(desk: Desk) -> None:
    dry = desk.run("email", "email", "care/good", *TO, "--dry-run", desk.root / "message.eml")
    rows = desk.root / "rows.csv"
    rows.write_text("email,name,consent\na@example.org,Ann,plain\nno address,Bob,plain\n")
    rows.chmod(0o600)
    batch = desk.run("email", "email", "care/good", "--batch", rows, *REF)

    assert (dry["messages"], "notes" in dry, "notes" in batch) == ([], True, False)
    assert [each["result"] for each in batch["messages"]] == ["done", "refused"]


def test_a_test_of_the_relay_fits_when_it_fails_too(desk: Desk) -> None:
    address = desk.root / "address.txt"
    address.write_text(ADDRESS)
    address.chmod(0o600)
    good = desk.run("email-test", "email", "--test", address)
    desk.set_up(relay=9, printer=9)
    bad = desk.run("email-test", "email", "--test", address)

    assert (good["result"], bad["result"]) == ("sent", "deferred")
    assert bad["exit_code"] == 5


def test_the_do_not_mail_list_fits(desk: Desk) -> None:
    blocked = desk.run("outbox-block", "outbox", "block", "--to", "-")
    freed = desk.run("outbox-block", "outbox", "unblock", "--to", "-")

    assert [blocked["is_blocked"], freed["is_blocked"]] == [True, False]


def test_what_is_printed_and_a_plan_fit(desk: Desk) -> None:
    printed = desk.run("print", "print", "care/good", *REF)
    planned = desk.run("print", "print", "care/good", "--dry-run", "--copies", 2)
    again = desk.run("print", "print", "care/good", "--pages", "1-", *REF)

    assert (printed["result"], planned["result"]) == ("done", None)
    assert (printed["reprint_of"], again["reprint_of"]) == (None, 1)


def test_printers_fit_that_are_off_too(desk: Desk) -> None:
    on = desk.run("printers", "printers")
    desk.set_up(relay=9, printer=9)
    off = desk.run("printers", "printers")

    assert (on["printers"][0]["state"], off["printers"][0]["state"]) == ("idle", None)
    assert off["printers"][0]["fault"]


def test_lines_of_the_record_fit(desk: Desk) -> None:
    desk.run("packets", "packet", "care/good", "care/other", *REF, "--learner", "family")
    desk.run("email", "email", "care/good", *TO)
    desk.run("print", "print", "care/good", *REF)
    lines = desk.run("given", "given")["lines"]

    assert {each["channel"] for each in lines} == {"packet", "mail", "print"}


def test_a_reprint_fits(desk: Desk) -> None:
    desk.run("packets", "packet", "care/good", "care/other", *REF)
    made = desk.run("given-reprint", "given", "--reprint", 1)
    lines = desk.run("given", "given", *REF)["lines"]

    assert (made["line"], [each["channel"] for each in lines]) == (1, ["packet", "record"])


def test_a_record_that_is_whole_and_one_that_is_not_fit(desk: Desk) -> None:
    desk.run("print", "print", "care/good", *REF)
    told = desk.run("given-syslog", "given", "--syslog")
    purged = desk.run("given-purge", "given", "--purge")
    whole = desk.run("given-verify", "given", "--verify")
    for pdf in (desk.root / "state/archive").glob("*/*.pdf"):
        pdf.unlink()
    lacking = desk.run("given-verify", "given", "--verify")
    tamper(desk.root / "state", "UPDATE lines SET fields = replace(fields, 'E-2', 'E-3')")
    broken = desk.run("given-verify", "given", "--verify")

    assert (told["exit_code"], told["told"]) == (5, 0)
    assert purged["lines_emptied"] == 0
    assert (whole["exit_code"], whole["broken_line"], whole["lacking"]) == (0, None, [])
    assert lacking["lacking"]
    assert (broken["exit_code"], broken["head"]) == (1, None)
    assert broken["broken_line"]["line"] == 1


@pytest.mark.parametrize("kind", schemas.DELIVERY_SCHEMAS)
def test_a_document_with_another_key_does_not_fit(kind: str) -> None:
    assert json_schema(kind)["additionalProperties"] is False
