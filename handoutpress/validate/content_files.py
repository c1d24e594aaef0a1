"""One content file: what kind it is, whose it is, and how to tell what is wrong in it.

Knows no rules: what is wrong is for others to find.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from handoutpress.errors import Problem, Severity, suggest_name
from handoutpress.sources import Node

# The keys and positions that lead from the top of a file to a value in it.
Steps: TypeAlias = tuple[str | int, ...]

LONGEST_SHOWN = 60
MAX_TOLD = 20  # of one kind in one file
LONGEST_NAME = 200
LONGEST_ADVICE = 160


class FileKind(StrEnum):
    """What a content file is, by where it lies."""

    CLINIC = "clinic"
    GLOSSARY = "glossary"
    SNIPPET = "snippet"
    SET = "set"
    APPROVALS = "approvals"
    TOPIC = "topic"
    HANDOUT = "handout"
    PACKET = "packet"  # in no library: it names a patient


@dataclass(frozen=True, slots=True)
class ContentFile:
    """A content file whose name is in order, or nearly.

    `topic` is "" where the kind has none, `language` where the file serves every language.
    `node` is None when the file cannot be read as YAML. What `is_faulty` may be looked at, but
    nothing may be made of it.
    """

    path: str
    kind: FileKind
    topic: str
    name: str
    language: str
    node: Node | None
    is_faulty: bool = False

    @property
    def handout_id(self) -> str:
        """Return the id of the handout that the file is, or that it approves; else ""."""
        has_id = self.kind in (FileKind.HANDOUT, FileKind.APPROVALS)
        return f"{self.topic}/{self.name}" if has_id else ""

    def tell(
        self,
        steps: Steps,
        what: str,
        remedy: str,
        *,
        severity: Severity = Severity.ERROR,
        is_at_key: bool = False,
    ) -> Problem:
        """Return a problem at the value to which the steps lead, or at its key."""
        node = self.node and (self.node.find_key(steps) if is_at_key else self.node.find(steps))
        place = (node.line, node.column) if node else (1, 1)
        return self._make_problem(steps, place, (what, remedy), severity)

    def warn(self, steps: Steps, what: str, remedy: str) -> Problem:
        """Return a warning at the value to which the steps lead."""
        return self.tell(steps, what, remedy, severity=Severity.WARNING)

    def tell_in_text(
        self,
        steps: Steps,
        offset: int,
        what: str,
        remedy: str,
        *,
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """Return a problem at a sign of the text to which the steps lead."""
        place = self.node.find(steps).place(offset) if self.node else (1, 1)
        return self._make_problem(steps, place, (what, remedy), severity)

    def _make_problem(
        self, steps: Steps, place: tuple[int, int], words: tuple[str, str], severity: Severity
    ) -> Problem:
        in_glossary = self.kind is FileKind.GLOSSARY and steps
        language = str(steps[0]) if in_glossary else self.language
        return Problem(self.path, *place, *words, severity, self.handout_id, language)


def limit_told(file: ContentFile, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the first problems of one kind in a file, and say when there are more errors.

    More would hide the other files; and to find the place of each takes its time.
    """
    told: Counter[Severity] = Counter()
    for problem in problems:
        told[problem.severity] += 1
        if told[problem.severity] <= MAX_TOLD:
            yield problem
        elif problem.severity is Severity.ERROR:
            what = f"there are more than {MAX_TOLD} problems of one kind in this file"
            yield file.tell((), what, "mend those that are told, then check again")
            return


def suggest(wrong: str, known: Iterable[str], *, otherwise: str) -> str:
    """Return the nearest known name, or the known ones if they are few, or other advice."""
    return _suggest(wrong[:LONGEST_NAME], tuple(sorted(set(known))), otherwise)


@lru_cache
def _suggest(wrong: str, known: tuple[str, ...], otherwise: str) -> str:
    """Suggest; to compare with thousands of ids, for each that names a lost one, takes seconds."""
    suggestion = suggest_name(wrong, known) if known else otherwise
    return suggestion if len(suggestion) <= LONGEST_ADVICE else otherwise


def shorten(typed: str) -> str:
    """Return what a message shows of something typed: one line, not long, nothing invisible."""
    shown = "".join(sign if sign.isprintable() else "�" for sign in " ".join(typed.split()))
    return shown if len(shown) <= LONGEST_SHOWN else f"{shown[: LONGEST_SHOWN - 1]}…"
