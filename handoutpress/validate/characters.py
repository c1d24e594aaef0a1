"""Find the characters of texts that none of the theme's fonts can draw.

Opens no font: what characters there are is handed in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import replace

from handoutpress.content import Clinic
from handoutpress.errors import Problem
from handoutpress.text import Flow, Line, parse_plain, plain_text
from handoutpress.validate.content_files import ContentFile, Steps, limit_told
from handoutpress.validate.readings import Part, iter_texts, iter_values

_REMEDY = "use another sign or a word"

# Keys of texts that are read, but never drawn.
_NOT_DRAWN = ("alt", "forms", "keywords")
# Controls, signs for the direction of writing and for joining, and blanks need no glyph.
# Source: Unicode Standard Annex 44, "General_Category Values".
_NEEDLESS = ("Cc", "Cf", "Cs", "Zl", "Zp", "Zs")
# Source: the Unicode Character Database, PropList.txt, Variation_Selector.
_VARIATION_SELECTORS = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def find_undrawable(
    file: ContentFile, parts: tuple[Part, ...], characters: Collection[int]
) -> Iterator[Problem]:
    """Yield the first place of each character that is in no font; no characters mean no check."""
    found = _find_undrawable(file, tuple(_iter_drawn(parts)), characters)
    yield from limit_told(file, found)


def find_undrawable_in_clinic(
    file: ContentFile,
    clinic: Clinic,
    characters: Collection[int],
    *,
    department: str | None,
    language: str,
) -> Iterator[Problem]:
    """Yield what `find_undrawable` does, for the clinic's texts that one letterhead prints."""
    parts: tuple[Part, ...] = (((), clinic),)
    maps = {steps for steps, value in iter_values(parts) if isinstance(value, dict)}
    texts = [
        (steps, text)
        for steps, text in iter_texts(parts)
        if steps[0] != "departments" or steps[1] == department
    ]
    everyones = [each for each in texts if each[0][:-1] not in maps]
    yield from limit_told(file, _find_undrawable(file, everyones, characters))
    own_texts = [each for each in texts if each[0][:-1] in maps and each[0][-1] == language]
    own_file = replace(file, language=language)
    yield from limit_told(file, _find_undrawable(own_file, own_texts, characters))


def _iter_drawn(parts: tuple[Part, ...]) -> Iterator[tuple[Steps, Line | Flow]]:
    """Yield the texts, and the addresses that are printed."""
    for steps, value in iter_values(parts):
        if any(step in _NOT_DRAWN for step in steps):
            continue
        if isinstance(value, Line | Flow):
            yield steps, value
        elif isinstance(value, str) and steps[-1] == "url":
            yield steps, parse_plain(value)


def _find_undrawable(
    file: ContentFile, texts: Collection[tuple[Steps, Line | Flow]], characters: Collection[int]
) -> Iterator[Problem]:
    told: set[str] = set()
    for steps, text in texts if characters else ():
        if not _has_undrawable(text.source, characters):  # most texts: it is quick to tell
            continue
        # What cannot be printed at all is told as a fault of the text.
        faulty = {text.source[fault.offset : fault.offset + 1] for fault in text.faults}
        words = set(plain_text(text, lambda name: ""))
        missing = {sign for sign in words if ord(sign) not in characters and _is_needed(sign)}
        for sign in sorted(missing - told - faulty, key=text.source.find):
            told.add(sign)
            what = f"the character '{sign}' (U+{ord(sign):04X}) is in none of the fonts"
            yield file.tell_in_text(steps, text.source.find(sign), what, _REMEDY)


def _has_undrawable(source: str, characters: Collection[int]) -> bool:
    """Tell whether a text as typed has such a sign; its words have no others but blanks."""
    missing = set(map(ord, source)).difference(characters)
    return any(_is_needed(chr(code)) for code in missing)


def _is_needed(sign: str) -> bool:
    is_selector = any(ord(sign) in each for each in _VARIATION_SELECTORS)
    return not is_selector and unicodedata.category(sign) not in _NEEDLESS
