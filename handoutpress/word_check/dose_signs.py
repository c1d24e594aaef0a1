"""The ways to write a dose that have led to errors, and what to write instead.

Patterns only. Source: ISMP, List of Error-Prone Abbreviations, Symbols, and Dose Designations
(2024); what else stands here says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

# Of laboratory values ("5.0 mmol/L", "9.0 g/dL") the list says that a trailing zero may be needed.
_NOT_LAB = r"(?![\w²³])(?!\s?/\s?(?:dL|L|mmol|mol|m2|m²)\b)"
MASS = r"(?:mg|mcg|[\u00b5\u03bc]g|ug|g|mEq)"  # the micro sign, and the Greek letter
UNIT = rf"(?:{MASS}|m[lL]|units?|unidades|IU|UI|cc|U)"
_COUNTED = (
    r"(?:tablets?|pills?|capsules?|puffs?|drops?|teaspoons?|tablespoons?|doses?"
    r"|tabletas?|pastillas?|cápsulas?|gotas?|cucharaditas?|comprimidos?)"
)
_ANY = rf"(?:{UNIT}|{_COUNTED})"
_DIGITS = r"(?<![\w.,/-])\d{1,3}(?:,\d{3})*"
# What makes a text one about doses, where a sign alone could be anything.
DOSE = re.compile(
    rf"\d\s?{_ANY}\b|\b(?:dos(?:e|is|age)|inject\w*|tablets?|pills?|drops|inyect\w*|tabletas?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sign:
    """One way to write a dose; `remedy` is a template for the match, or makes the text.

    `needs_dose` keeps it to texts that speak of doses; `languages` to these, all where empty.
    """

    pattern: re.Pattern[str]
    what: str
    remedy: str | Callable[[re.Match[str]], str]
    needs_dose: bool = False
    languages: tuple[str, ...] = ()

    def say_remedy(self, match: re.Match[str]) -> str:
        """Return what to write instead of a match."""
        return self.remedy if isinstance(self.remedy, str) else self.remedy(match)


def _drop_zeros(match: re.Match[str]) -> str:
    return f"write '{match['number'].rstrip('0').rstrip('.,')} {match['unit']}'"


def _lead_with_zero(match: re.Match[str]) -> str:
    return f"write '0{match['part']} {match['unit']}'"


def _put_apart(match: re.Match[str]) -> str:
    return f"put a space between: '{match['number']} {match['unit']}'"


def _put_commas(match: re.Match[str]) -> str:
    return f"write '{int(match['number']):,}'"


def _write(words: str) -> str:
    return f"write {words}"


def _abbreviation(typed: str, words: str, *, needs_dose: bool = False, folds: bool = True) -> Sign:
    pattern = re.compile(rf"(?<![\w.'’-])(?:{typed})(?![\w'’-])", re.I if folds else re.NOFLAG)
    what = "is an abbreviation that has been misread"
    return Sign(pattern, what, _write(words), needs_dose, ("en", "es"))


# Not in "a U-shaped pillow", "10 U.S. clinics", "4 IU/L".
_UNITS_AS_LETTER = re.compile(
    r"(?<![\w.,])(?<![A-Za-z]-)\d[\d.,]{0,12}\s?(?:IU|UI|[Uu])(?![\w-])(?!\s?/\s?L\b)"
    r"(?!\.\s?[A-Z])"
)
_SIGNS_OF_NUMBERS = (
    Sign(
        re.compile(
            rf"(?P<number>{_DIGITS}(?:[.,]0{{1,2}}|[.,][1-9]0))\s?(?P<unit>{_ANY}){_NOT_LAB}"
        ),
        "has a zero behind the point, and reads as ten times as much when the point is not seen",
        _drop_zeros,
    ),
    Sign(
        re.compile(rf"(?<![\w.,/\])])(?P<part>[.,]\d+)\s?(?P<unit>{_ANY}){_NOT_LAB}"),
        "has no zero before the point, and reads as ten times as much when the point is not seen",
        _lead_with_zero,
    ),
    Sign(
        _UNITS_AS_LETTER,
        "shortens units to a letter that reads as a figure",
        lambda match: _write(f"'{re.sub(r'[^0-9.,]', '', match[0])} units'"),
        languages=("en",),
    ),
    Sign(
        _UNITS_AS_LETTER,
        "shortens units to a letter that reads as a figure",
        "write units out in the handout's language: in Spanish 'unidades'",
    ),
    Sign(
        re.compile(rf"(?<=\d)\s?(?:[\u00b5\u03bc]g|ug){_NOT_LAB}"),
        "reads as mg, a thousand times as much",
        "write 'mcg'",
    ),
    Sign(
        re.compile(r"(?<=\d)\s?(?:cc|c\.c\.)(?![\w])"),
        "reads as units when it is not clear",
        "write 'mL'",
    ),
    Sign(
        re.compile(
            rf"(?<![\w.,/])(?<![A-Za-z]-)(?P<number>\d[\d.,]{{0,12}})(?P<unit>mg|mcg|g|mEq|m[lL]|units?){_NOT_LAB}"
        ),
        "runs a dose and its unit together, and the m reads as zeros",
        _put_apart,
    ),
    Sign(
        re.compile(rf"(?<![\w.,/-])(?P<number>\d{{4,}})(?=\s{UNIT}{_NOT_LAB})"),
        "is a large dose without a comma",
        _put_commas,
        languages=("en",),
    ),
    Sign(
        re.compile(r"(?<![\w.,])\d[\d.,]{0,12}\s?(?:K|M|MM)(?=\s(?:units?|unidades)\b)"),
        "shortens thousand or million to a letter that has been misread",
        "write 'thousand' or 'million', or all figures with commas",
    ),
    Sign(
        re.compile(rf"(?<=\d\s)(?:{MASS}|m[lL])\.(?=\s[a-záéíóúñ])"),
        "has a period that reads as the figure 1",
        "leave the period out",
    ),
    Sign(
        re.compile(
            rf"(?<=\d)\s?(?P<unit>{UNIT})\s?/\s?"
            r"(?P<time>day|d|hour|hr|h|week|wk|dose|month|día|hora|semana|dosis|mes)\b"
        ),
        "has a slash that reads as the figure 1",
        "write the word instead of the slash: 'a day', 'each dose'; in Spanish 'al día'",
    ),
    Sign(
        re.compile(r"(?<![\w<>=-])[<>≤≥](?=\s?=?\s?\d)"),
        "is a sign that has been read as its opposite",
        "write 'more than' or 'less than', 'at least' or 'at most'",
        languages=("en",),
    ),
    Sign(
        re.compile(r"(?<![\w<>=-])[<>≤≥](?=\s?=?\s?\d)"),
        "is a sign that has been read as its opposite",
        "write it in words: in Spanish 'más de' or 'menos de'",
    ),
    Sign(
        re.compile(r"(?<=[\w)]\s)@(?=\s?\d|\s[a-z])|(?<=\d)@(?=\d)"),
        "is a sign that reads as the figure 2",
        "write 'at'",
        languages=("en", "es"),
    ),
)
# In small letters some of these are words, or parts of names: "bid", "hs".
_PRESCRIPTION_WORDS = (
    _abbreviation(r"q\.d\.?|qd|q1d", "'once a day'"),
    _abbreviation(r"q\.o\.d\.?|qod", "'every other day'"),
    _abbreviation(r"b\.i\.d\.?|BID", "'2 times a day'", folds=False),
    _abbreviation(r"B\.I\.D\.?", "'2 times a day'", folds=False),
    _abbreviation(r"t\.i\.d\.?|T\.I\.D\.?|TID|tid", "'3 times a day'", folds=False),
    _abbreviation(r"q\.i\.d\.?|Q\.I\.D\.?|QID|qid", "'4 times a day'", folds=False),
    _abbreviation(r"p\.r\.n\.?|P\.R\.N\.?|PRN|prn", "'when you need it'", folds=False),
    _abbreviation(r"TIW|tiw|BIW|biw", "how many times a week", folds=False),
    _abbreviation(r"qhs|q\.h\.s\.?|qn|h\.s\.", "'at bedtime'"),
    _abbreviation(r"HS", "'at bedtime'", needs_dose=True, folds=False),
    _abbreviation(r"q\s?\d{1,2}\s?(?:h|hr|hrs|hours)", "'every … hours'"),
    _abbreviation(r"q\s?\d{1,2}\s?[ap]m", "'each day at …'"),
    _abbreviation(r"OD|O\.D\.|o\.d\.", "'once a day' or 'right eye'", needs_dose=True, folds=False),
    _abbreviation(r"OS|O\.S\.|o\.s\.", "'left eye'", needs_dose=True, folds=False),
    _abbreviation(r"OU|O\.U\.|o\.u\.", "'both eyes'", needs_dose=True, folds=False),
    _abbreviation(r"SC|SQ|sub[- ]?q", "'under the skin'", needs_dose=True, folds=False),
    _abbreviation(r"per os|p\.o\.", "'by mouth'"),
    _abbreviation(r"PO(?!\s?Box)|P\.O\.(?!\s?Box)", "'by mouth'", needs_dose=True, folds=False),
    _abbreviation(r"ut dict\.?|UD", "how to take it", needs_dose=True, folds=False),
    _abbreviation(r"D/C", "'stop' or 'leave the hospital'", folds=False),
    _abbreviation(r"MSO4", "'morphine sulfate'"),
    _abbreviation(r"MgSO4", "'magnesium sulfate'"),
    _abbreviation(r"HCTZ", "'hydrochlorothiazide'", folds=False),
    _abbreviation(r"MTX", "'methotrexate'", folds=False),
)
SIGNS: tuple[Sign, ...] = (*_SIGNS_OF_NUMBERS, *_PRESCRIPTION_WORDS)
# One of these stands in all that the patterns match; most texts have none, and need no more.
MAY_BE_SIGN = re.compile(
    r"\d|@|\b[A-Z][A-Z/.][A-Z.]?\b|\b(?:[qQ](?:\.|[a-z]{1,2}\b)|[a-zA-Z]\.[a-z]\.|prn|tid|qid|biw|tiw"
    r"|ut dict|per os|sub[- ]?q)|HCTZ"
)
