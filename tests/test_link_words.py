"""Words that only a screen can follow."""

import pytest

from handoutpress.rules import Level
from handoutpress.rules.lexicon import LINK_WORDS
from handoutpress.word_check.link_words import check_link_words
from tests.makers import type_blocks
from tests.typed_scripts import find, find_in


def test_an_invitation_to_click_is_found() -> None:
    (finding,) = find(check_link_words, "To read more, click here.")

    assert finding.what == "'click here' means nothing on paper"
    assert finding.remedy == (
        "name what is there, and let the address be printed: [its name](https://…)"
    )
    assert finding.rule is LINK_WORDS
    assert finding.rule.level is Level.ADVICE
    assert str(finding.place) == "handouts/care/fever.yaml:7:21"


@pytest.mark.parametrize(
    "text",
    [
        "Click on the picture.",
        "Tap below to start.",
        "Press the green button.",
        "Follow this link to learn how.",
        "See this link.",
        "Scroll down for the list.",
        "Use the link.",
    ],
)
def test_words_for_screens_are_found(text: str) -> None:
    assert len(find(check_link_words, text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Your jaw may click.",
        "You may feel a clicking in your jaw.",
        "A spinal tap takes 30 minutes. Drink tap water.",
        "The doctor will press on your belly.",
        "Come here at 8. We are here for you.",
        "Smoking is the link to cancer that we know.",
        "Visit [Cancer care](https://example.org).",
        "Read [Fever at home](handout:care/fever).",
        "The nurse taps here and there.",
        "Press the bandage down.",
    ],
)
def test_words_for_bodies_and_good_links_are_not_found(text: str) -> None:
    assert find(check_link_words, text) == []


@pytest.mark.parametrize("words", ["here", "Read more", "this page", "**Learn more**", "more …"])
def test_links_that_say_nothing_are_found(words: str) -> None:
    (finding,) = find(check_link_words, f"Look [{words}](https://example.org).")

    assert finding.what.startswith("the link '")
    assert finding.what.endswith("' does not say where it leads")
    assert finding.remedy == "let its words name the page"


def test_the_label_of_a_link_with_a_code_counts() -> None:
    typed = type_blocks("link: {url: 'https://example.org', label: Learn more}")
    named = type_blocks("link: {url: 'https://example.org', label: Learn more about fever}")

    assert len(find_in(check_link_words, typed)) == 1
    assert find_in(check_link_words, named) == []


@pytest.mark.parametrize(
    "text",
    [
        "Haga clic aquí.",
        "Pulse aquí.",
        "Vea este enlace.",
        "Lea [aquí](https://example.org).",
        "[Más información](https://example.org)",
    ],
)
def test_spanish_words_for_screens_are_found(text: str) -> None:
    assert len(find(check_link_words, text, language="es")) == 1


def test_other_languages_are_left_alone() -> None:
    assert find(check_link_words, "Click here.", language="de") == []
    assert find(check_link_words, "Venga aquí.", language="es") == []
