"""Find which section of a handout became which: by id, by heading, by what they say.

Compares no words within sections.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from handoutpress.texts import PartText

# Sections with fewer words in common, of all that both have, are other sections.
ALIKE = 0.5
# More pairs of sections than this, without id and with new headings, are not weighed.
MAX_WEIGHED_PAIRS = 2_500


@dataclass(frozen=True, slots=True)
class SectionPair:
    """A section before and now; None where it was not there."""

    old: PartText | None
    new: PartText | None
    is_moved: bool = False


def pair_sections(old: Sequence[PartText], new: Sequence[PartText]) -> tuple[SectionPair, ...]:
    """Return all sections in their present order, removed ones after those that they followed."""
    partners = _find_partners(old, new)
    moved = _find_moved(partners)
    removed = _list_removed(old, partners)
    pairs = [SectionPair(gone, None) for gone in removed.get(-1, ())]
    for to, section in enumerate(new):
        at = partners.get(to)
        counterpart = None if at is None else old[at]
        pairs.append(SectionPair(counterpart, section, to in moved))
        if at is not None:
            pairs += [SectionPair(gone, None) for gone in removed.get(at, ())]
    return tuple(pairs)


def _list_removed(old: Sequence[PartText], partners: dict[int, int]) -> dict[int, list[PartText]]:
    """Return the removed sections by the place of the section that stayed before them."""
    stayed = set(partners.values())
    removed: dict[int, list[PartText]] = {}
    last = -1
    for at, section in enumerate(old):
        if at in stayed:
            last = at
        else:
            removed.setdefault(last, []).append(section)
    return removed


def _find_partners(old: Sequence[PartText], new: Sequence[PartText]) -> dict[int, int]:
    """Return for places in the new order those in the old one."""
    partners: dict[int, int] = {}
    for name in (lambda part: part.id, lambda part: part.heading.casefold()):
        partners |= _match_names(old, new, partners, name)
    return partners | _match_likes(old, new, partners)


def _match_names(
    old: Sequence[PartText],
    new: Sequence[PartText],
    partners: dict[int, int],
    name: Callable[[PartText], str],
) -> dict[int, int]:
    free_old, free_new = _list_free(old, new, partners)
    places: dict[str, list[int]] = {}
    for at in free_old:
        places.setdefault(name(old[at]), []).append(at)
    named = ((to, name(new[to])) for to in free_new)
    return {to: places[word].pop(0) for to, word in named if word and places.get(word)}


def _list_free(
    old: Sequence[PartText], new: Sequence[PartText], partners: dict[int, int]
) -> tuple[list[int], list[int]]:
    taken = set(partners.values())
    free_old = [at for at in range(len(old)) if at not in taken]
    return free_old, [to for to in range(len(new)) if to not in partners]


def _match_likes(
    old: Sequence[PartText], new: Sequence[PartText], partners: dict[int, int]
) -> dict[int, int]:
    """Pair what is left by its words, the most alike first; of equals, the nearest."""
    free_old, free_new = _list_free(old, new, partners)
    if len(free_old) * len(free_new) > MAX_WEIGHED_PAIRS:
        return {}
    old_words = {at: _count_words(old[at]) for at in free_old}
    new_words = {to: _count_words(new[to]) for to in free_new}
    weighed = sorted(
        (-_likeness(old_words[at], new_words[to]), abs(at - to), at, to)
        for at in free_old
        for to in free_new
    )
    found: dict[int, int] = {}
    for likeness, _, at, to in weighed:
        if -likeness >= ALIKE and to not in found and at not in found.values():
            found[to] = at
    return found


def _count_words(section: PartText) -> Counter[str]:
    return Counter(word for line in section.lines for word in line.words.casefold().split())


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _find_moved(partners: dict[int, int]) -> set[int]:
    """Return the new places of as few sections as can have moved."""
    order = sorted(partners)
    stayed = set(_longest_rise([partners[to] for to in order]))
    return {to for index, to in enumerate(order) if index not in stayed}


def _longest_rise(values: list[int]) -> Iterator[int]:
    """Yield the indices of a longest increasing part, the last first.

    Source: patience sorting (Schensted, 1961).
    """
    ends: list[int] = []
    end_indices: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        pile = bisect_left(ends, value)
        before.append(end_indices[pile - 1] if pile else -1)
        if pile == len(ends):
            ends.append(value)
            end_indices.append(index)
        else:
            ends[pile], end_indices[pile] = value, index
    index = end_indices[-1] if end_indices else -1
    while index >= 0:
        yield index
        index = before[index]
