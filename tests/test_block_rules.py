"""The rules inside a handout that its model cannot say."""

import pytest

from tests.content_tree import list_problems, type_blocks

PATH = "handouts/care/fever.yaml"
CELLS = "write a cell for each column; where there is nothing to say, write –"
OWN_ID = "give each section and block an id of its own"

BLOCKS = [
    (
        ["- table:", "    caption: C", "    columns: [A, B]", "    rows: [[a, b], [a], [a, b, c]]"],
        [
            f"9:26: row 2 has 1 cell, and the table 2 columns; {CELLS}",
            f"9:31: row 3 has 3 cells, and the table 2 columns; {CELLS}",
        ],
    ),
    (
        ["- table: {columns: [A], rows: [[a, b]]}"],
        [
            "6:16: the key 'caption' is missing; add it",
            f"6:38: row 1 has 2 cells, and the table 1 column; {CELLS}",
        ],
    ),
    (
        ["- callout: {kind: tip, title: T}"],
        ["6:18: the callout says nothing; add 'text' or 'items'"],
    ),
    (
        ["- callout: {kind: call-now, text: T}"],
        [
            "6:18: the call-now callout has no phone; "
            "add 'phone' with the key of a phone in clinic.yaml"
        ],
    ),
    (
        ["- callout: {kind: call-us, phone: nures, text: T}"],
        ["6:41: the clinic has no phone 'nures'; did you mean 'nurse'?"],
    ),
    (
        ["- callout: {kind: emergency, text: T}"],
        [
            "6:25: the clinic has no emergency number for this callout; "
            "write 'emergency: \"911\"' into clinic.yaml"
        ],
    ),
    (
        ["- {text: A, id: a}", "- {text: B, id: b}", "- {text: C, id: a}"],
        [f"8:23: the id 'a' stands in line 6 already; {OWN_ID}"],
    ),
]


@pytest.mark.parametrize(("lines", "expected"), BLOCKS)
def test_what_is_wrong_in_a_block_is_told(lines: list[str], expected: list[str]) -> None:
    found = list_problems({"care/fever.yaml": type_blocks(*lines)})

    assert sorted(found) == sorted(f"{PATH}:{line}" for line in expected)


SECTIONS = [
    (
        "- heading: A",
        ["4:3: the section has neither 'text' nor 'blocks'; add 'text: |' and the text below it"],
    ),
    (
        "- {heading: A, text: T, blocks: [text: B]}",
        [
            "4:16: the section has both 'text' and 'blocks'; "
            "move the text into the blocks, as '- text: …'"
        ],
    ),
    (
        "- {heading: A, id: a, text: T}\n- {heading: A, text: T}\n- {heading: A, id: a, text: T}",
        [f"6:20: the id 'a' stands in line 4 already; {OWN_ID}"],
    ),
    (
        "- {heading: A, id: a, blocks: [{text: B, id: a}]}",
        [f"4:46: the id 'a' stands in line 4 already; {OWN_ID}"],
    ),
]


@pytest.mark.parametrize(("sections", "expected"), SECTIONS)
def test_what_is_wrong_in_a_section_is_told(sections: str, expected: list[str]) -> None:
    found = list_problems({"care/fever.yaml": f"title: T\nsummary: S\nsections:\n{sections}\n"})

    assert found == [f"{PATH}:{line}" for line in expected]


def test_rules_are_checked_where_the_model_does_not_fit_as_well() -> None:
    blocks = type_blocks("- tabel: T", "- callout: {kind: tip, colour: red}")

    assert [line.split(":")[3] for line in list_problems({"care/fever.yaml": blocks})] == [
        " unknown block 'tabel'; did you mean 'table'?",
        " the callout says nothing; add 'text' or 'items'",
        " unknown key 'colour'; use one of",
    ]


def test_two_sections_may_have_the_same_heading() -> None:
    sections = "sections:\n- {heading: A, text: T}\n- {heading: A, text: T}\n"

    assert list_problems({"care/fever.yaml": f"title: T\nsummary: S\n{sections}"}) == []


def test_callouts_with_the_numbers_that_the_clinic_has_are_right() -> None:
    blocks = type_blocks(
        "- callout: {kind: emergency, items: [A]}",
        "- callout: {kind: call-now, phone: nurse, text: T}",
    )
    nurse = "phones: {nurse: {label: Nurse line, number: 555-0100, always: true}}\n"
    clinic = f"name: A\nlanguages: [en, es]\n{nurse}emergency: 911\n"
    tree = {"care/fever.yaml": blocks, "clinic.yaml": clinic}

    assert list_problems(tree) == []


def test_clinic_without_phones_is_told_to_add_one() -> None:
    tree = {
        "clinic.yaml": "name: A\nlanguages: [en, es]\n",
        "care/fever.yaml": type_blocks("- callout: {kind: call-now, phone: nurse, text: T}"),
    }

    assert list_problems(tree) == [
        f"{PATH}:6:42: the clinic has no phone 'nurse'; add it to 'phones' in clinic.yaml"
    ]
