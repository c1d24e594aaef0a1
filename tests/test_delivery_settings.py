"""`delivery.yaml`: read as it is documented, and told of without a word of what stands in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handoutpress.deliver.settings import (
    DeliverySettings,
    Secret,
    parse_settings,
    read_secret,
    read_settings,
)
from handoutpress.errors import HandoutError

DOCUMENT = Path(__file__).parents[1] / "docs/delivery.md"
SECRET = "Hunter2secret"
START = "mail:\n  relay:\n    host: smtp.example.org\n"
OTHER = "mail:\n  relay: {host: smtp.example.org}\n  sender: Clinic <a@example.org>\n"
END = "  sender: Clinic <a@example.org>\n"


def test_the_file_of_the_document_can_be_used_as_it_stands() -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```", DOCUMENT.read_text(), re.M | re.S)
    settings = parse_settings(example.encode())

    assert settings.mail is not None
    assert (settings.mail.relay.port, settings.mail.relay.tls) == (587, "starttls")
    assert settings.mail.relay.password == Secret(file="secrets/relay")
    assert settings.printers["ward"].uri == "ipps://printer.example.org/ipp/print"
    assert settings.record.syslog == "udp://log.example.org:514"


def test_without_a_file_all_is_as_by_default(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == DeliverySettings()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (f"    password: *{SECRET}\n", "4:15: this is no YAML that can be read"),
        (
            f"    password: {{{SECRET}: x}}\n",
            "4:16: unknown key in 'mail.relay.password'; use one of: file, env;",
        ),
        (
            f"    password: {SECRET}\n",
            "4:15: 'mail.relay.password' is wrong; write these keys below it, those that it "
            "needs: file, env;",
        ),
        (
            f"    {SECRET}: x\n",
            "4:5: unknown key in 'mail.relay'; use one of: host, port, tls, ca, user, password, "
            "timeout_seconds;",
        ),
        (f"    tls: {SECRET}\n", "4:10: 'mail.relay.tls' is wrong; write starttls, tls or none;"),
        (
            f"    port: {SECRET}\n",
            "4:11: 'mail.relay.port' is wrong; write a whole number from 1 to 65535;",
        ),
        (f"    ca: [{SECRET}]\n", "4:9: 'mail.relay.ca' is wrong; write one text;"),
        (
            f"{SECRET}: x\n",
            "4:1: unknown key; use one of: format, mail, printers, default_printer, record;",
        ),
        (
            f"printers: {{ward: {{uri: 'http://{SECRET}/'}}}}\n",
            "4:24: 'printers.ward.uri' is wrong; write ipp://… or ipps://…, such as "
            "ipps://printer.example.org/ipp/print, without a user;",
        ),
        (
            f"printers: {{ward: {{uri: 'ipp://u:{SECRET}@printer.example.org/'}}}}\n",
            "4:24: 'printers.ward.uri' is wrong; write ipp://… or ipps://…",
        ),
        (
            f"printers: {{ward: {{uri: 'ipp://h/ipp/print', {SECRET}: x}}}}\n",
            "4:45: unknown key in 'printers.ward'; use one of: uri, ca, user, password;",
        ),
        (f"printers: {{ward: {SECRET}}}\n", "4:18: 'printers.ward' is wrong; write these keys"),
        (
            f"printers: {{{SECRET}: {{uri: 'ipp://h/'}}}}\n",
            "4:12: a name in 'printers' is wrong; write a name of small letters a to z",
        ),
        (
            f"printers: {{{SECRET}: {{uri: x, prot: 1}}}}\n",
            "4:12: a name in 'printers' is wrong; write a name of small letters a to z",
        ),
        (
            f"printers: {SECRET}\n",
            "4:11: 'printers' is wrong; write a name of your own and a colon on each line",
        ),
        (
            f"default_printer: {SECRET.lower()}\n",
            "4:18: 'default_printer' names none of 'printers'; add it there;",
        ),
        (
            "printers: {ward: {uri: 'ipp://h/'}, desk: {uri: 'ipp://i/'}}\n"
            f"default_printer: {SECRET.lower()}\n",
            "5:18: 'default_printer' names none of 'printers'; use one of: ward, desk;",
        ),
        (f"format: {SECRET}\n", "4:9: 'format' is wrong; write 1;"),
        (f"record: [{SECRET}]\n", "4:9: 'record' is wrong; write these keys below it"),
    ],
)
def test_a_fault_is_told_by_its_place_with_what_to_write_and_quotes_nothing(
    typed: str, told: str
) -> None:
    start, end = (START, END) if typed.startswith(" ") else (f"{OTHER}", "")
    with pytest.raises(HandoutError) as caught:
        parse_settings((start + typed + end).encode())

    message = str(caught.value)
    assert message.startswith(f"delivery.yaml:{told}")
    assert SECRET.lower() not in message.lower()
    assert caught.value.__cause__ is None


def test_a_mistyped_key_is_told_before_the_one_that_is_missing() -> None:
    typed = START.replace("host", "hots") + END
    with pytest.raises(HandoutError, match=r"3:5: unknown key in 'mail\.relay'; use one of: host,"):
        parse_settings(typed.encode())
    with pytest.raises(HandoutError, match=r"2:3: 'mail\.relay' is missing; add it"):
        parse_settings(f"mail:\n{END}".encode())


@pytest.mark.parametrize("typed", ["- a\n", "text\n"])
def test_a_file_of_another_kind_is_told_which_keys_it_has(typed: str) -> None:
    with pytest.raises(HandoutError) as caught:
        parse_settings(typed.encode())

    assert str(caught.value).startswith("delivery.yaml:1:1: ")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "delivery.yaml"
    path.write_text("format: 1\n")
    path.chmod(mode)
    with pytest.raises(HandoutError, match=r"others may read delivery\.yaml"):
        read_settings(tmp_path)
    path.chmod(0o600)
    assert read_settings(tmp_path) == DeliverySettings()


def test_a_secret_comes_from_a_file_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret"
    path.write_text(f"{SECRET}\n")
    path.chmod(0o600)
    monkeypatch.setenv("RELAY", SECRET)

    assert read_secret(Secret(file="secret"), tmp_path) == SECRET
    assert read_secret(Secret(env="RELAY"), tmp_path) == SECRET
    path.chmod(0o644)
    for secret in (Secret(file="secret"), Secret(file="gone"), Secret(env="GONE"), Secret()):
        with pytest.raises(HandoutError) as caught:
            read_secret(secret, tmp_path)
        assert SECRET not in str(caught.value)
