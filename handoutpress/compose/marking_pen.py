"""Print words with marks on what came and what went since they were approved.

Finds no change: `review_marks` does. Marks are told by words and by shape, not by colour alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Generic, TypeVar

from markupsafe import Markup, escape

from handoutpress.compose.marks import BlockMark, Key, LineMark, ReviewMarks
from handoutpress.compose.pens import SPACE, join_inline
from handoutpress.compose.review_runs import Change, Run, count_signs, split_after
from handoutpress.labels import Labels

M = TypeVar("M", LineMark, BlockMark)


class MarkingPen:
    """Prints words with marks on what came and what went; each mark once, where it belongs."""

    def __init__(self, marks: ReviewMarks, labels: Labels) -> None:
        self._marks = marks
        self._ink = _Ink(labels)
        self._lines = _Turns(marks.lines)
        self._blocks = _Turns(marks.blocks)
        self._sections = dict(marks.sections)
        self._cursor: _Cursor | None = None

    # --- a line ---

    def line(self, source: object, print_words: Callable[[], Markup]) -> Markup:
        """Return a line with its marks."""
        mark = self._lines.take(source)
        if mark is None:
            return print_words()
        words = self._mark_words(mark, print_words)
        if mark.is_reset:
            words = join_inline((self._ink.note_reset(), words))
        if mark.is_moved:
            words = join_inline((words, self._ink.note_moved()))
        return Markup("").join(
            (
                *map(self._ink.strike_line, mark.before),
                words,
                *map(self._ink.strike_line, mark.after),
            )
        )

    def _mark_words(self, mark: LineMark, print_words: Callable[[], Markup]) -> Markup:
        """Return the words of a line; as a whole, where what is printed is not what is read."""
        if not mark.runs:
            return print_words()
        self._cursor = _Cursor(mark.runs)
        words = join_inline((print_words(), *map(self._ink.print_run, self._cursor.finish())))
        is_exact, self._cursor = self._cursor.is_exact, None
        return words if is_exact else self._replace(mark.runs, print_words())

    def _replace(self, runs: Iterable[Run], words: Markup) -> Markup:
        """Return a line as new, behind the old one."""
        old = "".join(run.text for run in runs if run.change is not Change.ADDED)
        return join_inline((self._ink.strike(old), self._ink.add(words)))

    def words(self, text: str) -> Markup:
        """Return words of the line."""
        if self._cursor is None:
            return escape(text)
        runs = self._cursor.take(unicodedata.normalize("NFC", text))
        return join_inline(map(self._ink.print_run, runs))

    def whole(self, text: str, printed: Markup) -> Markup:
        """Return words that are printed in their own way; added when any part of them is."""
        if self._cursor is None:
            return printed
        runs = tuple(self._cursor.take(unicodedata.normalize("NFC", text)))
        gone = [self._ink.print_run(run) for run in runs if run.change is Change.REMOVED]
        added = [run for run in runs if run.change is Change.ADDED]
        if added:
            is_first, is_last = added[0].is_first, added[-1].is_last
            printed = self._ink.add(printed or escape(text.strip()), is_first, is_last)
        return join_inline((*gone, printed))

    def gone(self) -> Markup:
        """Return the words that stood here and went."""
        runs = self._cursor.take_gone() if self._cursor else ()
        return join_inline(map(self._ink.print_run, runs))

    # --- around lines ---

    def rows_before(self, source: object, column_count: int) -> Markup:
        """Return the rows of a table that stood before all others, and went."""
        mark = self._lines.peek(source)
        return self._ink.strike_rows(mark.before if mark else (), column_count)

    def rows_after(self, source: object, column_count: int) -> Markup:
        """Return the rows that stood behind a row of a table, and went; its mark is used up."""
        mark = self._lines.take(source)
        return self._ink.strike_rows(mark.after if mark else (), column_count)

    def before(self, block: object) -> Markup:
        """Return the lines that stood before a block, and went."""
        mark = self._blocks.peek(block)
        return self._ink.strike_all(mark.before if mark else ())

    def after(self, block: object) -> Markup:
        """Return the lines that stood behind a block, and went; its mark is used up."""
        mark = self._blocks.take(block)
        return self._ink.strike_all(mark.after if mark else ())

    def phones(self, block: object) -> Markup:
        """Return how the numbers in a box changed."""
        mark = self._blocks.peek(block)
        return self._ink.print_paragraphs(mark.phones if mark else ())

    def old_kind(self, block: object) -> str:
        """Return the kind of box that this block was; "" when it is of the same kind."""
        mark = self._blocks.peek(block)
        return mark.old_kind if mark else ""

    def change_words(self, old: str, new: str) -> Markup:
        """Return words that stand for others now."""
        return join_inline((self._ink.strike(old), self._ink.add(escape(new))))

    def sections_after(self, source: object) -> Markup:
        """Return the sections that stood behind a heading, or behind the summary, and went."""
        gone = self._sections.pop(id(source), ())
        return Markup("\n").join(
            self._ink.strike_section(section.heading, section.lines) for section in gone
        )

    @property
    def is_used_up(self) -> bool:
        """Tell whether every mark was printed."""
        return self._lines.is_used_up and self._blocks.is_used_up and not self._sections


class _Turns(Generic[M]):
    """The marks of what may stand in a handout several times: each time the next one."""

    def __init__(self, marks: Mapping[Key, tuple[M, ...]]) -> None:
        self._waiting: dict[Key, list[M]] = {key: list(each) for key, each in marks.items()}
        self._unused = set(marks)

    def peek(self, source: object) -> M | None:
        """Return the mark of a source where it is printed next."""
        waiting = self._waiting.get(id(source))
        return waiting[0] if waiting else None

    def take(self, source: object) -> M | None:
        """Return that mark, and go on to the next; the last one stays."""
        waiting = self._waiting.get(id(source))
        if waiting is None:
            return None
        self._unused.discard(id(source))
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    @property
    def is_used_up(self) -> bool:
        """Tell whether all were taken."""
        return not self._unused


class _Cursor:
    """A place in the runs of a line, while the line is printed piece by piece."""

    def __init__(self, runs: Iterable[Run]) -> None:
        self._runs = list(runs)
        self._used = 0  # signs of the first run
        self.is_exact = True

    def take(self, text: str) -> Iterator[Run]:
        """Yield the next words of the line in runs, and what went before each sign of theirs."""
        while text.strip():
            yield from self.take_gone()
            if not self._runs:
                self.is_exact = False
                break
            run = self._runs[0]
            length, is_first = count_signs(run.text), self._used == 0
            piece, text = split_after(text, length - self._used)
            self._used += count_signs(piece)
            is_last = self._used == length
            yield replace(run, text=piece, is_first=is_first, is_last=is_last)
            if is_last:
                del self._runs[0]
                self._used = 0
        if text:
            yield Run(Change.KEPT, text)

    def take_gone(self) -> Iterator[Run]:
        """Yield what went and stood right here."""
        while self._runs and self._runs[0].change is Change.REMOVED:
            yield self._runs.pop(0)

    def finish(self) -> Iterator[Run]:
        """Yield what went and stood at the end of the line."""
        yield from self.take_gone()
        self.is_exact = self.is_exact and not self._runs


class _Ink:
    """The HTML of marks: told by words and by shape, never by a colour alone."""

    def __init__(self, labels: Labels) -> None:
        self._added = labels.text("added:")
        self._removed = labels.text("removed:")
        self._moved = labels.text("this section stood elsewhere")
        self._reset = labels.text("these words stood in another form")

    def print_run(self, run: Run) -> Markup:
        """Return some words of a line."""
        match run.change:
            case Change.REMOVED:
                return self.strike(run.text)
            case Change.ADDED:
                words = run.text.strip()
                start, _, end = run.text.partition(words)
                added = self.add(escape(words), run.is_first, run.is_last)
                return join_inline((escape(start), added, escape(end)))
        return escape(run.text)

    def strike(self, words: str) -> Markup:
        """Return words that went; they touch no others."""
        struck = Markup('<span class="struck">{}</span><span class="said">]</span>').format(words)
        return SPACE + Markup("<del>{}{}</del>").format(_start(self._removed), struck) + SPACE

    def add(self, words: Markup, is_first: bool = True, is_last: bool = True) -> Markup:
        """Return words that came; only the first and the last of them are told from the others."""
        start = _start(self._added) if is_first else ""
        end = Markup('<span class="said">]</span>') if is_last else ""
        return Markup("<ins>{}{}{}</ins>").format(start, words, end)

    def note_moved(self) -> Markup:
        """Return the note that a section stood elsewhere."""
        return Markup('{}<ins class="note"><span class="said">[{}]</span></ins>').format(
            SPACE, self._moved
        )

    def note_reset(self) -> Markup:
        """Return the note that the same words stood in another form, such as a list."""
        return Markup('<ins class="note"><span class="said">[{}]</span></ins>{}').format(
            self._reset, SPACE
        )

    def strike_line(self, words: str) -> Markup:
        """Return a line that went, below or above one that is there and in the same element."""
        return Markup('<span class="gone-line">{}</span>').format(self.strike(words))

    def strike_paragraph(self, words: str) -> Markup:
        """Return a line that went, by itself."""
        return Markup('<p class="gone">{}</p>').format(self.strike(words))

    def strike_all(self, lines: Iterable[str]) -> Markup:
        """Return lines that went, each by itself."""
        return Markup("\n").join(map(self.strike_paragraph, lines))

    def strike_rows(self, rows: Iterable[str], column_count: int) -> Markup:
        """Return rows of a table that went."""
        row = Markup('<tr class="gone"><td colspan="{}">{}</td></tr>')
        return Markup("").join(row.format(column_count, self.strike(words)) for words in rows)

    def strike_section(self, heading: str, lines: Iterable[str]) -> Markup:
        """Return a section that went."""
        title = Markup('<p class="gone gone-heading">{}</p>').format(self.strike(heading))
        return Markup('<section class="gone-section">{}{}</section>').format(
            title if heading else "", self.strike_all(lines)
        )

    def print_paragraphs(self, lines: Iterable[tuple[Run, ...]]) -> Markup:
        """Return lines with their marks, each by itself."""
        paragraph = Markup('<p class="changed-phone">{}</p>')
        return Markup("").join(
            paragraph.format(join_inline(map(self.print_run, runs))) for runs in lines
        )


def _start(label: str) -> Markup:
    return Markup('<span class="said">[{}</span>').format(label) + SPACE
