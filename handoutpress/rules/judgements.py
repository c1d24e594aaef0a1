"""What a published instrument asks of a handout, and what of that a program can answer.

Values only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from handoutpress.rules.values import Place


class Verdict(StrEnum):
    """An answer; what is open needs a person."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not-applicable"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One item of an instrument, in our words, and the answer with its evidence.

    `number` is the item's own in the instrument: "12". `part` is the part that it belongs to.
    `place` is where the evidence stands, None where it is the whole handout. A verdict that a
    program gave may be a guess, which a person confirms on the sheet: `is_sure` tells.
    """

    number: str
    part: str
    question: str
    verdict: Verdict
    evidence: str = ""
    place: Place | None = None
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """One instrument: its name, who made it, and the judgements in its order."""

    key: str
    name: str
    source: str
    url: str
    judgements: tuple[Judgement, ...]

    def count(self, verdict: Verdict) -> int:
        """Return how many items have a verdict."""
        return sum(each.verdict is verdict for each in self.judgements)


def list_parts(judgements: Iterable[Judgement]) -> tuple[str, ...]:
    """Return the parts of an instrument in their order, each once."""
    return tuple(dict.fromkeys(each.part for each in judgements))
