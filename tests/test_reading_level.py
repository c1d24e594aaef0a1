import pytest

from handoutpress.content import CheckSettings
from handoutpress.rules import ReadingLevel
from handoutpress.word_check.reading_level import iter_sentences, measure_reading
from tests.makers import make_glossary, type_blocks
from tests.typed_scripts import make_script

EVERY_BLOCK = """\
title: Title
summary: Summary.
do: [Do]
sections:
- heading: Heading
  text: |
    Lead in:

    - Item one. Item two
- heading: Blocks
  blocks:
  - steps: [Step]
  - checklist: [Tick]
  - questions: [Question?]
  - callout: {kind: tip, title: Box, items: [Boxed]}
  - terms: [{word: Term, meaning: Meaning}]
  - table: {caption: Caption, columns: [Column, Second], rows: [[Cell, It is a sentence.]]}
  - medicines: [{generic: anastrozole, brands: [Arimidex]}]
  - write_in: {label: Label}
"""


def measure(typed: str, **changes: object) -> ReadingLevel:
    return measure_reading(make_script(typed, **changes), CheckSettings())


def type_text(text: str) -> str:
    return f"title: Care\nsummary: What to do.\nsections:\n- heading: Why\n  text: |\n    {text}\n"


def test_what_is_read_as_sentences_counts_each_heading_and_item_as_one() -> None:
    script = make_script(EVERY_BLOCK)
    said = [passage.text[found.start : found.end] for passage, found in iter_sentences(script)]
    assert said == [
        *("Title", "Summary.", "Do", "Heading", "Lead in:", "Item one.", "Item two", "Blocks"),
        *("Step", "Tick", "Question?", "Box", "Boxed", "Meaning", "Caption", "It is a sentence."),
    ]


def test_english_has_flesch_kincaid_and_smog() -> None:
    level = measure(type_text("Take one pill a day."))
    assert [(score.key, score.name) for score in level.scores] == [
        ("flesch_kincaid", "Flesch-Kincaid"),
        ("smog", "SMOG"),
    ]


def test_scores_are_those_of_counts_made_by_hand() -> None:
    # Care. What to do. Why. Chemotherapy is a medicine. Take it.
    # 11 words, 5 sentences, 1 + 3 + 1 + 5 + 1 + 1 + 3 + 2 = 17 syllables, 2 long words
    level = measure(type_text("Chemotherapy is a medicine. Take it."))
    assert (level.word_count, level.sentence_count) == (11, 5)
    grade, smog = level.scores
    assert grade.value == round(0.39 * 11 / 5 + 11.8 * 17 / 11 - 15.59, 1)
    assert smog.value == round(1.043 * (2 * 30 / 5) ** 0.5 + 3.1291, 1)


def test_limits_are_those_of_the_clinic() -> None:
    script = make_script(type_text("Chemotherapy is a medicine. Take it."))
    settings = CheckSettings.model_validate({"flesch_kincaid": "4.4", "smog": "6"})
    grade, smog = measure_reading(script, settings).plain_scores
    assert (grade.value, grade.limit, grade.is_met) == (3.5, 4.4, True)
    assert (smog.value, smog.limit, smog.is_met) == (6.7, 6.0, False)


def test_names_of_medicines_are_left_out_of_plain_scores() -> None:
    block = "medicines: [{generic: anastrozole, brands: [Arimidex]}]"
    typed = type_blocks(block, "text: Take anastrozole (Arimidex) now.")
    level = measure(typed)
    same_with_short_words = measure(type_blocks(block, "text: Take this (that) now."))
    assert level.plain_scores == same_with_short_words.scores
    assert level.scores[0].value > level.plain_scores[0].value
    assert level.scores[1].value > level.plain_scores[1].value


def test_a_glossary_word_that_is_explained_is_left_out_in_all_its_forms() -> None:
    glossary = make_glossary(metastasis="cancer that has spread|metastases")
    level = measure(type_text("Metastasis is here. There are metastases."), glossary=glossary)
    same_with_short_words = measure(type_text("It is here. There are two."))
    assert level.plain_scores == same_with_short_words.scores


def test_a_glossary_word_that_is_not_explained_counts() -> None:
    typed = type_blocks("steps: [Look for metastases.]")
    level = measure(typed, glossary=make_glossary(metastases="cancer that has spread"))
    assert level.plain_scores == level.scores


def test_words_of_all_scores_are_counted_once() -> None:
    level = measure(type_text("Metastasis."), glossary=make_glossary(metastasis="spread"))
    assert (level.word_count, level.sentence_count) == (6, 4)


def test_spanish_has_fernandez_huerta_and_inflesz_with_their_bands() -> None:
    level = measure(type_text("Tome una pastilla al día. Llame a la enfermera."), language="es-MX")
    huerta, inflesz = level.scores
    assert (huerta.key, huerta.name, huerta.limit) == (
        "fernandez_huerta",
        "Fernández Huerta",
        None,
    )
    assert (inflesz.key, inflesz.limit, inflesz.is_met) == ("inflesz", 55.0, True)
    assert (huerta.band, inflesz.band) == ("muy fácil", "muy fácil")


def test_a_hard_spanish_text_misses_the_limit() -> None:
    text = "La administración intravenosa de inmunoglobulina requiere hospitalización prolongada."
    level = measure(type_text(text), language="es")
    assert not level.scores[1].is_met
    assert level.scores[1].band in {"muy difícil", "algo difícil"}


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("ar", "not measured: there is no formula for Arabic here"),
        ("zh-Hans", "not measured: there is no formula for Chinese (Simplified) here"),
        ("fr", "not measured: there is no formula for French here"),
    ],
)
def test_other_languages_have_no_scores_and_are_told_so(language: str, note: str) -> None:
    level = measure(type_text("Text."), language=language)
    assert (level.scores, level.plain_scores, level.is_measured) == ((), (), False)
    assert level.note == note


def test_words_of_a_language_without_blanks_are_not_counted() -> None:
    level = measure(type_text("您好。请打电话。"), language="zh-Hans")
    assert level.word_count == 0


def test_a_short_text_is_told() -> None:
    note = "the text is short: 11 words, and the formulas were made for 100"
    assert measure(type_text("Take one pill, and then rest.")).note == note


def test_a_text_of_few_long_sentences_is_told() -> None:
    note = measure(type_text(f"{'word ' * 120}end.")).note
    assert note.startswith("the text is short: 4 sentences, and SMOG was made for 30;")


def test_a_text_of_thirty_sentences_needs_no_note() -> None:
    assert measure(type_text("Take one pill now. " * 40)).note == ""
