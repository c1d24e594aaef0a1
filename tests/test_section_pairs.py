from hypothesis import given
from hypothesis import strategies as st

from handoutpress.changes.section_pairs import pair_sections
from handoutpress.texts import Part, PartText, TextLine


def make_section(heading: str, words: str = "", section_id: str = "") -> PartText:
    return PartText(Part.SECTION, (TextLine("text", words or heading),), section_id, heading)


def pair(old: list[PartText], new: list[PartText]) -> list[tuple[str, str, bool]]:
    """Return the headings of sections before and now, and whether each was moved."""
    return [
        (
            pair.old.heading if pair.old else "",
            pair.new.heading if pair.new else "",
            pair.is_moved,
        )
        for pair in pair_sections(old, new)
    ]


def test_section_with_the_same_id_is_the_same_section() -> None:
    old = [make_section("Why", "old words", "why"), make_section("How", "b", "how")]
    new = [make_section("How", "quite another text", "why"), make_section("Why", "b", "how")]

    assert pair(old, new) == [("Why", "How", False), ("How", "Why", False)]


def test_section_without_an_id_is_known_by_its_heading() -> None:
    old = [make_section("Why", "old words"), make_section("How")]
    new = [make_section("WHY", "others"), make_section("How", section_id="how")]

    assert pair(old, new) == [("Why", "WHY", False), ("How", "How", False)]


def test_renamed_section_is_known_by_its_words() -> None:
    old = [make_section("One", "take a pill each day"), make_section("Two", "call us at night")]
    new = [make_section("Three", "call us by night"), make_section("Four", "take a pill a day")]

    assert pair(old, new) == [("Two", "Three", True), ("One", "Four", False)]


def test_other_words_under_another_heading_are_another_section() -> None:
    old, new = [make_section("One", "take a pill")], [make_section("Two", "call us at night")]

    assert pair(old, new) == [("One", "", False), ("", "Two", False)]


def test_new_section_stands_in_its_place() -> None:
    old = [make_section("One"), make_section("Two")]
    new = [make_section("One"), make_section("New"), make_section("Two")]

    assert pair(old, new) == [("One", "One", False), ("", "New", False), ("Two", "Two", False)]


def test_removed_section_stands_after_the_one_that_it_followed() -> None:
    old = [make_section("Zero"), make_section("One"), make_section("Gone"), make_section("Two")]
    new = [make_section("One"), make_section("Two")]

    assert pair(old, new) == [
        ("Zero", "", False),
        ("One", "One", False),
        ("Gone", "", False),
        ("Two", "Two", False),
    ]


def test_only_the_section_that_moved_is_called_moved() -> None:
    old = [make_section(name) for name in ("One", "Two", "Three", "Four")]
    new = [make_section(name) for name in ("Four", "One", "Two", "Three")]

    assert [heading for _, heading, is_moved in pair(old, new) if is_moved] == ["Four"]


def test_sections_of_the_same_heading_are_paired_in_order() -> None:
    old = [make_section("Note", "one"), make_section("Note", "two")]

    pairs = pair_sections(old, old)

    assert [pair.new for pair in pairs] == [pair.old for pair in pairs] == old


NAMES = st.sampled_from(["", "a", "b", "c"])
SECTIONS = st.lists(st.builds(make_section, NAMES, NAMES, NAMES), max_size=6)


@given(SECTIONS, SECTIONS)
def test_every_section_is_told_once(old: list[PartText], new: list[PartText]) -> None:
    pairs = pair_sections(old, new)

    assert [pair.new for pair in pairs if pair.new] == new
    told = [pair.old for pair in pairs if pair.old]
    assert sorted(told, key=repr) == sorted(old, key=repr)


@given(SECTIONS)
def test_nothing_comes_goes_or_moves_where_nothing_changed(sections: list[PartText]) -> None:
    pairs = pair_sections(sections, sections)

    assert all(pair.old == pair.new and not pair.is_moved for pair in pairs)
