"""Count the syllables of a Spanish word by the rules of its spelling.

Knows no words: Spanish spelling says where each syllable is.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

# Source: Real Academia Española, "Ortografía de la lengua española" (2010), II, 2.2: diphthongs,
# triphthongs and hiatus as spelling takes them, whatever a region says; an h between vowels parts
# nothing. So two open vowels are two syllables, and so is an open one beside a closed one with an
# accent, and the same vowel twice; all others are one.
_OPEN = "aeoáéó"
_STRESSED = "íú"
_SILENT_U = re.compile(r"(?<=[qg])u(?=[eiéí])")
_CONSONANT_Y = re.compile(r"y(?=h?[aeiouáéíóúü])")
_MUTE_H = re.compile(r"(?<=[aeiouáéíóúü])h(?=[aeiouáéíóúü])")
_VOWELS = re.compile(r"[aeiouáéíóúüy]+")
_BASES = str.maketrans("áéíóúü", "aeiouu")


def count_spanish(word: str) -> int:
    """Return the number of syllables, at least 1."""
    spelled = unicodedata.normalize("NFC", word.lower())
    spelled = _CONSONANT_Y.sub("ll", _SILENT_U.sub("", spelled))
    groups = _VOWELS.findall(_MUTE_H.sub("", spelled))
    if not groups:
        return len(word) if word.isupper() else 1  # "TC" is read letter by letter
    return sum(_count_group(group.replace("y", "i")) for group in groups)


def _count_group(vowels: str) -> int:
    """Return how many syllables vowels in a row make."""
    pairs = enumerate(pairwise(vowels))
    return 1 + sum(_is_parted(vowels, index, *pair) for index, pair in pairs)


def _is_parted(vowels: str, index: int, first: str, second: str) -> bool:
    """Tell whether a syllable ends between two vowels; `index` is that of the first."""
    if first.translate(_BASES) == second.translate(_BASES):
        return True
    if first in _OPEN and second in _OPEN:
        return True
    if first in _OPEN or second in _OPEN:
        return first in _STRESSED or second in _STRESSED or _leads_on(vowels, index)
    return False


def _leads_on(vowels: str, index: int) -> bool:
    """Tell whether the second of two vowels begins the next syllable: "ha-wa-ia-no"."""
    following = vowels[index + 2 : index + 3]
    return vowels[index] in _OPEN and bool(following) and following in _OPEN
