"""Numbers that ask the reader to calculate, and chances as percentages."""

import pytest

from handoutpress.rules import Level
from handoutpress.rules.lexicon import CALCULATION, PERCENTAGE
from handoutpress.word_check.calculations import check_calculations, check_percentages
from tests.typed_scripts import find


def test_a_sum_for_the_reader_is_found() -> None:
    (finding,) = find(check_calculations, "Take twice the dose at night.")

    assert finding.what == "'twice the dose' asks the reader to calculate"
    assert finding.remedy == "work it out for the reader, and write the result"
    assert finding.rule is CALCULATION
    assert finding.rule.level is Level.ADVICE
    assert str(finding.place) == "handouts/care/fever.yaml:7:12"


@pytest.mark.parametrize(
    "text",
    [
        "Take 5 mg per kg of your weight.",
        "Give 10 mg/kg.",
        "Take 1 unit of insulin for every 15 grams.",
        "Multiply your weight by 2.",
        "Divide the total by 3.",
        "Subtract 10 from the result.",
        "Add up the points.",
        "You can work out how much you need.",
        "Your top heart rate is 220 minus your age.",
        "Take half of your usual dose.",
        "Take one-third of the dose.",
        "Take three times your daily dose.",
        "Lose 5% of your body weight.",
        "Cut your dose by 25 percent.",
        "Count back 3 months.",
    ],
)
def test_what_the_reader_must_work_out_is_found(text: str) -> None:
    assert len(find(check_calculations, text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Do not double your dose.",
        "Never take twice the dose.",
        "Take half a tablet.",
        "Chemo stops cells that divide fast.",
        "The dose is divided into several smaller doses.",
        "Cells multiply by the day.",
        "Smokers have twice the risk.",
        "You are twice as likely to get it.",
        "The lab uses this to calculate the rate.",
        "Add 1 cup of water to the powder.",
        "Take 1 pill 2 times a day, up to 4 pills a day.",
        "Half of your plate is vegetables.",
        "About 10% of people feel sick.",
    ],
)
def test_what_nobody_must_work_out_is_not_found(text: str) -> None:
    assert find(check_calculations, text) == []


def test_spanish_sums_are_found_and_other_languages_left_alone() -> None:
    assert len(find(check_calculations, "Tome el doble de su dosis.", language="es")) == 1
    assert len(find(check_calculations, "Tome 5 mg por kg.", language="es-MX")) == 1
    assert find(check_calculations, "No tome el doble de la dosis.", language="es") == []
    assert find(check_calculations, "Multiply your weight by 2.", language="de") == []


def test_a_chance_as_a_percentage_is_found() -> None:
    (finding,) = find(check_percentages, "About 20% of people feel sick.")

    assert finding.what == "'20%' is a chance that few readers can picture"
    assert finding.remedy == "also say how many people, as in '2 out of 10 people'"
    assert finding.rule is PERCENTAGE


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("It lowers the risk by about 30%.", "30%"),
        ("Of 5 to 10 percent of patients it helps.", "5 to 10 percent"),
        ("The chance is 5% to 10%.", "5% to 10%"),
        ("Ayuda al 20 % de las personas.", "20 %"),
    ],
)
def test_chances_of_all_shapes_are_found(text: str, quoted: str) -> None:
    (finding,) = find(check_percentages, text)

    assert finding.what.startswith(f"'{quoted}'")


@pytest.mark.parametrize(
    "text",
    [
        "About 20% (2 in 10 people) feel sick.",
        "It helps 1 out of 5 people, or 20%.",
        "Wash your hair with a 1% shampoo; it helps most people.",
        "Use 70% alcohol. People like it.",
        "Fill the tub 50%.",
    ],
)
def test_counts_and_strengths_are_not_found(text: str) -> None:
    assert find(check_percentages, text) == []
