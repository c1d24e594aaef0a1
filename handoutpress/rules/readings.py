"""How hard a handout is to read, as formulas say.

Values only.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """What one formula says, rounded to a tenth, and the clinic's limit for it.

    `key` is the formula's name in clinic.yaml: "flesch_kincaid", "smog", "fernandez_huerta" or
    "inflesz". `is_met` tells whether the score keeps the limit; `limit` is None where the clinic
    sets none. `band` is what the scale calls the score: "normal", "bastante fácil".
    """

    key: str
    name: str
    value: float
    limit: float | None = None
    is_met: bool = True
    band: str = ""


@dataclass(frozen=True, slots=True)
class ReadingLevel:
    """How hard a text is; without scores it was not measured, and `note` says why.

    `scores` count every word. `plain_scores` are without the names of medicines and without
    glossary words that the handout explains; they are what the limits are held against. Both have
    the same formulas, in the same order. `note` also says what makes scores of a short text weak.
    """

    language: str
    word_count: int
    sentence_count: int
    scores: tuple[Score, ...] = ()
    plain_scores: tuple[Score, ...] = ()
    note: str = ""

    @property
    def is_measured(self) -> bool:
        """Whether there is a formula for the language."""
        return bool(self.scores)
