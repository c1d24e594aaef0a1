"""Who renders: processes beside this one, this process itself, or a cluster.

Keeps a crew ready from one pass to the next, as long as the theme is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import TypeVar

from handoutpress.build.survey import Survey
from handoutpress.worker import (
    IN_PROCESS_MOST,
    Cluster,
    Crew,
    Limits,
    count_usable_cores,
    open_crew,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A crew that is open, for which theme, and how it is closed."""

    theme: str
    crew: Crew
    stack: ExitStack


class Crews:
    """Opens crews, and closes them all.

    On one core a job or two are done in this process. Where there are more cores, a process beside
    it loads the renderer while this one still reads and checks. Measured: with two cores, one edit
    among 2,000 handouts takes a third less time so.
    """

    def __init__(self, *, jobs: int | None, limits: Limits | None, cluster: Cluster | None) -> None:
        self._jobs, self._limits, self._cluster = jobs, limits, cluster
        self._kept: dict[bool, _Kept] = {}  # by whether it is this process

    def warm_up(self, survey: Survey) -> None:
        """Get ready for a job that may come."""
        if self._cluster is None and not self._is_alone(is_few=True):
            self._find_crew(survey, is_alone=False).warm_up()

    @contextmanager
    def lend(
        self, survey: Survey, works: Iterator[T], *, is_local: bool = False
    ) -> Iterator[tuple[Crew, Iterator[T]]]:
        """Lend a crew that suits these works; the first of them are made to find out.

        With `is_local` no cluster is asked: what is combined would have to travel there first.
        """
        first = list(islice(works, IN_PROCESS_MOST + 1))
        works, is_few = chain(first, works), len(first) <= IN_PROCESS_MOST
        if self._cluster is None or is_local or is_few:
            yield self._find_crew(survey, is_alone=self._is_alone(is_few=is_few)), works
            return
        from handoutpress.worker.cluster import open_cluster

        with open_cluster(
            self._cluster.address,
            theme=survey.theme,
            fonts=survey.fonts,
            limits=self._limits,
            certificates=self._cluster.certificates,
        ) as crew:
            yield crew, works

    def _is_alone(self, *, is_few: bool) -> bool:
        """Tell whether this process itself is to render."""
        is_single = self._jobs == 1 or (is_few and count_usable_cores() == 1)
        return self._limits is None and is_single

    def _find_crew(self, survey: Survey, *, is_alone: bool) -> Crew:
        """Return the crew that is kept, made anew when the theme changed."""
        theme = survey.world.theme
        kept = self._kept.get(is_alone)
        if kept is None or kept.theme != theme:
            self._dismiss(is_alone)
            jobs = 1 if is_alone else self._jobs
            opened = open_crew(jobs, theme=survey.theme, fonts=survey.fonts, limits=self._limits)
            stack = ExitStack()
            kept = self._kept[is_alone] = _Kept(theme, stack.enter_context(opened), stack)
        return kept.crew

    def _dismiss(self, is_alone: bool) -> None:
        kept = self._kept.pop(is_alone, None)
        if kept is not None:
            kept.stack.close()

    def close(self) -> None:
        """Close what is open."""
        for is_alone in (True, False):
            self._dismiss(is_alone)
