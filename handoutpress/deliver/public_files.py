"""[reads] Where the clinic serves the PDFs that it gave, as long as they are the same bytes.

Serves nothing and asks no network.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import quote

from handoutpress.build.loading import load_library
from handoutpress.deliver.values import GivenPart
from handoutpress.errors import HandoutError
from handoutpress.model import output_path
from handoutpress.plan import Request


def read_public_url(root: Path) -> str:
    """Return the clinic's `public_url`; "" when it has none, or content is too wrong to tell."""
    try:
        handouts = load_library(root, Request()).library.handouts
    except HandoutError:
        return ""
    urls = (each.letterhead.public_url for each in handouts)
    return next((url for url in urls if url), "").rstrip("/")


def find_public_file(out: Path, public_url: str, part: GivenPart) -> str:
    """Return the address of the PDF that was given; "" when another one, or none, lies there."""
    path = output_path(part.handout_id, part.language, part.edition)
    try:
        content = (out / path).read_bytes()
    except OSError:
        return ""
    is_same = hashlib.sha256(content).hexdigest() == part.sha256
    return f"{public_url}/{quote(path)}" if is_same else ""
