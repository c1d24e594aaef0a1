"""Run the preview's server in a thread, on loopback only.

Knows nothing of what is served.
"""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from handoutpress.errors import HandoutError
from handoutpress.watch.board import Board
from handoutpress.watch.preview import make_app

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8137  # Source: IANA's list of ports has no service at 8133 to 8147
_TRIES = 20
_STOP_S = 4  # the thread ends by itself; a page that is being drawn may hold it this long
_GRACE_S = 1  # what is still being sent at the end gets this long


@contextmanager
def serving(board: Board, port: int | None) -> Iterator[str]:
    """Serve the board and yield the address; at the end nobody is left waiting.

    Args:
        board: what is shown; it is closed at the end.
        port: 0 is any free one; None the usual one, or the next that is free.

    Raises:
        HandoutError: the port is taken.
    """
    with _bind(port) as listener:
        bound = listener.getsockname()[1]
        server = _Server(board, bound)
        thread = threading.Thread(
            target=server.run, args=([listener],), name="preview", daemon=True
        )
        thread.start()
        try:
            yield f"http://{LOOPBACK}:{bound}/"
        finally:
            server.should_exit = True
            thread.join(_GRACE_S + _STOP_S)
            board.close()


class _Server(uvicorn.Server):
    """Lets those who listen go when the door is shut: sooner, and they would come back in."""

    def __init__(self, board: Board, port: int) -> None:
        super().__init__(_configure(board, port))
        self._board = board

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._board.close()  # they wake when this gives way, after the door
        await super().shutdown(sockets)


def _configure(board: Board, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        make_app(board, port),
        http="h11",
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_S,
    )


def _bind(port: int | None) -> socket.socket:
    ports = range(DEFAULT_PORT, DEFAULT_PORT + _TRIES) if port is None else (port,)
    for each in ports:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((LOOPBACK, each))
            listener.listen()  # who comes before the server runs waits
        except OSError as error:
            listener.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
        else:
            return listener
    if port is not None:
        remedy = "leave out --port, or give another"
        raise HandoutError(f"the preview cannot have port {port} of this computer; {remedy}")
    taken = f"ports {ports[0]} to {ports[-1]}"
    raise HandoutError(f"{taken} of this computer are taken; give another for the preview: --port")
