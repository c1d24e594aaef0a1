"""Stretches of passages, and what is said of them."""

import re

import pytest

from handoutpress.rules.lexicon import PLAIN_WORD
from handoutpress.word_check.spots import Spot, base_language, find_spots, quote
from tests.typed_scripts import make_script, type_texts

SCRIPT = make_script(type_texts("Call {{ clinic.name }}, call **us**."))
PARAGRAPH = SCRIPT.passages[-1]


def test_matches_are_found_in_reading_order_each_in_its_place() -> None:
    spots = list(find_spots(SCRIPT.passages, re.compile("[Cc]all|us")))

    assert [spot.text for spot in spots] == ["Call", "call", "us"]
    assert [spot.place.column for spot in spots] == [7, 31, 38]


def test_a_group_of_that_name_is_the_spot() -> None:
    (spot,) = find_spots(SCRIPT.passages, re.compile(r"call (?P<spot>us)"))

    assert spot.text == "us"


def test_what_touches_a_value_of_the_clinic_is_filled_in() -> None:
    assert Spot(PARAGRAPH, 5, 12).is_filled_in
    assert Spot(PARAGRAPH, 0, 6).is_filled_in
    assert not Spot(PARAGRAPH, 0, 4).is_filled_in


def test_a_finding_names_its_place_and_its_handout() -> None:
    finding = Spot(PARAGRAPH, 0, 4).make_finding(SCRIPT, PLAIN_WORD, what="a", remedy="b")

    assert (str(finding.place), finding.handout_id) == (
        "handouts/care/fever.yaml:7:7",
        "care/fever",
    )
    assert (finding.what, finding.remedy, finding.rule) == ("a", "b", PLAIN_WORD)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("a  b\nc", "'a b c'"), ("x" * 50, f"'{'x' * 39}…'"), ("x" * 40, f"'{'x' * 40}'")],
)
def test_quotes_are_short_and_on_one_line(text: str, quoted: str) -> None:
    assert quote(text) == quoted


def test_regions_and_scripts_are_not_part_of_the_language() -> None:
    assert [base_language(each) for each in ("es-MX", "zh-Hans", "en")] == ["es", "zh", "en"]
