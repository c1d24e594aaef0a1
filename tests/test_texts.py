import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoutpress.model import PhoneLine
from handoutpress.texts import (
    HandoutText,
    Part,
    PartText,
    TextLine,
    iter_blocks,
    read_text,
    say_target,
)
from tests.makers import (
    NURSE,
    make_glossary,
    make_handout,
    make_letterhead,
    type_blocks,
)

TYPED = """\
title: Neutropenia at {{ clinic.name }}
summary: What to do with few white blood cells.
do: [Rest **well**, Drink water]
audience: Adults
keywords: [counts]
sources:
  - {title: A page, publisher: A press, url: "https://example.org/source"}
  - {title: Another}
sections:
  - heading: Call {{ clinic.phones.nurse.number }}
    id: first
    text: |
      A port is cleaned.

      - One
        - Two

      1. First
  - heading: Second heading
    blocks:
      - steps: [Step one, Step two]
      - text: Words.
"""


def read_blocks(*blocks: str, **changes: object) -> list[tuple[str, str]]:
    """Return the lines of the only section of a handout with these blocks."""
    text = read_text(make_handout(type_blocks(*blocks), **changes))
    return [(line.kind, line.words) for line in text.parts[1].lines]


def test_text_has_what_is_read_in_reading_order() -> None:
    assert read_text(make_handout(TYPED)) == HandoutText(
        "Neutropenia at Example Clinic",
        (
            PartText(
                Part.FRONT,
                (
                    TextLine("title", "Neutropenia at Example Clinic"),
                    TextLine("summary", "What to do with few white blood cells."),
                    TextLine("do", "Rest well"),
                    TextLine("do", "Drink water"),
                ),
            ),
            PartText(
                Part.SECTION,
                (
                    TextLine("text", "A port is cleaned."),
                    TextLine("item", "One"),
                    TextLine("item", "Two"),
                    TextLine("number", "First"),
                ),
                "first",
                "Call 555-0100",
            ),
            PartText(
                Part.SECTION,
                (
                    TextLine("step", "Step one"),
                    TextLine("step", "Step two"),
                    TextLine("text", "Words."),
                ),
                "",
                "Second heading",
            ),
            PartText(
                Part.SOURCES,
                (
                    TextLine("source", "A page. A press. https://example.org/source"),
                    TextLine("source", "Another"),
                ),
            ),
        ),
    )


def test_handout_without_sources_has_no_part_for_them() -> None:
    parts = [part.part for part in read_text(make_handout()).parts]

    assert parts == [Part.FRONT, Part.SECTION]


BLOCKS = {
    "checklist": ("checklist: [Tick *one*]", [("tick", "Tick *one*")]),
    "questions": ("questions: [What next?]", [("question", "What next?")]),
    "table": (
        "table: {caption: Foods, columns: [Food, Eat], rows: [[Milk, Boiled], [Eggs, Hard]]}",
        [
            ("caption", "Foods"),
            ("columns", "Food | Eat"),
            ("row", "Milk | Boiled"),
            ("row", "Eggs | Hard"),
        ],
    ),
    "medicines": (
        "medicines: [{generic: filgrastim, brands: [Neupogen, Zarxio]}, {generic: aspirin}]",
        [("medicine", "filgrastim (Neupogen, Zarxio)"), ("medicine", "aspirin")],
    ),
    "terms": ("terms: [{word: Clamp, meaning: A **clip**}]", [("term", "Clamp: A clip")]),
    "figure": (
        "figure: {image: a.png, alt: Two hands, caption: Wash them}",
        [("picture", "Two hands"), ("caption", "Wash them")],
    ),
    "figure without a caption": (
        "figure: {image: a.png, alt: Two hands}",
        [("picture", "Two hands")],
    ),
    "box with a phone": (
        "callout: {kind: call-now, phone: nurse, title: Call for, text: Bleeding}",
        [
            ("call-now", "Call for"),
            ("call-now", "Bleeding"),
            ("phone", "Nurse line 555-0100, Monday to Friday"),
        ],
    ),
    "box of emergencies": (
        "callout: {kind: emergency, items: [You pass out]}",
        [("emergency", "You pass out"), ("phone", "911")],
    ),
    "box of items": (
        "callout: {kind: tip, items: [Nap early, Nap long]}",
        [("tip", "Nap early"), ("tip", "Nap long")],
    ),
    "write in": ('write_in: {label: My visits, lines: "3"}', [("write_in", "My visits")]),
    "link": (
        'link: {url: "https://example.org/classes", label: Classes}',
        [("link", "Classes: https://example.org/classes")],
    ),
}


