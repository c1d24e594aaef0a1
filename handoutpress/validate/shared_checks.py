"""All that is wrong in what handouts share, when it is known which handouts use it.

Looks at no handout: the census says which there are, and which snippets stand in them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from handoutpress.content import PacketSet
from handoutpress.errors import Problem, Severity, has_errors
from handoutpress.validate.census import Census, Key
from handoutpress.validate.clinic_rules import check_labels
from handoutpress.validate.content_files import FileKind
from handoutpress.validate.contexts import check_in_context
from handoutpress.validate.packet_sets import check_set, use_present_ids
from handoutpress.validate.readings import Reading
from handoutpress.validate.shared_content import SharedContent


@dataclass(slots=True)
class SharedCheck:
    """Checks what handouts share; the problems go to the shared content's own."""

    shared: SharedContent
    census: Census
    label_languages: Collection[str]
    sets: dict[Key, PacketSet] = field(default_factory=dict)

    def check(self, readings: tuple[Reading, ...]) -> frozenset[Problem]:
        """Return everything that is wrong; `readings` are those of the shared files."""
        problems = self.shared.problems
        problems.update(self._check_topics())  # first: it makes the letterheads
        problems.update(self._check_labels())
        problems.update(self._check_snippets())
        for reading in readings:
            if reading.file.kind is FileKind.SET:
                problems.update(self._check_set(reading))
        return frozenset(problems | self.shared.letterheads.problems)

    def _check_topics(self) -> Iterator[Problem]:
        """Open each topic and its letterhead, and yield what is wrong in its texts there."""
        for topic, language in self.census.topic_keys:
            letterhead = self.shared.open_letterhead(topic, language)
            found = self.shared.topic_files.get((topic, language))
            if letterhead and found:
                yield from check_in_context(found.reading.file, found.reading.parts, letterhead)

    def _check_labels(self) -> Iterator[Problem]:
        desk = self.shared.desk
        if not self.census.handouts:
            what, remedy = "there are no handouts", "write one, such as handouts/topic/name.yaml"
            yield Problem("handouts", 1, 1, what, remedy, Severity.WARNING)
        yield from check_labels(
            desk.file,
            desk.languages,
            label_languages=self.label_languages,
            used={language for _, language in self.census.handouts},
        )

    def _check_snippets(self) -> Iterator[Problem]:
        shelf = self.shared.shelf
        used: set[Key] = set()
        for key, file in self.census.handouts.items():
            found = shelf.find_used(self.census.get_peek(key).snippets, file.language)
            used |= found
            yield from self.shared.check_snippets(file, found)
        for key in shelf.readings.keys() - used:
            yield from self.shared.check_anywhere(shelf.readings[key])

    def _check_set(self, reading: Reading) -> set[Problem]:
        """Return what is wrong in a set, and keep it if it is in order."""
        file, catalog = reading.file, self.shared.catalog
        found = set(check_set(reading, catalog, self.shared.around.characters))
        found |= self.shared.check_anywhere(reading)
        if reading.value and not file.is_faulty and not has_errors(found):
            packet = use_present_ids(reading.value, catalog, file.language)
            if packet.handouts:
                self.sets[file.name, file.language] = packet
        return found
