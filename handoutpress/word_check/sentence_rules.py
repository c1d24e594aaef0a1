"""Find long sentences, long paragraphs, the passive voice, and texts that are hard to read.

Measures nothing itself, and says nothing of single words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from handoutpress.content import CheckSettings
from handoutpress.passages import Passage, Role, Script
from handoutpress.rules import Finding, Place, ReadingLevel, Rule
from handoutpress.rules.sentences import (
    LONG_PARAGRAPH,
    LONG_SENTENCE,
    PASSIVE_VOICE,
    READING_LEVEL,
)
from handoutpress.word_check.common_words import is_common
from handoutpress.word_check.formulas import POLYSYLLABLE
from handoutpress.word_check.named_words import find_left_out
from handoutpress.word_check.passive_voice import find_passive
from handoutpress.word_check.reading_level import iter_sentences
from handoutpress.word_check.sentences import (
    Sentence,
    has_countable_words,
    primary_language,
    split_sentences,
)
from handoutpress.word_check.syllables import count_syllables

# What is a paragraph on the page; an item of a list that runs on is one, too.
_PARAGRAPHS = {
    **dict.fromkeys((Role.PARAGRAPH, Role.SUMMARY, Role.BOX), "a paragraph"),
    **dict.fromkeys((Role.ITEM, Role.NUMBER, Role.STEP, Role.TICK, Role.BOX_ITEM), "an item"),
    Role.MEANING: "a meaning",
}
_NO_SENTENCES = frozenset({Role.MEDICINE, Role.BRAND, Role.WORD, Role.COLUMN, Role.GLOSSARY})
_LONGEST_QUOTE = 40  # characters of a sentence that a finding shows
_NAMED_SENTENCES = 3  # how many sentences and words a finding about the whole names
_NAMED_WORDS = 5
_LONG_ELSEWHERE = 5  # syllables of a word that is long where three are usual, as in Spanish


def check_sentences(script: Script, settings: CheckSettings) -> Iterator[Finding]:
    """Yield what makes the sentences of a handout hard to read, from its top to its end."""
    is_english = primary_language(script.handout.language) == "en"
    is_countable = has_countable_words(script.handout.language)
    for passage in script.passages:
        if passage.role in _NO_SENTENCES:
            continue
        sentences = split_sentences(passage.text)
        yield from _check_paragraph(script, passage, sentences, settings)
        if is_countable:
            yield from _check_lengths(script, passage, sentences, settings)
        if is_english:
            yield from _check_voice(script, passage, sentences)


def _find(script: Script, place: Place, rule: Rule, what: str, remedy: str) -> Finding:
    handout = script.handout
    return Finding(place, what, remedy, rule, handout.id, handout.language)


def _check_paragraph(
    script: Script, passage: Passage, sentences: tuple[Sentence, ...], settings: CheckSettings
) -> Iterator[Finding]:
    kind, limit = _PARAGRAPHS.get(passage.role), settings.sentences_per_paragraph
    if kind is not None and len(sentences) > limit:
        what = f"{kind} of {len(sentences)} sentences"
        remedy = f"divide it, or shorten it to {limit} at most"
        yield _find(script, passage.place(), LONG_PARAGRAPH, what, remedy)


def _check_lengths(
    script: Script, passage: Passage, sentences: tuple[Sentence, ...], settings: CheckSettings
) -> Iterator[Finding]:
    limit = settings.words_per_sentence
    for sentence in sentences:
        if len(sentence.words) > limit:
            what = f"a sentence of {len(sentence.words)} words: “{_quote(passage, sentence)}”"
            remedy = f"divide it, or shorten it to {limit} at most"
            yield _find(script, passage.place(sentence.start), LONG_SENTENCE, what, remedy)


def _check_voice(
    script: Script, passage: Passage, sentences: tuple[Sentence, ...]
) -> Iterator[Finding]:
    for sentence in sentences:
        found = find_passive(sentence)
        if found is not None:
            verb, participle = found
            what = f"passive voice: '{passage.text[verb.start : participle.end]}'"
            remedy = "say who does it, as in 'we check your blood' or 'take the pill'"
            yield _find(script, passage.place(verb.start), PASSIVE_VOICE, what, remedy)


def _quote(passage: Passage, sentence: Sentence) -> str:
    """Return how a sentence begins."""
    text = " ".join(passage.text[sentence.start : sentence.end].split())
    if len(text) <= _LONGEST_QUOTE:
        return text
    return f"{text[:_LONGEST_QUOTE].rsplit(' ', 1)[0]} …"


def check_level(script: Script, settings: CheckSettings, level: ReadingLevel) -> Iterator[Finding]:
    """Yield, at the title, a reading level beyond the clinic's limits, and what weighs most."""
    missed = [score for score in level.plain_scores if not score.is_met]
    if missed:
        said = " and ".join(f"{each.name} {each.value} (limit {each.limit:g})" for each in missed)
        place = script.origins.top.below("title").place()
        what = f"the words are hard to read: {said}"
        advice = _advise(script, level, settings.words_per_sentence)
        yield _find(script, place, READING_LEVEL, what, advice)


def _advise(script: Script, level: ReadingLevel, limit: int) -> str:
    """Return what would help most: the longest sentences, and the long words that weigh most."""
    lines, words = _name_lines(script, limit), _list_long_words(script, level.language)
    advice = [f"shorten the sentences in {lines}"] if lines else []
    if words:
        quoted = ", ".join(f"“{word}”" for word in words)
        advice.append(f"look for plainer words than {quoted}")
    return ", and ".join(advice) or "shorten sentences, and look for plainer words"


def _name_lines(script: Script, limit: int) -> str:
    """Return the lines of the longest sentences, with the file where it is another one."""
    found = (pair for pair in iter_sentences(script) if len(pair[1].words) > limit)
    longest = sorted(found, key=lambda pair: -len(pair[1].words))[:_NAMED_SENTENCES]
    places = sorted({passage.place(sentence.start) for passage, sentence in longest})
    lines = dict.fromkeys(_name_line(place, script.origins.top.path) for place in places)
    return f"{'line' if len(lines) == 1 else 'lines'} {', '.join(lines)}" if lines else ""


def _name_line(place: Place, own_path: str) -> str:
    return str(place.line) if place.path == own_path else f"{place.line} of {place.path}"


def _list_long_words(script: Script, language: str) -> tuple[str, ...]:
    """Return the long words that weigh most by their syllables, those of everyday life left out."""
    left_out, found = find_left_out(script.handout), Counter[str]()
    for passage, sentence in iter_sentences(script):
        names = left_out.find(passage.text)
        for word in sentence.words:
            if _is_long(word.text, language) and not names.hold(word):
                found[word.text.lower()] += 1
    weights = {word: count * count_syllables(word, language) for word, count in found.items()}
    by_weight = sorted(weights, key=lambda word: (-weights[word], word))
    return tuple(by_weight[:_NAMED_WORDS])


def _is_long(word: str, language: str) -> bool:
    if word.isupper():
        return False
    if primary_language(language) == "en":
        return count_syllables(word, language) >= POLYSYLLABLE and not is_common(word.lower())
    return count_syllables(word, language) >= _LONG_ELSEWHERE
