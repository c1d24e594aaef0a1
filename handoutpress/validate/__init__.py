"""Nodes become the library: everything that is right, and a problem for everything that is wrong.

Pure. The rules stand in the modules below, one for each kind of thing. Whoever has all files at
once asks `validate`; whoever wants to see a few at a time opens a workshop.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from handoutpress.errors import Problem
from handoutpress.model import Handout, Index, Library
from handoutpress.passages import Origins
from handoutpress.sources import Sources
from handoutpress.validate.census import Key
from handoutpress.validate.chunks import Checked
from handoutpress.validate.peeks import Peek, is_handout_or_approvals, peek_files
from handoutpress.validate.workshop import Workshop, open_workshop

__all__ = [
    "Checked",
    "Key",
    "Peek",
    "Validated",
    "Workshop",
    "is_handout_or_approvals",
    "open_workshop",
    "peek_files",
    "validate",
]


@dataclass(frozen=True, slots=True)
class Validated:
    """What came out; `library` is None when `clinic.yaml` cannot be used.

    `broken` are the ids and languages of handouts that are there and cannot be made; `origins` say
    where those that can be made were typed.
    """

    library: Library | None
    problems: tuple[Problem, ...]
    broken: tuple[Key, ...]
    origins: Mapping[Key, Origins] = field(default_factory=dict, repr=False)


def validate(
    sources: Sources,
    *,
    label_languages: Collection[str],
    theme_editions: Collection[str],
    characters: Collection[int] = (),
) -> Validated:
    """Return everything that is right, and everything that is wrong.

    `characters` are the code points that the fonts can draw; none means that it is not known.
    """
    many = tuple(file for file in sources.files if is_handout_or_approvals(file.path))
    peeks = peek_files(many)
    shared = Sources(
        files=tuple(file for file in sources.files if file.path not in peeks),
        pictures=sources.pictures,
        problems=tuple(each for each in sources.problems if each.path not in peeks),
        slips=sources.slips,
    )
    workshop = open_workshop(
        shared,
        peeks,
        label_languages=label_languages,
        theme_editions=theme_editions,
        characters=characters,
    )
    checked = workshop.check(many, problems=sources.problems)
    return Validated(
        library=_make_library(workshop.index, checked.handouts),
        problems=tuple(sorted({*workshop.check_shared(), *checked.problems})),
        broken=checked.broken,
        origins=checked.origins,
    )


def _make_library(index: Index, handouts: tuple[Handout, ...]) -> Library | None:
    if not index.has_clinic:
        return None
    return Library(
        default_language=index.default_language,
        languages=index.languages,
        editions=index.editions,
        handouts=handouts,
        topics=index.topics,
        sets=index.sets,
        former_ids=index.former_ids,
        known_ids=index.known_ids,
        phone_keys=index.phone_keys,
        check=index.check,
        approvals=index.approvals,
    )
