"""[state] Compare addresses without keeping them: a hash with a key that stays in `state/`.

Without the key, nobody can try addresses against the hashes.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from handoutpress.deliver.mail.addresses import fold_address
from handoutpress.deliver.mail.database import NAME as OUTBOX
from handoutpress.errors import HandoutError
from handoutpress.private_files import HIDDEN_FROM_OTHERS, read_private

NAME = "address.key"
LOST = (
    "the key '{path}' is lost: without it nobody knows who wants no e-mail, and what was sent "
    "before. Put it back from the backup of the folder"
)
KEY_BYTES = 32  # Source: RFC 2104, 3: as many as the hash has
# What a hash is for stands in it, so that one cannot be taken for another.
_ADDRESS, _INTENT = b"address\0", b"intent\0"


@dataclass(frozen=True, slots=True)
class AddressKey:
    """The key, and what is hashed with it; HMAC-SHA-256, in hexadecimal."""

    secret: bytes = field(repr=False)

    def hash_address(self, address: str) -> str:
        """Return the hash of an address, the same for each way to write it."""
        return self._hash(_ADDRESS + fold_address(address).encode())

    def hash_intent(self, address: str, *facts: str) -> str:
        """Return the hash of the wish to send something to an address."""
        return self._hash(_INTENT + "\0".join((fold_address(address), *facts)).encode())

    def _hash(self, content: bytes) -> str:
        return hmac.new(self.secret, content, hashlib.sha256).hexdigest()


def make_folder(state: Path) -> None:
    """Make the folder of what must not be lost, for this user alone.

    Raises:
        HandoutError: it cannot be made.
    """
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        if stat.S_IMODE(os.stat(state).st_mode) & HIDDEN_FROM_OTHERS:
            state.chmod(0o700)
    except OSError as error:
        raise HandoutError(
            f"'{state}' cannot be used ({error.strerror}); see that it is this user's"
        ) from error


def read_key(state: Path) -> AddressKey:
    """Return the key of a folder of state, made at first use: before its outbox is.

    Raises:
        HandoutError: it cannot be read or made, others may read it, or it was lost: with another
            one, nobody on the do-not-mail list would be known any more.
    """
    make_folder(state)
    path = state / NAME
    try:
        is_late = (state / OUTBOX).exists()
        if not path.exists():
            if is_late:
                raise HandoutError(LOST.format(path=path))
            _make_key(path)
        secret, is_open = read_private(path)
    except OSError as error:
        raise HandoutError(f"the key '{path}' cannot be used ({error.strerror})") from error
    if is_open:
        raise HandoutError(f"others may read '{path}'; take that from them: chmod 600 {path}")
    if len(secret) != KEY_BYTES:
        raise HandoutError(f"'{path}' is damaged; put it back from the backup of the folder")
    return AddressKey(secret)


def _make_key(path: Path) -> None:
    """Write a key whole or not at all; of two that are made at once, the first one stays."""
    part = path.with_name(f".{path.name}-{secrets.token_hex(8)}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
