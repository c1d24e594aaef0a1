"""Mark in two versions of a line the words that the other lacks.

Knows no handout. A number is marked whole, with its unit: "10 mg" became "20 mg", not "1" "2".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from handoutpress.changes.values import Piece

# Where nobody writes spaces between words, each sign counts as a word: Chinese and Japanese.
_SIGN = "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
UNIT = r"(?:mg|mcg|µg|μg|g|kg|mL|ml|dL|L|mm|cm|m|mmHg|mmol|IU|°C|°F|°|%)"
# Groups of digits may stand apart: "1 800 555 0100" is one number; "1980, 3" is two.
_INK = rf"(?:(?!{_SIGN})\S)"
_DIGITS = rf"\(?\d{_INK}*"
_NUMBER = rf"[^\s\w]*\d{_INK}*(?:(?<![,;:.!?])\s{_DIGITS})*(?:\s{UNIT}(?!\w){_INK}*)?"
_WORD = re.compile(rf"{_NUMBER}|{_SIGN}[^\s\w]*|{_INK}+")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")

# Longer lines are compared sentence by sentence first: comparing all words with all is slow.
LONG_LINE_WORDS = 300
# So many pairs of equal words are compared in two seconds at worst (measured).
MAX_EQUAL_PAIRS = 500_000
# Some words in common between longer changes only make these harder to read.
MAX_ISLAND_WORDS = 2


class Run(NamedTuple):
    """So many things that are the same on both sides, from these places on."""

    old: int
    new: int
    length: int


def split_words(line: str) -> tuple[str, ...]:
    """Return the words of a line, each with its punctuation and the space after it."""
    starts = [match.start() for match in _WORD.finditer(line)]
    starts[:1] = [0]
    return tuple(
        line[start:end] for start, end in zip(starts, [*starts[1:], len(line)], strict=True)
    )


def fold_word(word: str) -> str:
    """Return what two ways to space a word have in common."""
    return " ".join(word.split())


def mark_words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both lines in pieces, those marked that the other lacks."""
    old_words, new_words = split_words(old), split_words(new)
    runs = _match_words(tuple(map(fold_word, old_words)), tuple(map(fold_word, new_words)))
    kept_old = {run.old + step for run in runs for step in range(run.length)}
    kept_new = {run.new + step for run in runs for step in range(run.length)}
    return _join(old_words, kept_old), _join(new_words, kept_new)


def mark_all(line: str) -> tuple[Piece, ...]:
    """Return a line that the other side lacks as a whole."""
    return (Piece(line, is_changed=True),) if line else ()


def _join(words: Sequence[str], kept: set[int]) -> tuple[Piece, ...]:
    """Return the words in as few pieces as there can be; no mark ends in a space."""
    pieces: list[tuple[str, bool]] = []
    for index, word in enumerate(words):
        is_changed = index not in kept
        bare = (
            word.rstrip() if is_changed and (index + 1 in kept or index + 1 == len(words)) else word
        )
        pieces += [(bare, is_changed), (word[len(bare) :], False)]
    groups = groupby((piece for piece in pieces if piece[0]), key=lambda piece: piece[1])
    return tuple(
        Piece("".join(text for text, _ in group), is_changed) for is_changed, group in groups
    )


def _match_words(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    if max(len(old), len(new)) <= LONG_LINE_WORDS:
        return _drop_islands(match_runs(old, new), old, new)
    old_sentences, new_sentences = _split_sentences(old), _split_sentences(new)
    sentence_runs = match_runs(old_sentences, new_sentences)
    return _drop_islands(
        _refine(sentence_runs, (old, old_sentences), (new, new_sentences)), old, new
    )


def _split_sentences(words: Sequence[str]) -> list[tuple[str, ...]]:
    sentences: list[tuple[str, ...]] = []
    start = 0
    for index, word in enumerate(words, start=1):
        if index == len(words) or _SENTENCE_END.search(word):
            sentences.append(tuple(words[start:index]))
            start = index
    return sentences


def _refine(
    runs: list[Run],
    old: tuple[Sequence[str], list[tuple[str, ...]]],
    new: tuple[Sequence[str], list[tuple[str, ...]]],
) -> list[Run]:
    """Return the runs of words, given those of sentences: between these, compare word by word."""
    old_starts, new_starts = _count_starts(old[1]), _count_starts(new[1])
    refined: list[Run] = []
    old_end = new_end = 0
    for run in (*runs, Run(len(old[1]), len(new[1]), 0)):
        old_start, new_start = old_starts[run.old], new_starts[run.new]
        gap = match_runs(old[0][old_end:old_start], new[0][new_end:new_start])
        refined += [Run(old_end + at, new_end + to, length) for at, to, length in gap]
        old_end, new_end = old_starts[run.old + run.length], new_starts[run.new + run.length]
        refined.append(Run(old_start, new_start, old_end - old_start))
    return [run for run in refined if run.length]


def _count_starts(sentences: list[tuple[str, ...]]) -> list[int]:
    starts = [0]
    for sentence in sentences:
        starts.append(starts[-1] + len(sentence))
    return starts


def match_runs(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Run]:
    """Return what two sequences have in common, in order; too much to compare has no more."""
    start = _count_equal(old, new, lambda index: index)
    rest = min(len(old), len(new)) - start
    end = min(_count_equal(old, new, lambda index: -1 - index), rest)
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    runs = [Run(0, 0, start), *_match_middle(middle_old, middle_new, start)]
    runs.append(Run(len(old) - end, len(new) - end, end))
    return [run for run in runs if run.length]


def _count_equal(
    old: Sequence[Hashable], new: Sequence[Hashable], place: Callable[[int], int]
) -> int:
    length = min(len(old), len(new))
    differing = (index for index in range(length) if old[place(index)] != new[place(index)])
    return next(differing, length)


def _match_middle(old: Sequence[Hashable], new: Sequence[Hashable], offset: int) -> Iterator[Run]:
    counts_old, counts_new = Counter(old), Counter(new)
    if sum(count * counts_new[item] for item, count in counts_old.items()) > MAX_EQUAL_PAIRS:
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for block in matcher.get_matching_blocks():
        yield Run(block.a + offset, block.b + offset, block.size)


def _drop_islands(runs: list[Run], old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Leave out a word or two between changes that are each longer; numbers always stay."""
    bounds = [Run(0, 0, 0), *runs, Run(len(old), len(new), 0)]
    return [
        run
        for before, run, after in zip(bounds, runs, bounds[2:], strict=False)
        if not _is_island(before, run, after) or _has_digit(old[run.old : run.old + run.length])
    ]


def _is_island(before: Run, run: Run, after: Run) -> bool:
    return run.length <= MAX_ISLAND_WORDS and all(
        _gap(first, second) > run.length for first, second in ((before, run), (run, after))
    )


def _gap(first: Run, second: Run) -> int:
    """Return the number of words that changed between two runs, on the longer side."""
    return max(
        second.old - first.old - first.length,
        second.new - first.new - first.length,
    )


def _has_digit(words: Sequence[str]) -> bool:
    return any(character.isdigit() for word in words for character in word)
