"""What commands that deliver share: the record, the visit, what was explained."""

from __future__ import annotations

import argparse
import getpass
import socket
from pathlib import Path
from typing import NoReturn

import pytest

from handoutpress.cli.delivery_options import (
    add_teaching_arguments,
    find_state,
    name_operator,
    open_record,
    read_teaching,
)
from handoutpress.deliver.values import Teaching
from handoutpress.errors import HandoutError
from tests.records import DELIVERY


def parse(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(exit_on_error=False)
    add_teaching_arguments(parser)
    return parser.parse_args(arguments)


def test_what_staff_say_of_a_visit_is_read() -> None:
    options = parse(
        *("--ref", "E-1/2026.3:4", "--learner", "caregiver", "--method", "video"),
        *("--method", "paper", "--method", "video", "--interpreter", "declined"),
        *("--understanding", "needs-more"),
    )

    assert options.ref == "E-1/2026.3:4"
    assert read_teaching(options) == Teaching("caregiver", "video, paper", "declined", "needs-more")


def test_nothing_need_be_said() -> None:
    options = parse()

    assert (options.ref, read_teaching(options)) == ("", Teaching())


@pytest.mark.parametrize(
    "reference",
    [
        *("E-20417", "V-100", "20417", "ENC/2026.0042", "B-1", "A1234567"),
        "1f0c2a9e-7b61-4c38-9d0a-5e2f6b7c8d90",
    ],
)
def test_numbers_of_a_clinic_are_references(reference: str) -> None:
    assert parse("--ref", reference).ref == reference


@pytest.mark.parametrize(
    "arguments",
    [
        *(("--learner", "Ann"), ("--ref", "Ann"), ("--interpreter", "Bob")),
        *(("--ref", "Quimby.Ana.1948"), ("--ref", "quimby1948"), ("--ref", "Ana-1948")),
    ],
)
def test_words_of_ones_own_are_refused(arguments: tuple[str, str]) -> None:
    with pytest.raises(argparse.ArgumentError):
        parse(*arguments)


def test_the_state_lies_in_the_root_unless_it_is_named(tmp_path: Path) -> None:
    assert find_state(argparse.Namespace(root=tmp_path)) == tmp_path / "state"
    named = argparse.Namespace(root=tmp_path, state=tmp_path / "other")
    assert find_state(named) == tmp_path / "other"


def test_who_is_at_work_may_have_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> NoReturn:
        raise OSError("no such user")

    monkeypatch.setattr(getpass, "getuser", fail)

    assert name_operator().startswith("user ")


def test_a_line_tells_the_operator_and_the_log_host(tmp_path: Path) -> None:
    place = str(tmp_path / "log")
    (tmp_path / "delivery.yaml").write_text(f"record: {{syslog: {place}}}\n")
    (tmp_path / "delivery.yaml").chmod(0o600)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(place)
        server.settimeout(30)
        with open_record(argparse.Namespace(root=tmp_path)) as record:
            record.note(DELIVERY)
            (line,) = record.iter_lines()

        assert line.hash.encode() in server.recv(65536)
    assert line.witness.operator == name_operator()


def test_settings_that_others_may_read_are_told_before_anything_is_done(tmp_path: Path) -> None:
    (tmp_path / "delivery.yaml").write_text("format: 1\n")
    (tmp_path / "delivery.yaml").chmod(0o644)
    options = argparse.Namespace(root=tmp_path)

    with pytest.raises(HandoutError, match=r"others may read delivery\.yaml"), open_record(options):
        pass
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize("host", ["log..example.org", f"{'a' * 70}.example.org"])
def test_a_log_host_that_cannot_be_is_told_before_anything_is_done(
    tmp_path: Path, host: str
) -> None:
    (tmp_path / "delivery.yaml").write_text(f"record: {{syslog: 'udp://{host}:514'}}\n")
    (tmp_path / "delivery.yaml").chmod(0o600)
    options = argparse.Namespace(root=tmp_path)

    with pytest.raises(HandoutError, match=r"'record\.syslog' in delivery\.yaml"):
        open_record(options).__enter__()
    assert not (tmp_path / "state").exists()
