"""Where a printer is, and how it is reached: values only.

Reaches nothing.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from handoutpress.errors import HandoutError

PATH = re.compile(r"[!-~]*")  # Source: RFC 3986, 2: an address has no other signs
PORT = 631  # Source: RFC 8010, section 4; RFC 7472


@dataclass(frozen=True, slots=True)
class Address:
    """Where a printer is; `path` is "/" for a CUPS server with queues of its own."""

    host: str
    port: int
    path: str
    is_secure: bool

    @property
    def uri(self) -> str:
        """As it is written in settings."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'ipps' if self.is_secure else 'ipp'}://{host}:{self.port}{self.path}"

    @property
    def is_server(self) -> bool:
        """Whether it has queues, and is no printer itself."""
        return self.path == "/"

    @property
    def is_on_this_computer(self) -> bool:
        """Whether nothing goes over a network."""
        with suppress(ValueError):
            return ip_address(self.host).is_loopback
        return self.host == "localhost"


def read_address(uri: str) -> Address:
    """Return where a printer is.

    Raises:
        HandoutError: it is no address of a printer.
    """
    try:
        parts = urlsplit(uri)
        port = parts.port or PORT
    except ValueError as error:
        raise HandoutError("the uri of a printer is wrong; write ipp://HOST/ipp/print") from error
    if parts.scheme not in ("ipp", "ipps") or not parts.hostname or parts.username:
        raise HandoutError(
            "the uri of a printer is wrong; write ipp:// or ipps://, its host and its path, such "
            "as ipps://printer.example.org/ipp/print, without a user"
        )
    _require_sendable(parts.hostname, parts.path)
    return Address(parts.hostname, port, parts.path or "/", parts.scheme == "ipps")


def _require_sendable(host: str, path: str) -> None:
    """Refuse what DNS or HTTP cannot carry.

    Raises:
        HandoutError: it is of that kind.
    """
    try:
        host.encode("idna")
    except UnicodeError as error:
        raise HandoutError(
            "the host in the uri of a printer is no name of a computer; look for doubled dots"
        ) from error
    if PATH.fullmatch(path) is None:
        raise HandoutError(
            "the path in the uri of a printer has a sign that no address has; write it as the "
            "printer's maker does, such as /ipp/print"
        )


@dataclass(frozen=True, slots=True)
class Access:
    """How a printer is reached; `ca` is a file of authorities, `login` user and password.

    `timeout_s` is for a question and its answer; a document gets more, by its bytes.
    """

    address: Address
    ca: Path | None = None
    login: tuple[str, str] | None = field(default=None, repr=False)
    timeout_s: float = 30.0
