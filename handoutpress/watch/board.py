"""Hold what the preview shows: how the last pass ended, and the handouts of this session.

Thread-safe; knows nothing of pages, words and the web.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from handoutpress.errors import ContentError, HandoutError, Problem
from handoutpress.outcome import BuildResult, Target
from handoutpress.watch.saved import SavedHandout

ReadPdf = Callable[[Target], bytes | None]

MOST_HANDOUTS = 30  # more, and nobody finds one in the list
# A page that is being loaded may still ask for the pictures of the PDF before this one; two
# windows may show two handouts.
MOST_PDFS = 8


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How things stood at one moment.

    `serial` counts every change, `saves` the changes of the handout that was saved last.
    """

    serial: int = 0
    saves: int = 0
    is_building: bool = False
    passed_at: datetime | None = None
    error: str = ""
    problems: tuple[Problem, ...] = ()
    result: BuildResult = field(default_factory=BuildResult)
    session: tuple[SavedHandout, ...] = ()

    @property
    def targets(self) -> frozenset[Target]:
        """Every known PDF."""
        return find_targets(self.result)


class Board:
    """What is shown now; those who listen are told of every change."""

    def __init__(self, read_pdf: ReadPdf, clock: Callable[[], datetime] = datetime.now) -> None:
        self._read_pdf = read_pdf
        self._clock = clock
        self._lock = threading.Lock()
        self._snapshot = Snapshot()
        self._pdfs: dict[str, bytes] = {}
        self._wakers: list[Callable[[], None]] = []
        self._is_closed = False

    # --- what the loop tells ----------------------------------------------------------------------

    def begin(self) -> None:
        """Say that a pass is running."""
        self._change(is_building=True)

    def update(self, result: BuildResult | None, saved: SavedHandout | None) -> None:
        """Take over how a pass ended; without a result, what was known stays."""
        known = self.snapshot
        self._change(
            saved,
            is_building=False,
            passed_at=self._clock(),
            error="",
            problems=known.problems if result is None else result.problems,
            result=known.result if result is None else result,
        )

    def tell_error(self, error: HandoutError, saved: SavedHandout | None) -> None:
        """Say why a pass could not be run; what was made before stays shown."""
        is_content = isinstance(error, ContentError)
        self._change(
            saved,
            is_building=False,
            passed_at=self._clock(),
            error="" if is_content else str(error),
            problems=error.problems if isinstance(error, ContentError) else self.snapshot.problems,
            result=replace(self.snapshot.result, built=()) if is_content else self.snapshot.result,
        )

    def close(self) -> None:
        """Let everybody who listens go."""
        with self._lock:
            self._is_closed = True
            self._wake_all()

    def _change(self, saved: SavedHandout | None = None, **values: object) -> None:
        with self._lock:
            before = self._snapshot
            if saved is not None:
                others = (each for each in before.session if each.path != saved.path)
                values["session"] = (saved, *others)[:MOST_HANDOUTS]
                values["saves"] = before.saves + 1
            values["serial"] = before.serial + 1
            self._snapshot = replace(before, **values)  # type: ignore[arg-type]
            self._wake_all()

    def _wake_all(self) -> None:
        for wake in self._wakers:
            wake()

    # --- what the page asks -----------------------------------------------------------------------

    @property
    def snapshot(self) -> Snapshot:
        """How things stand now."""
        with self._lock:
            return self._snapshot

    @property
    def is_closed(self) -> bool:
        """Whether the watch has ended."""
        with self._lock:
            return self._is_closed

    def read_pdf(self, target: Target) -> tuple[str, bytes] | None:
        """Return a PDF and the name of its bytes, by which `find_pdf` finds it."""
        pdf = self._read_pdf(target)
        if not pdf:
            return None
        version = hashlib.sha256(pdf).hexdigest()[:16]
        with self._lock:
            self._pdfs.pop(version, None)
            self._pdfs[version] = pdf
            while len(self._pdfs) > MOST_PDFS:
                del self._pdfs[next(iter(self._pdfs))]
        return version, pdf

    def find_pdf(self, version: str) -> bytes | None:
        """Return a PDF that was shown a short while ago."""
        with self._lock:
            return self._pdfs.get(version)

    @contextmanager
    def listening(self, wake: Callable[[], None]) -> Iterator[None]:
        """Call `wake`, in whichever thread, at every change and at the end."""
        with self._lock:
            self._wakers.append(wake)
        try:
            yield
        finally:
            with self._lock:
                self._wakers.remove(wake)


def find_targets(result: BuildResult) -> frozenset[Target]:
    """Return every PDF that a pass knows."""
    built = frozenset(event.target for event in result.built)
    failed = frozenset(event.target for event in result.failed)
    stale = frozenset(event.target for event in result.stale)
    return built | failed | stale | frozenset(result.fresh)
