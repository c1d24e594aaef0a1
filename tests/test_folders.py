from __future__ import annotations

import errno
import os
import socket
import unicodedata
from pathlib import Path

import pytest

from handoutpress.load.folders import (
    IS_FOLDER,
    LINKED_FOLDER,
    NOT_A_FILE,
    FoundFile,
    Walk,
    explain_error,
    is_left_over,
    read_file,
    resolve_inside,
    walk_folder,
)
from handoutpress.sources import Fault

GONE = Fault("is not there, or is a link to nothing", "put the file back, or remove it")
LOOP = Fault("is a link that leads to itself", "put the file itself here")
OUTSIDE = Fault("leads out of the folder 'box'", "put a copy of the file into 'box'")


@pytest.fixture
def box(tmp_path: Path) -> Path:
    folder = tmp_path / "box"
    folder.mkdir()
    return folder


def walk(folder: Path) -> Walk:
    return walk_folder(folder, is_file_name=lambda name: name.endswith(".yaml"))


def test_finds_all_files_sorted_by_path(box: Path) -> None:
    (box / "b").mkdir()
    (box / "b" / "c" / "d").mkdir(parents=True)
    for name in ("z.yaml", "b/y.yaml", "b/c/d/x", "a.txt"):
        (box / name).write_bytes(b"")

    found = walk(box)

    assert found.problems == []
    assert found.files == [
        FoundFile(f"box/{name}", str(box / name))
        for name in ("a.txt", "b/c/d/x", "b/y.yaml", "z.yaml")
    ]


@pytest.mark.parametrize(
    "name",
    [
        *(".git", ".overview.yaml.swp", ".#overview.yaml", ".DS_Store", "overview.yaml~"),
        *("#overview.yaml#", "overview.SWP", "overview.yaml.bak", "overview.yaml.orig"),
        *("overview.tmp", "4913", "Thumbs.db", "Desktop.ini", "~$overview.docx"),
    ],
)
def test_leaves_out_what_editors_and_desktops_leave_behind(box: Path, name: str) -> None:
    (box / name).write_bytes(b"")

    assert is_left_over(name)
    assert walk(box) == Walk()


@pytest.mark.parametrize("name", ["overview.yaml", "49130", "a#b.png", "tmp", "bak.yaml"])
def test_keeps_what_only_looks_like_a_left_over(name: str) -> None:
    assert not is_left_over(name)


def test_does_not_enter_hidden_folders(box: Path) -> None:
    (box / ".git").mkdir()
    (box / ".git" / "config.yaml").write_bytes(b"")

    assert walk(box) == Walk()


def test_tells_of_a_folder_that_is_named_like_a_file(box: Path) -> None:
    (box / "overview.yaml").mkdir()
    (box / "overview.yaml" / "inner.yaml").write_bytes(b"")

    path = str(box / "overview.yaml")
    assert walk(box) == Walk([FoundFile("box/overview.yaml", path, IS_FOLDER)])


def test_follows_a_link_to_a_file_inside(box: Path) -> None:
    (box / "real").write_bytes(b"")
    (box / "link").symlink_to("real")

    assert walk(box).files[0] == FoundFile("box/link", str(box / "real"))


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ("/etc/passwd", OUTSIDE),
        ("../secret", OUTSIDE),
        ("../box-two", OUTSIDE),
        ("/", OUTSIDE),
        ("nothing", GONE),
        ("link", LOOP),
        (".", LINKED_FOLDER),
        ("folder", LINKED_FOLDER),
    ],
)
def test_does_not_follow_other_links(box: Path, target: str, fault: Fault) -> None:
    (box / "folder").mkdir()
    (box.parent / "box-two").mkdir()
    (box.parent / "secret").write_bytes(b"")
    (box / "link").symlink_to(target)

    found = walk(box)

    assert found.problems == []
    assert [(file.path, file.fault) for file in found.files] == [("box/link", fault)]


def test_a_link_by_way_of_another_link_does_not_lead_out(box: Path) -> None:
    (box.parent / "secret").write_bytes(b"")
    (box.parent / "bridge").symlink_to("secret")
    (box / "link").symlink_to("../bridge")

    assert walk(box).files[0].fault == OUTSIDE


def test_the_folder_itself_may_be_a_link(box: Path) -> None:
    (box / "a").write_bytes(b"")
    (box / "b").symlink_to("a")
    (box.parent / "door").symlink_to("box")

    found = walk(box.parent / "door")

    assert found.files == [
        FoundFile("door/a", str(box / "a")),
        FoundFile("door/b", str(box / "a")),
    ]


