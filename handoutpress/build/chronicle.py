"""Remember what was there before a pass replaced it, and compare when the pass is done.

Writes nothing; which words changed is found by `changes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from handoutpress.build.place import Place
from handoutpress.build.roster import Key
from handoutpress.collection import REVIEW
from handoutpress.outcome import Built, Target
from handoutpress.records import OutputRecord

if TYPE_CHECKING:
    from handoutpress.changes import Changes, HandoutChange, Kept


@dataclass(slots=True)
class _Before:
    """A handout as it was: its PDFs by edition, and its words."""

    records: dict[str, OutputRecord]
    text: str | None
    reasons: dict[str, None] = field(default_factory=dict)


class Chronicle:
    """The handouts that a pass touched; what is made for review tells nobody of a change."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._before: dict[Key, _Before] = {}
        self._by_key: dict[Key, dict[str, OutputRecord]] = {}
        for record in self._list_told():
            key = (record.target.handout_id, record.target.language)
            self._by_key.setdefault(key, {})[record.target.edition] = record

    def _list_told(self) -> Iterator[OutputRecord]:
        records = self._place.outputs.values()
        return (record for record in records if record.target.edition != REVIEW)

    def note(self, target: Target) -> None:
        """Remember a handout, before the first of its PDFs is replaced or removed."""
        key = (target.handout_id, target.language)
        if key not in self._before and target.edition != REVIEW:
            records = self._by_key.get(key, {})
            text = self._place.ledger.read_text(*key) if records else None
            self._before[key] = _Before(dict(records), text)

    def compare(self, built: Iterable[Built], today: date | None) -> Changes | None:
        """Return what the pass changed; None when every PDF is what it was."""
        for event in built:
            if event.target.edition == REVIEW:
                continue
            before = self._before[event.target.handout_id, event.target.language]
            before.reasons |= dict.fromkeys(map(str, event.reasons))
        after = self._list_after()
        touched = [key for key in self._before if _is_touched(self._before[key], after[key])]
        if not touched:
            return None
        from handoutpress.changes import gather_changes

        return gather_changes((self._compare(key, after[key]) for key in touched), today)

    def _list_after(self) -> dict[Key, dict[str, OutputRecord]]:
        after: dict[Key, dict[str, OutputRecord]] = {key: {} for key in self._before}
        for record in self._list_told():
            key = (record.target.handout_id, record.target.language)
            if key in after:
                after[key][record.target.edition] = record
        return after

    def _compare(self, key: Key, after: dict[str, OutputRecord]) -> HandoutChange:
        from handoutpress.changes import compare_handout

        before = self._before[key]
        text = self._place.ledger.read_text(*key) if after else None
        return compare_handout(
            *key,
            old=_keep(before.records, before.text),
            new=_keep(after, text),
            reasons=before.reasons,
        )


def _is_touched(before: _Before, after: dict[str, OutputRecord]) -> bool:
    old = {edition: record.sha256 for edition, record in before.records.items()}
    return old != {edition: record.sha256 for edition, record in after.items()}


def _rank_edition(record: OutputRecord) -> tuple[bool, str]:
    """Put the standard edition first."""
    return record.target.edition != "standard", record.target.edition


def _keep(records: dict[str, OutputRecord], text: str | None) -> Kept | None:
    if not records:
        return None
    from handoutpress.changes import Kept, Standing
    from handoutpress.texts import HandoutText

    ordered = sorted(records.values(), key=_rank_edition)
    first = ordered[0]
    pages = tuple((record.target.edition, record.page_count) for record in ordered)
    standing = Standing(first.state, first.version, first.words, pages)
    return Kept(first.title, standing, HandoutText.from_json(text) if text else None)
