from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from handoutpress import load
from handoutpress.errors import ContentError, ExitCode, HandoutError
from handoutpress.load.theme import MAX_BYTES, read_characters, read_fonts, read_theme

COPY = "put a copy of the file into"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """Return a small theme, as shipped with the program."""
    folder = tmp_path / "shipped"
    write(folder, "templates/handout.html", b"<h1>shipped</h1>")
    write(folder, "templates/parts/phone.html", b"<p>phone</p>")
    write(folder, "styles/standard/page.css", b"a{}")
    write(folder, "styles/common/mark.svg", b"<svg/>")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, content: bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def test_reads_templates_as_text_and_styles_as_bytes(shipped: Path, root: Path) -> None:
    theme = read_theme(shipped, root)

    assert dict(theme.templates) == {
        "handout.html": "<h1>shipped</h1>",
        "parts/phone.html": "<p>phone</p>",
    }
    assert dict(theme.styles) == {"common/mark.svg": b"<svg/>", "standard/page.css": b"a{}"}


def test_files_of_the_workspace_win_one_by_one(shipped: Path, root: Path) -> None:
    write(root, "templates/handout.html", b"<h1>ours</h1>")
    write(root, "styles/standard/ours.css", b"b{}")

    theme = read_theme(shipped, root)

    assert theme.templates["handout.html"] == "<h1>ours</h1>"
    assert theme.templates["parts/phone.html"] == "<p>phone</p>"
    assert list(theme.styles) == ["common/mark.svg", "standard/ours.css", "standard/page.css"]


def test_the_shipped_theme_may_be_that_of_the_workspace(shipped: Path) -> None:
    assert read_theme(shipped, shipped).templates["handout.html"] == "<h1>shipped</h1>"


def test_takes_a_byte_order_mark_off_texts_and_leaves_other_bytes_alone(
    shipped: Path, root: Path
) -> None:
    mark = b"\xef\xbb\xbf"
    write(root, "templates/a.html", mark + b"<p>")
    write(root, "styles/a.css", mark + b"a{}")
    write(root, "styles/a.png", mark + b"\x89")

    theme = read_theme(shipped, root)

    assert theme.templates["a.html"] == "<p>"
    assert theme.styles["a.css"] == b"a{}"
    assert theme.styles["a.png"] == mark + b"\x89"


@pytest.mark.parametrize(
    "name",
    [
        *("templates/README.md", "templates/.git/x.html", "templates/handout.html~"),
        *("styles/README", "styles/notes.md", "styles/page.css.bak", "styles/page.scss"),
    ],
)
def test_leaves_out_what_is_not_of_the_theme(shipped: Path, root: Path, name: str) -> None:
    before = read_theme(shipped, root)
    write(root, name, b"\xff")

    assert read_theme(shipped, root) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("templates/handout.html", b"<h1>other</h1>"),
        ("templates/new.html", b""),
        ("styles/standard/page.css", b"b{}"),
        ("styles/new.svg", b""),
    ],
)
def test_every_file_is_in_the_digest(shipped: Path, root: Path, name: str, content: bytes) -> None:
    before = read_theme(shipped, root).digest
    write(root, name, content)

    assert read_theme(shipped, root).digest != before


def test_the_digest_is_that_of_the_files_wherever_they_lie(shipped: Path, root: Path) -> None:
    before = read_theme(shipped, root)
    write(root, "templates/handout.html", b"<h1>shipped</h1>")

    assert read_theme(shipped, root).digest == before.digest
    assert len(before.digest) == 64


def test_the_digest_tells_names_from_contents(shipped: Path, root: Path) -> None:
    write(root, "styles/a.css", b"bc")
    first = read_theme(shipped, root).digest
    (root / "styles" / "a.css").unlink()
    write(root, "styles/ab.css", b"c")

    assert read_theme(shipped, root).digest != first


