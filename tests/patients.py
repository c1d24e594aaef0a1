"""Search what a test left behind for the patients whom tests invent; part of every such test."""

from __future__ import annotations

import re
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pikepdf
import psutil
import pypdfium2

from tests.mail_search import find_words
from tests.pdf_facts import page_texts

# Names and addresses that the tests of packets, mail, printing and the record type.
WORDS = (
    *("Quenilda", "Zyxwright", "Vorbexa", "Quimsted", "Plumquartz"),
    *("Zebulon", "Quux", "Quackenbush", "jane.doe@", "Jane Doe"),
    *("González", "Longfellow", "الزهراء", "李小明", "Łukasz"),
    *("@example.org", "@patient.example"),  # patients alone have their mailboxes there
)
TESTS = re.compile(
    r"test_(archive|delivery|given|mail|outbox|own_pdfs|packet|print|record|subjects)"
)
OURS = {"state", "out"}  # folders; beside them lies what the test typed
RELAY = "mail.log:"  # the logger of the tests' relay
OUTBOX = "outbox.sqlite"  # and what SQLite keeps beside it
# What is a patient's by its nature: a packet that was asked for as a file.
PERSONAL = re.compile(r"(^|/)out/packets/[^/]+\.pdf$")
# What printers were told to keep, as their paper, and what a print server has not printed yet.
PAPER = re.compile(r"(^|/)([a-z]+-[^/]+/spool/[^/]+\.pdf|cups-[^/]+/spool/(d|tmp/)[^/]*)$")
SQLITE = b"SQLite format 3\x00"  # Source: sqlite.org/fileformat.html, 1.3
LOOK_S = 0.05


@dataclass
class Trail:
    """What a test may have left, and where."""

    folder: Path | None = None
    temporary: Path | None = None
    hall: Path | None = None
    log: str = ""
    shown: str = ""
    titles: set[str] = field(default_factory=set)

    def find(self) -> dict[str, set[str]]:
        """Return which files, lines of the log, of the screen or of processes tell of whom.

        Looked into: whatever lies in a folder of state or in `out/`, in the folder of temporary
        files and with the tests' print servers; names of files; the text and all streams of PDFs;
        the rows of databases.
        """
        said = "\n".join(line for line in self.log.splitlines() if RELAY not in line)
        found = {
            "the log": find_words(said.encode(), WORDS),
            "the screen": find_words(self.shown.encode(), WORDS),
            "the processes": find_words("\n".join(self.titles).encode(), WORDS),
        }
        if self.folder is not None:
            found |= _search(self.folder, lambda path: not OURS.isdisjoint(path.parts))
        for folder in filter(None, (self.temporary, self.hall)):
            found |= _search(folder, lambda path: True)
        return {name: words for name, words in found.items() if words}


def _search(folder: Path, is_meant: Callable[[Path], bool]) -> Iterator[tuple[str, set[str]]]:
    for path in sorted(folder.rglob("*")):
        below = path.relative_to(folder)
        if is_meant(below):
            yield below.as_posix(), find_words(below.as_posix().encode(), WORDS) | _look_into(path)


def _look_into(path: Path) -> set[str]:
    """Return which patients a file tells of and may not."""
    if not path.is_file():  # a pipe would never end
        return set()
    try:
        content = path.read_bytes()
    except OSError:
        return set()  # gone by now
    if PERSONAL.search(path.as_posix()) or PAPER.search(path.as_posix()):
        return set()
    found = find_words(b"\n".join(_iter_layers(path, content)), WORDS)
    return found - _list_waiting(path) if path.name.startswith(OUTBOX) else found


def _list_waiting(path: Path) -> set[str]:
    """Return which patients an outbox may tell of: those whose messages wait in it."""
    with suppress(sqlite3.Error):  # damaged by the test: then nothing of it may be told
        return find_words(b"\n".join(_iter_values(path.with_name(OUTBOX), "bodies")), WORDS)
    return set()


def _iter_layers(path: Path, content: bytes) -> Iterator[bytes]:
    yield content
    if content.startswith(SQLITE):
        with suppress(sqlite3.Error):
            yield from _iter_values(path)
    if content.startswith(b"%PDF-"):
        with suppress(pikepdf.PdfError, pypdfium2.PdfiumError):  # locked, or damaged by the test
            with pikepdf.open(BytesIO(content)) as pdf:
                for each in pdf.objects:
                    yield repr(each).encode()
                    if isinstance(each, pikepdf.Stream):
                        yield each.read_bytes()
            yield "\n".join(page_texts(content)).encode()


def _iter_values(database: Path, only: str = "") -> Iterator[bytes]:
    """Yield what stands in the rows of a database, or of one table."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        tables = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        for name, sql in tables.fetchall():
            if only in ("", name):
                yield str(sql).encode()
                for row in connection.execute(f'SELECT * FROM "{name}"'):
                    yield from (v if isinstance(v, bytes) else str(v).encode() for v in row)


# --- what is shown --------------------------------------------------------------------------------


class Titles(threading.Thread):
    """Keeps what lists of processes show of all that a test starts, from the start to the stop."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seen: set[str] = set()
        self._is_over = threading.Event()

    def run(self) -> None:
        """Look again and again."""
        self.seen.update(iter_titles())
        while not self._is_over.wait(LOOK_S):
            self.seen.update(iter_titles())

    def stop(self) -> None:
        """Look no more."""
        self._is_over.set()
        self.join()


def iter_titles() -> Iterator[str]:
    """Yield the command line of each process below this one, as everybody may read it."""
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            yield " ".join(process.cmdline())


def watch_started(tell: Callable[[str], None]) -> None:
    """Tell of each program that Python's own `subprocess` starts from now on; for good."""

    def look(event: str, arguments: tuple[object, ...]) -> None:
        if event == "subprocess.Popen":
            _, typed, *_ = arguments
            tell(" ".join(map(str, typed if isinstance(typed, Iterable) else [typed])))

    sys.addaudithook(look)
