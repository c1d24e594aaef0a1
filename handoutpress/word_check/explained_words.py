"""Find the words that a sentence itself explains, as in "petechiae (spots of blood)".

Judges no word. English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from handoutpress.word_check.sentences import Sentence, Word

# How many words before an opening bracket it may explain: "bone marrow aspiration (…)".
_PHRASE = 3
# Words of a definition that stand before the word: "a white blood cell, called a lymphocyte".
_CALLED = re.compile(
    r"\b(?:called|named|termed|known\s+as|this\s+is|means?)\s+(?:the\s+|an?\s+)?[“\"]?\Z", re.I
)
_CALLED_REACH = 4  # how many words "called" reaches: "called acute lymphocytic leukemia"
# After the word, what begins its definition. An apposition begins with an article.
_DEFINES = re.compile(
    r"[”\"]?\s*(?:"
    r"[:–—]\s*\S+\s+\S+"
    r"|,\s+(?:or|an?|the|which\s+(?:is|are|means?)|meaning|that\s+is|also\s+called)\s"
    r"|\s(?:is|are|means?|refers\s+to|happens?\s+when|occurs?\s+when)\s+"
    r"(?:an?|the|any|when|one|another|how|what|to|medicines?|drugs?|cancers?|a\s+kind)\s"
    r"|\s(?:uses?|is\s+used)\s"
    r")",
    re.I,
)
_DEFINED_FIRST = 5  # a definition defines one of the first words of its sentence
_MARKED_SHORT = 4  # words in brackets that may be the hard name of what stands before them
_BRACKETS = re.compile(r"\(([^()]*)\)")
_ABBREVIATION = re.compile(r"[A-Z0-9][A-Za-z0-9-]{0,3}[A-Z0-9]s?|[A-Z]{2,}\w*")


def find_explained(text: str, sentence: Sentence) -> Iterator[Word]:
    """Yield the words of a sentence that it explains."""
    yield from _iter_bracketed(text, sentence)
    for index, word in enumerate(sentence.words):
        before, after = text[sentence.start : word.start], text[word.end : sentence.end]
        if index < _DEFINED_FIRST and _DEFINES.match(after):
            yield from sentence.words[: index + 1]
        elif after.startswith(", or ") or before.endswith(", or "):
            yield word
        if _CALLED.search(before[-40:]):
            yield from sentence.words[index : index + _CALLED_REACH]


def _iter_bracketed(text: str, sentence: Sentence) -> Iterator[Word]:
    """Yield words before a bracket that explains them, and words in one that only names them."""
    for found in _BRACKETS.finditer(text, sentence.start, sentence.end):
        within = found.group(1).strip()
        if _ABBREVIATION.fullmatch(within):
            continue
        inside = [word for word in sentence.words if found.start() < word.start < found.end()]
        before = [word for word in sentence.words if word.end <= found.start()]
        yield from before[-_PHRASE:]
        if len(inside) <= _MARKED_SHORT:
            yield from inside
