"""The rules for words: sentences and reading level, plain words and doses, what a kind asks for.

Finds nothing.
"""

from __future__ import annotations

from handoutpress.rules.kinds import KIND_RULES
from handoutpress.rules.lexicon import LEXICON_RULES
from handoutpress.rules.sentences import SENTENCE_RULES
from handoutpress.rules.values import Rule

WORD_RULES: tuple[Rule, ...] = (*SENTENCE_RULES, *LEXICON_RULES, *KIND_RULES)
