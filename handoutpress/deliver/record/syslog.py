"""[network] Tell a log host of each line of the record, in the form of RFC 5424.

Tells what the record says, so never a name. What cannot be told is said, and stops nothing: the
lines stay in the record, and can be told later.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from handoutpress.deliver.record.exports import line_json
from handoutpress.deliver.record.lines import Line
from handoutpress.deliver.values import Result
from handoutpress.errors import HandoutError

# Source: RFC 5424, 6.2.1: facility 13 is "log audit"; severity 6 informational, 4 warning.
AUDIT, INFORMATIONAL, WARNING = 13, 6, 4
NAME = "handout-press"
PORT = 514  # Source: RFC 5426, 3.3, and IANA's "syslog"
TIMEOUT_S = 5.0
MOST_FAILURES = 3  # one after the other: each may take as long as TIMEOUT_S
# Source: RFC 768: what an IPv4 datagram can hold besides its headers.
MOST_DATAGRAM_BYTES = 65507
# A name or a number of a computer, once its letters are those of the net. Source: RFC 1123, 2.1,
# and RFC 1035, 2.3.4, for its length; "_" stands in names of one's own, "%" in RFC 4007, 11.
HOST = re.compile(r"[0-9A-Za-z._:%-]{1,253}")


class SyslogError(HandoutError):
    """The log host cannot be told."""


@dataclass(frozen=True, slots=True)
class LogHost:
    """Where a log host listens: a socket's path, or a host and a port."""

    kind: str  # "udp", "tcp" or "unix"
    host: str
    port: int = 0


def read_address(address: str) -> LogHost:
    """Return what an address of delivery.yaml means: udp://host:514, tcp://host or /dev/log.

    Raises:
        SyslogError: it means nothing.
    """
    if address.startswith("/"):
        return LogHost("unix", address)
    try:
        parts = urlsplit(address)
        port = parts.port or PORT
    except ValueError as error:
        raise SyslogError(_refuse()) from error
    host = parts.hostname or ""
    if parts.scheme not in ("udp", "tcp") or not host or parts.path not in ("", "/"):
        raise SyslogError(_refuse())
    if not _may_be_host(host):
        raise SyslogError(_refuse("names no host that there can be"))
    return LogHost(parts.scheme, host, port)


def _may_be_host(name: str) -> bool:
    """Tell whether a computer can have this name: no part of it is empty or too long."""
    try:
        return HOST.fullmatch(name.encode("idna").decode("ascii")) is not None
    except UnicodeError:
        return False


def _refuse(why: str = "is no address") -> str:
    return (
        f"'record.syslog' in delivery.yaml {why}; write udp://host:514, tcp://host:514, or the "
        "path of a socket such as /dev/log"
    )


def format_message(line: Line) -> bytes:
    """Return a line as a message: its number and hash as structured data, all of it as JSON."""
    is_fine = line.delivery.result in (Result.DONE, Result.QUEUED)
    priority = AUDIT * 8 + (INFORMATIONAL if is_fine else WARNING)
    time = line.time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    host = _print_name(line.witness.host, 255)
    # Source: RFC 5424, 6.3.2: a name of one's own has an enterprise number; 32473 stands for
    # "example" (RFC 5612), as there is no own one.
    data = f'[line@32473 number="{line.number}" hash="{line.hash}" previous="{line.previous}"]'
    head = f"<{priority}>1 {time} {host} {NAME} - {line.delivery.channel} {data} "
    return head.encode("ascii") + b"\xef\xbb\xbf" + line_json(line).encode()


def _print_name(name: str, most: int) -> str:
    """Return a name in the characters that a header may have; "-" for none.

    Source: RFC 5424, 6: PRINTUSASCII.
    """
    return "".join(sign for sign in name if "!" <= sign <= "~")[:most] or "-"


@dataclass(frozen=True, slots=True)
class Told:
    """How many lines there were, and how many a log host was told of.

    `missed` is the first that it was not told of, and `reason` says why.
    """

    lines: int
    told: int
    missed: Line | None = None
    reason: str = ""


class Syslog:
    """Tells a log host; `warn` is told what went wrong."""

    def __init__(self, address: str, *, warn: Callable[[str], None]) -> None:
        self._host, self._warn = read_address(address), warn

    def tell(self, line: Line) -> None:
        """Tell of a line; where that fails, warn and go on."""
        try:
            send(self._host, format_message(line))
        except (OSError, UnicodeError) as error:
            self._warn(
                f"the log host was not told of line {line.number} of the record "
                f"({_explain(error)}); the record has it"
            )

    def tell_all(self, lines: Iterable[Line]) -> Told:
        """Tell of many lines; where nobody listens, or too often nobody hears, leave the rest."""
        missed: Line | None = None
        count, told, failed_in_turn, reason = 0, 0, 0, ""
        for line in lines:
            count += 1
            if failed_in_turn >= MOST_FAILURES:
                continue
            try:
                send(self._host, format_message(line))
            except (OSError, UnicodeError) as error:
                is_nobody_there = isinstance(error, ConnectionRefusedError | FileNotFoundError)
                failed_in_turn += MOST_FAILURES if is_nobody_there else 1
                if missed is None:
                    missed, reason = line, _explain(error)
            else:
                told, failed_in_turn = told + 1, 0
        return Told(count, told, missed, reason)


def _explain(error: OSError | UnicodeError) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return "its name cannot be written as the net wants it"


def send(host: LogHost, message: bytes) -> None:
    """Send one message.

    Raises:
        OSError: it cannot be sent.
        UnicodeError: the name of the host is none.
    """
    if host.kind == "tcp":
        with socket.create_connection((host.host, host.port), TIMEOUT_S) as stream:
            # Source: RFC 6587, 3.4.1: octet counting.
            stream.sendall(b"%d %s" % (len(message), message))
        return
    if host.kind == "unix":
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as local:
            local.settimeout(TIMEOUT_S)
            local.sendto(message, host.host)
        return
    family, _, _, _, place = socket.getaddrinfo(host.host, host.port, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, socket.SOCK_DGRAM) as datagrams:
        datagrams.sendto(message[:MOST_DATAGRAM_BYTES], place)
