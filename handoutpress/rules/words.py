"""The rules for words: reading level, sentences, plain words, doses, what a kind asks for.

Finds nothing.
"""

from __future__ import annotations

from handoutpress.rules.values import Rule

WORD_RULES: tuple[Rule, ...] = ()
