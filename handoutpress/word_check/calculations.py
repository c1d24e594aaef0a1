"""Find numbers that ask the reader to calculate, and chances given only as percentages.

Calculates nothing itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from handoutpress.content import CheckSettings
from handoutpress.passages import Script
from handoutpress.rules import Finding
from handoutpress.rules.lexicon import CALCULATION, PERCENTAGE
from handoutpress.word_check.spots import Spot, base_language, find_spots, quote

_NUMBER = r"(?:(?<![\d.,])\d[\d.,]{0,12}|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_DOSE = r"(?:doses?|dosage|tablets?|pills?)"
_FRACTION = r"(?:half|a (?:third|quarter)|one[- ](?:half|third|quarter|fourth)|two[- ]thirds)"
_MASS = r"(?:mg|mcg|g|mL|ml|units?|milligrams?|grams?|milliliters?)"
_BODY = r"(?:kg|kilograms?|kilos?|pounds?|lbs?|lb)"
_ENGLISH = (
    # "5 mg per kg of your weight", "10 units for every 15 grams"
    rf"{_NUMBER}\s?{_MASS}\s?(?:/|per|for each|for every|a)\s?{_BODY}\b",
    rf"{_NUMBER}\s?{_MASS}(?: \w+){{0,3}},? (?:for each|for every|per) {_NUMBER}\s?{_MASS}\b",
    rf"\bfor (?:each|every) {_NUMBER}\s?(?:{_MASS}|{_BODY})\b",
    # "multiply your weight by 2", "divide the total by 3", "subtract 10 from", "add up the points"
    rf"\b(?:multipl(?:y|ied)|divided?) (?:[\w'’]+ ){{0,6}}by {_NUMBER}\b",
    r"\bsubtract(?:ed|ing)? (?:[\w'’]+ ){1,5}from\b",
    r"(?:^|[.;:!] |\byou (?:can|may|need to|must|should|have to) )"
    r"(?:add (?:up|together)|total up|work out|calculate) (?:the|your|all|how)\b",
    rf"\b{_NUMBER} (?:minus|plus|times) your\b|\bminus your\b",
    rf"\bcount (?:back|backward|backwards) {_NUMBER}\b|[÷]",
    # "take twice the dose", "half of your usual dose", "1½ times your dose"
    rf"\b(?:twice|double|triple|{_NUMBER} times|{_FRACTION}(?: of)?) (?:the|your)"
    rf"(?: (?:usual|normal|regular|daily|morning|evening|first|next|last|recommended))* {_DOSE}\b",
    # "lose 5% of your weight", "cut your dose by 25%"
    rf"{_NUMBER}\s?(?:%|percent) of your (?:\w+ )?(?:weight|dose|calories|intake|diet|food)\b",
    rf"\b(?:increase|reduce|cut|lower|raise|decrease) (?:your|the) (?:\w+ ){{1,3}}by"
    rf"(?: about| at least| up to)? {_NUMBER}\s?(?:%|percent)",
)
_SPANISH = (
    rf"{_NUMBER}\s?{_MASS}\s?(?:/|por|por cada)\s?(?:kg|kilo(?:gramo)?s?|libras?)\b",
    r"\b(?:multiplique|divida) (?:\w+ ){0,6}(?:por|entre)\b|\breste (?:\w+ ){1,5}de\b",
    r"\b(?:el doble|el triple|la mitad) de (?:la|su)(?: \w+)? ?dosis\b",
    rf"{_NUMBER}\s?% de (?:su|sus) (?:peso|dosis|calorías|dieta)\b",
)
_PATTERNS = {
    "en": re.compile("|".join(_ENGLISH), re.IGNORECASE),
    "es": re.compile("|".join(_SPANISH), re.IGNORECASE),
}
# One of these stands in all that the patterns match; most texts have none, and need no more.
_MAY_CALCULATE = re.compile(
    r"\d|÷|twice| times |double|triple|half|third|quarter|fourth|multipl|divid|subtract|calculate"
    r"|add up|add together|total up|work out|minus|for e|per |mitad|doble|reste",
    re.IGNORECASE,
)
# "Do not double the dose" asks for nothing.
_NOT = re.compile(r"\b(?:not|never|n['’]t|avoid|no|nunca|without|instead of)\b[^.;:!?]*$", re.I)
_CHANCE = re.compile(
    r"\b(?:risks?|chances?|odds|likel(?:y|ihood)|probability|people|patients|women|men|children"
    r"|adults|persons?|cases|survive|survival|babies|cured?"
    r"|riesgos?|probabilidad(?:es)?|personas|pacientes|mujeres|hombres|niños|adultos|casos)\b",
    re.IGNORECASE,
)
_IS_PERCENT = re.compile(r"%|percent|per cent|por ciento")
_PERCENT = re.compile(
    r"(?<![\w.,])\d[\d.,]{0,12}(?:\s?%)?(?:\s?(?:-|–|to|a|and|y)\s?\d[\d.,]{0,12})?\s?"
    r"(?:%|percent\b|per cent\b|por ciento\b)"
)
# How far from a percentage the word may stand that makes it a chance.
_REACH = 60
# "A 1% shampoo", "70% alcohol": how strong something is.
_STRENGTH = re.compile(
    r"\s?(?:strength|lotion|cream|shampoo|solution|ointment|gel|spray|bleach|alcohol|saline|oxygen"
    r"|peroxide|DEET|milk|fat|juice|loción|crema|champú|solución|pomada|alcohol)\b",
    re.IGNORECASE,
)
# A count of people beside it: "20% (2 in 10 people)", "1 out of 5".
_COUNT = re.compile(
    rf"\b{_NUMBER} (?:in|out of|of|of every|en|de|de cada|por cada) (?:every )?{_NUMBER}\b", re.I
)


def check_calculations(script: Script, settings: CheckSettings) -> Iterator[Finding]:
    """Find what the reader would have to work out."""
    pattern = _PATTERNS.get(base_language(script.handout.language))
    passages = [each for each in script.passages if _MAY_CALCULATE.search(each.text)]
    for spot in find_spots(passages, pattern) if pattern else ():
        if not spot.is_filled_in and not _NOT.search(spot.passage.text[: spot.start]):
            what = f"{quote(spot.text)} asks the reader to calculate"
            remedy = "work it out for the reader, and write the result"
            yield spot.make_finding(script, CALCULATION, what=what, remedy=remedy)


def check_percentages(script: Script, settings: CheckSettings) -> Iterator[Finding]:
    """Find chances that are given only as a percentage."""
    passages = [each for each in script.passages if _IS_PERCENT.search(each.text)]
    for spot in find_spots(passages, _PERCENT):
        if _is_chance(spot):
            what = f"{quote(spot.text)} is a chance that few readers can picture"
            remedy = "also say how many people, as in '2 out of 10 people'"
            yield spot.make_finding(script, PERCENTAGE, what=what, remedy=remedy)


def _is_chance(spot: Spot) -> bool:
    text = spot.passage.text
    around = text[max(0, spot.start - _REACH) : spot.end + _REACH]
    is_strength = _STRENGTH.match(text, spot.end) is not None
    return bool(_CHANCE.search(around)) and not is_strength and not _COUNT.search(text)
