"""[writes] Write a file that only its owner may read, whole or not at all.

Knows not what stands in it.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from handoutpress.errors import HandoutError
from handoutpress.publish import PART_PREFIX, PART_SUFFIX


def write_new(path: Path, content: bytes, what: str, taken: str) -> None:
    """Write a file of mode 0600 where nothing lies; of two at once, one wins.

    Raises:
        HandoutError: it cannot be written; or something lies there, as `taken` says.
    """
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise HandoutError(taken) from None
    except OSError as error:
        raise HandoutError(f"{what} cannot be written ({error.strerror})") from error
    try:
        write_guarded(path, content, what)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_guarded(path: Path, content: bytes, what: str) -> None:
    """Write a file of mode 0600 beside its place, flush it, and move it there.

    Raises:
        HandoutError: it cannot be written; `what` it is says the message.
    """
    part = path.with_name(f"{PART_PREFIX}{secrets.token_hex(8)}{PART_SUFFIX}")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise HandoutError(f"{what} cannot be written ({error.strerror})") from error
