"""Walk a folder and read its files without ever leaving it.

Follows no link that leads out, waits for no pipe, and knows nothing of what the files are for.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import translate
from functools import cache
from pathlib import Path

from handoutpress.errors import Problem
from handoutpress.sources import Fault

# What editors, office programs and desktops leave beside a file; dot files are left out as well.
LEFT_OVERS = (
    *("*~", "~$*", "#*#", "*.swp", "*.swo", "*.bak", "*.orig", "*.tmp"),
    *("4913", "thumbs.db", "desktop.ini"),
)


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


# Asking a file object for its bytes takes three times as long, and there are thousands.
_NEVER_WAIT = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
NOT_A_FILE = Fault("is neither a file nor a folder", "put a file here, or remove it")
IS_FOLDER = Fault(
    "is a folder, but is named like a file", "rename it, or put the file in its place"
)
LINKED_FOLDER = Fault("is a link to a folder, which is not followed", "put a real folder here")
_REASONS = {
    errno.ENOENT: Fault("is not there, or is a link to nothing", "put the file back, or remove it"),
    errno.ELOOP: Fault("is a link that leads to itself", "put the file itself here"),
    errno.EISDIR: IS_FOLDER,
    errno.ENOTDIR: Fault("is not a folder", "rename it"),
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
        handle = os.open(place, _NEVER_WAIT)
    except OSError as error:
        return explain_error(error)
    try:
        about = os.fstat(handle)
        if stat.S_ISDIR(about.st_mode):
            return IS_FOLDER
        return (
            _read_whole(handle, about.st_size, limit) if stat.S_ISREG(about.st_mode) else NOT_A_FILE
        )
    except OSError as error:
        return explain_error(error)
    finally:
        os.close(handle)


def _read_whole(handle: int, size: int, limit: int) -> bytes:
    """Return all bytes, or one more than the limit; the system may hand them out in pieces."""
    content = os.read(handle, min(size, limit) + 1)
    if len(content) == size:  # the usual case: one call
        return content
    pieces = [content]
    left = limit + 1 - len(content)
    while left > 0 and (piece := os.read(handle, left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


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
    """Return all files below a folder but left-overs; their paths begin with the folder's name.

    A folder with a name for which `is_file_name` is true is told as a faulty file.

    Raises:
        OSError: the folder itself cannot be read.
    """
    os.scandir(folder).close()
    walk = Walk()
    waiting = [(os.path.realpath(folder), folder.name)]
    while waiting:
        place, path = waiting.pop()
        for entry in _scan_folder(place, path, walk.problems):
            below = f"{path}/{entry.name}"
            if entry.is_dir(follow_symlinks=False) and not is_file_name(entry.name):
                waiting.append((entry.path, below))
            else:
                walk.files.append(_find_file(entry, below, folder))
    walk.files.sort(key=lambda file: file.path)
    walk.problems.sort()
    return walk


def _scan_folder(place: str, path: str, problems: list[Problem]) -> list[os.DirEntry[str]]:
    """Return a folder's entries that have a name to work with; tell of the others."""
    try:
        with os.scandir(place) as entries:
            kept = [entry for entry in entries if not is_left_over(entry.name)]
    except OSError as error:
        fault = explain_error(error)
        problems.append(Problem(path, 1, 1, f"the folder {fault.what}", fault.remedy))
        return []
    problems += _find_unprintable_names(path, kept)
    problems += _find_twins(path, kept)
    return [entry for entry in kept if entry.name.isprintable()]


def is_left_over(name: str) -> bool:
    """Tell whether an editor or a desktop left this file behind."""
    return name.startswith(".") or matches_any(name, LEFT_OVERS)


def matches_any(name: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether a file's name, capitals or not, matches one of the small-letter patterns."""
    return _compile_patterns(patterns)(name.casefold()) is not None


@cache
def _compile_patterns(patterns: tuple[str, ...]) -> Callable[[str], re.Match[str] | None]:
    return re.compile("|".join(map(translate, patterns))).match


def _find_unprintable_names(path: str, entries: Iterable[os.DirEntry[str]]) -> Iterator[Problem]:
    for entry in entries:
        if not entry.name.isprintable():
            shown = entry.name.encode(errors="surrogateescape").decode(errors="backslashreplace")
            shown = "".join(sign if sign.isprintable() else "�" for sign in shown)
            what = "the name is not UTF-8, or has control characters in it"
            yield Problem(f"{path}/{shown}", 1, 1, what, "rename it, with letters and digits")


def _find_twins(path: str, entries: Iterable[os.DirEntry[str]]) -> Iterator[Problem]:
    """Tell of names that one computer takes for two and another for one."""
    seen: dict[str, str] = {}
    for name in sorted(entry.name for entry in entries if entry.name.isprintable()):
        twin = seen.setdefault(unicodedata.normalize("NFC", name).casefold(), name)
        if twin != name:
            what = f"the name differs from '{twin}' only in capitals or in how accents are stored"
            yield Problem(f"{path}/{name}", 1, 1, what, "rename one: many computers mix them up")


def _find_file(entry: os.DirEntry[str], path: str, folder: Path) -> FoundFile:
    if entry.is_dir(follow_symlinks=False):
        return FoundFile(path, entry.path, IS_FOLDER)
    if not entry.is_symlink():
        is_file = entry.is_file(follow_symlinks=False)
        return FoundFile(path, entry.path, None if is_file else NOT_A_FILE)
    target = resolve_inside(entry.path, folder)
    if isinstance(target, Fault):
        return FoundFile(path, entry.path, target)
    return FoundFile(path, target, LINKED_FOLDER if os.path.isdir(target) else None)
