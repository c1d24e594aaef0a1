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
from handoutpress.word_check.pemat import score_pemat
from tests.typed_scripts import PATH, make_script

TYPED = """\
title: Fever
summary: Call us about a fever.
do: [Call us.]
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
summary: What a fever means.
sections:
  - heading: Why
    text: |
      Blood counts are low.

      Illness comes fast.

      It passes.
"""
SCORE = Score("flesch_kincaid", "Flesch-Kincaid", 6.1, 8)
HARD = Score("flesch_kincaid", "Flesch-Kincaid", 9.4, 8, is_met=False)
READING = ReadingLevel("en", 100, 10, (SCORE,), (SCORE,))


def score(
    typed: str = TYPED,
    *findings: Finding,
    reading: ReadingLevel = READING,
    language: str = "en",
) -> Sheet:
    return score_pemat(make_script(typed, language=language), reading, findings)


def answer(sheet: Sheet, number: str) -> tuple[Verdict, bool, str]:
    judgement = pick(sheet, number)
    return judgement.verdict, judgement.is_sure, judgement.evidence


def pick(sheet: Sheet, number: str) -> Judgement:
    return next(each for each in sheet.judgements if each.number == number)


def find(key: str, line: int = 1) -> Finding:
    return Finding(Place(PATH, line, 1), "what", "remedy", Rule(key, "source"))


def add_block(*lines: str) -> str:
    return TYPED + "".join(f"      {line}\n" for line in lines)


def test_sheet_has_the_24_items_for_print_in_two_parts() -> None:
    sheet = score()

    expected = (*range(1, 13), *range(15, 27))
    assert [each.number for each in sheet.judgements] == [str(number) for number in expected]
    assert list_parts(sheet.judgements) == ("Understandability", "Actionability")
    assert len(sheet.list_part("Understandability")) == 17


def test_sheet_names_its_makers() -> None:
    sheet = score()

    assert "PEMAT-P" in sheet.name
    assert sheet.source == "Agency for Healthcare Research and Quality (AHRQ)"
    assert sheet.url.startswith("https://www.ahrq.gov/")
    assert sheet.pass_percent is None


@pytest.mark.parametrize("number", ["1", "2", "9", "10", "15", "26"])
def test_what_needs_reading_is_left_open(number: str) -> None:
    verdict, _, _ = answer(score(), number)

    assert verdict is Verdict.OPEN


def test_everyday_words_need_a_reading_level_that_keeps_its_limits() -> None:
    over = ReadingLevel("en", 100, 10, (HARD,), (HARD,))

    assert answer(score(), "3") == (
        Verdict.YES,
        False,
        "The reading level keeps its limits, and no hard word was found.",
    )
    assert answer(score(reading=over), "3") == (
        Verdict.NO,
        False,
        "The reading level is over the limit: Flesch-Kincaid 9.4, limit 8.",
    )


def test_limits_are_held_against_the_scores_without_medicines() -> None:
    reading = ReadingLevel("en", 100, 10, scores=(HARD,), plain_scores=(SCORE,))

    assert answer(score(reading=reading), "3")[0] is Verdict.YES


def test_hard_words_leave_everyday_words_to_a_person() -> None:
    sheet = score(TYPED, find("plain-word", line=6))

    assert answer(sheet, "3") == (Verdict.OPEN, True, "1 word may be hard for the reader.")
    assert pick(sheet, "3").place == Place(PATH, 6, 1)


def test_words_of_a_language_without_a_formula_are_left_to_a_person() -> None:
    sheet = score(reading=ReadingLevel("ar", 100, 10), language="ar")

    assert answer(sheet, "3")[0] is Verdict.OPEN
    assert answer(sheet, "4")[0] is Verdict.OPEN
    assert answer(sheet, "5")[0] is Verdict.OPEN
    assert answer(sheet, "21")[0] is Verdict.OPEN


@pytest.mark.parametrize("key", ["hard-word", "abbreviation"])
def test_unexplained_words_are_a_no_to_confirm(key: str) -> None:
    assert answer(score(TYPED, find(key)), "4") == (
        Verdict.NO,
        False,
        "1 hard word or abbreviation may not be explained.",
    )


@pytest.mark.parametrize(("passives", "verdict"), [(0, "yes"), (2, "yes"), (3, "no"), (12, "no")])
def test_four_sentences_in_five_must_be_active(passives: int, verdict: str) -> None:
    sheet = score(TYPED, *[find("passive-voice")] * passives)

    assert answer(sheet, "5")[:2] == (Verdict(verdict), False)


def test_numbers_do_not_apply_where_only_phones_have_them() -> None:
    sheet = score(TYPED.replace("Call us.", "Call 555-010-0199."))

    assert answer(sheet, "6")[:2] == (Verdict.NOT_APPLICABLE, False)
    assert answer(sheet, "7") == (Verdict.YES, True, "There are no numbers to work with.")
    assert answer(sheet, "24")[0] is Verdict.NOT_APPLICABLE


def test_numbers_are_left_to_a_person_unless_a_rule_found_one() -> None:
    typed = TYPED.replace("ill fast", "ill in 2 hours")

    assert answer(score(typed), "6") == (Verdict.OPEN, True, "1 text with numbers.")
    assert answer(score(typed, find("mixed-units")), "6")[:2] == (Verdict.NO, False)


def test_sum_for_the_reader_is_a_no_and_asks_for_an_example() -> None:
    sheet = score(TYPED, find("calculation", line=8))

    assert answer(sheet, "7")[:2] == (Verdict.NO, False)
    assert pick(sheet, "7").place == Place(PATH, 8, 1)
    assert answer(sheet, "24")[0] is Verdict.OPEN


