from __future__ import annotations

import pytest

from handoutpress.rules import (
    Finding,
    Judgement,
    Place,
    ReadingLevel,
    Rule,
    Score,
    Sheet,
    Verdict,
    list_parts,
)
from handoutpress.word_check.clear_communication import score_index
from tests.typed_scripts import PATH, make_script

TYPED = """\
title: Fever
summary: Call us about a fever. It can be a sign of harm.
do: [Call us., Drink water.]
sections:
  - heading: Why
    text: |
      Your blood counts are low.

      You may get ill fast.
  - heading: How
    blocks:
      - steps: [Take your temperature., Write it down.]
"""
BARE = """\
title: Fever
summary: What a fever means
sections:
  - heading: Why
    text: |
      Blood counts are low.

      Illness comes fast.
"""
SCORE = Score("flesch_kincaid", "Flesch-Kincaid", 6.1, 8)
READING = ReadingLevel("en", 100, 10, (SCORE,), (SCORE,))


def score(
    typed: str = TYPED,
    *findings: Finding,
    reading: ReadingLevel = READING,
    language: str = "en",
) -> Sheet:
    return score_index(make_script(typed, language=language), reading, findings)


def pick(sheet: Sheet, number: str) -> Judgement:
    return next(each for each in sheet.judgements if each.number == number)


def answer(sheet: Sheet, number: str) -> tuple[Verdict, bool, str]:
    judgement = pick(sheet, number)
    return judgement.verdict, judgement.is_sure, judgement.evidence


def find(key: str, line: int = 1, column: int = 1) -> Finding:
    return Finding(Place(PATH, line, column), "what", "remedy", Rule(key, "source"))


def test_index_has_20_questions_in_four_parts() -> None:
    sheet = score()

    assert [each.number for each in sheet.judgements] == [str(number) for number in range(1, 21)]
    parts = list_parts(sheet.judgements)
    assert [(part, len(sheet.list_part(part))) for part in parts] == [
        ("A. Core", 11),
        ("B. What to do", 3),
        ("C. Numbers", 3),
        ("D. Risk", 3),
    ]


def test_index_names_its_makers_and_the_score_that_passes() -> None:
    sheet = score()

    assert sheet.source == "Centers for Disease Control and Prevention (CDC)"
    assert sheet.url.startswith("https://www.cdc.gov/ccindex/")
    assert sheet.pass_percent == 90


@pytest.mark.parametrize(
    ("summary", "verdict", "evidence"),
    [
        ("Call us.", "yes", "The summary has 1 sentence; the Index asks for one to three."),
        ("A. B. C.", "yes", "The summary has 3 sentences; the Index asks for one to three."),
        ("A. B. C. D.", "no", "The summary has 4 sentences; the Index asks for one to three."),
        ("What a fever means", "open", "The summary is not a sentence. Is it a message?"),
    ],
)
def test_main_message_has_up_to_three_sentences(summary: str, verdict: str, evidence: str) -> None:
    sheet = score(BARE.replace("What a fever means", summary))

    assert answer(sheet, "1")[0] is Verdict(verdict)
    assert answer(sheet, "1")[2] == evidence


def test_main_message_stands_at_the_top() -> None:
    sheet = score()

    assert answer(sheet, "2")[:2] == (Verdict.YES, True)
    assert pick(sheet, "2").place == Place(PATH, 2, 10)


def test_no_picture_is_a_sure_no() -> None:
    assert answer(score(), "4") == (Verdict.NO, True, "There is no picture.")


def test_picture_is_left_to_a_person() -> None:
    sheet = score(TYPED + "      - figure: {image: a.png, alt: A wound}\n")

    assert answer(sheet, "4")[0] is Verdict.OPEN
    assert pick(sheet, "4").place == Place(PATH, 13, 17)


def test_call_to_action_is_what_stands_below_the_summary() -> None:
    assert answer(score(), "5") == (Verdict.YES, True, "2 things to do stand below the summary.")
    assert answer(score(BARE), "5")[:2] == (Verdict.NO, False)


def test_passive_counts_only_in_the_message_and_the_call() -> None:
    elsewhere = score(TYPED, find("passive-voice", line=7, column=7))
    summary = score(TYPED, find("passive-voice", line=2, column=34))
    do = score(TYPED, find("passive-voice", line=3, column=16))

    assert answer(elsewhere, "6")[:2] == (Verdict.YES, False)
    assert answer(summary, "6") == (
        Verdict.NO,
        False,
        "1 passive found in the summary or in what to do.",
    )
    assert answer(do, "6")[0] is Verdict.NO


