"""[writes] Put packets where nobody else reads them: files of mode 0600 in a folder of mode 0700.

What a run that was killed left half written is removed by the next one.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

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
    """Return the folder of packets, made if need be, without what a killed run left in it."""
    folder = out / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    for part in folder.glob(f"{PART_PREFIX}*{PART_SUFFIX}"):
        part.unlink(missing_ok=True)
    return folder


def choose_place(folder: Path, code: str, today: date) -> Path:
    """Return where a packet goes that nobody named."""
    return folder / f"{today.isoformat()}-{code.replace('-', '').lower()}.pdf"


def place_packet(folder: Path, target: Path, pdf: bytes) -> None:
    """Write a packet, flush it to the disk, and move it into place, whole or not at all.

    It is written in the folder of packets first, so that a run that is killed leaves nothing
    elsewhere.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    with _written(folder, pdf) as part:
        try:
            part.replace(target)
        except OSError as error:
            if error.errno != errno.EXDEV:  # two mounts, even of one disk
                raise
            _copy(pdf, target)
    _flush_folder(target.parent)


@contextmanager
def _written(folder: Path, pdf: bytes) -> Iterator[Path]:
    part = folder / f"{PART_PREFIX}{secrets.token_hex(8)}{PART_SUFFIX}"
    try:
        _write(part, pdf)
        yield part
    finally:
        part.unlink(missing_ok=True)


def _copy(pdf: bytes, target: Path) -> None:
    """Write beside a target on another disk, and move it into place."""
    part = target.with_name(f"{PART_PREFIX}{secrets.token_hex(8)}{PART_SUFFIX}")
    try:
        _write(part, pdf)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _write(path: Path, content: bytes) -> None:
    """Write a new file that only its owner may read, from its first byte on."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        pass  # some file systems cannot; the file itself is safe
    finally:
        os.close(handle)
