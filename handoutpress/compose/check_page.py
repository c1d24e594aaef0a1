"""The check of one handout as a page for a browser, to read beside the handout and to print.

Checks nothing. The page needs no other file, runs no script and fetches nothing; its own words are
English, and those of the handout say their language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handoutpress.changes import Standing
from handoutpress.check_report import CheckReport, Note
from handoutpress.compose.changes_page import FILTERS as CHANGE_FILTERS
from handoutpress.compose.changes_page import say_state
from handoutpress.compose.inlined import inline_styles
from handoutpress.compose.templates import Filter, fill_template
from handoutpress.model import Theme
from handoutpress.rules import Judgement, ReadingLevel, Score, Sheet, Tally, Verdict, list_parts

TEMPLATE = "web/check.html"
STYLES = ("web/report.css", "web/check.css")
SHOWN_DIGITS = 12  # of the digest of the words: enough to compare by eye

VERDICT_WORDS = {
    Verdict.YES: "Yes",
    Verdict.NO: "No",
    Verdict.NOT_APPLICABLE: "Does not apply",
    Verdict.OPEN: "Open",
}
BEFORE_SECTIONS = "Title, summary and what to do"
ON_PAGES = "On the printed pages"


@dataclass(frozen=True, slots=True)
class Group:
    """Notes of one section; `heading` is the handout's own where `is_own`."""

    heading: str
    is_own: bool
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """What one formula says of all words, and of those that the limits are held against."""

    name: str
    all_words: Score | None
    plain_words: Score


def compose_report(report: CheckReport, theme: Theme) -> str:
    """Return the whole page.

    Raises:
        RenderError: the template is broken, or a style sheet is missing.
    """
    inlined = inline_styles(theme, STYLES)
    values = {
        "style": inlined.style,
        "policy": inlined.policy,
        "report": report,
        "state": say_state(Standing(report.state, report.version)),
        "digest": report.words[:SHOWN_DIGITS],
        "errors": report.errors,
        "advice": tuple(group_notes(report.advice, report.headings)),
        "rows": tuple(list_readings(report.reading)),
    }
    return fill_template(theme.templates, FILTERS, values, start=TEMPLATE)


def group_notes(notes: Iterable[Note], headings: tuple[str, ...]) -> Iterator[Group]:
    """Yield notes by section, in the order of the handout; those on pages come last."""
    groups: dict[tuple[str, bool], list[Note]] = {}
    for note in notes:
        groups.setdefault(_name_group(note, headings), []).append(note)
    for (heading, is_own), members in groups.items():
        yield Group(heading, is_own, tuple(members))


def _name_group(note: Note, headings: tuple[str, ...]) -> tuple[str, bool]:
    if note.is_of_page:
        return ON_PAGES, False
    if note.section is None or note.section >= len(headings):
        return BEFORE_SECTIONS, False
    return headings[note.section], True


def list_readings(reading: ReadingLevel) -> Iterator[ReadingRow]:
    """Yield what each formula says; the limits are held against the plain words."""
    everything = {score.key: score for score in reading.scores}
    for score in reading.plain_scores or reading.scores:
        yield ReadingRow(score.name, everything.get(score.key), score)


def say_page(note: Note) -> str:
    """Return which page is meant: "standard, page 2"; "" where the words are."""
    finding = note.finding
    page = f"page {finding.page_number}" if finding.page_number else ""
    return ", ".join(filter(None, (finding.edition, page)))


def say_tally(tally: Tally) -> str:
    """Return the score so far in words, and what it leaves out."""
    judged = tally.yes + tally.no
    score = "no score yet" if tally.percent is None else f"{tally.percent} % so far"
    parts = [f"{score}: {tally.yes} of {judged} {'is' if tally.yes == 1 else 'are'} yes"]
    if tally.percent is None:
        parts = [score]
    if tally.not_applicable:
        parts.append(f"{tally.not_applicable} left out")
    parts.append(f"{tally.open} open")
    if tally.unsure:
        parts.append(f"{tally.unsure} to confirm")
    return ", ".join(parts)


def make_sentence(text: str) -> str:
    """Return a message with a large first letter and a full stop, as it stands on a page."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?', '…')) else '.'}"


def list_sheet_parts(sheet: Sheet) -> list[tuple[str, tuple[Judgement, ...]]]:
    """Return the parts of a sheet, each with its judgements."""
    return [(part, sheet.list_part(part)) for part in list_parts(sheet.judgements)]


FILTERS: tuple[Filter, ...] = (
    *CHANGE_FILTERS,
    ("sentence", make_sentence),
    ("page_words", say_page),
    ("tally_words", say_tally),
    ("sheet_parts", list_sheet_parts),
    ("verdict_words", VERDICT_WORDS.__getitem__),
)
