"""What a run must know of a library to plan: names, order, and what is withdrawn.

Values only, and their form in the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

from handoutpress.catalogue import CatalogueSet
from handoutpress.errors import Problem, Severity
from handoutpress.jobs import Folding

Key: TypeAlias = tuple[str, str]  # an id and a language


@dataclass(frozen=True, slots=True)
class BookletWish:
    """The booklets that a topic asks for in a language: one to read, and one to fold."""

    topic: str
    language: str
    title: str
    is_read: bool
    folding: Folding | None
    references: tuple[tuple[str, str], ...] = ()  # id and title of what its introduction leads to


@dataclass(frozen=True, slots=True)
class Roster:
    """A library by names; `handouts` are all with a usable name, those that are broken too.

    `spoilt` are ids and languages of the booklets and sets whose own file is wrong, so that nobody
    knows whether they are wanted.
    """

    default_language: str
    languages: tuple[str, ...]
    editions: tuple[str, ...]
    handouts: tuple[Key, ...]  # in the order of the library
    withdrawn: frozenset[Key]
    former_ids: Mapping[str, str] = field(hash=False)
    clinic_names: Mapping[str, str] = field(hash=False)
    primary_color: str
    gives_out_drafts: bool = True
    packets: tuple[CatalogueSet, ...] = ()
    booklets: tuple[BookletWish, ...] = ()
    spoilt: frozenset[Key] = frozenset()

    @property
    def known_ids(self) -> tuple[str, ...]:
        """The ids of all handouts, sorted."""
        return tuple(sorted({handout_id for handout_id, _ in self.handouts}))


def dump_roster(roster: Roster) -> dict[str, Any]:
    """Return a roster as values that JSON knows."""
    return {
        "default_language": roster.default_language,
        "languages": roster.languages,
        "editions": roster.editions,
        "handouts": roster.handouts,
        "withdrawn": sorted(roster.withdrawn),
        "former_ids": dict(roster.former_ids),
        "clinic_names": dict(roster.clinic_names),
        "primary_color": roster.primary_color,
        "gives_out_drafts": roster.gives_out_drafts,
        "packets": [
            [each.name, each.language, each.title, each.handout_ids] for each in roster.packets
        ],
        "booklets": [
            [
                *(each.topic, each.language, each.title, each.is_read),
                asdict(each.folding) if each.folding else None,
                each.references,
            ]
            for each in roster.booklets
        ],
        "spoilt": sorted(roster.spoilt),
    }


def load_roster(values: Mapping[str, Any]) -> Roster:
    """Return the roster that was dumped."""
    return Roster(
        default_language=values["default_language"],
        languages=tuple(values["languages"]),
        editions=tuple(values["editions"]),
        handouts=tuple((each[0], each[1]) for each in values["handouts"]),
        withdrawn=frozenset((each[0], each[1]) for each in values["withdrawn"]),
        former_ids=values["former_ids"],
        clinic_names=values["clinic_names"],
        primary_color=values["primary_color"],
        gives_out_drafts=values["gives_out_drafts"],
        packets=tuple(
            CatalogueSet(name, language, title, tuple(ids))
            for name, language, title, ids in values["packets"]
        ),
        booklets=tuple(
            BookletWish(
                *(topic, language, title, is_read),
                Folding(**folding) if folding else None,
                tuple((each[0], each[1]) for each in references),
            )
            for topic, language, title, is_read, folding, references in values["booklets"]
        ),
        spoilt=frozenset((each[0], each[1]) for each in values["spoilt"]),
    )


def dump_problems(problems: tuple[Problem, ...]) -> list[list[Any]]:
    """Return problems as values that JSON knows."""
    return [
        [
            *(each.path, each.line, each.column, each.what, each.remedy),
            *(each.severity, each.handout_id, each.language),
        ]
        for each in problems
    ]


def load_problems(values: list[list[Any]]) -> tuple[Problem, ...]:
    """Return the problems that were dumped."""
    return tuple(
        Problem(path, line, column, what, remedy, Severity(severity), handout_id, language)
        for path, line, column, what, remedy, severity, handout_id, language in values
    )
