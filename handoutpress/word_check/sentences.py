"""Split a text into sentences and words, each with where it starts and ends.

Judges nothing, and knows nothing of handouts: a text in, sentences out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from handoutpress.word_check.sentence_ends import find_ends


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed, and its place in the text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a text, from `start` to before `end`, that has at least one word."""

    start: int
    end: int
    words: tuple[Word, ...]


# An address or a figure is one word, and so are letters with the apostrophes and hyphens inside
# them. Source: Flesch, "How to Write Plain English" (1979), chapter 2: contractions, hyphenated
# words, figures, abbreviations and their combinations are one word each; so too NCI, "Making Health
# Communication Programs Work" (2004), of hyphens. A dash or a stroke between words divides them,
# as it does when they are read.
_ADDRESS = (
    r"(?:https?://|www\.)\S*[^\W_]/?|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:[a-zA-Z0-9-]+\.)+(?:com|org|gov|net|edu|info|Net|uk|es)\b(?:/\S*[^\W_])?"
)
_FIGURE = r"\+?\d+(?:[.,:/×x'’‐‑–-]?\d+)*(?:[‐‑-]?[^\W\d_]+)*%?"  # "12:30", "555-0100", "3-month"
_INITIALS = r"(?:[^\W\d_]\.){2,}"  # "e.g.", "U.S."
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0dff\u200c\u200d"
_LETTERS = rf"[^\W_][\w{_MARKS}]*(?:['’‐‑&-][\w{_MARKS}]+)*"
_WORD = re.compile(f"{_ADDRESS}|{_FIGURE}|{_INITIALS}|{_LETTERS}")

# Written without blanks between words: what stands between two blanks is no word there.
# Source: Unicode Standard Annex 14, "Unicode Line Breaking Algorithm", classes ID and SA.
_WITHOUT_BLANKS = frozenset({"zh", "yue", "ja", "th", "lo", "km", "my", "bo", "dz"})


def primary_language(tag: str) -> str:
    """Return the language of a BCP 47 tag without script and region: "es" for "es-MX"."""
    return tag.partition("-")[0].lower()


def has_countable_words(language: str) -> bool:
    """Tell whether a language writes its words apart."""
    return primary_language(language) not in _WITHOUT_BLANKS


# A handout's texts are split by more than one check; 4096 are those of some twenty handouts.
@lru_cache(maxsize=4096)
def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text; its end ends one, with or without a full stop.

    So a heading, an item of a list, and the lead-in of a list are sentences. Source: NHS digital
    service manual, "Use a readability tool to prioritise content" (2019): add full stops to the end
    of every heading and bullet point.
    """
    words = tuple(Word(found.group(), *found.span()) for found in _WORD.finditer(text))
    sentences: list[Sentence] = []
    start = taken = 0
    for end in (*find_ends(text), len(text)):
        first = taken
        while taken < len(words) and words[taken].start < end:
            taken += 1
        if first < taken:
            sentences.append(_make_sentence(text, start, end, words[first:taken]))
        start = end
    return tuple(sentences)


def _make_sentence(text: str, start: int, end: int, words: tuple[Word, ...]) -> Sentence:
    """Return a sentence without the blanks around it."""
    stretch = text[start:end]
    return Sentence(
        start + len(stretch) - len(stretch.lstrip()), start + len(stretch.rstrip()), words
    )
