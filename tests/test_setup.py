"""The set-up: system libraries, .venv, lock files and the package, without touching the system."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from handoutpress.render.tag_mirror import MIRRORED_VERSION
from scripts import environment, system

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNTIME = PYPROJECT["project"]["dependencies"]
LOCKS = ("requirements.lock", "requirements-cluster.lock", "requirements-dev.lock")
LOCKED = re.compile(r"(?m)^(\S+)==(\S+)(?: ; .+)? \\\n((?:    --hash=sha256:\w{64}(?: \\)?\n)+)")

NOWHERE = system.Need("Nowhere", "libnowhere.so.0", "libnowhere.0.dylib", "libnowhere0")
MESSAGE = """\
Handout Press needs what this computer does not have: Nowhere.
Install it with the line for your system, then run make again:
  Debian, Ubuntu:  sudo apt-get install libnowhere0
  Fedora:          sudo dnf install python3 pango harfbuzz
  macOS:           brew install python pango harfbuzz
  Windows:         install WSL (wsl --install), and use the line for Ubuntu in there
To go on without this check: make SYSTEM=skip
"""
NO_PYTHON = """\
Handout Press needs Python 3.11 or newer, and found none under these names: /bin/false.
Install it with the line for your system, then run make again:
  Debian, Ubuntu:  sudo apt-get install python3 python3-venv
  Fedora:          sudo dnf install python3
  macOS:           brew install python
  Windows:         install WSL (wsl --install), and use the line for Ubuntu in there
