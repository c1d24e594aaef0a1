"""Find long words that a handout neither explains nor may expect its reader to know.

Counts no reading level. English only: other languages have no list of common words here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from handoutpress.content import CheckSettings
from handoutpress.passages import Passage, Role, Script
from handoutpress.rules import Finding
from handoutpress.rules.sentences import HARD_WORD
from handoutpress.word_check.common_words import is_common, stem
from handoutpress.word_check.explained_words import find_explained
from handoutpress.word_check.medicine_names import looks_like_medicine
from handoutpress.word_check.named_words import (
    list_medicines,
    list_spellings,
    list_terms,
    name_words,
)
from handoutpress.word_check.sentences import Sentence, Word, primary_language, split_sentences

_UNREAD = frozenset({Role.MEDICINE, Role.BRAND, Role.WORD, Role.GLOSSARY})
_PARTS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_PLAIN = re.compile(r"[^\W\d_]+(?:[-‐‑'’][^\W\d_]+)*")
# Of a passage in which so many words begin with a capital, a capital tells nothing: a heading.
_TITLE_CASE = 0.5
# A disease that bears the name of who found it, at the start of a sentence, too; what ends like an
# adjective is none: "Metabolic syndrome".
_NAMED_DISEASE = re.compile(r"(?:['’]s)?\s+(?:syndrome|disease|sarcoma|lymphoma|palsy)\b", re.I)
_ADJECTIVE = ("ic", "al", "ar", "ous", "oid", "ive", "ine", "ial", "ed", "ing", "ory", "ant")
REMEDY = "use a plainer word, or explain it in glossary.yaml"


@dataclass(slots=True)
class _Met:
    """The hard words of a handout, by what their forms have in common."""

    first: dict[str, tuple[Passage, Word]] = field(default_factory=dict)
    explained: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)  # written with a capital inside of a sentence
    words: set[str] = field(default_factory=set)  # written with a small letter


def check_hard_words(script: Script, settings: CheckSettings) -> Iterator[Finding]:
    """Yield the hard words of a handout, each where it is first used."""
    handout = script.handout
    if primary_language(handout.language) != "en":
        return
    met = _meet_words(script)
    for key, (passage, word) in met.first.items():
        if key not in met.explained and (key in met.words or key not in met.names):
            what = f"a hard word: '{word.text}'"
            place = passage.place(word.start)
            yield Finding(place, what, REMEDY, HARD_WORD, handout.id, handout.language)


def _meet_words(script: Script) -> _Met:
    """Return the hard words, and what the handout tells of them."""
    handout, met = script.handout, _Met()
    glossary = name_words(tuple(list_spellings(handout, handout.glossary)))
    own = name_words((*list_medicines(handout), *list_terms(handout)))
    for passage in script.passages:
        if passage.role in _UNREAD:
            continue
        known = (glossary.find(passage.text), own.find(passage.text))
        is_title = _is_title_case(passage.text)
        for sentence in split_sentences(passage.text):
            found = _iter_hard(sentence)
            hard = [word for word in found if not any(each.hold(word) for each in known)]
            if hard:
                _meet_sentence(met, passage, sentence, hard, is_title=is_title)
    return met


def _meet_sentence(
    met: _Met, passage: Passage, sentence: Sentence, hard: list[Word], *, is_title: bool
) -> None:
    words, first = sentence.words, sentence.words[0].start
    explained = {
        words[index].start for index in find_explained(passage.text, sentence) if index < len(words)
    }
    for word in hard:
        if any(span.start <= word.start < span.end for span in passage.values):
            continue
        key = stem(word.text.lower())
        met.first.setdefault(key, (passage, word))
        if word.start in explained:
            met.explained.add(key)
        if word.text[0].islower():
            met.words.add(key)
        elif (word.start != first and not is_title) or _bears_name(passage.text, word):
            met.names.add(key)


def _bears_name(text: str, word: Word) -> bool:
    is_adjective = word.text.endswith(_ADJECTIVE)
    return not is_adjective and _NAMED_DISEASE.match(text, word.end) is not None


def _iter_hard(sentence: Sentence) -> Iterator[Word]:
    """Yield the hard words of a sentence, and those between the hyphens of others."""
    for word in sentence.words:
        if word.text.isupper() or not _PLAIN.fullmatch(word.text):
            continue
        for part in _PARTS.finditer(word.text):
            lowered = part.group().lower().replace("’", "'").removesuffix("'s")
            if not is_common(lowered) and not looks_like_medicine(lowered):
                start = word.start + part.start()
                yield Word(part.group(), start, start + len(part.group()))


def _is_title_case(text: str) -> bool:
    words = [word for word in text.split() if word[0].isalpha()]
    return sum(word[0].isupper() for word in words[1:]) >= _TITLE_CASE * max(1, len(words) - 1)
