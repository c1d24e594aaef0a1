"""Know which long words readers meet in everyday life, and what forms of one word have in common.

Judges no text. English only.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources

from handoutpress.word_check.english_syllables import count_english
from handoutpress.word_check.formulas import POLYSYLLABLE

_LIST = "common_long_words.txt"
_ENDINGS = (
    *("'s", "s", "es", "ed", "d", "ing", "ly", "ally", "er", "ers", "est", "ness", "ment", "ments"),
    *("able", "al", "ful", "less", "ion", "ions", "or", "ors", "ic", "ous"),
)
_ENDINGS_OF_Y = ("ies", "ied", "ier", "iest", "ily", "iness")
# Gunning, too, lets words pass that only an ending makes long.
# Source: Gunning, "The Technique of Clear Writing" (1952): the Fog index does not count verbs that
# are of three syllables because of -es or -ed.
_LIGHT_ENDINGS = ("'s", "s", "es", "ed", "d", "ing", "ly", "er", "ers", "ness")
_FORMS = (("ies", "y"), ("ses", "s"), ("sis", "s"), ("se", "s"), ("'s", ""), ("es", "e"))
_SHORTEST_BASE = 3
_PREFIXES = ("non", "un", "over", "under", "re", "pre", "mis", "multi", "self", "mid")


@cache
def _common_words() -> frozenset[str]:
    text = resources.files(__package__).joinpath(_LIST).read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


@lru_cache(maxsize=16_384)
def is_common(word: str) -> bool:
    """Tell whether a word is short, or a long one of everyday life; `word` is in small letters."""
    return count_english(word) < POLYSYLLABLE or _is_listed(word) or _is_light(word)


def _is_listed(word: str) -> bool:
    words = _common_words()
    if word in words or any(base in words for base in _iter_bases(word, _ENDINGS)):
        return True
    stems = (word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix))
    return any(stem in words for stem in stems)


def _is_light(word: str) -> bool:
    """Tell whether only an ending makes a word long: "targeted", "removing"."""
    return any(
        count_english(base) < POLYSYLLABLE - 1 or _is_verb_form(word, base)
        for base in _iter_bases(word, _LIGHT_ENDINGS)
    )


def _is_verb_form(word: str, base: str) -> bool:
    return count_english(base) < POLYSYLLABLE and count_english(word) == POLYSYLLABLE


def stem(word: str) -> str:
    """Return what "metastasis" and "metastases", "biopsy" and "biopsies" have in common."""
    for ending, instead in _FORMS:
        if word.endswith(ending) and len(word) > len(ending) + _SHORTEST_BASE:
            return word.removesuffix(ending) + instead
    return word.removesuffix("s") if not word.endswith("ss") else word


def _iter_bases(word: str, endings: tuple[str, ...]) -> Iterator[str]:
    """Yield what may have stood before an ending."""
    for ending in endings:
        base = word.removesuffix(ending)
        if base != word and len(base) >= _SHORTEST_BASE:
            yield base
            yield f"{base}e"
            if base[-1] == base[-2]:
                yield base[:-1]
    for ending in _ENDINGS_OF_Y:
        base = word.removesuffix(ending)
        if base != word and len(base) >= _SHORTEST_BASE:
            yield f"{base}y"
