"""Printers found by the names that IT gave them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from handoutpress.deliver.printing.finding import open_printer, survey_printers
from handoutpress.deliver.printing.ipp_client import Operation
from handoutpress.deliver.printing.ipp_message import Attribute, Tag
from handoutpress.deliver.settings import DeliverySettings, parse_settings
from handoutpress.errors import HandoutError, UsageError
from tests.fake_printer import FakePrinter, printer, start_fake, succeed
from tests.printers import find_port

TWO = """format: 1
printers:
  ward: {uri: ipps://ward.example.org/ipp/print, ca: ca.pem}
  office: {uri: ipp://cups.example.org}
"""


def read(typed: str = TWO) -> DeliverySettings:
    return parse_settings(typed.encode())


@pytest.fixture
def fake() -> Iterator[FakePrinter]:
    with start_fake() as started:
        yield started


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("ward", "ipps://ward.example.org:631/ipp/print"),
        ("office/desk-2", "ipp://cups.example.org:631/printers/desk-2"),
        ("office/a b?", "ipp://cups.example.org:631/printers/a%20b%3F"),
    ],
)
def test_a_printer_is_found_by_its_name(name: str, uri: str) -> None:
    found, client = open_printer(read(), name, Path("/root"))
    assert (found, client.access.address.uri) == (name, uri)


def test_its_authority_stands_beside_the_settings() -> None:
    _, client = open_printer(read(), "ward", Path("/clinic"))
    assert client.access.ca == Path("/clinic/ca.pem")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (TWO + "default_printer: ward\n", "ward"),
        ("format: 1\nprinters: {only: {uri: 'ipp://p/ipp'}}\n", "only"),
    ],
)
def test_the_usual_printer_needs_no_name(typed: str, name: str) -> None:
    assert open_printer(read(typed), "", Path("/r"))[0] == name


@pytest.mark.parametrize(
    ("typed", "name", "message"),
    [
        (TWO, "wrad", "no printer 'wrad' in delivery.yaml; did you mean 'ward'?"),
        (TWO, "", "name a printer with --printer: office, ward"),
        (
            "format: 1\n",
            "",
            "no printer is set; ask IT to name one in delivery.yaml: printers",
        ),
        (
            TWO,
            "office",
            "'office' is a print server; write --printer office/QUEUE, as `printers` lists them",
        ),
        (TWO, "ward/x", "'ward' is a printer, and has no queues; write --printer ward"),
    ],
)
def test_a_printer_that_is_not_set_is_a_mistake_of_the_command_line(
    typed: str, name: str, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        open_printer(read(typed), name, Path("/r"))
    assert str(caught.value) == message


LOGIN = "user: clinic, password: {env: PRINT_PASSWORD}"


def test_the_clinic_s_password_is_taken_from_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRINT_PASSWORD", "secret")
    typed = f"format: 1\nprinters: {{p: {{uri: 'ipps://p/ipp', {LOGIN}}}}}\n"
    _, client = open_printer(read(typed), "p", Path("/r"))
    assert client.access.login == ("clinic", "secret")


def test_a_password_for_a_printer_without_encryption_is_refused() -> None:
    typed = f"format: 1\nprinters: {{p: {{uri: 'ipp://p/ipp', {LOGIN}}}}}\n"
    with pytest.raises(HandoutError, match="reached without encryption; write ipps:// in its uri"):
        open_printer(read(typed), "p", Path("/r"))


def test_all_printers_are_listed_and_the_dead_one_with_its_reason(fake: FakePrinter) -> None:
    typed = (
        f"format: 1\ndefault_printer: ward\nprinters:\n"
        f"  ward: {{uri: 'ipp://127.0.0.1:{fake.port}/ipp/print'}}\n"
        f"  dead: {{uri: 'ipp://127.0.0.1:{find_port()}/ipp/print'}}\n"
    )
    dead, ward = survey_printers(read(typed), Path("/r"))
    assert (dead.name, dead.abilities, dead.is_default) == ("dead", None, False)
    assert dead.fault.startswith("the printer does not answer (connection refused)")
    assert (ward.name, ward.fault, ward.is_default) == ("ward", "", True)
    assert ward.abilities is not None
    assert ward.abilities.has_duplex


def test_the_queues_of_a_server_are_listed_by_its_name(fake: FakePrinter) -> None:
    names = (Attribute("printer-name", Tag.NAME, (name,)) for name in ("desk-1", "desk-2"))
    groups = tuple(printer(name) for name in names)
    fake.answers[Operation.CUPS_GET_PRINTERS] = lambda message: succeed(*groups)
    uri = f"ipp://127.0.0.1:{fake.port}"
    typed = f"format: 1\nprinters: {{office: {{uri: '{uri}'}}}}\ndefault_printer: office\n"
    seen = list(survey_printers(read(typed), Path("/r")))
    assert [(each.name, each.uri) for each in seen] == [
        ("office/desk-1", f"{uri}/printers/desk-1"),
        ("office/desk-2", f"{uri}/printers/desk-2"),
    ]
