"""Validate what must be validated, a few handouts at a time, and keep the outcome.

A handout that was in order, and of which nothing changed, is not read again. Makes no page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from handoutpress.build.facts import list_facts
from handoutpress.build.opening import Opener
from handoutpress.build.roster import BookletWish, Key, Roster
from handoutpress.build.survey import Survey
from handoutpress.catalogue import CatalogueSet
from handoutpress.content import Booklet, Fold
from handoutpress.errors import Problem, Severity
from handoutpress.jobs import Folding
from handoutpress.labels import text_direction
from handoutpress.ledger import Ledger
from handoutpress.load import parse_file
from handoutpress.model import (
    BOOKLET_NAME,
    SETS_FOLDER,
    Calendar,
    Handout,
    Index,
    Letterhead,
    State,
)
from handoutpress.passages import Origins
from handoutpress.plan import digest_groups, digest_strings
from handoutpress.records import HandoutRecord
from handoutpress.sources import SourceFile
from handoutpress.text import Flow
from handoutpress.validate import Checked, Workshop
from handoutpress.words import list_mentioned


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some handouts that were checked: how they are recorded, and those that can be made.

    `origins` say where these were typed.
    """

    records: tuple[HandoutRecord, ...]
    handouts: tuple[Handout, ...]
    problems: tuple[Problem, ...]
    origins: Mapping[Key, Origins] = field(default_factory=dict, repr=False)


class Checker:
    """A workspace with its shared files read, ready to check handouts."""

    def __init__(
        self,
        survey: Survey,
        ledger: Ledger,
        opener: Opener,
        *,
        today: date | None = None,
        is_dry: bool = False,
    ) -> None:
        self._survey, self._ledger, self._is_dry = survey, ledger, is_dry
        self._raw = {file.path: file for file in survey.listing.files}
        opened = opener.open(survey, ledger, is_dry=is_dry)
        self._peeks, self._workshop = opened.peeks, opened.workshop
        self.roster = _make_roster(self._workshop)
        self.calendar = _make_calendar(self._workshop.index, today)
        self._paths = {each[:2]: each[2] for each in self._workshop.index.handouts}

    # --- deciding -------------------------------------------------------------------------------

    def is_valid(self, record: HandoutRecord) -> bool:
        """Tell whether a handout was in order, and would be found so again."""
        workshop = self._workshop
        if record.key in workshop.entangled or record.key in workshop.spoilt:
            return False  # another file says so, which is none of its inputs
        return record.is_clean and self._digest_groups(record) == record.groups

    def _digest_groups(self, record: HandoutRecord) -> dict[Any, str]:
        default = self.roster.default_language
        state = ""
        if self.calendar and record.due:
            state = str(self.calendar.find_state(State.APPROVED, record.due))
        world = self._survey.world
        return dict(digest_groups(record, world, self, default_language=default, state=state))

    def describe(self, handout_id: str, language: str) -> str:
        """Return all that can show of a handout on the page of another."""
        key = (handout_id, language)
        if key not in self._described:
            title = self._workshop.index.titles.get(key, "")
            typed = self._peeks[self._paths[key]].title if key in self._paths else None
            marks = (str(typed is None), str(key in self.roster.withdrawn))
            languages = self._languages.get(handout_id, ())
            described = digest_strings(handout_id, title, *marks, *languages)
            self._described[key] = described
        return self._described[key] + self._former_ids

    @cached_property
    def _described(self) -> dict[Key, str]:
        return {}

    @cached_property
    def _languages(self) -> dict[str, list[str]]:
        languages: dict[str, list[str]] = {}
        for handout_id, language in sorted(self.roster.handouts):
            languages.setdefault(handout_id, []).append(language)
        return languages

    @cached_property
    def _former_ids(self) -> str:
        return digest_strings(
            *(f"{old}\0{new}" for old, new in sorted(self.roster.former_ids.items()))
        )

    def size_of(self, key: Key) -> int:
        """Return how many bytes a handout's file has, by which long jobs start first."""
        return len(self._raw[self._paths[key]].content or b"")

    @property
    def index(self) -> Index:
        """What there is in the library, and the clinic's settings."""
        return self._workshop.index

    # --- what collections print ---

    def find_letterhead(self, topic: str | None, language: str) -> Letterhead | None:
        """Return the letterhead of a topic, or the clinic's own."""
        return self._workshop.find_letterhead(topic, language)

    def list_letterhead_problems(self, language: str) -> tuple[Problem, ...]:
        """Return what is wrong with the clinic's letterhead in a language."""
        return self._workshop.list_letterhead_problems(language)

    def find_undrawable(self, text: str) -> str:
        """Return the characters of a text that the fonts do not have."""
        return self._workshop.find_undrawable(text)

    @property
    def gives_out_drafts(self) -> bool:
        """Whether the clinic gives out what nobody approved, marked as a draft."""
        return self._workshop.index.give_out == "marked"

    def find_introduction(self, topic: str, language: str) -> Flow | None:
        """Return what a topic says before its handouts."""
        return self._workshop.index.topics[topic, language].introduction

    def find_title(self, handout_id: str, language: str) -> str:
        """Return the title of a handout as the reader sees it."""
        return self._workshop.index.titles[handout_id, language]

    # --- checking -------------------------------------------------------------------------------

    def check_shared(self) -> tuple[Problem, ...]:
        """Return what is wrong in files that are no handout's own, orphans among them."""
        paths = (*self._workshop.orphans, *self._workshop.strays)
        files, problems = _split(self._parse(path) for path in paths)
        others = self._workshop.check(files, problems=problems)
        return (*self._workshop.check_shared(), *others.problems)

    def check(self, keys: Collection[Key]) -> Chunk:
        """Check handouts, and keep how it went."""
        files, problems = _split(self._parse(path) for path in self._list_paths(keys))
        sources, _ = _split(self._parse(path) for path in self._list_sources(keys))
        checked = self._workshop.check(files, support=sources, problems=problems)
        handouts = tuple(map(self._find_state, checked.handouts))
        made = {(each.id, each.language): each for each in handouts}
        records = tuple(self._record(key, made.get(key), checked) for key in keys)
        facts = (list_facts(made[key]) if key in made else None for key in keys)
        if not self._is_dry:
            self._ledger.write_handouts(zip(records, facts, strict=True))
        return Chunk(records, handouts, checked.problems, checked.origins)

    def _find_state(self, handout: Handout) -> Handout:
        """Return a handout in the state that it has today."""
        return replace(handout, review=handout.review.on_day(self.calendar))

    def _parse(self, path: str) -> tuple[SourceFile, tuple[Problem, ...]]:
        return parse_file(self._raw[path])

    def _list_paths(self, keys: Iterable[Key]) -> Iterator[str]:
        for key in keys:
            yield self._paths[key]
            if key in self._workshop.approvals:
                yield self._workshop.approvals[key]

    def _list_sources(self, keys: Collection[Key]) -> Iterator[str]:
        """Yield the files that translations inherit from, unless these are checked as well."""
        default = self.roster.default_language
        sources = {(handout_id, default) for handout_id, language in keys if language != default}
        for key in sorted(sources - set(keys)):
            if key in self._paths:
                yield self._paths[key]

    def _record(self, key: Key, handout: Handout | None, checked: Checked) -> HandoutRecord:
        path = self._paths[key]
        record = HandoutRecord(*key, path, {})
        if handout is not None:
            trace = checked.traces[key]
            logo = (handout.letterhead.logo,) if handout.letterhead.logo else ()
            record = replace(
                record,
                pictures=tuple(sorted({*trace.pictures, *logo})),
                snippets=trace.snippets,
                mentions=tuple(sorted({*handout.reference_titles, *trace.replacements})),
                is_broken=False,
                due=handout.review.due if handout.review.approved_on else None,
                words=handout.review.words,
            )
        own = {path, self._workshop.approvals.get(key)}
        is_told = any(problem.path in own for problem in checked.problems)
        is_clean = handout is not None and not is_told and key not in self._workshop.entangled
        return replace(record, groups=self._digest_groups(record), is_clean=is_clean)


