"""A handout is put together from what was found to be in order."""

from types import MappingProxyType

from handoutpress.content import Topic
from handoutpress.model import Handout, Letterhead, Review
from handoutpress.text import parse_plain
from handoutpress.validate.assembly import Ingredients, Stock, assemble, say
from handoutpress.validate.references import Catalog
from handoutpress.validate.snippets import Shelf
from handoutpress.words import digest_words
from tests.content_tree import HANDOUT, make_picture, read_typed, type_blocks
from tests.makers import LETTERHEAD, make_glossary, make_letterhead

HANDS = make_picture("care/hands.png")
CATALOG = Catalog({"care/cough": frozenset({"en"})}, {"care/old": "care/cough"})
STOCK = Stock(Shelf({}, {}), {HANDS.path: HANDS}, CATALOG, {("care/cough", "en"): "Cough"})


def assemble_typed(typed: str, letterhead: Letterhead = LETTERHEAD, **meanings: str) -> Handout:
    topic = Topic.model_validate({"title": "Care at {{ clinic.name }}"})
    glossary = make_glossary(**meanings)
    return assemble(Ingredients(read_typed(typed), letterhead, glossary, topic, ()), STOCK)


def test_sections_hold_blocks_only() -> None:
    (section,) = assemble_typed(HANDOUT).manuscript.sections

    assert section.text is None
    assert [type(block).__name__ for block in section.all_blocks()] == ["TextBlock"]


def test_references_are_those_of_texts_glossary_notices_and_see_also() -> None:
    link = "See [this](handout:care/old)."

    for handout in (
        assemble_typed(type_blocks(f"- text: {link}")),
        assemble_typed(HANDOUT + "see_also: [care/old]\n"),
        assemble_typed(HANDOUT, port=link.replace("old", "cough")),
        assemble_typed(HANDOUT, make_letterhead(notices=link.replace("old", "cough"))),
    ):
        assert handout.reference_titles == {"care/cough": "Cough"}


def test_handout_that_refers_to_none_has_no_references() -> None:
    assert assemble_typed(HANDOUT).reference_titles == MappingProxyType({})


def test_picture_is_named_from_the_root() -> None:
    (section,) = assemble_typed(
        type_blocks("- figure: {image: hands.png, alt: A}")
    ).manuscript.sections

    assert section.all_blocks()[0].figure.image == "handouts/care/hands.png"


def test_handout_without_approvals_is_a_draft_of_its_topic() -> None:
    handout = assemble_typed(HANDOUT)

    assert handout.review == Review(words=digest_words(handout.manuscript, (), {}))
    assert handout.topic_title == "Care at Example Clinic"


def test_placeholder_without_a_value_says_nothing() -> None:
    assert say(parse_plain("At {{ clinic.name }}"), None) == "At "
