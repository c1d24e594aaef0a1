"""Find text that is not seen whole, and ink where a printer cannot print.

Looks at the drawn page alone: why a text is hidden, cut or covered, does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

from handoutpress.page_check.drawing import Drawn
from handoutpress.page_check.values import Box, PageFault, Run, shorten
from handoutpress.rules.page import PAGE_MARGINS, TEXT_HIDDEN

# Source: office printers leave 1/6 inch (4.2 mm) of each edge white.
UNPRINTABLE_PT = 12.0
# A letter's edge may be so many pixels from where the font says, because it is smoothed.
_TOLERANCE_PX = 3
# Smaller or thinner runs than this, such as a dot, may leave no trace at one pixel a point.
_LEAST_PT = 3.0
# So many times the size is the widest space, at the end of a run and within it.
_SPACE = 0.5
_WIDEST_GAP = 2.5
# Letters stand up to so many times the size over their baseline; a letter is about as wide, and
# neighbours share less than one.
_ZONE = 0.5
_OVERPRINT = 1.0


def find_hidden_text(drawn: Drawn) -> Iterator[PageFault]:
    """Yield the first text of a page that cannot be seen, wholly or in part, and how many more."""
    hidden = [run for run in drawn.sheet.runs if is_hidden(drawn, run)]
    if hidden:
        more = f", and {len(hidden) - 1} more" if len(hidden) > 1 else ""
        yield PageFault(
            TEXT_HIDDEN,
            f"'{shorten(hidden[0].text)}'{more} cannot be seen whole: something cuts or covers it",
            "make the text shorter, or give it more room",
            drawn.sheet.number,
        )


def is_hidden(drawn: Drawn, run: Run) -> bool:
    """Tell whether a part of a run leaves no trace on the page."""
    if min(run.box.width, run.box.height) < _LEAST_PT or _blends_in(drawn, run):
        return False
    sheet = Box(0, 0, drawn.sheet.width, drawn.sheet.height)
    if not _lies_in(run.box, sheet):
        return True
    expected = drawn.find_pixels(run.box)
    found = drawn.text.crop(expected).getbbox()
    if found is None:
        return True
    width, height = expected[2] - expected[0], expected[3] - expected[1]
    beside = max(found[0], width - found[2])
    above_or_below = max(found[1], height - found[3]) if _has_letters(run) else 0
    # The box of a run holds the space at its start or end, which leaves no trace.
    if beside > _TOLERANCE_PX + _SPACE * run.size_pt or above_or_below > _TOLERANCE_PX:
        return True
    return run.is_level and _has_gap(drawn, run)


def _has_letters(run: Run) -> bool:
    """Tell whether a run reaches from the top to the bottom of its box; signs alone may not."""
    return any(letter.isalnum() for letter in run.text)


def _has_gap(drawn: Drawn, run: Run) -> bool:
    """Tell whether several letters in a row leave no trace."""
    row = drawn.text.crop(drawn.find_pixels(run.box))
    columns = row.resize((row.width, 1), Image.Resampling.BOX).tobytes()
    return bytes(round(_WIDEST_GAP * run.size_pt)) in columns


def _blends_in(drawn: Drawn, run: Run) -> bool:
    """Tell whether a run has just the colour of its ground; that is a fault of contrast."""
    ground = drawn.ground.crop(drawn.find_pixels(run.box)).getcolors(1)
    return run.opacity == 0 or (ground is not None and ground[0][1] == run.color)


def _lies_in(box: Box, sheet: Box) -> bool:
    return (
        box.left >= -1
        and box.bottom >= -1
        and box.right <= sheet.right + 1
        and box.top <= sheet.top + 1
    )


def find_ink_at_edges(drawn: Drawn) -> Iterator[PageFault]:
    """Yield the edge of a page at which a printer would cut what is drawn."""
    ink = drawn.ink.getbbox()
    if ink is None:
        return
    width, height = drawn.picture.size
    distances = {
        "left": ink[0],
        "upper": ink[1],
        "right": width - ink[2],
        "lower": height - ink[3],
    }
    edge = min(distances, key=lambda name: distances[name])
    if distances[edge] < UNPRINTABLE_PT - 1:
        yield PageFault(
            PAGE_MARGINS,
            f"something is drawn {distances[edge] / 72 * 25.4:.0f} mm from the {edge} edge, where "
            "office printers cannot print",
            "keep 5 mm of each edge white",
            drawn.sheet.number,
        )


def find_overprint(drawn: Drawn) -> Iterator[PageFault]:
    """Yield the first text of a page that is drawn over another one."""
    runs = [run for run in drawn.sheet.runs if run.is_level and _has_letters(run)]
    runs.sort(key=lambda run: run.baseline)
    for index, run in enumerate(runs):
        for other in runs[index + 1 :]:
            if other.baseline >= run.baseline + _ZONE * run.size_pt:
                break
            if _measure_overlap(run, other) > _OVERPRINT * min(run.size_pt, other.size_pt):
                what = (
                    f"'{shorten(run.text)}' and '{shorten(other.text)}' are drawn over each other"
                )
                remedy = "give both their own room: shorten one, or change the style"
                yield PageFault(TEXT_HIDDEN, what, remedy, drawn.sheet.number)
                return


def _measure_overlap(one: Run, other: Run) -> float:
    """Return how much of a line two runs share; a sign over a letter is narrow."""
    return min(one.box.right, other.box.right) - max(one.box.left, other.box.left)
