"""Quantities in different units, and units spelled in two ways."""

import pytest

from handoutpress.rules import Level
from handoutpress.rules.lexicon import MIXED_UNITS
from handoutpress.word_check.units import check_units
from tests.makers import type_blocks
from tests.typed_scripts import find, find_in


def test_a_second_unit_is_found_with_the_first() -> None:
    (finding,) = find(check_units, "Call at 100.4 °F.", "Call at 39 °C.")

    assert finding.what == "'39 °C' is in °C, '100.4 °F' in line 7 in °F"
    assert finding.remedy == "give both in °F, or °F and °C together in both places"
    assert finding.rule is MIXED_UNITS
    assert finding.rule.level is Level.ADVICE
    assert str(finding.place) == "handouts/care/fever.yaml:9:15"


@pytest.mark.parametrize(
    "texts",
    [
        ("Call at 100.4 degrees Fahrenheit.", "Call at 38 C."),
        ("Do not lift more than 10 pounds.", "Lift 5 kg at most."),
        ("A 2-inch cut.", "The lump is 3 cm wide."),
        ("Give 1 teaspoon.", "Give 5 mL."),
        ("Stay 6 feet away.", "Stay 2 meters away."),
        ("Drink 8 cups a day.", "Drink 2 liters a day."),
    ],
)
def test_two_units_of_one_kind_are_found(texts: tuple[str, ...]) -> None:
    assert len(find(check_units, *texts)) == 1


@pytest.mark.parametrize(
    "texts",
    [
        ("Call at 100.4 °F (38 °C).", "Call at 102 °F (39 °C)."),
        ("Call at 38 °C, or 100.4 °F."),
        ("Your fever was 103° to 104° F (39° to 40° C)."),
        ("Cook it at 145°F (about 63°C)."),
        ("Give 1 teaspoon (5 mL).", "Give 2 teaspoons (10 mL)."),
        ("Lift 10 pounds (4.5 kg) at most."),
        ("Drink 8 cups.", "Give 5 mL."),
        ("Walk 2 miles.", "A cut of 3 cm."),
        ("Your pressure is 130 mm Hg.", "Lose 2 inches."),
        ("Take 2 pills with 1 cup of water.", "Wait 2 hours."),
        ("Your BMI is 30 kg/m2.", "Lose 10 pounds."),
        ("Call at 100.4 °F.", "Call at 101 degrees Fahrenheit."),
    ],
)
def test_units_that_stand_together_or_measure_other_things_are_not_found(
    texts: tuple[str, ...] | str,
) -> None:
    assert find(check_units, *((texts,) if isinstance(texts, str) else texts)) == []


def test_a_kind_is_told_once() -> None:
    assert len(find(check_units, "At 100 °F.", "At 38 °C.", "At 39 °C.", "At 102 °F.")) == 1


MEDICINES = "medicines: [{generic: levothyroxine, brands: [Synthroid]}, {generic: aspirin}]"


def test_one_medicine_in_two_units_is_found() -> None:
    typed = type_blocks(
        MEDICINES, "text: Take levothyroxine 50 mcg.", "text: Synthroid comes as 0.1 mg."
    )
    (finding,) = find_in(check_units, typed)

    assert finding.what == "'0.1 mg' of levothyroxine, and '50 mcg' in line 7"
    assert finding.remedy == "give all doses of levothyroxine in the same unit"


def test_two_medicines_may_have_two_units() -> None:
    typed = type_blocks(MEDICINES, "text: Take levothyroxine 50 mcg and aspirin 81 mg.")

    assert find_in(check_units, typed) == []


@pytest.mark.parametrize(
    ("texts", "what"),
    [
        (("Give 5 mL.", "Give 10 ml."), "'ml' is spelled 'mL' in line 7"),
        (("Wait 2 hrs.", "Wait 3 hours."), "'hours' is spelled 'hrs' in line 7"),
        (("Lift 5 lbs.", "Lift 6 pounds."), "'pounds' is spelled 'lbs' in line 7"),
        (("Take 1 tsp.", "Take 2 teaspoons."), "'teaspoons' is spelled 'tsp' in line 7"),
    ],
)
def test_two_spellings_of_a_unit_are_found(texts: tuple[str, ...], what: str) -> None:
    (finding,) = find(check_units, *texts)

    assert finding.what == what
    assert finding.remedy == "spell a unit in one way"


@pytest.mark.parametrize(
    "texts",
    [
        ("Wait 1 hour.", "Wait 2 hours."),
        ("It is 1 foot long.", "It is 2 feet long."),
        ("It is 1 inch long.", "It is 2 inches long."),
        ("Give 5 mL.", "Give 10 mL."),
        ("Give 5 mL.", "Call ML at once."),
    ],
)
def test_one_and_many_are_spelled_alike(texts: tuple[str, ...]) -> None:
    assert find(check_units, *texts) == []
