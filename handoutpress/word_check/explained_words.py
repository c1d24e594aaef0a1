"""Find the words that a sentence itself explains, as in "petechiae (spots of blood)".

Judges no word. English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from handoutpress.word_check.sentences import Sentence

# Before the word: "a white blood cell, called a lymphocyte".
_CALLED = re.compile(
    r"\b(?:called|named|termed|known\s+as|this\s+is|means)\s+(?:the\s+|an?\s+)?[“\"]?",
    re.IGNORECASE,
)
_CALLED_REACH = 4  # how many words "called" reaches: "called acute lymphocytic leukemia"
# Two names of one thing: "A catheter, or thin tube, drains it". A list has more commas before.
_OTHER_NAME = re.compile(r"[^,]*?(\S+),\s+or\s+((?:[^\s,.]+\s+){0,3}[^\s,.]+)(?=[,.]|\Z)")
# After the word, what begins its definition. An apposition begins with an article.
_DEFINES = re.compile(
    r"[”\"]?\s*(?:"
    r"[:–—]\s*\S+\s+\S+"
    r"|,\s+(?:or|an?|the|which\s+(?:is|are|means?)|meaning|that\s+is|also\s+called)\s"
    r"|\smeans\s"
    r"|\s(?:is|are|refers\s+to|happens?\s+when|occurs?\s+when)\s+"
    r"(?:an?|the|any|when|one|another|how|what|to|medicines?|drugs?|cancers?)\s"
    r"|\suses?\s"
    r")",
    re.IGNORECASE,
)
_DEFINED_FIRST = 5  # a definition defines one of the first words of its sentence
# Before a bracket that explains: "bone marrow aspiration (…)". Inside of one, so many words may be
# the hard name of what stands before it: "cancer that has spread (metastatic cancer)".
_PHRASE = 3
_NAME = 4
_BRACKETS = re.compile(r"\(([^()]*)\)")
_ABBREVIATION = re.compile(r"[A-Z0-9][A-Za-z0-9-]{0,3}[A-Z0-9]s?|[A-Z]{2,}\w*")


def find_explained(text: str, sentence: Sentence) -> Iterator[int]:
    """Yield the indexes of the words of a sentence that it explains."""
    yield from range(_count_defined(text, sentence))
    for found in _CALLED.finditer(text, sentence.start, sentence.end):
        first = _find_word(sentence, found.end())
        yield from range(first, first + _CALLED_REACH)
    for found in _BRACKETS.finditer(text, sentence.start, sentence.end):
        yield from _list_bracketed(sentence, found)
    other = _OTHER_NAME.match(text, sentence.start, sentence.end)
    if other is not None:
        first = _find_word(sentence, other.start(1))
        yield from range(first, _find_word(sentence, other.end()))


def _count_defined(text: str, sentence: Sentence) -> int:
    """Return how many of the first words belong to what is defined."""
    last = min(_DEFINED_FIRST, len(sentence.words))
    for index in reversed(range(last)):
        if _DEFINES.match(text, sentence.words[index].end, sentence.end):
            return index + 1
    return 0


def _find_word(sentence: Sentence, start: int) -> int:
    """Return the index of the first word from a place on."""
    return sum(word.start < start for word in sentence.words)


def _list_bracketed(sentence: Sentence, found: re.Match[str]) -> Iterator[int]:
    """Yield words before a bracket that explains them, and words in one that only names them."""
    if _ABBREVIATION.fullmatch(found[1].strip()):
        return
    opening, closing = _find_word(sentence, found.start()), _find_word(sentence, found.end())
    yield from range(max(0, opening - _PHRASE), opening)
    if closing - opening <= _NAME:
        yield from range(opening, closing)
