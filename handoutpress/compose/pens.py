"""How words get onto a page: as they stand, or, in review, with marks on what changed.

Knows no handout; what marks look like is `marking_pen`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from markupsafe import Markup, escape

# A space before an element. Where just the space has no room in its line, the renderer (WeasyPrint
# 70.0) breaks the text before it after its first word; not where the space stands by itself.
SPACE = Markup("<span> </span>")


def join_inline(pieces: Iterable[Markup]) -> Markup:
    """Return pieces of one line as one."""
    joined: list[Markup] = []
    for piece in pieces:
        if joined and piece.startswith("<") and joined[-1].endswith(" "):
            joined[-1] = joined[-1][:-1] + SPACE
        joined.append(piece)
    return Markup("").join(joined)


class Pen(Protocol):
    """Prints the words of lines, one after the other, in the order of the page."""

    def line(self, source: object, print_words: Callable[[], Markup]) -> Markup:
        """Return a line; `source` says its words, and `print_words` prints them with this pen."""

    def words(self, text: str) -> Markup:
        """Return words of the line."""

    def whole(self, text: str, printed: Markup) -> Markup:
        """Return words of the line that are printed in their own way, and not divided."""

    def gone(self) -> Markup:
        """Return the words that stood here in the line and went; "" where none did."""


class PlainPen:
    """Prints words as they stand."""

    def line(self, source: object, print_words: Callable[[], Markup]) -> Markup:
        """Return a line."""
        return print_words()

    def words(self, text: str) -> Markup:
        """Return words of the line."""
        return escape(text)

    def whole(self, text: str, printed: Markup) -> Markup:
        """Return words that are printed in their own way."""
        return printed

    def gone(self) -> Markup:
        """Return nothing: nothing went."""
        return Markup("")