def test_pieces_are_short_unless_many_paragraphs_are_long() -> None:
    assert answer(score(), "8") == (
        Verdict.YES,
        False,
        "2 sections with headings, 5 paragraphs and items, 0 of them long.",
    )
    assert answer(score(TYPED, find("long-paragraph")), "8")[0] is Verdict.YES
    assert answer(score(TYPED, *[find("long-paragraph")] * 2), "8")[0] is Verdict.NO
    assert answer(score(BARE), "8")[0] is Verdict.NO


@pytest.mark.parametrize("number", ["8", "9", "11"])
def test_very_short_text_needs_no_pieces_headings_or_summary(number: str) -> None:
    typed = "title: Fever\nsummary: b\nsections: [{heading: A, text: b}]"

    assert answer(score(typed), number)[0] is Verdict.NOT_APPLICABLE


def test_summary_is_there_and_to_be_confirmed() -> None:
    sheet = score()

    assert answer(sheet, "11") == (Verdict.YES, False, "A summary stands below the title.")
    assert pick(sheet, "11").place == Place(PATH, 2, 10)


def test_visual_cues_are_those_that_are_used() -> None:
    assert answer(score(), "12") == (Verdict.YES, True, "Used: lists, what to do, set apart.")
    assert answer(score(TYPED.replace("low", "**low**")), "12")[2].startswith("Used: bold words")
    assert answer(score(BARE), "12")[:2] == (Verdict.NO, False)


@pytest.mark.parametrize("number", ["16", "17", "18", "19", "25"])
def test_visual_aids_do_not_apply_where_there_are_none(number: str) -> None:
    assert answer(score(), number)[:2] == (Verdict.NOT_APPLICABLE, True)


def test_picture_without_a_caption_is_a_sure_no_with_its_place() -> None:
    sheet = score(add_block("- figure: {image: a.png, alt: A wound}"))

    assert answer(sheet, "17") == (Verdict.NO, True, "1 picture without a caption.")
    assert pick(sheet, "17").place == Place(PATH, 13, 17)
    assert answer(sheet, "18")[0] is Verdict.OPEN
    assert answer(sheet, "19")[0] is Verdict.NOT_APPLICABLE


def test_picture_with_a_caption_is_a_yes_to_confirm() -> None:
    sheet = score(add_block("- figure: {image: a.png, alt: A wound, caption: A wound}"))

    assert answer(sheet, "17")[:2] == (Verdict.YES, False)


def test_table_shows_how_long_its_heads_are() -> None:
    sheet = score(
        add_block("- table: {caption: Days, columns: [Day, What you eat], rows: [[a, b]]}")
    )

    assert answer(sheet, "19") == (
        Verdict.OPEN,
        True,
        "1 table; all columns have heads, the longest of 3 words.",
    )
    assert answer(sheet, "16") == (Verdict.OPEN, True, "0 pictures, 1 table.")


def test_action_below_the_summary_is_certain() -> None:
    sheet = score()

    assert answer(sheet, "20") == (Verdict.YES, True, "1 thing to do stands below the summary.")
    assert pick(sheet, "20").place == Place(PATH, 3, 6)


def test_steps_alone_are_an_action_to_confirm() -> None:
    sheet = score(TYPED.replace("do: [Call us.]\n", ""))

    assert answer(sheet, "20")[:2] == (Verdict.YES, False)


def test_request_in_a_text_alone_is_left_to_a_person() -> None:
    sheet = score(BARE.replace("It passes.", "Drink water."))

    assert answer(sheet, "20")[0] is Verdict.OPEN


@pytest.mark.parametrize("text", ["Use of water helps.", "Rest of the day.", "People see doctors."])
def test_text_that_asks_for_nothing_has_no_action(text: str) -> None:
    sheet = score(BARE.replace("It passes.", text))

    assert answer(sheet, "20")[:2] == (Verdict.NO, False)
    assert answer(sheet, "21")[:2] == (Verdict.NO, False)
    assert answer(sheet, "22")[:2] == (Verdict.NO, False)


@pytest.mark.parametrize(
    ("text", "language"),
    [("Patients should call us.", "en"), ("El paciente debe llamar.", "es")],
)
def test_text_about_patients_does_not_speak_to_the_reader(text: str, language: str) -> None:
    sheet = score(TYPED.replace("You may get ill fast.", text), language=language)

    assert answer(sheet, "21")[:2] == (Verdict.NO, False)


@pytest.mark.parametrize(
    ("text", "language"),
    [("Patients may feel hot.", "en"), ("Llame a su médico.", "es")],
)
def test_text_that_speaks_to_the_reader_is_a_yes(text: str, language: str) -> None:
    sheet = score(TYPED.replace("You may get ill fast.", text), language=language)

    assert answer(sheet, "21")[:2] == (Verdict.YES, False)


def test_numbered_steps_break_actions_down() -> None:
    assert answer(score(), "22") == (Verdict.YES, False, "2 numbered steps.")
    assert answer(score(TYPED.replace("steps:", "checklist:")), "22")[0] is Verdict.OPEN


def test_tools_are_named() -> None:
    sheet = score(TYPED.replace("steps:", "checklist:"))

    assert answer(score(), "23")[0] is Verdict.OPEN
    assert answer(sheet, "23") == (Verdict.YES, False, "There are boxes to tick.")


def test_each_part_has_its_own_score_so_far() -> None:
    (understand, first), (act, second) = score().list_tallies()

    assert (understand, act) == ("Understandability", "Actionability")
    assert (first.yes, first.no, first.not_applicable, first.open) == (7, 0, 5, 5)
    assert (second.yes, second.no, second.not_applicable, second.open) == (3, 0, 2, 2)
    assert (first.percent, second.percent) == (100, 100)
