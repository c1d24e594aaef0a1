"""Search what a test left behind for the patients whom tests invent; part of every such test."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2

from tests.mail_search import find_words
from tests.pdf_facts import page_texts

# Names and addresses that the tests of packets, mail, printing and the record type.
WORDS = (
    *("Quenilda", "Zyxwright", "Vorbexa", "Quimsted", "Plumquartz"),
    *("Zebulon", "Quux", "Quackenbush", "jane.doe@", "Jane Doe"),
)
TESTS = re.compile(
    r"test_(archive|delivery|given|mail|outbox|own_pdfs|packet|print|record|subjects)"
)
OURS = {"state", "out"}  # folders; beside them lies what the test typed
RELAY = "mail.log:"  # the logger of the tests' relay
OUTBOX = "outbox.sqlite"  # and what SQLite keeps beside it
# What is a patient's by its nature: a packet that was asked for as a file.
PERSONAL = re.compile(r"(^|/)out/packets/[^/]+\.pdf$")


def find_patients(folder: Path, log: str) -> dict[str, set[str]]:
    """Return which files below a folder, or lines of the log, tell of whom.

    Looked into: whatever lies in a folder of state or in `out/`, and its names, with the text and
    all streams of PDFs. Messages that still wait may stand in the outbox.
    """
    said = "\n".join(line for line in log.splitlines() if RELAY not in line)
    found = {"the log": find_words(said.encode(), WORDS)}
    for path in sorted(folder.rglob("*")):
        if not OURS.isdisjoint(path.relative_to(folder).parts):
            name = path.relative_to(folder).as_posix()
            found[name] = find_words(name.encode(), WORDS)
            if path.is_file() and not _may_tell(path, name):
                found[name] |= find_words(b"\n".join(_iter_layers(path.read_bytes())), WORDS)
    return {name: words for name, words in found.items() if words}


def _may_tell(path: Path, name: str) -> bool:
    """Tell whether a file is a patient's by its nature, or the outbox while messages wait."""
    if path.name.startswith(OUTBOX):
        return _has_bodies(path.with_name(OUTBOX))
    return PERSONAL.search(name) is not None


def _has_bodies(database: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("SELECT count(*) FROM bodies").fetchone()[0])
    except sqlite3.Error:
        return False  # damaged by the test: then nothing of it may be told


def _iter_layers(content: bytes) -> Iterator[bytes]:
    yield content
    if content.startswith(b"%PDF-"):
        try:
            with pikepdf.open(BytesIO(content)) as pdf:
                for each in pdf.objects:
                    yield repr(each).encode()
                    if isinstance(each, pikepdf.Stream):
                        yield each.read_bytes()
            yield "\n".join(page_texts(content)).encode()
        except (pikepdf.PdfError, pypdfium2.PdfiumError):
            return  # locked, without pages, or damaged by the test