def test_a_theme_cannot_be_changed_and_can_be_sent_to_a_worker(shipped: Path, root: Path) -> None:
    theme = pickle.loads(pickle.dumps(read_theme(shipped, root)))

    assert theme == read_theme(shipped, root)
    with pytest.raises(TypeError):
        theme.styles["standard/page.css"] = b""


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "templates/handout.html",
            b"<p>\n<b>\xe9",
            "templates/handout.html:2:4: the byte 0xE9 is not UTF-8 "
            "(in the old Windows encoding it is 'é'); save the file again with the encoding UTF-8",
        ),
        (
            "styles/page.CSS",
            "a{}".encode("utf-16"),
            "styles/page.CSS:1:1: the file is saved as UTF-16; "
            "save the file again with the encoding UTF-8",
        ),
        (
            "styles/font.ttf",
            b"\0" * (MAX_BYTES + 1),
            "styles/font.ttf:1:1: this is longer than 20 MiB; put a smaller file here",
        ),
        (
            "styles",
            b"",
            "styles:1:1: this is not a folder; rename it",
        ),
    ],
)
def test_says_what_is_wrong_with_a_file_of_the_theme(
    shipped: Path, root: Path, name: str, content: bytes, message: str
) -> None:
    write(root, name, content)

    with pytest.raises(ContentError) as caught:
        read_theme(shipped, root)

    assert caught.value.exit_code is ExitCode.CONTENT
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("templates/handout.html", "/etc/passwd"),
        ("templates/parts", "/etc"),
        ("templates/handout.html", "../secret.html"),
        ("styles/page.css", "../templates/other.html"),
        ("styles/icons", ".."),
    ],
)
def test_reads_nothing_through_a_link_that_leads_out(
    shipped: Path, root: Path, name: str, target: str
) -> None:
    write(root, "secret.html", b"secret")
    write(root, "templates/other.html", b"")
    write(root, "styles/other.css", b"")
    (root / name).symlink_to(target)
    folder = name.split("/")[0]

    with pytest.raises(ContentError) as caught:
        read_theme(shipped, root)

    assert str(caught.value) == (
        f"{name}:1:1: this leads out of the folder '{folder}'; {COPY} '{folder}'"
    )


def test_a_folder_of_the_theme_may_itself_be_a_link(shipped: Path, root: Path) -> None:
    write(root.parent, "elsewhere/ours.css", b"b{}")
    (root / "styles").symlink_to("../elsewhere")

    assert read_theme(shipped, root).styles["ours.css"] == b"b{}"


@pytest.mark.parametrize("name", ["templates", "styles"])
def test_raises_when_the_shipped_theme_is_not_there(shipped: Path, root: Path, name: str) -> None:
    (shipped / name).rename(shipped / "gone")

    with pytest.raises(HandoutError) as caught:
        read_theme(shipped, root)

    assert caught.value.exit_code is ExitCode.FAILED
    assert str(caught.value) == (
        f"the program's own folder '{name}' is not there; install the program again"
    )


def test_reads_the_fonts_that_the_design_uses() -> None:
    fonts = read_fonts()

    assert list(fonts) == [
        *("AtkinsonHyperlegible-Regular.ttf", "AtkinsonHyperlegible-Bold.ttf"),
        *("AtkinsonHyperlegible-Italic.ttf", "AtkinsonHyperlegible-BoldItalic.ttf"),
        *("Hind-Regular.ttf", "Hind-Bold.ttf"),
    ]
    assert {content[:4] for content in fonts.values()} == {b"\0\1\0\0"}


@pytest.mark.parametrize(
    ("module", "face", "package"),
    [
        ("fontpkg_no_such_font", "Plain.ttf", "fontpkg-no-such-font"),
        ("fontpkg_atkinson_hyperlegible", "Plain.ttf", "fontpkg-atkinson-hyperlegible"),
    ],
)
def test_names_a_font_that_is_not_installed(module: str, face: str, package: str) -> None:
    with pytest.raises(HandoutError) as caught:
        read_fonts([(module, [face])])

    assert str(caught.value) == (
        f"the font '{face}' of the package '{package}' is not installed; install the program again"
    )


def test_characters_are_those_of_any_font_of_the_packages_and_the_styles(
    shipped: Path, root: Path
) -> None:
    fonts = read_fonts()
    write(root, "styles/own/Hind.ttf", fonts["Hind-Regular.ttf"])
    atkinson = {"Regular.ttf": fonts["AtkinsonHyperlegible-Regular.ttf"]}

    without = read_characters(atkinson, read_theme(shipped, shipped))
    both = read_characters(atkinson, read_theme(shipped, root))

    assert [ord(sign) in without for sign in "aé–✓क"] == [True, True, True, False, False]
    assert [ord(sign) in both for sign in "aé–✓क"] == [True, True, True, False, True]


def test_no_character_is_known_where_a_font_cannot_be_read(shipped: Path, root: Path) -> None:
    write(root, "styles/own/Own.woff2", b"no font")

    assert read_characters(read_fonts(), read_theme(shipped, root)) == frozenset()


def test_the_theme_is_read_by_way_of_load() -> None:
    assert (load.read_theme, load.read_fonts) == (read_theme, read_fonts)
    assert load.read_characters is read_characters
