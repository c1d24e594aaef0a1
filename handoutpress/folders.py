"""Walk a folder and read its files without ever leaving it.

Follows no link that leads out, waits for no pipe, and knows nothing of what the files are for.
"""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from handoutpress.errors import Problem

# What editors, office programs and desktops leave beside a file; dot files are left out as well.
LEFT_OVERS = (
    *("*~", "~$*", "#*#", "*.swp", "*.swo", "*.bak", "*.orig", "*.tmp"),
    *("4913", "thumbs.db", "desktop.ini"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file cannot be used: `what` follows its name in a sentence, `remedy` says what to do."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One file below a folder; `place` is where its bytes lie, when a link inside leads to them."""

    path: str
    place: str
    fault: Fault | None = None


@dataclass(slots=True)
class Walk:
    """What a walk through a folder found: files, sorted by path, and what is wrong with names."""

    files: list[FoundFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


NOT_A_FILE = Fault("is neither a file nor a folder", "put a file here, or remove it")
IS_FOLDER = Fault(
    "is a folder, but is named like a file", "rename it, or put the file in its place"
)
LINKED_FOLDER = Fault("is a link to a folder, which is not followed", "put a real folder here")
_REASONS = {
    errno.ENOENT: Fault("is not there, or is a link to nothing", "put the file back, or remove it"),
    errno.ELOOP: Fault("is a link that leads to itself", "put the file itself here"),
    errno.EISDIR: IS_FOLDER,
    errno.EACCES: Fault("may not be read by this user", "ask IT for the right to read it"),
    errno.EPERM: Fault("may not be read by this user", "ask IT for the right to read it"),
}


def explain_error(error: OSError) -> Fault:
    """Return the reason why the system cannot read a file, in plain words."""
    other = Fault(f"cannot be read ({error.strerror})", "ask IT to look at the disk")
    return _REASONS.get(error.errno or 0, other)


def read_file(place: str, limit: int) -> bytes | Fault:
    """Return a file's first `limit` bytes, and one more if it is longer, in one read."""
    try:
        with open(place, "rb", opener=_open_without_waiting) as file:
            is_file = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            return file.read(limit + 1) if is_file else NOT_A_FILE
    except OSError as error:
        return explain_error(error)


def _open_without_waiting(place: str, flags: int) -> int:
    return os.open(place, flags | os.O_NONBLOCK | os.O_NOFOLLOW)


def resolve_inside(place: str | Path, folder: Path) -> str | Fault:
    """Return where a file really lies, if that is below `folder`, all links followed."""
    try:
        real = os.path.realpath(place, strict=True)
    except OSError as error:
        return explain_error(error)
    except ValueError:  # a NUL in the name
        return _REASONS[errno.ENOENT]
    base = os.path.realpath(folder)
    if os.path.commonpath([real, base]) == base:
        return real
    what = f"leads out of the folder '{folder.name}'"
    return Fault(what, f"put a copy of the file into '{folder.name}'")


def walk_folder(folder: Path, *, is_file_name: Callable[[str], bool]) -> Walk:
    """Return all files below a folder but left-overs, their paths beginning with its name.

    A folder for whose name `is_file_name` is true is not entered, and told as a faulty file.

    Raises:
        OSError: the folder itself cannot be read.
    """
    walk = Walk()
    os.scandir(folder).close()
    waiting = [(os.path.realpath(folder), folder.name)]
    while waiting:
        place, path = waiting.pop()
        for entry in _scan(place, path, walk):
            found = _find(entry, f"{path}/{entry.name}", folder)
            if found is None and is_file_name(entry.name):
                found = FoundFile(f"{path}/{entry.name}", entry.path, IS_FOLDER)
            if found:
                walk.files.append(found)
            else:
                waiting.append((entry.path, f"{path}/{entry.name}"))
    walk.files.sort(key=lambda file: file.path)
    walk.problems.sort()
    return walk