@pytest.mark.parametrize(("typed", "lines"), BLOCKS.values(), ids=BLOCKS.keys())
def test_block_is_read_line_by_line(typed: str, lines: list[tuple[str, str]]) -> None:
    assert read_blocks(typed) == lines


def test_number_for_when_a_phone_is_closed_is_read_with_it() -> None:
    on_call = PhoneLine("oncall", "Doctor on call", "555-0101", is_always_open=True)
    nurse = PhoneLine("nurse", NURSE.label, NURSE.number, when_closed=on_call)

    lines = read_blocks(
        "callout: {kind: call-now, phone: nurse, text: Bleeding}",
        letterhead=make_letterhead(phones=(nurse, on_call)),
    )

    assert lines[-1] == ("phone", "Nurse line 555-0100; Doctor on call 555-0101")


LINKS = {
    "number": ("[us](tel:555-0100)", "us (555-0100)"),
    "number that is said": ("[Call 555-0100](tel:555-0100)", "Call 555-0100"),
    "mail": ("[us](mailto:a@example.org)", "us (a@example.org)"),
    "page": ("[this page](https://example.org)", "this page (https://example.org)"),
    "placeholder": (
        "[us](tel:{{ clinic.phones.nurse.number }})",
        "us (555-0100)",
    ),
    "handout": ("[this](handout:care/chills)", "this (Chills)"),
    "handout by its title": ("[the handout chills](handout:care/chills)", "the handout chills"),
}


@pytest.mark.parametrize(("typed", "words"), LINKS.values(), ids=LINKS.keys())
def test_link_is_read_with_where_it_leads(typed: str, words: str) -> None:
    lines = read_blocks(f"text: Read {typed}.", reference_titles={"care/chills": "Chills"})

    assert lines == [("text", f"Read {words}.")]


def test_meaning_of_a_hard_word_is_read_where_it_is_printed() -> None:
    lines = read_blocks("text: A port.", "text: The port.", glossary=make_glossary(port="a disc"))

    assert lines == [("text", "A port (a disc)."), ("text", "The port.")]


def test_accents_and_spaces_that_look_the_same_are_the_same() -> None:
    assert read_blocks("text: cafe\u0301 10\u00a0mg") == [("text", "café 10 mg")]


def test_text_is_kept_in_one_short_line() -> None:
    text = read_text(make_handout(type_blocks("steps: [Uno, Años]")))

    assert text.to_json() == (
        '{"format":1,"title":"Fever","parts":['
        '["front","","",["title","Fever"],["summary","What a fever means."]],'
        '["section","","Why",["step","Uno","Años"]]]}'
    )


def test_text_kept_by_another_version_of_the_program_is_not_known() -> None:
    assert HandoutText.from_json(json.dumps({"format": 2, "words": []})) is None


WORDS = st.text(max_size=8)
LINES = st.lists(st.builds(TextLine, WORDS, WORDS), max_size=4).map(tuple)
PARTS = st.builds(PartText, st.sampled_from(Part), LINES, WORDS, WORDS)
TEXTS = st.builds(HandoutText, WORDS, st.lists(PARTS, max_size=4).map(tuple))


@given(TEXTS)
def test_what_is_kept_comes_back_as_it_was(text: HandoutText) -> None:
    assert HandoutText.from_json(text.to_json()) == text


def test_each_line_names_what_says_it_which_makes_no_difference_and_is_not_kept() -> None:
    handout = make_handout(type_blocks("steps: [Open it, Drink it]"))
    (block,) = handout.manuscript.sections[0].all_blocks()

    blocks = {kind: (value, lines) for kind, value, lines in iter_blocks(handout)}
    value, lines = blocks["steps"]
    assert value is block
    assert [line.source is item for line, item in zip(lines, block.steps, strict=True)] == [
        True,
        True,
    ]
    assert lines[0] == TextLine("step", "Open it")
    assert HandoutText.from_json(read_text(handout).to_json()) == read_text(handout)


@pytest.mark.parametrize(
    ("words", "target", "said"),
    [
        ("our page", "https://example.org", "(https://example.org)"),
        ("see HTTPS://example.org", "https://example.org", ""),
        ("the nurse", "tel:555-0100", "(555-0100)"),
        ("about chills", "handout:care/chills", ""),
        ("this", "handout:care/chills", "(Chills)"),
    ],
)
def test_where_a_link_leads_is_said_unless_its_words_do(words: str, target: str, said: str) -> None:
    assert say_target(words, target, {"care/chills": "Chills"}.__getitem__) == said
