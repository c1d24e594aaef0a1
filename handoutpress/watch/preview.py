"""Serve the preview: one page, what it shows, and word of every change.

Reads nothing from the disk that a request names: pages and PDFs are looked up on the board.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from importlib.resources import files

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from handoutpress.watch.board import Board
from handoutpress.watch.doorkeeper import Doorkeeper
from handoutpress.watch.page_pictures import SCALES, draw_page, measure_pages
from handoutpress.watch.view import Offer, Shown, choose, describe

HEARTBEAT_S = 15  # finds out that the page was closed, and keeps what lies between from cutting off
RETRY_MS = 1000  # how soon a page asks again when the watch was ended
_FILES = {
    "/": ("index.html", "text/html"),
    "/preview.css": ("preview.css", "text/css"),
    "/preview.js": ("preview.js", "text/javascript"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}
# The name is a digest, so what it names never changes; and a reader's browser is the only cache.
_KEEP = {"cache-control": "private, max-age=3600, immutable"}
# A browser shows a PDF by scripts and styles of its own, which the page's rules would stop.
_PDF_RULES = {"content-security-policy": "frame-ancestors 'none'"}


def make_app(board: Board, port: int) -> ASGIApp:
    """Return the application; `port` is part of the hosts that it answers to."""
    routes = [
        *(Route(path, _serve_file(name, kind)) for path, (name, kind) in _FILES.items()),
        Route("/state.json", _serve_state(board)),
        Route("/page/{number:int}.png", _serve_page(board)),
        Route("/pdf", _serve_pdf(board)),
        Route("/events", _serve_events(board)),
    ]
    return Doorkeeper(Starlette(routes=routes), port)


def _serve_file(name: str, kind: str) -> Callable[[Request], Response]:
    content = files(__package__).joinpath("page", name).read_bytes()
    return lambda _: Response(content, media_type=kind)


def _serve_state(board: Board) -> Callable[[Request], Response]:
    def serve(request: Request) -> Response:
        snapshot = board.snapshot
        seen = _read_number(request.query_params.get("seen", ""))
        offer = choose(snapshot, request.query_params.get("show", ""), seen)
        return JSONResponse(describe(snapshot, offer, _find_shown(board, offer)))

    return serve


def _find_shown(board: Board, offer: Offer | None) -> Shown:
    found = board.read_pdf(offer.target) if offer and offer.target else None
    if found is None:
        return Shown()
    version, pdf = found
    sizes = measure_pages(pdf)
    return Shown(version, sizes) if sizes else Shown()


def _serve_page(board: Board) -> Callable[[Request], Response]:
    def serve(request: Request) -> Response:
        pdf = board.find_pdf(request.query_params.get("v", ""))
        scale = _read_number(request.query_params.get("scale", "1"))
        number = request.path_params["number"]
        picture = draw_page(pdf, number, scale) if pdf and scale in SCALES else None
        if picture is None:
            return Response("There is no such page.", 404, media_type="text/plain")
        return Response(picture, media_type="image/png", headers=_KEEP)

    return serve


def _serve_pdf(board: Board) -> Callable[[Request], Response]:
    def serve(request: Request) -> Response:
        pdf = board.find_pdf(request.query_params.get("v", ""))
        if pdf is None:  # an old tab that is loaded anew: the page leads to the newest
            return RedirectResponse("/", 303)
        name = re.sub(r"[^a-z0-9.]+", "-", request.query_params.get("name", "handout"))
        shown = {"content-disposition": f'inline; filename="{name}.pdf"'}
        return Response(pdf, media_type="application/pdf", headers=shown | _PDF_RULES)

    return serve


def _serve_events(board: Board) -> Callable[[Request], Response]:
    return lambda _: StreamingResponse(_tell_changes(board), media_type="text/event-stream")


async def _tell_changes(board: Board) -> AsyncIterator[str]:
    """Yield an event at once and at each change, until the watch ends."""
    changed = asyncio.Event()
    loop = asyncio.get_running_loop()

    def wake() -> None:
        loop.call_soon_threadsafe(changed.set)

    with board.listening(wake):
        yield f"retry: {RETRY_MS}\n\n"
        changed.set()
        while not board.is_closed:
            try:
                await asyncio.wait_for(changed.wait(), HEARTBEAT_S)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            changed.clear()
            if not board.is_closed:
                yield f"event: changed\ndata: {board.snapshot.serial}\n\n"
        yield "event: ended\ndata: the watch has ended\n\n"


def _read_number(text: str) -> int:
    """Return a whole number; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
