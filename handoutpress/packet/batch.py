"""[reads] A list of packets becomes orders: a CSV, a row each, or a folder, a file each.

Makes nothing. What goes wrong is told by file or row, and quotes nothing that was typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from handoutpress.content.packets import PacketFile
from handoutpress.errors import ContentError, HandoutError, Problem, UsageError
from handoutpress.packet.orders import Order
from handoutpress.packet.reading import MAX_BYTES, make_order, read_bytes, read_packet_file
from handoutpress.rows import Broken, Cells, Columns, read_cells
from handoutpress.validate.packets import find_faulty_texts

FILE_SUFFIXES = (".yaml", ".yml")
# The columns of a list of packets; each is a key of a packet's file.
COLUMNS = (
    *("title", "name", "visit", "clinician", "language", "needs", "handouts", "set", "note"),
    *("edition", "max_sheets", "numbering", "duplex", "talk_page"),
)
LISTED = Columns(
    COLUMNS, needed=frozenset({"handouts", "set"}), missing="no column names the handouts"
)
PATIENT_COLUMNS = ("name", "visit", "clinician", "language", "needs")
OPTION_COLUMNS = ("edition", "max_sheets", "numbering", "duplex", "talk_page")
LIST_COLUMNS = ("needs", "handouts")
# What a column wants whose check says nothing of it.
WANTED = {
    "visit": "a day as in 2026-01-31",
    "numbering": "continuous or each",
    "duplex": "true or false",
    "talk_page": "true or false",
}


def read_batch(path: Path) -> Iterator[Order | Broken]:
    """Yield the orders of a CSV, a row each, or of a folder, a file each.

    Raises:
        UsageError: there is no such file or folder, or it holds none.
        ContentError: the first line of a CSV does not name its columns, or it is not UTF-8.
    """
    return _read_folder(path) if path.is_dir() else _read_rows(path)


def _read_folder(folder: Path) -> Iterator[Order | Broken]:
    files = sorted(each for each in folder.iterdir() if is_packet_file(each.name))
    if not files:
        raise UsageError(f"there is no packet in '{folder}'; put files that end in .yaml there")
    for file in files:
        try:
            yield read_packet_file(file)
        except ContentError as error:
            yield Broken(file.name, "; ".join(map(str, error.problems)))
        except HandoutError as error:
            yield Broken(file.name, str(error))


def is_packet_file(name: str) -> bool:
    """Tell by its name whether a file asks for a packet."""
    return name.casefold().endswith(FILE_SUFFIXES) and not name.startswith(".")


def _read_rows(path: Path) -> Iterator[Order | Broken]:
    try:
        text = read_bytes(path, MAX_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem(path.name, 1, 1, "this is not UTF-8", "save it as 'CSV UTF-8'")
        raise ContentError([problem]) from error
    is_empty = f"'{path.name}' has no rows; write one for each packet"
    for cells in read_cells(text, LISTED, path.name, is_empty):
        yield cells if isinstance(cells, Broken) else _read_row(cells)


def _read_row(cells: Cells) -> Order | Broken:
    name, values = cells.name, cells.values
    tall = [column for column, cell in values.items() if "\n" in cell and column != "note"]
    if tall:
        return Broken(name, f"'{tall[0]}' has more than one line; is a quote missing?")
    try:
        packet = PacketFile.model_validate(_nest(values))
        faulty = dict.fromkeys(find_faulty_texts(packet))
        if faulty:
            keys = ", ".join(f"'{column}'" for column in faulty)
            return Broken(name, f"{keys}: write plain text and lists, without {{{{ }}}}")
        return make_order(packet, name, None)
    except ValidationError as error:
        return Broken(name, "; ".join(dict.fromkeys(_explain_cells(error))))


def _nest(values: Mapping[str, str]) -> dict[str, Any]:
    """Return a row in the shape of a packet's file."""
    packet: dict[str, Any] = {"patient": {}, "options": {}}
    for column, cell in values.items():
        value: Any = cell.replace(",", " ").split() if column in LIST_COLUMNS else cell
        if column in PATIENT_COLUMNS:
            packet["patient"][column] = value
        elif column in OPTION_COLUMNS:
            packet["options"][column] = value
        else:
            packet[column] = value
    return packet


def _explain_cells(error: ValidationError) -> Iterator[str]:
    """Yield what is wrong by its column; the cell itself is not quoted."""
    for details in error.errors(include_url=False, include_input=False):
        columns = [str(step) for step in details["loc"] if step in COLUMNS]
        column = columns[-1] if columns else "a cell"
        wanted = WANTED.get(column) or dict(details.get("ctx", {})).get("wanted")
        yield f"'{column}' is wrong" + (f"; write {wanted}" if wanted else "")
