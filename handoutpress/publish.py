"""[writes] Put finished files into the output folder, whole or not at all.

Decides nothing: what is published was checked before.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def publish_file(folder: Path, relative_path: str, content: bytes) -> Path:
    """Write a file beside its place, flush it to the disk, and move it into place.

    Returns:
        The path of the published file.
    """
    target = folder / relative_path
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return target


def remove_file(folder: Path, relative_path: str) -> bool:
    """Remove a published file; tell whether there was one."""
    target = folder / relative_path
    existed = target.is_file()
    target.unlink(missing_ok=True)
    return existed
