"""Find the words that a finding means: its section, its sentence, and the words themselves.

Judges nothing. A finding holds only a place; where it quotes words, these are looked for there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from handoutpress.check_report.values import Note, Quote
from handoutpress.passages import Passage, Role, Script
from handoutpress.rules import Finding, Place

# So much of a sentence is shown on each side of what was found; more is cut off at a blank.
MOST_AROUND = 160
CUT = "…"
_SENTENCE_END = re.compile(r"[.!?؟。！？][\"”’»)\]]*(?:\s+|(?<=[。！？]))")
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|‘([^’]+)’")


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


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A passage, and from where to where it was typed."""

    start: Place
    end: Place
    passage: Passage


class _Book:
    """The passages of a handout by where they were typed."""

    def __init__(self, script: Script) -> None:
        stretches = map(_stretch, script.passages)
        self._stretches = sorted(stretches, key=lambda stretch: (stretch.start, stretch.end))
        self._starts = [stretch.start for stretch in self._stretches]

    def note(self, finding: Finding) -> Note:
        """Return a finding with its section and its words."""
        if finding.edition or finding.page_number:
            return Note(finding)
        stretch = self._find(finding.place)
        if stretch is None:
            return Note(finding)
        passage = stretch.passage
        is_inside = finding.place <= stretch.end
        quote = quote_words(passage, finding) if is_inside else None
        return Note(finding, passage.section, quote)

    def _find(self, place: Place) -> _Stretch | None:
        """Return the passage that a place is in, or the last one before it in the same file."""
        index = bisect_right(self._starts, place) - 1
        found = self._stretches[index] if index >= 0 else None
        return found if found is not None and found.start.path == place.path else None


def _stretch(passage: Passage) -> _Stretch:
    last = max(0, len(passage.text) - 1)
    return _Stretch(passage.place(), passage.place(last), passage)


def quote_words(passage: Passage, finding: Finding) -> Quote | None:
    """Return the sentence around what was found; None where the title stands for the whole."""
    text = passage.text
    start = bisect_left(range(len(text)), finding.place, key=passage.place)
    found = _find_words(text, start, finding.what)
    if not found and passage.role is Role.TITLE:
        return None
    begin, end = _find_sentence(text, start, start + len(found))
    before, after = text[begin:start], text[start + len(found) : end]
    return Quote(_cut_start(before), found, _cut_end(after))


def _find_words(text: str, start: int, what: str) -> str:
    """Return the words at a place that a finding quotes; all of a sentence whose quote is cut."""
    for groups in _QUOTED.findall(what):
        quoted = next(filter(None, groups))
        words = quoted.removesuffix(CUT).split()
        pattern = r"\s+".join(map(re.escape, words))
        match = re.compile(pattern, re.IGNORECASE).match(text, start) if words else None
        if match is not None:
            is_cut = quoted.endswith(CUT)
            end = _find_sentence(text, start, start + 1)[1] if is_cut else match.end()
            return text[start:end].rstrip()
    return ""


def _find_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentences begin and end that hold a stretch."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    before = bisect_right(ends, start)
    after = bisect_left(ends, end)
    return (ends[before - 1] if before else 0), (ends[after] if after < len(ends) else len(text))


def _cut_start(text: str) -> str:
    if len(text) <= MOST_AROUND:
        return text
    return f"{CUT} {text[-MOST_AROUND:].partition(' ')[2]}"


def _cut_end(text: str) -> str:
    if len(text) <= MOST_AROUND:
        return text.rstrip()
    return f"{text[:MOST_AROUND].rpartition(' ')[0]} {CUT}"
