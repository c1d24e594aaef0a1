"""Open a workshop: parse what handouts share, peek into each handout's file, look at the pictures.

What was seen in a file is kept by the file's digest, and a workshop as long as nothing that it
knows of changed. Checks no handout.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from handoutpress.build.survey import Survey, UnsteadyError, list_theme_editions
from handoutpress.errors import ContentError
from handoutpress.labels import known_languages
from handoutpress.ledger import Ledger
from handoutpress.load import look_at, parse_file, read_characters
from handoutpress.plan import digest_strings
from handoutpress.sources import Picture, SourceFile, Sources
from handoutpress.validate import (
    Peek,
    Workshop,
    is_handout_or_approvals,
    open_workshop,
    peek_files,
)

CHARACTERS = "characters"  # the setting that keeps what the fonts can draw
SEEN_BY = "seen by"  # the setting that says which program looked into files


@dataclass(frozen=True, slots=True)
class Opened:
    """A workshop, and what each handout's and approvals' file tells of itself, by path."""

    workshop: Workshop
    peeks: dict[str, Peek]


class Opener:
    """Opens workshops; while one save follows another, the same one is used again."""

    def __init__(self) -> None:
        self._kept: tuple[str, Opened] | None = None

    def open(self, survey: Survey, ledger: Ledger, *, is_dry: bool) -> Opened:
        """Return the workshop of a workspace.

        Raises:
            ContentError: the clinic's own file is too broken to go on.
        """
        seen = _Seen(survey, ledger, is_dry=is_dry)
        key = seen.digest_shared()
        if self._kept is None or self._kept[0] != key:
            self._kept = (key, seen.open())
        return self._kept[1]


class _Seen:
    """What was seen in files, now or in an earlier run."""

    def __init__(self, survey: Survey, ledger: Ledger, *, is_dry: bool) -> None:
        self._survey, self._ledger, self._is_dry = survey, ledger, is_dry
        program = survey.world.program
        kept = ledger.read_peeks() if ledger.read_setting(SEEN_BY) == program else {}
        if not kept and not is_dry:
            ledger.forget_all_peeks()
            ledger.write_settings({SEEN_BY: program})
        self._peeks = dict(self._peek(kept))
        self._pictures = tuple(self._look_at_pictures(kept))
        gone = kept.keys() - survey.world.files.keys()
        if gone and not is_dry:
            ledger.forget_peeks(gone)

    def _peek(self, kept: dict[str, tuple[str, Any]]) -> Iterator[tuple[str, str]]:
        """Yield the paths of handouts and approvals, and what each file tells, as a text."""
        new: dict[str, tuple[str, Any]] = {}
        for raw in self._survey.listing.files:
            if not is_handout_or_approvals(raw.path):
                continue
            digest, seen = kept.get(raw.path, ("", None))
            if not raw.digest or digest != raw.digest:
                seen = peek_files([parse_file(raw)[0]])[raw.path].to_json()
                new[raw.path] = (raw.digest, seen)
            yield raw.path, str(seen)
        self._keep(new)

    def _look_at_pictures(self, kept: dict[str, tuple[str, Any]]) -> Iterator[Picture]:
        new: dict[str, tuple[str, Any]] = {}
        for raw in self._survey.listing.pictures:
            digest, seen = kept.get(raw.path, ("", None))
            if raw.digest and digest == raw.digest:
                yield Picture(raw.path, seen[0], raw.digest, *seen[1:])
                continue
            picture = look_at(self._survey.root, raw)
            facts = [picture.kind, picture.width_px, picture.height_px]
            if picture.digest != raw.digest:
                raise UnsteadyError(f"'{raw.path}' was saved while it was read; build again")
            new[raw.path] = (raw.digest, [*facts, picture.fault, picture.remedy])
            yield picture
        self._keep(new)

    def _keep(self, seen: dict[str, tuple[str, Any]]) -> None:
        known = {path: each for path, each in seen.items() if each[0]}
        if known and not self._is_dry:
            self._ledger.write_peeks(known)

    def digest_shared(self) -> str:
        """Return a digest of all on which a workshop depends."""
        world = self._survey.world
        # Of handouts only what is wrong with their names and places: it stands in the digest.
        shared = (
            f"{path}\0{digest}"
            for path, digest in sorted(world.files.items())
            if path not in self._peeks or "\0" in digest
        )
        peeks = (f"{path}\0{seen}" for path, seen in self._peeks.items())
        return digest_strings(world.rules, world.program, *shared, "peeks", *peeks)

    def open(self) -> Opened:
        """Open the workshop.

        Raises:
            ContentError: the clinic's own file is too broken to go on.
        """
        problems = list(self._survey.listing.problems)
        shared: list[SourceFile] = []
        for raw in self._survey.listing.files:
            if raw.path not in self._peeks:
                file, faults = parse_file(raw)
                shared.append(file)
                problems += faults
        peeks = {path: Peek.from_json(seen) for path, seen in self._peeks.items()}
        workshop = open_workshop(
            Sources(
                *(tuple(shared), self._pictures, tuple(sorted(problems))),
                slips=self._survey.listing.slips,
            ),
            peeks,
            label_languages=known_languages(),
            theme_editions=list_theme_editions(self._survey.theme),
            characters=self._find_characters(),
        )
        if not (workshop.index.has_clinic and workshop.index.editions):
            raise ContentError(workshop.check_shared())
        return Opened(workshop, peeks)

    def _find_characters(self) -> frozenset[int]:
        """Return what the fonts can draw; to read it from them takes longer than one handout."""
        kept = self._ledger.read_setting(CHARACTERS)
        fonts = self._survey.world.fonts + self._survey.world.program
        if kept and kept[0] == fonts:
            ranges = zip(kept[1], kept[2], strict=True)
            return frozenset(point for first, last in ranges for point in range(first, last + 1))
        characters = read_characters(self._survey.fonts, self._survey.theme)
        if not self._is_dry:
            firsts = sorted(point for point in characters if point - 1 not in characters)
            lasts = sorted(point for point in characters if point + 1 not in characters)
            self._ledger.write_settings({CHARACTERS: [fonts, firsts, lasts]})
        return characters
