from __future__ import annotations

import pytest

from handoutpress.rules import Judgement, Sheet, Verdict, tally_judgements


def judge(verdict: str, part: str = "A", *, is_sure: bool = True) -> Judgement:
    return Judgement("1", part, "It is clear.", Verdict(verdict), is_sure=is_sure)


@pytest.mark.parametrize(
    ("verdicts", "percent"),
    [
        ("yes yes no", 67),
        ("yes no", 50),
        ("yes yes yes yes yes yes yes no", 88),
        ("yes not-applicable open", 100),
        ("no", 0),
        ("open not-applicable", None),
    ],
)
def test_percent_counts_only_yes_and_no(verdicts: str, percent: int | None) -> None:
    assert tally_judgements(map(judge, verdicts.split())).percent == percent


def test_tally_counts_what_is_open_and_what_is_to_be_confirmed() -> None:
    tally = tally_judgements([judge("yes", is_sure=False), judge("open", is_sure=False)])

    assert (tally.yes, tally.open, tally.unsure, tally.total) == (1, 1, 1, 2)


def test_sheet_is_tallied_as_a_whole_or_by_part() -> None:
    judgements = (judge("yes"), judge("no", "B"))
    whole = Sheet("index", "Index", "CDC", "https://cdc.gov", judgements)
    parts = Sheet("pemat", "PEMAT", "AHRQ", "https://ahrq.gov", judgements, is_scored_by_part=True)

    assert [(name, tally.percent) for name, tally in whole.list_tallies()] == [("", 50)]
    assert [(name, tally.percent) for name, tally in parts.list_tallies()] == [("A", 100), ("B", 0)]
