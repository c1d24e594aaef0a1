"""How much each finding weighs in a clinic: an error, advice, or nothing.

Finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from handoutpress.content import CheckSettings
from handoutpress.rules import Finding, Level

OFF = "off"


def weigh(findings: Iterable[Finding], settings: CheckSettings) -> Iterator[Finding]:
    """Yield findings with the level that the clinic gives their rules, without those it is off."""
    for finding in findings:
        level = settings.rules.get(finding.rule.key, finding.rule.level)
        if level == finding.rule.level:
            yield finding
        elif level != OFF:
            yield replace(finding, rule=replace(finding.rule, level=Level(level)))


def list_level(findings: Iterable[Finding], level: Level) -> tuple[Finding, ...]:
    """Return the findings of a level."""
    return tuple(finding for finding in findings if finding.rule.level is level)
