"""What can be counted in a handout: actions, lists, boxes, pictures, tables, numbers.

Answers no question of an instrument.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from handoutpress.content import Figure
from handoutpress.passages import Origin, Passage, Role, Script
from handoutpress.rules import Finding, Place, ReadingLevel

LIST_ROLES = frozenset({Role.ITEM, Role.NUMBER, Role.STEP, Role.TICK, Role.BOX_ITEM})
STEP_ROLES = frozenset({Role.STEP, Role.NUMBER})
TOOL_BLOCKS = frozenset({"checklist", "questions", "write_in"})
CALLING_BOXES = frozenset({"emergency", "call-now", "call-us"})

# Numbers to dial tell nothing about health; seven digits. Source: ITU-T E.164.
_DIALLED = re.compile(r"\+?\(?\d(?:[\s().–-]*\d){6,}")
_NUMBER = re.compile(r"\d")
_PROBABILITY = re.compile(
    r"\d\s?%|\d\s+percent\b|\bpor ciento\b"
    r"|\b(?:\d+|one|two|three|half|most) (?:in|out of|of) (?:every )?\d+\b"
    r"|\b(?:\d+|uno|una|dos|tres) de cada \d+\b",
    re.IGNORECASE,
)
_RISK = {
    "en": re.compile(r"\b(?:risks?|chances?|side effects?|odds|likely|danger)\b", re.IGNORECASE),
    "es": re.compile(
        r"\b(?:riesgos?|probabilidad(?:es)?|posibilidad(?:es)?|efectos secundarios|peligro)\b",
        re.IGNORECASE,
    ),
}
# Verbs with which a handout begins a sentence that asks for something.
# Source: read off the "do" lists of handouts of AHRQ, CDC and NHS.
_REQUEST = {
    "en": re.compile(
        r"(?:^|[.!?:]\s+)(?:Please |Always |Never |Do not |Don['’]t )?"
        r"(?:ask|avoid|bring|call|check|clean|come|do|don['’]t|drink|eat|follow|get|give|go|keep"
        r"|learn|let|look|make|never|plan|put|read|rest(?! of)|see (?:a|your)|show|sit|stop"
        r"|swallow|take|talk|tell|try|use(?! of)|walk|wash|watch|wear|write) ",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"(?:^|[.!?:]\s+)(?:Por favor,? |Siempre |Nunca |No )?"
        r"(?:aplique|avise|beba|busque|camine|coma|consulte|descanse|diga|deje|escriba|evite|haga"
        r"|hable|informe|lave|lávese|lea|llame|lleve|mantenga|muestre|pida|ponga|pregunte|revise"
        r"|siga|tome|traiga|trague|use|vaya|venga|vigile) ",
        re.IGNORECASE,
    ),
}
_YOU = {
    "en": re.compile(r"\byou(?:r|rs|rself)?\b", re.IGNORECASE),
    "es": re.compile(r"\b(?:usted|ustedes|su|sus|suyo|suya|le|tú|tu|tus|te)\b", re.IGNORECASE),
}
_THE_PATIENT = {
    "en": re.compile(
        r"\b(?:(?:the )?patients?|women|men|people|one)"
        r" (?:should|must|need to|have to|may want to|ought to)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:los? pacientes?|las? pacientes?) (?:deben?|pueden?|tienen? que)\b", re.IGNORECASE
    ),
}


@dataclass(frozen=True)
class Evidence:
    """A handout, how hard it is to read, and what the rules found in its words."""

    script: Script
    reading: ReadingLevel
    findings: tuple[Finding, ...] = field(repr=False)

    @property
    def language(self) -> str:
        """The language without its region."""
        return self.script.handout.language.partition("-")[0]

    @property
    def summary_place(self) -> Place:
        """Where the main message was typed."""
        return self.script.origins.top.below("summary").place()

    @cached_property
    def actions(self) -> tuple[Passage, ...]:
        """What stands under "do"."""
        return self.list_roles(Role.DO)

    @cached_property
    def steps(self) -> tuple[Passage, ...]:
        """The items of numbered lists and steps."""
        return self.list_roles(*STEP_ROLES)

    @cached_property
    def list_items(self) -> tuple[Passage, ...]:
        """The items of every list."""
        return self.list_roles(*LIST_ROLES)

    @cached_property
    def tools(self) -> tuple[Passage, ...]:
        """What the reader fills in, ticks or asks."""
        return tuple(each for each in self.script.passages if each.block in TOOL_BLOCKS)

    @cached_property
    def boxes(self) -> tuple[Passage, ...]:
        """The texts of callouts."""
        return tuple(each for each in self.script.passages if each.box)

    @cached_property
    def calling_boxes(self) -> tuple[Passage, ...]:
        """The texts of the callouts that say when to call."""
        return tuple(each for each in self.boxes if each.box in CALLING_BOXES)

    @cached_property
    def bold(self) -> tuple[Passage, ...]:
        """The texts with words in bold."""
        return tuple(each for each in self.script.passages if each.strong)

    @cached_property
    def figures(self) -> tuple[tuple[Figure, Origin], ...]:
        """The pictures, each with where it was typed."""
        return tuple(self._iter_figures())

    def _iter_figures(self) -> Iterator[tuple[Figure, Origin]]:
        sections = self.script.handout.manuscript.sections
        for section, origins in zip(sections, self.script.origins.blocks, strict=False):
            for block, origin in zip(section.all_blocks(), origins, strict=False):
                figure = getattr(block, "figure", None)
                if isinstance(figure, Figure):
                    yield figure, origin.below("figure")

    @cached_property
    def table_captions(self) -> tuple[Passage, ...]:
        """The caption of each table."""
        return tuple(each for each in self.list_roles(Role.CAPTION) if each.block == "table")

    @property
    def has_visual_aids(self) -> bool:
        """Whether there is a picture or a table."""
        return bool(self.figures or self.table_captions)

    @cached_property
    def is_very_short(self) -> bool:
        """Whether headings and a summary would be too much.

        Source: PEMAT User's Guide, items 8, 9 and 11: two paragraphs or fewer, on one page.
        """
        texts = self.list_roles(Role.PARAGRAPH, Role.BOX, Role.CELL, *LIST_ROLES)
        return len(texts) <= 2

    @cached_property
    def numbers(self) -> tuple[Passage, ...]:
        """The texts with numbers, those to dial left out."""
        return tuple(filter(_has_number, self.script.passages))

    @cached_property
    def probabilities(self) -> tuple[Passage, ...]:
        """The texts that say how likely something is, in numbers."""
        return tuple(each for each in self.numbers if _PROBABILITY.search(each.text))

    @cached_property
    def risks(self) -> tuple[Passage, ...]:
        """The texts that speak of a risk; none in a language whose words are not known."""
        return self._search(_RISK)

    @cached_property
    def requests(self) -> tuple[Passage, ...]:
        """The texts in which a sentence asks the reader to do something."""
        return self._search(_REQUEST)

    @cached_property
    def addresses(self) -> tuple[Passage, ...]:
        """The texts that say "you"."""
        return self._search(_YOU)

    @cached_property
    def others(self) -> tuple[Passage, ...]:
        """The texts in which patients, not the reader, are to do something."""
        return self._search(_THE_PATIENT)

    @property
    def is_understood(self) -> bool:
        """Whether the words of its language are known here."""
        return self.language in _YOU

    def _search(self, patterns: dict[str, re.Pattern[str]]) -> tuple[Passage, ...]:
        pattern = patterns.get(self.language)
        if pattern is None:
            return ()
        return tuple(each for each in self.script.passages if pattern.search(each.text))

    def list_roles(self, *roles: Role) -> tuple[Passage, ...]:
        """Return the texts of some roles, in order."""
        return tuple(each for each in self.script.passages if each.role in roles)

    def list_found(self, keys: Iterable[str]) -> tuple[Finding, ...]:
        """Return what some rules found, in order."""
        wanted = frozenset(keys)
        return tuple(each for each in self.findings if each.rule.key in wanted)

    def list_found_in(
        self, keys: Iterable[str], is_meant: Callable[[Passage], bool]
    ) -> tuple[Finding, ...]:
        """Return what some rules found in the texts that are meant."""
        spans = tuple(map(_span, filter(is_meant, self.script.passages)))
        return tuple(
            found
            for found in self.list_found(keys)
            if any(start <= found.place <= end for start, end in spans)
        )


def _has_number(passage: Passage) -> bool:
    if not _NUMBER.search(passage.text):
        return False
    text = passage.text
    for span in (*passage.values, *passage.links):
        text = text[: span.start] + "_" * (span.end - span.start) + text[span.end :]
    return bool(_NUMBER.search(_DIALLED.sub("", text)))


def _span(passage: Passage) -> tuple[Place, Place]:
    return passage.place(), passage.place(max(0, len(passage.text) - 1))
