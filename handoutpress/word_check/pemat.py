"""The PEMAT-P: whether a printed text can be understood and acted on, as far as a program can tell.

Decides nothing for a person: what is a guess says so, and what needs reading stays open.

Source: Shoemaker, Wolf, Brach: "The Patient Education Materials Assessment Tool (PEMAT) and User's
Guide", AHRQ Publication 14-0002-EF (2013, updated). The items are told in our own words; 13 and 14
are only for what is heard or seen on a screen.
"""

from __future__ import annotations

from collections.abc import Iterable

from handoutpress.passages import Role, Script
from handoutpress.rules import Finding, ReadingLevel, Sheet, Verdict
from handoutpress.word_check.answers import (
    NO_NUMBERS,
    NUMBER_RULES,
    TERM_RULES,
    Answer,
    Item,
    Part,
    answer_action,
    answer_calculations,
    answer_chunks,
    answer_plain_words,
    answer_voice,
    ask_person,
    confirm,
    count,
    first_place,
    has_action,
    judge_parts,
    leave_open,
    leave_out,
    state,
)
from handoutpress.word_check.evidence import Evidence

NAME = "Patient Education Materials Assessment Tool for printable materials (PEMAT-P)"
SOURCE = "Agency for Healthcare Research and Quality (AHRQ)"
URL = "https://www.ahrq.gov/health-literacy/patient-education/pemat.html"
UNDERSTANDABILITY, ACTIONABILITY = "Understandability", "Actionability"
VERY_SHORT = "There are two paragraphs or fewer."
NO_VISUALS = "There are no pictures and no tables."


def score_pemat(script: Script, reading: ReadingLevel, findings: Iterable[Finding]) -> Sheet:
    """Return the 24 items, each with an answer or left open."""
    evidence = Evidence(script, reading, tuple(findings))
    judgements = judge_parts(PARTS, evidence)
    return Sheet("pemat", NAME, SOURCE, URL, judgements, is_scored_by_part=True)


# --- content, words, numbers --------------------------------------------------------------------


def _show_purpose(evidence: Evidence) -> Answer:
    place = evidence.script.origins.top.below("title").place()
    return leave_open("A title and a summary stand at the top.", place)


def _judge_terms(evidence: Evidence) -> Answer:
    found = evidence.list_found(TERM_RULES)
    if found:
        said = f"{count(len(found), 'hard word or abbreviation', 'hard words or abbreviations')}"
        return confirm(False, f"{said} may not be explained.", first_place(found))
    if not evidence.reading.is_measured:
        return leave_open("Hard words are not looked for in this language.")
    return confirm(True, "No hard word or abbreviation without its meaning was found.")


def _judge_numbers(evidence: Evidence) -> Answer:
    if not evidence.numbers:
        return leave_out(NO_NUMBERS, is_sure=False)
    found = evidence.list_found(NUMBER_RULES)
    if found:
        said = f"{count(len(found), 'number')} may be hard to use."
        return confirm(False, said, first_place(found))
    said = f"{count(len(evidence.numbers), 'text')} with numbers."
    return leave_open(said, first_place(evidence.numbers))


# --- organization, layout, visual aids ----------------------------------------------------------


def _judge_chunks(evidence: Evidence) -> Answer:
    return leave_out(VERY_SHORT) if evidence.is_very_short else answer_chunks(evidence)


def _show_headings(evidence: Evidence) -> Answer:
    if evidence.is_very_short:
        return leave_out(VERY_SHORT)
    headings = evidence.list_roles(Role.HEADING)
    said = f"{count(len(headings), 'section has its heading', 'sections have headings')}."
    return leave_open(said, first_place(headings))


def _judge_summary(evidence: Evidence) -> Answer:
    if evidence.is_very_short:
        return leave_out(VERY_SHORT)
    return confirm(True, "A summary stands below the title.", evidence.summary_place)


def _judge_cues(evidence: Evidence) -> Answer:
    cues = {
        "bold words": evidence.bold,
        "boxes": evidence.boxes,
        "lists": evidence.list_items,
        "what to do, set apart": evidence.actions,
    }
    used = {name: passages for name, passages in cues.items() if passages}
    if not used:
        return confirm(False, "There are no bold words, no boxes and no lists.")
    return state(True, f"Used: {', '.join(used)}.", first_place(next(iter(used.values()))))


def _show_visuals(evidence: Evidence) -> Answer:
    figures, tables = len(evidence.figures), len(evidence.table_captions)
    return leave_open(f"{count(figures, 'picture')}, {count(tables, 'table')}.")


def _ask_about_visuals(evidence: Evidence) -> Answer:
    return _show_visuals(evidence) if evidence.has_visual_aids else leave_out(NO_VISUALS)


def _judge_captions(evidence: Evidence) -> Answer:
    if not evidence.has_visual_aids:
        return leave_out(NO_VISUALS)
    bare = [origin for figure, origin in evidence.figures if figure.caption is None]
    if bare:
        return state(False, f"{count(len(bare), 'picture')} without a caption.", bare[0].place())
    return confirm(True, "Every picture and every table has a caption.")


