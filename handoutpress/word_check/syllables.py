"""Count the syllables of a word, in English and Spanish.

Judges nothing; other languages have no count here, and whoever asks for one is told so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from handoutpress.word_check.english_syllables import count_english
from handoutpress.word_check.sentences import primary_language
from handoutpress.word_check.spanish_syllables import count_spanish

_COUNTERS: Mapping[str, Callable[[str], int]] = MappingProxyType(
    {"en": count_english, "es": count_spanish}
)
_PARTS = re.compile(r"[‐‑&-]")
_UNSPOKEN = re.compile(r"@|://|\w\.\w")
_LETTER = re.compile(r"[^\W\d_]")
_FIGURE = re.compile(r"\d")


# Of the words of a handout most come again, in it or in the next.
@lru_cache(maxsize=32_768)
def count_syllables(word: str, language: str) -> int:
    """Return how many syllables a word has; the parts between hyphens count together.

    Figures, addresses and abbreviations with full stops count as one, each as one word: guides ask
    for figures, and a count of how "100.4" sounds would punish them. Source: Flesch, "How to Write
    Plain English" (1979), chapter 2. McLaughlin (1969) would have them read aloud for SMOG.

    Raises:
        ValueError: nobody wrote down how to count in this language.
    """
    count = _COUNTERS.get(primary_language(language))
    if count is None:
        raise ValueError(f"no syllables for the language '{language}'")
    if _UNSPOKEN.search(word) or not _LETTER.search(word):
        return 1
    parts = [part for part in _PARTS.split(word) if part]
    return sum(1 if _FIGURE.search(part) else count(part) for part in parts)
