"""The CDC Clear Communication Index, as far as a program can tell.

Decides nothing for a person: what is a guess says so, and what needs reading stays open.

Source: CDC, "Clear Communication Index User Guide" (2014, updated 2019). The questions are told in
our own words, all so that "yes" is the better answer: the Index asks number 17 the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from handoutpress.passages import Passage, Role, Script
from handoutpress.rules import Finding, ReadingLevel, Sheet, Verdict
from handoutpress.word_check.answers import (
    NO_NUMBERS,
    NUMBER_RULES,
    PASSIVE_LANGUAGES,
    PASSIVE_RULES,
    PLAIN_RULES,
    Answer,
    Item,
    Part,
    answer_action,
    answer_calculations,
    answer_chunks,
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

NAME = "CDC Clear Communication Index"
SOURCE = "Centers for Disease Control and Prevention (CDC)"
URL = "https://www.cdc.gov/ccindex/index.html"
# Source: CDC, Clear Communication Index, "Frequently Asked Questions": 90 or higher passes.
PASS_PERCENT = 90
# Source: CDC, Clear Communication Index widget, "Main message": one to three short sentences.
MAX_MESSAGE_SENTENCES = 3
_SENTENCE_END = re.compile(r"[.!?؟。](?:\s|$)")
NO_ADVICE = "Nothing to do was found."
NO_RISK = "No word for a risk was found."


def score_index(script: Script, reading: ReadingLevel, findings: Iterable[Finding]) -> Sheet:
    """Return the 20 items, each with an answer or left open."""
    evidence = Evidence(script, reading, tuple(findings))
    judgements = judge_parts(PARTS, evidence)
    return Sheet("index", NAME, SOURCE, URL, judgements, pass_percent=PASS_PERCENT)


# --- the core -----------------------------------------------------------------------------------


def _judge_message(evidence: Evidence) -> Answer:
    (summary,) = evidence.list_roles(Role.SUMMARY)
    sentences = len(_SENTENCE_END.findall(summary.text))
    if not sentences:
        return leave_open("The summary is not a sentence. Is it a message?", summary.place())
    said = f"The summary has {count(sentences, 'sentence')}; the Index asks for one to three."
    return confirm(sentences <= MAX_MESSAGE_SENTENCES, said, summary.place())


def _state_top(evidence: Evidence) -> Answer:
    return state(True, "The summary is printed first, below the title.", evidence.summary_place)


def _state_emphasis(evidence: Evidence) -> Answer:
    said = "The summary is printed in larger type, with a line at its side."
    return confirm(True, said, evidence.summary_place)


def _judge_visual(evidence: Evidence) -> Answer:
    if not evidence.figures:
        return state(False, "There is no picture.")
    _, origin = evidence.figures[0]
    said = f"{count(len(evidence.figures), 'picture')}. Does one show the main message?"
    return leave_open(said, origin.place())


def _judge_voice(evidence: Evidence) -> Answer:
    if evidence.language not in PASSIVE_LANGUAGES:
        return leave_open("Sentences in the passive voice are not looked for in this language.")
    found = evidence.list_found_in(PASSIVE_RULES, _is_message)
    if found:
        said = f"{count(len(found), 'passive')} found in the summary or in what to do."
        return confirm(False, said, first_place(found))
    if not evidence.actions:
        return leave_open("No passive was found in the summary. Where is the call?")
    return confirm(True, "No passive was found in the summary or in what to do.")


def _is_message(passage: Passage) -> bool:
    return passage.role in (Role.SUMMARY, Role.DO)


def _judge_words(evidence: Evidence) -> Answer:
    found = evidence.list_found(PLAIN_RULES)
    if found:
        said = f"{count(len(found), 'word')} may not be the reader's own."
        return confirm(False, said, first_place(found))
    if not evidence.reading.is_measured:
        return leave_open("Hard words are not looked for in this language.")
    return confirm(True, "No hard word was found.")


def _judge_lists(evidence: Evidence) -> Answer:
    listed = (*evidence.list_items, *(evidence.actions if len(evidence.actions) > 1 else ()))
    if not listed:
        return state(False, "There are no lists.")
    return state(True, f"{count(len(listed), 'item')} in lists.", first_place(listed))


def _judge_first_section(evidence: Evidence) -> Answer:
    return confirm(True, "The summary stands before all sections.", evidence.summary_place)


def _show_science(evidence: Evidence) -> Answer:
    sources = len(evidence.script.handout.manuscript.sources)
    said = f"{count(sources, 'source')} named. Does it say what is known, and what is not?"
    return leave_open(said)


# --- advice, numbers, risk ----------------------------------------------------------------------


def _judge_advice(evidence: Evidence) -> Answer:
    answer = answer_action(evidence)
    if answer.verdict is Verdict.YES:
        return confirm(True, answer.evidence, answer.place)
    return answer


def _ask_why(evidence: Evidence) -> Answer:
    if not has_action(evidence):
        return leave_out(NO_ADVICE, is_sure=False)
    return leave_open()


def _judge_directions(evidence: Evidence) -> Answer:
    if not has_action(evidence):
        return leave_out(NO_ADVICE, is_sure=False)
    if evidence.steps:
        said = f"{count(len(evidence.steps), 'numbered step')}."
        return confirm(True, said, first_place(evidence.steps))
    return leave_open("There are no numbered steps. Is it said how to do each thing?")


def _judge_numbers(evidence: Evidence) -> Answer:
    if not evidence.numbers:
        return leave_out(NO_NUMBERS, is_sure=False)
    found = evidence.list_found(NUMBER_RULES)
    if found:
        said = f"{count(len(found), 'number')} may not be what the reader uses."
        return confirm(False, said, first_place(found))
    said = f"{count(len(evidence.numbers), 'text')} with numbers."
    return leave_open(said, first_place(evidence.numbers))


def _ask_meaning(evidence: Evidence) -> Answer:
    if not evidence.numbers:
        return leave_out(NO_NUMBERS, is_sure=False)
    return leave_open("", first_place(evidence.numbers))


def _judge_sums(evidence: Evidence) -> Answer:
    if not evidence.numbers:
        return leave_out(NO_NUMBERS, is_sure=False)
    return answer_calculations(evidence)


def _ask_risk(evidence: Evidence) -> Answer:
    if evidence.risks:
        said = f"{count(len(evidence.risks), 'text')} may speak of a risk."
        return leave_open(said, first_place(evidence.risks))
    if not evidence.is_understood:
        return leave_open()
    return leave_out(NO_RISK, is_sure=False)


def _ask_probability(evidence: Evidence) -> Answer:
    found = evidence.probabilities
    if not found:
        return leave_out("No chance is given in numbers.", is_sure=False)
    said = f"{count(len(found), 'text')} may give a chance in numbers. Is it also told in words?"
    return leave_open(said, first_place(found))


PARTS: tuple[Part, ...] = (
    (
        "A. Core",
        (
            Item("1", "There is one main message.", _judge_message),
            Item("2", "The main message stands at the top.", _state_top),
            Item("3", "The main message catches the eye.", _state_emphasis),
            Item("4", "A picture shows or supports the main message.", _judge_visual),
            Item("5", "The reader is called on to do something.", answer_action),
            Item("6", "The main message and the call are in the active voice.", _judge_voice),
            Item("7", "All words are those that the reader uses.", _judge_words),
            Item("8", "There are lists with bullets or numbers.", _judge_lists),
            Item("9", "The text comes in pieces with headings.", answer_chunks),
            Item("10", "What matters most is summed up in the first part.", _judge_first_section),
            Item("11", "It says what experts know, and what they do not know.", _show_science),
        ),
    ),
    (
        "B. What to do",
        (
            Item("12", "It advises the reader to do something.", _judge_advice, may_not_apply=True),
            Item("13", "It says why that matters to the reader.", _ask_why, may_not_apply=True),
            Item("14", "It says exactly how to do it.", _judge_directions, may_not_apply=True),
        ),
    ),
    (
        "C. Numbers",
        (
            Item(
                "15",
                "All numbers are of a kind that the reader uses.",
                _judge_numbers,
                may_not_apply=True,
            ),
            Item(
                "16", "It is always said what the numbers mean.", _ask_meaning, may_not_apply=True
            ),
            Item("17", "The reader has nothing to calculate.", _judge_sums, may_not_apply=True),
        ),
    ),
    (
        "D. Risk",
        (
            Item("18", "It says what the risk is, and for whom.", _ask_risk, may_not_apply=True),
            Item(
                "19",
                "It tells the risks and the benefits of what is advised.",
                _ask_risk,
                may_not_apply=True,
            ),
            Item(
                "20",
                "A chance in numbers is also told in words or shown.",
                _ask_probability,
                may_not_apply=True,
            ),
        ),
    ),
)
