"""Doses that have been misread."""

import pytest

from handoutpress.rules import Level
from handoutpress.rules.lexicon import UNSAFE_DOSE
from handoutpress.word_check.doses import check_doses
from tests.makers import make_letterhead, type_blocks
from tests.typed_scripts import find, find_in


def test_a_dose_that_can_be_misread_is_an_error_with_what_to_write() -> None:
    (finding,) = find(check_doses, "Take 5.0 mg a day.")

    assert finding.what == (
        "'5.0 mg' has a zero behind the point, "
        "and reads as ten times as much when the point is not seen"
    )
    assert finding.remedy == "write '5 mg'"
    assert finding.rule is UNSAFE_DOSE
    assert finding.rule.level is Level.ERROR
    assert str(finding.place) == "handouts/care/fever.yaml:7:12"


@pytest.mark.parametrize(
    ("text", "quoted", "remedy"),
    [
        # trailing zero
        ("Take 5.0 mg.", "'5.0 mg'", "write '5 mg'"),
        ("Take 2.50 mg.", "'2.50 mg'", "write '2.5 mg'"),
        ("Take 1.0 tablet.", "'1.0 tablet'", "write '1 tablet'"),
        ("Take 1,000.0 mg.", "'1,000.0 mg'", "write '1,000 mg'"),
        # no leading zero
        ("Take .5 mg.", "'.5 mg'", "write '0.5 mg'"),
        ("Take .25mL.", "'.25mL'", "write '0.25 mL'"),
        # units
        ("Inject 10 U.", "'10 U'", "write '10 units'"),
        ("Inject 10-20 U.", "'20 U'", "write '20 units'"),
        ("Take 5-10mg.", "'10mg'", "put a space between: '10 mg'"),
        ("Inject 10U at night.", "'10U'", "write '10 units'"),
        ("Take 600 IU of vitamin D.", "'600 IU'", "write '600 units'"),
        # micrograms
        ("Take 50 µg.", "'µg'", "write 'mcg'"),
        ("Take 50 μg.", "'μg'", "write 'mcg'"),
        ("Take 50ug.", "'ug'", "write 'mcg'"),
        # run together
        ("Take 10mg.", "'10mg'", "put a space between: '10 mg'"),
        ("Take 0.5mL.", "'0.5mL'", "put a space between: '0.5 mL'"),
        ("Take tamoxifen20 mg.", "'tamoxifen20 mg'", "write 'tamoxifen 20 mg'"),
        ("Take Inderal40mg.", "'Inderal40mg'", "write 'Inderal 40 mg'"),
        # large numbers, letters for them
        ("Inject 100000 units.", "'100000'", "write '100,000'"),
        ("Take 1500 mg.", "'1500'", "write '1,500'"),
        ("Inject 10K units.", "'10K'", "'thousand' or 'million'"),
        # prescriptions
        ("Take it QD.", "'QD'", "write 'once a day'"),
        ("Take it q.d. now.", "'q.d.'", "write 'once a day'"),
        ("Take it QOD.", "'QOD'", "write 'every other day'"),
        ("Take it BID.", "'BID'", "write '2 times a day'"),
        ("Take it t.i.d. with food.", "'t.i.d.'", "write '3 times a day'"),
        ("Take it QID.", "'QID'", "write '4 times a day'"),
        ("Take it PRN.", "'PRN'", "write 'when you need it'"),
        ("Take it q4h.", "'q4h'", "write 'every … hours'"),
        ("Take it qhs.", "'qhs'", "write 'at bedtime'"),
        ("Take 1 tablet PO.", "'PO'", "write 'by mouth'"),
        ("Inject 5 mg SC.", "'SC'", "write 'under the skin'"),
        ("Put 2 drops in OD.", "'OD'", "'right eye'"),
        ("Drink 5 cc.", "'cc'", "write 'mL'"),
        ("Take MTX each week.", "'MTX'", "write 'methotrexate'"),
        # signs
        ("Take it @ 8.", "'@'", "write 'at'"),
        ("Call if it is > 100.4 °F.", "'>'", "'more than' or 'less than'"),
        ("Call if it is <36.", "'<'", "'more than' or 'less than'"),
        ("Take 5 mg/day.", "'mg/day'", "the word instead of the slash"),
        ("Take 5 mg. of it.", "'mg.'", "leave the period out"),
    ],
)
def test_each_way_to_misread_is_found_with_its_remedy(text: str, quoted: str, remedy: str) -> None:
    (finding,) = find(check_doses, text)

    assert finding.what.startswith(f"{quoted} ")
    assert remedy in finding.remedy


