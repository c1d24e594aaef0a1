"""What a pass knows of booklets and sets, and what it decides on them.

Makes nothing, and reads nothing: all is known from names and records.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from handoutpress.build.place import Place
from handoutpress.build.roster import Roster
from handoutpress.build.stale_reasons import (
    BEHIND,
    DROPPED,
    HOLDS_WITHDRAWN,
    MEMBER,
    NOT_APPROVED,
    SPOILT,
    UNWANTED,
)
from handoutpress.build.survey import Survey
from handoutpress.collection import PRINT, CollectionKind
from handoutpress.model import State
from handoutpress.outcome import Reason, Stale, Target
from handoutpress.plan import (
    Known,
    Selection,
    Volume,
    describe_members,
    digest_strings,
    digest_volume,
    find_wanting,
    list_volumes,
)
from handoutpress.records import Groups, OutputRecord


@dataclass(frozen=True, slots=True)
class DueVolume:
    """A booklet or set that must be made, why, and the digests of what it is made from."""

    volume: Volume
    members: tuple[str, ...]
    groups: Groups
    reasons: tuple[Reason, ...]


@dataclass(slots=True)
class VolumeVerdict:
    """What was decided on the booklets and sets whose handouts are all there.

    `due` are to be made, unless their pages turn out to be the same. `coming` must be made when
    handouts are that a dry run leaves alone.
    """

    fresh: list[Target] = field(default_factory=list)
    due: list[DueVolume] = field(default_factory=list)
    coming: list[tuple[Target, tuple[Reason, ...]]] = field(default_factory=list)


class VolumeOutlook:
    """The booklets and sets of a library, and what was made of them.

    `is_usable` tells whether the PDF of a handout, by its path, is there and up to date.
    """

    def __init__(
        self,
        roster: Roster,
        *,
        survey: Survey,
        place: Place,
        known: Known,
        is_usable: Callable[[str], bool],
    ) -> None:
        self._roster, self._world, self._place = roster, survey.world, place
        self._known, self._is_usable = known, is_usable
        self._in_order: set[str] = set()  # those of which is known that no handout changed since

    @property
    def all(self) -> dict[str, Volume]:
        """All that are asked for and may be given out, by path."""
        if self._roster.gives_out_drafts:
            return self._wanted
        return {path: each for path, each in self._wanted.items() if self._may_be_given(each)}

    @cached_property
    def _wanted(self) -> dict[str, Volume]:
        return {volume.target.path: volume for volume in list_volumes(self._roster)}

    def _may_be_given(self, volume: Volume) -> bool:
        """Tell whether a set holds no handout that nobody approved; a booklet is not handed out."""
        if volume.kind is not CollectionKind.SET:
            return True
        records = (self._place.outputs.get(path) for path in volume.members)
        return all(each is None or State(each.state).is_in_date for each in records)

    # --- deciding -------------------------------------------------------------------------------

    def decide(self, selection: Selection, planned: Collection[str]) -> VolumeVerdict:
        """Decide on those that were asked for; `planned` are handouts that a dry run would make."""
        verdict = VolumeVerdict()
        for volume in self.all.values():
            if not selection.covers_volume(volume):
                continue
            is_coming = any(path in planned for path in volume.members)
            if find_wanting(volume, lambda path: path in planned or self._is_usable(path)):
                continue
            due = self._decide_one(volume, is_coming=is_coming)
            if is_coming:
                verdict.coming.append((volume.target, due.reasons))
            elif due.reasons:
                verdict.due.append(due)
            else:
                verdict.fresh.append(volume.target)
                self._in_order.add(volume.target.path)
        return verdict

    def _decide_one(self, volume: Volume, *, is_coming: bool) -> DueVolume:
        members = describe_members(volume, self._place.outputs)
        if is_coming:  # nobody knows yet what they will be; others than now
            members = (*members, "")
        groups = digest_volume(volume, members, self._world, self._roster.default_language)
        return DueVolume(
            volume, members, groups, self._known.find_reasons(groups, volume.target.path)
        )

    # --- what is out of date --------------------------------------------------------------------

    def list_stale(self) -> Iterator[Stale]:
        """Yield those that stay in their places though they are out of date."""
        for path, volume in self.all.items():
            record = self._place.outputs.get(path)
            if record is not None and path in self._place.found:
                reason = self._find_fault(volume, record)
                if reason:
                    yield Stale(volume.target, reason)

    def _find_fault(self, volume: Volume, record: OutputRecord) -> str:
        """Say why a PDF is out of date; "" when it is not."""
        path = volume.target.path
        if path in self._in_order:
            return ""
        wanting, failure = find_wanting(volume, self._is_usable), self._place.failures.get(path)
        if wanting:
            return self._warn(record, MEMBER.format(wanting[0]))
        if failure:
            return self._warn(record, failure.reason)
        return self._warn(record, BEHIND) if self._is_behind(volume, record) else ""

    def _is_behind(self, volume: Volume, record: OutputRecord) -> bool:
        """Tell whether handouts changed since; of what was just made the ledger has the digests."""
        members = describe_members(volume, self._place.outputs)
        recorded = record.groups.get(Reason.MEMBERS)
        return recorded is not None and recorded != digest_strings(*members)

    def explain_end(self, record: OutputRecord) -> str:
        """Say why nothing stands behind a PDF of many."""
        target = record.target
        if target.path in self._wanted:
            return self._warn(record, NOT_APPROVED)
        if (target.handout_id, target.language) in self._roster.spoilt:
            return self._warn(record, SPOILT)
        is_dropped = target.edition not in (*self._roster.editions, PRINT)
        return self._warn(record, DROPPED if is_dropped else UNWANTED)

    def _warn(self, record: OutputRecord, reason: str) -> str:
        return HOLDS_WITHDRAWN.format(reason) if self._holds_withdrawn(record) else reason

    # --- what nobody may be given ---------------------------------------------------------------

    @property
    def withdrawn_paths(self) -> frozenset[str]:
        """The paths of PDFs that still hold a handout that was withdrawn since."""
        return frozenset(
            path for path, record in self._place.outputs.items() if self._holds_withdrawn(record)
        )

    def _holds_withdrawn(self, record: OutputRecord) -> bool:
        language = record.target.language
        return any((each, language) in self._roster.withdrawn for each in record.members)
