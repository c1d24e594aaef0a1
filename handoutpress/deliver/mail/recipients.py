"""[reads] Who gets a message: typed at a prompt, from standard input, or from a guarded file.

Never from the command line. What goes wrong is told by row, and quotes nothing that was typed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handoutpress.deliver.mail.addresses import clean_name, parse_address, parse_mailbox
from handoutpress.deliver.mail.values import Consent, Recipient
from handoutpress.errors import UsageError
from handoutpress.private_files import read_private
from handoutpress.rows import Broken, Cells, Columns, read_cells

MAX_BYTES = 4 * 1024 * 1024  # of a list of recipients: more than ten thousand
COLUMNS = Columns(
    ("email", "name", "language", "consent", "ref"),
    needed=frozenset({"email"}),
    missing="no column holds the addresses",
)
ON_COMMAND_LINE = (
    "an address or a name on the command line would show in the list of processes and in the "
    "shell's history; write '--to -', then type it, or name a file that only you may read"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: who gets it, and what was agreed to, if the list says so.

    `reference` is the clinic's own, and not looked at yet: it may be a name.
    """

    name: str
    recipient: Recipient
    consent: Consent | None = None
    reference: str = field(default="", repr=False)


def read_recipient(source: str, stream: Any) -> Recipient:
    """Return who gets a message: '-' asks, or reads a line of standard input; else it is a file.

    Raises:
        UsageError: it is an address itself, no file, one that others may read, or no address.
    """
    if source == "-":
        return _ask(stream)
    path = Path(source)
    if "@" in source and not path.exists():
        raise UsageError(ON_COMMAND_LINE)
    lines = [line for line in _decode(read_guarded(path)).splitlines() if line.strip()]
    if len(lines) != 1:
        raise UsageError("the file behind --to holds one address, in one line; see --batch")
    name, address = parse_mailbox(lines[0])
    return Recipient(address, name)


def _ask(stream: Any) -> Recipient:
    is_person = stream is not None and stream.isatty()
    line = _read_line(stream, "E-mail address of the patient: " if is_person else "")
    if not line:
        raise UsageError("no address was given; type it, or put it on standard input")
    name, address = parse_mailbox(line)
    if is_person and not name:
        name = clean_name(_read_line(stream, "Name of the patient (may stay empty): "))
    return Recipient(address, name)


def _read_line(stream: Any, ask: str) -> str:
    if ask:
        print(ask, end="", file=sys.stderr, flush=True)  # standard output may be a program's
    if stream is None:
        return ""
    try:
        return str(stream.readline()).removeprefix("\ufeff").strip()
    except UnicodeDecodeError:
        raise UsageError("what stands on standard input is not UTF-8") from None


def read_guarded(path: Path) -> bytes:
    """Return the bytes of a file that only its owner may read; no message names it.

    Raises:
        UsageError: it cannot be read, is too large, or others may read it.
    """
    try:
        content, is_open = read_private(path, MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"the file with addresses cannot be read ({error.strerror})") from None
    if is_open:
        raise UsageError("others may read the file with addresses; take that from them: chmod 600")
    if len(content) > MAX_BYTES:
        raise UsageError(f"the file with addresses is larger than {MAX_BYTES // 1024 // 1024} MiB")
    return content


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("the file with addresses is not UTF-8; save it as text in UTF-8") from None


# --- many ---------------------------------------------------------------------------------------


def read_rows(content: bytes) -> Iterator[Row | Broken]:
    """Yield the rows of a CSV with the columns email, name, language, consent and ref.

    Raises:
        UsageError: it is not UTF-8, or has no rows.
        ContentError: its first line does not name its columns.
    """
    name = "the list of addresses"
    is_empty = f"{name} has no rows; write one for each patient"
    for cells in read_cells(_decode(content), COLUMNS, name, is_empty):
        yield cells if isinstance(cells, Broken) else _read_row(cells)


def _read_row(cells: Cells) -> Row | Broken:
    values = cells.values
    try:
        recipient = Recipient(
            parse_address(values.get("email", "")),
            clean_name(values.get("name", "")),
            values.get("language", ""),
        )
        consent = read_consent(values.get("consent", ""))
        return Row(cells.name, recipient, consent, values.get("ref", ""))
    except UsageError as error:
        return Broken(cells.name, str(error))


def read_consent(typed: str) -> Consent | None:
    """Return what was agreed to; None where nothing is said.

    Raises:
        UsageError: it is something else.
    """
    if not typed:
        return None
    try:
        return Consent(typed.casefold())
    except ValueError:
        raise UsageError("'consent' is wrong; write plain or encrypted") from None
