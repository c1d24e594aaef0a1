"""Find in a text the words of a list of names: medicines, and words that are explained.

Judges nothing.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from handoutpress.content import GlossaryEntry
from handoutpress.model import Handout
from handoutpress.word_check.sentences import Word
from handoutpress.words import list_explained


@dataclass(frozen=True, slots=True)
class NamedWords:
    """Names of one or more words each; a pattern finds them whole, whatever the case."""

    pattern: re.Pattern[str] | None

    def find(self, text: str) -> Stretches:
        """Return where names stand in a text."""
        if self.pattern is None:
            return Stretches(())
        return Stretches(tuple(found.span() for found in self.pattern.finditer(text)))


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches of a text, in order, none over another."""

    spans: tuple[tuple[int, int], ...]

    def hold(self, word: Word) -> bool:
        """Tell whether a word, or a part of it before or after a hyphen, is in one of them."""
        if not self.spans:
            return False
        index = bisect_right(self.spans, (word.start, word.end)) - 1
        near = self.spans[max(0, index) : index + 2]
        return any(start < word.end and word.start < end for start, end in near)


def list_medicines(handout: Handout) -> Iterator[str]:
    """Yield the generic and brand names of a handout's blocks of medicines."""
    for section in handout.manuscript.sections:
        for block in section.all_blocks():
            for medicine in getattr(block, "medicines", ()):
                names = (medicine.generic, *medicine.brands)
                yield from (handout.plain(name) for name in names if name is not None)


def list_terms(handout: Handout) -> Iterator[str]:
    """Yield the words that a handout's own lists of terms explain."""
    for section in handout.manuscript.sections:
        for block in section.all_blocks():
            yield from (handout.plain(term.word) for term in getattr(block, "terms", ()))


def list_spellings(handout: Handout, entries: Iterable[GlossaryEntry]) -> Iterator[str]:
    """Yield the words of a glossary, in all their forms."""
    for entry in entries:
        yield from (handout.plain(line) for line in (entry.word, *entry.forms))


def find_left_out(handout: Handout) -> NamedWords:
    """Return what a plain score leaves out: medicines, and glossary words that are explained."""
    explained = list_explained(handout.manuscript, handout.glossary)
    return name_words((*list_medicines(handout), *list_spellings(handout, explained)))


# A library has one glossary for a language, and every handout asks for it.
@lru_cache(maxsize=64)
def name_words(names: tuple[str, ...]) -> NamedWords:
    """Return these names as what can be found."""
    spelled = {unicodedata.normalize("NFC", " ".join(name.split())) for name in names}
    longest_first = sorted(spelled - {""}, key=lambda name: (-len(name), name))
    if not longest_first:
        return NamedWords(None)
    alternatives = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
    return NamedWords(re.compile(rf"(?<!\w)(?:{alternatives})(?:['’]s)?(?!\w)", re.IGNORECASE))
