"""Bring composed pages and the pictures that they show together, with their digest.

Composes nothing and renders nothing.
"""

from __future__ import annotations

import hashlib

from handoutpress.build.survey import Survey
from handoutpress.compose import Composed
from handoutpress.errors import RenderError
from handoutpress.jobs import OwnPages
from handoutpress.load import read_picture
from handoutpress.plan import digest_page


class PageMaker:
    """Makes pages of one workspace ready to be rendered."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey

    def make(self, composed: Composed, edition: str) -> tuple[str, OwnPages]:
        """Return the digest of everything that can show, and the pages.

        Raises:
            RenderError: somebody has just changed a picture.
        """
        world = self._survey.world
        pictures = {path: self._read_picture(path) for path in composed.picture_paths}
        digests = {path: world.files[path] for path in pictures}
        html, sheets = composed.html, composed.stylesheets
        digest = digest_page(html, sheets, digests, edition=edition, world=world)
        return digest, OwnPages(html, sheets, pictures)

    def _read_picture(self, path: str) -> bytes:
        """Return a picture as it was when all was read, for its digest is that of then."""
        content = read_picture(self._survey.root, path)
        if hashlib.sha256(content).hexdigest() != self._survey.world.files.get(path):
            raise RenderError(f"the picture '{path}' changed during the build; build again")
        return content
