"""What a request means in a library: which handouts, languages and editions.

Knows nothing of what was made before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from handoutpress.collection import REVIEW
from handoutpress.errors import Problem, UsageError, suggest_name
from handoutpress.outcome import Target
from handoutpress.plan.volumes import Volume

# What lies in these folders of handouts/ is no topic's own.
SHARED_FOLDERS = ("approvals", "sets", "snippets")


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for; nothing named means everything."""

    ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()


class Names(Protocol):
    """The names that a request may use."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The clinic's languages."""

    @property
    def editions(self) -> tuple[str, ...]:
        """The clinic's editions."""

    @property
    def known_ids(self) -> tuple[str, ...]:
        """The ids of all handouts, those that cannot be made included."""

    @property
    def former_ids(self) -> Mapping[str, str]:
        """The present id for each former one."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a request means in this library; what it does not name, it does not limit."""

    ids: frozenset[str]
    languages: tuple[str, ...]
    editions: tuple[str, ...]
    is_everything: bool
    is_every_language: bool
    is_every_edition: bool = True

    def concerns(self, problem: Problem) -> bool:
        """Tell whether a problem is one of what is selected.

        It may be that the clinic does not have the problem's language.
        """
        is_anybodys = self.is_every_language or not problem.language
        in_language = is_anybodys or problem.language in self.languages
        return in_language and (self.is_everything or self._is_near(problem))

    def _is_near(self, problem: Problem) -> bool:
        """Tell whether a problem is one of a selected handout, of its topic, or everybody's."""
        if problem.handout_id:
            return problem.handout_id in self.ids
        topics = {handout_id.split("/")[0] for handout_id in self.ids}
        folder = problem.path.removeprefix("handouts/").rpartition("/")[0].split("/")[0]
        return not folder or folder in SHARED_FOLDERS or folder in topics

    def holds(self, handout_id: str, language: str) -> bool:
        """Tell whether a handout in a language is selected."""
        return language in self.languages and (self.is_everything or handout_id in self.ids)

    def covers_volume(self, volume: Volume) -> bool:
        """Tell whether a booklet or set is selected: it is when all of its handouts are.

        What is printed to be folded has no edition of the clinic's: it is made with all of them.
        """
        in_ids = self.is_everything or all(key[0] in self.ids for key in volume.keys)
        edition = volume.target.edition
        in_edition = self.is_every_edition or edition in self.editions
        return in_ids and in_edition and volume.target.language in self.languages

    def covers(self, target: Target) -> bool:
        """Tell whether a PDF, of a handout that may be gone, lies within the limits."""
        in_ids = self.is_everything or target.handout_id in self.ids
        in_language = self.is_every_language or target.language in self.languages
        in_edition = self.is_every_edition or target.edition in self.editions
        return in_ids and in_language and in_edition


def select(request: Request, names: Names) -> Selection:
    """Find what a request names; a former id finds its handout, a topic all of its handouts.

    The edition for review is none of the clinic's: it is made only where it is named.

    Raises:
        UsageError: an id, language or edition is not known.
    """
    editions = (*names.editions, REVIEW) if REVIEW in request.editions else names.editions
    return Selection(
        ids=frozenset(_find_ids(request.ids, names)),
        languages=_pick(request.languages, names.languages, "language"),
        editions=_pick(request.editions, editions, "edition"),
        is_everything=not request.ids,
        is_every_language=not request.languages,
        is_every_edition=not request.editions,
    )


def _pick(asked: tuple[str, ...], known: tuple[str, ...], what: str) -> tuple[str, ...]:
    for name in asked:
        if name not in known:
            raise UsageError(
                f"the {what} '{name}' is not in clinic.yaml; {suggest_name(name, known)}"
            )
    return tuple(name for name in known if not asked or name in asked)


def _find_ids(asked: Iterable[str], names: Names) -> Iterator[str]:
    known = names.known_ids
    topics = {handout_id.split("/")[0] for handout_id in known}
    for name in asked:
        if name in topics:
            yield from (each for each in known if each.startswith(f"{name}/"))
        elif name in known:
            yield name
        elif name in names.former_ids:
            yield names.former_ids[name]
        else:
            suggestion = suggest_name(name, (*known, *topics))
            raise UsageError(f"there is no handout or topic '{name}'; {suggestion}")
