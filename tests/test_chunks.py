"""Some handouts are checked and made while the others are not even there."""

from collections.abc import Iterable

import pytest

from handoutpress.errors import Problem
from handoutpress.model import Trace
from tests.approving import seal_entries
from tests.content_tree import HANDOUT, make_picture, open_tree, type_blocks

FEVER = "care/fever.yaml"
FIEBRE = "care/fever.es.yaml"
HANDS = make_picture("care/hands.png")
GONE = seal_entries("- {version: 1, words: " + "a" * 64 + ", state: withdrawn, on: 2026-01-31}\n")


def tell(problems: Iterable[Problem]) -> list[str]:
    return [str(problem) for problem in problems]


def test_problems_of_parsing_are_those_of_the_files_handed_in() -> None:
    opened = open_tree({FEVER: "title: [x\n", "care/cough.yaml": "title: [x\n"})

    (problem,) = opened.check([FEVER]).problems

    assert (problem.path, problem.handout_id) == (f"handouts/{FEVER}", "care/fever")


def test_source_is_inherited_from_but_neither_told_nor_made() -> None:
    source = type_blocks("- figure: {image: hands.png, alt: A}")
    opened = open_tree({FEVER: source, FIEBRE: type_blocks("- figure: {alt: B}")}, HANDS)
    broken = open_tree({FEVER: source + "fax: 1\n", FIEBRE: HANDOUT}, HANDS)

    checked = opened.check([FIEBRE], [FEVER])

    assert [handout.language for handout in checked.handouts] == ["es"]
    assert checked.traces == {("care/fever", "es"): Trace(("handouts/care/hands.png",), ())}
    assert broken.check([FIEBRE], [FEVER]).problems == ()


def test_handout_that_a_shared_file_spoils_names_it() -> None:
    opened = open_tree({"care/topic.yaml": "titel: Care\n", FIEBRE: HANDOUT})

    assert tell(opened.check([FIEBRE], [FEVER]).problems) == [
        "handouts/care/fever.es.yaml:1:1: this cannot be made, because "
        "'handouts/care/topic.yaml' is wrong; mend that file"
    ]


def test_trace_names_pictures_and_snippets_of_snippets_too() -> None:
    opened = open_tree(
        {
            FEVER: type_blocks("- snippet: outer", "- figure: {image: hands.png, alt: A}"),
            "snippets/outer.yaml": "blocks: [snippet: inner]\n",
            "snippets/inner.yaml": "blocks: [figure: {image: ../logo.png, alt: A}]\n",
        },
        HANDS,
        make_picture("logo.png"),
    )

    traces = opened.check([FEVER]).traces

    assert traces == {
        ("care/fever", "en"): Trace(
            ("handouts/care/hands.png", "handouts/logo.png"), ("inner", "outer")
        )
    }


def test_handout_without_its_approvals_is_refused() -> None:
    opened = open_tree({"approvals/care/fever.yaml": GONE})

    with pytest.raises(ValueError, match=r"approvals of .*care/fever.* not handed in"):
        opened.check([FEVER])


def test_translation_without_its_source_is_refused() -> None:
    opened = open_tree({FIEBRE: HANDOUT})

    with pytest.raises(ValueError, match=r"source of .*care/fever.* not handed in"):
        opened.check([FIEBRE])


def test_file_into_which_nobody_peeked_is_refused() -> None:
    other = open_tree({"care/cough.yaml": HANDOUT}).many["handouts/care/cough.yaml"]

    with pytest.raises(ValueError, match="nobody peeked into 'handouts/care/cough"):
        open_tree({}).workshop.check([other])
