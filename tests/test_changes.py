from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.changes import (
    MAX_WHOLE_TEXTS,
    HandoutKind,
    SectionChange,
    SectionKind,
    Side,
    Words,
    compare_handout,
    compare_texts,
    gather_changes,
)
from handoutpress.texts import HandoutText, Part, PartText, TextLine
from tests.changed_handouts import EDITED, NEW, OLD, TYPED, change, keep, read_typed


def list_sections(sections: tuple[SectionChange, ...]) -> list[tuple[str, SectionKind]]:
    """Return the heading of each section, or its part, and what happened to it."""
    return [(name_section(section), section.kind) for section in sections]


def name_section(section: SectionChange) -> str:
    if section.heading is None:
        return section.part
    side = section.heading.new or section.heading.old
    return side.text if side else ""


def list_marks(sections: tuple[SectionChange, ...]) -> list[tuple[list[str], list[str]]]:
    """Return the marked words of each changed row."""
    rows = [row for section in sections for row in section.rows if row.is_changed]
    return [(list_marked(row.old), list_marked(row.new)) for row in rows]


def list_marked(side: Side | None) -> list[str]:
    return [piece.text for piece in side.pieces if piece.is_changed] if side else []


def test_every_section_is_told_in_the_present_order() -> None:
    sections = compare_texts(read_typed(TYPED), read_typed(EDITED))

    assert list_sections(sections) == [
        ("front", SectionKind.SAME),
        ("Why", SectionKind.SAME),
        ("How to take it", SectionKind.CHANGED),
        ("Whom to call", SectionKind.REMOVED),
        ("When to worry", SectionKind.ADDED),
        ("sources", SectionKind.SAME),
    ]


def test_dose_is_marked_whole_and_the_rest_of_its_line_is_not() -> None:
    sections = compare_texts(read_typed(TYPED), read_typed(EDITED))

    assert list_marks(sections[2:3]) == [(["10 mg"], ["20 mg"])]


def test_new_and_removed_sections_are_marked_as_a_whole() -> None:
    sections = compare_texts(read_typed(TYPED), read_typed(EDITED))

    assert list_marks(sections[3:5]) == [
        (["Call the nurses."], []),
        ([], ["When you shiver."]),
    ]


def test_renamed_section_says_its_old_and_its_new_heading() -> None:
    sections = compare_texts(read_typed(TYPED), read_typed(EDITED))

    assert [section.is_renamed for section in sections] == [False, False, True, False, False, False]
    heading = sections[2].heading
    assert heading is not None
    assert (heading.old.text, heading.new.text) == ("What to take", "How to take it")


def test_section_whose_words_are_the_same_has_no_rows() -> None:
    edited = TYPED.replace("heading: Why", "heading: The reason")

    (section,) = (
        each
        for each in compare_texts(read_typed(TYPED), read_typed(edited))
        if not each.is_unchanged
    )

    assert section.kind is SectionKind.SAME
    assert section.is_renamed
    assert section.rows == ()


def test_moved_section_is_told_as_moved() -> None:
    head, why, take, call = TYPED.split("  - heading")
    moved = "  - heading".join((head, call, why, take))

    sections = compare_texts(read_typed(TYPED), read_typed(moved))

    assert [name_section(section) for section in sections if section.is_moved] == ["Whom to call"]
    assert {section.kind for section in sections} == {SectionKind.SAME}


@pytest.mark.parametrize(
    ("typed", "edited", "name"),
    [
        ("What a fever means.", "What fever means.", "front"),
        ("[Rest well]", "[Rest]", "front"),
        ("title: A page", "title: Two pages", "sources"),
    ],
)
def test_what_stands_before_and_after_the_sections_is_compared(
    typed: str, edited: str, name: str
) -> None:
    sections = compare_texts(read_typed(TYPED), read_typed(TYPED.replace(typed, edited)))

    changed = [section for section in sections if not section.is_unchanged]
    assert list_sections(tuple(changed)) == [(name, SectionKind.CHANGED)]


def test_sources_that_a_handout_did_not_have_are_added() -> None:
    without = TYPED.replace("sources: [{title: A page}]\n", "")

    sections = compare_texts(read_typed(without), read_typed(TYPED))

    assert list_sections(sections)[-1] == ("sources", SectionKind.ADDED)


def test_changed_handout_says_how_it_stood_and_stands() -> None:
    changed = change(reasons=("content", "theme"))

    assert (changed.id, changed.language, changed.title) == ("care/fever", "en", "Fever")
    assert (changed.kind, changed.words) == (HandoutKind.CHANGED, Words.SHOWN)
    assert (changed.old, changed.new) == (OLD, NEW)
    assert changed.reasons == ("content", "theme")


