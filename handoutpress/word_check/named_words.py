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
from handoutpress.word_check.sentences import Word, split_sentences
from handoutpress.words import list_explained

_ALIKE = str.maketrans("’‐‑", "'--")


@dataclass(frozen=True, slots=True)
class NamedWords:
    """Names of one word, in small letters, and a pattern of those that have more."""

    words: frozenset[str]
    pattern: re.Pattern[str] | None

    def find(self, text: str) -> Stretches:
        """Return where names stand in a text."""
        if self.pattern is None:
            return Stretches(self.words, ())
        return Stretches(self.words, tuple(each.span() for each in self.pattern.finditer(text)))


@dataclass(frozen=True, slots=True)
class Stretches:
    """What of a text is a name: some words wherever they stand, and stretches in order."""

    words: frozenset[str]
    spans: tuple[tuple[int, int], ...]

    def hold(self, word: Word) -> bool:
        """Tell whether a word, or a part of it before or after a hyphen, is of a name."""
        return bool(self.words and self._have(word.text)) or self._lie_over(word)

    def _have(self, word: str) -> bool:
        folded = _fold(word)
        return folded in self.words or (
            "-" in folded and any(part in self.words for part in folded.split("-"))
        )

    def _lie_over(self, word: Word) -> bool:
        if not self.spans:
            return False
        index = bisect_right(self.spans, (word.start, word.end)) - 1
        near = self.spans[max(0, index) : index + 2]
        return any(start < word.end and word.start < end for start, end in near)


@lru_cache(maxsize=32_768)
def _fold(word: str) -> str:
    """Return what all ways to type a name have in common; whose something is, is let go."""
    folded = unicodedata.normalize("NFC", word.casefold().translate(_ALIKE))
    return folded.removesuffix("'s")


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
    """Return these names as what can be found, whole and whatever the case."""
    single, longer = set[str](), set[str]()
    for name in names:
        words = [word for sentence in split_sentences(name) for word in sentence.words]
        is_single = len(words) == 1 and words[0].text == name.strip()
        (single if is_single else longer).add(" ".join(name.split()))
    return NamedWords(frozenset(map(_fold, single)), _compile(longer - {""}))


def _compile(names: set[str]) -> re.Pattern[str] | None:
    if not names:
        return None
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    alternatives = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?:['’]s)?(?!\w)", re.IGNORECASE)
