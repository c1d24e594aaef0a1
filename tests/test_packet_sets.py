"""Named packets."""

from handoutpress.text import plain_text
from tests.approving import seal_entries
from tests.content_tree import HANDOUT, list_problems, list_scopes, make_library

PATH = "handouts/sets/start.yaml"


def test_set_is_in_the_library_with_present_ids() -> None:
    tree = {
        "care/cough.yaml": HANDOUT + "former_ids: [care/old]\n",
        "sets/start.yaml": "title: Start\nhandouts: [care/fever, care/old]\n",
    }

    packet = make_library(tree).sets["start", "en"]

    assert plain_text(packet.title, str) == "Start"
    assert packet.handouts == ("care/fever", "care/cough")


def test_what_is_wrong_in_a_set_is_told_and_the_set_left_out() -> None:
    tree = {
        "sets/start.yaml": "title: Start {{ x }}\nhandouts: [care/fevr, care/fever, care/fever]\n"
    }

    assert list_problems(tree) == [
        f"{PATH}:1:14: unknown placeholder 'x'; use one of: clinic.name, "
        "clinic.phones.nurse.label, clinic.phones.nurse.number",
        f"{PATH}:2:12: there is no handout 'care/fevr'; did you mean 'care/fever'?",
        f"{PATH}:2:35: warning: 'care/fever' stands there twice; remove one",
    ]
    assert make_library(tree).sets == {}


def test_set_in_a_language_needs_its_handouts_in_that_language() -> None:
    text = "title: Start\nhandouts: [care/fever]\n"
    tree = {"sets/start.yaml": text, "sets/start.es.yaml": text}

    assert list_problems(tree) == [
        "handouts/sets/start.es.yaml:2:12: the handout 'care/fever' is not there in "
        "Spanish (es); translate it, or leave it out here"
    ]
    assert list_scopes(tree) == [("", "es")]
    assert list(make_library(tree).sets) == [("start", "en")]


GONE = "{version: 1, words: " + "a" * 64 + ", state: withdrawn, on: 2026-01-31"
COUGH = {
    "care/cough.yaml": HANDOUT + "former_ids: [care/old]\n",
    "approvals/care/cough.yaml": seal_entries(f"- {GONE}, replaced_by: care/fever}}\n"),
}


def test_handout_that_was_withdrawn_is_left_out_of_a_set() -> None:
    tree = COUGH | {"sets/start.yaml": "title: Start\nhandouts: [care/fever, care/cough]\n"}

    assert list_problems(tree) == [
        f"{PATH}:2:24: warning: 'care/cough' was withdrawn, and is left out; "
        "name 'care/fever' instead"
    ]
    assert make_library(tree).sets["start", "en"].handouts == ("care/fever",)


def test_set_of_which_nothing_is_left_is_left_out() -> None:
    tree = COUGH | {
        "sets/start.yaml": "title: Start\nhandouts: [care/old]\n",
        "approvals/care/cough.yaml": seal_entries(f"- {GONE}}}\n"),
    }

    assert list_problems(tree) == [
        f"{PATH}:2:12: warning: 'care/old' is now 'care/cough', which was withdrawn, "
        "and is left out; take the id out"
    ]
    assert make_library(tree).sets == {}
