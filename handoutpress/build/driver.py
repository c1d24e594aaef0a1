"""One pass over a workspace: decide, make what must be made, publish it, and tell.

Knows the order of the steps; what each does stands in the part that it calls.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from handoutpress.build.chronicle import Chronicle
from handoutpress.build.place import NOTES_FOLDER, Place, open_place
from handoutpress.build.roster import (
    Key,
    Roster,
    dump_problems,
    dump_roster,
    load_problems,
    load_roster,
)
from handoutpress.build.survey import Survey, read_survey
from handoutpress.build.telling import update_catalogue, write_changes
from handoutpress.catalogue import choose_pictured_edition
from handoutpress.errors import BugError, Problem, RenderError, has_errors
from handoutpress.ledger import UnreadableLedgerError
from handoutpress.lock import hold_lock
from handoutpress.model import Rendered, RenderJob, output_path
from handoutpress.outcome import BuildResult, Built, Failed, Reason, Stale, Target
from handoutpress.plan import Known, Request, output_groups, select
from handoutpress.records import HandoutRecord, OutputRecord

if TYPE_CHECKING:
    from handoutpress.build.checker import Checker
    from handoutpress.build.crews import Crews
    from handoutpress.build.works import Work, WorkList
    from handoutpress.worker import Cluster, Limits

# Settings of the ledger: what the last run found that looked at everything.
WORLD, ROSTER, PROBLEMS = "world", "roster", "problems"
WRONG = "its content is wrong; the problems say where"
GONE = "its handout is gone; it is removed when no problem is left"


class Listener(Protocol):
    """Who is told what happens while it happens."""

    def expect(self, count: int) -> None:
        """Take note of how many PDFs may have to be made."""

    def start(self, target: Target) -> None:
        """Take note of a PDF that is being made."""

    def tell(self, event: Built | Failed) -> None:
        """Take note of one that is done."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a pass is asked to do."""

    request: Request = field(default_factory=Request)
    today: date | None = None
    is_forced: bool = False
    is_dry: bool = False


class Builder:
    """Builds a workspace, once or many times, with the press kept warm between passes."""

    def __init__(
        self,
        root: Path,
        out: Path,
        *,
        jobs: int | None = None,
        limits: Limits | None = None,
        cluster: Cluster | None = None,
    ) -> None:
        self._root, self._out = root, out
        self._jobs, self._limits, self._cluster = jobs, limits, cluster
        self._crews: Crews | None = None

    def run_pass(self, wish: Wish, listener: Listener) -> BuildResult:
        """Make every PDF that was asked for and is not up to date; one that fails stops no other.

        Raises:
            UsageError: there is no handouts/ folder, or the request names what is not there.
            ContentError: the clinic's own file, or the theme, is too broken to go on.
            LockedError: another run holds the lock.
            HandoutError: a library of the system is missing, or `out/` cannot be written.
        """
        start = time.monotonic()
        survey = read_survey(self._root)
        with hold_lock(self._out / NOTES_FOLDER, purpose="build"):
            try:
                result = self._run(survey, wish, listener, is_anew=False)
            except UnreadableLedgerError:
                result = self._run(survey, wish, listener, is_anew=True)
        return replace(result, seconds=time.monotonic() - start)

    def _run(self, survey: Survey, wish: Wish, listener: Listener, *, is_anew: bool) -> BuildResult:
        with closing(open_place(self._out, is_anew=is_anew)) as place:
            return _Pass(survey, place, wish, listener, self._open_crews).run()

    def _open_crews(self) -> Crews:
        """Return who renders; imported only when there is something to render."""
        if self._crews is None:
            from handoutpress.build.crews import Crews

            self._crews = Crews(jobs=self._jobs, limits=self._limits, cluster=self._cluster)
        return self._crews

    def close(self) -> None:
        """Let go of the press."""
        if self._crews is not None:
            self._crews.close()


def build(
    root: Path,
    out: Path,
    request: Request,
    listener: Listener,
    *,
    jobs: int | None = None,
    limits: Limits | None = None,
) -> BuildResult:
    """Build a workspace once; raises what `Builder.run_pass` raises."""
    with closing(Builder(root, out, jobs=jobs, limits=limits)) as builder:
        return builder.run_pass(Wish(request), listener)


@dataclass(slots=True)
class _Verdict:
    """What was decided before anything is read closely."""

    fresh: list[Target] = field(default_factory=list)
    waiting: list[Key] = field(default_factory=list)  # to be checked, and made if need be
    others: list[Key] = field(default_factory=list)  # not asked for, and not known to be in order


