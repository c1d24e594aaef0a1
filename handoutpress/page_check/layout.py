"""Find pages that are nearly empty, headings and captions that are parted, text beyond the margins.

Knows no sizes and no colours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from handoutpress.page_check.drawing import Drawn
from handoutpress.page_check.structure import Content, Structure
from handoutpress.page_check.values import Box, PageFault, Sheet, Stretch, shorten
from handoutpress.rules.page import CAPTION_APART, HEADING_AT_FOOT, NEAR_EMPTY_PAGE, PAGE_MARGINS

# Source: the brief of our own pages: less than a third is a page for nothing.
LEAST_FILL = 1 / 3
# A last page with no more lines is not worth its sheet.
FEWEST_LINES = 2
# Running heads and feet stand in these parts of the page, next to its edges.
_HEAD_PART, _FOOT_PART = 0.15, 0.18
# The rule over a foot or under a head stands as far from its words as this.
_RULE_PT = 12.0
_DEFAULT_MARGIN_PT = 48.0
# A letter's ink may stand out of its box, and edges are rounded.
_TOLERANCE_PT = 3.0
# Where fewer lines begin at one place, there is no such margin.
_LINES_AT_MARGIN = 0.3
_TITLES = frozenset({"H", "H1"})
_HEADING = re.compile(r"H[1-6]?")


@dataclass(frozen=True, slots=True)
class Pages:
    """All that the layout of a PDF is judged by; `fills` is how far down each page is full."""

    sheets: tuple[Sheet, ...]
    structure: Structure
    stretches: tuple[Stretch, ...]
    fills: tuple[float, ...]

    def find_text(self, block: int) -> str:
        """Return the words of a block on all its pages."""
        return " ".join(each.text for each in self.stretches if each.index == block)


def measure_fill(drawn: Drawn) -> float:
    """Return how far down a page is full, head and foot aside: 0 is nothing, 1 is to the foot."""
    sheet = drawn.sheet
    running = [run.box for run in sheet.runs if run.is_artifact]
    heads = [box.bottom for box in running if box.bottom > sheet.height * (1 - _HEAD_PART)]
    feet = [box.top for box in running if box.top < sheet.height * _FOOT_PART]
    top = min(heads, default=sheet.height - _DEFAULT_MARGIN_PT + _RULE_PT) - _RULE_PT
    bottom = max(feet, default=_DEFAULT_MARGIN_PT - _RULE_PT) + _RULE_PT
    first, last = round(sheet.height - top), round(sheet.height - bottom)
    ink = drawn.ink.crop((0, first, drawn.ink.width, last)).getbbox()
    return ink[3] / (last - first) if ink else 0.0


# --- pages that are nearly empty ------------------------------------------------------------------


def find_near_empty_pages(pages: Pages) -> Iterator[PageFault]:
    """Yield each page of a handout that is not worth its paper.

    The last page may be short, but not of a line or two.
    """
    if len(pages.sheets) < 2:
        return
    lines = Counter[int]()
    for stretch in pages.stretches:
        lines[stretch.page_number] += len(stretch.lines)
    last = pages.sheets[-1].number
    for sheet, fill in zip(pages.sheets, pages.fills, strict=True):
        if fill >= LEAST_FILL:
            continue
        if sheet.number < last:
            yield _tell_empty(sheet.number, f"the page is filled to {fill:.0%}")
        elif lines[last] <= FEWEST_LINES:
            yield _tell_empty(last, "only a line or two stand on the last page")


def _tell_empty(page_number: int, what: str) -> PageFault:
    remedy = "shorten the text a little, or split a long table, list or box"
    return PageFault(NEAR_EMPTY_PAGE, what, remedy, page_number)


# --- what belongs together ------------------------------------------------------------------------


def find_headings_at_foot(pages: Pages) -> Iterator[PageFault]:
    """Yield each heading in the lower half of a page whose text begins overleaf."""
    units = [
        (key, list(group)[-1].page_number)
        for key, group in groupby(pages.structure.contents, key=lambda each: each.block)
    ]
    for (block, page_number), (follower, _) in pairwise(units):
        if not _HEADING.fullmatch(pages.structure.blocks[block].type):
            continue
        first = next(each for each in _contents_of(pages, follower))
        if first.page_number > page_number and _is_low(pages, block, page_number):
            yield PageFault(
                HEADING_AT_FOOT,
                f"the heading '{shorten(pages.find_text(block))}' stands at the foot of the page, "
                f"and its text on page {first.page_number}",
                "shorten the text before it, or what follows it, so that both stand together",
                page_number,
            )


def _contents_of(pages: Pages, block: int) -> Iterator[Content]:
    return (each for each in pages.structure.contents if each.block == block)


def _is_low(pages: Pages, block: int, page_number: int) -> bool:
    height = pages.sheets[page_number - 1].height
    baselines = [
        line.baseline
        for stretch in pages.stretches
        if stretch.index == block and stretch.page_number == page_number
        for line in stretch.lines
    ]
    return min(baselines, default=height) < height / 2


def find_captions_apart(pages: Pages) -> Iterator[PageFault]:
    """Yield each caption that is not on the page of its table or picture."""
    spans = pages.structure.list_pages()
    kids: dict[int, list[int]] = {}
    for index, block in enumerate(pages.structure.blocks):
        kids.setdefault(block.parent, []).append(index)
    for index, block in enumerate(pages.structure.blocks):
        if block.type != "Caption" or index not in spans:
            continue
        siblings = [kid for kid in kids[block.parent] if kid in spans]
        if not _is_beside(index, siblings, spans):
            text = " ".join(
                pages.find_text(each)
                for each in range(index, len(pages.structure.blocks))
                if index in pages.structure.iter_holders(each)
            )
            yield PageFault(
                CAPTION_APART,
                f"the caption '{shorten(text)}' is not on the page of what it belongs to",
                "make the table or picture smaller, or split it",
                spans[index][0],
            )


def _is_beside(caption: int, siblings: list[int], spans: dict[int, tuple[int, ...]]) -> bool:
    """Tell whether a caption is where what follows it begins, or where what is before ends."""
    place = siblings.index(caption)
    if place + 1 < len(siblings):
        return spans[caption][-1] == spans[siblings[place + 1]][0]
    return place == 0 or spans[caption][0] == spans[siblings[place - 1]][-1]


# --- margins --------------------------------------------------------------------------------------


def find_overflow(pages: Pages, *, is_right_to_left: bool) -> Iterator[PageFault]:
    """Yield the first text or picture of each page that stands out of the column of all others.

    The column begins where most lines do, and leaves as much on the other side, or ends where
    running heads and feet do.
    """
    margin = _find_margin(pages, is_right_to_left=is_right_to_left)
    if margin is None:
        return
    for sheet in pages.sheets:
        left, right = _find_column(sheet, margin)
        for name, box in _iter_boxes(pages, sheet):
            if box.left < left - _TOLERANCE_PT or box.right > right + _TOLERANCE_PT:
                yield PageFault(
                    PAGE_MARGINS,
                    f"{name} stands in the margin",
                    "break the long word or address, make the picture smaller, or give the table "
                    "fewer columns",
                    sheet.number,
                )
                break


def _iter_boxes(pages: Pages, sheet: Sheet) -> Iterator[tuple[str, Box]]:
    for run in sheet.runs:
        yield f"'{shorten(run.text)}'", run.box
    for block in pages.structure.blocks:
        if block.box and block.page_number == sheet.number:
            yield f"the picture '{shorten(block.alt)}'", block.box


def _find_margin(pages: Pages, *, is_right_to_left: bool) -> float | None:
    """Return how wide the margin is at which lines begin, None where they begin anywhere.

    Most lines may be those of lists, which stand further in: a title never does.
    """
    widths = {sheet.number: sheet.width for sheet in pages.sheets}
    starts = [
        (
            round(widths[stretch.page_number] - line.right if is_right_to_left else line.left),
            stretch.block.type,
        )
        for stretch in pages.stretches
        for line in stretch.lines
    ]
    counts = Counter(start for start, _ in starts)
    if not counts:
        return None
    commonest = counts.most_common(1)[0][0]
    near = sum(counts[commonest + each] for each in (-1, 0, 1))
    if near < _LINES_AT_MARGIN * counts.total():
        return None
    return min([commonest, *(start for start, kind in starts if kind in _TITLES)])


def _find_column(sheet: Sheet, margin: float) -> tuple[float, float]:
    running = [run.box for run in sheet.runs if run.is_artifact]
    left = min([margin, *(box.left for box in running)])
    right = max([sheet.width - margin, *(box.right for box in running)])
    return left, right
