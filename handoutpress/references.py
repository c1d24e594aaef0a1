"""Which handouts there are, in which languages, and by which names they went before.

Knows no words of a handout but its ids and title.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from handoutpress.content_files import ContentFile, FileKind, Steps
from handoutpress.errors import Problem, Severity, suggest_name
from handoutpress.language_names import name_language
from handoutpress.readings import Part, Reading, iter_texts
from handoutpress.text import Text, iter_links

HANDOUT_SCHEME = "handout:"


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
    """All ids: the languages of each, and the present id for each former one."""

    languages: Mapping[str, frozenset[str]]
    former_ids: Mapping[str, str]
    problems: tuple[Problem, ...] = field(default=(), repr=False)

    def get_present_id(self, handout_id: str) -> str:
        """Return the id by which a handout goes now."""
        return self.former_ids.get(handout_id, handout_id)

    def check(self, mention: Mention, language: str) -> Iterator[Problem]:
        """Yield what is wrong with an id that a file of a language mentions."""
        present_id = self.get_present_id(mention.id)
        if present_id not in self.languages:
            what = f"there is no handout '{mention.id}'"
            yield mention.tell(what, suggest_name(mention.id, self.languages))
            return
        if present_id != mention.id:
            what = f"the handout '{mention.id}' is now '{present_id}'"
            yield mention.tell(what, "write the new id", Severity.WARNING)
        if language not in self.languages[present_id]:
            what = f"the handout '{present_id}' is not there in {name_language(language)}"
            yield mention.tell(what, "translate it, or leave it out here")


def make_catalog(files: Iterable[ContentFile], readings: Iterable[Reading]) -> Catalog:
    """List the handouts; of two that claim a former id, the first has it."""
    languages: dict[str, set[str]] = {}
    for file in files:
        if file.kind is FileKind.HANDOUT:
            languages.setdefault(file.handout_id, set()).add(file.language)
    former_ids: dict[str, str] = {}
    problems: list[Problem] = []
    for mention in _find_former_ids(readings):
        owner = former_ids.setdefault(mention.id, mention.file.handout_id)
        if mention.id in languages:
            former_ids.pop(mention.id)
            what = f"'{mention.id}' is the id of a handout that is there"
            problems.append(mention.tell(what, "remove it here, or rename that handout"))
        elif owner != mention.file.handout_id:
            what = f"'{mention.id}' is a former id of '{owner}' already"
            problems.append(mention.tell(what, "remove it in one of the two"))
    known = {handout_id: frozenset(found) for handout_id, found in languages.items()}
    return Catalog(known, former_ids, tuple(problems))


def _find_former_ids(readings: Iterable[Reading]) -> Iterator[Mention]:
    for reading in readings:
        if reading.file.kind is FileKind.HANDOUT:
            yield from find_ids(reading, "former_ids")


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


def check_see_also(reading: Reading, catalog: Catalog) -> Iterator[Problem]:
    """Yield what is wrong with the handouts that a handout refers to at its end."""
    seen: set[str] = set()
    for mention in find_ids(reading, "see_also"):
        present_id = catalog.get_present_id(mention.id)
        if present_id == reading.file.handout_id:
            yield mention.tell("the handout refers to itself", "remove this id")
            continue
        if present_id in seen:
            what = f"'{mention.id}' stands there twice"
            yield mention.tell(what, "remove one", Severity.WARNING)
        seen.add(present_id)
        yield from catalog.check(mention, reading.file.language)
