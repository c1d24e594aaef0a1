"""[reads] What a message and a password's page need of the clinic: letterhead, theme, fonts.

Composes nothing. Reads the shared files of the workspace, and no handout's words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from handoutpress.build.opening import Opener
from handoutpress.build.page_maker import PageMaker
from handoutpress.build.survey import Survey, read_survey
from handoutpress.compose import Composed
from handoutpress.errors import ContentError, HandoutError, RenderError
from handoutpress.jobs import RenderJob
from handoutpress.ledger import create_passing_ledger
from handoutpress.model import Letterhead, Theme
from handoutpress.validate import Workshop

if TYPE_CHECKING:
    from handoutpress.worker import Station


class Stationery(Protocol):
    """The clinic's paper: what its letters look like, and how a page of its own is printed."""

    @property
    def theme(self) -> Theme:
        """The design."""

    def find_letterhead(self, language: str) -> Letterhead:
        """Return the clinic's letterhead in a language, or raise HandoutError."""

    def print_page(self, composed: Composed, edition: str) -> bytes:
        """Return a page as a PDF, or raise HandoutError."""


@dataclass(frozen=True, slots=True)
class WorkspaceStationery:
    """The stationery of a workspace; its press is set up once, and only when it is needed."""

    survey: Survey
    workshop: Workshop
    stations: list[Station] = field(default_factory=list, repr=False, compare=False)

    @property
    def theme(self) -> Theme:
        """The design."""
        return self.survey.theme

    def find_letterhead(self, language: str) -> Letterhead:
        """Return the clinic's letterhead in a language.

        Raises:
            ContentError: a text of it is missing.
        """
        letterhead = self.workshop.find_letterhead(None, language)
        if letterhead is None:
            raise ContentError(self.workshop.list_letterhead_problems(language))
        return letterhead

    def print_page(self, composed: Composed, edition: str) -> bytes:
        """Return a page as a PDF; what a library says of it may quote it, and is not told.

        Raises:
            HandoutError: it cannot be made.
        """
        try:
            _, own = PageMaker(self.survey).make(composed, edition)
            theme, fonts = self.survey.theme, self.survey.fonts
            job = RenderJob(own.html, own.stylesheets, theme, fonts, own.pictures)
            return self._find_station().do(job).pdf
        except RenderError:
            raise HandoutError(
                "the page with the password cannot be made; 'build' says what is wrong with the "
                "clinic's pages"
            ) from None

    def _find_station(self) -> Station:
        from handoutpress.worker import set_up_press  # slow to load, and often not needed

        if not self.stations:
            self.stations.append(set_up_press(self.survey.theme, self.survey.fonts))
        return self.stations[0]


def open_stationery(root: Path) -> WorkspaceStationery:
    """Return the stationery of a workspace.

    Raises:
        HandoutError: the workspace cannot be read.
    """
    survey = read_survey(root)
    opened = Opener().open(survey, create_passing_ledger(()), is_dry=True)
    return WorkspaceStationery(survey, opened.workshop)
