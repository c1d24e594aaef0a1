"""Named packets."""

from handoutpress.text import plain_text
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
