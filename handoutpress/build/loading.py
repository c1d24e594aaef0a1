"""Read and validate a whole workspace, for commands that tell of it and build nothing.

Keeps nothing between runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handoutpress.build.survey import list_theme_editions, shipped_theme_folder
from handoutpress.errors import ContentError, Problem, has_errors
from handoutpress.labels import known_languages
from handoutpress.load import parse_files, read_characters, read_files, read_fonts, read_theme
from handoutpress.model import Handout, Library, Theme
from handoutpress.passages import Origins
from handoutpress.plan import Request, Selection, select
from handoutpress.validate import Validated, validate


@dataclass(frozen=True, slots=True)
class Loaded:
    """A library that was read and validated, and what of it was asked for."""

    library: Library
    theme: Theme
    fonts: Mapping[str, bytes]
    selection: Selection
    problems: tuple[Problem, ...]
    origins: Mapping[tuple[str, str], Origins] = field(default_factory=dict, repr=False)

    @property
    def chosen_handouts(self) -> tuple[Handout, ...]:
        """Return the handouts that were asked for."""
        return tuple(
            handout
            for handout in self.library.handouts
            if self.selection.holds(handout.id, handout.language)
        )

    @property
    def has_errors(self) -> bool:
        """Tell whether any problem keeps a handout from being built."""
        return has_errors(self.problems)


def load_library(root: Path, request: Request) -> Loaded:
    """Read and validate a workspace.

    Raises:
        UsageError: there is no handouts/ folder, or the request names what is not there.
        ContentError: the clinic's own file is too broken to go on.
    """
    theme, fonts = read_theme(shipped_theme_folder(), root), read_fonts()
    validated = validate(
        parse_files(read_files(root)),
        label_languages=known_languages(),
        theme_editions=list_theme_editions(theme),
        characters=read_characters(fonts, theme),
    )
    library = _require_library(validated)
    selection = select(request, library)
    problems = tuple(problem for problem in validated.problems if selection.concerns(problem))
    return Loaded(library, theme, fonts, selection, problems, validated.origins)


def _require_library(validated: Validated) -> Library:
    if validated.library is None:
        raise ContentError(validated.problems)
    return validated.library
