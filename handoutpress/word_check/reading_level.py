"""Measure how hard a handout is to read, by the formulas that its field uses.

Judges no single sentence, and measures no language for which nobody published a formula.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from handoutpress.content import CheckSettings
from handoutpress.labels import english_name
from handoutpress.passages import Passage, Role, Script
from handoutpress.rules import ReadingLevel, Score
from handoutpress.word_check.formulas import (
    FLESCH_WORDS,
    HUERTA_BANDS,
    INFLESZ_BANDS,
    POLYSYLLABLE,
    SMOG_SENTENCES,
    Counts,
    fernandez_huerta,
    flesch_kincaid,
    name_band,
    smog,
    szigriszt_pazos,
)
from handoutpress.word_check.named_words import NamedWords, find_left_out
from handoutpress.word_check.sentences import (
    Sentence,
    has_countable_words,
    primary_language,
    split_sentences,
)
from handoutpress.word_check.syllables import count_syllables

# What is read as sentences, or counts as one. A name in a list of medicines, a word in a list of
# terms, the head of a column and a label are no sentences; of cells only those count that end like
# one. A text that stands for a picture is not on the page.
# Source: CMS, "Toolkit for Making Written Material Clear and Effective", part 7 (2010): a formula
# is for sentences, and fragments in tables distort it. NHS digital service manual: headings and
# items of lists count, each as a sentence (see `split_sentences`).
_MEASURED = frozenset(
    {
        *(Role.TITLE, Role.SUMMARY, Role.DO, Role.HEADING, Role.PARAGRAPH, Role.ITEM, Role.NUMBER),
        *(Role.STEP, Role.TICK, Role.QUESTION, Role.CAPTION, Role.MEANING),
        *(Role.BOX_TITLE, Role.BOX, Role.BOX_ITEM),
    }
)
_ENDINGS = (".", "?", "!", "…")


def measure_reading(script: Script, settings: CheckSettings) -> ReadingLevel:
    """Return the scores of a handout, with every word and without the names it explains.

    A name that is left out stays a word of its sentence, but of one syllable: who knows it reads it
    at a glance, and the sentence is as long as it is. SMOG then does not count it. Source for
    leaving out what a handout is about: NHS digital service manual, "Use a readability tool to
    prioritise content" (2019), which takes a long word of the title out of the text.
    """
    language = script.handout.language
    sentences = tuple(iter_sentences(script))
    words = sum(len(sentence.words) for _, sentence in sentences)
    score = _SCORERS.get(primary_language(language))
    if score is None:
        return _leave_unmeasured(language, words, len(sentences))
    if not words:
        return ReadingLevel(language, 0, 0, note="not measured: there are no sentences")
    every, plain = _count(sentences, language, find_left_out(script.handout))
    return ReadingLevel(
        *(language, words, len(sentences)),
        scores=score(every, settings),
        plain_scores=score(plain, settings),
        note=_note_shortness(words, len(sentences), language),
    )


def iter_sentences(script: Script) -> Iterator[tuple[Passage, Sentence]]:
    """Yield the sentences that a reading level is measured on, each with its passage."""
    for passage in script.passages:
        if _is_measured(passage):
            for sentence in split_sentences(passage.text):
                yield passage, sentence


def _is_measured(passage: Passage) -> bool:
    if passage.role is Role.CELL:
        return passage.text.rstrip().endswith(_ENDINGS)
    return passage.role in _MEASURED


def _leave_unmeasured(language: str, words: int, sentences: int) -> ReadingLevel:
    note = f"not measured: there is no formula for {english_name(language)} here"
    if not has_countable_words(language):
        words = 0
    return ReadingLevel(language, words, sentences, note=note)


def _count(
    sentences: tuple[tuple[Passage, Sentence], ...], language: str, left_out: NamedWords
) -> tuple[Counts, Counts]:
    """Return the counts with every word, and those in which names are of one syllable."""
    every, plain = Counter[int](), Counter[int]()
    passage, names = None, left_out.find("")
    for each, sentence in sentences:
        if each is not passage:
            passage, names = each, left_out.find(each.text)
        for word in sentence.words:
            count = count_syllables(word.text, language)
            every[count] += 1
            plain[1 if count > 1 and names.hold(word) else count] += 1
    return _sum_up(len(sentences), every), _sum_up(len(sentences), plain)


def _sum_up(sentences: int, words: Counter[int]) -> Counts:
    """Return the counts of words, of which it is told how many have so many syllables."""
    return Counts(
        sentences,
        words.total(),
        sum(count * number for count, number in words.items()),
        sum(number for count, number in words.items() if count >= POLYSYLLABLE),
    )


def _score_english(counts: Counts, settings: CheckSettings) -> tuple[Score, ...]:
    return (
        _score_grade("flesch_kincaid", "Flesch-Kincaid", flesch_kincaid(counts), settings),
        _score_grade("smog", "SMOG", smog(counts), settings),
    )


def _score_grade(key: str, name: str, grade: float, settings: CheckSettings) -> Score:
    value, limit = round(grade, 1), getattr(settings, key)
    return Score(key, name, value, limit, is_met=value <= limit)


def _score_spanish(counts: Counts, settings: CheckSettings) -> tuple[Score, ...]:
    huerta, inflesz = round(fernandez_huerta(counts), 1), round(szigriszt_pazos(counts), 1)
    is_met, band = inflesz >= settings.inflesz, name_band(inflesz, INFLESZ_BANDS)
    return (
        Score(
            *("fernandez_huerta", "Fernández Huerta", huerta),
            band=name_band(huerta, HUERTA_BANDS),
        ),
        Score("inflesz", "INFLESZ", inflesz, settings.inflesz, is_met, band),
    )


_SCORERS: Mapping[str, Callable[[Counts, CheckSettings], tuple[Score, ...]]] = MappingProxyType(
    {"en": _score_english, "es": _score_spanish}
)


def _note_shortness(words: int, sentences: int, language: str) -> str:
    """Return what makes the scores of a short text weak, "" where nothing does."""
    if words < FLESCH_WORDS:
        return f"the text is short: {words} words, and the formulas were made for {FLESCH_WORDS}"
    if primary_language(language) == "en" and sentences < SMOG_SENTENCES:
        return (
            f"the text is short: {sentences} sentences, and SMOG was made for {SMOG_SENTENCES};"
            " it is converted as for short texts"
        )
    return ""
