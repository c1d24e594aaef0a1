"""CSV, JSON Lines and syslog say all that a line says, in forms that others read."""

from __future__ import annotations

import csv
import io
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from handoutpress.deliver.record import syslog
from handoutpress.deliver.record.exports import format_csv, iter_json_lines, line_values
from handoutpress.deliver.record.lines import Line
from handoutpress.deliver.record.syslog import (
    LogHost,
    Syslog,
    SyslogError,
    Told,
    format_message,
    read_address,
)
from handoutpress.deliver.values import Delivery, Result
from tests.records import DELIVERY, make_delivery, make_part, opened


def make_line(state: Path, delivery: Delivery = DELIVERY) -> Line:
    with opened(state) as record:
        return record.find_line(record.note(delivery))


def test_json_lines_can_be_read_back(tmp_path: Path) -> None:
    line = make_line(tmp_path)
    (text,) = iter_json_lines([line])
    said = json.loads(text)

    assert "\n" not in text
    assert said == json.loads(json.dumps(line_values(line)))
    assert said["handouts"][0]["handout_id"] == "care/fever"
    assert (said["line"], said["reference"], said["hash"]) == (1, "V-100", line.hash)


def test_csv_has_a_row_for_each_line(tmp_path: Path) -> None:
    parts = (make_part(), make_part("care/chills", version=None, state="draft", language="es"))
    line = make_line(tmp_path, make_delivery(parts=parts))
    (row,) = csv.DictReader(io.StringIO(format_csv([line])))

    assert row["handouts"] == "care/fever v3 (en, standard); care/chills draft (es, standard)"
    assert (row["line"], row["channel"], row["result"]) == ("1", "mail", "done")
    assert (row["learner"], row["understanding"]) == ("patient", "explained-back")


@pytest.mark.parametrize("sign", "=+-@")
def test_no_cell_is_a_formula(tmp_path: Path, sign: str) -> None:
    line = make_line(tmp_path, make_delivery(detail=f"{sign}1+1"))
    (row,) = csv.DictReader(io.StringIO(format_csv([line])))

    assert row["detail"] == f"'{sign}1+1"


# --- syslog -------------------------------------------------------------------------------------


def test_a_message_has_the_form_of_the_standard(tmp_path: Path) -> None:
    line = make_line(tmp_path)
    head, _, text = format_message(line).partition(b"\xef\xbb\xbf")

    assert head.decode("ascii") == (
        "<110>1 2026-03-01T12:01:00.000Z desk-1 handout-press - mail "
        f'[line@32473 number="1" hash="{line.hash}" previous="{line.previous}"] '
    )
    assert json.loads(text) == json.loads(json.dumps(line_values(line)))


def test_what_was_refused_is_a_warning(tmp_path: Path) -> None:
    line = make_line(tmp_path, make_delivery(result=Result.REFUSED))

    assert format_message(line).startswith(b"<108>1 ")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("udp://log.example.org", LogHost("udp", "log.example.org", 514)),
        ("tcp://127.0.0.1:6514", LogHost("tcp", "127.0.0.1", 6514)),
        ("udp://[::1]:514", LogHost("udp", "::1", 514)),
        ("/dev/log", LogHost("unix", "/dev/log")),
    ],
)
def test_an_address_names_a_log_host(address: str, host: LogHost) -> None:
    assert read_address(address) == host


