"""The rules for words: what a kind of handout must tell its reader.

Finds nothing.
"""

from __future__ import annotations

from handoutpress.rules.values import Rule

KIND_RULES: tuple[Rule, ...] = ()
