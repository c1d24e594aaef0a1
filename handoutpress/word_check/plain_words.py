"""Find hard words for which published lists have a plain one.

Knows no words: the lists do, one for each language that has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from handoutpress.content import CheckSettings
from handoutpress.passages import Passage, Role, Script
from handoutpress.rules import Finding
from handoutpress.rules.lexicon import PLAIN_WORD
from handoutpress.text import Line
from handoutpress.word_check.spots import Spot, base_language, quote
from handoutpress.words import list_explained

# Languages that have a list, plain_words.<language>.tsv beside this module.
LANGUAGES = frozenset({"en", "es"})
_MOST_LINES = 5  # that a message names besides the first
# A dot only inside, as in "e.g."; a hyphen, so that "non-malignant" is not "malignant".
_TOKEN = re.compile(r"[^\W_]+(?:[-‐‑'’.][^\W_]+)*")
_OWNER = re.compile(r"['’]s?$")  # "the physician's"
# Names of medicines are what they are, and a list of terms says what its words mean.
_NAMES = frozenset({Role.MEDICINE, Role.BRAND, Role.WORD})
# "(cancer)" behind a hard word, or "called" and "(" before it: its meaning stands beside it.
_MEANING_BEHIND = re.compile(r"\W{0,2} ?\((?!s\))|,? (?:which )?means? |,? (?:or|o|u) [a-z]")
_MEANING_OF_FIRST = re.compile(r" ?:")
_NAMED_BEFORE = re.compile(
    r"(?:\((?:also |sometimes )?(?:called |known as |or )?(?:an? |the )?"
    r"|(?:\b(?:called|known as|term is|llamad[ao]s?|conocid[ao]s? como)|, or|, o)"
    r" (?:an? |the )?)[\"“'‘]?$"
)


@dataclass(frozen=True, slots=True)
class PlainWord:
    """One line of a list: all forms of a hard word, and what to write; "" for a name that stays."""

    forms: tuple[str, ...]
    plain: str
    source: str


@cache
def read_plain_words(language: str) -> tuple[PlainWord, ...]:
    """Return the list of a language; empty where there is none."""
    if language not in LANGUAGES:
        return ()
    typed = files("handoutpress.word_check") / f"plain_words.{language}.tsv"
    return tuple(_iter_words(typed.read_text("utf-8")))


def _iter_words(typed: str) -> Iterator[PlainWord]:
    for line in typed.splitlines():
        if line and not line.startswith("#"):
            forms, plain, source = line.split("\t")
            yield PlainWord(tuple(forms.split(", ")), plain, source)


Key = tuple[str, ...]


@cache
def _index_words(language: str) -> Mapping[str, tuple[tuple[Key, PlainWord], ...]]:
    """Return the forms by their first word, the longest first."""
    index: dict[str, list[tuple[Key, PlainWord]]] = {}
    for word in read_plain_words(language):
        for form in word.forms:
            key = tuple(_TOKEN.findall(form))
            index.setdefault(key[0], []).append((key, word))
    return {
        first: tuple(sorted(keys, key=lambda item: -len(item[0]))) for first, keys in index.items()
    }


def check_plain_words(script: Script, settings: CheckSettings) -> Iterator[Finding]:
    """Find hard words where they stand first; the message counts the others."""
    spots = _find_words(script)
    known = _list_explained_forms(script) if spots else frozenset()
    for word, found in spots.items():
        if word.plain and known.isdisjoint(word.forms) and not any(map(_is_explained, found)):
            first, *others = found
            what = f"{quote(first.text)} is a hard word{_count_others(first, others)}"
            remedy = f"write {_list_choices(word.plain)}"
            yield first.make_finding(script, PLAIN_WORD, what=what, remedy=remedy)


def _find_words(script: Script) -> Mapping[PlainWord, list[Spot]]:
    found: dict[PlainWord, list[Spot]] = {}
    index = _index_words(base_language(script.handout.language))
    for passage in script.passages if index else ():
        if passage.role not in _NAMES:
            for word, spot in _find_in_passage(passage, index):
                found.setdefault(word, []).append(spot)
    return found


def _find_in_passage(
    passage: Passage, index: Mapping[str, tuple[tuple[Key, PlainWord], ...]]
) -> Iterator[tuple[PlainWord, Spot]]:
    tokens = list(_TOKEN.finditer(passage.text))
    words = [_OWNER.sub("", token.group().lower()) for token in tokens]
    at = 0
    while at < len(words):
        for key, word in index.get(words[at], ()):
            if tuple(words[at : at + len(key)]) == key and _is_whole(tokens[at : at + len(key)]):
                spot = Spot(passage, tokens[at].start(), tokens[at + len(key) - 1].end())
                if not spot.is_filled_in:
                    yield word, spot
                at += len(key) - 1
                break
        at += 1


def _is_whole(tokens: list[re.Match[str]]) -> bool:
    """Tell whether only blanks stand between words: a phrase ends where a sentence does."""
    text = tokens[0].string
    return all(text[one.end() : two.start()].isspace() for one, two in pairwise(tokens))


def _list_explained_forms(script: Script) -> frozenset[str]:
    """Return the words, in small letters, that a glossary or a list of terms explains."""
    entries = list_explained(script.handout.manuscript, script.handout.glossary)
    lines: Iterable[Line] = (line for entry in entries for line in (entry.word, *entry.forms))
    words = [script.handout.plain(line) for line in lines]
    words += [each.text for each in script.passages if each.role is Role.WORD]
    return frozenset(word.lower() for word in words)


def _is_explained(spot: Spot) -> bool:
    """Tell whether the text itself says what the word means."""
    text = spot.passage.text
    if _MEANING_BEHIND.match(text, spot.end):
        return True
    if spot.start == 0 and _MEANING_OF_FIRST.match(text, spot.end):
        return True
    return bool(_NAMED_BEFORE.search(text[max(0, spot.start - 30) : spot.start]))


def _count_others(first: Spot, others: list[Spot]) -> str:
    if not others:
        return ""
    places = (spot.place for spot in others[:_MOST_LINES])
    lines = dict.fromkeys(str(place.line) for place in places if place.path == first.place.path)
    where = f", also in line {', '.join(lines)}" if lines else ""
    return f", used {len(others) + 1} times{where}{' …' if len(others) > _MOST_LINES else ''}"


def _list_choices(plain: str) -> str:
    """Return "'a' or 'b'" of "a, b"."""
    return " or ".join(f"'{choice}'" for choice in plain.split(", "))
