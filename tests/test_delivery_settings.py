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
        (f"    password: {{{SECRET}: x}}\n", "'mail.relay.password', or what stands in it, is"),
        (f"    password: {SECRET}\n", "'mail.relay.password', or what stands in it, is wrong"),
        (f"    {SECRET}: x\n", "'mail.relay', or what stands in it, is wrong"),
        (f"    tls: {SECRET}\n", "'mail.relay.tls', or what stands in it, is wrong"),
    ],
)
def test_a_fault_is_told_by_its_place_and_quotes_nothing(typed: str, told: str) -> None:
    with pytest.raises(HandoutError) as caught:
        parse_settings((START + typed + END).encode())

    message = str(caught.value)
    assert message.startswith("delivery.yaml:")
    assert told in message
    assert SECRET not in message
    assert caught.value.__cause__ is None


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
