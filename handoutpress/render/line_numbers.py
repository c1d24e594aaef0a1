"""Number the printed lines of a laid-out document, and put a bar beside those that changed.

Lays nothing out anew: CSS has no numbers of lines, and none are known before the layout. So a page
that wants them has an element `data-artifact="line-numbers"` in its margin, with a number and a bar
as samples. Here they become one number for each printed line of the page's body, and one bar for
each line that holds an `<ins>` or a `<del>`. What a margin holds is not read aloud, so tags stay as
they are. Lines that stand side by side share a number; numbers go on from page to page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.inline import split_text_box

from handoutpress.render.tag_mirror import Box, unwrap_placeholder

NUMBERED = 'data-artifact="line-numbers"'
CHANGED_TAGS = ("ins", "del")


@dataclass(slots=True)
class _Row:
    """Lines side by side, from `top` to `bottom` in pixels; `baseline` is that of the first."""

    top: float
    bottom: float
    baseline: float
    is_changed: bool

    def holds(self, other: _Row) -> bool:
        """Tell whether another line stands beside: half of the lower one is level with this."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        return 2 * shared > min(self.bottom - self.top, other.bottom - other.top)


def number_lines(document: Any) -> None:
    """Put numbers into a `weasyprint.Document` that wants them, before it is written."""
    number = 0
    for page in document.pages:
        for margin in page._page_box.children:
            if isinstance(margin, boxes.MarginBox):
                sample = _find_sample(margin)
                if sample is not None:
                    rows = _list_rows(page)
                    _fill(sample, rows, number + 1)
                    number += len(rows)


def _find_sample(margin: Box) -> Box | None:
    """Return the element with the samples; a margin holds one, or holds something else."""
    for box in margin.descendants():
        if box.element is not None and box.element.get("data-artifact") == "line-numbers":
            return box
    return None


# --- the lines of a page --------------------------------------------------------------------------


def _list_rows(page: Any) -> list[_Row]:
    """Return the printed lines of a page's body from top to bottom, those side by side as one."""
    bodies = (box for box in page._page_box.children if not isinstance(box, boxes.MarginBox))
    lines = sorted(
        (line for body in bodies for line in _iter_lines(body, is_changed=False)),
        key=lambda line: (line.baseline, line.top),
    )
    rows: list[_Row] = []
    for line in lines:
        if rows and rows[-1].holds(line):
            rows[-1].is_changed |= line.is_changed
        else:
            rows.append(line)
    return rows


def _iter_lines(box: Box, *, is_changed: bool) -> Iterator[_Row]:
    """Yield the lines with words in a box, but not those of elements that count none."""
    box = unwrap_placeholder(box)
    if box.element is not None:
        if box.element.get("data-lines") == "none" or "::marker" in box.element_tag:
            return
        is_changed = is_changed or box.element_tag in CHANGED_TAGS
    if isinstance(box, boxes.LineBox) and any(map(_has_words, box.children)):
        has_change = is_changed or any(map(_has_change, box.children))
        baseline = box.position_y + box.baseline
        yield _Row(box.position_y, box.position_y + box.height, baseline, has_change)
    if isinstance(box, boxes.ParentBox):
        for child in box.children:
            yield from _iter_lines(child, is_changed=is_changed)


def _has_words(box: Box) -> bool:
    """Tell whether a box draws words in the line itself, not in a block that stands in it."""
    if isinstance(box, boxes.TextBox):
        return bool(box.text.strip())
    return isinstance(box, boxes.InlineBox) and any(map(_has_words, box.children))


def _has_change(box: Box) -> bool:
    if not isinstance(box, boxes.InlineBox):
        return False
    is_change = box.element_tag in CHANGED_TAGS and _has_words(box)
    return is_change or any(map(_has_change, box.children))


# --- numbers and bars -----------------------------------------------------------------------------


def _fill(sample: Box, rows: Iterable[_Row], first_number: int) -> None:
    """Put a number beside each row, and a bar where it changed, in place of the samples."""
    number_box = next(box for box in sample.children if _sample_text(box) is not None)
    bar_box = next((box for box in sample.children if _sample_text(box) is None), None)
    children = []
    for number, row in enumerate(rows, start=first_number):
        children.append(_place_number(number_box, number, row.baseline))
        if row.is_changed and bar_box is not None:
            children.append(_place_bar(bar_box, row))
    sample.children = children


def _sample_text(box: Box) -> Box | None:
    return next((each for each in box.descendants() if isinstance(each, boxes.TextBox)), None)


def _place_number(sample: Box, number: int, baseline: float) -> Box:
    """Return a copy of a paragraph with another number, on a baseline.

    A number of more digits reaches away from the text: its end stays where the sample's is.
    """
    paragraph = sample.deepcopy()
    (line,) = paragraph.children
    (old,) = line.children
    new, _, _ = split_text_box(None, old.copy_with_text(str(number)), None, 0)
    new.position_x = old.position_x
    if old.style["direction"] == "ltr":
        new.position_x += old.width - new.width
    new.position_y = old.position_y
    line.children = [new]
    paragraph.translate(0, baseline - (new.position_y + new.baseline))
    return paragraph


def _place_bar(sample: Box, row: _Row) -> Box:
    """Return a copy of a bar that is as high as a row."""
    bar = sample.deepcopy()
    bar.translate(0, row.top - bar.border_box_y())
    bar.height = row.bottom - row.top
    return bar
