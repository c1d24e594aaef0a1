"""Which handouts there are, in which languages, and by which names they went before.

Knows no words of a handout but its ids and title.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from handoutpress.errors import Problem, Severity
from handoutpress.text import Text, iter_links
from handoutpress.validate.content_files import ContentFile, Steps, shorten, suggest
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

    `untitled` are those whose title cannot be read, by id and language. `withdrawn` are those
    that are no longer handed out, each with the id that its approval says replaces it, or None.
    """

    languages: Mapping[str, frozenset[str]]
    former_ids: Mapping[str, str]
    untitled: frozenset[tuple[str, str]] = frozenset()
    withdrawn: Mapping[tuple[str, str], str | None] = field(default_factory=dict)

    def get_present_id(self, handout_id: str) -> str:
        """Return the id by which a handout goes now."""
        return self.former_ids.get(handout_id, handout_id)

    def is_withdrawn(self, handout_id: str, language: str) -> bool:
        """Tell whether a handout, by its present or a former id, is no longer handed out."""
        return (self.get_present_id(handout_id), language) in self.withdrawn

    def name_withdrawn(self, handout_id: str) -> str:
        """Say that a handout was withdrawn; of a former id also what it is now."""
        present_id = self.get_present_id(handout_id)
        if present_id == handout_id:
            return f"'{handout_id}' was withdrawn"
        return f"'{handout_id}' is now '{present_id}', which was withdrawn"

    def find_replacement(self, mention: Mention, language: str) -> str | None:
        """Return what replaces a withdrawn handout, if the file that mentions it can name that."""
        replaced_by = self.withdrawn[self.get_present_id(mention.id), language]
        present_id = self.get_present_id(replaced_by or "")
        is_there = language in self.languages.get(present_id, ())
        is_usable = is_there and not self.is_withdrawn(present_id, language)
        return present_id if is_usable and present_id != mention.file.handout_id else None

    def tell_left_out(self, mention: Mention, language: str) -> Problem:
        """Return the warning that a handout which was withdrawn is left out of a list."""
        what = f"{self.name_withdrawn(mention.id)}, and is left out"
        other = self.find_replacement(mention, language)
        remedy = f"name '{other}' instead" if other else "take the id out"
        return mention.tell(what, remedy, Severity.WARNING)

    def check(self, mention: Mention, language: str) -> Iterator[Problem]:
        """Yield what is wrong with an id that a file of a language mentions."""
        present_id = self.get_present_id(mention.id)
        if present_id not in self.languages:
            what = f"there is no handout '{shorten(mention.id)}'"
            remedy = suggest(mention.id, self.languages, otherwise=NAME_ANOTHER)
            yield mention.tell(what, remedy)
            return
        if self.is_withdrawn(mention.id, language):
            yield from self._check_withdrawn(mention, language)
            return
        if present_id != mention.id:
            what = f"the handout '{shorten(mention.id)}' is now '{present_id}'"
            yield mention.tell(what, "write the new id", Severity.WARNING)
        yield from self._check_language(mention, language)
        if (present_id, language) in self.untitled:
            what = f"the title of '{present_id}' cannot be read, and its name is printed"
            yield mention.tell(what, "mend that handout", Severity.WARNING)

    def _check_withdrawn(self, mention: Mention, language: str) -> Iterator[Problem]:
        """Yield a mention of what nobody gets; but not from what nobody gets either."""
        if (mention.file.handout_id, language) in self.withdrawn:
            yield from self._check_language(mention, language)
            return
        other = self.find_replacement(mention, language)
        remedy = f"link to '{other}' instead" if other else "take the link out"
        yield mention.tell(self.name_withdrawn(mention.id), remedy)

    def _check_language(self, mention: Mention, language: str) -> Iterator[Problem]:
        """Yield a mention of what is there, but not in the language: it has no title there."""
        present_id = self.get_present_id(mention.id)
        if language not in self.languages[present_id]:
            what = f"the handout '{present_id}' is not there in {name_language(language)}"
            yield mention.tell(what, "translate it, or leave it out here")


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
        if is_left_out(mention.id, reading.file, catalog):
            yield catalog.tell_left_out(mention, reading.file.language)
        else:
            yield from catalog.check(mention, reading.file.language)


def is_left_out(handout_id: str, file: ContentFile, catalog: Catalog) -> bool:
    """Tell whether a reference at the end of a handout leads to what nobody is given any more.

    A handout that was withdrawn itself is not made.
    """
    language = file.language
    is_own = catalog.is_withdrawn(file.handout_id, language)
    return catalog.is_withdrawn(handout_id, language) and not is_own


def check_former_ids(reading: Reading, catalog: Catalog) -> Iterator[Problem]:
    """Yield the former ids of a handout that lead to another one."""
    for mention in find_ids(reading, "former_ids"):
        if mention.id in catalog.languages:
            what = f"'{shorten(mention.id)}' is the id of a handout that is there"
            yield mention.tell(what, "remove it here, or rename that handout")
            continue
        owner = catalog.former_ids[mention.id]
        if owner != reading.file.handout_id:
            what = f"'{shorten(mention.id)}' is a former id of '{owner}' already"
            yield mention.tell(what, "remove it in one of the two")
