"""[reads] How the relay is reached: its address, TLS, its certificate, and the secret.

Opens no connection. Falls back to nothing: what IT set is what is done.
"""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass, field
from pathlib import Path

from handoutpress.deliver.mail.message import read_mailbox
from handoutpress.deliver.settings import Mail, read_secret
from handoutpress.errors import HandoutError

# Source: RFC 6409, 3.1 (587); RFC 8314, 3.3 (465); RFC 5321, 4.5.4.2 (25).
PORTS = {"starttls": 587, "tls": 465, "none": 25}
# A relay may take long to answer once it has all. Source: RFC 5321, 4.5.3.2.6: 10 minutes.
ANSWER_S = 600.0


@dataclass(frozen=True, slots=True)
class Access:
    """All that it takes to reach the relay. `hello` is the name by which we greet it."""

    host: str
    port: int
    tls: str
    context: ssl.SSLContext | None = field(repr=False)
    user: str = field(repr=False)
    password: str = field(repr=False)
    timeout_s: float
    hello: str
    answer_s: float = ANSWER_S


def open_access(settings: Mail, root: Path) -> Access:
    """Return how the relay is reached; files are named from the root.

    Raises:
        HandoutError: TLS is off for a relay elsewhere, the file of authorities or the secret
            cannot be read, or only one of user and password is there.
    """
    relay = settings.relay
    if relay.tls == "none" and not _is_here(relay.host):
        raise HandoutError(
            "delivery.yaml: 'mail.relay.tls: none' is for a relay on this computer alone; "
            "write starttls or tls"
        )
    if (relay.user is None) != (relay.password is None):
        raise HandoutError("delivery.yaml: 'mail.relay' needs both user and password, or neither")
    return Access(
        host=relay.host,
        port=relay.port or PORTS[relay.tls],
        tls=relay.tls,
        context=None if relay.tls == "none" else _make_context(relay.ca, root),
        user=relay.user or "",
        password=read_secret(relay.password, root) if relay.password else "",
        timeout_s=float(relay.timeout_seconds),
        hello=read_mailbox(settings.sender, "sender").domain,
    )


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _make_context(ca: str | None, root: Path) -> ssl.SSLContext:
    """Return a context that trusts the system's authorities, or those of the file alone.

    Source: RFC 9325, 3.1.1: TLS 1.2 or later.

    Raises:
        HandoutError: the file cannot be used.
    """
    try:
        context = ssl.create_default_context(cafile=str(root / ca) if ca else None)
    except (OSError, ssl.SSLError) as error:
        raise HandoutError(
            f"delivery.yaml: the file '{ca}' of 'mail.relay.ca' cannot be used; "
            "it must be there and hold certificates in PEM"
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
