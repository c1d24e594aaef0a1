import pytest

from handoutpress.passages import Origin, Origins, Passage, Role, Span, read_script
from handoutpress.rules import Place
from tests.makers import make_handout, make_letterhead, type_blocks
from tests.typed_scripts import PATH, make_script

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


def type_text(typed: str) -> str:
    """Return a handout with one text, as typed behind its key."""
    return type_blocks(f"text: {typed}")


def read(typed: str) -> Passage:
    """Return the only passage of the only text of a handout."""
    (_, passage) = make_script(typed).list_section(0)
    return passage


def find_typed(typed: str, words: str) -> str:
    """Return what was typed where a passage has these words, up to the end of its line."""
    passage = read(typed)
    place = passage.place(passage.text.index(words))
    return typed.splitlines()[place.line - 1][place.column - 1 :]


def test_passages_stand_in_reading_order_with_their_roles() -> None:
    script = make_script(EVERY_ROLE)
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
    (passage,) = [each for each in make_script(EVERY_ROLE).passages if each.text == words]
    place = passage.place()
    line = EVERY_ROLE.splitlines()[place.line - 1]
    assert place.path == PATH
    assert line[place.column - 1 :].startswith(words)


def test_a_passage_knows_its_section_block_and_box() -> None:
    passages = {each.text: each for each in make_script(EVERY_ROLE).passages}
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
    section = make_script(EVERY_ROLE).list_section(0)
    assert [passage.text for passage in section] == [
        *("One", "Paragraph.", "Item", "Inner", "Number"),
    ]


def test_places_are_exact_behind_escapes() -> None:
    typed = type_text(r"Take \*one\* (\[2 mg\]) pill and no \\ more.")
    assert read(typed).text == r"Take *one* ([2 mg]) pill and no \ more."
    assert find_typed(typed, "*one") == r"*one\* (\[2 mg\]) pill and no \\ more."
    assert find_typed(typed, "one") == r"one\* (\[2 mg\]) pill and no \\ more."
    assert find_typed(typed, "pill") == r"pill and no \\ more."
    assert find_typed(typed, "more") == "more."


def test_places_are_exact_in_a_block_of_lines() -> None:
    typed = type_text("|\n  Take one pill\n  and then\n   rest. \\*Then\\* go.")
    assert read(typed).text == "Take one pill and then rest. *Then* go."
    assert find_typed(typed, "pill") == "pill"
    assert find_typed(typed, "and") == "and then"
    assert find_typed(typed, "rest") == "rest. \\*Then\\* go."
    assert find_typed(typed, "Then*") == "Then\\* go."
    assert find_typed(typed, "go.") == "go."


def test_places_are_exact_in_a_folded_text() -> None:
    typed = type_text(">\n  Take one pill\n  and then rest.")
    assert find_typed(typed, "then") == "then rest."


def test_places_are_exact_in_a_plain_value_over_lines() -> None:
    typed = type_text("Take one pill\n  and then rest.")
    assert read(typed).text == "Take one pill and then rest."
    assert find_typed(typed, "rest") == "rest."


def test_places_are_exact_between_single_quotes() -> None:
    typed = type_text("'Don''t take \\(more\\)\n  pills.'")
    assert read(typed).text == "Don't take (more) pills."
    assert find_typed(typed, "take") == "take \\(more\\)"
    assert find_typed(typed, "more") == "more\\)"
    assert find_typed(typed, "pills") == "pills.'"


def test_places_are_exact_between_double_quotes() -> None:
    typed = type_text('"Don\\u2019t \\\\(take\\\\) more.\\\n  pills"')
    assert read(typed).text == "Don’t (take) more.pills"
    assert find_typed(typed, "t (take") == "t \\\\(take\\\\) more.\\"
    assert find_typed(typed, "take") == "take\\\\) more.\\"
    assert find_typed(typed, "pills") == 'pills"'


def test_places_are_exact_in_bold_and_in_links() -> None:
    typed = type_text("Take **two of *them*** [at home](https://example.org/a) now.")
    passage = read(typed)
    assert passage.text == "Take two of *them* at home now."
    assert find_typed(typed, "two").startswith("two of *them*** [at home]")
    assert find_typed(typed, "home").startswith("home](https://example.org/a)")
    assert find_typed(typed, "now") == "now."
    assert [passage.text[span.start : span.end] for span in passage.strong] == ["two of *them"]
    assert passage.links == (Span(19, 26, target="https://example.org/a"),)


def test_a_placeholder_is_read_as_its_value_and_placed_where_it_was_typed() -> None:
    typed = type_text("Call {{ clinic.phones.nurse.number }} any time.")
    passage = read(typed)
    assert passage.text == "Call 555-0100 any time."
    assert passage.values == (Span(5, 13, name="clinic.phones.nurse.number"),)
    assert find_typed(typed, "555").startswith("{{ clinic.phones")
    assert find_typed(typed, "0100").startswith("{{ clinic.phones")
    assert find_typed(typed, "any") == "any time."
    assert find_typed(typed, "time") == "time."


def test_a_placeholder_in_a_links_target_is_filled_in() -> None:
    typed = type_text("'[Call]({{ clinic.phones.nurse.number }}) us.'")
    assert read(typed).links == (Span(0, 4, target="555-0100"),)


def test_an_empty_value_moves_no_place() -> None:
    letterhead = make_letterhead(placeholders={"clinic.name": ""})
    typed = type_text("Go to {{ clinic.name }}now.")
    (_, passage) = make_script(typed, letterhead=letterhead).list_section(0)
    place = passage.place(passage.text.index("now"))
    assert passage.text == "Go to now."
    assert typed.splitlines()[place.line - 1][place.column - 1 :] == "now."


def test_places_in_items_are_exact() -> None:
    typed = type_text("|\n  Call if:\n\n  - it \\- hurts\n  - it\n    bleeds")
    lines = typed.splitlines()
    _, _, first, second = make_script(typed).list_section(0)
    hurts, bleeds = first.place(first.text.index("hurts")), second.place(3)
    assert lines[hurts.line - 1][hurts.column - 1 :] == "hurts"
    assert lines[bleeds.line - 1][bleeds.column - 1 :] == "bleeds"


def test_a_snippets_words_stand_in_its_own_file() -> None:
    typed = type_blocks("text: Words.")
    script = make_script(typed)
    snippet = Origin("handouts/snippets/rest.yaml", None)
    origins = Origins(script.origins.top, ((snippet,),))
    *_, passage = read_script(make_handout(typed), origins).passages
    assert passage.place() == Place("handouts/snippets/rest.yaml", 1, 1)


def test_a_sign_behind_the_last_one_stands_near_it() -> None:
    passage = read(type_text("Rest."))
    assert passage.place(len(passage.text)).line == passage.place().line
