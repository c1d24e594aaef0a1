"""What a pass knows of library and output folder, and what it decides from that.

Makes, publishes and removes nothing; keeps in the ledger what a look at everything found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from handoutpress.build.place import Place
from handoutpress.build.roster import (
    Key,
    Roster,
    dump_problems,
    dump_roster,
    load_problems,
    load_roster,
)
from handoutpress.build.stale_reasons import DROPPED, GONE, REVIEWED, WITHDRAWN, WRONG
from handoutpress.build.survey import Survey
from handoutpress.build.volume_outlook import VolumeOutlook
from handoutpress.collection import REVIEW
from handoutpress.errors import Problem
from handoutpress.ledger import UnreadableLedgerError
from handoutpress.model import is_collection, output_path
from handoutpress.outcome import Stale, Target
from handoutpress.plan import (
    Known,
    Request,
    Selection,
    is_changed,
    output_groups,
    select,
)
from handoutpress.records import HandoutRecord, OutputRecord

if TYPE_CHECKING:
    from handoutpress.build.checker import Checker
    from handoutpress.build.opening import Opener

T = TypeVar("T")

# Settings of the ledger: what the last run found that looked at everything.
WORLD, ROSTER, PROBLEMS = "world", "roster", "problems"
DAYS = "days"  # the day of that run, and the first on which the state of a handout changes


@dataclass(slots=True)
class Verdict:
    """What was decided before anything is read closely.

    `fresh` are up to date. `waiting` are to be checked, and made if need be. `others` were not
    asked for, and are not known to be in order.
    """

    fresh: list[Target] = field(default_factory=list)
    waiting: list[Key] = field(default_factory=list)
    others: list[Key] = field(default_factory=list)


class Outlook:
    """A library and its output folder at the start of a pass.

    When not a byte changed since a run that looked at everything, all is known from the ledger.
    """

    def __init__(
        self,
        survey: Survey,
        place: Place,
        request: Request | Callable[[Roster], Request],
        *,
        opener: Callable[[], Opener],
        is_forced: bool,
        is_dry: bool,
        today: date | None = None,
    ) -> None:
        self.survey, self.place, self._is_dry, self._today = survey, place, is_dry, today
        self._opener = opener
        self._records = place.ledger.read_handouts()
        is_same = place.ledger.read_setting(WORLD) == survey.world.digest
        self._is_same = is_same and self._has_same_states()
        self._request = request
        self.known = Known(place.outputs, place.failures.keys(), place.find, is_forced)

    def _has_same_states(self) -> bool:
        """Tell whether no state changed by itself since the last look at everything."""
        first, end = self.place.ledger.read_setting(DAYS) or ("", "")
        return self._today is None or first <= self._today.isoformat() < end

    @property
    def is_same(self) -> bool:
        """Tell whether not a byte, and no state, changed since a look at everything."""
        return self._is_same

    @cached_property
    def selection(self) -> Selection:
        """What of the library was asked for.

        Raises:
            UsageError: the request names what is not there.
        """
        asked = self._request
        request = asked if isinstance(asked, Request) else asked(self.roster)
        return select(request, self.roster)

    @cached_property
    def roster(self) -> Roster:
        """The library by names.

        Raises:
            ContentError: the clinic's own file is too broken to go on.
        """
        ledger = self.place.ledger
        if self._is_same:
            return _load(load_roster, ledger.read_setting(ROSTER))
        if not self._is_dry:
            # From now on the records are no longer those of the last look at everything.
            ledger.write_settings({WORLD: ""})
        return self.checker.roster

    @cached_property
    def checker(self) -> Checker:
        """Who validates; imported and opened only when there is something to validate."""
        from handoutpress.build.checker import Checker

        ledger = self.place.ledger
        today = self._today
        return Checker(self.survey, ledger, self._opener(), today=today, is_dry=self._is_dry)

    # --- deciding -------------------------------------------------------------------------------

    def list_changed(self) -> list[Key]:
        """Return the handouts that somebody edited, of those that were asked for.

        To find them is quick; so they can be under way while the others are decided on.
        """
        if self._is_same:
            return []
        return [
            key
            for key in self.roster.handouts
            if self.selection.holds(*key) and self._is_edited(key)
        ]

    def _is_edited(self, key: Key) -> bool:
        record = self._records.get(key)
        return record is None or is_changed(record, self.survey.world)

    def decide(self, changed: Collection[Key]) -> Verdict:
        """Decide on every handout but those that are known to have changed."""
        verdict, taken = Verdict(), frozenset(changed)
        self.place.look_at_all()
        for key in self.roster.handouts:
            if key in taken:
                continue
            record = self._records.get(key)
            is_chosen = self.selection.holds(*key)
            if record is None or not self._is_valid(record):
                (verdict.waiting if is_chosen else verdict.others).append(key)
            elif is_chosen and not record.is_broken and key not in self.roster.withdrawn:
                self._decide_outputs(record, verdict)
        return verdict

    def _is_valid(self, record: HandoutRecord) -> bool:
        return self._is_same or self.checker.is_valid(record)

    def _decide_outputs(self, record: HandoutRecord, verdict: Verdict) -> None:
        """Decide on the PDFs of a handout of which is known that it is in order."""
        fresh = []
        for edition in self.selection.editions:
            target = Target(output_path(*record.key, edition), *record.key, edition)
            groups = output_groups(record.groups, self.survey.world, edition)
            if self.known.find_reasons(groups, target.path):
                verdict.waiting.append(record.key)
                return
            fresh.append(target)
        verdict.fresh += fresh

    def learn(self, records: Iterable[HandoutRecord]) -> None:
        """Take note of how handouts were found that were checked, but not from what.

        That is in the ledger, and would make memory grow with the library.
        """
        for record in records:
            slim = replace(record, groups={}, pictures=(), snippets=(), mentions=())
            self._records[record.key] = slim

    # --- what is wrong --------------------------------------------------------------------------

    def collect_problems(self, others: list[Key], found: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return all that is wrong; `found` are the problems of those that were checked.

        In a limited run it is what is known; but everything, when something may be removed.
        """
        ledger = self.place.ledger
        if self._is_same:
            return _load(load_problems, ledger.read_setting(PROBLEMS))
        problems = {*self.checker.check_shared(), *found}
        if others and self.list_gone():
            problems.update(self.checker.check(others).problems)
            others = []
        told = tuple(sorted(problems))
        if not others and not self._is_dry:
            values = {ROSTER: dump_roster(self.roster), PROBLEMS: dump_problems(told)}
            values[DAYS] = self._list_days()
            ledger.write_settings({**values, WORLD: self.survey.world.digest})
        return told

    def _list_days(self) -> list[str]:
        """Return the days from which and before which all states are what they are now."""
        calendar = self.checker.calendar
        due = [record.due for record in self._records.values() if record.due]
        if not due:
            return ["", date.max.isoformat()]
        if calendar is None:
            return ["", ""]
        return [calendar.today.isoformat(), calendar.find_next_change(due).isoformat()]

    # --- booklets and sets ---------------------------------------------------------------------

    @cached_property
    def volumes(self) -> VolumeOutlook:
        """The booklets and sets of the library."""
        return VolumeOutlook(
            self.roster,
            survey=self.survey,
            place=self.place,
            known=self.known,
            is_usable=self.is_usable,
        )

    def is_usable(self, path: str) -> bool:
        """Tell whether the PDF of a handout is in its place and up to date."""
        record = self.place.outputs.get(path)
        if record is None or self.place.found.get(path) != record.sha256:
            return False
        return not self._find_fault(record)

    # --- what is left over ----------------------------------------------------------------------

    def list_gone(self) -> list[Target]:
        """Return the PDFs, within the limits of the request, that no handout stands behind."""
        return [
            record.target
            for record in self.place.outputs.values()
            if not self._is_expected(record) and self.selection.covers(record.target)
        ]

    def _is_expected(self, record: OutputRecord) -> bool:
        """Tell whether the library stands for a PDF; one to sign, only while its words stand."""
        if record.target.path not in self._expected:
            return False
        handout = self._records.get(_key_of(record.target))
        is_for_review = record.target.edition == REVIEW
        return not is_for_review or handout is None or handout.words in ("", record.words)

    @cached_property
    def _expected(self) -> frozenset[str]:
        """The paths of all PDFs that the library stands for."""
        withdrawn = self.roster.withdrawn
        handouts = self._list_paths(key for key in self.roster.handouts if key not in withdrawn)
        return handouts | self.volumes.all.keys()

    @property
    def withdrawn_paths(self) -> frozenset[str]:
        """The paths of all PDFs that nobody may be given, whether they are there or not."""
        return self._list_paths(self.roster.withdrawn) | self.volumes.withdrawn_paths

    def _list_paths(self, keys: Iterable[Key]) -> frozenset[str]:
        """Return the paths of the PDFs of handouts, in all editions, that for review among them."""
        editions = (*self.roster.editions, REVIEW)
        return frozenset(output_path(*key, edition) for key in keys for edition in editions)

    def list_stale(self) -> Iterator[Stale]:
        """Yield the PDFs that stay in their places though they are out of date."""
        stale = (*self._list_stale_handouts(), *self.volumes.list_stale())
        yield from sorted(stale, key=lambda each: each.target)

    def _list_stale_handouts(self) -> Iterator[Stale]:
        """Yield those of handouts, and those that nothing stands behind."""
        volumes = self.volumes.all
        for path, record in self.place.outputs.items():
            if path in self.place.found and path not in volumes:
                reason = self._find_fault(record)
                if reason:
                    yield Stale(record.target, reason)

    def _find_fault(self, record: OutputRecord) -> str:
        """Say why the PDF of a handout is out of date, or why there is none; "" when it is not."""
        target = record.target
        if not self._is_expected(record):
            return self._explain_end(record)
        handout = self._records.get(_key_of(target))
        if handout is not None and handout.is_broken:
            return WRONG
        failure = self.place.failures.get(target.path)
        return failure.reason if failure else ""

    def _explain_end(self, record: OutputRecord) -> str:
        """Say why nothing stands behind a PDF."""
        key = _key_of(record.target)
        if is_collection(key[0]):
            return self.volumes.explain_end(record)
        if key in self.roster.withdrawn:
            return WITHDRAWN
        if record.target.path in self._expected:
            return REVIEWED
        return DROPPED if key in self.roster.handouts else GONE

    def covers(self, target: Target) -> bool:
        """Tell whether a PDF lies within the limits of the request."""
        volume = self.volumes.all.get(target.path)
        selection = self.selection
        return selection.covers_volume(volume) if volume else selection.covers(target)

    def forget_gone(self) -> None:
        """Drop what is known of handouts that are gone, once their PDFs are, too."""
        targets = (record.target for record in self.place.outputs.values())
        kept = {(target.handout_id, target.language) for target in targets}
        known = {
            *self.roster.handouts,
            *(_key_of(each.target) for each in self.volumes.all.values()),
        }
        failed = {
            path
            for path, failure in self.place.failures.items()
            if (failure.target.handout_id, failure.target.language) not in known | kept
        }
        if not self._is_dry:
            self.place.ledger.forget_handouts(self._records.keys() - known - kept)
            self.place.ledger.forget_outputs(failed)


def _key_of(target: Target) -> Key:
    return target.handout_id, target.language


def _load(load: Callable[[Any], T], kept: Any) -> T:
    """Load what the ledger keeps.

    Raises:
        UnreadableLedgerError: it was damaged, though it can be read.
    """
    try:
        return load(kept)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise UnreadableLedgerError("is damaged") from error
