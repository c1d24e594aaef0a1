import pytest

from handoutpress.content import CheckSettings
from handoutpress.rules import Finding, Place
from handoutpress.word_check.reading_level import measure_reading
from handoutpress.word_check.sentence_rules import check_level, check_sentences
from tests.makers import type_blocks
from tests.typed_scripts import PATH, make_script

LONG = "You may eat and drink what you like up to the day on which you come to us for the next one."
PASSIVE = "The medicine is given by mouth."
HARD = """\
title: Neoadjuvant immunotherapy
summary: Immunotherapeutic considerations.
sections:
- heading: Considerations
  text: |
    Immunotherapy administration necessitates considerable interdisciplinary communication, and so
    each and every one of the many people who take part in it has to know what all the others do.
    Hospitalization is unnecessary.
"""


def find(
    typed: str, settings: CheckSettings | None = None, **changes: object
) -> dict[str, list[Finding]]:
    """Return what is found, by the key of its rule."""
    script, settings = make_script(typed, **changes), settings or CheckSettings()
    level = check_level(script, settings, measure_reading(script, settings))
    found: dict[str, list[Finding]] = {}
    for each in (*level, *check_sentences(script, settings)):
        found.setdefault(each.rule.key, []).append(each)
    return found


def type_text(*lines: str) -> str:
    return type_blocks("\n".join(["text: |", *(f"  {line}" for line in lines)]))


def test_a_sentence_over_the_limit_is_found_where_it_begins() -> None:
    (found,) = find(type_text("Rest.", LONG))["long-sentence"]
    assert found.place == Place(PATH, 8, 7)
    assert found.what == "a sentence of 22 words: “You may eat and drink what you like up …”"
    assert found.remedy == "divide it, or shorten it to 20 at most"
    assert (found.handout_id, found.language) == ("care/fever", "en")


def test_a_sentence_at_the_limit_is_let_pass() -> None:
    settings = CheckSettings.model_validate({"words_per_sentence": "22"})
    assert "long-sentence" not in find(type_text(LONG), settings)


def test_items_and_cells_have_long_sentences_too() -> None:
    table = f"table: {{caption: C, columns: [A], rows: [['{LONG}']]}}"
    typed = type_blocks(f"steps: ['{LONG}']", table)
    assert len(find(typed)["long-sentence"]) == 2


def test_sentences_of_other_languages_are_counted_where_they_have_words() -> None:
    spanish = (
        "Usted puede comer y beber lo que quiera hasta el día en que venga para la próxima vez a"
    )
    assert "long-sentence" in find(type_text(f"{spanish} la clínica."), language="es")
    assert "long-sentence" not in find(type_text(f"{spanish} la clínica."), language="th")


def test_a_long_paragraph_is_found_where_it_begins() -> None:
    (found,) = find(type_text("One is. Two is. Three is. Four is."))["long-paragraph"]
    assert found.place == Place(PATH, 7, 7)
    assert found.what == "a paragraph of 4 sentences"
    assert found.remedy == "divide it, or shorten it to 3 at most"


def test_a_long_item_is_called_an_item() -> None:
    (found,) = find(type_text("- One is. Two is. Three is. Four is."))["long-paragraph"]
    assert found.what == "an item of 4 sentences"


def test_paragraphs_are_not_taken_together() -> None:
    typed = type_text("One is. Two is. Three is.", "", "Four is. Five is.")
    assert "long-paragraph" not in find(typed)


def test_a_table_is_no_paragraph() -> None:
    table = "table: {caption: C, columns: [A], rows: [[One is. Two is. Three is. Four is.]]}"
    assert "long-paragraph" not in find(type_blocks(table))


def test_the_passive_voice_is_found_where_its_verb_stands() -> None:
    (found,) = find(type_text(f"Rest. {PASSIVE}"))["passive-voice"]
    assert found.place == Place(PATH, 7, 7 + len("Rest. The medicine "))
    assert found.what == "passive voice: 'is given'"
    assert found.remedy == "say who does it, as in 'we check your blood' or 'take the pill'"


def test_the_passive_voice_is_looked_for_in_english_only() -> None:
    assert "passive-voice" not in find(type_text(PASSIVE), language="es")


def test_a_hard_handout_is_found_at_its_title_with_what_drives_its_score() -> None:
    (found,) = find(HARD)["reading-level"]
    assert found.place == Place(PATH, 1, 8)
    assert found.what == (
        "the words are hard to read: Flesch-Kincaid 18.9 (limit 8) and SMOG 12.7 (limit 10)"
    )
    assert found.remedy == (
        "shorten the sentences in line 6, and look for plainer words than “immunotherapy”,"
        " “immunotherapeutic”, “interdisciplinary”, “necessitates”, “neoadjuvant”"
    )


def test_a_plain_handout_is_within_the_limits() -> None:
    assert "reading-level" not in find(type_text("Take one pill a day. Call us if it hurts."))


def test_a_hard_spanish_handout_is_found() -> None:
    text = "La administración intravenosa de inmunoglobulina requiere hospitalización prolongada."
    (found,) = find(type_text(text), language="es")["reading-level"]
    assert found.what.startswith("the words are hard to read: INFLESZ ")
    assert found.what.endswith(" (limit 55)")
    assert "“administración”" in found.remedy


@pytest.mark.parametrize("language", ["ar", "zh-Hans", "fr"])
def test_a_language_without_a_formula_is_never_too_hard(language: str) -> None:
    assert "reading-level" not in find(HARD, language=language)


def test_names_of_medicines_do_not_make_a_handout_hard() -> None:
    text = "text: Take anastrozole, exemestane, pertuzumab."
    names = "medicines: [{generic: anastrozole}, {generic: exemestane}, {generic: pertuzumab}]"
    settings = CheckSettings.model_validate({"flesch_kincaid": "2", "smog": "4"})
    assert "reading-level" in find(type_blocks(text), settings)
    assert "reading-level" not in find(type_blocks(text, names), settings)
