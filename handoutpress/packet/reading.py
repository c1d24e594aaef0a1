"""[reads] Packets' files and lists become orders; so do ids, and a name that is typed.

Makes nothing. What goes wrong is told with file and line, or row, and quotes nothing of them.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from handoutpress.collection import Visit
from handoutpress.content.packets import Enclosure, PacketFile
from handoutpress.errors import ContentError, HandoutError, Problem, UsageError, suggest_name
from handoutpress.load import parse_file
from handoutpress.packet.orders import Enclosed, Order
from handoutpress.sources import RawFile
from handoutpress.text import Line, plain_text
from handoutpress.validate.packets import find_faulty_texts, read_packet

MAX_BYTES = 1024 * 1024  # of a packet's file, or of a list of packets
MAX_ENCLOSED_BYTES = 64 * 1024 * 1024  # more than an office scanner makes of a hundred sheets
# The columns of a list of packets; each is a key of a packet's file.
COLUMNS = (
    *("title", "name", "visit", "clinician", "language", "needs", "handouts", "set", "note"),
    *("edition", "max_sheets", "numbering", "duplex", "talk_page"),
)
PATIENT_COLUMNS = ("name", "visit", "clinician", "language")
LIST_COLUMNS = ("needs", "handouts")


@dataclass(frozen=True, slots=True)
class Broken:
    """An order of a batch that cannot be read, and why not."""

    name: str
    reason: str


def read_batch(path: Path) -> Iterator[Order | Broken]:
    """Yield the orders of a CSV, a row each, or of a folder, a file each.

    Raises:
        UsageError: there is no such file or folder, or it holds none.
        ContentError: the first line of a CSV does not name its columns.
    """
    if path.is_dir():
        files = sorted(each for each in path.glob("*.yaml") if not each.name.startswith("."))
        if not files:
            raise UsageError(f"there is no packet in '{path}'; put files that end in .yaml there")
        for file in files:
            try:
                yield read_packet_file(file)
            except ContentError as error:
                yield Broken(file.name, "; ".join(map(str, error.problems)))
            except HandoutError as error:
                yield Broken(file.name, str(error))
    else:
        yield from _read_rows(path)


def read_packet_file(path: Path) -> Order:
    """Return what a packet's file asks for; its warnings are of no account.

    Raises:
        UsageError: there is no such file.
        ContentError: something in it is wrong.
        HandoutError: a PDF that it names cannot be read.
    """
    content = _read(path, MAX_BYTES)
    source, faults = parse_file(RawFile(path.name, content, hashlib.sha256(content).hexdigest()))
    read = read_packet(source, faults)
    if read.value is None:
        raise ContentError(read.problems)
    return make_order(read.value, path.name, path.parent)


def make_order(packet: PacketFile, name: str, folder: Path | None) -> Order:
    """Return the order of a packet's file; PDFs that it names lie in the folder.

    Raises:
        HandoutError: one of them lies elsewhere, or cannot be read.
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
    """Read a PDF that lies beside the packet's file, and nowhere else.

    Raises:
        HandoutError: it lies elsewhere, or cannot be read.
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
    return Enclosed(_read(place, MAX_ENCLOSED_BYTES, what="a PDF to append"), title)


def _read(path: Path, limit: int, *, what: str = "") -> bytes:
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


# --- a list of packets --------------------------------------------------------------------------


def _read_rows(path: Path) -> Iterator[Order | Broken]:
    try:
        text = _read(path, MAX_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem(path.name, 1, 1, "this is not UTF-8", "save it as 'CSV UTF-8'")
        raise ContentError([problem]) from error
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    _check_columns(path, rows.fieldnames or ())
    is_empty = True
    for row in rows:
        if any(row.values()):
            is_empty = False
            yield _read_row(row, f"row {rows.line_num}")
    if is_empty:
        raise UsageError(f"'{path.name}' has no rows; write one for each packet")


def _check_columns(path: Path, names: Sequence[str]) -> None:
    problems = [
        Problem(
            path.name, 1, 1, "a column has a name that is not known", suggest_name(name, COLUMNS)
        )
        for name in names
        if name not in COLUMNS
    ]
    if not {"handouts", "set"} & set(names):
        remedy = f"let the first line name the columns: {', '.join(COLUMNS)}"
        problems.append(Problem(path.name, 1, 1, "no column names the handouts", remedy))
    if problems:
        raise ContentError(problems)


def _read_row(row: Mapping[str | None, Any], name: str) -> Order | Broken:
    if row.get(None):
        return Broken(
            name, "it has more cells than the first line; put texts with commas in quotes"
        )
    values = {str(key): cell.strip() for key, cell in row.items() if cell and cell.strip()}
    try:
        packet = PacketFile.model_validate(_nest(values))
        faulty = dict.fromkeys(find_faulty_texts(packet))
        if faulty:
            columns = ", ".join(f"'{column}'" for column in faulty)
            return Broken(name, f"{columns}: write plain text and lists, without {{{{ }}}}")
        return make_order(packet, name, None)
    except ValidationError as error:
        return Broken(name, "; ".join(dict.fromkeys(_explain_cells(error))))
    except HandoutError as error:
        return Broken(name, str(error))


def _nest(values: Mapping[str, str]) -> dict[str, Any]:
    """Return a row in the shape of a packet's file."""
    packet: dict[str, Any] = {"patient": {}, "options": {}}
    for column, cell in values.items():
        value: Any = cell.replace(",", " ").split() if column in LIST_COLUMNS else cell
        if column in PATIENT_COLUMNS or column == "needs":
            packet["patient"][column] = value
        elif column in ("title", "handouts", "set", "note"):
            packet[column] = value
        else:
            packet["options"][column] = value
    return packet


def _explain_cells(error: ValidationError) -> Iterator[str]:
    """Yield what is wrong by its column; the cell itself is not quoted."""
    for details in error.errors(include_url=False, include_input=False):
        columns = [step for step in details["loc"] if step in COLUMNS]
        column = columns[-1] if columns else "a cell"
        wanted = dict(details.get("ctx", {})).get("wanted")
        yield f"'{column}' is wrong" + (f"; write {wanted}" if wanted else "")


# --- the name that is typed ---------------------------------------------------------------------


def read_name(stream: io.TextIOBase | Any, ask: str) -> str:
    """Return a patient's name from a prompt, or from the first line of standard input.

    Raises:
        UsageError: there is none.
    """
    if stream.isatty():
        print(ask, end="", flush=True)
    name = " ".join(stream.readline().split())
    if not name:
        raise UsageError("no name was given; type it, or leave --for out for a cover with a label")
    return name


def set_name(order: Order, name: str) -> Order:
    """Return an order for the patient of that name."""
    return replace(order, visit=replace(order.visit, name=name))


def read_password(source: str, stream: Any) -> str:
    """Return a password from a file, the environment ("env:NAME") or standard input ("-").

    Raises:
        UsageError: there is none.
    """
    if source.startswith("env:"):
        password = os.environ.get(source.removeprefix("env:"), "")
    elif source == "-":
        password = str(stream.readline())
    else:
        try:
            password = Path(source).read_text("utf-8").partition("\n")[0]
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError("the file with the password cannot be read") from error
    password = password.rstrip("\r\n")
    if not password:
        raise UsageError("the password is empty; see --password-from")
    return password
