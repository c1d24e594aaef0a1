"""All that is wrong in a handout by itself is told in one run."""

from handoutpress.validate.handout_rules import Surroundings, check_handout, take_over
from handoutpress.validate.references import Catalog
from tests.content_tree import HANDOUT, read_typed, type_blocks

AROUND = Surroundings("en", Catalog({"care/fever": frozenset({"en"})}, {}), {}, ())
WRONG = type_blocks(
    "- tabel: T",
    "- text: Call {{",
    "- callout: {kind: tip}",
    "- figure: {image: a.png, alt: A}",
    "- snippet: more",
    "- text: '[this](handout:care/x)'",
    "- medicines: [{brands: [B]}]",
) + ("see_also: [care/fever]\ntranslation: {method: human, by: A}\n")


def test_each_fault_is_told() -> None:
    found = sorted(check_handout(read_typed(WRONG), None, AROUND))

    assert [(problem.line, problem.what) for problem in found] == [
        (6, "unknown block 'tabel'"),
        (7, "'{{' is not closed with '}}'"),
        (8, "the callout says nothing"),
        (9, "there is no picture 'a.png'"),
        (10, "there is no snippet 'more'"),
        (11, "there is no handout 'care/x'"),
        (12, "the key 'generic' is missing"),
        (13, "the handout refers to itself"),
        (14, "only a file in another language can have 'translation'"),
    ]


def test_handout_without_faults_has_none() -> None:
    assert list(check_handout(read_typed(HANDOUT), None, AROUND)) == []


def test_nothing_is_taken_over_from_a_source_that_does_not_fit() -> None:
    reading = read_typed(HANDOUT)

    assert take_over(reading, read_typed(HANDOUT + "colour: red\n")) is reading
    assert take_over(reading, None) is reading
