"""Show a person at a terminal how far a build is: done of total, pages, time left.

Knows nothing of what is built; a pipe or a log gets plain lines instead.
"""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from handoutpress.console import say
from handoutpress.outcome import Built, Failed, Target
from handoutpress.report import count, describe_built, tell_failure


class ProgressListener:
    """Draws a line again and again, from the first PDF on: a run with nothing to do is quiet."""

    def __init__(self, *, is_verbose: bool = False) -> None:
        self._is_verbose = is_verbose
        self._pages = self._expected = 0
        self._progress: Progress | None = None
        self._task = TaskID(0)

    def __enter__(self) -> ProgressListener:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def expect(self, count: int) -> None:
        """Show how many PDFs there may be to make, those from before included."""
        self._expected += count
        if self._progress is not None:
            self._progress.update(self._task, total=self._expected)
            return
        self._progress = Progress(
            MofNCompleteColumn(),
            BarColumn(bar_width=None),
            TextColumn("{task.fields[pages]}"),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.description}", markup=False),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task("", total=count, pages="")
        self._progress.start()

    def skip(self, count: int) -> None:
        """Move on by those that stay as they are."""
        if self._progress is not None:
            self._progress.update(self._task, advance=count)

    def start(self, target: Target) -> None:
        """Show which PDF is being made."""
        if self._progress is not None:
            self._progress.update(
                self._task, description=f"{target.handout_id} ({target.language})"
            )

    def tell(self, event: Built | Failed) -> None:
        """Move on by one; print what failed above the line."""
        if isinstance(event, Built):
            self._pages += event.page_count
        if self._progress is None:
            return
        self._progress.update(self._task, advance=1, pages=count(self._pages, "page"))
        if isinstance(event, Failed):
            tell_failure(event)  # the library moves what is printed above its line
        elif self._is_verbose:
            say(describe_built(event, is_verbose=True))
