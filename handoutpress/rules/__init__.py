"""The rules by which words and pages are checked: what each is called, and who says so.

Finds nothing: `word_check` and `page_check` do. A clinic may call a rule an error, advice, or
switch it off, in `clinic.yaml: check: rules`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from handoutpress.rules.judgements import (
    Judgement,
    Sheet,
    Tally,
    Verdict,
    list_parts,
    tally_judgements,
)
from handoutpress.rules.page import PAGE_RULES
from handoutpress.rules.readings import ReadingLevel, Score
from handoutpress.rules.values import Finding, Level, Place, Rule
from handoutpress.rules.words import WORD_RULES

__all__ = [
    "PAGE_RULES",
    "RULES",
    "WORD_RULES",
    "Finding",
    "Judgement",
    "Level",
    "Place",
    "ReadingLevel",
    "Rule",
    "Score",
    "Sheet",
    "Tally",
    "Verdict",
    "list_parts",
    "tally_judgements",
]

RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.key: rule for rule in (*WORD_RULES, *PAGE_RULES)}
)
