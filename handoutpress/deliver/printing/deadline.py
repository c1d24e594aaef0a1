"""A socket whose whole exchange ends at one time, however slowly the other side goes on.

A timeout of Python's sockets is one for each step: who sends a byte now and then never meets it.
"""

from __future__ import annotations

import io
import socket
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 65_536  # bytes that are sent before the time is looked at again


class TimedSocket:
    """What `http.client` needs of a socket; `limit_s` is for all, `step_s` for each step."""

    def __init__(self, connected: socket.socket, *, limit_s: float, step_s: float) -> None:
        self._socket, self._step_s = connected, step_s
        self._end = time.monotonic() + limit_s

    def sendall(self, data: bytes) -> None:
        """Send all bytes.

        Raises:
            TimeoutError: the time is over.
        """
        view = memoryview(data)
        for start in range(0, len(view), CHUNK):
            self.wait_no_longer()
            self._socket.sendall(view[start : start + CHUNK])

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return what reads from it."""
        assert mode == "rb"
        return io.BufferedReader(_TimedReader(self, self._socket.makefile("rb", buffering=0)))

    def wait_no_longer(self) -> None:
        """Let the next step take no longer than what is left.

        Raises:
            TimeoutError: nothing is left.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(min(left, self._step_s))

    def close(self) -> None:
        """Close it."""
        self._socket.close()


class _TimedReader(io.RawIOBase):
    def __init__(self, timed: TimedSocket, raw: Any) -> None:
        self._timed, self._raw = timed, raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        self._timed.wait_no_longer()
        read: int | None = self._raw.readinto(buffer)
        return read

    def close(self) -> None:
        self._raw.close()
        super().close()
