"""Which files are pictures, by their names, and how long they may be.

Looks into none: a run with nothing to do needs no more than this.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from handoutpress.sources import Fault

MAX_BYTES = 20 * 1024 * 1024
TOO_LONG = Fault(f"is longer than {MAX_BYTES // 1024**2} MiB", "save it smaller")
KINDS = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".svg": "svg"}


def get_picture_kind(path: str) -> str | None:
    """Return "png", "jpeg" or "svg" by the end of a file's name, None for other files."""
    return KINDS.get(PurePosixPath(path).suffix.casefold())
