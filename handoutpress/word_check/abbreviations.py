"""Find abbreviations that a handout never spells out, or only after it used them.

Judges no dose: `doses` knows which abbreviations of prescriptions are dangerous.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from handoutpress.content import CheckSettings
from handoutpress.passages import Role, Script
from handoutpress.rules import Finding
from handoutpress.rules.lexicon import ABBREVIATION
from handoutpress.word_check.spelled_out import is_spelled_out
from handoutpress.word_check.spots import Spot, base_language, find_spots, quote
from handoutpress.words import list_explained

# Two to six capitals, figures behind them, an s for many; "anti-HER2" and "MRI-guided" hold one,
# "T-DM1" and "1-800-CDC-INFO" do not. Latin letters only: Chinese needs no blanks around them.
_LETTER = "A-Za-zÀ-ÖØ-öø-ɏ0-9"
_CAPITALS = re.compile(
    rf"(?<![{_LETTER}&@/_.-])(?:[a-z]+-)?"
    rf"(?P<spot>[A-Z]{{2,6}}\d{{0,3}}(?:-[A-Z]?\d{{1,3}})?)(?:['’]?s)?(?![{_LETTER}&@_])(?!-[A-Z])"
)
# Words rather than abbreviations to all readers; the reason stands behind each group.
KNOWN = frozenset(
    {
        *("AM", "PM", "OK", "TV", "ID", "PIN", "ZIP", "DVD", "CD", "PDF", "QR", "SMS", "FAQ"),
        *("MD", "RN", "NP", "PA", "PhD"),  # degrees behind a name
        # in every dictionary, and used more than what they are short for
        *("US", "USA", "UK", "EU", "UN", "DC", "NY", "PO"),  # places, and the box of an address
        *("COVID", "DNA", "HIV", "AIDS"),  # NHS, A to Z: "It's OK to use the abbreviation"
        *("EE", "UU", "EEUU", "SIDA", "VIH", "ADN"),  # the same in Spanish
    }
)
# Words that are typed in capitals to be loud.
_LOUD = re.compile(
    "NOT|NO|DO|DONT|AND|OR|ALL|ANY|MUST|NEVER|ALWAYS|STOP|ONLY|IF|NOW|CALL|TAKE|BEFORE|AFTER|WITH"
    "|IS|ARE|BE|ON|OFF|IN|OUT|AT|BY|TO|THE|YES|VERY|MORE|LESS|BOTH|EACH|EVERY|SHOULD|CAN|MAY|WILL"
    "|KEEP|USE|EAT|DRINK|HELP|SEE|ASK|GO|GET|DAY|NIGHT|RISK|HIGH|LOW|ONE|TWO|NEW|OLD|YOU|YOUR|NOTE"
    "|TIP|ALERT|DANGER|FIRST|LAST|UNTIL|WITHIN|RIGHT|LEFT|SLOW|FAST|GOOD|BAD|BUT|SO|FOR|OF|AN|AS"
    "|WHY|HOW|WHAT|WHEN|LOWER|TOTAL|NI|SI|UN|UNA|EL|LA|LOS|LAS|DE|SIN|CON|MUY|NUNCA|LLAME|TOME"
    "|HASTA|ANTES|CADA"
)
# Numerals to 39: stages, grades, phases and factors go no further.
_ROMAN = re.compile(r"(?=[XVI])X{0,3}(?:IX|IV|V?I{0,3})")
_NUMBERED = re.compile(
    r"\b(?:stages?|grades?|phases?|types?|class(?:es)?|levels?|parts?|factors?|etapas?|estadios?"
    r"|grados?|fases?|tipos?|clases?)\b",
    re.IGNORECASE,
)
_WORD_IN_CAPITALS = re.compile(r"(?<![\w-])[A-ZÁÉÍÓÚÑÜ]{2,}(?![\w-])")
_SMALL_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")
# A gene or a protein is explained by what it is; its long name would not help the reader.
_IS_GENE = (
    r"\b{}(?:(?:,| or| and| y| o|/) ?[A-Z0-9]+)*s? (?:\w+ )?(?:genes?|proteins?|mutations?)\b"
)
_IS_SOMETHING = r"\b{}s?[\"”'’*]?(?: is (?:an?|the|one)\b|, (?:an?|the|una?) | es una?\b)"
# A reader who looks for a section does not expect an explanation in its name.
_AHEAD = frozenset({Role.TITLE, Role.SUMMARY, Role.HEADING, Role.CAPTION, Role.PICTURE})
_NAMES = frozenset({Role.MEDICINE, Role.BRAND})
_LOUD_SHARE = 0.7
_BEFORE_POSTCODE = re.compile(r",? \d{5}\b")  # a state, as in "Bethesda, MD 20892"
_SAID = re.compile(r"(?=.*[a-z])[A-Za-z]{1,6}(?:-[A-Za-z]{1,6})+")


def check_abbreviations(script: Script, settings: CheckSettings) -> Iterator[Finding]:
    """Find each abbreviation where it stands first in running text, once."""
    found = _find_abbreviations(script, settings)
    explained = _list_explained_words(script) if found else ""
    for short, spots in found.items():
        if not re.search(rf"(?<!\w){re.escape(short)}(?!\w)", explained):
            yield from _judge(script, short, spots)


def _judge(script: Script, short: str, spots: list[Spot]) -> Iterator[Finding]:
    """Yield a finding unless the abbreviation is spelled out where or before it is used."""
    first = next((spot for spot in spots if spot.passage.role not in _AHEAD), spots[0])
    spelled = next((spot for spot in spots if _is_explained(short, spot.passage.text)), None)
    if spelled is None:
        what = f"the abbreviation {quote(short)} is never spelled out"
        remedy = f"write what it stands for where it is first used: 'its words ({short})'"
        yield first.make_finding(script, ABBREVIATION, what=what, remedy=remedy)
    elif spelled.passage is not first.passage and spots.index(first) < spots.index(spelled):
        line = spelled.place.line
        what = f"the abbreviation {quote(short)} is spelled out only later, in line {line}"
        yield first.make_finding(script, ABBREVIATION, what=what, remedy="spell it out here")


def _is_explained(short: str, text: str) -> bool:
    if is_spelled_out(short, text):
        return True
    patterns = [_IS_GENE]
    if any(sign.isdigit() for sign in short):
        patterns.append(_IS_SOMETHING)
    return any(re.search(each.format(re.escape(short)), text) for each in patterns)


def _find_abbreviations(script: Script, settings: CheckSettings) -> Mapping[str, list[Spot]]:
    found: dict[str, list[Spot]] = {}
    known = KNOWN | set(settings.known_abbreviations) | _list_medicine_words(script)
    for spot in find_spots(script.passages, _CAPITALS):
        names = {spot.text, spot.text.partition("-")[0]}
        if known.isdisjoint(names) and _is_abbreviation(spot):
            found.setdefault(spot.text, []).append(spot)
    return _leave_out_loud(script, found)


def _is_abbreviation(spot: Spot) -> bool:
    if spot.is_filled_in or spot.passage.role in _NAMES or _LOUD.fullmatch(spot.text):
        return False
    if _BEFORE_POSTCODE.match(spot.passage.text, spot.end) or _is_syllable(spot):
        return False
    return not _is_numeral(spot) and not _is_among_loud(spot)


def _is_syllable(spot: Spot) -> bool:
    """Tell whether it is the loud part of how a word is said: "(HEM-o-rij)"."""
    text = spot.passage.text
    opened, closed = text.rfind("(", 0, spot.start), text.find(")", spot.end)
    if opened <= text.rfind(")", 0, spot.start) or closed < 0:
        return False
    words = re.split(r"[\s,;]+", text[opened + 1 : closed])
    said = [word for word in words if _SAID.fullmatch(word)]
    return any(spot.text in word for word in said) and 2 * len(said) >= len(words)


def _is_numeral(spot: Spot) -> bool:
    """Tell whether a Roman numeral is meant: "stage IV", "IIIB"; "IV" by itself is a drip."""
    numeral = _ROMAN.match(spot.text)
    rest = spot.text[numeral.end() :] if numeral else spot.text
    if numeral is None or not re.fullmatch(r"[A-ES]?\d?", rest):
        return False
    if _NUMBERED.search(spot.passage.text):
        return True
    return len(numeral.group()) > 1 and spot.text != "IV"


def _is_among_loud(spot: Spot) -> bool:
    """Tell whether the words around are in capitals, too: a heading, a warning."""
    text = spot.passage.text
    if _is_loud(text):
        return True
    around = text[max(0, spot.start - 12) : spot.start], text[spot.end : spot.end + 12]
    beside = _WORD_IN_CAPITALS.findall(around[0])[-1:] + _WORD_IN_CAPITALS.findall(around[1])[:1]
    return any(_LOUD.fullmatch(word) for word in beside)


@lru_cache(maxsize=8)  # many abbreviations of one text ask, one after the other
def _is_loud(text: str) -> bool:
    """Tell whether a text of several words is in capitals."""
    letters = [sign for sign in text if sign.isalpha()]
    is_loud = sum(sign.isupper() for sign in letters) > _LOUD_SHARE * len(letters)
    return is_loud and len(_SMALL_WORD.findall(text)) > 1


def _leave_out_loud(script: Script, found: dict[str, list[Spot]]) -> Mapping[str, list[Spot]]:
    """Leave out what other languages type in capitals: the same word stands there in small ones."""
    if not found or base_language(script.handout.language) in ("en", "es"):
        return found
    small = {word for each in script.passages for word in _SMALL_WORD.findall(each.text)}
    return {short: spots for short, spots in found.items() if short.lower() not in small}


def _list_medicine_words(script: Script) -> set[str]:
    names = (each.text for each in script.passages if each.role in _NAMES)
    return {word for name in names for word in re.split(r"[\s,()]+", name)}


def _list_explained_words(script: Script) -> str:
    """Return what a glossary or a list of terms explains, one after the other."""
    entries = list_explained(script.handout.manuscript, script.handout.glossary)
    lines = [script.handout.plain(line) for entry in entries for line in (entry.word, *entry.forms)]
    words: Iterable[str] = (each.text for each in script.passages if each.role is Role.WORD)
    return "\n".join([*lines, *words])
