"""The rules for words: plain words, abbreviations, doses, units, numbers, links.

Finds nothing.
"""

from __future__ import annotations

from handoutpress.rules.values import Rule

LEXICON_RULES: tuple[Rule, ...] = ()
