"""Find what makes print hard to read: small type, capitals, italics, tight or long lines.

Knows no colours and no pages; headings and running heads may be tighter than running text.

Source: RNIB Clear Print; UKAAF G003; WCAG 2.2, 1.4.8.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from unicodedata import combining

from handoutpress.page_check.values import Expected, Line, PageFault, Run, Sheet, Stretch, shorten
from handoutpress.rules.page import CAPITALS, ITALICS, LEADING, LINE_LENGTH, TEXT_SIZE

# 16 px are drawn as 11.99 pt at worst.
_SIZE_TOLERANCE_PT = 0.05
# Source: RNIB Clear Print: a word or two in capitals does no harm, a line does.
MOST_CAPITAL_WORDS = 3
MOST_ITALIC_WORDS = 3
# Source: UKAAF G003: single spacing or more, which is 1.2 times the size.
MIN_LEADING = 1.2
# Source: WCAG 2.2, 1.4.8: 80 characters, 40 in Chinese, Japanese and Korean.
MOST_CHARACTERS, MOST_CJK_CHARACTERS = 80, 40
# A line of narrow letters holds a few more than the others of its column.
_VARIATION = 1.05
# Lines of fewer make the eye jump; judged only where several lines follow each other.
FEWEST_CHARACTERS = 30
_LINES_FOR_SHORTNESS = 4

READ_TYPES = frozenset({"P", "LBody", "TD", "Caption", "BlockQuote"})
_WORD = re.compile(r"[^\W\d_]{2,}")
_RUNS_ON = re.compile(r"[\s\d.:!?'’-]+")


def find_small_text(sheet: Sheet, expected: Expected) -> Iterator[PageFault]:
    """Yield the smallest text of a page that is too small, and how many more are."""
    limits = expected.limits
    for is_running, least in ((False, limits.text_pt), (True, limits.running_pt)):
        small = [run for run in sheet.runs if run.is_artifact is is_running]
        small = [run for run in small if run.size_pt < least - _SIZE_TOLERANCE_PT]
        if small:
            yield _tell_small(small, least, sheet.number)


def _tell_small(small: list[Run], least: float, page_number: int) -> PageFault:
    smallest = min(small, key=lambda run: run.size_pt)
    more = f", and {len(small) - 1} more texts are too small" if len(small) > 1 else ""
    return PageFault(
        TEXT_SIZE,
        f"'{shorten(smallest.text)}' is {smallest.size_pt:g} pt{more}",
        f"set it in {least:g} pt or more; in a drawing, make its letters larger",
        page_number,
    )


def find_hard_print(stretch: Stretch) -> Iterator[PageFault]:
    """Yield what makes one block hard to read."""
    yield from _find_capitals(stretch)
    if stretch.block.type in READ_TYPES:
        yield from _find_tight_lines(stretch)
        yield from _find_long_lines(stretch)


def _find_capitals(stretch: Stretch) -> Iterator[PageFault]:
    longest = find_capitals(stretch.text)
    if longest:
        yield PageFault(
            CAPITALS,
            f"'{shorten(longest)}' is in capitals",
            "write it in small letters, with a capital at the start; use bold to stress",
            stretch.page_number,
        )


def find_capitals(text: str) -> str:
    """Return the first words in capitals that are more than a few, "" where there are none.

    Abbreviations stand between commas, slashes or brackets: they are no sentence.
    """
    row: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        if row and not (
            word[0].isupper() and _RUNS_ON.fullmatch(text, row[-1].end(), word.start())
        ):
            if len(row) > MOST_CAPITAL_WORDS:
                break
            row = []
        if word[0].isupper():
            row.append(word)
    return text[row[0].start() : row[-1].end()] if len(row) > MOST_CAPITAL_WORDS else ""


def find_italics(sheet: Sheet) -> Iterator[PageFault]:
    """Yield the first words of a page in italics that are more than a few."""
    for run in sheet.runs:
        if run.is_italic and len(run.text.split()) > MOST_ITALIC_WORDS:
            yield PageFault(
                ITALICS,
                f"'{shorten(run.text)}' is in italics",
                "set it upright; use bold to stress",
                sheet.number,
            )
            return


def _find_tight_lines(stretch: Stretch) -> Iterator[PageFault]:
    tightest = min((_leading(*pair) for pair in pairwise(stretch.lines)), default=MIN_LEADING)
    if tightest < MIN_LEADING - 0.005:
        yield PageFault(
            LEADING,
            f"the lines of '{shorten(stretch.text)}' are {tightest:.2f} times their size apart",
            f"set the line height to 1.5, and never under {MIN_LEADING}",
            stretch.page_number,
        )


def _leading(upper: Line, lower: Line) -> float:
    return (upper.baseline - lower.baseline) / max(upper.size_pt, lower.size_pt)


def _find_long_lines(stretch: Stretch) -> Iterator[PageFault]:
    if not stretch.lines:
        return
    lengths = [count_characters(line.text) for line in stretch.lines]
    most = MOST_CJK_CHARACTERS if stretch.is_cjk else MOST_CHARACTERS
    if max(lengths) > most * _VARIATION:
        yield _tell_length(stretch, f"has {max(lengths)} characters", f"{most} or fewer")
    full = lengths[:-1]
    is_judged = stretch.block.type == "P" and len(full) >= _LINES_FOR_SHORTNESS
    if is_judged and not stretch.is_cjk and max(full) < FEWEST_CHARACTERS:
        what = f"has at most {max(full)} characters"
        yield _tell_length(stretch, what, f"{FEWEST_CHARACTERS} or more")


def count_characters(text: str) -> int:
    """Return how many characters a line is long; vowel signs take no room."""
    return sum(not combining(character) for character in text)


def _tell_length(stretch: Stretch, what: str, wanted: str) -> PageFault:
    return PageFault(
        LINE_LENGTH,
        f"a line of '{shorten(stretch.text)}' {what}",
        f"let a line hold {wanted}: change the margins or the size",
        stretch.page_number,
    )


def tell_first(faults: Iterable[PageFault]) -> Iterator[PageFault]:
    """Yield the first fault of each rule on each page: what the style does, it does everywhere."""
    told: set[tuple[str, int]] = set()
    for fault in faults:
        if (fault.rule.key, fault.page_number) not in told:
            told.add((fault.rule.key, fault.page_number))
            yield fault
