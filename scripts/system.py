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
    """One thing that must be here: a library that the loader finds, or a module of Python."""

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


def main() -> int:
    """Check, install where the user may, check again; return the exit status."""
    missing = find_missing()
    as_root = find_root_command()
    if missing and as_root is not None:
        install_packages(as_root, list_packages(missing))
        missing = find_missing()
    if missing:
        print(describe(missing), file=sys.stderr)
    return 1 if missing else 0


def find_missing() -> list[Need]:
    """List the needs that are not met, in the order of the table."""
    missing = [need for need in LIBRARIES if not can_load(need)]
    importlib.invalidate_caches()  # apt may just have brought it
    if importlib.util.find_spec("ensurepip") is None:
        missing.append(Need("Python's venv", "ensurepip", "ensurepip", venv_package()))
    return missing


def can_load(need: Need) -> bool:
    """Ask the dynamic loader, under the name that this system gives the library."""
    name: str | None = need.linux
    if sys.platform == "darwin":
        # Homebrew's Python knows Homebrew's folder, the bare loader does not
        name = ctypes.util.find_library(need.macos.removeprefix("lib").removesuffix(".dylib"))
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
    column = "macos" if sys.platform == "darwin" else "linux"
    names = ", ".join(f"{need.name} ({getattr(need, column)})" for need in missing)
    return MESSAGE.format(names=names, debian=" ".join(list_packages(missing)))


def find_root_command() -> list[str] | None:
    """Return what goes before an apt command, or None where this user may not install."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]  # never asks for a password
    may = (
        shutil.which("sudo") and not subprocess.run([*sudo, "true"], capture_output=True).returncode
    )
    return sudo if may else None


def install_packages(as_root: Sequence[str], packages: Sequence[str]) -> None:
    """Install by apt; where its lists are missing or too old, bring them up to date first."""
    print("Installing system libraries:", *packages, flush=True)
    apt_get = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    # another apt may be at work, as it is on a machine that has just started
    options = ["-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"]
    install = [*apt_get, "install", *options, *packages]
    if subprocess.run(install, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
        subprocess.run([*apt_get, "update"], check=False)
        subprocess.run(install, check=False)


if __name__ == "__main__":
    sys.exit(main())
