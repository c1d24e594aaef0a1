"""Name the checks of single words, doses, units, numbers, phones and links.

Finds nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from handoutpress.content import CheckSettings
from handoutpress.passages import Script
from handoutpress.rules import Finding
from handoutpress.word_check.abbreviations import check_abbreviations
from handoutpress.word_check.calculations import check_calculations, check_percentages
from handoutpress.word_check.doses import check_doses
from handoutpress.word_check.link_words import check_link_words
from handoutpress.word_check.phone_numbers import check_phone_numbers
from handoutpress.word_check.plain_words import check_plain_words
from handoutpress.word_check.units import check_units

Check: TypeAlias = Callable[[Script, CheckSettings], Iterator[Finding]]

LEXICON_CHECKS: tuple[Check, ...] = (
    check_plain_words,
    check_abbreviations,
    check_doses,
    check_units,
    check_calculations,
    check_percentages,
    check_phone_numbers,
    check_link_words,
)
