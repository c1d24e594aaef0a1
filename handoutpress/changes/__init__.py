"""What a run changed: each handout before and now, section by section, word by word.

Pure: remembers nothing between runs and prints nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from handoutpress.changes.json_document import changes_document, changes_schema
from handoutpress.changes.line_pairs import pair_line, pair_lines
from handoutpress.changes.section_pairs import pair_sections
from handoutpress.changes.values import (
    Changes,
    HandoutChange,
    HandoutKind,
    Kept,
    Piece,
    Row,
    SectionChange,
    SectionKind,
    Side,
    Standing,
    Words,
)
from handoutpress.texts import HandoutText, Part, PartText, TextLine

__all__ = [
    "MAX_WHOLE_TEXTS",
    "Changes",
    "HandoutChange",
    "HandoutKind",
    "Kept",
    "Piece",
    "Row",
    "SectionChange",
    "SectionKind",
    "Side",
    "Standing",
    "Words",
    "changes_document",
    "changes_schema",
    "compare_handout",
    "compare_texts",
    "gather_changes",
]

# The words of handouts that came or went are shown when no more than these did: a reviewer reads
# ten; the first build of a library of 2,000 only lists them.
MAX_WHOLE_TEXTS = 10


def gather_changes(handouts: Iterable[HandoutChange], made_on: date | None = None) -> Changes:
    """Return what a run changed, by id and language, without the words of too many new handouts."""
    ordered = sorted(handouts, key=lambda change: (change.id, change.language))
    counts = Counter(change.kind for change in ordered)
    return Changes(
        tuple(_leave_out_words(change, counts[change.kind]) for change in ordered), made_on
    )


def _leave_out_words(change: HandoutChange, count: int) -> HandoutChange:
    is_whole = change.kind is not HandoutKind.CHANGED and change.words is Words.SHOWN
    if not is_whole or count <= MAX_WHOLE_TEXTS:
        return change
    return replace(change, words=Words.LEFT_OUT, sections=())


def compare_handout(
    handout_id: str,
    language: str,
    *,
    old: Kept | None,
    new: Kept | None,
    reasons: Iterable[str] = (),
) -> HandoutChange:
    """Compare a handout with what was kept of it; None where it was not, or is no longer, there."""
    kind = _tell_kind(old, new)
    words, sections = _compare_words(old, new)
    latest = new or old
    return HandoutChange(
        id=handout_id,
        language=language,
        title=latest.title if latest else "",
        kind=kind,
        words=words,
        reasons=tuple(str(reason) for reason in reasons),
        old=old.standing if old else None,
        new=new.standing if new else None,
        sections=sections,
    )


def _tell_kind(old: Kept | None, new: Kept | None) -> HandoutKind:
    if new is None:
        return HandoutKind.REMOVED
    return HandoutKind.ADDED if old is None else HandoutKind.CHANGED


def _compare_words(old: Kept | None, new: Kept | None) -> tuple[Words, tuple[SectionChange, ...]]:
    if any(kept is not None and kept.text is None for kept in (old, new)):
        return Words.UNKNOWN, ()
    sections = compare_texts(old.text if old else None, new.text if new else None)
    if all(section.is_unchanged for section in sections):
        return Words.SAME, ()
    return Words.SHOWN, sections


def compare_texts(old: HandoutText | None, new: HandoutText | None) -> tuple[SectionChange, ...]:
    """Return what happened to each section, in the present order, front and sources included."""
    return (
        *_compare_part(Part.FRONT, old, new),
        *(
            _compare_section(pair.old, pair.new, is_moved=pair.is_moved)
            for pair in pair_sections(_parts(old, Part.SECTION), _parts(new, Part.SECTION))
        ),
        *_compare_part(Part.SOURCES, old, new),
    )


def _parts(text: HandoutText | None, part: Part) -> tuple[PartText, ...]:
    return tuple(each for each in text.parts if each.part is part) if text else ()


def _compare_part(
    part: Part, old: HandoutText | None, new: HandoutText | None
) -> tuple[SectionChange, ...]:
    before, after = _parts(old, part), _parts(new, part)
    if not before and not after:
        return ()
    first = next(iter(before), None), next(iter(after), None)
    return (_compare_section(*first),)


def _compare_section(
    old: PartText | None, new: PartText | None, *, is_moved: bool = False
) -> SectionChange:
    rows = _pair_rows(old.lines if old else (), new.lines if new else ())
    kind = _tell_section_kind(old, new, rows)
    latest = new or old
    return SectionChange(
        part=latest.part if latest else Part.SECTION,
        kind=kind,
        heading=_compare_headings(old, new),
        rows=() if kind is SectionKind.SAME else rows,
        is_moved=is_moved,
    )


def _pair_rows(old: tuple[TextLine, ...], new: tuple[TextLine, ...]) -> tuple[Row, ...]:
    """Return all lines side by side; most sections are as they were, and have nothing to pair."""
    return () if old == new else pair_lines(old, new)


def _tell_section_kind(
    old: PartText | None, new: PartText | None, rows: tuple[Row, ...]
) -> SectionKind:
    if old is None:
        return SectionKind.ADDED
    if new is None:
        return SectionKind.REMOVED
    return SectionKind.CHANGED if any(row.is_changed for row in rows) else SectionKind.SAME


def _compare_headings(old: PartText | None, new: PartText | None) -> Row | None:
    before, after = _read_heading(old), _read_heading(new)
    return pair_line(before, after) if before or after else None


def _read_heading(part: PartText | None) -> TextLine | None:
    return TextLine("heading", part.heading) if part and part.heading else None
