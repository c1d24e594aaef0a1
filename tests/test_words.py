import re
import unicodedata

import pytest

from handoutpress.words import count_words, digest_words, picture_paths
from tests.makers import (
    FEVER,
    compose_page,
    find_all,
    make_glossary,
    make_handout,
    make_letterhead,
    make_manuscript,
    say_all,
    type_blocks,
    type_sections,
)

GLOSSARY = make_glossary(port="a small disc", fever="a high temperature", mask="a face cover")
PICTURES = {"handouts/care/a.png": "0a", "handouts/care/b.png": "0b"}
# One of each thing that is read; "port" is explained, the picture "a.png" is shown.
TYPED = """\
title: Neutropenia at home
summary: What to do with few white blood cells.
do: [Rest well, Drink water]
audience: Adults
owner: Patient Education
kind: aftercare
keywords: [counts]
codes: {icd10cm: [D70]}
see_also: [care/chills]
former_ids: [care/neutro]
sources: [{title: A page, publisher: A press, url: "https://example.org/source"}]
sections:
  - heading: First heading
    id: first
    text: A port is cleaned. Call [us](tel:555-0100), read [this](handout:care/chills).
  - heading: Second heading
    blocks:
      - text: Ask {{ clinic.name }}.
        id: second
      - steps: [Step one, Step two]
      - checklist: [Tick one, Tick two]
      - table: {caption: Foods, columns: [Food, Eat], rows: [[Milk, Boiled], [Eggs, Hard]]}
      - medicines: [{generic: filgrastim, brands: [Neupogen, Zarxio]}, {generic: aspirin}]
      - terms: [{word: Clamp, meaning: A clip}]
      - figure: {image: handouts/care/a.png, alt: Two hands, caption: Wash them}
      - callout: {kind: call-now, phone: nurse, title: Call for, text: Bleeding}
      - callout: {kind: tip, items: [Nap early, Nap long]}
      - questions: [What next]
      - write_in: {label: My visits, lines: "3"}
      - link: {url: "https://example.org/classes", label: Classes}
"""


def digest(typed: str = TYPED) -> str:
    return digest_words(make_manuscript(typed), GLOSSARY, PICTURES)


def edit(old: str, new: str) -> str:
    """Return the handout with an edit; what is edited stands in it once."""
    assert TYPED.count(old) == 1
    return TYPED.replace(old, new)


def test_digest_is_a_sha256_in_small_letters() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", digest())


def test_digest_is_the_same_for_the_same_words() -> None:
    assert digest(TYPED) == digest(TYPED)


READ = {
    "title": ("Neutropenia at home", "Neutropenia at work"),
    "summary": ("few white", "many white"),
    "what to do": ("Rest well", "Rest"),
    "order of what to do": ("[Rest well, Drink water]", "[Drink water, Rest well]"),
    "nothing to do": ("do: [Rest well, Drink water]\n", ""),
    "heading": ("First heading", "Heading"),
    "text": ("is cleaned", "is not cleaned"),
    "number behind a link": ("tel:555-0100", "tel:555-0199"),
    "words of a link": ("[us]", "[them]"),
    "placeholder": ("{{ clinic.name }}", "{{ clinic.department }}"),
    "placeholder written out": ("{{ clinic.name }}", "Example Clinic"),
    "kind of block": ("- steps:", "- checklist:"),
    "step": ("Step two", "Step 2"),
    "order of steps": ("[Step one, Step two]", "[Step two, Step one]"),
    "missing step": (", Step two", ""),
    "two steps in one": ("Step one, Step two", "Step one Step two"),
    "thing to tick off": ("Tick two", "Tick 2"),
    "caption of a table": ("Foods", "Drinks"),
    "column": ("[Food, Eat]", "[Food, Leave]"),
    "cell": ("Boiled", "Raw"),
    "order of rows": ("[Milk, Boiled], [Eggs, Hard]", "[Eggs, Hard], [Milk, Boiled]"),
    "shape of a table": (
        "columns: [Food, Eat], rows: [[Milk, Boiled], [Eggs, Hard]]",
        "columns: [Food], rows: [[Eat], [Milk], [Boiled], [Eggs], [Hard]]",
    ),
    "generic name": ("filgrastim", "pegfilgrastim"),
    "brand": ("Neupogen", "Nivestym"),
    "brand of another medicine": (
        "brands: [Neupogen, Zarxio]}, {generic: aspirin}",
        "brands: [Neupogen]}, {generic: Zarxio, brands: [aspirin]}",
    ),
    "word": ("word: Clamp", "word: Clip"),
    "meaning": ("A clip", "A pin"),
    "alternate text": ("Two hands", "One hand"),
    "caption of a figure": ("Wash them", "Dry them"),
    "no caption": (", caption: Wash them", ""),
    "kind of callout": ("kind: tip", "kind: note"),
    "phone of a callout": ("phone: nurse", "phone: billing"),
    "title of a callout": ("Call for", "Wait for"),
    "text of a callout": ("Bleeding", "Much bleeding"),
    "title that becomes text": ("title: Call for, text: Bleeding", "items: [Call for, Bleeding]"),
    "item of a callout": ("Nap long", "Nap short"),
    "question": ("What next", "What now"),
    "label of lines": ("My visits", "My pills"),
    "label of an address": ("label: Classes", "label: Lessons"),
    "address": ("example.org/classes", "example.org/lessons"),
    "title of a source": ("A page", "The page"),
    "publisher": ("A press", "The press"),
    "address of a source": ("example.org/source", "example.org/sources"),
    "word that is explained": ("A port is", "A port with a mask is"),
    "word that is explained no longer": ("A port is", "A line is"),
    "other picture": ("care/a.png", "care/b.png"),
}


