"""Find doses that are written so that they have been misread.

Holds no patterns: `dose_signs` does. Changes no dose: a pharmacist says what is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from handoutpress.content import CheckSettings
from handoutpress.passages import Passage, Role, Script
from handoutpress.rules import Finding
from handoutpress.rules.lexicon import UNSAFE_DOSE
from handoutpress.word_check.dose_signs import DOSE, MAY_BE_SIGN, SIGNS, UNIT, Sign
from handoutpress.word_check.spots import Spot, base_language, quote

_NUMBER = r"\d+(?:[.,]\d+)?"
_SHORTEST_NAME = 4  # letters of the name of a medicine


def check_doses(script: Script, settings: CheckSettings) -> Iterator[Finding]:
    """Find every dose that could be misread, in reading order."""
    language = base_language(script.handout.language)
    signs = [sign for sign in SIGNS if not sign.languages or language in sign.languages]
    names = _compile_names(script)
    for passage in script.passages:
        if not MAY_BE_SIGN.search(passage.text):
            continue
        found = [*_find_signs(passage, signs), *_find_names(passage, names)]
        for spot, what, remedy in sorted(found, key=lambda item: (item[0].start, item[0].end)):
            text = f"{quote(spot.text)} {what}"
            yield spot.make_finding(script, UNSAFE_DOSE, what=text, remedy=remedy)


def _find_signs(passage: Passage, signs: list[Sign]) -> Iterator[tuple[Spot, str, str]]:
    """Yield what each sign finds; of a few that overlap, the first in the list."""
    taken: list[tuple[int, int]] = []
    has_dose = bool(DOSE.search(passage.text))
    for sign in signs:
        if sign.needs_dose and not has_dose:
            continue
        for match in sign.pattern.finditer(passage.text):
            start, end = match.span()
            if all(end <= other[0] or other[1] <= start for other in taken):
                taken.append((start, end))
                spot = Spot(passage, start, end)
                if not spot.is_filled_in:
                    yield spot, sign.what, sign.say_remedy(match)


def _compile_names(script: Script) -> re.Pattern[str]:
    """Return a pattern of a name and a dose run together: any name with a unit, or a known one."""
    roles = (Role.MEDICINE, Role.BRAND)
    known = {each.text for each in script.passages if each.role in roles}
    names = "|".join(
        re.escape(name) for name in sorted(known, key=len, reverse=True) if name[-1:].isalpha()
    )
    with_unit = rf"[^\W\d_]{{{_SHORTEST_NAME},}}{_NUMBER}\s?{UNIT}(?![\w])"
    pattern = rf"{with_unit}|(?:{names}){_NUMBER}(?!\w)" if names else with_unit
    return re.compile(rf"(?<![\w-])(?:{pattern})", re.IGNORECASE)


def _find_names(passage: Passage, names: re.Pattern[str]) -> Iterator[tuple[Spot, str, str]]:
    for match in names.finditer(passage.text):
        apart = re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", match.group())
        spot = Spot(passage, *match.span())
        yield spot, "runs a name and a dose together", f"write '{apart}'"
