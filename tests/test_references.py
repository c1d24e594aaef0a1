"""Ids: known, in the language, present or former."""

import pytest

from tests.approving import seal_entries
from tests.content_tree import (
    HANDOUT,
    list_made,
    list_problems,
    list_scopes,
    make_handout,
    make_library,
    type_blocks,
)

PATH = "handouts/care/fever.yaml"
COUGH = {"care/cough.yaml": HANDOUT.replace("Fever", "Cough") + "former_ids: [care/old, a/b]\n"}

MENTIONS = [
    (
        HANDOUT + "see_also: [care/coug, care/fever, care/cough, care/cough]\n",
        [
            "6:12: there is no handout 'care/coug'; did you mean 'care/cough'?",
            "6:23: the handout refers to itself; remove this id",
            "6:47: warning: 'care/cough' stands there twice; remove one",
        ],
    ),
    (
        HANDOUT + "see_also: [care/old]\n",
        ["6:12: warning: the handout 'care/old' is now 'care/cough'; write the new id"],
    ),
    (
        type_blocks("- text: Read [this](handout:care/coug)."),
        ["6:27: there is no handout 'care/coug'; did you mean 'care/cough'?"],
    ),
    (
        type_blocks("- steps:", "    - Read [this](handout:care/old)."),
        ["7:25: warning: the handout 'care/old' is now 'care/cough'; write the new id"],
    ),
    (
        type_blocks("- text: Read [this](handout:nowhere)."),
        [
            "6:27: 'handout:nowhere' is no handout; "
            "write the id of a handout, such as handout:topic/name"
        ],
    ),
]


@pytest.mark.parametrize(("typed", "expected"), MENTIONS)
def test_what_is_wrong_with_a_mention_is_told_where_it_stands(
    typed: str, expected: list[str]
) -> None:
    found = list_problems(COUGH | {"care/fever.yaml": typed})

    assert found == [f"{PATH}:{line}" for line in expected]


def test_former_id_leads_to_the_present_one() -> None:
    blocks = type_blocks("- text: Read [this](handout:care/old).") + "see_also: [a/b]\n"
    handout = make_handout(COUGH | {"care/fever.yaml": blocks})

    (block,) = handout.manuscript.sections[0].blocks
    (link,) = (node for node in block.text.blocks[0].children if hasattr(node, "target"))

    assert link.target[0].text == "handout:care/cough"
    assert handout.manuscript.see_also == ("care/cough",)
    assert handout.reference_titles == {"care/cough": "Cough"}
    assert make_library(COUGH).former_ids == {"care/old": "care/cough", "a/b": "care/cough"}


def test_mention_of_what_is_not_there_in_the_language_fails_that_language() -> None:
    text = HANDOUT + "see_also: [care/cough]\n"
    tree = COUGH | {"care/fever.yaml": text, "care/fever.es.yaml": text}

    assert list_problems(tree) == [
        "handouts/care/fever.es.yaml:6:12: the handout 'care/cough' is not there in "
        "Spanish (es); translate it, or leave it out here"
    ]
    assert list_scopes(tree) == [("care/fever", "es")]
    assert list_made(tree) == [("care/cough", "en"), ("care/fever", "en")]


def test_former_id_that_is_taken_is_told() -> None:
    tree = {
        "care/a.yaml": HANDOUT + "former_ids: [care/fever, care/old]\n",
        "care/b.yaml": HANDOUT + "former_ids: [care/old]\n",
    }

    assert list_problems(tree) == [
        "handouts/care/a.yaml:6:14: 'care/fever' is the id of a handout that is there; "
        "remove it here, or rename that handout",
        "handouts/care/b.yaml:6:14: 'care/old' is a former id of 'care/a' already; "
        "remove it in one of the two",
    ]
    assert make_library(tree).former_ids == {"care/old": "care/a"}


def test_translation_may_repeat_a_former_id() -> None:
    text = HANDOUT + "former_ids: [care/old]\n"

    assert list_problems({"care/fever.yaml": text, "care/fever.es.yaml": text}) == []


def test_title_that_cannot_be_read_is_replaced_by_the_name_and_told() -> None:
    tree = {
        "care/fever.yaml": HANDOUT + "see_also: [care/sore-arm]\n",
        "care/sore-arm.yaml": "title: [x\n",
    }

    assert [line for line in list_problems(tree) if line.startswith(PATH)] == [
        f"{PATH}:6:12: warning: the title of 'care/sore-arm' cannot be read, "
        "and its name is printed; mend that handout"
    ]
    assert make_handout(tree).reference_titles == {"care/sore-arm": "Sore arm"}


def test_handout_may_refer_to_one_that_is_broken() -> None:
    tree = {
        "care/fever.yaml": HANDOUT + "see_also: [care/cough]\n",
        "care/cough.yaml": "title: Cough at {{ clinic.name }}\n",
    }

    assert make_handout(tree).reference_titles == {"care/cough": "Cough at Example Clinic"}


