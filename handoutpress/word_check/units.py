"""Find quantities of one kind that a handout gives in different units, or a unit spelled two ways.

Converts nothing: two units that stand together are what a reader needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from handoutpress.content import CheckSettings
from handoutpress.passages import Role, Script
from handoutpress.rules import Finding
from handoutpress.rules.lexicon import MIXED_UNITS
from handoutpress.word_check.spots import Spot, quote

# What kind of quantity a unit measures, and its name in a message; one row for each unit.
_UNITS: tuple[tuple[str, str, str], ...] = (
    ("temperature", "°F", r"(?:°|º|degrees?|grados)\s?(?:F|Fahrenheit)|F(?=\b)"),
    ("temperature", "°C", r"(?:°|º|degrees?|grados)\s?(?:C|Celsius|centígrados)|C(?=\b)"),
    ("weight", "pounds", r"lbs?|pounds?|libras?"),
    ("weight", "kilograms", r"kgs?|kilograms?|kilos?|kilogramos?"),
    ("size", "inches", r"inch(?:es)?|pulgadas?"),
    (
        "size",
        "centimeters",
        r"[cm]m(?!\s?Hg)|(?:centi|milli)met(?:er|re)s?(?! of mercury)|(?:centí|milí)metros?",
    ),
    ("distance", "feet or miles", r"feet|foot|yards?|miles?|pies|millas?"),
    ("distance", "meters", r"(?:kilo)?met(?:er|re)s?|km|(?:kiló)?metros?"),
    ("spoon", "spoons", r"tsps?|tbsps?|(?:tea|table)spoon(?:ful)?s?|cuchara(?:dita|da)s?"),
    ("spoon", "mL", r"m[lL]|ML|milliliters?|millilitres?|mililitros?"),
    ("drink", "cups or quarts", r"cups?|quarts?|pints?|gallons?|tazas?"),
    ("drink", "liters", r"liters?|litres?|litros?"),
)
# Ways to write one unit; the first of two that a handout has is named beside the second.
_SPELLINGS: tuple[tuple[str, str], ...] = (
    ("milliliters", r"ml|mL|ML|cc"),
    ("hours", r"h|hrs?|hours?"),
    ("minutes", r"mins?|minutes?"),
    ("days", r"dy?s|days?"),
    ("weeks", r"wks?|weeks?"),
    ("years", r"yrs?|years?"),
    ("pounds", r"lbs?|pounds?"),
    ("ounces", r"oz|ounces?"),
    ("inches", r"ins?\.|inch(?:es)?"),
    ("feet", r"ft|feet|foot"),
    ("teaspoons", r"tsps?|teaspoon(?:ful)?s?"),
    ("tablespoons", r"tbsps?|tablespoon(?:ful)?s?"),
    ("milligrams", r"mg|MG|mgs|Mg"),
    ("micrograms", r"mcg|[\u00b5\u03bc]g|ug"),
    ("grams", r"g|gms?|gr"),
    ("kilograms", r"kgs?|Kgs?|KGS?"),
)
_NUMBER = (
    r"(?<![\w.,])(?:\d[\d.,]{0,12}(?:°?\s?(?:-|–|to|a)\s?\d[\d.,]{0,12})?"
    r"|½|¼|one|two|half an?|una?|dos)"
)
_QUANTITY = re.compile(
    rf"{_NUMBER}[\s-]?(?:"
    + "|".join(f"(?P<u{i}>{row[2]})" for i, row in enumerate(_UNITS))
    + r")(?![\w/²])"
)
_SPELLED = re.compile(
    r"(?<![\w.,])\d[\d.,]{0,12}\s?(?P<spot>"
    + "|".join(f"(?P<s{i}>{row[1]})" for i, row in enumerate(_SPELLINGS))
    + r")(?![\w/²³])"
)
# Two quantities stand together when no more than this is between them: "100.4 °F (38 °C)".
_BETWEEN = re.compile(
    r"[\s,;/(\[=≈~:]*(?:(?:or|about|around|at least|o|unos|aproximadamente)\s)*[\s(\[~]*"
)
_MASS = re.compile(r"(?<![\w.,])\d[\d.,]{0,12}\s?(?P<unit>mcg|mg|g)(?![\w/²³])")


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A number with its unit."""

    kind: str
    unit: str
    spot: Spot


def check_units(script: Script, settings: CheckSettings) -> Iterator[Finding]:
    """Find what is measured in two units, and units spelled in two ways."""
    yield from _check_kinds(script)
    yield from _check_medicines(script)
    yield from _check_spellings(script)