class _Pass:
    """What one pass knows, and its steps."""

    def __init__(
        self,
        survey: Survey,
        place: Place,
        wish: Wish,
        listener: Listener,
        open_crews: Callable[[], Crews],
    ) -> None:
        self._survey, self._place, self._wish = survey, place, wish
        self._listener, self._open_crews = listener, open_crews
        self._records = place.ledger.read_handouts()
        self._known = Known(place.outputs, place.failures.keys(), place.found, wish.is_forced)
        self._is_same = place.ledger.read_setting(WORLD) == survey.world.digest
        self._roster = self._read_roster()
        self._selection = select(wish.request, self._roster)
        self._chronicle = Chronicle(place)
        self._events: list[Built | Failed] = []
        self._planned: list[tuple[Target, tuple[Reason, ...]]] = []

    def _read_roster(self) -> Roster:
        """Return the names; those of the last run when not a byte changed since."""
        if self._is_same:
            return load_roster(self._place.ledger.read_setting(ROSTER))
        return self._checker.roster

    @cached_property
    def _checker(self) -> Checker:
        """Who validates; imported and opened only when there is something to validate."""
        from handoutpress.build.checker import Checker

        return Checker(self._survey, self._place.ledger, is_dry=self._wish.is_dry)

    def run(self) -> BuildResult:
        """Do everything, and return what was done."""
        verdict = self._decide()
        try:
            findings = self._make(verdict)
            problems = self._collect_problems(verdict, findings)
            removed = self._remove(problems)
            self._tell()
            self._forget()
        finally:
            self._settle()
        return self._sum_up(verdict, findings, problems, removed)

    # --- deciding -------------------------------------------------------------------------------

    def _decide(self) -> _Verdict:
        verdict = _Verdict()
        for key in self._roster.handouts:
            record = self._records.get(key)
            if record is None or not self._is_valid(record):
                chosen = self._selection.holds(*key)
                (verdict.waiting if chosen else verdict.others).append(key)
            elif self._selection.holds(*key) and not record.is_broken:
                self._decide_outputs(record, verdict)
        return verdict

    def _is_valid(self, record: HandoutRecord) -> bool:
        return self._is_same or self._checker.is_valid(record)

    def _decide_outputs(self, record: HandoutRecord, verdict: _Verdict) -> None:
        """Decide on the PDFs of a handout of which is known that it is in order."""
        if record.key in self._roster.withdrawn:
            return
        fresh = []
        for edition in self._selection.editions:
            target = Target(output_path(*record.key, edition), *record.key, edition)
            groups = output_groups(record.groups, self._survey.world, edition)
            if self._known.find_reasons(groups, target.path):
                verdict.waiting.append(record.key)
                return
            fresh.append(target)
        verdict.fresh += fresh

    # --- making ---------------------------------------------------------------------------------

    def _make(self, verdict: _Verdict) -> WorkList | None:
        """Check what must be checked, and make what must be made; None when there is nothing."""
        if not verdict.waiting:
            return None
        from handoutpress.build.works import WorkList

        editions = self._selection.editions
        self._listener.expect(len(verdict.waiting) * len(editions))
        pictured = choose_pictured_edition(self._roster.editions)
        findings = WorkList(
            *(self._checker, self._survey, self._known),
            editions=editions,
            pictured=pictured,
            confirm=self._confirm,
        )
        works = findings.iter_works(verdict.waiting)
        if self._wish.is_dry:
            self._planned += ((work.target, work.reasons) for work in works)
        else:
            self._render(works)
        self._records |= findings.records
        return findings

    def _confirm(self, records: list[OutputRecord]) -> None:
        if records and not self._wish.is_dry:
            self._place.confirm(records)

    def _render(self, works: Iterator[Work]) -> None:
        from handoutpress.worker import run_all

        crews = self._open_crews()
        with crews.lend(self._survey, works) as (crew, lent):
            for work, result in run_all(self._claim(lent), make_job=_get_job, crew=crew):
                event = self._publish(work, result)
                self._events.append(event)
                self._listener.tell(event)
            self._place.notes += crew.notes

    def _claim(self, works: Iterable[Work]) -> Iterator[Work]:
        """Note each PDF as ours before it can be put in its place."""
        for work in works:
            self._place.claim([work.target])
            self._listener.start(work.target)
            yield work

    def _publish(self, work: Work, result: Rendered | RenderError) -> Built | Failed:
        if isinstance(result, RenderError):
            traceback = result.traceback if isinstance(result, BugError) else ""
            return self._fail(work.target, str(result), traceback)
        try:
            self._chronicle.note(work.target)
            record = self._place.publish(work.record, result, work.text)
        except OSError as error:
            return self._fail(work.target, f"cannot be written: {error.strerror}")
        sizes = (record.page_count, record.byte_count)
        return Built(work.target, work.reasons, *sizes, record.state, record.version)

    def _fail(self, target: Target, reason: str, traceback: str = "") -> Failed:
        self._place.fail(target, reason)
        return Failed(target, reason, traceback)

    # --- settling -------------------------------------------------------------------------------

    def _collect_problems(
        self, verdict: _Verdict, findings: WorkList | None
    ) -> tuple[Problem, ...]:
        """Return all problems; keep them when all was looked at."""
        ledger = self._place.ledger
        if self._is_same:
            return load_problems(ledger.read_setting(PROBLEMS))
        found = {*self._checker.check_shared(), *(findings.problems if findings else ())}
        if verdict.others and self._list_gone():
            # Nothing is removed before it is known that nothing is wrong anywhere.
            found.update(self._checker.check(verdict.others).problems)
            verdict.others.clear()
        problems = tuple(sorted(found))
        if not verdict.others and not self._wish.is_dry:
            values = {ROSTER: dump_roster(self._roster), PROBLEMS: dump_problems(problems)}
            ledger.write_settings({**values, WORLD: self._survey.world.digest})
        return problems

    def _list_gone(self) -> list[Target]:
        """Return the PDFs, within the limits of the request, that no handout stands behind."""
        roster = self._roster
        expected = {
            output_path(*key, edition)
            for key in roster.handouts
            if key not in roster.withdrawn
            for edition in roster.editions
        }
        targets = (record.target for record in self._place.outputs.values())
        return [
            target
            for target in targets
            if target.path not in expected and self._selection.covers(target)
        ]

    def _remove(self, problems: tuple[Problem, ...]) -> tuple[str, ...]:
        """Remove what is gone, but nothing in a run that could not read everything."""
        if has_errors(problems) or self._wish.is_dry:
            return ()
        gone = self._list_gone()
        for target in gone:
            self._chronicle.note(target)
        return tuple(self._place.remove(gone))

    def _tell(self) -> None:
        """Bring the catalogue up to date, and say what changed."""
        if self._wish.is_dry:
            return
        built = [event for event in self._events if isinstance(event, Built)]
        changes = self._chronicle.compare(built, self._wish.today)
        try:
            if changes is not None:
                write_changes(self._place, self._survey, changes)
            update_catalogue(self._place, self._survey, self._roster, self._list_stale())
        except RenderError as error:  # a page for a browser; the PDFs are there
            failed = Failed(Target("index.html", "", "", ""), str(error))
            self._events.append(failed)
            self._listener.tell(failed)

    def _forget(self) -> None:
        """Drop what is known of handouts that are gone, once their PDFs are, too."""
        kept = {
            (each.target.handout_id, each.target.language) for each in self._place.outputs.values()
        }
        gone = self._records.keys() - set(self._roster.handouts) - kept
        if not self._wish.is_dry:
            self._place.ledger.forget_handouts(gone)

    def _settle(self) -> None:
        """Make the manifest agree with what is there, whatever happened."""
        if not self._wish.is_dry:
            stale = {stale.target.path: stale.reason for stale in self._list_stale()}
            self._place.settle(stale)

    def _list_stale(self) -> Iterator[Stale]:
        """Yield the PDFs that stay in their places though they are out of date."""
        gone = {target.path for target in self._list_gone()}
        for path, record in sorted(self._place.outputs.items()):
            target, failure = record.target, self._place.failures.get(path)
            handout = self._records.get((target.handout_id, target.language))
            if path not in self._place.found:
                continue
            if path in gone:
                yield Stale(target, GONE)
            elif handout is not None and handout.is_broken:
                yield Stale(target, WRONG)
            elif failure is not None:
                yield Stale(target, failure.reason)

    def _sum_up(
        self,
        verdict: _Verdict,
        findings: WorkList | None,
        problems: tuple[Problem, ...],
        removed: tuple[str, ...],
    ) -> BuildResult:
        fresh = [*verdict.fresh, *(findings.fresh if findings else ())]
        order = {key: place for place, key in enumerate(self._roster.handouts)}

        def rank(event: Built | Failed) -> tuple[int, str]:
            target = event.target
            return order.get((target.handout_id, target.language), -1), target.path

        events = sorted(self._events, key=rank)
        return BuildResult(
            problems=tuple(each for each in problems if self._selection.concerns(each)),
            built=tuple(event for event in events if isinstance(event, Built)),
            failed=tuple(event for event in events if isinstance(event, Failed)),
            fresh=tuple(fresh),
            stale=tuple(each for each in self._list_stale() if self._selection.covers(each.target)),
            removed=removed,
            planned=tuple(self._planned),
            notes=tuple(dict.fromkeys(self._place.notes)),
        )


def _get_job(work: Work) -> RenderJob:
    """Return a work's job.

    Raises:
        RenderError: it could not be composed.
    """
    if isinstance(work.job, RenderError):
        raise work.job
    return work.job
