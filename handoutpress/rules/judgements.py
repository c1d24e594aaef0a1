"""What a published instrument asks of a handout, and what of that a program can answer.

Values only.
"""

from __future__ import annotations

from collections import Counter
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
    `may_not_apply` tells whether the instrument lets the item be left out.
    """

    number: str
    part: str
    question: str
    verdict: Verdict
    evidence: str = ""
    place: Place | None = None
    is_sure: bool = True
    may_not_apply: bool = False

    @property
    def needs_person(self) -> bool:
        """Whether a person has to answer it, or to confirm the answer."""
        return self.verdict is Verdict.OPEN or not self.is_sure


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items have which verdict; `unsure` of those with one are to be confirmed."""

    yes: int
    no: int
    not_applicable: int
    open: int
    unsure: int

    @property
    def percent(self) -> int | None:
        """The share of "yes" in "yes" and "no" so far, None where neither was given.

        Source: PEMAT User's Guide, "How to use the PEMAT", steps 5 and 6: points divided by the
        items that were rated, those that are not applicable left out. The score sheet of the CDC
        Clear Communication Index divides in the same way.
        """
        judged = self.yes + self.no
        return (200 * self.yes + judged) // (2 * judged) if judged else None

    @property
    def total(self) -> int:
        """How many items there are."""
        return self.yes + self.no + self.not_applicable + self.open


def tally_judgements(judgements: Iterable[Judgement]) -> Tally:
    """Count verdicts."""
    listed = tuple(judgements)
    counts = Counter(each.verdict for each in listed)
    return Tally(
        yes=counts[Verdict.YES],
        no=counts[Verdict.NO],
        not_applicable=counts[Verdict.NOT_APPLICABLE],
        open=counts[Verdict.OPEN],
        unsure=sum(not each.is_sure and each.verdict is not Verdict.OPEN for each in listed),
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """One instrument: its name, who made it, and the judgements in its order.

    Where `is_scored_by_part`, each part has a score of its own, and the whole has none.
    `pass_percent` is the score from which the makers call a text clear, None where they name none.
    """

    key: str
    name: str
    source: str
    url: str
    judgements: tuple[Judgement, ...]
    is_scored_by_part: bool = False
    pass_percent: int | None = None

    def count(self, verdict: Verdict) -> int:
        """Return how many items have a verdict."""
        return sum(each.verdict is verdict for each in self.judgements)

    def list_part(self, part: str) -> tuple[Judgement, ...]:
        """Return the judgements of a part."""
        return tuple(each for each in self.judgements if each.part == part)

    def list_tallies(self) -> tuple[tuple[str, Tally], ...]:
        """Return the tally of each part that has a score, or of the whole, whose name is ""."""
        if not self.is_scored_by_part:
            return (("", tally_judgements(self.judgements)),)
        parts = list_parts(self.judgements)
        return tuple((part, tally_judgements(self.list_part(part))) for part in parts)


def list_parts(judgements: Iterable[Judgement]) -> tuple[str, ...]:
    """Return the parts of an instrument in their order, each once."""
    return tuple(dict.fromkeys(each.part for each in judgements))
