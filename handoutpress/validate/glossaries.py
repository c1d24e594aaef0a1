"""The glossary, language by language: what can be used of it, and what is wrong.

Finds no words in handouts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from handoutpress.content import LANGUAGE_PATTERN, GlossaryEntry
from handoutpress.errors import Problem, Severity
from handoutpress.text import Line, plain_text
from handoutpress.validate.characters import find_undrawable
from handoutpress.validate.content_files import limit_told
from handoutpress.validate.readings import Part, Reading
from handoutpress.validate.references import Catalog, check_links
from handoutpress.validate.text_problems import find_text_faults


@dataclass(frozen=True, slots=True)
class GlossaryDesk:
    """What the glossary says; `reading` is None where there is none."""

    reading: Reading | None
    problems: tuple[Problem, ...]

    def get_entries(self, language: str) -> tuple[GlossaryEntry, ...] | None:
        """Return the words of a language; None when they are not in order."""
        if self.reading is None:
            return ()
        if self.reading.file.is_faulty or any(_spoils(each, language) for each in self.problems):
            return None
        return tuple(self.reading.get_part(language) or ())

    def get_parts(self, language: str) -> tuple[Part, ...]:
        """Return the parts of a language that are right."""
        parts = self.reading.parts if self.reading else ()
        return tuple(part for part in parts if part[0][0] == language)


def read_glossary(
    reading: Reading | None, catalog: Catalog, characters: Collection[int] = ()
) -> GlossaryDesk:
    """Check the glossary; its numbers and placeholders depend on the handout that uses it."""
    if reading is None:
        return GlossaryDesk(None, ())
    file, parts = reading.file, reading.parts
    problems = {*reading.problems, *limit_told(file, find_text_faults(file, parts))}
    problems.update(limit_told(file, _find_repeated(reading)))
    for part in parts:
        problems.update(limit_told(file, check_links(file, (part,), catalog, str(part[0][0]))))
    for language in {str(part[0][0]) for part in parts}:
        own_parts = tuple(part for part in parts if part[0][0] == language)
        problems.update(find_undrawable(file, own_parts, characters))
    return GlossaryDesk(reading, tuple(sorted(problems)))


def _spoils(problem: Problem, language: str) -> bool:
    """Tell whether a language cannot be used: it is wrong, or hides behind what is no language."""
    is_language = re.fullmatch(LANGUAGE_PATTERN, problem.language)
    is_concerned = problem.language == language or not is_language
    return problem.severity is Severity.ERROR and is_concerned


def _find_repeated(reading: Reading) -> Iterator[Problem]:
    """Yield the words that are explained twice, be it in one of their forms."""
    for (language, *_), entries in reading.parts:
        if not isinstance(entries, tuple):
            continue
        seen: set[str] = set()
        for index, entry in enumerate(entries):
            words = {_spell(line) for line in (entry.word, *entry.forms)}
            for word in sorted(words & seen):
                what = f"the word '{word}' is explained twice"
                yield reading.file.tell((language, index), what, "remove one of the two")
            seen |= words


def _spell(line: Line) -> str:
    return " ".join(plain_text(line, lambda name: name).casefold().split())
