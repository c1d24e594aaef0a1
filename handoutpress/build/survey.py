"""Take in all inputs of a run by their bytes, and parse nothing.

Knows where the program's own theme lies; decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from handoutpress.errors import HandoutError
from handoutpress.load import list_fonts, read_files, read_fonts, read_theme
from handoutpress.model import Theme
from handoutpress.plan import (
    World,
    digest_edition,
    digest_files,
    digest_strings,
    digest_templates,
    digest_web,
)
from handoutpress.program import program_digest, program_versions
from handoutpress.sources import Listing

PACKAGE = Path(__file__).parents[1]
NO_EDITIONS = frozenset({"common", "web"})  # folders of styles/ that every edition shares, or none


@dataclass(frozen=True, slots=True)
class Survey:
    """What lies in the workspace; `web` is the digest of pages for a browser."""

    root: Path
    listing: Listing
    theme: Theme
    fonts: Mapping[str, bytes]
    world: World
    web: str


class UnsteadyError(HandoutError):
    """A file was saved between two looks at it; to survey anew settles it."""


def shipped_theme_folder() -> Path:
    """Return the folder that holds our templates/ and styles/: inside the package, or beside."""
    inside = PACKAGE / "theme"
    return inside if inside.is_dir() else PACKAGE.parent


def list_theme_editions(theme: Theme) -> tuple[str, ...]:
    """Return the names of the editions that the theme has styles for."""
    folders = {name.split("/")[0] for name in theme.styles if "/" in name}
    return tuple(sorted(folders - NO_EDITIONS))


def require_handouts(root: Path) -> None:
    """Look whether there is something to read at all.

    Raises:
        UsageError: there is no handouts/ folder.
    """
    if not (root / "handouts").is_dir():
        read_files(root)  # knows what to say


def read_survey(root: Path) -> Survey:
    """Read all bytes of a workspace that can change a page.

    Raises:
        UsageError: there is no handouts/ folder in it.
        ContentError: a file of the theme cannot be used.
    """
    listing = read_files(root)
    theme, fonts = read_theme(shipped_theme_folder(), root), read_fonts()
    editions = list_theme_editions(theme)
    world = World(
        files=_list_digests(listing),
        editions={each: digest_edition(theme.styles, fonts, each) for each in editions},
        templates=digest_templates(theme.templates),
        fonts=digest_files(list_fonts(fonts, theme).items()),
        program=digest_program(),
    )
    return Survey(root, listing, theme, fonts, world, digest_web(theme.templates, theme.styles))


@cache
def digest_program() -> str:
    """Digest the program that runs: it stays the same for as long as it runs."""
    versions = (f"{name} {version}" for name, version in sorted(program_versions().items()))
    return digest_strings(program_digest(), *versions)


def _list_digests(listing: Listing) -> dict[str, str]:
    """Return a digest for each file; what cannot be read, and what is wrong with names, counts."""
    files = {file.path: file.digest for file in listing.files}
    files |= {each.path: each.digest or str(each.fault) for each in listing.pictures}
    files |= listing.slips
    for problem in listing.problems:
        files[problem.path] = files.get(problem.path, "") + f"\0{problem}"
    return files