def test_long_list_of_ids_is_not_printed() -> None:
    tree = {f"care/handout-number-{number}.yaml": HANDOUT for number in range(20)}

    assert list_problems(tree | {"care/fever.yaml": HANDOUT + "see_also: [x/y]\n"}) == [
        f"{PATH}:6:12: there is no handout 'x/y'; "
        "name one that is there; the command 'list' shows them"
    ]


GONE = "{version: 1, words: " + "a" * 64 + ", state: withdrawn, on: 2026-01-31"
WITHDRAWN = COUGH | {"approvals/care/cough.yaml": seal_entries(f"- {GONE}}}\n")}
REPLACED = WITHDRAWN | {
    "care/chills.yaml": HANDOUT,
    "approvals/care/cough.yaml": seal_entries(f"- {GONE}, replaced_by: care/chills}}\n"),
}
TAKE_OUT = "take the link out"
WITHDRAWALS = [
    (WITHDRAWN, "care/cough", "'care/cough' was withdrawn", None),
    (REPLACED, "care/cough", "'care/cough' was withdrawn", "care/chills"),
    (WITHDRAWN, "care/old", "'care/old' is now 'care/cough', which was withdrawn", None),
    (REPLACED, "a/b", "'a/b' is now 'care/cough', which was withdrawn", "care/chills"),
]


@pytest.mark.parametrize(("tree", "handout_id", "what", "other"), WITHDRAWALS)
def test_link_to_what_was_withdrawn_fails_the_handout(
    tree: dict[str, str], handout_id: str, what: str, other: str | None
) -> None:
    linked = tree | {"care/fever.yaml": type_blocks(f"- text: Read [this](handout:{handout_id}).")}

    remedy = f"link to '{other}' instead" if other else TAKE_OUT
    assert list_problems(linked) == [f"{PATH}:6:27: {what}; {remedy}"]
    assert list_scopes(linked) == [("care/fever", "en")]
    assert ("care/fever", "en") not in list_made(linked)


@pytest.mark.parametrize(("tree", "handout_id", "what", "other"), WITHDRAWALS)
def test_reference_to_what_was_withdrawn_is_left_out(
    tree: dict[str, str], handout_id: str, what: str, other: str | None
) -> None:
    listed = tree | {"care/fever.yaml": HANDOUT + f"see_also: [{handout_id}]\n"}

    remedy = f"name '{other}' instead" if other else "take the id out"
    assert list_problems(listed) == [f"{PATH}:6:12: warning: {what}, and is left out; {remedy}"]
    handouts = {each.id: each for each in make_library(listed).handouts}
    assert handouts["care/fever"].manuscript.see_also == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"care/chills.yaml": "", "care/chills.es.yaml": HANDOUT},
        {"approvals/care/chills.yaml": seal_entries(f"- {GONE}}}\n")},
        {"approvals/care/cough.yaml": seal_entries(f"- {GONE}, replaced_by: care/fever}}\n")},
    ],
)
def test_replacement_that_cannot_be_linked_is_not_advised(changes: dict[str, str]) -> None:
    text = {"care/fever.yaml": HANDOUT + "see_also: [care/cough]\n"}

    told = [line for line in list_problems(REPLACED | text | changes) if line.startswith(PATH)]

    assert told == [
        f"{PATH}:6:12: warning: 'care/cough' was withdrawn, and is left out; take the id out"
    ]


def test_what_was_withdrawn_in_another_language_or_is_approved_again_may_be_linked() -> None:
    again = GONE.replace("withdrawn", "approved")
    text = {"care/fever.yaml": HANDOUT + "see_also: [care/cough]\n"}
    spanish = {
        "care/cough.es.yaml": HANDOUT,
        "approvals/care/cough.es.yaml": seal_entries(f"- {GONE}}}\n"),
    }
    approved = {"approvals/care/cough.yaml": seal_entries(f"- {GONE}}}\n- {again}}}\n")}

    assert list_problems(COUGH | text | spanish) == []
    assert list_problems(COUGH | text | approved) == []


def test_what_was_withdrawn_itself_may_refer_to_what_was_withdrawn() -> None:
    tree = WITHDRAWN | {
        "care/fever.yaml": HANDOUT + "see_also: [care/cough]\n",
        "approvals/care/fever.yaml": seal_entries(f"- {GONE}}}\n"),
    }

    assert list_problems(tree) == []


def test_what_was_withdrawn_may_not_refer_to_what_is_gone_in_its_language() -> None:
    tree = WITHDRAWN | {
        "care/cough.yaml": "",
        "care/cough.es.yaml": HANDOUT,
        "care/fever.yaml": HANDOUT + "see_also: [care/cough]\n",
        "approvals/care/fever.yaml": seal_entries(f"- {GONE}}}\n"),
    }

    assert [line for line in list_problems(tree) if line.startswith(PATH)] == [
        f"{PATH}:6:12: the handout 'care/cough' is not there in English (en); "
        "translate it, or leave it out here"
    ]
