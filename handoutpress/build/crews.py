"""Who renders: this process for a few pages, processes beside it for many, or a cluster.

Keeps the press of this process warm from one pass to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import chain, islice

from handoutpress.build.survey import Survey
from handoutpress.build.works import Work
from handoutpress.worker import IN_PROCESS_MOST, Cluster, Crew, Limits, open_crew


class Crews:
    """Opens crews, and closes them all."""

    def __init__(self, *, jobs: int | None, limits: Limits | None, cluster: Cluster | None) -> None:
        self._jobs, self._limits, self._cluster = jobs, limits, cluster
        self._warm: tuple[str, Crew] | None = None
        self._stack = ExitStack()

    @contextmanager
    def lend(self, survey: Survey, works: Iterator[Work]) -> Iterator[tuple[Crew, Iterator[Work]]]:
        """Lend a crew that suits these works; the first of them are made to find out."""
        first = list(islice(works, IN_PROCESS_MOST + 1))
        works = chain(first, works)
        if len(first) <= IN_PROCESS_MOST and self._limits is None:
            yield self._find_warm(survey), works
            return
        count = len(first) if len(first) <= IN_PROCESS_MOST else None
        with self._open_crew(survey, count) as crew:
            yield crew, works

    def _open_crew(self, survey: Survey, count: int | None) -> AbstractContextManager[Crew]:
        """Open a crew of processes for so many jobs; None is many, which a cluster does."""
        if self._cluster is None or count is not None:
            return open_crew(
                self._jobs,
                theme=survey.theme,
                fonts=survey.fonts,
                job_count=count,
                limits=self._limits,
            )
        from handoutpress.worker.cluster import open_cluster

        return open_cluster(
            self._cluster.address,
            theme=survey.theme,
            fonts=survey.fonts,
            limits=self._limits,
            certificates=self._cluster.certificates,
        )

    def _find_warm(self, survey: Survey) -> Crew:
        """Return this process's own crew, made anew when the theme changed."""
        styles = "".join(digest for _, digest in sorted(survey.world.editions.items()))
        if self._warm is None or self._warm[0] != styles:
            crew = self._stack.enter_context(
                open_crew(1, theme=survey.theme, fonts=survey.fonts, job_count=1)
            )
            self._warm = (styles, crew)
        return self._warm[1]

    def close(self) -> None:
        """Close what is open."""
        self._stack.close()
