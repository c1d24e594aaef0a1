"""Find where a handout first uses a word of the glossary.

Explains nothing on the page: `compose` prints the meanings, `words` counts them as words. Both ask
here, so that what is printed and what is approved cannot differ.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from handoutpress.text import Block, Flow, Inline, Line, Link, Paragraph, Strong, Text, plain_text

if TYPE_CHECKING:
    from handoutpress.content import GlossaryEntry

# A piece of a text, and the entry whose word it is, where the reader meets that word first.
Piece: TypeAlias = "tuple[str, GlossaryEntry | None]"

# Neither "port" in "import" nor in "port-related": a meaning cannot stand inside a word, and
# "non-metastatic" is not "metastatic".
_WORD_START = r"(?<!\w)(?<!\w[-‐‑'’])"
_WORD_END = r"(?![-‐‑'’]?\w)"


class FirstUses:
    """The words of a glossary that a reader, going through a handout, has not met yet."""

    def __init__(self, entries: Iterable[GlossaryEntry]) -> None:
        words = _know_words(entries)
        self._waiting, self._pattern = words.by_spelling, words.pattern

    def explain(self, flow: Flow) -> Mapping[int, tuple[Piece, ...]]:
        """Return the pieces of each text in paragraphs and lists, by the text's offset.

        What is in a link stays whole, and is left out.
        """
        if self._pattern is None:
            return {}
        return dict(
            pieces
            for paragraph in _iter_paragraphs(flow.blocks)
            for pieces in self._split_paragraph(paragraph, self._pattern)
        )

    def _split_paragraph(
        self, paragraph: Paragraph, pattern: re.Pattern[str]
    ) -> Iterator[tuple[int, tuple[Piece, ...]]]:
        """Yield the pieces of each text; its neighbours tell whether a word is whole."""
        whole, start = _say(paragraph.children), 0
        for node, is_linked in _iter_leaves(paragraph.children):
            end = start + len(_say((node,)))
            if isinstance(node, Text) and not is_linked:
                matches = pattern.finditer(whole, start)
                yield node.offset, tuple(self._split(whole[:end], start, matches))
            start = end

    def _split(self, text: str, start: int, matches: Iterator[re.Match[str]]) -> Iterator[Piece]:
        for match in matches:
            if match.end() > len(text):
                break
            entry = self._take(match)
            if entry is not None:
                yield text[start : match.start()], None
                yield match.group(), entry
                start = match.end()
        yield text[start:], None

    def _take(self, match: re.Match[str]) -> GlossaryEntry | None:
        """Return the entry of a word that is met for the first time, and wait for it no longer."""
        if _goes_on(match):
            return None
        entry = self._waiting.get(_fold(match.group()))
        if entry is not None:
            self._waiting = {
                spelling: other for spelling, other in self._waiting.items() if other is not entry
            }
        return entry


@dataclass(frozen=True, slots=True)
class _Words:
    """The entries of a glossary by all their spellings, and a pattern of these."""

    entries: tuple[GlossaryEntry, ...]
    by_spelling: Mapping[str, GlossaryEntry]
    pattern: re.Pattern[str] | None


# A library has a glossary for each language, and every handout asks for the same: to spell out
# hundreds of words takes longer than all else that is done with a handout.
_MAX_KNOWN = 16
_known: dict[int, _Words] = {}


def _know_words(entries: Iterable[GlossaryEntry]) -> _Words:
    """Spell out a glossary, or remember it by its identity, which lasts as long as it is known."""
    entries = tuple(entries)
    words = _known.get(id(entries))
    if words is None:
        words = _known[id(entries)] = _spell_out(entries)
        for oldest in list(_known)[:-_MAX_KNOWN]:
            _known.pop(oldest, None)
    return words


def _spell_out(entries: tuple[GlossaryEntry, ...]) -> _Words:
    spellings = {spelling: entry for entry in entries for spelling in _list_spellings(entry)}
    by_spelling = {_fold(spelling): entry for spelling, entry in spellings.items()}
    return _Words(entries, by_spelling, _compile_words({*spellings, *by_spelling}))


def _list_spellings(entry: GlossaryEntry) -> Iterator[str]:
    lines: Iterable[Line] = (entry.word, *entry.forms)
    for line in lines:
        yield " ".join(_say(line.children).split())


def _fold(word: str) -> str:
    """Return what all ways to type a word have in common."""
    return unicodedata.normalize("NFC", " ".join(word.casefold().split()))


def _compile_words(words: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern of all words, with accents typed in either way."""
    forms = {unicodedata.normalize(form, word) for word in words for form in ("NFC", "NFD")}
    groups: dict[str, list[str]] = {}
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        groups.setdefault(_fold_initial(form), []).append(form)
    alternatives = "|".join(map(_compile_group, groups.values()))
    if not alternatives:
        return None
    return re.compile(f"{_WORD_START}(?:{alternatives}){_WORD_END}", re.IGNORECASE)


def _fold_initial(word: str) -> str:
    """Return the same for all words of which a pattern, whatever the case, may take one.

    Source: Python's re: what is alike is what Unicode folds alike, and "i" and the dotless "ı".
    """
    return "i" if word[0] == "ı" else word[0].casefold()[0]


def _compile_group(words: list[str]) -> str:
    """Return a pattern of words that begin alike: a look at their first letter spares the rest.

    The longest come first, so that "metastatic cancer" wins over "metastatic".
    """
    initials = "".join(sorted({re.escape(word[0]) for word in words}))
    alternatives = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return f"(?=[{initials}])(?:{alternatives})"


def _goes_on(match: re.Match[str]) -> bool:
    """Tell whether a mark on the last letter follows: to Python's patterns it is no letter."""
    following = match.string[match.end() : match.end() + 1]
    return bool(following) and unicodedata.category(following).startswith("M")


def _say(nodes: Iterable[Inline]) -> str:
    """Return the words; whatever stands for a placeholder, it touches its neighbours like one."""
    return plain_text(nodes, lambda _: "x")


def _iter_leaves(nodes: Iterable[Inline], is_linked: bool = False) -> Iterator[tuple[Inline, bool]]:
    """Yield what holds nothing else, and for each whether it is in a link."""
    for node in nodes:
        if isinstance(node, Strong | Link):
            yield from _iter_leaves(node.children, is_linked or isinstance(node, Link))
        else:
            yield node, is_linked


def _iter_paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for item in block.items:
                yield from _iter_paragraphs(item.blocks)
