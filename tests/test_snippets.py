"""Snippets: put where they are named; told where they cannot be."""

import pytest

from handoutpress.text import plain_text
from tests.content_tree import (
    CLINIC,
    HANDOUT,
    list_made,
    list_problems,
    list_scopes,
    make_handout,
    make_picture,
    type_blocks,
    validate_tree,
)

USER = type_blocks("- snippet: more")
MORE = "blocks:\n  - text: Ask us.\n"


def read_texts(tree: dict[str, str], language: str = "en") -> list[str]:
    """Return the texts of the blocks of a handout."""
    sections = make_handout(tree, language=language).manuscript.sections
    blocks = (block for section in sections for block in section.all_blocks())
    return [plain_text(block.text, str) for block in blocks]


def test_blocks_of_a_snippet_stand_where_it_is_named() -> None:
    tree = {
        "care/fever.yaml": type_blocks("- text: First.", "- snippet: more", "- text: Last."),
        "snippets/more.yaml": "blocks:\n  - text: Ask us.\n  - snippet: deeper\n",
        "snippets/deeper.yaml": "blocks:\n  - text: Any time.\n",
    }

    assert read_texts(tree) == ["First.", "Ask us.", "Any time.", "Last."]


def test_snippet_may_stand_twice_and_its_ids_do_not_clash() -> None:
    tree = {
        "care/fever.yaml": type_blocks("- snippet: more", "- snippet: more"),
        "snippets/more.yaml": "blocks:\n  - {text: Ask us., id: ask}\n",
    }

    assert list_problems(tree) == []
    assert read_texts(tree) == ["Ask us.", "Ask us."]


def test_snippet_is_that_of_the_handouts_language() -> None:
    tree = {
        "care/fever.es.yaml": USER,
        "snippets/more.yaml": MORE,
        "snippets/more.es.yaml": "blocks:\n  - text: Pregunte.\n",
    }

    assert read_texts(tree, "es") == ["Pregunte."]


def test_picture_of_a_snippet_lies_beside_the_snippet() -> None:
    tree = {
        "care/fever.yaml": USER,
        "snippets/more.yaml": "blocks:\n  - figure: {image: hands.png, alt: A}\n",
    }

    handout = make_handout(tree, make_picture("snippets/hands.png"))

    (block,) = handout.manuscript.sections[0].blocks
    assert block.figure.image == "handouts/snippets/hands.png"


def test_unknown_snippet_is_told_with_the_nearest_one() -> None:
    tree = {"care/fever.yaml": USER, "snippets/mores.yaml": MORE}

    assert list_problems(tree) == [
        "handouts/care/fever.yaml:6:18: there is no snippet 'more'; did you mean 'mores'?"
    ]


def test_snippet_where_there_are_none_is_told() -> None:
    assert list_problems({"care/fever.yaml": USER}) == [
        "handouts/care/fever.yaml:6:18: there is no snippet 'more'; "
        "name one that lies in 'snippets'"
    ]


def test_snippet_that_is_not_there_in_a_language_fails_the_handouts_of_that_language() -> None:
    tree = {
        "care/fever.yaml": USER,
        "care/fever.es.yaml": USER,
        "snippets/more.yaml": MORE,
    }

    assert list_problems(tree) == [
        "handouts/care/fever.es.yaml:6:18: the snippet 'more' is not there in Spanish (es); "
        "write it, as 'snippets/more.es.yaml'"
    ]
    assert list_scopes(tree) == [("care/fever", "es")]
    assert list_made(tree) == [("care/fever", "en")]


@pytest.mark.parametrize(
    ("snippets", "expected"),
    [
        ({"more": "more"}, "snippets/more.yaml:2:14: snippets lead in a circle: more → more"),
        (
            {"more": "b", "b": "c", "c": "b"},
            "snippets/c.yaml:2:14: snippets lead in a circle: b → c → b",
        ),
    ],
)
def test_circle_of_snippets_is_told_once(snippets: dict[str, str], expected: str) -> None:
    files = {
        f"snippets/{key}.yaml": f"blocks:\n  - snippet: {to}\n" for key, to in snippets.items()
    }
    tree = files | {"care/fever.yaml": USER, "care/cough.yaml": HANDOUT}

    assert [line for line in list_problems(tree) if "circle" in line] == [
        f"handouts/{expected}; remove one of them"
    ]
    assert list_made(tree) == [("care/cough", "en")]


def test_broken_snippet_fails_only_those_that_use_it() -> None:
    tree = {
        "care/fever.yaml": USER,
        "care/cough.yaml": HANDOUT,
        "snippets/more.yaml": "blocks:\n  - snippet: deeper\n",
        "snippets/deeper.yaml": "blocks:\n  - txt: A\n",
    }

    assert list_problems(tree) == [
        "handouts/snippets/deeper.yaml:2:5: unknown block 'txt'; did you mean 'text'?",
    ]
    assert list_made(tree) == [("care/cough", "en")]


def test_snippets_that_double_at_every_step_are_stopped() -> None:
    tree = {
        f"snippets/s{step}.yaml": f"blocks:\n  - snippet: s{step + 1}\n  - snippet: s{step + 1}\n"
        for step in range(40)
    }
    tree["snippets/s40.yaml"] = MORE

    assert list_problems(tree) == [
        "handouts/snippets/s30.yaml:1:1: the snippets put more than 1000 blocks into this file; "
        "divide it"
    ]


def test_long_chain_of_snippets_is_followed() -> None:
    tree = {
        f"snippets/s{step}.yaml": f"blocks:\n  - snippet: s{step + 1}\n" for step in range(1500)
    }
    tree |= {"snippets/s1500.yaml": MORE, "care/fever.yaml": type_blocks("- snippet: s0")}

    assert read_texts(tree) == ["Ask us."]


DEPARTMENT = "departments: {lymph: {name: L, phones: {doctor: {label: D, number: 7}}}}\n"
DOCTOR = "blocks:\n  - text: Call {{ clinic.phones.doctor.number }}.\n"


def test_snippet_is_checked_under_the_letterhead_of_each_handout_that_uses_it() -> None:
    tree = {
        "clinic.yaml": CLINIC + DEPARTMENT,
        "snippets/more.yaml": DOCTOR,
        "care/fever.yaml": USER,
        "lymph/topic.yaml": "title: L\ndepartment: lymph\n",
        "lymph/arm.yaml": USER,
    }

    assert list_problems(tree) == [
        "handouts/snippets/more.yaml:2:16: unknown placeholder 'clinic.phones.doctor.number'; "
        "did you mean 'clinic.phones.nurse.number'?"
    ]
    assert list_made(tree) == [("lymph/arm", "en")]


def test_snippet_that_nobody_uses_must_suit_one_letterhead() -> None:
    tree = {
        "clinic.yaml": CLINIC + DEPARTMENT,
        "snippets/more.yaml": DOCTOR,
        "snippets/wrong.yaml": "blocks:\n  - text: Call {{ clinic.phones.nobody.number }}.\n",
        "lymph/topic.yaml": "title: L\ndepartment: lymph\n",
        "lymph/arm.yaml": HANDOUT,
    }

    (problem,) = validate_tree(tree).problems

    assert (problem.path, problem.line) == ("handouts/snippets/wrong.yaml", 2)
