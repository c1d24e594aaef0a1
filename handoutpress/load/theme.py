"""[reads] The theme: templates as text, styles and fonts as bytes.

Knows nothing of what the files mean, but which characters the fonts can draw. A file in the
workspace wins over the shipped one of its name.
"""

from __future__ import annotations

import copyreg
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from io import BytesIO
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, TypeVar

from handoutpress.errors import ContentError, HandoutError, Problem
from handoutpress.load.folders import (
    FoundFile,
    Walk,
    explain_error,
    matches_any,
    read_file,
    walk_folder,
)
from handoutpress.load.yaml_text import decode_utf8
from handoutpress.model import Theme
from handoutpress.sources import Fault

V = TypeVar("V")

TEMPLATES = "templates"
STYLES = "styles"
MAX_BYTES = 20 * 1024 * 1024
NOTES = ("readme*", "*.md")  # for designers, not for the page
STYLE_SUFFIXES = (
    *(".css", ".svg", ".png", ".jpg", ".jpeg", ".ttf", ".otf", ".woff", ".woff2"),
    ".js",  # of pages for a browser; nothing runs in a PDF
)

FONT_SUFFIXES = (".ttf", ".otf", ".woff", ".woff2")

# The module of each distribution of fonts, and the static faces that the design uses of it.
FONT_PACKAGES = (
    (
        "fontpkg_atkinson_hyperlegible",
        (
            "AtkinsonHyperlegible-Regular.ttf",
            "AtkinsonHyperlegible-Bold.ttf",
            "AtkinsonHyperlegible-Italic.ttf",
            "AtkinsonHyperlegible-BoldItalic.ttf",
        ),
    ),
    ("fontpkg_hind", ("Hind-Regular.ttf", "Hind-Bold.ttf")),
)


def read_theme(shipped: Path, root: Path) -> Theme:
    """Read the templates and styles in `shipped`, and those in `root`, which win file by file.

    Raises:
        ContentError: a file is not UTF-8, or is a link that leads out of its folder.
        HandoutError: the shipped theme is not there.
    """
    folders = (shipped,) if os.path.realpath(shipped) == os.path.realpath(root) else (shipped, root)
    for name in (TEMPLATES, STYLES):
        if not (shipped / name).is_dir():
            what = f"the program's own folder '{name}' is not there"
            raise HandoutError(f"{what}; install the program again")
    templates = _read_layers(folders, TEMPLATES)
    styles = _read_layers(folders, STYLES)
    texts = {name: content.decode() for name, content in templates.items()}
    return Theme(_freeze(texts), _freeze(styles), _digest_theme(templates, styles))


def _read_layers(folders: tuple[Path, ...], name: str) -> dict[str, bytes]:
    """Return the files of all folders, by name; the last folder's wins."""
    files: dict[str, bytes] = {}
    for folder in folders:
        if os.path.lexists(folder / name):
            files |= _read_layer(folder / name)
    return dict(sorted(files.items()))


def _read_layer(folder: Path) -> dict[str, bytes]:
    walk = _walk_layer(folder)
    files: dict[str, bytes] = {}
    problems = list(walk.problems)
    for found in walk.files:
        if not found.fault and not _is_wanted(found.path):
            continue
        try:
            files[found.path.removeprefix(f"{folder.name}/")] = _read(found)
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    return files


def _walk_layer(folder: Path) -> Walk:
    try:
        return walk_folder(folder, is_file_name=_is_style)
    except OSError as error:
        fault = explain_error(error)
        problem = Problem(folder.name, 1, 1, f"this {fault.what}", fault.remedy)
        raise ContentError([problem]) from error


def _is_wanted(path: str) -> bool:
    is_template = path.startswith(f"{TEMPLATES}/")
    return _is_style(path) or (is_template and not matches_any(PurePosixPath(path).name, NOTES))


def _is_style(path: str) -> bool:
    return PurePosixPath(path).suffix.casefold() in STYLE_SUFFIXES


def _read(found: FoundFile) -> bytes:
    """Return a file's bytes; those of a text without its byte order mark.

    Raises:
        ContentError: it cannot be read, is too long, or is a text and not UTF-8.
    """
    content = found.fault or read_file(found.place, MAX_BYTES)
    if isinstance(content, bytes) and len(content) > MAX_BYTES:
        content = Fault(f"is longer than {MAX_BYTES // 1024**2} MiB", "put a smaller file here")
    if isinstance(content, Fault):
        raise ContentError([Problem(found.path, 1, 1, f"this {content.what}", content.remedy)])
    is_text = found.path.startswith(f"{TEMPLATES}/") or found.path.casefold().endswith(".css")
    return decode_utf8(content, found.path).encode() if is_text else content


def _digest_theme(templates: Mapping[str, bytes], styles: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for folder, files in ((TEMPLATES, templates), (STYLES, styles)):
        for name, content in files.items():
            digest.update(f"{folder}/{name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def read_fonts(
    packages: Iterable[tuple[str, Iterable[str]]] = FONT_PACKAGES,
) -> Mapping[str, bytes]:
    """Return the bytes of each face by its file's name, from installed packages.

    Raises:
        HandoutError: a package is not installed, or has no such face.
    """
    return _freeze({face: _read_face(module, face) for module, faces in packages for face in faces})


def _read_face(module: str, face: str) -> bytes:
    try:
        return (resources.files(module) / "files" / face).read_bytes()
    except (ModuleNotFoundError, FileNotFoundError) as error:
        package = module.replace("_", "-")
        what = f"the font '{face}' of the package '{package}' is not installed"
        raise HandoutError(f"{what}; install the program again") from error


def read_characters(fonts: Mapping[str, bytes], theme: Theme) -> frozenset[int]:
    """Return the code points that any of the fonts, or of those among the styles, can draw.

    None at all when a font cannot be read: then it is not known, and a render says why.
    """
    covered = [_read_cmap(content) for content in list_fonts(fonts, theme).values()]
    return frozenset().union(*covered) if all(covered) else frozenset()


def list_fonts(fonts: Mapping[str, bytes], theme: Theme) -> dict[str, bytes]:
    """Return the bytes of all fonts by name, those among the styles included."""
    own = {
        f"styles/{name}": content
        for name, content in theme.styles.items()
        if PurePosixPath(name).suffix.casefold() in FONT_SUFFIXES
    }
    return {**fonts, **own}


def _read_cmap(content: bytes) -> frozenset[int]:
    """Return the code points of a font; none when it cannot be read."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # slow, and needed only here

    try:
        with TTFont(BytesIO(content), lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except Exception:  # fontTools raises whatever the bytes lead it to
        return frozenset()


def _freeze(mapping: dict[str, V]) -> Mapping[str, V]:
    return MappingProxyType(mapping)


def _reduce_frozen(mapping: MappingProxyType[Any, Any]) -> tuple[Callable[..., Any], tuple[Any]]:
    return _freeze, (dict(mapping),)


# A theme and its fonts are sent to worker processes, and Python cannot pickle this type by itself.
copyreg.pickle(MappingProxyType, _reduce_frozen)
