"""What the manifest and the catalogue tell of a handout is what the handout says."""

from datetime import date

from handoutpress.build.facts import list_facts
from handoutpress.model import Review, State
from handoutpress.records import Facts
from tests.makers import FEVER, make_handout


def test_facts_are_what_the_reader_sees() -> None:
    typed = FEVER.replace("Fever", "Fever at {{ clinic.name }}", 1) + (
        "keywords: [chills, '{{ clinic.name }}']\n"
        "codes: {icd10cm: [R50.9], rxnorm: ['161']}\n"
        "former_ids: [care/hot]\n"
    )
    review = Review(State.APPROVED, version=3, due=date(2027, 5, 1))

    assert list_facts(make_handout(typed, review=review)) == Facts(
        title="Fever at Example Clinic",
        summary="What a fever means.",
        topic_title="Care at home",
        keywords=("chills", "Example Clinic"),
        codes=("R50.9", "161"),
        former_ids=("care/hot",),
        state="approved",
        version=3,
        due=date(2027, 5, 1),
    )


def test_a_plain_handout_is_a_draft() -> None:
    facts = list_facts(make_handout())

    assert (facts.state, facts.version, facts.due) == ("draft", None, None)
    assert (facts.keywords, facts.codes, facts.former_ids) == ((), (), ())
