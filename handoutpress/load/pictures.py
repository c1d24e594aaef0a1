"""The bytes of a picture become its kind, its size, and why it cannot be used.

Touches no disk, and trusts no name: a picture is what its bytes say.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from handoutpress.sources import Fault, Picture
from handoutpress.svg import look_at_svg

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

MAX_BYTES = 20 * 1024 * 1024
# Source: 8.5 x 11 inches at 600 dots an inch are 34 megapixels.
MAX_PIXELS = 40_000_000
KINDS = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".svg": "svg"}

SAVE_AGAIN = "save it again as PNG or JPEG, or choose another picture"
TOO_LONG = Fault(f"is longer than {MAX_BYTES // 1024**2} MiB", "save it smaller")
TOO_MANY_PIXELS = Fault(f"has more than {MAX_PIXELS // 1_000_000} megapixels", "save it smaller")
# Source: Pillow's names; a telephone's JPEG may hold several pictures ("MPO"), the first is shown.
_FORMAT_KINDS = {"PNG": "png", "JPEG": "jpeg", "MPO": "jpeg"}
# Source: Exif 2.32, section 4.6.4 A: these orientations turn the picture by a quarter.
_ORIENTATION_TAG = 0x0112
_QUARTER_TURNS = frozenset({5, 6, 7, 8})


def get_picture_kind(path: str) -> str | None:
    """Return "png", "jpeg" or "svg" by the end of a file's name, None for other files."""
    return KINDS.get(PurePosixPath(path).suffix.casefold())


def look_at_picture(path: str, content: bytes) -> Picture:
    """Return what there is to know of a picture, its fault too."""
    kind = get_picture_kind(path) or ""
    digest = hashlib.sha256(content).hexdigest()
    size = _measure(kind, content)
    if isinstance(size, Fault):
        return Picture(path, kind, digest, fault=size.what, remedy=size.remedy)
    return Picture(path, kind, digest, width_px=size[0], height_px=size[1])


def _measure(kind: str, content: bytes) -> tuple[float, float] | Fault:
    if not content:
        return Fault("is empty", SAVE_AGAIN)
    if len(content) > MAX_BYTES:
        return TOO_LONG
    return look_at_svg(content) if kind == "svg" else _look_at_pixels(kind, content)


def _look_at_pixels(kind: str, content: bytes) -> tuple[float, float] | Fault:
    # Pillow takes longer to import than a run that finds nothing to do.
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Pillow warns of is told here, or harmless
        try:
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
                return _check_pixels(kind, image)
        except Image.DecompressionBombError:
            return TOO_MANY_PIXELS
        except Exception:  # its readers raise whatever broken bytes make them stumble over
            return Fault(f"is no {kind.upper()} picture, or a damaged one", SAVE_AGAIN)


def _check_pixels(kind: str, image: ImageFile) -> tuple[float, float] | Fault:
    """Return the size as displayed.

    Raises:
        Exception: the picture is damaged.
    """
    found = _FORMAT_KINDS.get(image.format or "", "")
    if found != kind:
        return Fault(f"is named like a {kind.upper()}, but is a {found.upper()}", "rename it")
    width, height = image.size
    if width * height > MAX_PIXELS:
        return TOO_MANY_PIXELS
    if kind == "png":
        image.verify()
        return width, height
    is_turned = image.getexif().get(_ORIENTATION_TAG) in _QUARTER_TURNS
    image.draft(None, (1, 1))  # an eighth of the size reads all bytes in a part of the time
    image.load()
    return (height, width) if is_turned else (width, height)
