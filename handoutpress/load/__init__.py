"""[reads] Folders become nodes that remember their lines, and the theme's bytes.

Decides nothing about what the files mean. Reading and parsing are two steps, so that a run which
finds every digest unchanged parses nothing.
"""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

from handoutpress.errors import ContentError, Problem, Severity, UsageError
from handoutpress.load.folders import (
    FoundFile,
    Walk,
    explain_error,
    matches_any,
    read_file,
    resolve_inside,
    walk_folder,
)
from handoutpress.load.picture_kinds import MAX_BYTES as MAX_PICTURE_BYTES
from handoutpress.load.picture_kinds import TOO_LONG, get_picture_kind
from handoutpress.load.theme import list_fonts, read_characters, read_fonts, read_theme
from handoutpress.load.yaml_text import MAX_BYTES as MAX_YAML_BYTES
from handoutpress.slips import hash_slip, read_slip_name
from handoutpress.sources import (
    Fault,
    Listing,
    Picture,
    RawFile,
    RawPicture,
    SourceFile,
    Sources,
)

__all__ = [
    "list_fonts",
    "look_at",
    "parse_file",
    "parse_files",
    "read_characters",
    "read_files",
    "read_fonts",
    "read_picture",
    "read_sources",
    "read_theme",
]

HANDOUTS = "handouts"
NOTES = ("readme*", "*.md", "*.txt")  # for people who edit, not for readers
YAML_SUFFIXES = (".yaml", ".yml")
OTHER_PICTURES = (".gif", ".webp", ".bmp", ".tif", ".tiff", ".heic", ".avif", ".eps", ".ai")


def read_sources(root: Path) -> Sources:
    """Read and parse everything in `handouts/`.

    Raises:
        UsageError: there is no such folder.
    """
    return parse_files(read_files(root))


def read_files(root: Path) -> Listing:
    """Read all content files, and the digests of all pictures; sorted by path.

    Raises:
        UsageError: there is no folder `handouts/` in the root, or it cannot be read.
    """
    walk = _walk_handouts(root / HANDOUTS)
    files: list[RawFile] = []
    pictures: list[RawPicture] = []
    slips: dict[str, str] = {}
    problems = list(walk.problems)
    for found in walk.files:
        if get_picture_kind(found.path):
            pictures.append(_read_raw_picture(found))
        elif found.path.endswith(".yaml"):
            files.append(_read_raw_file(found, problems))
        elif read_slip_name(found.path):
            slips[found.path] = _hash_slip(found)
        elif not _is_note(PurePosixPath(found.path).name):
            problems.append(_explain_other(found))
    return Listing(root, tuple(files), tuple(pictures), tuple(sorted(problems)), slips)


def _hash_slip(found: FoundFile) -> str:
    """Return the digest of a slip; "" for one that cannot be read."""
    content = found.fault or read_file(found.place, MAX_YAML_BYTES)
    return "" if isinstance(content, Fault) else hash_slip(content)


def _walk_handouts(folder: Path) -> Walk:
    try:
        return walk_folder(folder, is_file_name=_is_file_name)
    except OSError as error:
        what = explain_error(error).what
        remedy = "name the folder that holds it with --root"
        raise UsageError(f"the folder '{folder}' {what}; {remedy}") from error


def _is_note(name: str) -> bool:
    """Tell whether a file is for people who edit; Notepad saves "x.yaml" as "x.yaml.txt"."""
    return matches_any(name, NOTES) and not matches_any(name, ("*.yaml.txt", "*.yml.txt"))


def _is_file_name(name: str) -> bool:
    return _get_suffix(name) in YAML_SUFFIXES or get_picture_kind(name) is not None


def _get_suffix(path: str) -> str:
    return PurePosixPath(path).suffix.casefold()


