"""How records stand in the ledger: as JSON lists, without names, for there are thousands.

Reads and writes no file. A text that is not one of these raises what JSON and Python raise.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from handoutpress.outcome import Target
from handoutpress.records import Facts, FailureRecord, HandoutRecord, OutputRecord


def load_first(row: Any) -> Any:
    """Return the only value of a row, from JSON."""
    return json.loads(row[0])


def list_target(target: Target) -> list[str]:
    """Return a target's fields in the order in which they are given."""
    return [target.path, target.handout_id, target.language, target.edition]


def _dump_day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _load_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def dump_output(record: OutputRecord) -> str:
    """Return a PDF's record as a text."""
    values = [
        *list_target(record.target),
        dict(record.groups),
        *(record.page, record.sha256, record.page_count, record.byte_count),
        *(record.state, record.version, _dump_day(record.due), record.title),
        *(record.words, record.members),
    ]
    return json.dumps(values, ensure_ascii=False)


def load_output(text: str) -> OutputRecord:
    """Return a PDF's record from its text."""
    path, handout_id, language, edition, groups, *rest = json.loads(text)
    page, sha256, page_count, byte_count, state, version, due, title, words, members = rest
    target = Target(path, handout_id, language, edition)
    return OutputRecord(
        *(target, groups, page, sha256, page_count, byte_count, state, version),
        due=_load_day(due),
        title=title,
        words=words,
        members=tuple(members),
    )


def dump_failure(failure: FailureRecord) -> str:
    """Return a failure as a text."""
    return json.dumps([*list_target(failure.target), failure.reason])


def load_failure(text: str) -> FailureRecord:
    """Return a failure from its text."""
    *target, reason = json.loads(text)
    return FailureRecord(Target(*target), reason)


def dump_handout(record: HandoutRecord) -> str:
    """Return a handout's record as a text; its id and language stand beside it."""
    lists = (record.pictures, record.snippets, record.mentions)
    values = [record.path, dict(record.groups), *lists, record.is_clean, record.is_broken]
    values += (_dump_day(record.due), record.words)
    return json.dumps(values)


def load_handout(row: Any) -> HandoutRecord:
    """Return a handout's record from a row: id, language, text."""
    handout_id, language, text = row
    path, groups, *lists, is_clean, is_broken, due, words = json.loads(text)
    pictures, snippets, mentions = map(tuple, lists)
    return HandoutRecord(
        *(handout_id, language, path, groups, pictures, snippets, mentions),
        is_clean=is_clean,
        is_broken=is_broken,
        due=_load_day(due),
        words=words,
    )


def dump_facts(facts: Facts | None) -> str:
    """Return facts as a text; "" for none."""
    if facts is None:
        return ""
    values = [
        *(facts.title, facts.summary, facts.topic_title),
        *(facts.keywords, facts.codes, facts.former_ids),
        *(facts.state, facts.version, _dump_day(facts.due)),
    ]
    return json.dumps(values, ensure_ascii=False)


def load_facts(text: str) -> Facts:
    """Return facts from their text."""
    title, summary, topic_title, keywords, codes, former_ids, *rest = json.loads(text)
    state, version, due = rest
    return Facts(
        *(title, summary, topic_title, tuple(keywords), tuple(codes), tuple(former_ids)),
        *(state, version, _load_day(due)),
    )
