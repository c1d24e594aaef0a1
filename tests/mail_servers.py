"""Real mail relays on loopback that behave well, or badly in one chosen way; for tests only."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "localhost"
USER, SECRET = "clinic", "s3cret-of-the-relay"
DRIP_S = 0.005
PATIENCE_S = 30.0  # far longer than anything here takes


@dataclass(frozen=True)
class Arrived:
    """A message that the relay took."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    options: tuple[str, ...]


@dataclass
class Relay:
    """A relay that runs: where it is, and what it took.

    `answers` are told in turn at a command ("RCPT": ["451 4.7.1 later"]); the last one is not
    repeated. `cut` is where the connection is broken, `silent_at` where nothing is answered; the
    greeting within TLS is "EHLO in TLS". What `drips` answers letter by letter.
    """

    answers: dict[str, list[str]] = field(default_factory=dict)
    cut: str = ""
    silent_at: str = ""
    drips: bool = False
    port: int = 0
    arrived: list[Arrived] = field(default_factory=list)
    log_ins: list[str] = field(default_factory=list)
    transports: list[Any] = field(default_factory=list, repr=False)

    def answer(self, command: str) -> str | None:
        """Return what is answered in place of the usual."""
        left = self.answers.get(command)
        return left.pop(0) if left else None


class _Handler:
    def __init__(self, relay: Relay) -> None:
        self._relay = relay

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self._relay.answer("end")
        if answer is None:
            content = envelope.content
            assert isinstance(content, bytes)
            options = tuple(map(str, envelope.mail_options))
            arrived = Arrived(
                str(envelope.mail_from), tuple(map(str, envelope.rcpt_tos)), content, options
            )
            self._relay.arrived.append(arrived)
        if self._relay.cut == "end":
            server.transport.abort()
        if self._relay.silent_at == "end":
            await asyncio.Event().wait()
        return answer or "250 2.0.0 taken"


class _Server(SMTP):
    """Speaks SMTP as aiosmtpd does, but for what its relay is told to do badly."""

    def __init__(self, relay: Relay, *, is_open: bool, **options: Any) -> None:
        super().__init__(_Handler(relay), hostname="relay.example.org", **options)
        self._relay = relay
        self._auth_require_tls = not is_open  # as an option, it warns

    def connection_made(self, transport: Any) -> None:
        self._relay.transports.append(transport)
        if self._relay.cut == "banner":
            transport.abort()
            return
        super().connection_made(transport)

    async def push(self, status: Any) -> None:
        if str(status).startswith("220 relay"):
            status = self._relay.answer("banner") or status
            if self._relay.silent_at == "banner":
                await asyncio.Event().wait()
        if not self._relay.drips:
            await super().push(status)
            return
        line = status if isinstance(status, bytes) else status.encode()
        assert self._writer is not None
        for letter in line + b"\r\n":
            self._writer.write(bytes([letter]))
            await self._writer.drain()
            await asyncio.sleep(DRIP_S)

    async def _interfere(self, command: str) -> bool:
        """Break off, fall silent or answer otherwise; tell whether that was done."""
        if self._relay.cut == command:
            assert self.transport is not None
            self.transport.abort()
            return True
        if self._relay.silent_at == command:
            await asyncio.Event().wait()
        answer = self._relay.answer(command)
        if answer is not None:
            await self.push(answer)
        return answer is not None

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802
        if not await self._interfere("EHLO in TLS" if self._tls_protocol else "EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        if not await self._interfere("STARTTLS"):
            await super().smtp_STARTTLS(arg)

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802
        if not await self._interfere("QUIT"):
            await super().smtp_QUIT(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        if not await self._interfere("AUTH"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        if not await self._interfere("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        if not await self._interfere("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if await self._interfere("DATA"):
            return
        if self._relay.cut == "body":
            assert self.transport is not None
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


@contextmanager
def run_relay(
    relay: Relay | None = None,
    *,
    context: ssl.SSLContext | None = None,
    is_tls_first: bool = False,
    wants_log_in: bool = False,
    offers_log_in_without_tls: bool = False,
    **options: Any,
) -> Iterator[Relay]:
    """Run a relay until the block ends; with a context, it offers STARTTLS or begins in TLS."""
    relay = relay or Relay()

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        relay.log_ins.append(mechanism)
        is_right = (data.login, data.password) == (USER.encode(), SECRET.encode())
        return AuthResult(success=is_right, handled=False)

    if wants_log_in or offers_log_in_without_tls:
        options |= {"authenticator": check, "auth_required": True}
    if context is not None and not is_tls_first:
        options |= {"tls_context": context, "require_starttls": True}
    is_open = is_tls_first or offers_log_in_without_tls
    first = context if is_tls_first else None
    ready, loop = threading.Event(), asyncio.new_event_loop()

    async def serve() -> None:
        nonlocal done
        done = asyncio.Event()
        server = await loop.create_server(
            lambda: _Server(relay, is_open=is_open, loop=loop, **options),
            *("127.0.0.1", 0),
            ssl=first,
        )
        relay.port = server.sockets[0].getsockname()[1]
        ready.set()
        await done.wait()
        server.close()
        for transport in relay.transports:
            transport.abort()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)

    done: asyncio.Event
    loop.set_exception_handler(lambda loop, context: None)  # clients break off here on purpose
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(PATIENCE_S)
    try:
        yield relay
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(PATIENCE_S)
        loop.close()


@contextmanager
def run_torn_relay(*said: bytes, is_abrupt: bool) -> Iterator[int]:
    """Run a relay that says lines, a line for each of ours, and hangs up instead of TLS.

    Yields its port. It ends the connection in order, or abruptly: with a reset.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                for line in said:
                    connection.sendall(line)
                    connection.recv(4096)
                if not said:
                    connection.recv(1)  # of the many bytes that begin TLS
                if is_abrupt:  # Source: socket(7), SO_LINGER with a time of 0
                    linger = struct.pack("ii", 1, 0)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

        thread = threading.Thread(target=serve)
        thread.start()
        yield int(server.getsockname()[1])
        thread.join(PATIENCE_S)


# --- certificates ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Certificates:
    """An authority's file, and a server's context by what its certificate is."""

    authority: Path
    contexts: Mapping[str, ssl.SSLContext]


def make_certificates(folder: Path) -> Certificates:
    """Return certificates that are good, expired, self-signed, and for another host."""
    authority = trustme.CA()
    path = folder / "ca.pem"
    authority.cert_pem.write_to_path(path)
    past = datetime.now(UTC) - timedelta(days=1)
    issued = {
        "good": authority.issue_cert(HOST, "127.0.0.1"),
        "expired": authority.issue_cert(HOST, not_after=past),
        "other host": authority.issue_cert("other.example.org"),
        "unknown authority": trustme.CA().issue_cert(HOST),
    }
    contexts = {}
    for name, leaf in issued.items():
        contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        leaf.configure_cert(contexts[name])
    contexts["self-signed"] = _make_self_signed(folder)
    return Certificates(path, contexts)


def _make_self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "self-signed.pem"
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
