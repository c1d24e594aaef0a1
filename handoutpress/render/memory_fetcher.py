"""Serve the bytes that a render job carries to the renderer; part of rendering.

Opens no file and no connection: whatever else a page, style or drawing asks for is refused, and so
is a drawing that leads out of itself, because the renderer leaves that part out without a word.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NoReturn
from urllib.parse import unquote, unquote_to_bytes

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from handoutpress.model import ASSET_ROOT
from handoutpress.sources import Fault
from handoutpress.svg import look_at_svg

# What the system believes of file names must not change a page.
SVG_TYPE = "image/svg+xml"
CONTENT_TYPES = {".css": "text/css", ".svg": SVG_TYPE}
# What a drawing may carry inside itself; `svg` lets through the same.
_DATA_URL = re.compile(r"data:image/(?:png|jpeg)(;base64)?,(.*)", re.DOTALL)
_LONG_DATA_URL = re.compile(r"(data:[^'\"\s]{40})[^'\"\s]+")


class MemoryFetcher(URLFetcher):  # type: ignore[misc]
    """Serve bytes that are in memory, and nothing else; keeps in mind what it refused, and why."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(fail_on_errors=True)
        self._assets = assets
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the asset at a URL; any other address is refused."""
        content = self._assets.get(unquote(url))
        if content is None:
            content = _read_data_url(url)
        if content is None:
            what = "is no file of this handout or of the theme"
            self._refuse(url, f"{what}; put it into the workspace, or take it off the page")
        kind = CONTENT_TYPES.get(PurePosixPath(url).suffix.casefold(), "application/octet-stream")
        fault = look_at_svg(content) if kind == SVG_TYPE else None
        if isinstance(fault, Fault):
            self._refuse(url, f"{fault.what}; {fault.remedy}")
        return _MemoryResponse(url, content, {"Content-Type": kind})

    def _refuse(self, url: str, why: str) -> NoReturn:
        self.refused.append(f"'{show_url(url)}' {why}")
        raise FatalURLFetchingError(self.refused[-1])


class _MemoryResponse(URLFetcherResponse):  # type: ignore[misc]
    """Bytes that lie in no file; else WeasyPrint would look for one of that name on the disk."""

    path = None


def _read_data_url(url: str) -> bytes | None:
    match = _DATA_URL.fullmatch(url)
    if match is None:
        return None
    content = unquote_to_bytes(match[2])
    try:
        return base64.b64decode(content) if match[1] else content
    except binascii.Error:
        return None


def show_url(text: str) -> str:
    """Return a URL, or a text with some, as people know it: without our root, and short."""
    return _LONG_DATA_URL.sub(r"\1…", text.replace(ASSET_ROOT, ""))
