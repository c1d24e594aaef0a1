"""Find the words that a finding means: its section, its sentence, and the words themselves.

Judges nothing. A finding holds only a place; where it quotes words, these are looked for there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache

from handoutpress.check_report.values import Note, Quote
from handoutpress.passages import Origin, Passage, Role, Script
from handoutpress.rules import Finding, Place

# So much of a sentence is shown on each side of what was found; more is cut off at a blank.
MOST_AROUND = 160
CUT = "…"
_SENTENCE_END = re.compile(r"[.!?؟。！？][\"”’»)\]]*(?:\s+|(?<=[。！？]))")
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|‘([^’]+)’|(?<!\w)'([^']+)'(?!\w)")


def note_findings(script: Script, findings: Iterable[Finding]) -> tuple[Note, ...]:
    """Return findings in the order of the handout, each with its section and its words.

    What is found on pages follows, in the order of editions and pages.
    """
    book = _Book(script)
    noted = [(book.note(finding), finding) for finding in findings]
    return tuple(note for note, _ in sorted(noted, key=lambda pair: _order(*pair)))


def _order(note: Note, finding: Finding) -> tuple[object, ...]:
    section = -1 if note.section is None else note.section
    page = (finding.edition, finding.page_number)
    return (note.is_of_page, page if note.is_of_page else ("", 0), section, finding)


class _Book:
    """The passages of a handout by where they were typed.

    A place is slow to tell in a long text, so each is asked for only when it is needed.
    """

    def __init__(self, script: Script) -> None:
        groups: dict[Origin, list[Passage]] = {}
        for passage in script.passages:
            groups.setdefault(passage.origin, []).append(passage)
        self._groups = sorted(groups.values(), key=lambda group: group[0].place())
        self._starts = [group[0].place() for group in self._groups]

    def note(self, finding: Finding) -> Note:
        """Return a finding with its section and its words."""
        if finding.edition or finding.page_number:
            return Note(finding)
        passage = self._find(finding.place)
        if passage is None:
            return Note(finding)
        return Note(finding, passage.section, quote_words(passage, finding))

    def _find(self, place: Place) -> Passage | None:
        """Return the passage that a place is in, or the last one before it in the same file."""
        index = bisect_right(self._starts, place) - 1
        if index < 0 or self._starts[index].path != place.path:
            return None
        group = self._groups[index]
        return group[max(0, bisect_right(group, place, key=Passage.place) - 1)]


def quote_words(passage: Passage, finding: Finding) -> Quote | None:
    """Return the sentence around what was found.

    None where no words stand at the place, or where the title stands for the whole.
    """
    text = passage.text
    start, end = _find_words(passage, finding)
    if start is None or (start == end and passage.role is Role.TITLE):
        return None
    begin, after = _find_sentence(text, start, end)
    return Quote(_cut_start(text[begin:start]), text[start:end], _cut_end(text[end:after]))


def _find_words(passage: Passage, finding: Finding) -> tuple[int | None, int]:
    """Return where the words begin and end that a finding quotes; only a place where it does not.

    Of a sentence whose quote is cut off, all is meant.
    """
    text = passage.text
    for groups in _QUOTED.findall(finding.what):
        quoted = next(filter(None, groups), "")
        matches = _list_matches(text, quoted.removesuffix(CUT))
        index = bisect_left(matches, finding.place, key=lambda each: passage.place(each.start()))
        for match in matches[index : index + 1]:
            if passage.place(match.start()) == finding.place:
                is_cut = quoted.endswith(CUT)
                end = _find_sentence(text, *match.span())[1] if is_cut else match.end()
                return match.start(), len(text[:end].rstrip())
    start = 0
    if passage.place() != finding.place:
        start = bisect_left(range(len(text)), finding.place, key=passage.place)
    return (start, start) if passage.place(start) == finding.place else (None, 0)


@lru_cache(maxsize=256)
def _list_matches(text: str, quoted: str) -> tuple[re.Match[str], ...]:
    """Return where quoted words stand in a text, whose blanks may be others."""
    pattern = r"\s+".join(map(re.escape, quoted.split()))
    return tuple(re.finditer(pattern, text, re.IGNORECASE)) if pattern else ()


@lru_cache(maxsize=64)
def _list_ends(text: str) -> tuple[int, ...]:
    return tuple(match.end() for match in _SENTENCE_END.finditer(text))


def _find_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentences begin and end that hold a stretch."""
    ends = _list_ends(text)
    before = bisect_right(ends, start)
    after = bisect_left(ends, max(end, start + 1))
    return (ends[before - 1] if before else 0), (ends[after] if after < len(ends) else len(text))


def _cut_start(text: str) -> str:
    if len(text) <= MOST_AROUND:
        return text
    return f"{CUT} {text[-MOST_AROUND:].partition(' ')[2]}"


def _cut_end(text: str) -> str:
    if len(text) <= MOST_AROUND:
        return text.rstrip()
    return f"{text[:MOST_AROUND].rpartition(' ')[0]} {CUT}"
