"""Find text that does not stand out from what is drawn behind it, in colour and in grey.

Looks at no sizes but to tell large print, which may have less contrast.

Source: WCAG 2.2, 1.4.3 (contrast), and its definitions of relative luminance, contrast ratio and
large text.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import starmap

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
# A run is looked at in pieces as wide as so many times its size.
_PIECE = 3.0


def find_weak_contrast(drawn: Drawn) -> Iterator[PageFault]:
    """Yield each pair of colours of a page that is too alike, with the first words in it."""
    told: set[tuple[Color, Color]] = set()
    for run in drawn.sheet.runs:
        weak = _judge(drawn, run)
        if weak and (weak[1], weak[2]) not in told:
            told.add((weak[1], weak[2]))
            yield _tell(drawn, run, *weak)


def _tell(drawn: Drawn, run: Run, rule: Rule, text: Color, ground: Color) -> PageFault:
    ratio = get_contrast(
        *((to_grey(text), to_grey(ground)) if rule is GREY_CONTRAST else (text, ground))
    )
    where = " in grey print" if rule is GREY_CONTRAST else ""
    return PageFault(
        rule,
        f"'{shorten(run.text)}' has a contrast of {ratio:.1f} to 1{where}: "
        f"{_name(text)} on {_name(ground)}",
        f"use colours with a contrast of {find_least(run)} to 1 or more",
        drawn.sheet.number,
    )


def find_least(run: Run) -> float:
    """Return the least contrast that a run must have."""
    is_large = run.size_pt >= (LARGE_BOLD_PT if run.is_bold else LARGE_PT)
    return MIN_LARGE_CONTRAST if is_large else MIN_CONTRAST


def _judge(drawn: Drawn, run: Run) -> tuple[Rule, Color, Color] | None:
    """Return the rule that a run breaks, its colour, and that of its ground."""
    if run.color is None:
        return None
    least = find_least(run)
    for box in cut_run(run):
        grounds = _read_colors(drawn, box)
        for rule, is_grey in ((CONTRAST, False), (GREY_CONTRAST, True)):
            ground = _find_weak(run, grounds, least=least, is_grey=is_grey)
            if ground is not None:
                return rule, blend(run.color, ground, run.opacity), ground
    return None


def cut_run(run: Run) -> Iterator[Box]:
    """Yield what lies right behind the letters of a run, a few letters at a time."""
    if not run.is_level:
        yield run.box
        return
    bottom, top = run.baseline, run.baseline + _ZONE * run.size_pt
    left, width = run.box.left, _PIECE * run.size_pt
    while left < run.box.right:
        yield Box(left, bottom, min(left + width, run.box.right), top)
        left += width


def _read_colors(drawn: Drawn, box: Box) -> list[tuple[int, Color]]:
    """Return the colours of a ground, and how many pixels have each."""
    piece = drawn.ground.crop(drawn.find_pixels(box))
    colors = piece.getcolors(piece.width * piece.height) or []
    return [
        (count, (color[0], color[1], color[2]))
        for count, color in colors
        if isinstance(color, tuple)
    ]


def _find_weak(
    run: Run, grounds: list[tuple[int, Color]], *, least: float, is_grey: bool
) -> Color | None:
    """Return the ground from which a run does not stand out, the commonest of them."""
    assert run.color is not None
    total, weak = sum(count for count, _ in grounds), []
    for count, ground in grounds:
        text = blend(run.color, ground, run.opacity)
        pair = (to_grey(text), to_grey(ground)) if is_grey else (text, ground)
        if get_contrast(*pair) < least - 0.05:  # told with one digit
            weak.append((count, ground))
    return max(weak)[1] if sum(count for count, _ in weak) >= _SHARE * total > 0 else None


def blend(text: Color, ground: Color, opacity: float) -> Color:
    """Return the colour of see-through text on its ground."""
    if opacity >= 1:
        return text
    red, green, blue = (
        round(above * opacity + below * (1 - opacity))
        for above, below in zip(text, ground, strict=True)
    )
    return red, green, blue


@lru_cache(maxsize=4096)
def get_contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((_get_luminance(one), _get_luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _get_luminance(color: Color) -> float:
    """Return the relative luminance. Source: WCAG 2.2, "relative luminance"."""
    channels = (value / 255 for value in color)
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def to_grey(color: Color) -> Color:
    """Return a colour as a black and white printer draws it. Source: ITU-R BT.601, luma."""
    grey = round(0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2])
    return grey, grey, grey


def _name(color: Color) -> str:
    return "#" + "".join(starmap("{:02x}".format, ((value,) for value in color)))
