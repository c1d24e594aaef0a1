"""Tell what this program is: its own files, its libraries, and the system's text libraries.

Loads none of the Python libraries that it names: a build with nothing to do asks for this, too.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent
SUFFIXES = (".py", ".po")  # code, and the printed labels; a theme has a digest of its own

# What can change a page, or refuse it; a test compares this with the lock file.
LIBRARIES = (
    *("babel", "brotli", "brotlicffi", "cffi", "cssselect2", "fonttools", "jinja2", "lxml"),
    *("markdown-it-py", "markupsafe", "mdurl", "pikepdf", "pillow", "pydantic", "pydantic-core"),
    *("pydyf", "pyphen", "pyyaml", "segno", "tinycss2", "tinyhtml5", "weasyprint"),
    *("webencodings", "zopfli"),
)
# Source: weasyprint/text/ffi.py, names and order, so that the same file is found.
PANGO = ("libpango-1.0-0", "pango-1.0-0", "pango-1.0", "libpango-1.0.so.0", "libpango-1.0.dylib")
HARFBUZZ = (
    *("libharfbuzz-0", "harfbuzz", "harfbuzz-0.0", "libharfbuzz.so.0", "libharfbuzz.0.dylib"),
)
MISSING = "none"


def program_versions() -> dict[str, str]:
    """Return the version of everything that makes a page, by its name; "none" for what is missing.

    Python's own is the major and minor one: smaller steps mend faults and change no page.
    """
    from handoutpress import __version__

    installed = dict(_find_installed())
    return {
        "Handout Press": __version__,
        "Python": f"{sys.version_info.major}.{sys.version_info.minor}",
        **{name: installed.get(name, MISSING) for name in LIBRARIES},
        "Pango": _ask_version(PANGO, "pango_version_string"),
        "HarfBuzz": _ask_version(HARFBUZZ, "hb_version_string"),
    }


def program_digest() -> str:
    """Return a SHA-256 over the program's own files, their names and bytes."""
    digest = hashlib.sha256()
    for name, path in sorted(_find_own_files(PACKAGE)):
        content = Path(path).read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _find_own_files(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each file's name relative to the folder, with forward slashes, and its path."""
    for parent, _, names in os.walk(folder):
        relative = os.path.relpath(parent, folder).replace(os.sep, "/")
        for name in names:
            if name.endswith(SUFFIXES) and not name.startswith("."):  # an editor's left-over
                yield f"{relative}/{name}", os.path.join(parent, name)


def _find_installed() -> Iterator[tuple[str, str]]:
    """Yield the name and version of each installed library, those that Python would find last.

    The folder's name tells both, many times faster than `importlib.metadata` reads them.
    Source: the specification of recorded installed projects, "name-version.dist-info"; Debian's
    own packages have "name-version.egg-info".
    """
    for folder in reversed(sys.path):
        try:
            names = sorted(os.listdir(folder or "."))
        except OSError:  # not every place that Python searches is there, or a folder
            continue
        for name in names:
            stem, suffix = os.path.splitext(name)
            if suffix in (".dist-info", ".egg-info"):
                library, _, version = stem.partition("-")
                yield re.sub(r"[-_.]+", "-", library).lower(), version.partition("-")[0]


def _ask_version(names: tuple[str, ...], function: str) -> str:
    """Return what a system library says that its version is."""
    import ctypes

    for name in names:
        try:
            ask = getattr(ctypes.CDLL(name), function)
        except (OSError, AttributeError):
            continue
        ask.restype = ctypes.c_char_p
        return str(ask().decode())
    return MISSING
