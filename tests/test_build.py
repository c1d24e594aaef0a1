"""What a build promises of disks, locks and itself, from the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from handoutpress.build import crews
from handoutpress.cli import main
from handoutpress.lock import hold_lock
from handoutpress.worker import open_crew
from tests.rebuilding import ALL, FILES, RASH, list_built, replace_in, run_pass, write_files
from tests.stations import set_up_printer
from tests.volumes import EVERYTHING, VOLUME_FILES

CHECKOUT = Path(__file__).parents[1]
# Modules that take long to load, and that a run with nothing to do has no need of.
SLOW = ("weasyprint", "jinja2", "pydantic", "pikepdf", "pypdf", "pypdfium2", "yaml", "PIL")
SLOW += ("markdown_it", "babel", "fontTools", "rich", "starlette", "watchfiles", "distributed")
LIST_MODULES = """
import json, sys
from handoutpress.cli import main
code = main(sys.argv[1:])
print(json.dumps([code, sorted({name.split(".")[0] for name in sys.modules})]))
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_files(tmp_path, dict(FILES))
    return tmp_path


def build(root: Path, *arguments: str) -> int:
    return main(["build", "--root", str(root), "--jobs", "1", *arguments])


def list_modules(*arguments: str) -> tuple[int, set[str]]:
    """Run the command in a process of its own; return its exit code and what it loaded."""
    run = subprocess.run(
        [sys.executable, "-c", LIST_MODULES, *arguments],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    code, modules = json.loads(run.stdout.splitlines()[-1])
    return code, set(modules)


@pytest.mark.parametrize(
    "arguments", [[], ["build", "--why"], ["build", "--quiet", "care"], ["--json", "--lang", "en"]]
)
def test_with_nothing_to_do_nothing_slow_is_loaded(root: Path, arguments: list[str]) -> None:
    build(root, "--quiet")

    code, modules = list_modules(*arguments, "--root", str(root))
    assert (code, modules & set(SLOW)) == (0, set())


@pytest.mark.parametrize("arguments", [[], ["build", "--why", "care"]])
def test_with_booklets_and_sets_nothing_slow_is_loaded_either(
    root: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setattr(crews, "open_crew", partial(open_crew, set_up=set_up_printer))
    write_files(root, dict(VOLUME_FILES))
    assert list_built(run_pass(root)).keys() == EVERYTHING

    code, modules = list_modules(*arguments, "--root", str(root))
    assert (code, modules & set(SLOW)) == (0, set())


def test_problems_are_told_again_without_loading_anything_slow(root: Path) -> None:
    write_files(root, {"care/bad.yaml": "title: Bad\n"})
    assert build(root, "--quiet") == 3

    code, modules = list_modules("--quiet", "--root", str(root))
    assert (code, modules & set(SLOW)) == (3, set())


def test_what_is_slow_is_seen_when_it_is_loaded(root: Path) -> None:
    _, modules = list_modules("build", "skin", "--quiet", "--jobs", "1", "--root", str(root))

    assert {"weasyprint", "jinja2", "pydantic", "pikepdf", "yaml"} <= modules


@pytest.mark.parametrize(
    "arguments", [["--force"], ["--dry-run"], ["--log", "build.log"], ["--quiet", "--force"]]
)
def test_options_of_build_need_no_command(
    root: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(root)

    assert main([*arguments, "--jobs", "1", "--root", str(root)]) == 0


def test_a_second_build_leaves_with_4_and_says_who_holds_the_lock(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with hold_lock(root / "out/.press", purpose="the night's build"):
        assert build(root) == 4
    told = capsys.readouterr().err
    assert told.startswith("error: another run holds the lock: 'the night's build', process ")
    assert str(os.getpid()) in told
    assert build(root, "--quiet") == 0


def test_two_builds_at_once_make_everything_once(root: Path) -> None:
    command = [sys.executable, str(CHECKOUT / "make_handouts.py"), "build", "--quiet"]
    command += ["--root", str(root)]
    builds = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [build.communicate()[1] for build in builds]
    codes = sorted(build.returncode for build in builds)

    assert codes in ([0, 4], [0, 0])  # the second may have come when the first was done
    assert sum("holds the lock" in each for each in told) == codes.count(4)
    again = run_pass(root)
    assert (list_built(again), len(again.fresh)) == ({}, len(ALL))


# --- disks --------------------------------------------------------------------------------------


def mount(folder: Path, options: str) -> None:
    """Mount a small file system in memory, or change one that is mounted."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    folder = tmp_path_factory.mktemp("disk")
    mount(folder, "size=4m")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, *, leave_bytes: int) -> Path:
    """Fill a file system but for so many bytes; return the file that does so."""
    filler = folder / "filler"
    left = os.statvfs(folder)
    filler.write_bytes(bytes(max(0, left.f_bavail * left.f_frsize - leave_bytes)))
    return filler


def list_parts(folder: Path) -> list[Path]:
    return list(folder.rglob("*.part"))


@pytest.mark.parametrize("leave_bytes", [0, 8_000, 40_000, 80_000, 120_000])
def test_a_full_disk_spoils_nothing_and_is_told(
    root: Path, small_disk: Path, capsys: pytest.CaptureFixture[str], leave_bytes: int
) -> None:
    out = small_disk / "out"
    assert build(root, "--out", str(out), "--quiet") == 0
    before = {path: path.read_bytes() for path in out.rglob("*.pdf")}
    replace_in(root, "handouts/clinic.yaml", "555-0100", "555-0199")
    filler = fill(small_disk, leave_bytes=leave_bytes)

    assert build(root, "--out", str(out)) == 1
    told = capsys.readouterr().err
    assert "No space left on device" in told or "disk is full" in told
    for path, content in before.items():
        assert path.read_bytes().endswith(b"%%EOF\n"), f"{path} was cut short"
        assert path.read_bytes() == content or len(path.read_bytes()) > 0
    assert list_parts(out) == []
    filler.unlink()
    assert build(root, "--out", str(out), "--quiet") == 0
    manifest = json.loads((out / "manifest.json").read_bytes())["pdfs"]
    assert {entry["path"] for entry in manifest} == ALL
    assert {entry["status"] for entry in manifest} == {"built"}
    assert build(root, "--out", str(out), "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["fresh"]) == len(ALL)


@pytest.mark.parametrize("leave_bytes", [0, 8_000, 100_000])
def test_a_first_build_on_a_full_disk_is_told_and_the_next_makes_all(
    root: Path, small_disk: Path, capsys: pytest.CaptureFixture[str], leave_bytes: int
) -> None:
    out = small_disk / "out"
    filler = fill(small_disk, leave_bytes=leave_bytes)

    assert build(root, "--out", str(out)) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert list_parts(out) == []
    filler.unlink()
    assert build(root, "--out", str(out), "--quiet") == 0
    manifest = json.loads((out / "manifest.json").read_bytes())["pdfs"]
    assert {entry["path"] for entry in manifest} == ALL


def test_a_folder_that_cannot_be_written_is_told(
    root: Path, small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = small_disk / "out"
    assert build(root, "--out", str(out), "--quiet") == 0
    mount(small_disk, "remount,ro")

    assert build(root, "--out", str(out), "--force") == 1
    assert f"error: the output folder '{out}' cannot be written (Read-only" in (
        capsys.readouterr().err
    )
    mount(small_disk, "remount,rw")
    assert build(root, "--out", str(out), "--quiet") == 0


def test_a_folder_in_the_way_of_a_pdf_stops_only_that_one(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "out/en/skin/rash.pdf").mkdir(parents=True)

    assert build(root) == 1
    assert "en/skin/rash.pdf: not built: cannot be written: " in capsys.readouterr().err
    assert len(list(root.glob("out/*/*/*.large-print.pdf"))) == len(ALL) / 2
    (root / "out/en/skin/rash.pdf").rmdir()
    assert list_built(run_pass(root)) == {"en/skin/rash.pdf": ("failed before",)}


def test_a_pdf_that_a_viewer_holds_open_is_replaced_all_the_same(root: Path) -> None:
    assert build(root, "--quiet") == 0
    with (root / "out/en/skin/rash.pdf").open("rb") as viewer:
        replace_in(root, "handouts/skin/rash.yaml", "dry", "very dry")
        assert set(list_built(run_pass(root))) == RASH
        assert viewer.read().endswith(b"%%EOF\n")