def test_voice_of_a_call_that_is_not_there_is_open() -> None:
    assert answer(score(BARE), "6")[0] is Verdict.OPEN


def test_one_hard_word_is_enough_for_a_no() -> None:
    assert answer(score(TYPED, find("plain-word")), "7")[:2] == (Verdict.NO, False)
    assert answer(score(), "7")[:2] == (Verdict.YES, False)


def test_words_of_a_language_without_rules_are_open() -> None:
    sheet = score(reading=ReadingLevel("ar", 100, 10), language="ar")

    assert [answer(sheet, number)[0] for number in ("6", "7", "18")] == [Verdict.OPEN] * 3


def test_lists_are_certain() -> None:
    assert answer(score(), "8") == (Verdict.YES, True, "4 items in lists.")
    assert answer(score(BARE), "8") == (Verdict.NO, True, "There are no lists.")


def test_state_of_the_science_counts_sources_and_stays_open() -> None:
    sheet = score(TYPED + "sources: [{title: A}, {title: B}]\n")

    verdict, _, evidence = answer(sheet, "11")
    assert verdict is Verdict.OPEN
    assert evidence.startswith("2 sources named.")


def test_advice_is_to_be_confirmed_and_its_reason_is_open() -> None:
    assert answer(score(), "12")[:2] == (Verdict.YES, False)
    assert answer(score(), "13")[0] is Verdict.OPEN
    assert answer(score(), "14") == (Verdict.YES, False, "2 numbered steps.")


@pytest.mark.parametrize("number", ["13", "14"])
def test_reasons_and_directions_do_not_apply_without_advice(number: str) -> None:
    assert answer(score(BARE), number)[:2] == (Verdict.NOT_APPLICABLE, False)


@pytest.mark.parametrize("number", ["15", "16", "17", "20"])
def test_numbers_do_not_apply_where_only_phones_have_them(number: str) -> None:
    sheet = score(TYPED.replace("Call us.,", "Call 555-010-0199.,"))

    assert answer(sheet, number)[:2] == (Verdict.NOT_APPLICABLE, False)


def test_numbers_are_open_unless_a_rule_found_one() -> None:
    typed = TYPED.replace("ill fast", "ill in 2 hours")
    found = score(typed, find("calculation"))

    assert [answer(score(typed), number)[0].value for number in ("15", "16", "17")] == [
        "open",
        "open",
        "yes",
    ]
    assert [answer(found, number)[0].value for number in ("15", "16", "17")] == ["no", "open", "no"]


@pytest.mark.parametrize(
    ("text", "language"),
    [("The risk is small.", "en"), ("Side effects are rare.", "en"), ("El riesgo es bajo.", "es")],
)
def test_word_for_a_risk_leaves_risks_to_a_person(text: str, language: str) -> None:
    sheet = score(TYPED.replace("You may get ill fast.", text), language=language)

    assert answer(sheet, "18") == (Verdict.OPEN, True, "1 text may speak of a risk.")
    assert answer(sheet, "19")[0] is Verdict.OPEN


def test_risks_do_not_apply_without_a_word_for_them() -> None:
    assert answer(score(), "18")[:2] == (Verdict.NOT_APPLICABLE, False)


@pytest.mark.parametrize(
    "text", ["5% get ill.", "1 in 10 get ill.", "Two out of 100 get ill.", "20 percent get ill."]
)
def test_chance_in_numbers_is_left_to_a_person(text: str) -> None:
    sheet = score(TYPED.replace("You may get ill fast.", text))

    assert answer(sheet, "20")[0] is Verdict.OPEN
    assert pick(sheet, "20").place == Place(PATH, 9, 7)


@pytest.mark.parametrize("text", ["Rest for 10 hours.", "Take 1 in the morning.", "Step 1 of it."])
def test_other_numbers_are_no_chance(text: str) -> None:
    sheet = score(TYPED.replace("You may get ill fast.", text))

    assert answer(sheet, "20")[0] is Verdict.NOT_APPLICABLE


def test_score_so_far_is_one_for_all_parts() -> None:
    ((name, tally),) = score().list_tallies()

    assert name == ""
    assert (tally.yes, tally.no, tally.not_applicable, tally.open) == (11, 1, 6, 2)
    assert tally.percent == 92
