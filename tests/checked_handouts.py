"""Checks of a handout as values, for the tests of the page that shows one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from handoutpress.changes import compare_texts
from handoutpress.check_report import CheckReport, Note, Quote
from handoutpress.rules import (
    Finding,
    Judgement,
    Level,
    Place,
    ReadingLevel,
    Rule,
    Score,
    Sheet,
    Verdict,
)
from tests.changed_handouts import EDITED, TYPED, read_typed

PATH = "handouts/care/fever.yaml"
READING = ReadingLevel(
    "en",
    412,
    40,
    scores=(
        Score("flesch_kincaid", "Flesch-Kincaid", 8.4, 8, is_met=False),
        Score("smog", "SMOG", 9.9, 10),
    ),
    plain_scores=(
        Score("flesch_kincaid", "Flesch-Kincaid", 7.1, 8),
        Score("smog", "SMOG", 10.2, 10, is_met=False),
    ),
    note="The text is short: the scores are weak.",
)
JUDGEMENTS = (
    Judgement("1", "Understandability", "It is plain what it is for.", Verdict.OPEN),
    Judgement(
        "6",
        "Understandability",
        "Numbers are clear.",
        Verdict.NOT_APPLICABLE,
        "There are no numbers.",
        is_sure=False,
        may_not_apply=True,
    ),
    Judgement(
        "20",
        "Actionability",
        "Something to do is named.",
        Verdict.YES,
        "1 thing to do stands below the summary.",
        Place(PATH, 3, 6),
    ),
    Judgement("22", "Actionability", "There are steps.", Verdict.NO, "None.", is_sure=False),
)
PEMAT = Sheet(
    "pemat", "A tool (PEMAT-P)", "AHRQ", "https://ahrq.gov/p", JUDGEMENTS, is_scored_by_part=True
)
INDEX = Sheet("index", "An index", "CDC", "https://cdc.gov/i", JUDGEMENTS, pass_percent=90)


def make_note(
    key: str = "plain-word",
    *,
    level: Level = Level.ADVICE,
    section: int | None = None,
    quote: Quote | None = None,
    **changes: Any,
) -> Note:
    rule = Rule(key, "A guideline", "https://example.org/rule", level)
    finding = Finding(Place(PATH, 12, 7), "a hard word", "say it plainly", rule)
    return Note(replace(finding, **changes), section, quote)


def make_report(*notes: Note, **changes: Any) -> CheckReport:
    report = CheckReport(
        handout_id="care/fever",
        title="Fever",
        language="en",
        path=PATH,
        state="draft",
        version=None,
        words="0a1b2c3d4e5f" + "0" * 52,
        headings=("Why", "What to take"),
        notes=notes,
        reading=READING,
        sheets=(PEMAT, INDEX),
        made_on=date(2026, 11, 26),
    )
    return replace(report, **changes)


def make_full_report() -> CheckReport:
    """Return a report that has one of everything."""
    return make_report(
        make_note("unsafe-dose", level=Level.ERROR, section=1, quote=Quote("Take ", "1.0 mg", ".")),
        make_note(),
        make_note("long-sentence", section=0, quote=Quote("", "", "It is long.")),
        make_note("small-type", edition="standard", page_number=2),
        compared_with=2,
        changes=compare_texts(read_typed(TYPED), read_typed(EDITED)),
    )
