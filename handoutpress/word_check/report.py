"""All that is found in the words of a handout.

The rules stand in the modules beside; this one only asks them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handoutpress.content import CheckSettings
from handoutpress.passages import Script
from handoutpress.rules import Finding, ReadingLevel, Sheet
from handoutpress.rules.lexicon import PLAIN_WORD
from handoutpress.rules.sentences import HARD_WORD
from handoutpress.word_check.clear_communication import score_index
from handoutpress.word_check.hard_words import check_hard_words
from handoutpress.word_check.kinds import check_kind
from handoutpress.word_check.lexicon import LEXICON_CHECKS
from handoutpress.word_check.pemat import score_pemat
from handoutpress.word_check.reading_level import measure_reading
from handoutpress.word_check.sentence_rules import check_level, check_sentences

CHECKS = (check_sentences, check_hard_words, *LEXICON_CHECKS, check_kind)


@dataclass(frozen=True, slots=True)
class WordReport:
    """What the rules found, how hard the words are to read, and the instruments' judgements."""

    findings: tuple[Finding, ...]
    reading: ReadingLevel
    sheets: tuple[Sheet, ...]


def _leave_out_twice_told(findings: list[Finding]) -> Iterator[Finding]:
    """Yield findings; of a word for which a plainer one is named, not that it is hard, too."""
    plain = {each.place for each in findings if each.rule is PLAIN_WORD}
    yield from (each for each in findings if each.rule is not HARD_WORD or each.place not in plain)


def check_words(script: Script, settings: CheckSettings) -> WordReport:
    """Check the words of a handout against all rules."""
    reading = measure_reading(script, settings)
    found = [each for check in CHECKS for each in check(script, settings)]
    findings = (*check_level(script, settings, reading), *_leave_out_twice_told(found))
    sheets = (score_pemat(script, reading, findings), score_index(script, reading, findings))
    return WordReport(findings, reading, sheets)
