"""What there is in a library is known before a handout is read."""

import pytest

from tests.approving import seal_entries
from tests.content_tree import HANDOUT, open_tree

FEVER = "care/fever.yaml"
FIEBRE = "care/fever.es.yaml"
GONE = seal_entries("- {version: 1, words: " + "a" * 64 + ", state: withdrawn, on: 2026-01-31}\n")


def test_index_lists_all_handouts_in_order_the_broken_ones_too() -> None:
    opened = open_tree(
        {
            "care/topic.yaml": "title: Care at {{ clinic.name }}\norder: [rash]\n",
            "care/rash.yaml": "title: [x\n",
            "care/cough.yaml": HANDOUT.replace("Fever", "a cough") + "former_ids: [care/old]\n",
            "approvals/care/cough.yaml": GONE,
            FIEBRE: HANDOUT,
        }
    )

    index = opened.workshop.index

    assert index.handouts == (
        ("care/rash", "en", "handouts/care/rash.yaml"),
        ("care/cough", "en", "handouts/care/cough.yaml"),
        ("care/fever", "en", f"handouts/{FEVER}"),
        ("care/fever", "es", f"handouts/{FIEBRE}"),
    )
    assert index.known_ids == ("care/cough", "care/fever", "care/rash")
    assert index.former_ids == {"care/old": "care/cough"}
    assert index.withdrawn == {("care/cough", "en")}
    assert index.phone_keys == ("nurse",)
    assert index.topic_titles == {
        ("care", "en"): "Care at Example Clinic",
        ("care", "es"): "Cuidados",
    }


@pytest.mark.parametrize("clinic", ["", "nam: A\n", "name: A\nlanguages: {a: b}\n"])
def test_without_a_usable_clinic_there_is_an_index_and_nothing_is_made(clinic: str) -> None:
    opened = open_tree({"clinic.yaml": clinic, "care/fever.fr.yaml": ""})

    assert opened.workshop.index.has_clinic is False
    assert [each[0] for each in opened.workshop.index.handouts] == ["care/fever"]
    assert opened.check([FEVER]).broken == (("care/fever", "en"),)