def _read_raw_file(found: FoundFile, problems: list[Problem]) -> RawFile:
    content = found.fault or read_file(found.place, MAX_YAML_BYTES)
    if isinstance(content, Fault):
        problems.append(_tell_fault(found.path, content))
        return RawFile(found.path, None, "")
    return RawFile(found.path, content, hashlib.sha256(content).hexdigest())


def _read_raw_picture(found: FoundFile) -> RawPicture:
    content = found.fault or read_file(found.place, MAX_PICTURE_BYTES)
    if isinstance(content, Fault):
        return RawPicture(found.path, "", content)
    return RawPicture(found.path, hashlib.sha256(content).hexdigest())


def _tell_fault(path: str, fault: Fault) -> Problem:
    return Problem(path, 1, 1, f"this {fault.what}", fault.remedy)


def _explain_other(found: FoundFile) -> Problem:
    """Tell why a file that is neither content nor a picture is not read."""
    path, suffix = found.path, _get_suffix(found.path)
    if found.fault:
        return _tell_fault(path, found.fault)
    if suffix in YAML_SUFFIXES:
        what = f"the name ends in '{PurePosixPath(path).suffix}', and is not read"
        return Problem(path, 1, 1, what, f"rename it to '{PurePosixPath(path).stem}.yaml'")
    if suffix == ".txt":
        what = "the name ends in '.txt', and the file is not read"
        return Problem(path, 1, 1, what, f"rename it to '{PurePosixPath(path).stem}'")
    if suffix in OTHER_PICTURES:
        what = f"pictures of the kind '{suffix}' cannot be printed"
        return Problem(path, 1, 1, what, "save it as PNG, JPEG or SVG", Severity.WARNING)
    what = "this is neither a YAML file nor a picture, and is not read"
    return Problem(path, 1, 1, what, f"move it out of '{HANDOUTS}'", Severity.WARNING)


def parse_files(listing: Listing) -> Sources:
    """Parse the content files, and look at the pictures."""
    files: list[SourceFile] = []
    problems = list(listing.problems)
    for raw in listing.files:
        file, faults = parse_file(raw)
        files.append(file)
        problems += faults
    pictures = tuple(look_at(listing.root, raw) for raw in listing.pictures)
    return Sources(tuple(files), pictures, tuple(sorted(problems)), listing.slips)


def parse_file(raw: RawFile) -> tuple[SourceFile, tuple[Problem, ...]]:
    """Parse a content file; one that could not be read was told already."""
    # Importing PyYAML takes longer than a run that finds nothing to do.
    from handoutpress.load.yaml_nodes import parse_yaml

    node, faults = (None, ()) if raw.content is None else parse_yaml(raw.content, raw.path)
    return SourceFile(raw.path, raw.digest, node), tuple(faults)


def look_at(root: Path, raw: RawPicture) -> Picture:
    """Read a picture again, and tell what it is."""
    from handoutpress.load.pictures import look_at_picture  # slow to load, as above

    content = raw.fault or _read_picture_inside(root, raw.path)
    if isinstance(content, Fault):
        kind = get_picture_kind(raw.path) or ""
        return Picture(raw.path, kind, raw.digest, fault=content.what, remedy=content.remedy)
    return look_at_picture(raw.path, content)


def read_picture(root: Path, path: str) -> bytes:
    """Return a picture's bytes; `path` is relative to the root.

    Raises:
        ContentError: it is no picture in `handouts/`, or cannot be read.
    """
    content = _read_picture_inside(root, path)
    if isinstance(content, Fault):
        raise ContentError([_tell_fault(path, content)])
    return content


def _read_picture_inside(root: Path, path: str) -> bytes | Fault:
    if get_picture_kind(path) is None:
        return Fault("is no picture", "name a file that ends in .png, .jpg or .svg")
    place = resolve_inside(root / path, root / HANDOUTS)
    content = place if isinstance(place, Fault) else read_file(place, MAX_PICTURE_BYTES)
    is_long = isinstance(content, bytes) and len(content) > MAX_PICTURE_BYTES
    return TOO_LONG if is_long else content