def test_handout_that_was_not_there_is_added_and_all_its_words_are_new() -> None:
    added = change(old=None)

    assert (added.kind, added.words, added.old) == (HandoutKind.ADDED, Words.SHOWN, None)
    assert {section.kind for section in added.sections} == {SectionKind.ADDED}


def test_handout_that_is_gone_is_removed_and_keeps_its_title_and_words() -> None:
    removed = change(new=None)

    assert (removed.kind, removed.title, removed.new) == (HandoutKind.REMOVED, "Fever", None)
    assert {section.kind for section in removed.sections} == {SectionKind.REMOVED}


def test_handout_that_was_made_anew_with_the_same_words_has_no_sections() -> None:
    rebuilt = change(new=TYPED, reasons=["theme"])

    assert (rebuilt.kind, rebuilt.words) == (HandoutKind.CHANGED, Words.SAME)
    assert rebuilt.sections == ()


def test_handout_whose_old_words_were_not_kept_is_not_compared() -> None:
    unknown = compare_handout(
        "care/fever", "en", old=replace(keep(TYPED), text=None), new=keep(EDITED)
    )

    assert (unknown.kind, unknown.words) == (HandoutKind.CHANGED, Words.UNKNOWN)
    assert unknown.sections == ()


def test_changes_are_in_the_order_of_ids_and_languages() -> None:
    changes = gather_changes(
        [
            change(handout_id="care/port"),
            change(handout_id="care/fever", language="es"),
            change(handout_id="care/fever"),
        ],
        date(2026, 11, 26),
    )

    assert [(each.id, each.language) for each in changes.handouts] == [
        ("care/fever", "en"),
        ("care/fever", "es"),
        ("care/port", "en"),
    ]
    assert changes.made_on == date(2026, 11, 26)


@pytest.mark.parametrize("sides", [{"old": None}, {"new": None}])
def test_words_of_handouts_are_shown_while_few_came_or_went(sides: dict[str, None]) -> None:
    few = [change(**sides, handout_id=f"care/n{number}") for number in range(MAX_WHOLE_TEXTS)]
    many = [*few, change(**sides, handout_id="care/one-more")]

    assert {each.words for each in gather_changes(few).handouts} == {Words.SHOWN}
    assert {each.words for each in gather_changes(many).handouts} == {Words.LEFT_OUT}
    assert {each.sections for each in gather_changes(many).handouts} == {()}


def test_many_new_handouts_hide_no_changed_one() -> None:
    many = [change(old=None, handout_id=f"care/n{number}") for number in range(50)]

    changes = gather_changes([*many, change()])

    assert changes.handouts[0].words is Words.SHOWN


WORDS = st.sampled_from(["", "Take 10 mg.", "Take 20 mg now.", "Call us.", "a b c", "a x c"])
LINES = st.lists(st.builds(TextLine, st.sampled_from(["text", "step"]), WORDS), max_size=4)
SECTIONS = st.builds(
    PartText,
    st.just(Part.SECTION),
    LINES.map(tuple),
    st.sampled_from(["", "a", "b"]),
    st.sampled_from(["Why", "How", "When"]),
)
TEXTS = st.builds(
    lambda sections: HandoutText("Title", tuple(sections)), st.lists(SECTIONS, max_size=4)
)


def list_told(sections: tuple[SectionChange, ...], side: str) -> list[tuple[str, str]]:
    """Return the lines of one side of what is shown, in order."""
    sides = [getattr(row, side) for section in sections for row in section.rows]
    return [(line.kind, line.text) for line in sides if line is not None]


@given(TEXTS, TEXTS)
def test_every_line_now_is_told_unless_its_section_is_the_same(
    old: HandoutText, new: HandoutText
) -> None:
    stayed = [each for each in compare_texts(old, new) if each.kind is not SectionKind.REMOVED]

    assert len(stayed) == len(new.parts)
    shown = [
        part
        for part, section in zip(new.parts, stayed, strict=True)
        if section.kind is not SectionKind.SAME
    ]
    lines = [(line.kind, line.words) for part in shown for line in part.lines]
    assert list_told(tuple(stayed), "new") == lines


@given(TEXTS, TEXTS)
def test_every_section_before_is_told_once(old: HandoutText, new: HandoutText) -> None:
    stood = [each for each in compare_texts(old, new) if each.kind is not SectionKind.ADDED]

    headings = [section.heading.old.text for section in stood if section.heading]
    assert sorted(headings) == sorted(part.heading for part in old.parts)


@given(TEXTS)
def test_text_that_did_not_change_shows_no_change(text: HandoutText) -> None:
    assert all(section.is_unchanged for section in compare_texts(text, text))