@pytest.mark.parametrize(("old", "new"), READ.values(), ids=READ.keys())
def test_digest_changes_with_what_is_read(old: str, new: str) -> None:
    assert digest(edit(old, new)) != digest()


UNREAD = {
    "comment": ("kind: aftercare", "kind: aftercare  # for the ward"),
    "audience": ("Adults", "Everybody"),
    "owner": ("Patient Education", "Nursing"),
    "kind of handout": ("kind: aftercare", "kind: topic"),
    "keywords": ("[counts]", "[counts, blood]"),
    "codes": ("D70", "D71"),
    "other handouts": ("see_also: [care/chills]", "see_also: [care/aches]"),
    "former ids": ("care/neutro]", "care/neutrophils]"),
    "id of a section": ("id: first", "id: one"),
    "id of a block": ("id: second", "id: two"),
    "handout behind a link": ("handout:care/chills", "handout:care/aches"),
    "number of lines": ('lines: "3"', 'lines: "4"'),
    "style of YAML": ("[Step one, Step two]", '["Step one",\n         "Step two"]'),
    "blanks in a placeholder": ("{{ clinic.name }}", "{{clinic.name}}"),
    "order of keys": ("{word: Clamp, meaning: A clip}", "{meaning: A clip, word: Clamp}"),
}


@pytest.mark.parametrize(("old", "new"), UNREAD.values(), ids=UNREAD.keys())
def test_digest_does_not_change_with_what_is_not_read(old: str, new: str) -> None:
    assert digest(edit(old, new)) == digest()


def test_digest_changes_with_the_bytes_of_a_picture_that_is_shown() -> None:
    manuscript = make_manuscript(TYPED)
    other = {**PICTURES, "handouts/care/a.png": "ff"}

    assert digest_words(manuscript, GLOSSARY, other) != digest()


def test_digest_does_not_change_with_the_bytes_or_name_of_other_pictures() -> None:
    typed = edit("handouts/care/a.png", "handouts/care/moved.png")
    pictures = {"handouts/care/moved.png": "0a", "handouts/care/b.png": "ff"}

    assert digest_words(make_manuscript(typed), GLOSSARY, pictures) == digest()


def test_digest_changes_with_a_meaning_that_is_printed() -> None:
    glossary = make_glossary(port="a disc", fever="a high temperature", mask="a face cover")

    assert digest_words(make_manuscript(TYPED), glossary, PICTURES) != digest()


@pytest.mark.parametrize(
    "meanings",
    [
        {"port": "a small disc"},
        {"port": "a small disc", "fever": "something else"},
        {"mask": "a face cover", "port": "a small disc"},
        {"port": "a small disc|ports"},
    ],
    ids=["fewer words", "other meaning", "other order", "form that is not used"],
)
def test_digest_does_not_change_with_words_that_are_not_explained(meanings: dict[str, str]) -> None:
    glossary = make_glossary(**meanings)

    assert digest_words(make_manuscript(TYPED), glossary, PICTURES) == digest()


def test_digest_is_the_same_for_accents_typed_in_either_way() -> None:
    glossary = make_glossary(catéter="un tubo de plástico")
    typed = type_blocks(
        "text: El catéter está [aquí](https://example.org/día).", "steps: [Lávese, Séquese]"
    )
    one, other = (unicodedata.normalize(form, typed) for form in ("NFC", "NFD"))

    assert one != other
    assert digest_words(make_manuscript(one), glossary, {}) == digest_words(
        make_manuscript(other), glossary, {}
    )


def test_digest_does_not_depend_on_the_shorter_way_to_type_a_section() -> None:
    long = "title: T\nsummary: S\nsections: [{heading: H, blocks: [{text: Rest.}]}]"
    short = "title: T\nsummary: S\nsections: [{heading: H, text: Rest.}]"

    assert digest(long) == digest(short)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{title: A, summary: B C}", "{title: A B, summary: C}"),
        ("{title: A, summary: B, do: [C]}", "{title: A, summary: B C}"),
    ],
)
def test_words_cannot_move_from_one_part_to_another_unseen(one: str, other: str) -> None:
    sections = "sections: [{heading: H, text: T}]}"
    first, second = (typed.replace("}", f", {sections}") for typed in (one, other))

    assert digest(first) != digest(second)