Or name one that is elsewhere: make PYTHON=/path/to/python3
"""
INSTALL = (
    "env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends"
    " -o DPkg::Lock::Timeout=120 libnowhere0"
)
UPDATE = "env DEBIAN_FRONTEND=noninteractive apt-get update"


def write_program(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


def locked(name: str) -> dict[str, tuple[str, frozenset[str]]]:
    found = LOCKED.findall((ROOT / name).read_text("utf-8"))
    return {name: (pinned, frozenset(hashes.split())) for name, pinned, hashes in found}


# System libraries


def test_libraries_that_are_here_pass_in_silence(capfd):
    status = system.main((), as_root=None)

    assert status == 0
    assert capfd.readouterr() == ("", "")


def test_a_user_who_may_not_install_is_told_all_that_is_missing_in_one_message(capfd):
    status = system.main((NOWHERE,), as_root=None)

    assert status == 1
    assert capfd.readouterr() == ("", MESSAGE)


def test_several_missing_libraries_are_named_together_and_a_package_once():
    text = system.describe(system.LIBRARIES)

    assert "have: GLib, Pango, PangoFT2, Fontconfig, HarfBuzz, HarfBuzz-Subset.\n" in text
    assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0\n" in text


@pytest.mark.parametrize(
    ("status", "commands"),
    [(0, [INSTALL]), (1, [INSTALL, UPDATE, INSTALL])],
    ids=["at the first attempt", "after an update where the lists are too old"],
)
def test_a_user_who_may_install_gets_the_missing_packages(tmp_path, capfd, status, commands):
    log = tmp_path / "log"
    as_root = write_program(tmp_path / "root", f'echo "$@" >>"{log}"', f"exit {status}")

    system.main((NOWHERE,), as_root=[str(as_root)])

    assert log.read_text().splitlines() == commands
    assert capfd.readouterr() == ("Installing system libraries: libnowhere0\n", MESSAGE)


def test_the_checked_libraries_are_those_that_weasyprint_opens():
    opener = Path(find_spec("weasyprint").submodule_search_locations[0], "text/ffi.py").read_text()
    # it draws colour fonts, of which the program has none
    optional = {"libharfbuzz-vector.so.0", "libharfbuzz-vector.0.dylib"}

    opened = set(re.findall(r"'(lib[\w.-]+(?:\.so\.\d+|\.dylib))'", opener))

    checked = {name for need in system.LIBRARIES for name in (need.linux, need.macos)}
    assert checked == opened - optional


# Python and .venv


def run_setup(**settings: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": "/usr/bin:/bin", **settings}
    setup = ["/bin/sh", ROOT / "scripts/setup.sh"]
    return subprocess.run(setup, env=environ, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("settings", "scripts"),
    [
        ({}, ["scripts/system.py", "scripts/environment.py .venv requirements-dev.lock"]),
        ({"SYSTEM": "skip"}, ["scripts/environment.py .venv requirements-dev.lock"]),
        (
            {"SYSTEM": "skip", "LOCK": "requirements.lock"},
            ["scripts/environment.py .venv requirements.lock"],
        ),
    ],
    ids=["all", "SYSTEM=skip never looks at the system", "LOCK names the lock file"],
)
def test_the_set_up_runs_its_steps_with_the_python_that_is_asked_for(tmp_path, settings, scripts):
    python = write_program(tmp_path / "my python", '[ "$1" = -c ] && echo "$0" || echo "ran $@"')

    run = run_setup(PYTHON=str(python), **settings)

    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines() == [f"ran {script}" for script in scripts]


def test_without_a_fitting_python_the_set_up_names_the_line_to_type():
    run = run_setup(PYTHON="/bin/false")

    assert (run.returncode, run.stdout, run.stderr) == (1, "", NO_PYTHON)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("checkout")
    venv, lock = folder / ".venv", folder / "requirements.lock"
    lock.write_text("# nothing to install\n")
    assert environment.main(venv, lock) == 0
    return venv, lock


def test_a_second_set_up_does_nothing(made, capfd):
    venv, lock = made
    (venv / "kept").touch()

    status = environment.main(venv, lock)

    assert (status, capfd.readouterr()) == (0, ("", ""))
    assert (venv / "kept").exists()


def test_a_failed_installation_says_so_and_leaves_the_environment(made, tmp_path, capfd):
    venv, _ = made
    (venv / "kept").touch()
    lock = tmp_path / "requirements.lock"
    lock.write_text("./no-such-folder\n")

    status = environment.main(venv, lock)

    assert status == 1
    assert capfd.readouterr().err.endswith(environment.FAILED + "\n")
    assert (venv / "kept").exists()


@pytest.mark.parametrize(
    "gone", ["stamp", "bin/python"], ids=["interrupted before its end", "its Python was removed"]
)
def test_an_environment_that_is_not_whole_is_made_again(tmp_path, gone):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python").touch()
    (tmp_path / "stamp").write_text("place\nlock")
    assert environment.read_stamp(tmp_path / "stamp") == ["place", "lock"]

    (tmp_path / gone).unlink()

    assert environment.read_stamp(tmp_path / "stamp") == []


def test_an_environment_belongs_to_its_python_and_its_folder(tmp_path, monkeypatch):
    here = environment.place_of(tmp_path / ".venv")
    there = environment.place_of(tmp_path / "moved/.venv")

    monkeypatch.setattr(sys, "version", "3.99.0")

    assert len({here, there, environment.place_of(tmp_path / ".venv")}) == 3


def test_make_check_is_format_lint_types_and_tests():
    # without the environment, in which the make that runs these tests leaves its own options
    make = ["env", "-i", f"PATH={os.environ['PATH']}", "make", "-n", "check"]

    planned = subprocess.run(make, cwd=ROOT, check=True, capture_output=True, text=True).stdout

    steps = re.findall(r"(?m)^\.venv/bin/python -m (.+?) *$", planned)
    assert steps == ["ruff format --check .", "ruff check .", "mypy", "pytest"]


# Lock files and the package


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_holds_versions_and_hashes_and_no_address(name):
    text = (ROOT / name).read_text("utf-8")

    rest = re.sub(r"(?m)^ *#.*\n", "", LOCKED.sub("", text))

    assert rest == ""
    assert not re.search(r"://|--index|--extra-index|--find-links|--trusted-host", text)


def test_the_developers_lock_file_holds_the_programs_packages_unchanged():
    runtime, cluster, developers = (locked(name) for name in LOCKS)

    assert runtime.items() <= cluster.items() <= developers.items()


@pytest.mark.parametrize(
    ("requirements", "name"),
    [
        (RUNTIME, LOCKS[0]),
        (PYPROJECT["project"]["optional-dependencies"]["cluster"], LOCKS[1]),
        (PYPROJECT["dependency-groups"]["dev"], LOCKS[2]),
    ],
    ids=LOCKS,
)
def test_a_lock_file_answers_every_requirement(requirements, name):
    pinned = {package: number for package, (number, _) in locked(name).items()}

    unmet = [each for each in map(Requirement, requirements) if not is_met(each, pinned)]

    assert unmet == []


def is_met(requirement: Requirement, pinned: dict[str, str]) -> bool:
    return requirement.specifier.contains(pinned.get(requirement.name, "0"))


def test_weasyprint_is_pinned_to_the_version_that_the_tag_repair_mirrors():
    assert f"weasyprint=={MIRRORED_VERSION}" in RUNTIME
    assert locked("requirements.lock")["weasyprint"][0] == MIRRORED_VERSION
    assert version("weasyprint") == MIRRORED_VERSION


def test_the_wheel_carries_the_theme_and_the_labels(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]

    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)

    (wheel,) = tmp_path.glob("handout_press-*.whl")
    carried = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert carried == {*modules_and_labels(), *theme("templates"), *theme("styles")}


def modules_and_labels() -> set[str]:
    package = ROOT / "handoutpress"
    kinds = ("py", "po", "yaml", "html", "css", "js", "svg", "txt", "tsv")
    found = [path for kind in kinds for path in package.rglob(f"*.{kind}")]
    return {path.relative_to(ROOT).as_posix() for path in found}


def theme(folder: str) -> set[str]:
    found = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    return {f"handoutpress/theme/{path.relative_to(ROOT).as_posix()}" for path in found}
