from __future__ import annotations

import base64
import hashlib
import io
import warnings
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from handoutpress.load import picture_kinds
from handoutpress.load.pictures import MAX_BYTES, SAVE_AGAIN, get_picture_kind, look_at_picture
from handoutpress.sources import Picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h9"/></svg>'
SMALLER = "save it smaller"


def paint(file_format: str, size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, "navy").save(content, file_format, **options)
    return content.getvalue()


def put_pixels(data: bytes) -> bytes:
    """Return a PNG of 40 x 20 pixels with other bytes in place of its packed pixels."""
    whole = paint("PNG")
    body = b"IDAT" + data
    return whole[:33] + len(data).to_bytes(4) + body + zlib.crc32(body).to_bytes(4) + whole[-12:]


def paint_deep(mode: str) -> bytes:
    content = io.BytesIO()
    Image.new(mode, (40, 20)).save(content, "PNG")
    return content.getvalue()


def embed(kind: str, content: bytes) -> bytes:
    data = base64.b64encode(content).decode()
    return SVG.replace(b"<path", f"<image href='data:image/{kind};base64,{data}'/><path".encode())


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


DAMAGED_PNG = "is no PNG picture, or a damaged one"
EXIF = "has a damaged note of how the camera was held (EXIF)"
NARROW = "is more than 100 times as long as it is wide"
AGAIN = f"{SAVE_AGAIN}, and put it into the SVG again"


@pytest.mark.parametrize("is_lenient", [False, True])
@pytest.mark.parametrize(
    "content",
    [
        put_pixels(b"garbage" * 9),
        put_pixels(b""),
        put_pixels(zlib.compress(bytes(121 * 20))[:-12]),
        put_pixels(zlib.compress(bytes(121 * 19))),
        put_pixels(zlib.compress(b"\x09" * 121 * 20)),
        paint("PNG")[:-5],
        paint("PNG").replace(b"IDAT", b"IDAT\0"),
    ],
    ids=["garbage", "none", "cut", "a row less", "no such filter", "no end", "shifted"],
)
def test_refuses_a_png_whose_pixels_cannot_all_be_read(
    content: bytes, is_lenient: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", is_lenient)

    picture = look_at_picture("a.png", content)

    assert (picture.fault, picture.remedy) == (DAMAGED_PNG, SAVE_AGAIN)
    assert ImageFile.LOAD_TRUNCATED_IMAGES is is_lenient


def test_refuses_a_png_with_16_bits_a_colour() -> None:
    picture = look_at_picture("a.png", paint_deep("I;16"))

    assert (picture.fault, picture.remedy) == (
        "has 16 bits a colour",
        "save it with 8 bits a colour",
    )


@pytest.mark.parametrize(("missing", "fault"), [(0, None), (9, DAMAGED_PNG)])
def test_counts_the_rows_of_an_interlaced_png(missing: int, fault: str | None) -> None:
    # Grey, 8 x 8: the rows of the seven passes, each with a byte for its filter.
    rows = bytes(2 + 2 + 3 + 2 * 3 + 2 * 5 + 4 * 5 + 4 * 9 - missing)
    header = b"IHDR" + (8).to_bytes(4) + (8).to_bytes(4) + b"\x08\x00\0\0\x01"
    whole = put_pixels(zlib.compress(rows))
    content = whole[:12] + header + _crc(header) + whole[33:]

    assert look_at_picture("a.png", content).fault == fault


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
def test_reads_the_other_kinds_of_png(mode: str) -> None:
    assert look_at_picture("a.png", paint_deep(mode)).fault is None


@pytest.mark.parametrize("exif", [b"Exif\0\0garbage", b"Exif\0\0II*\0\x08\0\0\0\xff\0"])
def test_refuses_a_broken_note_of_the_camera_without_a_warning(exif: bytes) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        picture = look_at_picture("a.jpg", paint("JPEG", exif=exif))

    assert (picture.fault, picture.remedy) == (EXIF, SAVE_AGAIN)
    assert told == []


def test_turns_a_png_as_the_renderer_does() -> None:
    picture = look_at_picture("a.png", paint("PNG", exif=turned(6)))

    assert (picture.width_px, picture.height_px) == (20, 40)


@pytest.mark.parametrize(
    ("size", "fault"), [((100, 1), None), ((101, 1), NARROW), ((1, 101), NARROW)]
)
@pytest.mark.parametrize(("path", "file_format"), [("a.png", "PNG"), ("a.jpg", "JPEG")])
def test_refuses_a_strip(
    path: str, file_format: str, size: tuple[int, int], fault: str | None
) -> None:
    picture = look_at_picture(path, paint(file_format, size))

    assert picture.fault == fault
    assert picture.remedy == ("cut it to a handier shape" if fault else "")


@pytest.mark.parametrize(
    ("content", "fault", "remedy"),
    [
        (embed("png", paint("PNG")), None, ""),
        (embed("jpeg", paint("JPEG")), None, ""),
        (embed("png", b""), "has a picture in it that is empty", AGAIN),
        (embed("png", paint("PNG")[:-20]), f"has a picture in it that {DAMAGED_PNG}", AGAIN),
        (embed("png", put_pixels(b"x")), f"has a picture in it that {DAMAGED_PNG}", AGAIN),
        (
            embed("jpeg", paint("JPEG")[:-40]),
            "has a picture in it that is no JPEG picture, or a damaged one",
            AGAIN,
        ),
        (
            embed("png", paint_deep("I;16")),
            "has a picture in it that has 16 bits a colour",
            "save it with 8 bits a colour, and put it into the SVG again",
        ),
        (
            embed("png", paint("PNG", (202, 2))),
            f"has a picture in it that {NARROW}",
            "cut it to a handier shape, and put it into the SVG again",
        ),
    ],
)
def test_looks_at_the_pictures_inside_a_drawing(
    content: bytes, fault: str | None, remedy: str
) -> None:
    picture = look_at_picture("a.svg", content)

    assert (picture.fault, picture.remedy) == (fault, remedy)


@pytest.mark.parametrize("size", [(8000, 5001), (20_000, 9000), (20_000, 20_000)])
def test_refuses_more_pixels_than_paper_can_show(size: tuple[int, int]) -> None:
    small = paint("PNG")
    header = size[0].to_bytes(4) + size[1].to_bytes(4) + small[24:29]
    checksum = _crc(b"IHDR" + header)
    content = small[:16] + header + checksum + small[33:]

    picture = look_at_picture("a.png", content)

    assert picture.fault == "has more than 40 megapixels"


def _crc(chunk: bytes) -> bytes:
    return zlib.crc32(chunk).to_bytes(4)


@given(st.binary(max_size=60), st.sampled_from(["a.png", "a.jpg", "a.svg"]))
def test_raises_nothing_whatever_the_bytes_are(noise: bytes, path: str) -> None:
    content = paint("PNG")[:20] + noise if path == "a.png" else b"\xff\xd8\xff" + noise

    assert look_at_picture(path, content).fault


def test_reads_no_other_format_of_the_picture_library() -> None:
    assert look_at_picture("a.png", b"%!PS-Adobe-3.0 EPSF-3.0\n").fault == (
        "is no PNG picture, or a damaged one"
    )
    assert picture_kinds.KINDS.keys() == {".png", ".jpg", ".jpeg", ".svg"}
