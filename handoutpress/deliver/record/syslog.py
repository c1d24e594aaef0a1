"""[network] Tell a log host of each line of the record, in the form of RFC 5424.

Tells what the record says, so never a name. What cannot be told is said, and stops nothing: the
lines stay in the record, and can be told later.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
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
# Source: RFC 768: what an IPv4 datagram can hold besides its headers.
MOST_DATAGRAM_BYTES = 65507


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
    if parts.scheme not in ("udp", "tcp") or not parts.hostname or parts.path not in ("", "/"):
        raise SyslogError(_refuse())
    return LogHost(parts.scheme, parts.hostname, port)


def _refuse() -> str:
    return (
        "'record.syslog' in delivery.yaml is no address; write udp://host:514, tcp://host:514, or "
        "the path of a socket such as /dev/log"
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


class Syslog:
    """Tells a log host; `warn` is told what went wrong."""

    def __init__(self, address: str, *, warn: Callable[[str], None]) -> None:
        self._host, self._warn = read_address(address), warn

    def tell(self, line: Line) -> None:
        """Tell of a line; where that fails, warn and go on."""
        try:
            send(self._host, format_message(line))
        except OSError as error:
            self._warn(
                f"the log host was not told of line {line.number} of the record "
                f"({error.strerror or type(error).__name__}); the record has it"
            )


def send(host: LogHost, message: bytes) -> None:
    """Send one message.

    Raises:
        OSError: it cannot be sent.
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
