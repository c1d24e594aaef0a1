"""Which handouts there are, in which languages, and by which names they went before.

Knows no words of a handout but its ids and title.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from handoutpress.errors import Problem, Severity
from handoutpress.text import Line, Text, iter_links
from handoutpress.validate.content_files import ContentFile, FileKind, Steps, shorten, suggest
from handoutpress.validate.language_names import name_language
from handoutpress.validate.readings import Part, Reading, iter_texts

HANDOUT_SCHEME = "handout:"
NAME_ANOTHER = "name one that is there; the command 'list' shows them"


@dataclass(frozen=True, slots=True)
class Mention:
    """An id that stands in a file; `offset` is where in its text, None when it is all of it."""

    file: ContentFile
    steps: Steps
    id: str
    offset: int | None = None

    def tell(self, what: str, remedy: str, severity: Severity = Severity.ERROR) -> Problem:
        """Return a problem where the id stands."""
        if self.offset is None:
            return self.file.tell(self.steps, what, remedy, severity=severity)
        return self.file.tell_in_text(self.steps, self.offset, what, remedy, severity=severity)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All ids: the languages of each, and the present id for each former one.

    `untitled` are those whose title cannot be read, by id and language.
    """

    languages: Mapping[str, frozenset[str]]
    former_ids: Mapping[str, str]
    untitled: frozenset[tuple[str, str]] = frozenset()
    problems: tuple[Problem, ...] = field(default=(), repr=False)

    def get_present_id(self, handout_id: str) -> str:
        """Return the id by which a handout goes now."""
        return self.former_ids.get(handout_id, handout_id)

    def check(self, mention: Mention, language: str) -> Iterator[Problem]:
        """Yield what is wrong with an id that a file of a language mentions."""
        present_id = self.get_present_id(mention.id)
        if present_id not in self.languages:
            what = f"there is no handout '{shorten(mention.id)}'"
            remedy = suggest(mention.id, self.languages, otherwise=NAME_ANOTHER)
            yield mention.tell(what, remedy)
            return
        if present_id != mention.id:
            what = f"the handout '{shorten(mention.id)}' is now '{present_id}'"
            yield mention.tell(what, "write the new id", Severity.WARNING)
        if language not in self.languages[present_id]:
            what = f"the handout '{present_id}' is not there in {name_language(language)}"
            yield mention.tell(what, "translate it, or leave it out here")
        if (present_id, language) in self.untitled:
            what = f"the title of '{present_id}' cannot be read, and its name is printed"
            yield mention.tell(what, "mend that handout", Severity.WARNING)


def make_catalog(readings: Iterable[Reading]) -> Catalog:
    """List the handouts among what was read."""
    handouts = [reading for reading in readings if reading.file.kind is FileKind.HANDOUT]
    languages: dict[str, set[str]] = {}
    for reading in handouts:
        languages.setdefault(reading.file.handout_id, set()).add(reading.file.language)
    former_ids, problems = _list_former_ids(handouts, languages)
    return Catalog(
        languages={handout_id: frozenset(found) for handout_id, found in languages.items()},
        former_ids=former_ids,
        untitled=frozenset(
            (each.file.handout_id, each.file.language)
            for each in handouts
            if get_title(each) is None
        ),
        problems=tuple(problems),
    )


def get_title(reading: Reading) -> Line | None:
    """Return a handout's title if it is in order."""
    title: Line | None = reading.get_part("title")
    return None if title is None or title.faults else title


def _list_former_ids(
    handouts: Iterable[Reading], languages: Container[str]
) -> tuple[dict[str, str], list[Problem]]:
    """Return the present id for each former one; of two that claim it, the first has it."""
    former_ids: dict[str, str] = {}
    problems: list[Problem] = []
    for mention in (each for reading in handouts for each in find_ids(reading, "former_ids")):
        if mention.id in languages:
            what = f"'{shorten(mention.id)}' is the id of a handout that is there"
            problems.append(mention.tell(what, "remove it here, or rename that handout"))
            continue
        owner = former_ids.setdefault(mention.id, mention.file.handout_id)
        if owner != mention.file.handout_id:
            what = f"'{shorten(mention.id)}' is a former id of '{owner}' already"
            problems.append(mention.tell(what, "remove it in one of the two"))
    return former_ids, problems


def find_ids(reading: Reading, key: str) -> Iterator[Mention]:
    """Yield the ids of a list at the top of a file."""
    for steps, value in reading.parts:
        if steps == (key,):
            for index, handout_id in enumerate(value):
                yield Mention(reading.file, (key, index), handout_id)
        elif len(steps) == 2 and steps[0] == key:
            yield Mention(reading.file, steps, value)


def find_links(file: ContentFile, parts: tuple[Part, ...]) -> Iterator[Mention]:
    """Yield the ids to which texts link."""
    for steps, text in iter_texts(parts):
        for link in iter_links(text):
            first = link.target[0]
            if isinstance(first, Text) and first.text.startswith(HANDOUT_SCHEME):
                handout_id = first.text.removeprefix(HANDOUT_SCHEME)
                yield Mention(file, steps, handout_id, first.offset)


def check_links(
    file: ContentFile, parts: tuple[Part, ...], catalog: Catalog, language: str
) -> Iterator[Problem]:
    """Yield what is wrong with the handouts to which texts of a language link."""
    for mention in find_links(file, parts):
        yield from catalog.check(mention, language)


def check_see_also(reading: Reading, catalog: Catalog) -> Iterator[Problem]:
    """Yield what is wrong with the handouts that a handout refers to at its end."""
    seen: set[str] = set()
    for mention in find_ids(reading, "see_also"):
        present_id = catalog.get_present_id(mention.id)
        if present_id == reading.file.handout_id:
            yield mention.tell("the handout refers to itself", "remove this id")
            continue
        if present_id in seen:
            what = f"'{shorten(mention.id)}' stands there twice"
            yield mention.tell(what, "remove one", Severity.WARNING)
        seen.add(present_id)
        yield from catalog.check(mention, reading.file.language)
