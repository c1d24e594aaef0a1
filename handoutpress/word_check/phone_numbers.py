"""Find phone numbers that are not the clinic's: nobody would change them when they change.

Dials nothing, and knows no number but those of `clinic.yaml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from handoutpress.content import CheckSettings
from handoutpress.model import Letterhead, PhoneLine
from handoutpress.passages import Passage, Script
from handoutpress.rules import Finding
from handoutpress.rules.lexicon import UNKNOWN_PHONE
from handoutpress.word_check.spots import Spot, quote

_GAP = r"[ \u00a0.‑–-]"
_START = r"(?<![\w.,/#$€£+-])"
_END = r"(?![\w/%°]|[.,:-]\d|–\d)"
# Source: North American Numbering Plan: three figures of the area, three of the exchange, neither
# beginning with 0 or 1, and four; letters stand for figures behind 1-800.
_NANP = rf"(?:\+?1{_GAP}?)?(?:\([2-9]\d\d\)\s?|[2-9]\d\d{_GAP})[2-9]\d\d{_GAP}\d{{4}}"
_TOLL_FREE_IN_LETTERS = (
    rf"(?:1{_GAP})?8(?:00|33|44|55|66|77|88){_GAP}(?=[0-9-]*[A-Z])"
    r"(?:[A-Z0-9](?:[- ]?[A-Z0-9]){6}|[A-Z0-9](?:-?[A-Z0-9]){6,10})(?![A-Z0-9])"
)
# Source: ITU-T E.164: a plus, the country, no more than 15 figures in all.
_INTERNATIONAL = r"\+[1-9](?:[ \u00a0.()/-]{0,2}\d){6,14}"
_CERTAIN = re.compile(
    rf"{_START}(?:{_NANP}|{_TOLL_FREE_IN_LETTERS}){_END}|(?<![\w+]){_INTERNATIONAL}(?!\w)"
)
# Other groups of figures are a number to dial only where the text speaks of dialing.
_LOCAL = re.compile(rf"{_START}(?:\(\d{{1,5}}\)|\d)[\d \u00a0.‑/-]{{4,16}}\d{_END}")
_SHORT = re.compile(r"(?<![\w.,/$-])\d(?:-?\d){2}(?![\w%°]|[.,/-]\d|–\d| ?(?:mg|mcg|mL|g|units)\b)")
_DIALING = re.compile(
    r"\b(?:call(?:s|ed|ing)?|phones?|telephones?|tel|dial(?:s|ing)?|text(?:ing)?|fax|ring|hotlines?"
    r"|llam\w+|teléfonos?|marque|marcar|comuníquese|appele[rz]|téléphone|anruf\w*|telefon\w*)\b"
    r"|اتصل|هاتف|电话|拨打|致电",
    re.IGNORECASE,
)
# How far before a short number the word "call" may stand: "call your doctor or 911".
_REACH = 40
# Numbers that lead to a text or a study, not to a phone.
_NO_PHONE = re.compile(r"\b(?:doi|isbn(?:-1[03])?|issn|pmid|pmc|nct|orcid)\b[:.\s]*[\d./-]*$", re.I)
_DATE = re.compile(r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})")
_RANGE = re.compile(r"\d{1,4}\s?[-‑–]\s?\d{1,4}|(?:19|20)\d\d\s?[-‑–/]\s?(?:19|20)?\d\d")
_POSTCODE = re.compile(r"\d{5}[-‑–]\d{4}")
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_ROUND = 50  # figures of a range end in these; 1 local number in 2,500 does
_FEWEST = 7  # figures of a number that is not a short one
# Source: short numbers that a country gives to emergencies and help lines: ITU-T E.161.1 (112,
# 911), NANP N11 and 988, the UK's 999 and 111, Australia's 000.
_SHORT_NUMBERS = frozenset(
    {"112", "911", "999", "000", "111", "988", "211", "311", "411", "511", "711", "811", "119"}
)


def check_phone_numbers(script: Script, settings: CheckSettings) -> Iterator[Finding]:
    """Find numbers to dial that `clinic.yaml` does not have, in texts and behind links."""
    known = _list_known(script.handout.letterhead)
    for passage in script.passages:
        told: set[str] = set()
        for spot, number in sorted(_find_numbers(passage), key=lambda item: item[0].start):
            digits = _read_digits(number)
            if digits not in told and not _is_known(digits, known):
                told.add(digits)
                yield _tell(script, spot, number)


def _tell(script: Script, spot: Spot, number: str) -> Finding:
    what = f"the phone number {quote(number)} is not in clinic.yaml"
    remedy = (
        "add it there as 'emergency', or mend it"
        if len(_read_digits(number)) < _FEWEST
        else "add it to its phones and write {{ clinic.phones.….number }} here, or mend it"
    )
    return spot.make_finding(script, UNKNOWN_PHONE, what=what, remedy=remedy)


def _list_known(letterhead: Letterhead) -> frozenset[str]:
    """Return the digits of all numbers that a placeholder could stand for."""
    numbers = [value for name, value in letterhead.placeholders.items() if name.endswith("number")]
    numbers += [letterhead.emergency or ""]
    for line in letterhead.phones:
        numbers += _list_line(line)
    return frozenset(filter(None, map(_read_digits, numbers)))


def _list_line(line: PhoneLine) -> list[str]:
    return [line.number, *(_list_line(line.when_closed) if line.when_closed else ())]


def _read_digits(number: str) -> str:
    """Return the figures of a number as a phone takes them, without the 1 of North America."""
    signs = unicodedata.normalize("NFKC", number).upper().translate(_KEYPAD)
    digits = "".join(str(unicodedata.decimal(sign)) for sign in signs if sign.isdecimal())
    digits = digits[1:] if len(digits) >= 11 and digits.startswith("1") else digits
    return digits[:10] if any(sign.isalpha() for sign in number) else digits


def _is_known(digits: str, known: frozenset[str]) -> bool:
    """Tell whether the clinic has a number, be it with an area code or without one."""
    if digits in known:
        return True
    is_long = len(digits) >= _FEWEST
    return is_long and any(
        digits.endswith(each) or each.endswith(digits) for each in known if len(each) >= _FEWEST
    )


def _find_numbers(passage: Passage) -> Iterator[tuple[Spot, str]]:
    """Yield each number to dial, and what it is: that behind a link may differ from its words."""
    for span in passage.links:
        if span.target.lower().startswith("tel:"):
            yield Spot(passage, span.start, span.end), span.target[4:]
    if any(sign.isdigit() for sign in passage.text):
        for spot in _find_typed(passage):
            if not spot.is_filled_in:
                yield spot, spot.text


def _find_typed(passage: Passage) -> Iterator[Spot]:
    found = (Spot(passage, *match.span()) for match in _CERTAIN.finditer(passage.text))
    certain = [spot for spot in found if not _NO_PHONE.search(passage.text[: spot.start])]
    yield from certain
    if _DIALING.search(passage.text):
        for match in (*_LOCAL.finditer(passage.text), *_SHORT.finditer(passage.text)):
            spot = Spot(passage, *match.span())
            if not any(each.start < spot.end and spot.start < each.end for each in certain):
                yield from _judge(spot)


def _judge(spot: Spot) -> Iterator[Spot]:
    if _NO_PHONE.search(spot.passage.text[: spot.start]):
        return
    digits = _read_digits(spot.text)
    if len(digits) < _FEWEST:
        before = spot.passage.text[max(0, spot.start - _REACH) : spot.start]
        if digits in _SHORT_NUMBERS and _DIALING.search(before):
            yield spot
    elif not any(each.fullmatch(spot.text) for each in (_DATE, _POSTCODE)) and not _is_range(spot):
        yield spot


def _is_range(spot: Spot) -> bool:
    """Tell whether two figures are from and to: "1000-2000 steps"; "555-0100" is a number."""
    if not _RANGE.fullmatch(spot.text):
        return False
    start, end = re.split(r"\s?[-‑–/]\s?", spot.text)
    is_local_number = len(start) == 3 and len(end) == 4
    return not is_local_number or int(start) % _ROUND == int(end) % _ROUND == 0