def _split(
    parsed: Iterable[tuple[SourceFile, tuple[Problem, ...]]],
) -> tuple[list[SourceFile], list[Problem]]:
    files: list[SourceFile] = []
    problems: list[Problem] = []
    for file, faults in parsed:
        files.append(file)
        problems += faults
    return files, problems


def _make_calendar(index: Index, today: date | None) -> Calendar | None:
    if today is None:
        return None
    return Calendar(today, index.approvals.due_soon) if index.approvals else Calendar(today)


def _make_roster(workshop: Workshop) -> Roster:
    index = workshop.index
    return Roster(
        default_language=index.default_language,
        languages=index.languages,
        editions=index.editions,
        handouts=tuple((handout_id, language) for handout_id, language, _ in index.handouts),
        withdrawn=index.withdrawn,
        former_ids=dict(index.former_ids),
        clinic_names=dict(index.clinic_names),
        primary_color=index.primary_color,
        gives_out_drafts=index.give_out == "marked",
        packets=tuple(
            CatalogueSet(name, language, index.set_titles[name, language], packet.handouts)
            for (name, language), packet in index.sets.items()
        ),
        booklets=tuple(_list_booklets(index)),
        spoilt=frozenset(_list_spoilt(workshop)),
    )


def _list_booklets(index: Index) -> Iterator[BookletWish]:
    for (topic, language), value in index.topics.items():
        wanted = value.booklet
        if wanted is True:
            wanted = Booklet(read=True, fold=True)
        if not isinstance(wanted, Booklet):
            continue
        fold = Fold() if wanted.fold is True else wanted.fold
        folding = None
        if isinstance(fold, Fold):
            is_right_to_left = text_direction(language) == "rtl"
            folding = Folding(fold.flip, fold.sheets_per_signature, fold.creep, is_right_to_left)
        title = index.topic_titles[topic, language]
        texts = (value.introduction,) if value.introduction else ()
        references = ((each, index.titles[each, language]) for each in list_mentioned(texts))
        yield BookletWish(topic, language, title, wanted.read, folding, tuple(references))


def _list_spoilt(workshop: Workshop) -> Iterator[Key]:
    """Yield the booklets and sets whose own file is wrong."""
    index, start = workshop.index, f"handouts/{SETS_FOLDER}/"
    for handout_id, language, _ in index.handouts:
        topic = handout_id.split("/")[0]
        if (topic, language) not in index.topics:
            yield f"{topic}/{BOOKLET_NAME}", language
    for problem in workshop.check_shared():
        if problem.severity is Severity.ERROR and problem.path.startswith(start):
            name, _, language = PurePosixPath(problem.path).stem.partition(".")
            yield f"{SETS_FOLDER}/{name}", language or index.default_language
