"""A workspace taken through the stages in this process, for what is compared with the program.

Uses the stages and not the driver: nothing is decided, skipped or published here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from benchmarks.library import ROOT
from handoutpress.compose import compose
from handoutpress.errors import Problem
from handoutpress.jobs import RenderJob
from handoutpress.labels import known_languages, read_labels
from handoutpress.load import (
    parse_files,
    read_characters,
    read_files,
    read_fonts,
    read_picture,
    read_theme,
)
from handoutpress.model import Handout, Library, Theme, output_path
from handoutpress.validate import Validated, validate

NO_EDITION = ("common", "web")


@dataclass(frozen=True, slots=True)
class Piece:
    """One PDF to be made: where it goes, and the job that makes it."""

    path: str
    handout: Handout
    job: RenderJob


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace that was read and validated."""

    root: Path
    theme: Theme
    fonts: Mapping[str, bytes]
    library: Library
    problems: tuple[Problem, ...]

    def make_job(self, handout: Handout, edition: str) -> RenderJob:
        """Compose a handout in an edition."""
        composed = compose(handout, edition, self.theme, read_labels(handout.language))
        pictures = {path: read_picture(self.root, path) for path in composed.picture_paths}
        return RenderJob(composed.html, composed.stylesheets, self.theme, self.fonts, pictures)

    def pieces(self, language: str = "en", edition: str = "standard") -> Iterator[Piece]:
        """Yield what a build makes in a language and an edition."""
        for handout in self.library.handouts:
            if handout.language == language:
                path = output_path(handout.id, language, edition)
                yield Piece(path, handout, self.make_job(handout, edition))


def read_workspace(root: Path) -> Workspace:
    """Read and validate a workspace.

    Raises:
        ValueError: it is too broken to go on.
    """
    theme, fonts = read_theme(ROOT, root), read_fonts()
    validated = read_library(root, theme, read_characters(fonts, theme))
    if validated.library is None:
        raise ValueError("\n".join(map(str, validated.problems)))
    return Workspace(root, theme, fonts, validated.library, validated.problems)


def read_library(root: Path, theme: Theme, characters: Set[int]) -> Validated:
    """Read and validate the content of a workspace, its theme and fonts being known."""
    editions = {name.split("/")[0] for name in theme.styles if "/" in name}
    return validate(
        parse_files(read_files(root)),
        label_languages=known_languages(),
        theme_editions=editions.difference(NO_EDITION),
        characters=frozenset(characters),
    )
