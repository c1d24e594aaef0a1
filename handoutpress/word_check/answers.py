"""Answers that more than one instrument asks for, each with its evidence.

Knows no instrument: items call these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from handoutpress.passages import Passage, Role
from handoutpress.rules import Finding, Judgement, Place, Verdict
from handoutpress.word_check.evidence import LIST_ROLES, Evidence

# The rules by which other checks find words; an item is answered by what they found.
CALCULATION_RULES = ("calculation",)
NUMBER_RULES = ("calculation", "mixed-units", "percentage", "unsafe-dose")
PASSIVE_RULES = ("passive-voice",)
PLAIN_RULES = ("plain-word", "hard-word", "abbreviation")
TERM_RULES = ("hard-word", "abbreviation")
PARAGRAPH_RULES = ("long-paragraph",)
PASSIVE_LANGUAGES = ("en",)

# What is true of four sentences in five is true of the text.
# Source: PEMAT User's Guide, "How to use the PEMAT", step 4: rate "agree" when 80 to 100 percent.
MOST_PERCENT = 80
NO_NUMBERS = "There are no numbers but those to dial."


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict and what it rests on; unsure, where a person has to confirm it."""

    verdict: Verdict
    evidence: str = ""
    place: Place | None = None
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an instrument: its number there, and how it is answered.

    `may_not_apply` tells whether the instrument lets it be left out.
    """

    number: str
    question: str
    judge: Callable[[Evidence], Answer]
    may_not_apply: bool = False


Part: TypeAlias = "tuple[str, tuple[Item, ...]]"


def judge_parts(parts: Iterable[Part], evidence: Evidence) -> tuple[Judgement, ...]:
    """Answer all items of an instrument, in order."""
    judgements = []
    for part, items in parts:
        for item in items:
            answer = item.judge(evidence)
            judgements.append(
                Judgement(
                    item.number,
                    part,
                    item.question,
                    answer.verdict,
                    answer.evidence,
                    answer.place,
                    answer.is_sure,
                    item.may_not_apply,
                )
            )
    return tuple(judgements)


def leave_open(evidence: str = "", place: Place | None = None) -> Answer:
    """Return that a person has to answer; what is known may help."""
    return Answer(Verdict.OPEN, evidence, place)


def confirm(is_true: bool, evidence: str, place: Place | None = None) -> Answer:
    """Return a guess, yes or no, that a person confirms."""
    return Answer(Verdict.YES if is_true else Verdict.NO, evidence, place, is_sure=False)


def state(is_true: bool, evidence: str, place: Place | None = None) -> Answer:
    """Return what is certain."""
    return Answer(Verdict.YES if is_true else Verdict.NO, evidence, place)


def leave_out(evidence: str, *, is_sure: bool = True) -> Answer:
    """Return that an item does not apply."""
    return Answer(Verdict.NOT_APPLICABLE, evidence, is_sure=is_sure)


def ask_person(_: Evidence) -> Answer:
    """Leave an item to a person, who knows what no program does."""
    return leave_open()


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 step", "3 steps"."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def first_place(parts: Iterable[Passage | Finding]) -> Place | None:
    """Return where the first of some passages or findings stands."""
    first = next(iter(parts), None)
    if first is None:
        return None
    return first.place if isinstance(first, Finding) else first.place()


# --- answers ------------------------------------------------------------------------------------


def answer_action(evidence: Evidence) -> Answer:
    """Answer whether the text names something to do."""
    actions = evidence.actions
    if actions:
        said = f"{count(len(actions), 'thing')} to do {'stands' if len(actions) == 1 else 'stand'}"
        return state(True, f"{said} below the summary.", first_place(actions))
    listed = (*evidence.list_roles(Role.STEP, Role.TICK), *evidence.calling_boxes)
    if listed:
        return confirm(
            True, "There are steps, boxes to tick, or signs to call about.", first_place(listed)
        )
    if evidence.requests:
        said = "Nothing stands under “do”, but a sentence may ask for something."
        return leave_open(said, first_place(evidence.requests))
    if not evidence.is_understood:
        return leave_open("Nothing stands under “do”, and there are no steps.")
    return confirm(False, "Nothing stands under “do”, and no sentence asks for anything.")


def has_action(evidence: Evidence) -> bool:
    """Tell whether there may be something to do."""
    return answer_action(evidence).verdict is not Verdict.NO


def answer_voice(evidence: Evidence) -> Answer:
    """Answer whether most sentences are in the active voice."""
    sentences = evidence.reading.sentence_count
    if evidence.language not in PASSIVE_LANGUAGES or not sentences:
        return leave_open("Sentences in the passive voice are not looked for in this language.")
    found = evidence.list_found(PASSIVE_RULES)
    passive = min(len(found), sentences)
    percent = 100 * (sentences - passive) // sentences
    said = f"{count(passive, 'passive')} found in {count(sentences, 'sentence')}."
    return confirm(percent >= MOST_PERCENT, said, first_place(found))


def answer_plain_words(evidence: Evidence) -> Answer:
    """Answer whether the words are those that the reader uses."""
    reading = evidence.reading
    missed = [score for score in reading.plain_scores or reading.scores if not score.is_met]
    if missed:
        said = "; ".join(
            f"{score.name} {score.value:g}, limit {score.limit:g}"
            for score in missed
            if score.limit is not None
        )
        return confirm(False, f"The reading level is over the limit: {said}.")
    found = evidence.list_found(PLAIN_RULES)
    if found:
        said = f"{count(len(found), 'word')} may be hard for the reader."
        return leave_open(said, first_place(found))
    if not reading.is_measured:
        return leave_open("The reading level of this language is not measured.")
    return confirm(True, "The reading level keeps its limits, and no hard word was found.")


def answer_calculations(evidence: Evidence) -> Answer:
    """Answer whether the reader has nothing to calculate."""
    found = evidence.list_found(CALCULATION_RULES)
    if found:
        said = f"{count(len(found), 'place')} may ask the reader to work something out."
        return confirm(False, said, first_place(found))
    if not evidence.numbers:
        return state(True, "There are no numbers to work with.")
    return confirm(True, "No sum for the reader was found.")


def answer_chunks(evidence: Evidence) -> Answer:
    """Answer whether the text is in short pieces with headings."""
    sections = evidence.script.handout.manuscript.sections
    texts = evidence.list_roles(Role.SUMMARY, Role.PARAGRAPH, Role.BOX, *LIST_ROLES)
    found = evidence.list_found(PARAGRAPH_RULES)
    said = f"{count(len(sections), 'section')} with headings, "
    said += f"{count(len(texts), 'paragraph or item', 'paragraphs and items')}, "
    said += f"{len(found)} of them long."
    is_short = 100 * len(found) <= (100 - MOST_PERCENT) * max(1, len(texts))
    return confirm(len(sections) > 1 and is_short, said, first_place(found))