def _check_kinds(script: Script) -> Iterator[Finding]:
    """Find quantities that stand alone, while others of their kind have another unit."""
    first: dict[str, _Quantity] = {}
    told: set[str] = set()
    for quantity in _find_alone(script):
        known = first.setdefault(quantity.kind, quantity)
        if known.unit != quantity.unit and quantity.kind not in told:
            told.add(quantity.kind)
            yield _tell_two(script, quantity, known)


def _tell_two(script: Script, second: _Quantity, first: _Quantity) -> Finding:
    line = first.spot.place.line
    what = f"{quote(second.spot.text)} is in {second.unit}, {quote(first.spot.text)} in line {line}"
    remedy = f"give both in {first.unit}, or {first.unit} and {second.unit} together in both places"
    return second.spot.make_finding(
        script, MIXED_UNITS, what=f"{what} in {first.unit}", remedy=remedy
    )


def _find_alone(script: Script) -> Iterator[_Quantity]:
    """Yield the quantities beside which none stands in the other unit of its kind."""
    for passage in script.passages:
        matches = _QUANTITY.finditer(passage.text)
        found = [_name_quantity(Spot(passage, *match.span()), match) for match in matches]
        paired = {
            id(each)
            for one, other in pairwise(found)
            if _stand_together(one, other)
            for each in (one, other)
        }
        yield from (each for each in found if id(each) not in paired)


def _name_quantity(spot: Spot, match: re.Match[str]) -> _Quantity:
    kind, unit, _ = _UNITS[int((match.lastgroup or "u0")[1:])]
    return _Quantity(kind, unit, spot)


def _stand_together(one: _Quantity, other: _Quantity) -> bool:
    between = one.spot.passage.text[one.spot.end : other.spot.start]
    is_pair = one.kind == other.kind and one.unit != other.unit
    return is_pair and _BETWEEN.fullmatch(between) is not None


def _check_medicines(script: Script) -> Iterator[Finding]:
    """Find a medicine whose doses have two units: mg in one place, mcg in another."""
    first: dict[str, Spot] = {}
    told: set[str] = set()
    for name, spot, unit in _find_doses(script):
        known = first.setdefault(name, spot)
        if _unit_of(known) != unit and name not in told:
            told.add(name)
            what = (
                f"{quote(spot.text)} of {name}, and {quote(known.text)} in line {known.place.line}"
            )
            remedy = f"give all doses of {name} in the same unit"
            yield spot.make_finding(script, MIXED_UNITS, what=what, remedy=remedy)


def _unit_of(spot: Spot) -> str:
    return spot.text.lstrip("0123456789., ")


def _find_doses(script: Script) -> Iterator[tuple[str, Spot, str]]:
    """Yield the doses that stand behind the name of a medicine that the handout lists."""
    listed = _list_medicines(script)
    names = "|".join(re.escape(name) for name in sorted(listed, key=len, reverse=True))
    known = re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE) if names else None
    for passage in script.passages:
        for match in _MASS.finditer(passage.text):
            before = passage.text[: match.start()]
            found = list(known.finditer(before)) if known else []
            if found:
                yield listed[found[-1].group().lower()], Spot(passage, *match.span()), match["unit"]


def _list_medicines(script: Script) -> Mapping[str, str]:
    """Return the generic name of each name, by the name in small letters."""
    names: dict[str, str] = {}
    generic = ""
    for passage in script.passages:
        if passage.role is Role.MEDICINE:
            generic = passage.text
        if passage.role in (Role.MEDICINE, Role.BRAND):
            names[passage.text.lower()] = generic or passage.text
    return names


def _check_spellings(script: Script) -> Iterator[Finding]:
    """Find a unit that is spelled in two ways, once for each unit."""
    first: dict[str, Spot] = {}
    told: set[str] = set()
    for spot, unit in _find_spellings(script):
        known = first.setdefault(unit, spot)
        if _singular(known.text) != _singular(spot.text) and unit not in told:
            told.add(unit)
            what = f"{quote(spot.text)} is spelled {quote(known.text)} in line {known.place.line}"
            yield spot.make_finding(
                script, MIXED_UNITS, what=what, remedy="spell a unit in one way"
            )


def _find_spellings(script: Script) -> Iterator[tuple[Spot, str]]:
    for passage in script.passages:
        for match in _SPELLED.finditer(passage.text):
            row = next(i for i in range(len(_SPELLINGS)) if match[f"s{i}"])
            yield Spot(passage, *match.span("spot")), _SPELLINGS[row][0]


def _singular(spelling: str) -> str:
    return {"feet": "foot"}.get(spelling, spelling.removesuffix("s").removesuffix("e"))
