"""Links and addresses are led where they belong; words are not touched."""

import pytest

from handoutpress.content import PacketSet, Topic, WebLink
from handoutpress.text import iter_links, parse_flow, plain_text
from handoutpress.validate.rewriting import fill_addresses, fill_in, rename_links

FORMER_IDS = {"care/old": "care/new"}
TEXTS = [
    "See [this](handout:care/old).",
    "**See [this](handout:care/old).**",
    "- one\n- two\n  - [this](handout:care/old)",
]


@pytest.mark.parametrize("typed", TEXTS)
def test_link_leads_to_the_present_id_and_its_words_stay(typed: str) -> None:
    old = parse_flow(typed)

    new = rename_links(old, FORMER_IDS)

    assert [link.target[0].text for link in iter_links(new)] == ["handout:care/new"]
    assert plain_text(new, str) == plain_text(old, str)


@pytest.mark.parametrize("typed", ["See [this](handout:care/new), [that](tel:care/old)", "Words."])
def test_value_in_which_nothing_changes_stays_the_same(typed: str) -> None:
    topic = Topic.model_validate({"title": "T", "introduction": typed})

    assert rename_links(topic, FORMER_IDS) is topic


def test_links_inside_models_are_renamed() -> None:
    topic = Topic.model_validate({"title": "T", "introduction": TEXTS[0]})

    new = rename_links((topic,), FORMER_IDS)[0]

    assert [link.target[0].text for link in iter_links(new.introduction)] == ["handout:care/new"]


def test_address_is_filled_in() -> None:
    link = WebLink.model_validate({"url": "https://{{ clinic.x }}/page", "label": "L"})

    assert fill_addresses(link, {"clinic.x": "example.org"}).url == "https://example.org/page"


def test_address_without_placeholders_stays_the_same() -> None:
    packet = PacketSet.model_validate({"title": "T", "handouts": ["a/b"]})

    assert fill_addresses(packet, {}) is packet
    assert fill_in("https://example.org", {}) == "https://example.org"
