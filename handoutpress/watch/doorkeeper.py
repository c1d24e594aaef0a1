"""Let in the preview's own page only, and tell the browser to load nothing from elsewhere.

Knows nothing of what is served.

A page of another site may send requests to this computer's loopback, and by its own name server
even under a host name that leads here (DNS rebinding). So the host must be ours, and a request that
says where it comes from must come from us.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Source: Fetch Metadata, section 2.3; "none" is what a person typed or a terminal opened.
_OWN_SITES = frozenset({"same-origin", "none"})
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; img-src 'self'; connect-src 'self'; script-src 'self'; "
        "style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


class Doorkeeper:
    """Stands before the application."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or hand on, a request."""
        if scope["type"] != "http":
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refuse(scope["method"], Headers(scope=scope))
        await (refusal or self._app)(scope, receive, send_with_headers)

    def _refuse(self, method: str, headers: Headers) -> PlainTextResponse | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return PlainTextResponse("This page answers to this computer only.", 421)
        origins = headers.getlist("origin")
        if any(origin.lower() != f"http://{hosts[0].lower()}" for origin in origins):
            return PlainTextResponse("This page answers to itself only.", 403)
        if not _OWN_SITES.issuperset(headers.getlist("sec-fetch-site")):
            return PlainTextResponse("This page is not to be opened from another.", 403)
        if method not in ("GET", "HEAD"):
            return PlainTextResponse("This page is to be read only.", 405, {"allow": "GET, HEAD"})
        return None
