"""[reads] A packet's file becomes an order; and a name and a password that are typed.

Makes nothing. What goes wrong is told with file and line, and quotes nothing that was typed.
"""

from __future__ import annotations

import getpass
import hashlib
import os
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from handoutpress.collection import Visit
from handoutpress.content.packets import Enclosure, PacketFile
from handoutpress.errors import ContentError, HandoutError, UsageError
from handoutpress.load import parse_file
from handoutpress.packet.orders import SET_PREFIX, Enclosed, Order
from handoutpress.private_files import read_private
from handoutpress.sources import Node, RawFile
from handoutpress.text import Line, plain_text
from handoutpress.validate.packets import read_packet

MAX_BYTES = 1024 * 1024  # of a packet's file, or of a list of packets
MAX_ENCLOSED_BYTES = 64 * 1024 * 1024  # more than an office scanner makes of a hundred sheets
# General categories of Unicode: control characters, and bytes that are no UTF-8.
UNPRINTABLE = ("Cc", "Cs")


def read_packet_file(path: Path) -> Order:
    """Return what a packet's file asks for.

    Raises:
        UsageError: there is no such file.
        ContentError: something in it is wrong.
        HandoutError: a PDF that it names lies elsewhere.
    """
    content = read_bytes(path, MAX_BYTES)
    source, faults = parse_file(RawFile(path.name, content, hashlib.sha256(content).hexdigest()))
    read = read_packet(source, faults)
    if read.value is None:
        raise ContentError(read.problems)
    order = make_order(read.value, path.name, path.parent)
    places = dict(_list_places(read.value, source.node)) if source.node else {}
    return replace(order, warnings=tuple(map(str, read.problems)), places=places)


def _list_places(packet: PacketFile, top: Node) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield where each name stands that the library must know."""
    names: dict[tuple[str | int, ...], str | None] = {
        ("set",): packet.set and f"{SET_PREFIX}{packet.set}",
        ("patient", "language"): packet.patient.language,
        ("options", "edition"): packet.options.edition,
    }
    names |= {("handouts", index): name for index, name in enumerate(packet.handouts)}
    names |= {("patient", "needs", index): name for index, name in enumerate(packet.patient.needs)}
    for steps, name in names.items():
        if name:
            node = top.find(steps)
            yield name, (node.line, node.column)


def make_order(packet: PacketFile, name: str, folder: Path | None) -> Order:
    """Return the order of a packet's file; PDFs that it names lie in the folder.

    Raises:
        HandoutError: one of them lies elsewhere.
    """
    patient, options = packet.patient, packet.options
    return Order(
        name=name,
        handout_ids=packet.handouts,
        set_name=packet.set or "",
        title=packet.title,
        visit=Visit(
            name=_say(patient.name),
            day=patient.visit,
            clinician=_say(patient.clinician),
            is_named_in_feet=options.name_on_every_page,
        ),
        language=patient.language or "",
        edition=options.edition or "",
        needs=patient.needs,
        note=packet.note,
        enclosed=tuple(_enclose(each, folder) for each in packet.append),
        has_cover=options.cover,
        has_contents=options.contents,
        is_duplex=options.duplex,
        is_numbered_through=options.numbering == "continuous",
        has_talk_page=options.talk_page,
        max_sheets=options.max_sheets,
    )


def _say(line: Line | None) -> str:
    return plain_text(line, "{{{{ {} }}}}".format) if line else ""


def _enclose(named: Enclosure | str, folder: Path | None) -> Enclosed:
    """Find a PDF that lies beside the packet's file, and nowhere else.

    Raises:
        HandoutError: it lies elsewhere.
    """
    name = named if isinstance(named, str) else named.file
    title = "" if isinstance(named, str) else _say(named.title)
    if folder is None:
        raise HandoutError("only a packet's file can enclose PDFs")
    place = (folder / name).resolve()
    if Path(name).is_absolute() or not place.is_relative_to(folder.resolve()):
        raise HandoutError(
            "a PDF to append lies outside the packet's folder; copy it there, and name it without "
            "its folder"
        )
    return Enclosed(place, title)


def read_enclosed(enclosed: Enclosed) -> bytes:
    """Return a PDF that is to be appended.

    Raises:
        HandoutError: it cannot be read, or is too large; its name may tell of a patient.
    """
    try:
        return read_bytes(enclosed.path, MAX_ENCLOSED_BYTES, what="a PDF to append")
    except UsageError as error:
        raise HandoutError(str(error)) from error


def read_bytes(path: Path, limit: int, *, what: str = "") -> bytes:
    """Return a file's bytes; messages name it by `what`, where its name may tell of a patient.

    Raises:
        UsageError: it cannot be read, or is too large.
    """
    shown = what or f"'{path.name}'"
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise UsageError(f"{shown} cannot be read ({error.strerror})") from error
    if len(content) > limit:
        raise UsageError(f"{shown} is larger than {limit // (1024 * 1024)} MiB")
    return content


# --- the name that is typed ---------------------------------------------------------------------


def read_name(stream: Any, ask: str) -> str:
    """Return a patient's name from a prompt, or from the first line of standard input.

    Raises:
        UsageError: there is none, or it is no text.
    """
    if stream is not None and stream.isatty():
        print(ask, end="", file=sys.stderr, flush=True)  # standard output may be a program's
    name = " ".join(_read_line(stream).split())
    if not name:
        raise UsageError("no name was given; type it, or leave --for out for a cover with a label")
    if any(unicodedata.category(sign) in UNPRINTABLE for sign in name):
        raise UsageError("the name holds a control character, or is not UTF-8; type it again")
    return name


def _read_line(stream: Any) -> str:
    """Return the next line of standard input; "" when there is none, or it is closed.

    Raises:
        UsageError: it is no text.
    """
    if stream is None:
        return ""
    try:
        return str(stream.readline()).removeprefix("\ufeff").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise UsageError("what stands on standard input is not UTF-8") from error


def set_name(order: Order, name: str) -> Order:
    """Return an order for the patient of that name."""
    return replace(order, visit=replace(order.visit, name=name))


def _read_secret_file(path: Path) -> str:
    """Return the text of a file that only its owner may read.

    Raises:
        UsageError: it cannot be read, or others may read it.
    """
    try:
        content, is_open = read_private(path)
        text = content.decode("utf-8-sig").replace("\r", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("the file with the password cannot be read") from error
    if is_open:
        raise UsageError("others may read the file with the password; take that away: chmod 600")
    return text


def read_password(source: str, stream: Any) -> str:
    """Return a password from a file, the environment ("env:NAME") or standard input ("-").

    Raises:
        UsageError: there is none.
    """
    if source.startswith("env:"):
        name = source.removeprefix("env:")
        if name not in os.environ:
            raise UsageError(f"the variable '{name}' is not set; set it, then try again")
        password = os.environ[name]
    elif source == "-" and stream is not None and stream.isatty():
        password = getpass.getpass("Password: ")  # shows nothing of what is typed
        if getpass.getpass("Password, once more: ") != password:
            raise UsageError("the two passwords are not the same; try again")
    elif source == "-":
        password = _read_line(stream)
    else:
        password = _read_secret_file(Path(source)).partition("\n")[0]
    password = password.rstrip("\r\n")
    if not password:
        raise UsageError("the password is empty; see --password-from")
    return password
