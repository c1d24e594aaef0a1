"""Make sure that the libraries which pip cannot bring are on this machine.

Asks the dynamic loader what is there, not a package manager; installs by apt where the user may,
and otherwise names all that is missing in one message. Needs nothing but Python itself.
"""

import ctypes
import ctypes.util
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that must be here: what the loader calls it, and the package that brings it."""

    name: str
    linux: str
    macos: str
    debian: str


# Source: weasyprint 70.0, text/ffi.py. Debian's Pango brings GLib, Fontconfig and HarfBuzz along.
LIBRARIES = (
    Need("GLib", "libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libpango-1.0-0"),
    Need("Pango", "libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0"),
    Need("PangoFT2", "libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0"),
    Need("Fontconfig", "libfontconfig.so.1", "libfontconfig.1.dylib", "libpangoft2-1.0-0"),
    Need("HarfBuzz", "libharfbuzz.so.0", "libharfbuzz.0.dylib", "libpangoft2-1.0-0"),
    Need(
        "HarfBuzz-Subset",
        "libharfbuzz-subset.so.0",
        "libharfbuzz-subset.0.dylib",
        "libharfbuzz-subset0",
    ),
)

MESSAGE = """\
Handout Press needs what this computer does not have: {names}.
Install it with the line for your system, then run make again:
  Debian, Ubuntu:  sudo apt-get install {debian}
  Fedora:          sudo dnf install python3 pango harfbuzz
  macOS:           brew install python pango harfbuzz
  Windows:         install WSL (wsl --install), and use the line for Ubuntu in there
To go on without this check: make SYSTEM=skip"""


def main(libraries: Sequence[Need], as_root: Sequence[str] | None) -> int:
    """Check, install where the user may, check again; return the exit status.

    `as_root` goes before a command that root must run; None where this user may not install.
    """
    missing = find_missing(libraries)
    if missing and as_root is not None:
        install_packages(as_root, list_packages(missing))
        missing = find_missing(libraries)
    if missing:
        print(describe(missing), file=sys.stderr)
    return 1 if missing else 0


def find_missing(libraries: Sequence[Need]) -> list[Need]:
    """List what is not here, in the order of the table; Python's own part comes last."""
    missing = [library for library in libraries if not can_load(library)]
    importlib.invalidate_caches()  # apt may just have brought it
    if importlib.util.find_spec("ensurepip") is None:
        missing.append(Need("Python's venv", "", "", venv_package()))
    return missing


def can_load(library: Need) -> bool:
    """Ask the dynamic loader, under the name that this system gives the library."""
    name: str | None = library.linux
    if sys.platform == "darwin":
        # Homebrew's Python knows Homebrew's folder, the bare loader does not
        name = ctypes.util.find_library(library.macos.removeprefix("lib").removesuffix(".dylib"))
    try:
        return name is not None and bool(ctypes.CDLL(name))
    except OSError:
        return False


def venv_package() -> str:
    """Name Debian's package of venv for the running Python."""
    version = f"python3.{sys.version_info.minor}"
    is_default = Path("/usr/bin/python3").resolve().name == version
    return "python3-venv" if is_default else f"{version}-venv"


def list_packages(missing: Sequence[Need]) -> list[str]:
    """List the Debian packages that bring what is missing, each once."""
    return list(dict.fromkeys(need.debian for need in missing))


def describe(missing: Sequence[Need]) -> str:
    """Say all that is missing, and the line to type on each system."""
    names = ", ".join(need.name for need in missing)
    return MESSAGE.format(names=names, debian=" ".join(list_packages(missing)))


def find_root_command() -> list[str] | None:
    """Return what goes before apt-get to run it as root; None where this user cannot."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]  # never asks for a password
    return sudo if shutil.which("sudo") and succeeds([*sudo, "true"]) else None


def install_packages(as_root: Sequence[str], packages: Sequence[str]) -> None:
    """Install by apt; where its lists are missing or too old, bring them up to date first."""
    print("Installing system libraries:", *packages, flush=True)
    apt_get = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    # another apt may be at work, as it is on a machine that has just started
    options = ["-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"]
    install = [*apt_get, "install", *options, *packages]
    if not succeeds(install):
        subprocess.run([*apt_get, "update"], check=False)
        subprocess.run(install, check=False)


def succeeds(command: Sequence[str]) -> bool:
    """Run a command without showing what it says; tell whether it worked."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(LIBRARIES, find_root_command()))
