"""Tell whether a text spells an abbreviation out.

Finds no abbreviations: `abbreviations` does.
"""

from __future__ import annotations

import re
from functools import cache

# How many words before an abbreviation in brackets may be those that it stands for.
# Source: Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
# biomedical text", Pacific Symposium on Biocomputing 8 (2003): the lesser of its letters plus 5,
# and twice its letters.
_EXTRA_WORDS = 5
_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]{1,120})[)）\]]")
_WORD = re.compile(r"[^\W_]+")
_NAMING = frozenset({"called", "named", "a", "an", "or", "llamada", "llamado"})


def stands_for(short: str, long: str) -> bool:
    """Tell whether the letters of `short` stand in `long` in order, the first beginning a word.

    Source: Schwartz and Hearst (2003), without their choice of the shortest long form.
    """
    letters = [sign for sign in short.lower() if sign.isalnum()]
    text, at = long.lower(), len(long)
    for index in range(len(letters) - 1, -1, -1):
        at = text.rfind(letters[index], 0, at)
        while index == 0 and at > 0 and text[at - 1].isalnum():
            at = text.rfind(letters[0], 0, at)
        if at < 0:
            return False
    return True


def is_spelled_out(short: str, text: str) -> bool:
    """Tell whether a text gives the words of an abbreviation, or says what it means.

    `short` is singular: "MRI". The words may stand before it or behind it, one of them in brackets.
    """
    if any(_is_said_in(short, bracket, text) for bracket in _BRACKETS.finditer(text)):
        return True
    return bool(_compile_phrases(short).search(text)) or _has_initials(short, text)


def _has_initials(short: str, text: str) -> bool:
    """Tell whether words that begin with its letters stand near it; for two letters, as a name."""
    length = len(short)
    words = [word.group() for word in _WORD.finditer(text)]
    initials = "".join(word[0] for word in words).lower()
    at = initials.find(short.lower())
    while at >= 0:
        is_long_form = any(len(word) > 1 for word in words[at : at + length])
        is_named = at > 0 and words[at - 1].lower() in _NAMING
        if is_long_form and short not in words[at : at + length] and (length > 2 or is_named):
            return True
        at = initials.find(short.lower(), at + 1)
    return False


def _is_said_in(short: str, bracket: re.Match[str], text: str) -> bool:
    inside, before = bracket[1], text[: bracket.start()].rstrip()
    pattern = _compile_short(short)
    if pattern.fullmatch(inside.strip()):
        return bool(before)
    if pattern.search(inside):
        return stands_for(short, _last_words(before, short))
    named = pattern.search(before, max(0, len(before) - len(short) - 15))
    is_beside = named is not None and len(_WORD.findall(before[named.end() :])) <= 1
    return is_beside and (stands_for(short, inside) or len(_WORD.findall(inside)) > 2)


def _last_words(text: str, short: str) -> str:
    count = min(len(short) + _EXTRA_WORDS, 2 * len(short))
    words = list(_WORD.finditer(text, max(0, len(text) - 40 * count)))
    return text[words[-min(count, len(words))].start() :] if words else ""


@cache
def _compile_short(short: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:an? |the )?{re.escape(short)}(?:['’]?s)?(?![^\W_])")


@cache
def _compile_phrases(short: str) -> re.Pattern[str]:
    """Return a pattern of what introduces an abbreviation in running text."""
    name = rf"[\"“'‘*]?{re.escape(short)}s?\b"
    return re.compile(
        rf"\b(?:called|known as|abbreviated(?: as| to)?|for short,?|,? or|,? o|llamad[ao]s?"
        rf"|conocid[ao]s? como|abreviad[ao]s?(?: como)?) (?:an? |the |el |la |los |las )?{name}"
        rf"(?=[\"”'’*]?(?:[,.;:)]|$| for short))"
        rf"|{name}[\"”'’]? (?:is short for|stands for|means|significa|es la sigla)"
    )
