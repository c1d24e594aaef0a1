import pytest

from handoutpress.passages import Origin, Origins, Passage, Role, Span, read_script
from handoutpress.rules import Place
from tests.makers import make_handout, make_letterhead, type_blocks
from tests.typed_scripts import PATH, type_script

EVERY_ROLE = """\
title: Title
summary: Summary
do: [First do, Second do]
sections:
- heading: One
  text: |
    Paragraph.

    - Item
      - Inner

    1. Number
- heading: Two
  blocks:
  - steps: [Step]
  - checklist: [Tick]
  - questions: [Question]
  - table: {caption: Caption, columns: [Column], rows: [[Cell], [Other]]}
  - medicines: [{generic: Generic, brands: [Brand]}]
  - terms: [{word: Word, meaning: Meaning}]
  - figure: {image: a.svg, alt: Picture, caption: Below}
  - callout: {kind: tip, title: Box title, text: Box text}
  - callout: {kind: call-now, items: [Box item]}
  - link: {url: "https://example.org", label: Link label}
  - write_in: {label: Lines}
"""


def type_text(typed: str) -> Passage:
    """Return the only passage of a text, as typed behind its key."""
    (_, passage) = type_script(type_blocks(f"text: {typed}")).list_section(0)
    return passage


def place_of(passage: Passage, words: str) -> tuple[int, int]:
    place = passage.place(passage.text.index(words))
    return place.line, place.column


def test_passages_stand_in_reading_order_with_their_roles() -> None:
    script = type_script(EVERY_ROLE)
    assert [(passage.role, passage.text) for passage in script.passages] == [
        (Role.TITLE, "Title"),
        (Role.SUMMARY, "Summary"),
        (Role.DO, "First do"),
        (Role.DO, "Second do"),
        (Role.HEADING, "One"),
        (Role.PARAGRAPH, "Paragraph."),
        (Role.ITEM, "Item"),
        (Role.ITEM, "Inner"),
        (Role.NUMBER, "Number"),
        (Role.HEADING, "Two"),
        (Role.STEP, "Step"),
        (Role.TICK, "Tick"),
        (Role.QUESTION, "Question"),
        (Role.CAPTION, "Caption"),
        (Role.COLUMN, "Column"),
        (Role.CELL, "Cell"),
        (Role.CELL, "Other"),
        (Role.MEDICINE, "Generic"),
        (Role.BRAND, "Brand"),
        (Role.WORD, "Word"),
        (Role.MEANING, "Meaning"),
        (Role.PICTURE, "Picture"),
        (Role.CAPTION, "Below"),
        (Role.BOX_TITLE, "Box title"),
        (Role.BOX, "Box text"),
        (Role.BOX_ITEM, "Box item"),
        (Role.LABEL, "Link label"),
        (Role.LABEL, "Lines"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        *("Title", "Summary", "First do", "Second do", "One", "Paragraph.", "Item", "Inner"),
        *("Number", "Two", "Step", "Tick", "Question", "Caption", "Column", "Cell", "Other"),
        *("Generic", "Brand", "Word", "Meaning", "Picture", "Below", "Box title", "Box text"),
        *("Box item", "Link label", "Lines"),
    ],
)
def test_every_passage_tells_where_it_was_typed(words: str) -> None:
    (passage,) = [each for each in type_script(EVERY_ROLE).passages if each.text == words]
    place = passage.place()
    line = EVERY_ROLE.splitlines()[place.line - 1]
    assert place.path == PATH
    assert line[place.column - 1 :].startswith(words)


def test_a_passage_knows_its_section_block_and_box() -> None:
    passages = {each.text: each for each in type_script(EVERY_ROLE).passages}
    assert (passages["Title"].section, passages["Title"].group) == (None, -1)
    assert (passages["One"].section, passages["One"].block) == (0, "")
    assert (passages["Inner"].section, passages["Inner"].block, passages["Inner"].group) == (
        *(0, "text", 0),
    )
    assert (passages["Cell"].section, passages["Cell"].block, passages["Cell"].group) == (
        *(1, "table", 3),
    )
    assert (passages["Box item"].box, passages["Box text"].box) == ("call-now", "tip")


def test_a_section_is_listed_with_its_heading_first() -> None:
    section = type_script(EVERY_ROLE).list_section(0)
    assert [passage.text for passage in section] == [
        *("One", "Paragraph.", "Item", "Inner", "Number"),
    ]


