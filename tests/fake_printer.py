"""A printer of our own on loopback, for what real ones do not do when they are asked to.

Speaks IPP by the codec under test; real printers check that in other tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import create_server
from threading import Thread
from time import sleep

from handoutpress.deliver.printing.addresses import Access, read_address
from handoutpress.deliver.printing.ipp_client import IppClient, Operation
from handoutpress.deliver.printing.ipp_message import (
    Attribute,
    Group,
    GroupTag,
    Message,
    Range,
    Tag,
    decode,
    encode,
)

OPERATION = Group(
    GroupTag.OPERATION,
    (
        Attribute("attributes-charset", Tag.CHARSET, ("utf-8",)),
        Attribute("attributes-natural-language", Tag.LANGUAGE, ("en",)),
    ),
)
CUT = -1  # instead of an HTTP status: the connection is cut


def words(name: str, *values: str) -> Attribute:
    return Attribute(name, Tag.KEYWORD, values)


def numbers(name: str, *values: int) -> Attribute:
    return Attribute(name, Tag.ENUM, values)


def printer(*changes: Attribute) -> Group:
    """Return what an office printer says of itself, but for what is changed."""
    usual = (
        Attribute("printer-name", Tag.NAME, ("fake",)),
        numbers("printer-state", 3),
        words("printer-state-reasons", "none"),
        Attribute("printer-is-accepting-jobs", Tag.BOOLEAN, (True,)),
        words("media-supported", "na_letter_8.5x11in", "iso_a4_210x297mm"),
        words("sides-supported", "one-sided", "two-sided-long-edge", "two-sided-short-edge"),
        Attribute("document-format-supported", Tag.MIME_TYPE, ("application/pdf",)),
        Attribute("copies-supported", Tag.RANGE, (Range(1, 99),)),
        Attribute("page-ranges-supported", Tag.BOOLEAN, (True,)),
        words("job-hold-until-supported", "no-hold", "indefinite"),
    )
    changed = {attribute.name for attribute in changes}
    kept = (attribute for attribute in usual if attribute.name not in changed)
    return Group(GroupTag.PRINTER, (*kept, *changes))


def job(state: int, *reasons: str, done: int = 0) -> Group:
    """Return how a job stands."""
    return Group(
        GroupTag.JOB,
        (
            Attribute("job-id", Tag.INTEGER, (7,)),
            numbers("job-state", state),
            words("job-state-reasons", *(reasons or ("none",))),
            Attribute("job-impressions-completed", Tag.INTEGER, (done,)),
        ),
    )


@dataclass
class FakePrinter:
    """Answers as `answers` says for an operation; else as a printer that prints at once.

    An answer is an HTTP status, `CUT`, an IPP status behind "ipp", or a group.
    """

    port: int = 0
    group: Group = field(default_factory=printer)
    answers: dict[Operation, Callable[[Message], int | Message]] = field(default_factory=dict)
    asked: list[Message] = field(default_factory=list)
    documents: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def operations(self) -> list[Operation]:
        return [Operation(message.code) for message in self.asked]

    @property
    def client(self) -> IppClient:
        return IppClient(Access(read_address(f"ipp://127.0.0.1:{self.port}/ipp/print")))

    def answer(self, message: Message) -> int | Message:
        operation = Operation(message.code)
        if operation in self.answers:
            return self.answers[operation](message)
        groups = {
            Operation.GET_PRINTER_ATTRIBUTES: (self.group,),
            Operation.PRINT_JOB: (job(3),),
            Operation.GET_JOB_ATTRIBUTES: (job(9),),
        }
        return succeed(*groups.get(operation, ()))


def succeed(*groups: Group, code: int = 0) -> Message:
    return Message(code, 1, (OPERATION, *groups))


def fail(code: int, *names: str) -> Message:
    """Return a refusal, with what it does not take."""
    unsupported = tuple(Attribute(name, Tag.UNSUPPORTED, (None,)) for name in names)
    return succeed(*((Group(GroupTag.UNSUPPORTED, unsupported),) if names else ()), code=code)


@contextmanager
def start_slow(opening: bytes, again: bytes) -> Iterator[IppClient]:
    """Start what answers with an opening, then the same again and again, and never ends of itself.

    Its client waits only a moment. When nobody hangs up for long, it does: the test has failed.
    """
    with create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.recv(100_000)
                connection.sendall(opening)
                for _ in range(500):
                    connection.sendall(again)
                    sleep(0.02)

        thread = Thread(target=answer)
        thread.start()
        uri = f"ipp://127.0.0.1:{server.getsockname()[1]}/ipp/print"
        try:
            yield IppClient(Access(read_address(uri), timeout_s=0.2))
        finally:
            thread.join()


@contextmanager
def start_fake() -> Iterator[FakePrinter]:
    """Start a fake printer until the block ends."""
    fake = FakePrinter()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            message = decode(body)
            head = len(encode(message))
            fake.asked.append(message)
            fake.headers.append(dict(self.headers))
            if message.code == Operation.PRINT_JOB:
                fake.documents.append(body[head:])
            self._send(fake.answer(message))

        def _send(self, answer: int | Message) -> None:
            if answer == CUT:
                self.close_connection = True
                return
            content = encode(answer) if isinstance(answer, Message) else b""
            self.send_response(answer if isinstance(answer, int) else 200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        fake.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()
