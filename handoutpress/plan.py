"""What must be made: which handouts, in which languages and editions, and where they go.

Pure: knows no files and makes nothing. Today everything that is selected is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handoutpress.errors import Problem, UsageError, suggest_name
from handoutpress.model import Handout, Library, State, output_path
from handoutpress.words import count_words

# What lies in these folders of handouts/ is no topic's own.
SHARED_FOLDERS = ("approvals", "sets", "snippets")


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for; nothing named means everything."""

    ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """What a request means in this library; what it does not name, it does not limit."""

    ids: frozenset[str]
    languages: tuple[str, ...]
    editions: tuple[str, ...]
    is_everything: bool
    is_every_language: bool

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


@dataclass(frozen=True, slots=True)
class Output:
    """One PDF to be made; `path` is relative to the output folder, with forward slashes."""

    handout: Handout
    edition: str
    path: str


def select(request: Request, library: Library) -> Selection:
    """Find what a request names; a former id finds its handout, a topic all of its handouts.

    Raises:
        UsageError: an id, language or edition is not known.
    """
    return Selection(
        ids=frozenset(_find_ids(request.ids, library)),
        languages=_pick(request.languages, library.languages, "language"),
        editions=_pick(request.editions, library.editions, "edition"),
        is_everything=not request.ids,
        is_every_language=not request.languages,
    )


def _pick(asked: tuple[str, ...], known: tuple[str, ...], what: str) -> tuple[str, ...]:
    for name in asked:
        if name not in known:
            raise UsageError(
                f"the {what} '{name}' is not in clinic.yaml; {suggest_name(name, known)}"
            )
    return tuple(name for name in known if not asked or name in asked)


def _find_ids(asked: Iterable[str], library: Library) -> Iterator[str]:
    known = library.known_ids
    topics = {handout_id.split("/")[0] for handout_id in known}
    for name in asked:
        if name in topics:
            yield from (each for each in known if each.startswith(f"{name}/"))
        elif name in known:
            yield name
        elif name in library.former_ids:
            yield library.former_ids[name]
        else:
            suggestion = suggest_name(name, (*known, *topics))
            raise UsageError(f"there is no handout or topic '{name}'; {suggestion}")


def plan_outputs(library: Library, selection: Selection) -> tuple[Output, ...]:
    """Return the PDFs to be made, in the order of the library; withdrawn words are not made."""
    return tuple(
        output
        for output in _all_outputs(library, selection)
        if output.handout.review.state is not State.WITHDRAWN
    )


def order_longest_first(outputs: Iterable[Output]) -> tuple[Output, ...]:
    """Return outputs so that at the end of a build no core waits long for the others."""
    return tuple(sorted(outputs, key=lambda output: -count_words(output.handout.manuscript)))


def plan_removals(library: Library, selection: Selection) -> tuple[Output, ...]:
    """Return the PDFs that must go, because their words were withdrawn."""
    return tuple(
        output
        for output in _all_outputs(library, selection)
        if output.handout.review.state is State.WITHDRAWN
    )


def _all_outputs(library: Library, selection: Selection) -> Iterator[Output]:
    for handout in library.handouts:
        if selection.holds(handout.id, handout.language):
            for edition in selection.editions:
                yield Output(handout, edition, output_path(handout.id, handout.language, edition))
