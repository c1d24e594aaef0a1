"""The bytes of a picture become its kind, its size, and why it cannot be used.

Touches no disk, and trusts no name: a picture is what its bytes say.
"""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from handoutpress.load.picture_kinds import MAX_BYTES, TOO_LONG, get_picture_kind
from handoutpress.sources import Fault, Picture
from handoutpress.svg import TOO_NARROW, is_too_narrow, look_at_svg

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

# Source: 8.5 x 11 inches at 600 dots an inch are 34 megapixels.
MAX_PIXELS = 40_000_000

SAVE_AGAIN = "save it again as PNG or JPEG, or choose another picture"
TOO_MANY_PIXELS = Fault(f"has more than {MAX_PIXELS // 1_000_000} megapixels", "save it smaller")
SIXTEEN_BITS = Fault("has 16 bits a colour", "save it with 8 bits a colour")
BROKEN_EXIF = Fault("has a damaged note of how the camera was held (EXIF)", SAVE_AGAIN)
# Source: Pillow's names, "Modes"; the renderer writes them as if each had 8 bits.
_SIXTEEN_BITS = frozenset({"I;16", "I;16B", "I;16L", "I;16N", "I", "F"})
# Source: Pillow's names; a telephone's JPEG may hold several pictures ("MPO"), the first is shown.
_FORMAT_KINDS = {"PNG": "png", "JPEG": "jpeg", "MPO": "jpeg"}
# Source: PNG 1.2, sections 4.1.1 and 2.6: samples of a pixel by colour type; the seven passes.
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_ALL_AT_ONCE = ((0, 0, 1, 1),)
_ADAM7 = (
    *((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4)),
    *((0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)),
)
_PORTION = 1024**2
# Source: Exif 2.32, section 4.6.4 A: these orientations turn the picture by a quarter.
_ORIENTATION_TAG = 0x0112
_QUARTER_TURNS = frozenset({5, 6, 7, 8})


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
    if kind == "svg":
        return look_at_svg(content, _check_picture_inside)
    return _look_at_pixels(kind, content)


def _check_picture_inside(kind: str, content: bytes) -> Fault | None:
    size = _measure(kind, content)
    return size if isinstance(size, Fault) else None


def _look_at_pixels(kind: str, content: bytes) -> tuple[float, float] | Fault:
    # Pillow takes longer to import than a run that finds nothing to do.
    from PIL import Image

    with warnings.catch_warnings(), _read_whole_pictures_only():
        warnings.simplefilter("ignore")  # what Pillow warns of is told here, or harmless
        try:
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
                return _check_pixels(kind, image, content)
        except Image.DecompressionBombError:
            return TOO_MANY_PIXELS
        except Exception:  # its readers raise whatever broken bytes make them stumble over
            return Fault(f"is no {kind.upper()} picture, or a damaged one", SAVE_AGAIN)


@contextmanager
def _read_whole_pictures_only() -> Iterator[None]:
    """Read no half pictures for a while: the renderer makes Pillow read them, for all of us."""
    from PIL import ImageFile

    is_lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = is_lenient


def _check_pixels(kind: str, image: ImageFile, content: bytes) -> tuple[float, float] | Fault:
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
    if is_too_narrow(image.size):
        return TOO_NARROW
    if image.mode in _SIXTEEN_BITS:
        return SIXTEEN_BITS
    if kind == "png":
        _verify_png(content)
    else:
        image.draft(None, (1, 1))  # an eighth of the size reads all bytes in a part of the time
    image.load()
    turn = _read_turn(image)
    if isinstance(turn, Fault):
        return turn
    return (height, width) if turn in _QUARTER_TURNS else (width, height)


def _verify_png(content: bytes) -> None:
    """Check the sums and the length of a PNG, which reading its pixels does not.

    Raises:
        Exception: the picture is damaged.
    """
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=("PNG",)) as image:
        image.verify()
    missing = _count_png_bytes(content)
    unpacker = zlib.decompressobj()
    for packed in _list_pixel_chunks(content):
        while packed and missing > 0:
            missing -= len(unpacker.decompress(packed, _PORTION))
            packed = unpacker.unconsumed_tail
    if missing > 0:
        raise ValueError("rows are missing")


def _count_png_bytes(content: bytes) -> int:
    """Return how many bytes the rows of a PNG have, unpacked, by its header."""
    width, height, bits, colour = struct.unpack(">IIBB", content[16:26])
    is_interlaced = content[28] == 1
    total = 0
    for left, top, right_step, down_step in _ADAM7 if is_interlaced else _ALL_AT_ONCE:
        columns, rows = -((left - width) // right_step), -((top - height) // down_step)
        if columns > 0 and rows > 0:
            total += rows * (1 + (columns * _PNG_CHANNELS[colour] * bits + 7) // 8)
    return total


def _list_pixel_chunks(content: bytes) -> Iterator[bytes]:
    start = 8
    while start < len(content):
        length, name = struct.unpack(">I4s", content[start : start + 8])
        if name == b"IDAT":
            yield content[start + 8 : start + 8 + length]
        if name == b"IEND":
            return
        start += length + 12


def _read_turn(image: ImageFile) -> object:
    """Return how the camera was held, or why that cannot be read: the renderer would guess."""
    from PIL import Image

    if "exif" not in image.info:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            exif = Image.Exif()  # read anew: the first reading swallowed what is wrong
            exif.load(image.info["exif"])
            return exif.get(_ORIENTATION_TAG)
        except Exception:  # its readers raise whatever broken bytes make them stumble over
            return BROKEN_EXIF