# --- what is printed is what is counted ----------------------------------------------------------

EXPLAINED = {
    "text": "text: A port.",
    "bold": "text: A **port**.",
    "broken line": "text: |\n  A new\n  word.",
    "part of a bold word": "text: im**port** and **port**ed",
    "link, then text": "text: '[port](tel:1) port'",
    "link only": "text: '[port](tel:1)'",
    "item of a text": "text: '- port'",
    "placeholder": "text: '{{ clinic.port }} at work'",
    "placeholder that a letter follows": "text: 'port{{ clinic.port }}'",
    "step": "steps: [A port.]",
    "callout": "callout: {kind: tip, text: A port.}",
    "hyphen": "text: A port-like new-word.",
}


@pytest.mark.parametrize("block", EXPLAINED.values(), ids=EXPLAINED.keys())
def test_meaning_counts_exactly_when_it_is_printed(block: str) -> None:
    typed = type_blocks(block, "text: No such thing.")
    meanings = {"port": "a small disc", "new word": "a sample"}
    handout = make_handout(
        typed,
        glossary=make_glossary(**meanings),
        letterhead=make_letterhead(placeholders={"clinic.port": "A harbour"}),
    )
    printed = say_all(find_all(compose_page(handout), "span", "meaning"))
    counted = [
        f"({meaning})"
        for word, meaning in meanings.items()
        if digest_words(handout.manuscript, handout.glossary, {})
        != digest_words(
            handout.manuscript, make_glossary(**{**meanings, word: "something else"}), {}
        )
    ]

    assert printed == counted


# --- counting ------------------------------------------------------------------------------------


def test_words_are_counted_where_they_are_read() -> None:
    assert count_words(make_manuscript(FEVER)) == 1 + 4 + 1 + 5
    assert count_words(make_manuscript(type_sections("A", "B b", words=10))) == 1 + 4 + 3 + 20


@pytest.mark.parametrize(
    ("block", "count"),
    [
        ("text: |\n  One **two**\n\n  - three\n  - [four](https://example.org/five)", 4),
        ("steps: [One two, Three]", 3),
        ("table: {caption: One, columns: [Two, Three], rows: [[Four five, Six]]}", 6),
        ("medicines: [{generic: one, brands: [Two, Three]}]", 3),
        ("terms: [{word: One, meaning: Two three.}]", 3),
        ("figure: {image: a.png, alt: One two, caption: Three}", 3),
        ("callout: {kind: call-now, phone: nurse, title: One, items: [Two, Three]}", 3),
        ("write_in: {label: One two, lines: '4'}", 2),
        ("link: {url: 'https://example.org', label: One}", 1),
    ],
)
def test_words_of_each_block_are_counted(block: str, count: int) -> None:
    empty = type_blocks("text: Word.")

    assert count_words(make_manuscript(type_blocks(block))) == (
        count_words(make_manuscript(empty)) - 1 + count
    )


def test_words_of_the_source_and_of_what_to_do_are_counted() -> None:
    more = f"{FEVER}do: [One two]\nsources: [{{title: Three, publisher: Four five}}]"

    assert count_words(make_manuscript(more)) == count_words(make_manuscript(FEVER)) + 5


# --- pictures ------------------------------------------------------------------------------------


def test_pictures_are_listed_in_reading_order() -> None:
    typed = type_blocks(
        "figure: {image: handouts/b.png, alt: B}",
        "text: A word.",
        "figure: {image: handouts/a.png, alt: A}",
        "figure: {image: handouts/b.png, alt: B}",
    )

    assert picture_paths(make_manuscript(typed)) == (
        "handouts/b.png",
        "handouts/a.png",
        "handouts/b.png",
    )


def test_handout_of_text_has_no_pictures() -> None:
    assert picture_paths(make_manuscript()) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("- Aspirin\n- Ibuprofen\n\nParacetamol", "- Aspirin\n- Ibuprofen\n- Paracetamol"),
        ("- Aspirin\n- Ibuprofen", "1. Aspirin\n2. Ibuprofen"),
        ("Aspirin\n\nIbuprofen", "- Aspirin\n- Ibuprofen"),
    ],
)
def test_what_is_an_item_of_a_list_is_part_of_what_is_read(one: str, other: str) -> None:
    def type_text(text: str) -> str:
        return type_blocks("text: |\n" + "\n".join(f"  {line}" for line in text.split("\n")))

    assert digest(type_text(one)) != digest(type_text(other))
