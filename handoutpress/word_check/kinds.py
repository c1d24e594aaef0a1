"""What a handout's kind asks for: what to do, when to call, whom to call day and night.

Reads no word twice for its style: only whether the reader is told what they need.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from handoutpress.content import Callout, CheckSettings
from handoutpress.model import Letterhead, PhoneLine
from handoutpress.passages import Origin, Passage, Role, Script
from handoutpress.rules import Finding, Rule
from handoutpress.rules.kinds import (
    MISSING_ACTIONS,
    MISSING_NIGHT_NUMBER,
    MISSING_SECTION,
    MISSING_WHEN_TO_CALL,
    TOPIC_NIGHT_NUMBER,
)
from handoutpress.word_check.kind_needs import (
    LANGUAGES,
    NEEDS,
    NIGHT,
    WHEN_TO_CALL_HEADING,
    WHEN_TO_CALL_IDS,
    Need,
)

CALLING = frozenset({"emergency", "call-now", "call-us"})
INTERPRETER = "interpreter"  # the line that helps to talk, and knows nothing of the illness
# A number to dial has seven digits or more. Source: ITU-T E.164; NANP: seven for a local call.
_DIALLED = re.compile(r"\+?\(?\d(?:[\s().–-]*\d){6,}")


def check_kind(script: Script, settings: CheckSettings) -> Iterator[Finding]:
    """Yield what a handout of its kind lacks; `settings` sets nothing here."""
    manuscript = script.handout.manuscript
    if not manuscript.do:
        yield _find(
            script,
            "nothing says at once what the reader is to do",
            'add "do:" with the most important things to do, the first one first',
            MISSING_ACTIONS,
        )
    if manuscript.kind in NEEDS and not tells_when_to_call(script):
        yield _find(
            script,
            f'a handout of the kind "{manuscript.kind}" must say when to call',
            'add a callout of the kind "call-now" or "call-us" with the signs to call about',
            MISSING_WHEN_TO_CALL,
        )
    if not tells_night_number(script):
        yield _find_no_night_number(script)
    yield from _find_missing_sections(script)


def _find_no_night_number(script: Script) -> Finding:
    rule = MISSING_NIGHT_NUMBER if script.handout.manuscript.kind in NEEDS else TOPIC_NIGHT_NUMBER
    what = "no number is printed that is answered day and night"
    if not script.handout.letterhead.phones:
        return _find(
            script, what, "add the clinic's phones, with their hours, to clinic.yaml", rule
        )
    remedy = 'say in clinic.yaml which phone is open "always" or who stands in "when_closed"'
    return _find(script, what, remedy, rule)


def _find_missing_sections(script: Script) -> Iterator[Finding]:
    kind = script.handout.manuscript.kind
    if _language(script) not in LANGUAGES:
        return
    for need in NEEDS.get(kind, ()):
        if not _is_told(need, script):
            yield _find(
                script,
                f"no section says {need.says}",
                f'add it, for example under the heading "{need.heading}"; or change the kind',
                MISSING_SECTION,
            )


def _find(script: Script, what: str, remedy: str, rule: Rule) -> Finding:
    handout = script.handout
    return Finding(
        place=_locate_kind(script.origins.top).place(),
        what=what,
        remedy=remedy,
        rule=rule,
        handout_id=handout.id,
        language=handout.language,
    )


def _locate_kind(top: Origin) -> Origin:
    """Return where the kind was typed, or the title where it was not."""
    has_kind = top.node is not None and top.node.get_pair("kind") is not None
    return top.below("kind" if has_kind else "title")


# --- when to call -------------------------------------------------------------------------------


def tells_when_to_call(script: Script) -> bool:
    """Tell whether a box, or a section, says which signs to call about."""
    return any(_lists_signs(each) for each in iter_callouts(script)) or any(
        _is_about_calling(script, index) for index in range(len(script.handout.manuscript.sections))
    )


def iter_callouts(script: Script) -> Iterator[Callout]:
    """Yield the boxes of a handout, in order."""
    for section in script.handout.manuscript.sections:
        for block in section.all_blocks():
            callout = getattr(block, "callout", None)
            if isinstance(callout, Callout):
                yield callout


def _lists_signs(callout: Callout) -> bool:
    return callout.kind in CALLING and bool(callout.items or callout.text)


def _is_about_calling(script: Script, index: int) -> bool:
    """Tell whether a section is about calling: a clinic without phones has no box for it."""
    section = script.handout.manuscript.sections[index]
    if section.id in WHEN_TO_CALL_IDS:
        return True
    pattern = WHEN_TO_CALL_HEADING.get(_language(script))
    return pattern is not None and bool(pattern.search(script.handout.plain(section.heading)))


# --- whom to call day and night -----------------------------------------------------------------


def tells_night_number(script: Script) -> bool:
    """Tell whether somebody can be reached at any hour by what the page prints.

    All lines of the letterhead are printed in the box "Whom to call", those of boxes among them.
    """
    return any(_helps_at_night(line) for line in _list_lines(script.handout.letterhead)) or any(
        _says_night_number(passage, script) for passage in script.passages
    )


def _list_lines(letterhead: Letterhead) -> Iterable[PhoneLine]:
    return (line for line in letterhead.phones if line.key != INTERPRETER)


def _helps_at_night(line: PhoneLine) -> bool:
    return line.is_always_open or line.when_closed is not None


def _says_night_number(passage: Passage, script: Script) -> bool:
    """Tell whether a text gives a number, and says that it is for the night, too."""
    pattern = NIGHT.get(_language(script))
    if pattern is None or not pattern.search(passage.text):
        return False
    emergency = script.handout.letterhead.emergency
    return (
        bool(_DIALLED.search(passage.text))
        or any(span.name.startswith("clinic.phones.") for span in passage.values)
        or any(span.target.startswith("tel:") for span in passage.links)
        or (emergency is not None and emergency in passage.text)
    )


# --- sections -----------------------------------------------------------------------------------


def _is_told(need: Need, script: Script) -> bool:
    sections = script.handout.manuscript.sections
    if any(section.id in need.ids for section in sections):
        return True
    language = _language(script)
    headings, texts = need.headings.get(language), need.texts.get(language)
    return any(
        (headings is not None and passage.role in _HEADS and headings.search(passage.text))
        or (texts is not None and texts.search(passage.text))
        for passage in script.passages
    )


_HEADS = (Role.HEADING, Role.BOX_TITLE)


def _language(script: Script) -> str:
    """Return the language without its region: "es" for "es-MX"."""
    return script.handout.language.partition("-")[0]
