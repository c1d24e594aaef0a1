from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from handoutpress.errors import ContentError, ExitCode, UsageError
from handoutpress.load import parse_files, read_files, read_picture, read_sources
from handoutpress.load.pictures import MAX_BYTES as MAX_PICTURE_BYTES
from handoutpress.load.pictures import SAVE_AGAIN
from handoutpress.load.yaml_text import MAX_BYTES as MAX_YAML_BYTES
from handoutpress.sources import Picture, RawFile, RawPicture

YAML = b"title: x\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h9"/></svg>'
COPY = "put a copy of the file into 'handouts'"
NOT_READ = "this is neither a YAML file nor a picture, and is not read; move it out of 'handouts'"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a workspace whose handouts/ has one topic without files."""
    (tmp_path / "handouts" / "topic").mkdir(parents=True)
    return tmp_path


def write(root: Path, name: str, content: bytes = YAML) -> Path:
    file = root / "handouts" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_reads_every_content_file_of_a_workspace(root: Path) -> None:
    names = (
        "approvals/topic/overview.es.yaml",
        "clinic.yaml",
        "sets/start.yaml",
        "snippets/questions.ar.yaml",
        "topic/overview.zh-Hans.yaml",
        "topic/topic.yaml",
    )
    for name in reversed(names):
        write(root, name, b"- version: 1\n" if name.startswith("approvals") else YAML)

    sources = read_sources(root)

    assert sources.problems == ()
    assert [file.path for file in sources.files] == [f"handouts/{name}" for name in names]
    assert [file.parts[-1] for file in sources.files][-1] == "topic.yaml"
    assert {file.digest for file in sources.files[1:]} == {digest(YAML)}
    assert [file.node.plain() for file in sources.files if file.node] == [
        [{"version": "1"}],
        *[{"title": "x"}] * 5,
    ]


def test_nodes_know_the_path_that_problems_are_told_with(root: Path) -> None:
    write(root, "topic/overview.yaml", b"\ntitle: x\n")

    node = read_sources(root).files[0].node

    assert node is not None
    assert (node.path, node.line, node.column) == ("handouts/topic/overview.yaml", 2, 1)


def test_tells_the_problems_of_every_file_sorted(root: Path) -> None:
    write(root, "topic/z.yaml", b"a: b\n\tc: d\n")
    write(root, "topic/b.yaml", b"a: b\na: c\n")
    write(root, "topic/a.yml")
    write(root, "good.yaml")

    sources = read_sources(root)

    assert list(map(str, sources.problems)) == [
        "handouts/topic/a.yml:1:1: the name ends in '.yml', and is not read; rename it to 'a.yaml'",
        "handouts/topic/b.yaml:2:1: the key 'a' stands in line 1 already; keep one of the two",
        "handouts/topic/z.yaml:2:1: a tab indents this line; use spaces, two for each level",
    ]
    assert [(file.path, file.node is None) for file in sources.files] == [
        ("handouts/good.yaml", False),
        ("handouts/topic/b.yaml", False),
        ("handouts/topic/z.yaml", True),
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "topic/overview.yml",
            YAML,
            "the name ends in '.yml', and is not read; rename it to 'overview.yaml'",
        ),
        (
            "topic/overview.es.YAML",
            YAML,
            "the name ends in '.YAML', and is not read; rename it to 'overview.es.yaml'",
        ),
        (
            "topic/overview.yaml",
            b"",
            "the file is empty; save it again from your editor, or delete it",
        ),
        (
            "topic/overview.yaml",
            b"a" * (MAX_YAML_BYTES * 2),
            "the file is longer than 2 MiB; divide it, or take out what is no text",
        ),
        ("topic/notes.docx", b"", f"warning: {NOT_READ}"),
        ("topic/overview", b"", f"warning: {NOT_READ}"),
        (
            "topic/scan.GIF",
            b"",
            "warning: pictures of the kind '.gif' cannot be printed; save it as PNG, JPEG or SVG",
        ),
    ],
)
def test_tells_of_a_file_that_is_not_as_it_should_be(
    root: Path, name: str, content: bytes, message: str
) -> None:
    write(root, name, content)

    sources = read_sources(root)

    assert list(map(str, sources.problems)) == [f"handouts/{name}:1:1: {message}"]


@pytest.mark.parametrize(
    "name",
    [
        *("README", "README.md", "topic/readme.html", "topic/notes.txt", "topic/how-to.MD"),
        *("topic/overview.yaml~", "topic/.overview.yaml.swp", ".DS_Store", "topic/4913"),
    ],
)
def test_leaves_out_notes_and_left_overs_without_a_word(root: Path, name: str) -> None:
    write(root, name, b"\xff")

    sources = read_sources(root)

    assert (sources.files, sources.pictures, sources.problems) == ((), (), ())


def test_tells_of_a_folder_where_a_file_should_be(root: Path) -> None:
    write(root, "topic/overview.yaml/inner.yaml")

    sources = read_sources(root)

    assert list(map(str, sources.problems)) == [
        "handouts/topic/overview.yaml:1:1: this is a folder, but is named like a file; "
        "rename it, or put the file in its place"
    ]
    assert [(file.path, file.node) for file in sources.files] == [
        ("handouts/topic/overview.yaml", None)
    ]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("/etc/passwd", f"this leads out of the folder 'handouts'; {COPY}"),
        ("../../delivery.yaml", f"this leads out of the folder 'handouts'; {COPY}"),
        (
            "nothing.yaml",
            "this is not there, or is a link to nothing; put the file back, or remove it",
        ),
        ("overview.yaml", "this is a link that leads to itself; put the file itself here"),
        (".", "this is a link to a folder, which is not followed; put a real folder here"),
    ],
)
def test_reads_nothing_through_a_link_that_leads_out(root: Path, target: str, message: str) -> None:
    (root / "delivery.yaml").write_bytes(b"password: x\n")
    (root / "handouts" / "topic" / "overview.yaml").symlink_to(target)

    listing = read_files(root)

    path = "handouts/topic/overview.yaml"
    assert listing.files == (RawFile(path, None, ""),)
    assert list(map(str, listing.problems)) == [f"{path}:1:1: {message}"]


def test_does_not_follow_a_link_to_a_topic_elsewhere(root: Path) -> None:
    (root / "elsewhere").mkdir()
    (root / "elsewhere" / "secret.yaml").write_bytes(YAML)
    (root / "handouts" / "linked").symlink_to("../elsewhere")

    sources = read_sources(root)

    assert sources.files == ()
    assert list(map(str, sources.problems)) == [
        f"handouts/linked:1:1: this leads out of the folder 'handouts'; {COPY}"
    ]


def test_reads_through_a_link_to_another_file_of_handouts(root: Path) -> None:
    write(root, "topic/overview.yaml")
    (root / "handouts" / "topic" / "again.yaml").symlink_to("overview.yaml")

    sources = read_sources(root)

    assert sources.problems == ()
    assert [file.digest for file in sources.files] == [digest(YAML), digest(YAML)]


def test_a_pipe_in_the_place_of_a_file_stops_nothing(root: Path) -> None:
    os.mkfifo(root / "handouts" / "topic" / "pipe.yaml")
    os.mkfifo(root / "handouts" / "topic" / "pipe.png")
    write(root, "topic/good.yaml")

    sources = read_sources(root)

    assert [file.node is None for file in sources.files] == [False, True]
    assert list(map(str, sources.problems)) == [
        "handouts/topic/pipe.yaml:1:1: this is neither a file nor a folder; "
        "put a file here, or remove it"
    ]
    assert sources.pictures[0].fault == "is neither a file nor a folder"


def test_tells_of_names_that_differ_only_in_capitals_and_reads_both(root: Path) -> None:
    write(root, "topic/Overview.yaml")
    write(root, "topic/overview.yaml")

    sources = read_sources(root)

    assert len(sources.files) == 2
    assert list(map(str, sources.problems)) == [
        "handouts/topic/overview.yaml:1:1: the name differs from 'Overview.yaml' only in capitals "
        "or in how accents are stored; rename one: many computers mix them up"
    ]


def test_tells_of_a_name_that_is_not_utf_8(root: Path) -> None:
    Path(os.fsdecode(os.fsencode(root) + b"/handouts/topic/caf\xe9.yaml")).write_bytes(YAML)

    sources = read_sources(root)

    assert sources.files == ()
    assert list(map(str, sources.problems)) == [
        "handouts/topic/caf\\xe9.yaml:1:1: the name is not UTF-8, or has control characters in it; "
        "rename it, with letters and digits"
    ]


def test_raises_when_the_root_has_no_handouts(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_files(tmp_path)

    assert caught.value.exit_code is ExitCode.USAGE
    assert str(caught.value) == (
        f"the folder '{tmp_path}/handouts' is not there, or is a link to nothing; "
        "name the folder that holds it with --root"
    )


def test_raises_when_handouts_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "handouts").write_bytes(b"")

    with pytest.raises(UsageError) as caught:
        read_files(tmp_path)

    assert str(caught.value) == (
        f"the folder '{tmp_path}/handouts' is not a folder; "
        "name the folder that holds it with --root"
    )


def test_reads_an_empty_workspace(root: Path) -> None:
    sources = read_sources(root)

    assert (sources.files, sources.pictures, sources.problems) == ((), (), ())


def test_listing_holds_bytes_and_digests_of_all_files(root: Path) -> None:
    write(root, "topic/overview.yaml")
    write(root, "topic/pill.svg", SVG)
    write(root, "logo.png", b"not looked at")

    listing = read_files(root)

    assert listing.root == root
    assert listing.files == (RawFile("handouts/topic/overview.yaml", YAML, digest(YAML)),)
    assert listing.pictures == (
        RawPicture("handouts/logo.png", digest(b"not looked at")),
        RawPicture("handouts/topic/pill.svg", digest(SVG)),
    )


def test_listing_imports_neither_the_yaml_parser_nor_the_picture_library(root: Path) -> None:
    write(root, "topic/overview.yaml")
    write(root, "topic/pill.svg", SVG)
    code = (
        "import sys, pathlib; from handoutpress.load import read_files;"
        "read_files(pathlib.Path(sys.argv[1]));"
        "print(sorted({'yaml', 'PIL', 'weasyprint'} & sys.modules.keys()))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(root)], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


def test_looks_at_every_picture(root: Path) -> None:
    content = io.BytesIO()
    Image.new("L", (3, 2)).save(content, "PNG")
    write(root, "logo.svg", SVG)
    write(root, "topic/a.png", content.getvalue())
    write(root, "topic/b.jpg", b"")

    sources = read_sources(root)

    assert sources.problems == ()
    assert sources.pictures == (
        Picture("handouts/logo.svg", "svg", digest(SVG), 40, 20),
        Picture("handouts/topic/a.png", "png", digest(content.getvalue()), 3, 2),
        Picture("handouts/topic/b.jpg", "jpeg", digest(b""), fault="is empty", remedy=SAVE_AGAIN),
    )


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ("/etc/passwd", "leads out of the folder 'handouts'"),
        ("nothing.png", "is not there, or is a link to nothing"),
        (".", "is a link to a folder, which is not followed"),
    ],
)
def test_a_picture_that_cannot_be_read_has_a_fault(root: Path, target: str, fault: str) -> None:
    (root / "handouts" / "topic" / "pill.png").symlink_to(target)

    sources = read_sources(root)

    assert sources.problems == ()
    assert [(picture.kind, picture.digest, picture.fault) for picture in sources.pictures] == [
        ("png", "", fault)
    ]


def test_a_picture_that_vanishes_between_reading_and_parsing_has_a_fault(root: Path) -> None:
    file = write(root, "topic/pill.svg", SVG)
    listing = read_files(root)
    file.unlink()

    sources = parse_files(listing)

    assert sources.pictures[0].fault == "is not there, or is a link to nothing"


def test_gives_a_pictures_bytes(root: Path) -> None:
    write(root, "topic/pill.svg", SVG)
    (root / "handouts" / "link.svg").symlink_to("topic/pill.svg")

    assert read_picture(root, "handouts/topic/pill.svg") == SVG
    assert read_picture(root, "handouts/link.svg") == SVG


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "/etc/passwd.png",
            "this is not there, or is a link to nothing; put the file back, or remove it",
        ),
        ("handouts/../secret.png", f"this leads out of the folder 'handouts'; {COPY}"),
        ("secret.png", f"this leads out of the folder 'handouts'; {COPY}"),
        ("handouts/topic/passwd.png", f"this leads out of the folder 'handouts'; {COPY}"),
        ("handouts/topic/door/secret.png", f"this leads out of the folder 'handouts'; {COPY}"),
        (
            "handouts/topic/folder.png",
            "this is a folder, but is named like a file; rename it, or put the file in its place",
        ),
        ("handouts/topic/long.png", "this is longer than 20 MiB; save it smaller"),
        ("handouts/clinic.yaml", "this is no picture; name a file that ends in .png, .jpg or .svg"),
    ],
)
def test_gives_no_bytes_of_anything_but_a_picture_in_handouts(
    root: Path, path: str, message: str
) -> None:
    write(root, "clinic.yaml")
    write(root, "topic/long.png", b"\0" * (MAX_PICTURE_BYTES + 1))
    (root / "secret.png").write_bytes(b"secret")
    (root / "handouts" / "topic" / "folder.png").mkdir()
    (root / "handouts" / "topic" / "passwd.png").symlink_to("/etc/passwd")
    (root / "handouts" / "topic" / "door").symlink_to(root)

    with pytest.raises(ContentError) as caught:
        read_picture(root, path)

    assert caught.value.exit_code is ExitCode.CONTENT
    assert str(caught.value) == f"{path}:1:1: {message}"


def test_gives_no_bytes_of_a_file_named_from_the_top(root: Path) -> None:
    (root / "secret.png").write_bytes(b"secret")

    with pytest.raises(ContentError, match="leads out of the folder 'handouts'"):
        read_picture(root, str(root / "secret.png"))
