"""Find text that does not stand out from what is drawn behind it, in colour and in grey.

Looks at no sizes but to tell large print, which may have less contrast.

Source: WCAG 2.2, 1.4.3 (contrast), and its definition of large text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handoutpress.page_check.colors import blend, get_contrast, name_color, to_grey
from handoutpress.page_check.drawing import Drawn
from handoutpress.page_check.values import Box, Color, PageFault, Run, shorten
from handoutpress.rules import Rule
from handoutpress.rules.page import CONTRAST, GREY_CONTRAST

MIN_CONTRAST, MIN_LARGE_CONTRAST = 4.5, 3.0
LARGE_PT, LARGE_BOLD_PT = 18.0, 14.0
# The part of the size from the baseline up that is behind letters and not above or below them.
_ZONE = 0.5
# So much of a few letters' ground must be too alike to count: less is a line or a smoothed edge.
_SHARE = 0.25
# A run on a ground of several colours is looked at in pieces as wide as so many times its size.
_PIECE = 3.0

_Grounds = list[tuple[int, Color]]  # the colours of a ground, and how many pixels have each


@dataclass(frozen=True, slots=True)
class _Weak:
    """A text and its ground that are too alike; the colours are those that are seen."""

    rule: Rule
    text: Color
    ground: Color
    ratio: float


def find_weak_contrast(drawn: Drawn) -> Iterator[PageFault]:
    """Yield each pair of colours of a page that is too alike, with the first words in it."""
    told: set[_Weak] = set()
    for run in drawn.sheet.runs:
        weak = _judge(drawn, run)
        if weak and weak not in told:
            told.add(weak)
            yield _tell(weak, run, drawn.sheet.number)


def _tell(weak: _Weak, run: Run, page_number: int) -> PageFault:
    where = " in grey print" if weak.rule is GREY_CONTRAST else ""
    colors = f"{name_color(weak.text)} on {name_color(weak.ground)}"
    return PageFault(
        weak.rule,
        f"'{shorten(run.text)}' has a contrast of {weak.ratio:.2f} to 1{where}: {colors}",
        f"use colours with a contrast of {find_least(run)} to 1 or more",
        page_number,
    )


def find_least(run: Run) -> float:
    """Return the least contrast that a run must have."""
    is_large = run.size_pt >= (LARGE_BOLD_PT if run.is_bold else LARGE_PT)
    return MIN_LARGE_CONTRAST if is_large else MIN_CONTRAST


def _judge(drawn: Drawn, run: Run) -> _Weak | None:
    """Return what is too alike in a run, if anything is; a pattern has no colour to judge."""
    if run.color is None:
        return None
    for grounds in _read_grounds(drawn, run):
        seen = [(count, blend(run.color, ground, run.opacity), ground) for count, ground in grounds]
        for rule in (CONTRAST, GREY_CONTRAST):
            weak = _find_weak(seen, rule, find_least(run))
            if weak:
                return weak
    return None


def _read_grounds(drawn: Drawn, run: Run) -> Iterator[_Grounds]:
    """Yield the ground of a run: in one, where it has one colour, or else in pieces."""
    zone = _find_zone(run)
    whole = _read_colors(drawn, zone)
    if len(whole) == 1:
        yield whole
        return
    left, width = zone.left, _PIECE * run.size_pt
    while left < zone.right:
        piece = zone._replace(left=left, right=min(left + width, zone.right))
        yield _read_colors(drawn, piece)
        left += width


def _find_zone(run: Run) -> Box:
    """Return what lies right behind the letters of a run."""
    if not run.is_level:
        return run.box
    return run.box._replace(bottom=run.baseline, top=run.baseline + _ZONE * run.size_pt)


def _read_colors(drawn: Drawn, box: Box) -> _Grounds:
    piece = drawn.ground.crop(drawn.find_pixels(box))
    colors = piece.getcolors(piece.width * piece.height) or []
    return [
        (count, (color[0], color[1], color[2]))
        for count, color in colors
        if isinstance(color, tuple)
    ]


def _find_weak(seen: Iterable[tuple[int, Color, Color]], rule: Rule, least: float) -> _Weak | None:
    """Return the commonest pair that is too alike, where such pairs are more than a little."""
    total, weak = 0, []
    for count, text, ground in seen:
        total += count
        pair = (to_grey(text), to_grey(ground)) if rule is GREY_CONTRAST else (text, ground)
        ratio = get_contrast(*pair)
        if ratio < least:
            weak.append((count, text, ground, ratio))
    if not weak or sum(count for count, *_ in weak) < _SHARE * total:
        return None
    _, text, ground, ratio = max(weak)
    return _Weak(rule, text, ground, ratio)
