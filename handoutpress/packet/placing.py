"""[writes] Put packets where nobody else reads them: files of mode 0600 in a folder of mode 0700.

What a run that was killed left half written is removed by the next one.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from handoutpress.errors import HandoutError
from handoutpress.publish import PART_PREFIX, PART_SUFFIX

FOLDER = "packets"
# Without letters and digits that are mistaken for each other on paper: 0 O, 1 I L, 2 Z, 5 S, 8 B.
CODE_SIGNS = "34679ACDEFGHJKMNPQRTUVWXY"
CODE_LENGTH = 6


def make_code() -> str:
    """Return a random code for a packet, such as "7KQ-4MX"."""
    signs = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
    return f"{signs[:3]}-{signs[3:]}"


def open_folder(out: Path) -> Path:
    """Return the folder of packets, made if need be, without what a killed run left in it.

    Raises:
        HandoutError: something else lies there, or it cannot be made.
    """
    folder = out / FOLDER
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise HandoutError(
            f"'{folder}' is a link or a file; remove it, so that packets have a folder of their own"
        )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise HandoutError(
            f"'{folder}' cannot be used ({error.strerror}); see that it is this user's"
        ) from error
    sweep_parts(folder)
    return folder


def sweep_parts(folder: Path) -> None:
    """Remove what a run that was killed left half written; a run at work holds what it writes."""
    for part in folder.glob(f"{PART_PREFIX}*{PART_SUFFIX}"):
        try:
            handle = os.open(part, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink(missing_ok=True)
        except OSError:
            continue  # somebody is writing it
        finally:
            os.close(handle)


def choose_place(folder: Path, code: str, today: date) -> Path:
    """Return where a packet goes that nobody named."""
    return folder / f"{today.isoformat()}-{code.replace('-', '').lower()}.pdf"


def place_packet(folder: Path, target: Path, pdf: bytes) -> None:
    """Write a packet, flush it to the disk, and move it into place, whole or not at all.

    It is written in the folder of packets first; only for a place on another disk, beside it.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    with _written(folder, pdf) as part:
        try:
            part.replace(target)
        except OSError as error:
            if error.errno != errno.EXDEV:  # two mounts, even of one disk
                raise
            sweep_parts(target.parent)
            _copy(pdf, target)
    _flush_folder(target.parent)


@contextmanager
def _written(folder: Path, pdf: bytes) -> Iterator[Path]:
    """Write a new file that only its owner may read, from its first byte on, and hold it."""
    part = folder / f"{PART_PREFIX}{secrets.token_hex(8)}{PART_SUFFIX}"
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            with suppress(OSError):  # where there are no locks, nobody sweeps
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.fchmod(file.fileno(), 0o600)
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
            yield part
    finally:
        part.unlink(missing_ok=True)


def _copy(pdf: bytes, target: Path) -> None:
    """Write beside a target on another disk, and move it into place."""
    with _written(target.parent, pdf) as part:
        part.replace(target)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        pass  # some file systems cannot; the file itself is safe
    finally:
        os.close(handle)