def test_does_not_open_pipes_and_sockets(box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(box)
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")

        assert [file.fault for file in walk(box).files] == [NOT_A_FILE, NOT_A_FILE]


@pytest.mark.parametrize(
    ("name", "shown"),
    [(b"caf\xe9.yaml", "caf\\xe9.yaml"), (b"a\nb.yaml", "a�b.yaml"), (b"\x1b[31m", "�[31m")],
)
def test_tells_of_names_that_cannot_be_printed(box: Path, name: bytes, shown: str) -> None:
    Path(os.fsdecode(os.fsencode(box) + b"/" + name)).write_bytes(b"")

    found = walk(box)

    assert found.files == []
    assert list(map(str, found.problems)) == [
        f"box/{shown}:1:1: the name is not UTF-8, or has control characters in it; "
        "rename it, with letters and digits"
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Overview.yaml", "overview.yaml"),
        ("a.PNG", "a.png"),
        (unicodedata.normalize("NFD", "é.png"), "é.png"),
    ],
)
def test_tells_of_names_that_many_computers_mix_up(box: Path, first: str, second: str) -> None:
    (box / first).write_bytes(b"")
    (box / second).write_bytes(b"")

    found = walk(box)

    assert len(found.files) == 2
    assert list(map(str, found.problems)) == [
        f"box/{second}:1:1: the name differs from '{first}' only in capitals "
        "or in how accents are stored; rename one: many computers mix them up"
    ]


def test_the_same_name_in_two_folders_is_no_problem(box: Path) -> None:
    for name in ("a", "b"):
        (box / name).mkdir()
        (box / name / "Overview.yaml").write_bytes(b"")

    assert walk(box).problems == []


@pytest.mark.parametrize("content", [b"", b"12345", b"123456"])
def test_reads_one_byte_more_than_the_limit_so_that_too_long_is_seen(
    box: Path, content: bytes
) -> None:
    (box / "a").write_bytes(content + b"7" * 1000 * (len(content) == 6))

    assert read_file(str(box / "a"), 5) == content


def test_tells_of_a_file_that_vanished_before_it_was_read(box: Path) -> None:
    assert read_file(str(box / "a"), 5) == GONE


def test_tells_of_a_folder_that_took_the_place_of_a_file(box: Path) -> None:
    assert read_file(str(box), 5) == IS_FOLDER


def test_does_not_read_through_a_link_that_took_the_place_of_a_file(box: Path) -> None:
    (box / "a").symlink_to("/etc/passwd")

    assert read_file(str(box / "a"), 5) == LOOP


def test_does_not_wait_for_a_pipe_that_took_the_place_of_a_file(box: Path) -> None:
    os.mkfifo(box / "pipe")

    assert read_file(str(box / "pipe"), 5) == NOT_A_FILE


@pytest.mark.parametrize(
    ("place", "result"),
    [
        ("a", "a"),
        ("folder/../a", "a"),
        ("link", "a"),
        ("../secret", OUTSIDE),
        ("..", OUTSIDE),
        ("/etc/passwd", OUTSIDE),
        ("missing", GONE),
        ("nul\0", GONE),
        ("a/b", Fault("is not a folder", "rename it")),
    ],
)
def test_resolves_only_what_lies_inside(box: Path, place: str, result: str | Fault) -> None:
    (box / "folder").mkdir()
    (box / "a").write_bytes(b"")
    (box / "link").symlink_to("a")
    (box.parent / "secret").write_bytes(b"")

    resolved = resolve_inside(box / place, box)

    assert resolved == (str(box / result) if isinstance(result, str) else result)


@pytest.mark.parametrize(
    ("number", "what", "remedy"),
    [
        (errno.EACCES, "may not be read by this user", "ask IT for the right to read it"),
        (errno.EPERM, "may not be read by this user", "ask IT for the right to read it"),
        (errno.ENOENT, GONE.what, GONE.remedy),
        (errno.ELOOP, LOOP.what, LOOP.remedy),
        (errno.EISDIR, IS_FOLDER.what, IS_FOLDER.remedy),
        (errno.ENOTDIR, "is not a folder", "rename it"),
        (errno.EIO, "cannot be read (Input/output error)", "ask IT to look at the disk"),
    ],
)
def test_says_in_plain_words_what_the_system_says(number: int, what: str, remedy: str) -> None:
    error = OSError(number, os.strerror(number))

    assert explain_error(error) == Fault(what, remedy)


@pytest.mark.parametrize(
    ("name", "error"), [("gone", FileNotFoundError), ("a", NotADirectoryError)]
)
def test_raises_when_there_is_no_folder_to_walk(box: Path, name: str, error: type[OSError]) -> None:
    (box / "a").write_bytes(b"")

    with pytest.raises(error):
        walk(box / name)
