"""What a run changed as one page for a browser: for editors, and for the reviewers they send it to.

Compares nothing. The page needs no other file, runs no script and fetches nothing; its own words
are English, and those of handouts say their language.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from handoutpress.changes import (
    MAX_WHOLE_TEXTS,
    Changes,
    HandoutChange,
    HandoutKind,
    Row,
    SectionChange,
    Standing,
    Words,
)
from handoutpress.changes.word_marks import UNIT
from handoutpress.compose.templates import Filter, fill_template
from handoutpress.errors import RenderError
from handoutpress.labels import english_name, text_direction
from handoutpress.model import Theme, output_path
from handoutpress.texts import Part

TEMPLATE = "web/changes.html"
STYLE = "web/changes.css"

# More than this nobody reads; a page of 200 changed handouts has about 1 MB.
MAX_SHOWN_CHANGES = 200
# Lines that did not change are shown beside those that did, so many on each side.
CONTEXT_LINES = 1

STATE_WORDS = {
    "draft": "draft, not reviewed",
    "approved": "approved",
    "due-soon": "approved, review due soon",
    "overdue": "review overdue",
    "under-review": "under review",
    "withdrawn": "withdrawn",
}
# A dose, or a number to dial: between letters that run from right to left, "20 mg" would show as
# "mg 20". Source: Unicode Standard Annex 9 (bidirectional algorithm), 2.7.
_NUMBER = re.compile(rf"\+?\(?\d(?:[\d\s().,/–-]*\d)?(?:\s?{UNIT}(?!\w))?")

PART_WORDS = {Part.FRONT: "Title, summary and what to do", Part.SOURCES: "Sources"}
# What a line is, where its words do not show it.
KIND_WORDS = {
    "title": "Title",
    "summary": "Summary",
    "do": "What to do",
    "item": "List item",
    "number": "Numbered item",
    "step": "Step",
    "tick": "Box to tick",
    "question": "Question",
    "caption": "Caption",
    "columns": "Heads of the table",
    "row": "Row of the table",
    "medicine": "Medicine",
    "term": "Word explained",
    "picture": "Picture, described",
    "emergency": "Emergency box",
    "call-now": "Call-now box",
    "call-us": "Call-us box",
    "tip": "Tip box",
    "note": "Note box",
    "phone": "Phone",
    "write_in": "Lines to write on",
    "link": "Web address",
    "source": "Source",
}


@dataclass(frozen=True, slots=True)
class Story:
    """A change, and the other handouts in which the same words changed in the same way."""

    first: HandoutChange
    others: tuple[HandoutChange, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """What did not change: sections that are named, or lines that are counted."""

    sections: tuple[SectionChange, ...] = ()
    line_count: int = 0


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Handouts that were made anew for the same reasons."""

    reasons: tuple[str, ...]
    handouts: tuple[HandoutChange, ...]


def compose_changes(changes: Changes, theme: Theme) -> str:
    """Return the whole page.

    Raises:
        RenderError: the template is broken, or its style sheet is missing or cannot be put in.
    """
    style = read_style(theme)
    changed = _pick(changes, Words.SHOWN, HandoutKind.CHANGED)
    stories = tuple(_tell_stories(changed))
    values = {
        "made_on": changes.made_on.isoformat() if changes.made_on else "",
        "style": Markup(style),
        "style_source": hash_source(style),
        "changed": changed,
        "stories": stories[:MAX_SHOWN_CHANGES],
        "more_changed": tuple(
            change
            for story in stories[MAX_SHOWN_CHANGES:]
            for change in (story.first, *story.others)
        ),
        "added": _pick_kind(changes, HandoutKind.ADDED),
        "removed": _pick_kind(changes, HandoutKind.REMOVED),
        "same": _pick(changes, Words.SAME, HandoutKind.CHANGED),
        "unknown": _pick(changes, Words.UNKNOWN, HandoutKind.CHANGED),
        "most_whole_texts": MAX_WHOLE_TEXTS,
    }
    return fill_template(theme.templates, FILTERS, values, start=TEMPLATE)


def read_style(theme: Theme) -> str:
    """Return the style sheet of the page.

    Raises:
        RenderError: the theme has none, or it would end the page's style too early.
    """
    if STYLE not in theme.styles:
        raise RenderError(f"the page of changes has no style sheet; add styles/{STYLE}")
    # A browser's parser makes all line ends plain before it takes the digest.
    style = theme.styles[STYLE].decode().replace("\r\n", "\n").replace("\r", "\n")
    if "</" in style:
        raise RenderError(f"the style sheet styles/{STYLE} holds '</'; write '<\\/' there")
    return style


