"""Say where a cluster may be, and with which certificates one may speak to it.

Connects to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from handoutpress.errors import UsageError


@dataclass(frozen=True, slots=True)
class Certificates:
    """Three PEM files: the authority that signed everybody's certificate, and our own two.

    What is None is taken from Dask's own configuration.
    """

    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster to print on: its scheduler's address, and the certificates to speak to it."""

    address: str
    certificates: Certificates = Certificates()


def check_address(address: str) -> None:
    """Check that a scheduler's address is whole, and that nobody can listen on the way to it.

    Raises:
        UsageError: it is not, and how it is to be written.
    """
    parts = _split(address)
    if parts is None:
        raise UsageError(
            f"--cluster {address} is no address of a cluster; write tls://HOST:PORT, as in "
            "tls://press.example.org:8786"
        )
    if not is_private(address):
        raise UsageError(
            f"--cluster {address} is another computer, and tcp:// is not encrypted; write "
            "tls://HOST:PORT and give the certificates, as docs/cluster.md says"
        )


def is_private(address: str) -> bool:
    """Tell whether nobody can listen on the way there: it is encrypted, or this computer."""
    parts = _split(address)
    return parts is not None and (parts.scheme == "tls" or _is_loopback(parts.hostname or ""))


def _split(address: str) -> SplitResult | None:
    """Return the parts of tls://HOST:PORT or tcp://HOST:PORT; None for anything else."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    is_whole = parts.scheme in ("tls", "tcp") and parts.hostname and port
    has_more = parts.path or parts.query or parts.fragment or "@" in parts.netloc
    return parts if is_whole and not has_more else None


def _is_loopback(host: str) -> bool:
    """Source: RFC 1122, 3.2.1.3 (g), 127.0.0.0/8; RFC 4291, 2.5.3, ::1; RFC 6761, localhost."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def check_files(certificates: Certificates) -> None:
    """Check that the three files are named and can be read.

    Raises:
        UsageError: one is not, and which.
    """
    named = {
        "--cluster-ca": certificates.ca,
        "--cluster-cert": certificates.certificate,
        "--cluster-key": certificates.key,
    }
    for option, path in named.items():
        if path is None:
            raise UsageError(
                f"a cluster at tls:// needs {option} FILE; docs/cluster.md says how to make it"
            )
        try:
            path.read_bytes()
        except OSError as error:
            raise UsageError(f"{option} {path} cannot be read: {error.strerror}") from error
