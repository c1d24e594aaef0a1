from __future__ import annotations

import pytest

from handoutpress.check_report import Note, Quote, note_findings
from handoutpress.passages import Passage, Script
from handoutpress.rules import Finding, Place, Rule
from tests.typed_scripts import PATH, make_script

TYPED = """\
title: A fever at home
summary: What a fever means.
kind: medicine
sections:
  - heading: Why
    text: |
      Your counts are low. They **go up** again
      after some days. Wait for it.

      - The pills are taken. Then rest.
  - heading: How
    blocks:
      - figure: {image: a.png, alt: A wound}
      - text: Take it with food.
"""
RULE = Rule("a-rule", "A guideline")


def read() -> Script:
    return make_script(TYPED)


def find(what: str, words: str, script: Script | None = None) -> Finding:
    """Return a finding at the first of some words."""
    passage = find_passage(script or read(), words)
    return Finding(passage.place(passage.text.index(words)), what, "mend it", RULE)


def find_passage(script: Script, words: str) -> Passage:
    return next(each for each in script.passages if words in each.text)


def note(finding: Finding) -> Note:
    (found,) = note_findings(read(), [finding])
    return found


@pytest.mark.parametrize("what", ["“{}” is hard", '"{}" is hard', "'{}' is hard", "‘{}’ is hard"])
def test_words_that_a_finding_quotes_are_found_in_their_sentence(what: str) -> None:
    found = note(find(what.format("go up"), "go up"))

    assert found.section == 0
    assert found.quote == Quote("They ", "go up", " again after some days.")


def test_quoted_words_may_stand_in_another_case_and_over_a_line_end() -> None:
    found = note(find("“GO UP AGAIN AFTER” is hard", "go up"))

    assert found.quote == Quote("They ", "go up again after", " some days.")


def test_all_of_a_sentence_whose_quote_is_cut_is_meant() -> None:
    found = note(find("a sentence of 8 words: “They go …”", "They"))

    assert found.quote == Quote("", "They go up again after some days.", "")


def test_same_words_elsewhere_are_not_meant() -> None:
    script = make_script(TYPED.replace("Wait for it.", "Wait for it: it helps."))
    passage = find_passage(script, "it helps")
    place = passage.place(passage.text.index("it helps"))

    (found,) = note_findings(script, [Finding(place, "“it” is vague", "say what", RULE)])

    assert found.quote == Quote("Wait for it: ", "it", " helps.")


def test_finding_that_quotes_nothing_shows_its_sentence() -> None:
    assert note(find("too long", "They")).quote == Quote(
        "", "", "They go up again after some days."
    )


def test_finding_in_a_list_shows_its_item_alone() -> None:
    found = note(find("“are taken” is passive", "are taken"))

    assert found.quote == Quote("The pills ", "are taken", ".")


def test_title_that_stands_for_the_whole_is_not_shown() -> None:
    assert note(find("the text is hard", "A fever at home")).quote is None
    assert note(find("“fever” is hard", "fever at home")).quote == Quote("A ", "fever", " at home")


@pytest.mark.parametrize(
    ("place", "section"),
    [
        (Place(PATH, 3, 7), None),
        (Place(PATH, 12, 25), 1),
        (Place("handouts/clinic.yaml", 3, 1), None),
    ],
    ids=["kind", "picture", "another file"],
)
def test_place_without_words_has_a_section_and_no_quote(place: Place, section: int | None) -> None:
    found = note(Finding(place, "what", "remedy", RULE))

    assert (found.section, found.quote) == (section, None)


def test_long_sentences_are_cut_at_a_blank_on_both_sides() -> None:
    text = " ".join(["word"] * 60)
    script = make_script(TYPED.replace("Take it with food.", f"{text} here {text}."))

    (found,) = note_findings(script, [find("“here” is vague", "here", script)])

    assert found.quote is not None
    assert found.quote.found == "here"
    assert found.quote.before.startswith("… word ")
    assert found.quote.after.endswith(" word …")
    assert max(len(found.quote.before), len(found.quote.after)) <= 162


def test_findings_follow_the_handout_and_pages_come_last() -> None:
    on_page = Finding(Place(PATH, 1, 1), "p", "r", RULE, edition="standard", page_number=1)
    second, first = find("second", "Take it"), find("first", "Your counts")

    notes = note_findings(read(), [on_page, second, first])

    assert [each.finding.what for each in notes] == ["first", "second", "p"]
    assert [each.is_of_page for each in notes] == [False, False, True]


def test_found_value_of_a_placeholder_is_shown_as_it_is_read() -> None:
    script = make_script(TYPED.replace("with food", "at {{ clinic.phones.nurse.number }} now"))

    (found,) = note_findings(script, [find("“555-0100” is a phone", "555-0100", script)])

    assert found.quote == Quote("Take it at ", "555-0100", " now.")
