"""Find running text that does not begin at one straight edge, or that ends at one.

Knows no sizes and no colours. In right-to-left text, lines begin at the right.

Source: RNIB Clear Print, UKAAF G003: aligned where lines begin, ragged where they end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from handoutpress.page_check.values import PageFault, Stretch, shorten
from handoutpress.rules.page import ALIGNMENT

# How far edges that are meant to be the same may lie apart: the ink of letters, not their box.
_SAME_EDGE_PT = 1.5
# How far edges lie apart where lines are centred; a hanging sign is less.
_MOVED_PT = 4.0
# So many full lines do not end at the same place by chance.
_FULL_LINES = 4
_FLUSH_SHARE = 0.8
_READ_TYPES = frozenset({"P", "LBody", "BlockQuote"})


@dataclass(frozen=True, slots=True)
class _Edges:
    """Where a line begins and ends, counted along the direction of reading."""

    start: float
    end: float

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


def find_misalignment(
    stretches: Iterable[Stretch], *, is_right_to_left: bool
) -> Iterator[PageFault]:
    """Yield the first centred or end-aligned text of one page, and the first justified one."""
    columns: dict[float, list[tuple[float, Stretch]]] = {}
    for stretch in stretches:
        if stretch.block.type not in _READ_TYPES or len(stretch.lines) < 2:
            continue
        edges = _find_edges(stretch, is_right_to_left)
        if _is_moved(edges):
            yield _tell(stretch, _name_alignment(edges))
            continue
        if stretch.is_cjk:  # squares fill every line
            continue
        start = next((each for each in columns if _is_near(each, edges[0].start)), edges[0].start)
        full_lines = ((line.end, stretch) for line in edges[:-1])
        columns.setdefault(start, []).extend(full_lines)
    for column in columns.values():
        if _is_justified([end for end, _ in column]):
            yield _tell(column[0][1], "is justified")


def _is_near(one: float, other: float) -> bool:
    return abs(one - other) <= _SAME_EDGE_PT


def _find_edges(stretch: Stretch, is_right_to_left: bool) -> list[_Edges]:
    if is_right_to_left:
        return [_Edges(-line.right, -line.left) for line in stretch.lines]
    return [_Edges(line.left, line.right) for line in stretch.lines]


def _is_moved(edges: Sequence[_Edges]) -> bool:
    """Tell whether lines begin at different places, and have another edge or middle in common."""
    is_ragged = _spread([line.start for line in edges]) > _MOVED_PT
    return is_ragged and bool(_name_alignment(edges))


def _name_alignment(edges: Sequence[_Edges]) -> str:
    if _spread([line.middle for line in edges]) <= _SAME_EDGE_PT:
        return "is centred"
    return (
        "begins at a ragged edge" if _spread([line.end for line in edges]) <= _SAME_EDGE_PT else ""
    )


def _is_justified(ends: Sequence[float]) -> bool:
    """Tell whether nearly all full lines of a column end at the same place."""
    furthest = max(ends, default=0.0)
    flush = sum(furthest - end <= _SAME_EDGE_PT for end in ends)
    return flush >= _FULL_LINES and flush >= _FLUSH_SHARE * len(ends)


def _spread(values: Sequence[float]) -> float:
    return max(values) - min(values)


def _tell(stretch: Stretch, what: str) -> PageFault:
    return PageFault(
        ALIGNMENT,
        f"'{shorten(stretch.text)}' {what}",
        "let all lines begin at the same edge and end where they end",
        stretch.page_number,
    )
