"""Boards with PDFs in memory, and a real server for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from handoutpress.errors import Problem
from handoutpress.outcome import BuildResult, Built, Failed, Reason, Stale, Target
from handoutpress.watch.board import Board
from handoutpress.watch.saved import SavedHandout
from handoutpress.watch.server import serving

NOON = datetime(2026, 11, 26, 14, 2, 3)
GOOD = SavedHandout("care/good", "en", "handouts/care/good.yaml")
OTHER = SavedHandout("care/other", "en", "handouts/care/other.yaml")
STANDARD = Target("en/care/good.pdf", "care/good", "en", "standard")
LARGE = Target("en/care/good.large-print.pdf", "care/good", "en", "large-print")
OTHER_TARGET = Target("en/care/other.pdf", "care/other", "en", "standard")
PROBLEM = Problem(
    "handouts/care/good.yaml", 4, 7, "the picture 'x.png' is not there", "put it there"
)
SHARED_PROBLEM = Problem("handouts/clinic.yaml", 2, 1, "unknown key 'nam'", "did you mean 'name'?")


def built(target: Target, page_count: int = 1) -> Built:
    return Built(target, (Reason.CONTENT,), page_count, 1000, "draft")


def stale(target: Target, reason: str = "content is wrong") -> Stale:
    return Stale(target, reason)


def failed(target: Target, reason: str = "a letter is missing") -> Failed:
    return Failed(target, reason)


def result(
    *targets: Target, fresh: tuple[Target, ...] = (), problems: tuple[Problem, ...] = ()
) -> BuildResult:
    return BuildResult(built=tuple(map(built, targets)), fresh=fresh, problems=problems)


@dataclass
class Shelf:
    """The PDFs that lie in out/, and the board that reads them."""

    pdfs: dict[str, bytes] = field(default_factory=dict)

    def make_board(self) -> Board:
        return Board(lambda target: self.pdfs.get(target.path), clock=lambda: NOON)


@contextmanager
def served(board: Board) -> Iterator[str]:
    with serving(board, 0) as address:
        yield address