def hash_source(text: str) -> str:
    """Return the one style or script that a page allows.

    Source: Content Security Policy Level 3, 2.3.1 (hash-source).
    """
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _pick(changes: Changes, words: Words, kind: HandoutKind) -> tuple[HandoutChange, ...]:
    return tuple(change for change in _pick_kind(changes, kind) if change.words is words)


def _pick_kind(changes: Changes, kind: HandoutKind) -> tuple[HandoutChange, ...]:
    return tuple(change for change in changes.handouts if change.kind is kind)


def _tell_stories(handouts: Iterable[HandoutChange]) -> Iterator[Story]:
    """Yield each change once, in the order in which it is first met."""
    stories: dict[object, list[HandoutChange]] = {}
    for change in handouts:
        stories.setdefault(_tell_apart(change), []).append(change)
    for first, *others in stories.values():
        yield Story(first, tuple(others))


def _tell_apart(change: HandoutChange) -> object:
    """Return what two handouts have in common in which the same was changed."""
    return (
        change.language,
        tuple(
            (
                section.part,
                section.kind,
                section.is_moved,
                section.heading if section.is_renamed else None,
                tuple(row for row in section.rows if row.is_changed),
            )
            for section in change.sections
            if not section.is_unchanged
        ),
    )


def fold_sections(sections: Iterable[SectionChange]) -> Iterator[SectionChange | Fold]:
    """Yield sections; those without any change in one fold where they are neighbours."""
    for is_unchanged, group in groupby(sections, key=lambda section: section.is_unchanged):
        if is_unchanged:
            yield Fold(sections=tuple(group))
        else:
            yield from group


def fold_rows(rows: tuple[Row, ...]) -> Iterator[Row | Fold]:
    """Yield rows; of those without any change only the neighbours of changed ones."""
    places = [index for index, row in enumerate(rows) if row.is_changed]
    near = {place + step for place in places for step in range(-CONTEXT_LINES, CONTEXT_LINES + 1)}
    for is_near, group in groupby(enumerate(rows), key=lambda numbered: numbered[0] in near):
        members = [row for _, row in group]
        if is_near or len(members) == 1:
            yield from members
        else:
            yield Fold(line_count=len(members))


def group_reasons(handouts: Iterable[HandoutChange]) -> Iterator[Rebuilt]:
    """Yield handouts together that were made anew for the same reasons."""
    groups: dict[tuple[str, ...], list[HandoutChange]] = {}
    for change in handouts:
        groups.setdefault(change.reasons, []).append(change)
    for reasons, members in groups.items():
        yield Rebuilt(reasons, tuple(members))


def say_state(standing: Standing) -> str:
    """Return the version and the state: "version 3, approved"."""
    state = STATE_WORDS.get(standing.state, standing.state)
    return state if standing.version is None else f"version {standing.version}, {state}"


def say_pages(standing: Standing) -> str:
    """Return the number of pages: "2 pages", or with each edition: "2 pages (large-print)"."""
    return ", ".join(
        f"{count} page{'' if count == 1 else 's'}{'' if edition == 'standard' else f' ({edition})'}"
        for edition, count in standing.pages
    )


def say_difference(change: HandoutChange) -> str:
    """Return what is not as it was besides the words: "2 pages → 3 pages"; else nothing."""
    if change.old is None or change.new is None:
        return ""
    facts = ((say(change.old), say(change.new)) for say in (say_state, say_pages))
    return "; ".join(f"{old or '?'} → {new or '?'}" for old, new in facts if old != new)


def list_pdfs(change: HandoutChange) -> list[tuple[str, str]]:
    """Return the editions that are there now, and where each lies, seen from the page."""
    pages = change.new.pages if change.new else ()
    return [(edition, output_path(change.id, change.language, edition)) for edition, _ in pages]


def isolate_numbers(text: str, language: str) -> Markup:
    """Return words whose numbers run from left to right, also where the words do not."""
    if text_direction(language) == "ltr":
        return escape(text)
    parts: list[str] = []
    end = 0
    for found in _NUMBER.finditer(text):
        number = Markup('<bdi dir="ltr">{}</bdi>').format(found.group())
        parts += [escape(text[end : found.start()]), number]
        end = found.end()
    return Markup("").join((*parts, escape(text[end:])))


def say_part(section: SectionChange) -> str:
    """Return what a section without a heading is called."""
    return PART_WORDS.get(section.part, "Section")


FILTERS: tuple[Filter, ...] = (
    ("direction", text_direction),
    ("language_name", english_name),
    ("fold_sections", fold_sections),
    ("fold_rows", fold_rows),
    ("group_reasons", group_reasons),
    ("state", say_state),
    ("pages", say_pages),
    ("difference", say_difference),
    ("pdfs", list_pdfs),
    ("part_words", say_part),
    ("words_of", isolate_numbers),
    ("kind_words", lambda kind: KIND_WORDS.get(kind, "")),
)
