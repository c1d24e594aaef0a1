"""[reads] Files that only their owner may read: secrets, passwords, lists of addresses.

Judges nothing: who reads one says in its own words what is wrong with it.
"""

from __future__ import annotations

import os
from pathlib import Path

HIDDEN_FROM_OTHERS = 0o077  # the bits of a mode that let others in


def read_private(path: Path, most: int = -1) -> tuple[bytes, bool]:
    """Return the bytes of a file, so many at most, and whether others may read it.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        is_open = bool(os.fstat(file.fileno()).st_mode & HIDDEN_FROM_OTHERS)
        return file.read(most), is_open
