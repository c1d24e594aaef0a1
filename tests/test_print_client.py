"""The client asks as the standard says, and tells in plain words what comes back."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest
import trustme

from handoutpress.deliver.printing.addresses import Access, Address, read_address
from handoutpress.deliver.printing.deadline import TimedSocket
from handoutpress.deliver.printing.faults import (
    AuthNeededError,
    HandOverError,
    JobGoneError,
    PrinterRefusesError,
    UnreachableError,
    UntrustedError,
)
from handoutpress.deliver.printing.ipp_client import IppClient, Operation, Ticket
from handoutpress.deliver.printing.ipp_message import Attribute, GroupTag, Tag
from handoutpress.errors import ExitCode, HandoutError
from tests.fake_printer import CUT, FakePrinter, fail, start_fake, start_slow, succeed
from tests.printers import find_port

TICKET = Ticket("Handouts 7KQ-4MX", (Attribute("copies", Tag.INTEGER, (1,)),))
LARGE = bytes(range(256)) * 80_000  # 20 MB


@pytest.fixture
def fake() -> Iterator[FakePrinter]:
    with start_fake() as printer:
        yield printer


def test_a_document_of_20_mb_arrives_byte_for_byte(fake: FakePrinter) -> None:
    assert fake.client.print_job(TICKET, LARGE) == 7
    assert fake.documents == [LARGE]


def test_what_is_asked_stands_in_the_order_of_the_standard(fake: FakePrinter) -> None:
    fake.client.get_job(7)
    names = [each.name for each in fake.asked[0].group(GroupTag.OPERATION).attributes]
    assert names == [
        "attributes-charset",
        "attributes-natural-language",
        "printer-uri",
        "job-id",
        "requesting-user-name",
        "requested-attributes",
    ]


def test_who_prints_is_the_clinic_and_nobody_else(fake: FakePrinter) -> None:
    fake.client.print_job(TICKET, b"%PDF-")
    group = fake.asked[0].group(GroupTag.OPERATION)
    assert group.word("requesting-user-name") == "handouts"
    assert group.word("job-name") == "Handouts 7KQ-4MX"
    assert group.word("document-format") == "application/pdf"
    assert "User-Agent" not in fake.headers[0]


def test_a_job_is_cancelled_and_released(fake: FakePrinter) -> None:
    fake.client.cancel_job(7)
    fake.client.release_job(7)
    assert fake.operations == [
        Operation.CANCEL_JOB,
        Operation.RELEASE_JOB,
    ]
    assert {message.group(GroupTag.OPERATION).number("job-id") for message in fake.asked} == {7}


def test_what_a_printer_would_ignore_is_named(fake: FakePrinter) -> None:
    answer = fail(0x0001, "sides", "finishings")
    fake.answers[Operation.VALIDATE_JOB] = lambda message: answer
    assert fake.client.validate_job(TICKET) == ("sides", "finishings")


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (
            401,
            AuthNeededError,
            "the printer wants a user and a password; ask IT to set them in delivery.yaml",
        ),
        (
            fail(0x0402),
            AuthNeededError,
            "the printer wants a user and a password; ask IT to set them in delivery.yaml",
        ),
        (
            403,
            AuthNeededError,
            "the printer wants a user and a password; ask IT to set them in delivery.yaml",
        ),
        (
            fail(0x0506),
            PrinterRefusesError,
            "the printer takes no jobs now; let it go on, or choose another printer",
        ),
        (
            fail(0x040B, "sides", "media"),
            PrinterRefusesError,
            "the printer does not do all that was asked for; ask for less (sides, media)",
        ),
        (
            fail(0x0406),
            JobGoneError,
            "the address leads to no printer or queue; ask IT to look at its uri in delivery.yaml",
        ),
        (
            426,
            UntrustedError,
            "the printer wants an encrypted connection; ask IT to write ipps:// in delivery.yaml",
        ),
        (
            404,
            PrinterRefusesError,
            "the printer does not print what is sent to its address (HTTP status 404); ask IT to "
            "look at its uri in delivery.yaml",
        ),
        (
            CUT,
            UnreachableError,
            "the printer gave no answer that can be understood (the connection ended); see that "
            "it is on, and that its address in delivery.yaml is that of a printer",
        ),
    ],
)
def test_a_refusal_is_said_in_plain_words(
    fake: FakePrinter, answer: object, error: type[HandoutError], message: str
) -> None:
    fake.answers[Operation.VALIDATE_JOB] = lambda asked: answer  # type: ignore[assignment, return-value]
    with pytest.raises(HandoutError) as caught:
        fake.client.validate_job(TICKET)
    assert (type(caught.value), str(caught.value)) == (error, message)
    assert caught.value.exit_code is ExitCode.DELIVERY


def test_a_printer_that_is_gone_in_the_midst_may_have_the_document(fake: FakePrinter) -> None:
    fake.answers[Operation.PRINT_JOB] = lambda asked: CUT
    with pytest.raises(HandOverError) as caught:
        fake.client.print_job(TICKET, b"%PDF-")
    assert str(caught.value) == (
        "the connection to the printer was lost while the document went over (the connection "
        "ended); look what lies in the printer before you print it again"
    )


def test_a_job_without_a_number_may_be_printed(fake: FakePrinter) -> None:
    fake.answers[Operation.PRINT_JOB] = lambda asked: succeed()
    with pytest.raises(HandOverError, match="gave the job no number"):
        fake.client.print_job(TICKET, b"%PDF-")


def test_a_printer_that_is_not_there_is_told_before_anything_is_sent() -> None:
    client = IppClient(Access(read_address(f"ipp://127.0.0.1:{find_port()}/ipp/print")))
    with pytest.raises(UnreachableError) as caught:
        client.print_job(TICKET, b"%PDF-")
    assert type(caught.value) is UnreachableError
    assert str(caught.value) == (
        "the printer does not answer (connection refused); see that it is switched on and on the "
        "network, or choose another one with --printer"
    )


def test_a_server_that_refuses_before_it_has_read_all_is_heard() -> None:
    refusal = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(refusal)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(100_000):
                    pass

        thread = Thread(target=refuse)
        thread.start()
        client = IppClient(Access(read_address(f"ipp://127.0.0.1:{server.getsockname()[1]}/p")))
        with pytest.raises(AuthNeededError):
            client.print_job(TICKET, LARGE)
        thread.join()


def test_a_printer_that_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        uri = f"ipp://127.0.0.1:{server.getsockname()[1]}/ipp/print"
        client = IppClient(Access(read_address(uri), timeout_s=0.2))
        with pytest.raises(UnreachableError, match=r"\(it took too long\)"):
            client.get_printer()


@pytest.mark.parametrize(
    ("opening", "again"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"y"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", b"\2"),
    ],
)
def test_a_printer_that_goes_on_and_on_is_given_up(opening: bytes, again: bytes) -> None:
    with (
        start_slow(opening, again) as client,
        pytest.raises(UnreachableError, match=r"\(it took too long\)"),
    ):
        client.get_printer()
    with (
        start_slow(opening, again) as client,
        pytest.raises(HandOverError, match=r"\(it took too long\)"),
    ):
        client.print_job(TICKET, b"%PDF-")


def test_a_document_has_more_time_than_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[float] = []

    class Watched(TimedSocket):
        def __init__(self, connected: socket.socket, *, limit_s: float, step_s: float) -> None:
            limits.append(limit_s)
            super().__init__(connected, limit_s=limit_s, step_s=step_s)

    monkeypatch.setattr("handoutpress.deliver.printing.ipp_client.TimedSocket", Watched)
    with start_fake() as fake:
        fake.client.get_printer()
        fake.client.print_job(TICKET, b"%PDF-")
        fake.client.print_job(TICKET, LARGE)
    assert limits[0] == 30.0
    assert 60.0 < limits[1] < 61.0
    assert limits[2] > 400.0


def test_what_is_no_ipp_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk_nonsense() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(10_000)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")

        thread = Thread(target=talk_nonsense)
        thread.start()
        client = IppClient(Access(read_address(f"ipp://127.0.0.1:{server.getsockname()[1]}/p")))
        with pytest.raises(UnreachableError, match="no answer that can be understood"):
            client.get_printer()
        thread.join()


def test_a_password_is_not_sent_without_encryption(fake: FakePrinter) -> None:
    address = read_address(f"ipp://127.0.0.1:{fake.port}/ipp/print")
    IppClient(Access(address, login=("clinic", "secret"))).get_printer()
    assert "Authorization" not in fake.headers[0]


def test_an_authority_that_is_not_there_is_told(tmp_path: Path) -> None:
    client = IppClient(Access(Address("localhost", 1, "/x", True), ca=tmp_path / "none.pem"))
    with pytest.raises(HandoutError, match="the file behind 'ca' of a printer cannot be read"):
        client.get_printer()


@contextmanager
def serve_tls(certificate: trustme.LeafCert) -> Iterator[int]:
    """Answer one connection with a certificate, until the client ends it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    with socket.create_server(("localhost", 0)) as server:

        def shake_hands() -> None:
            connection, _ = server.accept()
            with suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
                secure.recv(1)

        thread = Thread(target=shake_hands)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def test_a_certificate_of_an_unknown_authority_is_refused(tmp_path: Path) -> None:
    certificate = trustme.CA().issue_cert("localhost")
    authority = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(authority)
    with serve_tls(certificate) as port:
        client = IppClient(Access(Address("localhost", port, "/x", True), ca=authority))
        with pytest.raises(UntrustedError, match="the printer's certificate is not accepted"):
            client.get_printer()


def test_a_certificate_of_another_host_is_refused(tmp_path: Path) -> None:
    authority = trustme.CA()
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    with serve_tls(authority.issue_cert("elsewhere.example.org")) as port:
        client = IppClient(Access(Address("localhost", port, "/x", True), ca=path))
        with pytest.raises(UntrustedError, match="not valid for 'localhost'"):
            client.get_printer()


def test_a_printer_without_encryption_is_not_taken_for_one_with(fake: FakePrinter) -> None:
    client = IppClient(Access(Address("127.0.0.1", fake.port, "/ipp/print", True)))
    with pytest.raises(UntrustedError, match="no encrypted connection to the printer came about"):
        client.get_printer()
