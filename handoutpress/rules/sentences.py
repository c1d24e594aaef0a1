"""The rules for words: reading level, sentences, paragraphs, hard words.

Finds nothing.
"""

from __future__ import annotations

from handoutpress.rules.values import Rule

_HOW_WE_WRITE = "https://service-manual.nhs.uk/content/how-we-write"
_PEMAT = "https://www.ahrq.gov/health-literacy/patient-education/pemat.html"

READING_LEVEL = Rule(
    "reading-level",
    "CDC, Simply Put (2009): write for the school grade that most adults read at",
    "https://stacks.cdc.gov/view/cdc/11938",
)
LONG_SENTENCE = Rule(
    "long-sentence",
    "NHS digital service manual, How we write: sentences of up to 20 words",
    _HOW_WE_WRITE,
)
LONG_PARAGRAPH = Rule(
    "long-paragraph",
    "NHS digital service manual, How we write: paragraphs of up to 3 sentences",
    _HOW_WE_WRITE,
)
PASSIVE_VOICE = Rule(
    "passive-voice",
    "AHRQ, PEMAT (2013), item 5: the active voice; so too the NHS digital service manual",
    _PEMAT,
)
HARD_WORD = Rule(
    "hard-word",
    "AHRQ, PEMAT (2013), items 3 and 4: everyday words, and medical terms explained",
    _PEMAT,
)

SENTENCE_RULES: tuple[Rule, ...] = (
    READING_LEVEL,
    LONG_SENTENCE,
    LONG_PARAGRAPH,
    PASSIVE_VOICE,
    HARD_WORD,
)
