"""Nodes become the library: everything that is right, and a problem for everything that is wrong.

Pure. The rules stand in the modules that are called from here, one for each kind of thing; this
one says only in which order they are asked, and what cannot be made because of what.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeAlias

from handoutpress.content import PacketSet, Topic
from handoutpress.errors import Problem, Severity
from handoutpress.model import Handout, Library
from handoutpress.sources import Picture, Sources
from handoutpress.validate.assembly import Ingredients, Stock, assemble, say
from handoutpress.validate.clinic_desk import CLINIC_PATH, open_clinic
from handoutpress.validate.clinic_rules import check_labels
from handoutpress.validate.content_files import ContentFile, FileKind
from handoutpress.validate.contexts import check_in_context
from handoutpress.validate.file_names import name_files, scope_problems
from handoutpress.validate.handout_rules import check_handout, take_over
from handoutpress.validate.packet_sets import check_set, use_present_ids
from handoutpress.validate.readings import Reading, read_model
from handoutpress.validate.references import get_title
from handoutpress.validate.reviews import check_approvals
from handoutpress.validate.rewriting import rename_links
from handoutpress.validate.shared_content import SharedContent, open_shared_content
from handoutpress.validate.topics import rank_name

# An id or a name, and a language.
GLOSSARY_PATH = "handouts/glossary.yaml"
Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Validated:
    """What came out; `library` is None when `clinic.yaml` cannot be used.

    `broken` are the ids and languages of handouts that are there and cannot be made.
    """

    library: Library | None
    problems: tuple[Problem, ...]
    broken: tuple[Key, ...]


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
    pictures = {picture.path: picture for picture in sources.pictures}
    faulty = {each.path for each in sources.problems if each.severity is Severity.ERROR}
    desk = open_clinic(sources, pictures, theme_editions=theme_editions, faulty_paths=faulty)
    named = name_files(sources.files, desk.tongues, faulty_paths=faulty)
    inner = tuple(file for file in named.files if file.kind is not FileKind.CLINIC)
    readings = tuple(map(read_model, inner))
    shared = open_shared_content(desk, readings, pictures, characters=frozenset(characters))
    shared.problems.update(named.problems)
    shared.problems.update(scope_problems(sources.problems, named.files))
    return _Validation(shared, readings, pictures, frozenset(label_languages)).finish()


@dataclass(slots=True)
class _Validation:
    """Checks the handouts and what is built on them, then makes those that are in order."""

    shared: SharedContent
    readings: tuple[Reading, ...]
    pictures: Mapping[str, Picture]
    label_languages: frozenset[str]
    handouts: dict[Key, Reading] = field(default_factory=dict)
    approvals: dict[Key, Reading] = field(default_factory=dict)

    def finish(self) -> Validated:
        """Return what came out."""
        self.handouts = self._by_id(FileKind.HANDOUT)
        self.approvals = self._by_id(FileKind.APPROVALS)
        for key, reading in self.handouts.items():
            self._note(self._check_handout(key, reading))
        self._note(self._check_approvals())
        self._note(self._check_topics())
        self._note(self._check_labels())
        self._check_snippets()
        sets = dict(self._check_sets())
        made = self._make_handouts()
        broken = sorted(self.handouts.keys() - {(each.id, each.language) for each in made})
        library = self._make_library(made, sets) if self.shared.desk.clinic else None
        return Validated(library, tuple(sorted(self._scope_problems())), tuple(broken))

    def _note(self, problems: Iterable[Problem]) -> None:
        self.shared.problems.update(problems)

    def _by_id(self, kind: FileKind) -> dict[Key, Reading]:
        return {
            (reading.file.handout_id, reading.file.language): reading
            for reading in self.readings
            if reading.file.kind is kind
        }

    def _list_topic_keys(self) -> set[Key]:
        """Return the topics with the languages in which they have handouts."""
        return {(reading.file.topic, language) for (_, language), reading in self.handouts.items()}

    # --- checking -------------------------------------------------------------------------------

    def _get_source(self, key: Key) -> Reading | None:
        """Return the handout that a translation translates."""
        default = self.shared.around.default_language
        return None if key[1] == default else self.handouts.get((key[0], default))

    def _check_handout(self, key: Key, reading: Reading) -> Iterator[Problem]:
        file = reading.file
        yield from check_handout(reading, self._get_source(key), self.shared.around)
        yield from self.shared.shelf.check_size(file)
        letterhead = self.shared.find_letterhead(file)
        if letterhead:
            yield from check_in_context(file, reading.parts, letterhead)

    def _check_approvals(self) -> Iterator[Problem]:
        ids = self.shared.catalog.languages
        for reading in self.approvals.values():
            yield from reading.problems
            yield from check_approvals(reading, handouts=self.handouts, ids=ids)

    def _check_topics(self) -> Iterator[Problem]:
        """Yield what is wrong in topics' texts under their letterhead."""
        for key in self._list_topic_keys() & self.shared.topic_files.keys():
            reading = self.shared.topic_files[key].reading
            letterhead = self.shared.find_letterhead(reading.file)
            if letterhead:
                yield from check_in_context(reading.file, reading.parts, letterhead)

    def _check_labels(self) -> Iterator[Problem]:
        desk = self.shared.desk
        if not self.handouts:
            what, remedy = "there are no handouts", "write one, such as handouts/topic/name.yaml"
            yield Problem("handouts", 1, 1, what, remedy, Severity.WARNING)
        yield from check_labels(
            desk.file,
            desk.languages,
            label_languages=self.label_languages,
            used={language for _, language in self.handouts},
        )

    def _check_snippets(self) -> None:
        used: set[Key] = set()
        for reading in self.handouts.values():
            used |= self.shared.shelf.find_used(reading.file)
            self._note(self.shared.check_snippets(reading.file))
        readings = self.shared.shelf.readings
        for key in readings.keys() - used:
            self._note(self.shared.check_anywhere(readings[key]))

    def _check_sets(self) -> Iterator[tuple[Key, PacketSet]]:
        """Yield the sets that are in order."""
        for reading in self.readings:
            file = reading.file
            if file.kind is not FileKind.SET:
                continue
            found = set(check_set(reading, self.shared.catalog, self.shared.around.characters))
            found |= self.shared.check_anywhere(reading)
            self._note(found)
            if reading.value and not file.is_faulty and not any(map(_is_error, found)):
                packet = use_present_ids(reading.value, self.shared.catalog, file.language)
                if packet.handouts:
                    yield (file.name, file.language), packet

    # --- making ---------------------------------------------------------------------------------

    def _make_handouts(self) -> tuple[Handout, ...]:
        """Return the handouts in which nothing is wrong."""
        titles = {key: self._say_title(reading) for key, reading in self.handouts.items()}
        stock = Stock(self.shared.shelf, self.pictures, self.shared.catalog, titles)
        wrong = {(each.handout_id, each.language) for each in self._list_errors()}
        made: list[Handout] = []
        for key, reading in self.handouts.items():
            if key in wrong or reading.value is None or reading.file.is_faulty:
                continue
            found = self._find_ingredients(key, reading)
            if isinstance(found, Ingredients):
                made.append(assemble(found, stock))
            else:
                self._note(self._blame(found, reading))
        return tuple(made)

    def _list_errors(self) -> Iterator[Problem]:
        yield from filter(_is_error, self.shared.problems | self.shared.letterheads.problems)

    def _say_title(self, reading: Reading) -> str:
        """Return a handout's title; its name, where the title cannot be read."""
        title = get_title(reading)
        if title is None:
            return reading.file.name.replace("-", " ").capitalize()
        return say(title, self.shared.find_letterhead(reading.file))

    def _find_ingredients(self, key: Key, reading: Reading) -> Ingredients | str:
        """Return what a handout is made of, or the path of the file because of which it cannot."""
        shared, file = self.shared, reading.file
        desk = shared.open_topic(file.topic, file.language)
        if desk.topic is None:
            return desk.path
        letterhead = shared.find_letterhead(file)
        glossary = shared.glossary.get_entries(file.language)
        if letterhead is None or glossary is None or file.language not in self.label_languages:
            return GLOSSARY_PATH if glossary is None else CLINIC_PATH
        snippet = shared.find_faulty_snippet(file)
        if snippet:
            return snippet
        approvals = self.approvals.get(key)
        if approvals and (approvals.value is None or approvals.file.is_faulty):
            return approvals.file.path
        return Ingredients(
            reading=take_over(reading, self._get_source(key)),
            letterhead=letterhead,
            glossary=glossary,
            topic=desk.topic,
            approvals=approvals.value if approvals else (),
        )

    def _blame(self, path: str, reading: Reading) -> Iterator[Problem]:
        """Name the file because of which a handout cannot be made, unless it is named already."""
        file = reading.file
        errors = (self._scope(each) for each in self._list_errors() if each.path == path)
        if not any(_concerns(each, file) for each in errors):
            yield file.tell((), f"this cannot be made, because '{path}' is wrong", "mend that file")

    def _make_library(
        self, handouts: tuple[Handout, ...], sets: Mapping[Key, PacketSet]
    ) -> Library:
        desk, catalog = self.shared.desk, self.shared.catalog
        return Library(
            default_language=desk.tongues.default,
            languages=desk.languages,
            editions=desk.editions,
            handouts=tuple(sorted(handouts, key=self._rank)),
            topics=MappingProxyType(dict(self._list_topics())),
            sets=MappingProxyType(dict(sets)),
            former_ids=MappingProxyType(dict(catalog.former_ids)),
            known_ids=tuple(sorted(catalog.languages)),
            phone_keys=tuple(desk.clinic.phones) if desk.clinic else (),
        )

    def _rank(self, handout: Handout) -> tuple[bool, int, str, int, str, str]:
        """Order by language, the default one first; then by topic, its order, and title."""
        desk = self.shared.desk
        topic = self.shared.open_topic(handout.topic, handout.language).topic
        return (
            handout.language != desk.tongues.default,
            desk.languages.index(handout.language),
            handout.topic,
            rank_name(topic, handout.name),
            handout.plain(handout.manuscript.title).casefold(),
            handout.name,
        )

    def _list_topics(self) -> Iterator[tuple[Key, Topic]]:
        """Yield the topics in which nothing is wrong."""
        wrong = {each.path for each in self._list_errors()}
        for topic, language in sorted(self._list_topic_keys()):
            desk = self.shared.open_topic(topic, language)
            if desk.topic and desk.path not in wrong:
                value = rename_links(desk.topic, self.shared.catalog.former_ids)
                yield (topic, language), value

    def _scope_problems(self) -> Iterator[Problem]:
        """Yield all problems; one in a language that the clinic does not have is everybody's."""
        for problem in self.shared.problems | self.shared.letterheads.problems:
            yield self._scope(problem)

    def _scope(self, problem: Problem) -> Problem:
        is_known = problem.language in self.shared.desk.languages
        return problem if is_known else replace(problem, language="")


def _is_error(problem: Problem) -> bool:
    return problem.severity is Severity.ERROR


def _concerns(problem: Problem, file: ContentFile) -> bool:
    is_ours = problem.handout_id in ("", file.handout_id)
    return is_ours and problem.language in ("", file.language)
