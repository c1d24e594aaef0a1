"""The rules for words: reading level, sentences, paragraphs, hard words.

Finds nothing.
"""

from __future__ import annotations

from handoutpress.rules.values import Rule

SENTENCE_RULES: tuple[Rule, ...] = ()
