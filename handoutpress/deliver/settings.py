"""[reads] `delivery.yaml`: relay, printers, retention; IT's own file, of mode 0600.

Holds no secret: it names the file, or the variable of the environment, that does.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from handoutpress.content.values import (
    FileModel,
    Name,
    Token,
    decimal_number,
    whole_number,
)
from handoutpress.deliver.printing.addresses import read_address
from handoutpress.errors import HandoutError, Severity
from handoutpress.load import parse_file
from handoutpress.private_files import read_private
from handoutpress.sources import Node, RawFile

NAME = "delivery.yaml"
SEE = "docs/delivery.md shows how it is written"
Port = Annotated[int, Field(ge=1, le=65535), whole_number(1, 65535)]
Count = Annotated[int, Field(ge=1, le=100_000), whole_number(1, 100_000)]
Seconds = Annotated[int, Field(ge=1, le=3600), whole_number(1, 3600)]
Megabytes = Annotated[float, Field(ge=1, le=1000), decimal_number(1, 1000, "10")]


PRINTER_URI = "ipp://… or ipps://…, such as ipps://printer.example.org/ipp/print, without a user"


def _check_uri(uri: object) -> object:
    """Refuse what is no address of a printer; what is no text at all is refused elsewhere."""
    if isinstance(uri, str):
        try:
            read_address(uri)
        except HandoutError:
            raise PydanticCustomError("no_match", "{wanted}", {"wanted": PRINTER_URI}) from None
    return uri


class Secret(FileModel):
    """Where a secret is: a file of mode 0600, or a variable of the environment."""

    file: Token | None = None
    env: Token | None = None


class Relay(FileModel):
    """The mail relay; `tls` is how it is reached, `ca` a file of authorities for its certificate.

    `tls: none` is for a relay on this computer alone.
    """

    host: Token
    port: Port | None = None
    tls: Literal["starttls", "tls", "none"] = "starttls"
    ca: Token | None = None
    user: Token | None = None
    password: Secret | None = None
    timeout_seconds: Seconds = 30


class Mail(FileModel):
    """How messages are sent; addresses are the clinic's own."""

    relay: Relay
    sender: Token  # "Example Clinic <handouts@example.org>"
    reply_to: Token | None = None
    bounce: Token | None = None
    time_zone: Token = "UTC"
    per_minute: Count = 30
    tries: Annotated[int, Field(ge=1, le=50), whole_number(1, 50)] = 8
    largest_mb: Megabytes = 10


class Printer(FileModel):
    """A printer: `uri` is ipp:// or ipps://; `ca` a file of authorities for its certificate.

    A uri without a path is that of a CUPS server, with all its queues. `user` and `password` are
    the clinic's at the printer; they are used with ipps:// alone.
    """

    uri: Annotated[Token, BeforeValidator(_check_uri)]
    ca: Token | None = None
    user: Token | None = None
    password: Secret | None = None


class Record(FileModel):
    """How long things are kept, and where the record is told besides."""

    # Source: 45 CFR 164.316(b)(2): documentation is kept for six years.
    retention_days: Annotated[int, Field(ge=1, le=36500), whole_number(1, 36500)] = 2192
    syslog: Token | None = None  # "udp://host:514" or a socket such as "/dev/log"


class DeliverySettings(FileModel):
    """`delivery.yaml`: what IT sets for e-mail, printers and the record."""

    format: Literal["1"] = "1"
    mail: Mail | None = None
    printers: dict[Name, Printer] = Field(default_factory=dict)
    default_printer: Name | None = None
    record: Record = Record()


_ADAPTER: TypeAdapter[DeliverySettings] = TypeAdapter(DeliverySettings)


def read_settings(root: Path) -> DeliverySettings:
    """Return what IT set; the defaults where there is no file.

    Raises:
        HandoutError: others may read the file, or it is wrong.
    """
    path = root / NAME
    try:
        content, is_open = read_private(path)
    except FileNotFoundError:
        return DeliverySettings()
    except OSError as error:
        raise HandoutError(f"{NAME} cannot be read ({error.strerror})") from error
    if is_open:
        raise HandoutError(f"others may read {NAME}; take that from them: chmod 600 {path}")
    return parse_settings(content)


def parse_settings(content: bytes) -> DeliverySettings:
    """Return the settings that a file holds.

    Raises:
        HandoutError: it is wrong; the message says where. It quotes nothing of the file but names
            of keys that there are, and of printers: somebody may have typed a secret into it.
    """
    file, problems = parse_file(RawFile(NAME, content, ""))
    faults = [each for each in problems if each.severity is Severity.ERROR]
    if faults or file.node is None:
        line, column = (faults[0].line, faults[0].column) if faults else (1, 1)
        raise HandoutError(f"{NAME}:{line}:{column}: this is no YAML that can be read; {SEE}")
    try:
        settings = _ADAPTER.validate_python(file.node.plain())
    except ValidationError as error:
        from handoutpress.deliver.settings_faults import explain

        raise _tell(*explain(file.node, DeliverySettings, error)) from None
    usual = settings.default_printer
    if usual is not None and usual not in settings.printers:
        names = ", ".join(settings.printers)
        advice = f"use one of: {names}" if names else "add it there"
        what = f"'default_printer' names none of 'printers'; {advice}"
        raise _tell(file.node.find(("default_printer",)), what)
    return settings


def _tell(node: Node, what: str) -> HandoutError:
    return HandoutError(f"{NAME}:{node.line}:{node.column}: {what}; {SEE}")


def read_secret(secret: Secret, root: Path) -> str:
    """Return a secret; no message shows it.

    Raises:
        HandoutError: it is not there, or others may read its file.
    """
    if secret.env is not None:
        value = os.environ.get(secret.env)
        if not value:
            raise HandoutError(f"the variable {secret.env} of the environment is not set")
        return value
    if secret.file is None:
        raise HandoutError(f"{NAME} names neither a file nor a variable for a secret")
    path = root / secret.file
    try:
        content, is_open = read_private(path)
    except OSError as error:
        raise HandoutError(f"the file of a secret cannot be read ({error.strerror})") from error
    if is_open:
        raise HandoutError(f"others may read the file of a secret; chmod 600 {path}")
    value = content.decode("utf-8").strip()
    if not value:
        raise HandoutError("the file of a secret is empty")
    return value
