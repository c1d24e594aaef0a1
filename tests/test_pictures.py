from __future__ import annotations

import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from handoutpress.load import pictures
from handoutpress.load.pictures import MAX_BYTES, SAVE_AGAIN, get_picture_kind, look_at_picture
from handoutpress.sources import Picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"/>'
SMALLER = "save it smaller"


def paint(file_format: str, size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, "navy").save(content, file_format, **options)
    return content.getvalue()


def turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("handouts/t/a.png", "png"),
        ("handouts/t/a.JPG", "jpeg"),
        ("a.jpeg", "jpeg"),
        ("a.svg", "svg"),
        ("a.gif", None),
        ("a.yaml", None),
        ("png", None),
        (".png", None),
    ],
)
def test_knows_a_picture_by_the_end_of_its_name(path: str, kind: str | None) -> None:
    assert get_picture_kind(path) == kind


@pytest.mark.parametrize(
    ("path", "content", "size"),
    [
        ("a.png", paint("PNG"), (40, 20)),
        ("a.jpg", paint("JPEG"), (40, 20)),
        ("a.jpeg", paint("JPEG", progressive=True), (40, 20)),
        ("a.jpg", paint("JPEG", exif=turned(1)), (40, 20)),
        ("a.jpg", paint("JPEG", exif=turned(3)), (40, 20)),
        ("a.jpg", paint("JPEG", exif=turned(6)), (20, 40)),
        ("a.jpg", paint("MPO"), (40, 20)),
        ("a.svg", SVG, (40, 20)),
    ],
)
def test_tells_the_size_at_which_a_picture_is_shown(
    path: str, content: bytes, size: tuple[int, int]
) -> None:
    picture = look_at_picture(path, content)

    assert picture == Picture(
        path=path,
        kind=get_picture_kind(path) or "",
        digest=hashlib.sha256(content).hexdigest(),
        width_px=size[0],
        height_px=size[1],
    )


@pytest.mark.parametrize(
    ("path", "content", "fault", "remedy"),
    [
        ("a.png", b"", "is empty", SAVE_AGAIN),
        ("a.svg", b"", "is empty", SAVE_AGAIN),
        ("a.png", b"\0" * (MAX_BYTES + 1), "is longer than 20 MiB", SMALLER),
        ("a.svg", b" " * (MAX_BYTES + 1), "is longer than 20 MiB", SMALLER),
        ("a.png", b"not a picture", "is no PNG picture, or a damaged one", SAVE_AGAIN),
        ("a.jpg", b"not a picture", "is no JPEG picture, or a damaged one", SAVE_AGAIN),
        ("a.jpg", paint("GIF"), "is no JPEG picture, or a damaged one", SAVE_AGAIN),
        ("a.png", paint("PNG")[:-20], "is no PNG picture, or a damaged one", SAVE_AGAIN),
        ("a.jpg", paint("JPEG")[:-40], "is no JPEG picture, or a damaged one", SAVE_AGAIN),
        ("a.png", paint("JPEG"), "is named like a PNG, but is a JPEG", "rename it"),
        ("a.jpg", paint("PNG"), "is named like a JPEG, but is a PNG", "rename it"),
        (
            "a.svg",
            paint("PNG"),
            "is not well-formed XML (line 1, column 1)",
            "save it again as 'plain SVG'",
        ),
    ],
)
def test_tells_why_a_picture_cannot_be_used(
    path: str, content: bytes, fault: str, remedy: str
) -> None:
    picture = look_at_picture(path, content)

    assert (picture.fault, picture.remedy) == (fault, remedy)
    assert (picture.width_px, picture.height_px) == (None, None)


@pytest.mark.parametrize("size", [(8000, 5001), (20_000, 9000), (20_000, 20_000)])
def test_refuses_more_pixels_than_paper_can_show(size: tuple[int, int]) -> None:
    small = paint("PNG")
    header = size[0].to_bytes(4) + size[1].to_bytes(4) + small[24:29]
    checksum = _crc(b"IHDR" + header)
    content = small[:16] + header + checksum + small[33:]

    picture = look_at_picture("a.png", content)

    assert picture.fault == "has more than 40 megapixels"


def _crc(chunk: bytes) -> bytes:
    import zlib

    return zlib.crc32(chunk).to_bytes(4)


@given(st.binary(max_size=60), st.sampled_from(["a.png", "a.jpg", "a.svg"]))
def test_raises_nothing_whatever_the_bytes_are(noise: bytes, path: str) -> None:
    content = paint("PNG")[:20] + noise if path == "a.png" else b"\xff\xd8\xff" + noise

    assert look_at_picture(path, content).fault


def test_reads_no_other_format_of_the_picture_library() -> None:
    assert look_at_picture("a.png", b"%!PS-Adobe-3.0 EPSF-3.0\n").fault == (
        "is no PNG picture, or a damaged one"
    )
    assert pictures.KINDS.keys() == {".png", ".jpg", ".jpeg", ".svg"}
