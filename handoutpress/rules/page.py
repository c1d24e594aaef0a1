"""The rules for finished pages: clear print, layout, links and codes, what a PDF must be.

Finds nothing.
"""

from __future__ import annotations

from handoutpress.rules.values import Rule

PAGE_RULES: tuple[Rule, ...] = ()
