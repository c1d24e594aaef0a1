"""Find what to mark in a handout that is read again: which words came, which went, and where.

Prints nothing. Words are marked where they stand; lines that went are put beside one that stayed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from handoutpress.changes import Row, SectionChange, SectionKind, compare_texts
from handoutpress.compose.gone_lines import Place, find_gone, group_blocks, share_out
from handoutpress.compose.marks import BlockMark, GoneSection, Key, LineMark, ReviewMarks
from handoutpress.compose.review_runs import (
    Change,
    Run,
    Span,
    cut_runs,
    merge_row,
)
from handoutpress.content import Medicine, SourceReference
from handoutpress.content.blocks import CalloutKind, Term, WebLink, WriteIn
from handoutpress.model import Handout
from handoutpress.text import Line
from handoutpress.texts import ApprovedText, TextLine, iter_blocks, read_text, say_line

CALLOUT_KINDS = frozenset(get_args(CalloutKind))


def mark_changes(handout: Handout, approved: ApprovedText) -> ReviewMarks:
    """Return what to mark in a handout, given the words that were approved last."""
    changes = compare_texts(approved.text, read_text(handout))
    finder = _Finder(handout)
    finder.read(changes)
    return ReviewMarks(
        sum(map(_count_places, changes)),
        _leave_out_empty(finder.lines),
        _leave_out_empty(finder.blocks),
        {key: tuple(gone) for key, gone in finder.sections.items()},
    )


def _leave_out_empty(marks: Mapping[Key, Sequence[Any]]) -> dict[Key, tuple[Any, ...]]:
    """Return what is marked somewhere, with the empty marks of its other places."""
    return {
        key: tuple(each) for key, each in marks.items() if not all(mark.is_empty for mark in each)
    }


def _count_places(change: SectionChange) -> int:
    """Return how many lines changed; a whole section that came or went counts once."""
    if change.kind in (SectionKind.ADDED, SectionKind.REMOVED) and change.heading is not None:
        return 1
    return sum(row.is_changed for row in change.rows) + change.is_renamed + change.is_moved


class _Finder:
    """Goes through a handout beside what happened to its parts."""

    def __init__(self, handout: Handout) -> None:
        self._handout = handout
        self.lines: dict[Key, list[LineMark]] = {}
        self.blocks: dict[Key, list[BlockMark]] = {}
        self.sections: dict[Key, list[GoneSection]] = {}

    def read(self, changes: Iterable[SectionChange]) -> None:
        """Note what happened to each part; one that went is put behind the one before it."""
        parts = self._list_parts()
        last: object = self._handout.manuscript.summary
        for change in changes:
            if change.kind is SectionKind.REMOVED:
                self.sections.setdefault(id(last), []).append(_name_gone(change))
                continue
            heading, places = next(parts)
            if heading is not None:
                self._note_heading(heading, change)
                last = heading
            self._note_part(places, change)

    def _list_parts(self) -> Iterator[tuple[Line | None, list[Place]]]:
        """Yield what stands before all sections, each section, and the sources."""
        heading: Line | None = None
        places: list[Place] = []
        for kind, value, lines in iter_blocks(self._handout):
            if kind in ("heading", "sources"):
                yield heading, places
                heading, places = (value if kind == "heading" else None), []
            if kind != "heading":
                places += (Place(value, line) for line in lines)
        yield heading, places

    def _note_heading(self, heading: Line, change: SectionChange) -> None:
        row = change.heading
        runs = merge_row(row) if row is not None and row.is_changed else ()
        self.lines.setdefault(id(heading), []).append(LineMark(runs, is_moved=change.is_moved))

    def _note_part(self, places: Sequence[Place], change: SectionChange) -> None:
        """Note the marks of the lines of a part, and what went beside them."""
        rows = [row for row in change.rows if row.new is not None]
        near = share_out(places, find_gone(change.rows))
        for at, place in enumerate(places):
            mark = _mark_row(rows[at]) if rows else LineMark()
            before, after = near.lines_before.get(at, ()), near.lines_after.get(at, ())
            mark = replace(mark, before=tuple(before), after=tuple(after))
            if place.line.kind != "phone":
                self._note_line(place.line, mark)
        for block, own in group_blocks(places):
            mark_of_block = BlockMark(
                before=tuple(each for at in own for each in near.blocks_before.get(at, ())),
                after=tuple(each for at in own for each in near.blocks_after.get(at, ())),
                phones=tuple(_list_phones(rows[at] for at in own if rows)),
                old_kind=_find_old_kind(rows[at] for at in own if rows),
            )
            self.blocks.setdefault(id(block), []).append(mark_of_block)

    def _note_line(self, line: TextLine, mark: LineMark) -> None:
        """Note the mark of a line by what says its words; where several do, each has its part."""
        sources = tuple(_iter_sources(line.source))
        if isinstance(line.source, tuple | Medicine):  # rows of a table
            beside = LineMark(before=mark.before, after=mark.after)
            self.lines.setdefault(id(line.source), []).append(beside)
            mark = replace(mark, before=(), after=())
        if len(sources) == 1:
            self.lines.setdefault(id(sources[0]), []).append(mark)
            return
        for index, (source, span) in enumerate(self._find_spans(line, sources)):
            part = LineMark(
                runs=_unless_kept(cut_runs(mark.runs, span)),
                is_reset=mark.is_reset and index == 0,
                before=mark.before if index == 0 else (),
                after=mark.after if span.is_last else (),
            )
            self.lines.setdefault(id(source), []).append(part)

    def _find_spans(self, line: TextLine, sources: Sequence[Any]) -> Iterator[tuple[Any, Span]]:
        """Yield each part of a line with its place."""
        signs = _keep_signs(line.words)
        previous_end = 0
        for source in sources:
            own = _keep_signs(self._say(source))
            start = max(signs.find(own, previous_end), previous_end)
            end = start + len(own)
            yield source, Span(previous_end, start, end, is_last=source is sources[-1])
            previous_end = end

    def _say(self, source: Any) -> str:
        is_address = isinstance(source, SourceReference | WebLink)
        return str(source.url) if is_address else say_line(self._handout, source)


def _iter_sources(source: object) -> Iterator[Any]:
    """Yield what says the words of a line, in order; an address is said by what holds it."""
    match source:
        case Medicine():
            yield from (line for line in (source.generic, *source.brands) if line is not None)
        case Term():
            yield from (source.word, source.meaning)
        case SourceReference():
            yield from (line for line in (source.title, source.publisher) if line is not None)
            if source.url:
                yield source
        case WebLink():
            yield from (source.label, source)
        case WriteIn():
            yield source.label
        case tuple():
            yield from source
        case _:
            yield source


def _keep_signs(words: str) -> str:
    return "".join(words.split())


def _unless_kept(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    return runs if any(run.change is not Change.KEPT for run in runs) else ()


def _mark_row(row: Row) -> LineMark:
    """Return the mark of a line that is there."""
    if not row.is_changed:
        return LineMark()
    runs = _unless_kept(merge_row(row))
    return LineMark(runs, is_reset=not runs and not _old_kind_of(row))


def _old_kind_of(row: Row) -> str:
    """Return the kind of the box in which a line stood, when it stands in one of another kind."""
    kinds = [side.kind for side in (row.old, row.new) if side is not None]
    is_other_box = len(set(kinds)) == 2 and CALLOUT_KINDS.issuperset(kinds)
    return kinds[0] if is_other_box else ""


def _find_old_kind(rows: Iterable[Row]) -> str:
    return next(filter(None, map(_old_kind_of, rows)), "")


def _list_phones(rows: Iterable[Row]) -> Iterator[tuple[Run, ...]]:
    for row in rows:
        if row.new is not None and row.new.kind == "phone" and row.is_changed:
            yield merge_row(row)


def _name_gone(change: SectionChange) -> GoneSection:
    heading = change.heading.old if change.heading else None
    lines = (row.old.text for row in change.rows if row.old is not None)
    return GoneSection(heading.text if heading else "", tuple(lines))
