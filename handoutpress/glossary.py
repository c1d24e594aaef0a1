"""Find where a handout first uses a word of the glossary.

Explains nothing on the page: `compose` prints the meanings, `words` counts them as words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from handoutpress.text import Line, plain_text

if TYPE_CHECKING:
    from handoutpress.content import GlossaryEntry


def _as_typed(name: str) -> str:
    return f"{{{{ {name} }}}}"


def _spellings(entry: GlossaryEntry) -> Iterator[str]:
    lines: Iterable[Line] = (entry.word, *entry.forms)
    for line in lines:
        yield plain_text(line, _as_typed)


class FirstUses:
    """The words of a glossary that a reader, going through a handout, has not met yet."""

    def __init__(self, entries: Iterable[GlossaryEntry]) -> None:
        self._waiting = {
            spelling.casefold(): entry for entry in entries for spelling in _spellings(entry)
        }
        # The longest first, so that "metastatic cancer" wins over "metastatic".
        spellings = sorted(self._waiting, key=len, reverse=True)
        words = "|".join(re.escape(spelling).replace(r"\ ", r"\s+") for spelling in spellings)
        self._pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if words else None

    def split(self, text: str) -> Iterator[tuple[str, GlossaryEntry | None]]:
        """Yield the pieces of a text in order, each with the entry that it uses first, if any."""
        position = 0
        for match in self._pattern.finditer(text) if self._pattern else ():
            entry = self._take(match.group())
            if entry is not None:
                yield text[position : match.start()], None
                yield match.group(), entry
                position = match.end()
        yield text[position:], None

    def _take(self, word: str) -> GlossaryEntry | None:
        """Return the entry of a word that is met for the first time, and wait for it no longer."""
        entry = self._waiting.get(" ".join(word.casefold().split()))
        if entry is not None:
            self._waiting = {
                spelling: other for spelling, other in self._waiting.items() if other is not entry
            }
        return entry
