"""Stretches of passages that a check is about, and the findings made of them.

Judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handoutpress.passages import Passage, Script
from handoutpress.rules import Finding, Place, Rule

# A message quotes no more than this of a text; longer ones end in "…".
_LONGEST_QUOTE = 40


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of a passage, from `start` to before `end`."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words of the stretch."""
        return self.passage.text[self.start : self.end]

    @property
    def place(self) -> Place:
        """Where it was typed."""
        return self.passage.place(self.start)

    @property
    def is_filled_in(self) -> bool:
        """Whether any of it comes from `clinic.yaml`, and not from the handout."""
        return any(span.start < self.end and self.start < span.end for span in self.passage.values)

    def make_finding(self, script: Script, rule: Rule, *, what: str, remedy: str) -> Finding:
        """Return what a rule found here."""
        handout = script.handout
        return Finding(
            self.place, what, remedy, rule, handout_id=handout.id, language=handout.language
        )


def find_spots(passages: Iterable[Passage], pattern: re.Pattern[str]) -> Iterator[Spot]:
    """Yield what matches, in reading order; a group that is called "spot" stands for the whole."""
    group = "spot" if "spot" in pattern.groupindex else 0
    for passage in passages:
        for match in pattern.finditer(passage.text):
            yield Spot(passage, match.start(group), match.end(group))


def quote(text: str) -> str:
    """Return a text in quotes on one line, and not too long."""
    words = " ".join(text.split())
    if len(words) > _LONGEST_QUOTE:
        words = f"{words[: _LONGEST_QUOTE - 1].rstrip()}…"
    return f"'{words}'"


def base_language(language: str) -> str:
    """Return a language without its region or script: "es" of "es-MX"."""
    return language.partition("-")[0]
