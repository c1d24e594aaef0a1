"""One pass over a workspace: make what must be made, publish it, remove what is gone, and tell.

Decides nothing: `outlook` does. Survives a failed job.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Protocol

from handoutpress.build.chronicle import Chronicle
from handoutpress.build.keeping import Keeper, keep_published
from handoutpress.build.outlook import Outlook
from handoutpress.build.roster import Key, Roster
from handoutpress.build.telling import update_catalogue, write_changes
from handoutpress.catalogue import choose_pictured_edition
from handoutpress.errors import BugError, HandoutError, Problem, RenderError, has_errors
from handoutpress.jobs import Job, Rendered
from handoutpress.model import is_collection
from handoutpress.outcome import BuildResult, Built, Failed, Reason, Stale, Target
from handoutpress.plan import Request
from handoutpress.records import OutputRecord

if TYPE_CHECKING:
    from handoutpress.build.crews import Crews
    from handoutpress.build.works import Work


class Listener(Protocol):
    """Who is told what happens while it happens."""

    def expect(self, count: int) -> None:
        """Take note of how many more PDFs may have to be made."""

    def start(self, target: Target) -> None:
        """Take note of a PDF that is being made."""

    def tell(self, event: Built | Failed) -> None:
        """Take note of one that is done."""

    def skip(self, count: int) -> None:
        """Take note of PDFs that need not be made after all."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a pass is asked to do.

    `request` may depend on what there is. Without `with_volumes` no booklet and no set is made.
    `withdrawn` are handouts that have just been withdrawn: what holds them goes, whatever else is
    wrong.
    """

    request: Request | Callable[[Roster], Request] = field(default_factory=Request)
    today: date | None = None
    is_forced: bool = False
    is_dry: bool = False
    with_volumes: bool = True
    withdrawn: frozenset[Key] = frozenset()


class OnePass:
    """What one pass does."""

    def __init__(
        self,
        outlook: Outlook,
        wish: Wish,
        listener: Listener,
        *,
        open_crews: Callable[[], Crews],
        end_making: Callable[[], None],
        keeper: Keeper | None,
    ) -> None:
        self._outlook, self._survey, self._place = outlook, outlook.survey, outlook.place
        self._wish, self._listener = wish, listener
        self._open_crews, self._end_making, self._keeper = open_crews, end_making, keeper
        self._chronicle = Chronicle(outlook.place)
        self._events: list[Built | Failed] = []
        self._planned: list[tuple[Target, tuple[Reason, ...]]] = []
        self._leaving: list[str] = []
        self._problems: list[Problem] = []
        self._fresh: list[Target] = []

    def run(self, changed: list[Key]) -> BuildResult:
        """Do everything, and return what was done.

        What somebody edited is made before it is known whether anything else changed: who saved
        it waits.
        """
        outlook = self._outlook
        try:
            self._make(changed)
            verdict = outlook.decide(changed)
            self._make(verdict.waiting)
            self._make_volumes()
            self._end_making()
            problems = outlook.collect_problems(verdict.others, self._problems)
            removed = self._remove(problems)
            if self._keeper is not None and not self._wish.is_dry:
                keep_published(self._place, outlook.roster, self._keeper)
            self._tell()
            outlook.forget_gone()
        except (KeyboardInterrupt, HandoutError, OSError):
            self._tell_changes()  # what was finished stays, and is told
            raise
        finally:
            self._settle()
        return self._sum_up([*verdict.fresh, *self._fresh], problems, removed)

    def _warm_up(self) -> None:
        """Have a renderer ready when the first page is composed."""
        if not self._wish.is_dry:
            self._open_crews().warm_up(self._survey)

    # --- making ---------------------------------------------------------------------------------

    def _make(self, waiting: list[Key]) -> None:
        """Check handouts, and make those of their PDFs that must be made."""
        if not waiting:
            return
        self._warm_up()
        from handoutpress.build.approved_text import find_approved_text
        from handoutpress.build.works import WorkList

        outlook = self._outlook
        editions = outlook.selection.editions
        self._listener.expect(len(waiting) * len(editions))
        work_list = WorkList(
            *(outlook.checker, self._survey, outlook.known),
            editions=editions,
            pictured=choose_pictured_edition(outlook.roster.editions),
            confirm=self._confirm,
            learn=outlook.learn,
            find_approved=partial(find_approved_text, self._survey.root),
        )
        works = work_list.iter_works(waiting)
        if self._wish.is_dry:
            self._planned += ((work.target, work.reasons) for work in works)
        else:
            self._render(works)
        self._problems += work_list.problems
        self._fresh += work_list.fresh

    def _make_volumes(self) -> None:
        """Make the booklets and sets that must be made, now that their handouts are."""
        if not self._wish.with_volumes:
            return
        outlook, planned = self._outlook, {target.path for target, _ in self._planned}
        verdict = outlook.volumes.decide(outlook.selection, planned)
        self._fresh += verdict.fresh
        self._planned += verdict.coming
        if not verdict.due:
            return
        self._listener.expect(len(verdict.due))
        from handoutpress.build.volume_works import VolumeList

        volume_list = VolumeList(
            *(outlook.checker, self._survey, self._place, outlook.known),
            first_edition=choose_pictured_edition(outlook.roster.editions),
            confirm=self._confirm,
        )
        works = volume_list.iter_works(verdict.due)
        if self._wish.is_dry:
            self._planned += ((work.target, work.reasons) for work in works)
        else:
            self._render(works, is_local=True)
        self._fresh += volume_list.fresh

    def _confirm(self, records: list[OutputRecord]) -> None:
        self._listener.skip(len(records))
        if records and not self._wish.is_dry:
            self._place.confirm(records)

    def _render(self, works: Iterator[Work], *, is_local: bool = False) -> None:
        from handoutpress.worker import run_all

        lending = self._open_crews().lend(self._survey, works, is_local=is_local)
        with lending as (crew, lent):
            for work, result in run_all(self._claim(lent), make_job=_get_job, crew=crew):
                event = self._publish(work, result)
                self._events.append(event)
                self._listener.tell(event)
            self._place.notes += crew.notes

    def _claim(self, works: Iterable[Work]) -> Iterator[Work]:
        """Note each PDF as ours before it can be put in its place."""
        for work in works:
            self._place.claim(work.target)
            self._listener.start(work.target)
            yield work

    def _publish(self, work: Work, result: Rendered | RenderError) -> Built | Failed:
        if isinstance(result, RenderError):
            traceback = result.traceback if isinstance(result, BugError) else ""
            return self._fail(work, str(result), traceback)
        try:
            if work.handout is not None:
                self._chronicle.note(work.target)
            record = self._place.publish(work.record, result, work.text)
        except OSError as error:
            return self._fail(work, f"cannot be written: {error.strerror}")
        sizes = (record.page_count, record.byte_count)
        return Built(work.target, work.reasons, *sizes, record.state, record.version)

    def _fail(self, work: Work, reason: str, traceback: str = "") -> Failed:
        self._place.fail(work.target, reason)
        return Failed(work.target, reason, work.reasons, traceback)

    # --- settling -------------------------------------------------------------------------------

    def _remove(self, problems: tuple[Problem, ...]) -> tuple[str, ...]:
        """Remove what is gone, but nothing in a run that could not read everything.

        Nor when a file lies there that is not read: it may be the handout, under a wrong name. What
        has just been withdrawn goes all the same.
        """
        gone = self._list_withdrawn()
        if not (has_errors(problems) or self._survey.listing.problems):
            gone += (target for target in self._outlook.list_gone() if target not in gone)
        if self._wish.is_dry:
            self._leaving += (target.path for target in gone)
            return ()
        return tuple(target.path for target in gone if self._remove_one(target))

    def _list_withdrawn(self) -> list[Target]:
        """Return the PDFs that hold what has just been withdrawn: its own, booklets and sets."""
        withdrawn = self._wish.withdrawn
        return [
            record.target
            for record in self._place.outputs.values()
            if any(key in withdrawn for key in _list_keys(record))
        ]

    def _remove_one(self, target: Target) -> bool:
        """Remove a PDF; tell whether it was there and is gone."""
        if not is_collection(target.handout_id):
            self._chronicle.note(target)
        try:
            return self._place.remove(target)
        except OSError as error:
            self._note_failure(target, f"cannot be removed: {error.strerror}")
            return False

    def _note_failure(self, target: Target, reason: str) -> None:
        failed = Failed(target, reason)
        self._events.append(failed)
        self._listener.tell(failed)

    def _tell(self) -> None:
        """Say what changed, and bring the catalogue up to date."""
        if self._wish.is_dry:
            return
        self._tell_changes()
        outlook = self._outlook
        with self._faults_told("index.html"):
            update_catalogue(
                *(self._place, self._survey, outlook.roster),
                stale=outlook.list_stale(),
                withdrawn=outlook.withdrawn_paths,
            )

    def _tell_changes(self) -> None:
        built = [
            event
            for event in self._events
            if isinstance(event, Built) and not is_collection(event.target.handout_id)
        ]
        changes = self._chronicle.compare(built, self._wish.today)
        if changes is not None:
            with self._faults_told("changes.html"):
                write_changes(self._place, self._survey, changes)

    @contextmanager
    def _faults_told(self, name: str) -> Iterator[None]:
        """Let a page for a browser that cannot be made stop nothing: the PDFs are there."""
        try:
            yield
        except RenderError as error:
            self._note_failure(Target(name, "", "", ""), str(error))
        except OSError as error:
            reason = f"cannot be written: {error.strerror} ({error.filename or name})"
            self._note_failure(Target(name, "", "", ""), reason)

    def _settle(self) -> None:
        """Make the manifest agree with what is there, whatever happened."""
        if not self._wish.is_dry:
            stale = {stale.target.path: stale.reason for stale in self._outlook.list_stale()}
            self._place.settle(stale, withdrawn=self._outlook.withdrawn_paths)

    def _sum_up(
        self, fresh: list[Target], problems: tuple[Problem, ...], removed: tuple[str, ...]
    ) -> BuildResult:
        outlook = self._outlook
        order = {key: place for place, key in enumerate(outlook.roster.handouts)}

        def rank(event: Built | Failed) -> tuple[int, str]:
            target = event.target
            place = order.get((target.handout_id, target.language), -1)
            return len(order) if is_collection(target.handout_id) else place, target.path

        events = sorted(self._events, key=rank)
        return BuildResult(
            problems=tuple(each for each in problems if outlook.selection.concerns(each)),
            built=tuple(event for event in events if isinstance(event, Built)),
            failed=tuple(event for event in events if isinstance(event, Failed)),
            fresh=tuple(fresh),
            stale=tuple(self._list_stale()),
            removed=removed,
            planned=tuple(self._planned),
            leaving=tuple(self._leaving),
            notes=tuple(dict.fromkeys(self._place.notes)),
        )

    def _list_stale(self) -> Iterator[Stale]:
        """Yield what stays though it is out of date, but not what a dry run would remove.

        Nor booklets and sets where none was to be made.
        """
        for each in self._outlook.list_stale():
            is_meant = self._wish.with_volumes or not is_collection(each.target.handout_id)
            is_leaving = each.target.path in self._leaving
            if is_meant and self._outlook.covers(each.target) and not is_leaving:
                yield each


def _list_keys(record: OutputRecord) -> Iterator[Key]:
    """Yield the handouts that a PDF holds."""
    language = record.target.language
    for handout_id in (record.target.handout_id, *record.members):
        yield handout_id, language


def _get_job(work: Work) -> Job:
    """Return a work's job.

    Raises:
        RenderError: it could not be composed.
    """
    if isinstance(work.job, RenderError):
        raise work.job
    return work.job
