"""Set the lines of two versions of a section side by side.

Knows no sections. Lines that are alike stand in one row; within it, words are marked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from handoutpress.changes.values import Piece, Row, Side
from handoutpress.changes.word_marks import (
    fold_word,
    mark_all,
    mark_words,
    match_runs,
    split_words,
)
from handoutpress.texts import TextLine

# Lines with fewer words in common, of all that both have, are other lines. Half of "Dose: 10 mg"
# and "Dose: 20 mg" is the same.
ALIKE = 0.4
# More pairs of lines than this are not weighed against each other, but taken in their order.
MAX_WEIGHED_PAIRS = 2_500


def pair_lines(old: Sequence[TextLine], new: Sequence[TextLine]) -> tuple[Row, ...]:
    """Return all lines of both, in order, each with its counterpart where it has one."""
    rows: list[Row] = []
    old_end = new_end = 0
    for at, to, length in (*match_runs(_fold(old), _fold(new)), (len(old), len(new), 0)):
        rows += _pair_changed(old[old_end:at], new[new_end:to])
        rows += map(_pair_equal, old[at : at + length], new[to : to + length])
        old_end, new_end = at + length, to + length
    return tuple(rows)


def _fold(lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    return tuple(TextLine(line.kind, fold_word(line.words)) for line in lines)


def _pair_equal(old: TextLine, new: TextLine) -> Row:
    return Row(Side(old.kind, _keep(old.words)), Side(new.kind, _keep(new.words)))


def _keep(words: str) -> tuple[Piece, ...]:
    return (Piece(words, is_changed=False),) if words else ()


def pair_line(old: TextLine | None, new: TextLine | None) -> Row:
    """Return one line before and now; what is not alike is marked as a whole."""
    if old and new and _likeness(_count(old), _count(new)) >= ALIKE:
        old_pieces, new_pieces = mark_words(old.words, new.words)
        return Row(Side(old.kind, old_pieces), Side(new.kind, new_pieces))
    return Row(_mark_whole(old), _mark_whole(new))


def _mark_whole(line: TextLine | None) -> Side | None:
    return Side(line.kind, mark_all(line.words)) if line else None


def _pair_changed(old: Sequence[TextLine], new: Sequence[TextLine]) -> Iterator[Row]:
    """Yield rows for lines of which none is the same; between likes, others share rows."""
    old_end = new_end = 0
    for at, to in (*_find_likes(old, new), (len(old), len(new))):
        for pair in zip_longest(old[old_end:at], new[new_end:to]):
            yield pair_line(*pair)
        if at < len(old) and to < len(new):
            yield pair_line(old[at], new[to])
        old_end, new_end = at + 1, to + 1


def _find_likes(old: Sequence[TextLine], new: Sequence[TextLine]) -> list[tuple[int, int]]:
    """Return the places of pairs that are alike, in order, so that they are most alike in all."""
    if not old or not new or len(old) * len(new) > MAX_WEIGHED_PAIRS:
        return []
    counts_old, counts_new = list(map(_count, old)), list(map(_count, new))
    likeness = [[_likeness(one, other) for other in counts_new] for one in counts_old]
    best = _sum_best(likeness)
    pairs: list[tuple[int, int]] = []
    row = column = 0
    while row < len(old) and column < len(new):
        here = best[row][column]
        if here == best[row + 1][column]:
            row += 1
        elif here == best[row][column + 1]:
            column += 1
        else:
            pairs.append((row, column))
            row, column = row + 1, column + 1
    return pairs


def _sum_best(likeness: list[list[float]]) -> list[list[float]]:
    """Return for each place how alike the lines from there on can be, by the best pairing."""
    rows, columns = len(likeness), len(likeness[0])
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in reversed(range(rows)):
        for column in reversed(range(columns)):
            value = likeness[row][column]
            paired = best[row + 1][column + 1] + value if value >= ALIKE else 0.0
            best[row][column] = max(paired, best[row + 1][column], best[row][column + 1])
    return best


def _count(line: TextLine) -> Counter[str]:
    return Counter(fold_word(word).casefold() for word in split_words(line.words))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of words that both have, from 0 to 1.

    Source: Dice's coefficient.
    """
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0