def test_places_are_exact_behind_escapes() -> None:
    passage = type_text(r"Take \*one\* (\[2 mg\]) pill and no \\ more.")
    assert passage.text == r"Take *one* ([2 mg]) pill and no \ more."
    assert place_of(passage, "*one") == (6, 17)
    assert place_of(passage, "one*") == (6, 18)
    assert place_of(passage, "pill") == (6, 33)
    assert place_of(passage, "more") == (6, 48)


def test_places_are_exact_in_a_block_of_lines() -> None:
    passage = type_text("|\n  Take one pill\n  and then\n   rest. \\*Then\\* go.")
    assert passage.text == "Take one pill and then rest. *Then* go."
    assert place_of(passage, "pill") == (7, 16)
    assert place_of(passage, "and") == (8, 7)
    assert place_of(passage, "rest") == (9, 8)
    assert place_of(passage, "Then*") == (9, 16)
    assert place_of(passage, "go.") == (9, 23)


def test_places_are_exact_in_a_folded_text() -> None:
    passage = type_text(">\n  Take one pill\n  and then rest.")
    assert place_of(passage, "then") == (8, 11)


def test_places_are_exact_in_a_plain_value_over_lines() -> None:
    passage = type_text("Take one pill\n  and then rest.")
    assert passage.text == "Take one pill and then rest."
    assert place_of(passage, "rest") == (7, 16)


def test_places_are_exact_between_quotes() -> None:
    single = type_text("'Don''t take \\(more\\)\n  pills.'")
    double = type_text('"Don\\u2019t \\\\(take\\\\)\\tmore.\\\n  pills"')
    assert single.text == "Don't take (more) pills."
    assert place_of(single, "take") == (6, 20)
    assert place_of(single, "more") == (6, 27)
    assert place_of(single, "pills") == (7, 7)
    assert double.text.startswith("Don’t (take)")
    assert place_of(double, "t (take") == (6, 22)
    assert place_of(double, "take") == (6, 27)


def test_places_are_exact_in_bold_and_in_links() -> None:
    passage = type_text("Take **two of *them*** [at home](https://example.org/a) now.")
    assert passage.text == "Take two of *them* at home now."
    assert place_of(passage, "two") == (6, 18)
    assert place_of(passage, "home") == (6, 38)
    assert place_of(passage, "now") == (6, 67)
    assert passage.strong == (Span(5, 18),)
    assert passage.links == (Span(19, 26, target="https://example.org/a"),)


def test_a_placeholder_is_read_as_its_value_and_placed_where_it_was_typed() -> None:
    passage = type_text("Call {{ clinic.phones.nurse.number }} any time.")
    assert passage.text == "Call 555-0100 any time."
    assert passage.values == (Span(5, 13, name="clinic.phones.nurse.number"),)
    assert place_of(passage, "555") == (6, 16)
    assert place_of(passage, "0100") == (6, 16)
    assert place_of(passage, "any") == (6, 50)
    assert place_of(passage, "time") == (6, 54)


def test_a_placeholder_in_a_links_target_is_filled_in() -> None:
    passage = type_text("[Call]({{ clinic.phones.nurse.number }}) us.")
    assert passage.links == (Span(0, 4, target="555-0100"),)


def test_an_empty_value_moves_no_place() -> None:
    letterhead = make_letterhead(placeholders={"clinic.name": ""})
    typed = type_blocks("text: 'Go to {{ clinic.name }}now.'")
    (_, passage) = type_script(typed, letterhead=letterhead).list_section(0)
    assert passage.text == "Go to now."
    assert place_of(passage, "now") == (6, 35)


def test_places_in_items_are_exact() -> None:
    script = type_script(type_blocks("text: |\n  Call if:\n\n  - it \\- hurts\n  - it\n    bleeds"))
    _, _, first, second = script.list_section(0)
    assert place_of(first, "hurts") == (9, 15)
    assert place_of(second, "bleeds") == (11, 9)


def test_a_snippets_words_stand_in_its_own_file() -> None:
    typed = type_blocks("text: Words.")
    script = type_script(typed)
    snippet = Origin("handouts/snippets/rest.yaml", None)
    origins = Origins(script.origins.top, ((snippet,),))
    *_, passage = read_script(make_handout(typed), origins).passages
    assert passage.place() == Place("handouts/snippets/rest.yaml", 1, 1)


def test_a_sign_behind_the_last_one_stands_near_it() -> None:
    passage = type_text("Rest.")
    assert passage.place(len(passage.text)).line == 6
