"""What handouts share, each made and checked once: topics, letterheads, snippets, the glossary.

Makes no handout, but knows what in here keeps one from being made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from handoutpress.errors import Problem, Severity, has_errors
from handoutpress.model import Letterhead
from handoutpress.sources import Picture
from handoutpress.validate.clinic_desk import ClinicDesk
from handoutpress.validate.content_files import ContentFile, FileKind
from handoutpress.validate.contexts import check_in_context
from handoutpress.validate.glossaries import GlossaryDesk, read_glossary
from handoutpress.validate.handout_rules import Surroundings, check_body, take_over
from handoutpress.validate.letterhead_desk import LetterheadDesk
from handoutpress.validate.readings import Reading
from handoutpress.validate.references import Catalog
from handoutpress.validate.snippets import Key, Shelf, make_shelf
from handoutpress.validate.topics import TopicDesk, TopicFile, check_topic, open_topic


@dataclass(slots=True)
class SharedContent:
    """What handouts share; `problems` is what was found wrong so far."""

    desk: ClinicDesk
    around: Surroundings
    glossary: GlossaryDesk
    shelf: Shelf
    letterheads: LetterheadDesk
    topic_files: Mapping[tuple[str, str], TopicFile]
    problems: set[Problem]
    _topics: dict[tuple[str, str], TopicDesk] = field(default_factory=dict)
    _snippets_in_context: dict[tuple[Key, str | None], set[Problem]] = field(default_factory=dict)

    @property
    def catalog(self) -> Catalog:
        """Return which handouts there are."""
        return self.around.catalog

    def open_topic(self, topic: str, language: str) -> TopicDesk:
        """Return a topic in a language."""
        key = (topic, language)
        if key not in self._topics:
            self._topics[key] = open_topic(
                self.topic_files,
                topic=topic,
                language=language,
                default_language=self.around.default_language,
            )
            self.problems.update(self._topics[key].problems)
        return self._topics[key]

    def find_letterhead(self, file: ContentFile) -> Letterhead | None:
        """Return the letterhead of a handout, or of a topic's own texts."""
        return self.open_letterhead(file.topic, file.language)

    def open_letterhead(self, topic: str, language: str) -> Letterhead | None:
        """Return the letterhead of a topic in a language."""
        opened = self.open_topic(topic, language).topic
        return self.letterheads.get(opened.department, language) if opened else None

    def check_snippets(self, file: ContentFile, used: Iterable[Key]) -> set[Problem]:
        """Return what is wrong under a handout's letterhead with the snippets that it uses."""
        topic = self.open_topic(file.topic, file.language).topic
        found: set[Problem] = set()
        for key in used if topic else ():
            found |= self._check_snippet(key, topic.department if topic else None)
        return found

    def find_faulty_snippet(self, file: ContentFile, used: Iterable[Key]) -> str | None:
        """Return the path of one of a handout's snippets that cannot be used."""
        topic = self.open_topic(file.topic, file.language).topic
        for key in sorted(used):
            found = self._check_snippet(key, topic.department if topic else None)
            is_spoilt = has_errors(found)
            if self.shelf.blocks[key] is None or is_spoilt:
                return self.shelf.readings[key].file.path
        return None

    def check_anywhere(self, reading: Reading) -> set[Problem]:
        """Return what is wrong under every letterhead, in what is printed under none of its own."""
        file = reading.file
        found = [
            set(check_in_context(file, reading.parts, letterhead))
            for letterhead in self.letterheads.list_made(file.language)
        ]
        return set.intersection(*found) if found else set()

    def _check_snippet(self, key: Key, department: str | None) -> set[Problem]:
        if (key, department) not in self._snippets_in_context:
            reading = self.shelf.readings[key]
            letterhead = self.letterheads.get(department, reading.file.language)
            found = check_in_context(reading.file, reading.parts, letterhead) if letterhead else ()
            self._snippets_in_context[key, department] = set(found)
        return self._snippets_in_context[key, department]


def open_shared_content(
    desk: ClinicDesk,
    readings: tuple[Reading, ...],
    pictures: Mapping[str, Picture],
    *,
    catalog: Catalog,
    characters: Collection[int] = (),
) -> SharedContent:
    """Read and check what handouts share."""
    default = desk.tongues.default
    snippets = _by_name(readings, FileKind.SNIPPET)
    around = Surroundings(default, catalog, pictures, snippets.keys(), characters)
    problems = set(desk.problems)
    shelf = _stock_shelf(snippets, around, problems)
    glossary = read_glossary(_find_glossary(readings), catalog, characters)
    topic_files = _check_topics(readings, desk, around)
    problems.update(shelf.problems, glossary.problems)
    for file in topic_files.values():
        problems.update(file.problems)
    letterheads = LetterheadDesk(desk, glossary, catalog, characters)
    return SharedContent(desk, around, glossary, shelf, letterheads, topic_files, problems)


def _by_name(readings: Iterable[Reading], kind: FileKind) -> dict[Key, Reading]:
    return {
        (reading.file.name, reading.file.language): reading
        for reading in readings
        if reading.file.kind is kind
    }


def _find_glossary(readings: Iterable[Reading]) -> Reading | None:
    return next((each for each in readings if each.file.kind is FileKind.GLOSSARY), None)


def _check_topics(
    readings: Iterable[Reading], desk: ClinicDesk, around: Surroundings
) -> dict[tuple[str, str], TopicFile]:
    departments = desk.clinic.departments if desk.clinic else None
    return {
        (reading.file.topic, reading.file.language): check_topic(
            reading,
            departments=departments,
            catalog=around.catalog,
            characters=around.characters,
        )
        for reading in readings
        if reading.file.kind is FileKind.TOPIC
    }


def _stock_shelf(
    snippets: Mapping[Key, Reading], around: Surroundings, problems: set[Problem]
) -> Shelf:
    """Check the snippets by themselves, and put those on the shelf that can be used."""
    found: set[Problem] = set()
    whole: dict[Key, Reading] = {}
    for (name, language), reading in snippets.items():
        is_source = language == around.default_language
        source = None if is_source else snippets.get((name, around.default_language))
        found.update(check_body(reading, source, around))
        whole[name, language] = take_over(reading, source)
    problems |= found
    errors = {problem.path for problem in found if problem.severity is Severity.ERROR}
    faulty = errors | {each.file.path for each in snippets.values() if each.file.is_faulty}
    return make_shelf(whole, faulty_paths=faulty)