@pytest.mark.parametrize(
    "text",
    [
        "Take 20 mg a day. Take 0.5 mL. Take 2.5 mg.",
        "Take 1,000 mg. Take 1,200 mg. Take 10 units.",
        "Your potassium is 4.0 mmol/L, your hemoglobin 9.0 g/dL, the pH 7.0.",
        "The lump is 2.0 cm wide.",
        "Your level is 5.0 mg/dL.",
        "A 5-mg tablet of 500 mcg.",
        "In 2015 we saw 1500 people.",
        "Your HER2 and BRCA1 tests. Vitamin B12. Phase2 trials.",
        "A bid for 10 U.S. clinics. A U-shaped pillow.",
        "Write to nurse@example.org. Follow @clinic.",
        "Settings > Sound",
        "He lives in SC. Write to PO Box 12. She has an OD in law.",
        "Use a 5G phone. Wear a 3M mask.",
        "Version 2.0 of this page",
        "Take 5 mg. Then rest.",
        "Take 1 pill 2 times a day.",
        "Stay within 10 ms of it.",
    ],
)
def test_safe_doses_and_other_numbers_are_not_found(text: str) -> None:
    assert find(check_doses, text) == []


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("Tome 5,0 mg.", "write '5 mg'"),
        ("Tome 1,50 mg.", "write '1,5 mg'"),
        ("Tome ,5 mg.", "write '0,5 mg'"),
        ("Tome 10mg.", "put a space between: '10 mg'"),
        ("Inyecte 10 UI.", "in Spanish 'unidades'"),
        ("Tome 50 µg.", "write 'mcg'"),
    ],
)
def test_decimal_commas_are_read_in_spanish(text: str, remedy: str) -> None:
    (finding,) = find(check_doses, text, language="es")

    assert remedy in finding.remedy


@pytest.mark.parametrize("text", ["Tome 0,5 mg o 2,5 mg.", "Tome 1500 mg.", "Tome 1.500 mg."])
def test_safe_doses_in_spanish_are_not_found(text: str) -> None:
    assert find(check_doses, text, language="es") == []


@pytest.mark.parametrize("language", ["ar", "zh-Hans", "de"])
def test_doses_are_read_in_every_language(language: str) -> None:
    assert len(find(check_doses, "5.0 mg", language=language)) == 1


def test_a_listed_medicine_is_known_without_a_unit() -> None:
    typed = type_blocks("medicines: [{generic: propranolol, brands: [Inderal]}]", "text: Inderal40")
    (finding,) = find_in(check_doses, typed)

    assert finding.remedy == "write 'Inderal 40'"


def test_cells_and_items_of_boxes_are_read() -> None:
    typed = type_blocks(
        "table: {caption: Doses, columns: [Day], rows: [[5.0 mg]]}",
        "callout: {kind: tip, items: [Take .5 mg.]}",
    )

    assert [each.remedy for each in find_in(check_doses, typed)] == [
        "write '5 mg'",
        "write '0.5 mg'",
    ]


def test_what_stands_first_is_told_first_and_once() -> None:
    findings = find(check_doses, "Take .5mg QD, then 5.0mg.")

    assert [each.remedy for each in findings] == [
        "write '0.5 mg'",
        "write 'once a day'",
        "write '5 mg'",
    ]


def test_what_the_clinic_fills_in_is_left_alone() -> None:
    letterhead = make_letterhead(placeholders={"clinic.name": "The 5.0 mg Clinic"})

    assert find(check_doses, "{{ clinic.name }}", letterhead=letterhead) == []