@pytest.mark.parametrize("address", ["log.example.org", "http://x", "udp://", "udp://x:99999"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(SyslogError, match=r"write udp://host:514, tcp://host:514, or the path"):
        read_address(address)


@pytest.mark.parametrize(
    "host", ["log..example.org", f"{'a' * 70}.example.org", "log host", ".".join(["a" * 60] * 5)]
)
@pytest.mark.parametrize("kind", ["udp", "tcp"])
def test_a_name_that_no_host_can_have_is_refused(kind: str, host: str) -> None:
    with pytest.raises(SyslogError, match=r"'record\.syslog' in delivery\.yaml names no host"):
        read_address(f"{kind}://{host}:514")


def test_a_name_in_other_letters_is_a_host() -> None:
    assert read_address("udp://bücher.example:514").host == "bücher.example"


def test_udp_brings_a_message(tmp_path: Path) -> None:
    line = make_line(tmp_path)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(30)
        Syslog(f"udp://127.0.0.1:{server.getsockname()[1]}", warn=pytest.fail).tell(line)

        assert server.recv(65536) == format_message(line)


def test_a_socket_brings_a_message(tmp_path: Path) -> None:
    line, place = make_line(tmp_path), str(tmp_path / "log")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(place)
        server.settimeout(30)
        Syslog(place, warn=pytest.fail).tell(line)

        assert server.recv(65536) == format_message(line)


@contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """Listen on a port; what a client says is there when the block ends."""
    said: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)

        def listen() -> None:
            client, _ = server.accept()
            with client, client.makefile("rb") as stream:
                said.append(stream.read())

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield server.getsockname()[1], said
        finally:
            thread.join(30)


def test_tcp_brings_a_message_with_its_length(tmp_path: Path) -> None:
    line = make_line(tmp_path)
    with listening() as (port, said):
        Syslog(f"tcp://127.0.0.1:{port}", warn=pytest.fail).tell(line)

    message = format_message(line)
    assert said == [f"{len(message)} ".encode() + message]


def test_a_log_host_that_is_gone_stops_nothing_and_is_told(tmp_path: Path) -> None:
    warnings: list[str] = []
    host = Syslog(str(tmp_path / "nothing"), warn=warnings.append)
    with opened(tmp_path / "state", tell=host.tell) as record:
        assert record.note(DELIVERY) == 1

    assert warnings == [
        "the log host was not told of line 1 of the record (No such file or directory); the record "
        "has it"
    ]


def test_a_log_host_whose_name_cannot_be_written_stops_nothing_and_is_told(tmp_path: Path) -> None:
    warnings: list[str] = []
    host = Syslog("/dev/\ud800", warn=warnings.append)
    with opened(tmp_path / "state", tell=host.tell) as record:
        assert record.note(DELIVERY) == 1

    assert warnings == [
        "the log host was not told of line 1 of the record (its name cannot be written as the net "
        "wants it); the record has it"
    ]


# --- many lines ---------------------------------------------------------------------------------


def make_lines(state: Path, count: int) -> list[Line]:
    with opened(state) as record:
        for _ in range(count):
            record.note(DELIVERY)
        return list(record.iter_lines())


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, errors: list[OSError | None]) -> Iterator[list[bytes]]:
    """Have each message that is sent meet one of these errors in turn, or none."""
    tried: list[bytes] = []

    def send(host: LogHost, message: bytes) -> None:
        tried.append(message)
        if (error := errors[len(tried) - 1]) is not None:
            raise error

    with monkeypatch.context() as patch:
        patch.setattr(syslog, "send", send)
        yield tried


def test_lines_that_are_told_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = make_lines(tmp_path, 3)
    with failing(monkeypatch, [None] * 3) as tried:
        assert Syslog("/dev/log", warn=pytest.fail).tell_all(lines) == Told(3, 3)
    assert tried == [format_message(line) for line in lines]


def test_where_nobody_listens_the_rest_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = make_lines(tmp_path, 5)
    refused = ConnectionRefusedError(111, "Connection refused")
    with failing(monkeypatch, [None, refused]) as tried:
        told = Syslog("tcp://h", warn=pytest.fail).tell_all(lines)

    assert len(tried) == 2
    assert told == Told(5, 1, lines[1], "Connection refused")


def test_three_failures_in_turn_end_it_and_one_alone_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = make_lines(tmp_path, 9)
    slow, long = TimeoutError(110, "Connection timed out"), OSError(90, "Message too long")
    with failing(monkeypatch, [long, slow, None, slow, slow, slow]) as tried:
        told = Syslog("udp://h", warn=pytest.fail).tell_all(lines)

    assert len(tried) == 6
    assert told == Told(9, 1, lines[0], "Message too long")