def _ask_about_pictures(evidence: Evidence) -> Answer:
    if not evidence.figures:
        return leave_out("There are no pictures.")
    _, origin = evidence.figures[0]
    return leave_open(f"{count(len(evidence.figures), 'picture')}.", origin.place())


def _show_tables(evidence: Evidence) -> Answer:
    heads = evidence.list_roles(Role.COLUMN)
    if not heads:
        return leave_out("There are no tables.")
    longest = max(heads, key=lambda head: len(head.text.split()))
    said = f"{count(len(evidence.table_captions), 'table')}; all columns have heads, the longest "
    return leave_open(said + f"of {count(len(longest.text.split()), 'word')}.", longest.place())


# --- actions ------------------------------------------------------------------------------------


def _judge_address(evidence: Evidence) -> Answer:
    if not has_action(evidence):
        return confirm(False, "No action was found.")
    if not evidence.is_understood:
        return leave_open("Whether the reader is addressed is not looked for in this language.")
    if evidence.others:
        said = f"{count(len(evidence.others), 'text')} may speak of patients, not to the reader."
        return confirm(False, said, first_place(evidence.others))
    spoken = evidence.addresses or evidence.requests
    if not spoken:
        return confirm(False, "No sentence speaks to the reader.")
    return confirm(True, "Sentences speak to the reader.", first_place(spoken))


def _judge_steps(evidence: Evidence) -> Answer:
    if evidence.steps:
        said = f"{count(len(evidence.steps), 'numbered step')}."
        return confirm(True, said, first_place(evidence.steps))
    if not has_action(evidence):
        return confirm(False, "No action was found that has steps.")
    return leave_open("There are no numbered steps; is each action small enough?")


def _judge_tools(evidence: Evidence) -> Answer:
    names = {"checklist": "boxes to tick", "questions": "questions", "write_in": "lines to fill in"}
    used = dict.fromkeys(names[each.block] for each in evidence.tools)
    if not used:
        return leave_open("There are no boxes to tick, no questions and no lines to fill in.")
    return confirm(True, f"There are {', '.join(used)}.", first_place(evidence.tools))


def _ask_about_sums(evidence: Evidence) -> Answer:
    calculations = answer_calculations(evidence)
    if calculations.verdict is Verdict.YES:
        return leave_out(calculations.evidence, is_sure=calculations.is_sure)
    return leave_open(calculations.evidence, calculations.place)


PARTS: tuple[Part, ...] = (
    (
        UNDERSTANDABILITY,
        (
            Item("1", "It is plain at once what the text is for.", _show_purpose),
            Item("2", "Nothing in it leads away from that purpose.", ask_person),
            Item("3", "It uses everyday words.", answer_plain_words),
            Item("4", "Medical words are few, and each is explained.", _judge_terms),
            Item("5", "Sentences are in the active voice.", answer_voice),
            Item("6", "Numbers are clear and easy to grasp.", _judge_numbers, may_not_apply=True),
            Item("7", "The reader has nothing to calculate.", answer_calculations),
            Item("8", "The text comes in short pieces.", _judge_chunks, may_not_apply=True),
            Item("9", "Headings tell what is below them.", _show_headings, may_not_apply=True),
            Item("10", "One thing follows from the other.", ask_person),
            Item("11", "The key points are summed up.", _judge_summary, may_not_apply=True),
            Item(
                "12", "Bold words, boxes, bullets or larger type point to key points.", _judge_cues
            ),
            Item("15", "There is a picture wherever one would make it clearer.", _show_visuals),
            Item(
                "16",
                "Pictures and tables support the words.",
                _ask_about_visuals,
                may_not_apply=True,
            ),
            Item(
                "17",
                "Pictures and tables have clear titles or captions.",
                _judge_captions,
                may_not_apply=True,
            ),
            Item(
                "18", "Pictures are clear and not crowded.", _ask_about_pictures, may_not_apply=True
            ),
            Item(
                "19",
                "Tables are simple, with short and clear heads.",
                _show_tables,
                may_not_apply=True,
            ),
        ),
    ),
    (
        ACTIONABILITY,
        (
            Item("20", "At least one thing to do is named.", answer_action),
            Item("21", "What to do is said to the reader directly.", _judge_address),
            Item("22", "What to do is broken into small, exact steps.", _judge_steps),
            Item(
                "23", "There is something to fill in or tick wherever it would help.", _judge_tools
            ),
            Item(
                "24",
                "What has to be calculated is shown by steps or examples.",
                _ask_about_sums,
                may_not_apply=True,
            ),
            Item(
                "25",
                "It is told how to use tables and pictures to act.",
                _ask_about_visuals,
                may_not_apply=True,
            ),
            Item("26", "There is a picture wherever one would make acting easier.", _show_visuals),
        ),
    ),
)
