"""How much a finding weighs in a clinic."""

from __future__ import annotations

import pytest

from handoutpress.checking import list_level, weigh
from handoutpress.content import CheckSettings
from handoutpress.rules import Finding, Level, Place, Rule

PLACE = Place("handouts/care/fever.yaml", 1, 1)
DOSE = Finding(PLACE, "a dose", "write it safely", Rule("unsafe-dose", "ISMP", level=Level.ERROR))
PASSIVE = Finding(PLACE, "passive voice", "say who", Rule("passive-voice", "AHRQ"))


def weigh_all(**rules: str) -> list[tuple[str, str]]:
    settings = CheckSettings().model_copy(update={"rules": {
        name.replace("_", "-"): level for name, level in rules.items()
    }})  # fmt: skip
    found = weigh((DOSE, PASSIVE), settings)
    return [(each.rule.key, str(each.rule.level)) for each in found]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({}, [("unsafe-dose", "error"), ("passive-voice", "advice")]),
        ({"passive_voice": "error"}, [("unsafe-dose", "error"), ("passive-voice", "error")]),
        ({"unsafe_dose": "advice"}, [("unsafe-dose", "advice"), ("passive-voice", "advice")]),
        ({"passive_voice": "off"}, [("unsafe-dose", "error")]),
        ({"long_sentence": "off"}, [("unsafe-dose", "error"), ("passive-voice", "advice")]),
    ],
)
def test_the_clinic_says_how_much_a_rule_weighs(
    rules: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert weigh_all(**rules) == expected


def test_errors_stand_apart_from_advice() -> None:
    assert list_level((DOSE, PASSIVE), Level.ERROR) == (DOSE,)
    assert list_level((DOSE, PASSIVE), Level.ADVICE) == (PASSIVE,)
