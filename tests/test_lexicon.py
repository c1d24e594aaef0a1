"""The checks of single words, all together."""

from pathlib import Path

import pytest

from handoutpress.build.loading import load_library
from handoutpress.content import CheckSettings
from handoutpress.passages import Script, read_script
from handoutpress.plan import Request
from handoutpress.rules import Level
from handoutpress.rules.lexicon import LEXICON_RULES
from handoutpress.word_check.lexicon import LEXICON_CHECKS
from tests.makers import type_blocks
from tests.typed_scripts import make_script

ROOT = Path(__file__).parent.parent
# A text with one of each.
POOR = type_blocks(
    "text: Administer the drug. Get an MRI. Take 5.0 mg.",
    "text: Lift 10 pounds. Weigh 5 kg.",
    "text: Take twice the dose.",
    "text: It helps 20% of people.",
    "text: Call 734-555-0199. Click here.",
)


def read_samples() -> list[Script]:
    loaded = load_library(ROOT, Request())
    return [
        read_script(each, loaded.origins[each.id, each.language])
        for each in loaded.library.handouts
    ]


def test_every_rule_finds_its_fault_in_a_poor_text() -> None:
    script = make_script(POOR)
    findings = [each for check in LEXICON_CHECKS for each in check(script, CheckSettings())]

    assert [each.rule for each in findings] == list(LEXICON_RULES)


def test_only_doses_and_phones_are_errors() -> None:
    errors = {rule.key for rule in LEXICON_RULES if rule.level is Level.ERROR}

    assert errors == {"unsafe-dose", "unknown-phone"}


@pytest.mark.parametrize("rule", LEXICON_RULES, ids=lambda rule: rule.key)
def test_every_rule_has_a_source_of_one_line(rule: object) -> None:
    source = getattr(rule, "source", "")

    assert source
    assert "\n" not in source


def test_the_sample_handouts_have_no_errors() -> None:
    findings = [
        each
        for script in read_samples()
        for check in LEXICON_CHECKS
        for each in check(script, CheckSettings())
    ]

    assert [each for each in findings if each.rule.level is Level.ERROR] == []
