"""Ask the record who got what: by handout and version, or by the clinic's reference.

Writes nothing. What was refused, or failed, nobody got.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from handoutpress.deliver.record.lines import Line
from handoutpress.deliver.record.record import Record
from handoutpress.deliver.values import Channel, GivenPart, Result

ANOTHERS = (Channel.RECORD,)  # of the record itself: nobody was given anything
GIVEN = frozenset((Result.DONE, Result.QUEUED, Result.UNKNOWN))


@dataclass(frozen=True, slots=True)
class Query:
    """Which lines are asked for; what is not said does not matter.

    `other_names` are ids under which the record may have the same handout, or a topic's.
    """

    handout_id: str = ""
    language: str = ""
    version: int | None = None
    since: date | None = None
    reference: str = ""
    other_names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who got a handout, by the clinic's reference, "" where none was given.

    `ended` says how it ended: "queued" and "unknown" may have reached nobody. `line` is its number
    in the record, `again_of` that of the line which it repeats, if it repeats one.
    """

    line: int
    time: datetime
    reference: str
    channel: Channel
    ended: Result
    part: GivenPart
    is_again: bool = False
    again_of: int | None = None


def find_lines(record: Record, query: Query) -> Iterator[Line]:
    """Yield the lines that are asked for, those of refusals and endings, too.

    Raises:
        RecordError: a line cannot be read.
    """
    name = "" if query.other_names else query.handout_id
    lines = record.iter_lines(reference=query.reference, mentioning=_quote(name))
    return (line for line in lines if _matches(line, query))


def _quote(handout_id: str) -> str:
    return f'"{handout_id}"' if handout_id else ""


def _matches(line: Line, query: Query) -> bool:
    if query.since is not None and line.time.date() < query.since:
        return False
    wanted = query.handout_id or query.language or query.version is not None
    return not wanted or any(_is_meant(part, query) for part in line.delivery.parts)


def _is_meant(part: GivenPart, query: Query) -> bool:
    return (
        (not query.handout_id or part.handout_id in {query.handout_id, *query.other_names})
        and (not query.language or part.language == query.language)
        and (query.version is None or part.version == query.version)
    )


def find_given(record: Record, query: Query) -> tuple[Recipient, ...]:
    """Return who got handouts, each line once, with how it ended last.

    Raises:
        RecordError: a line cannot be read.
    """
    lines = list(find_lines(record, query))
    endings = list_endings(record.iter_of_lines())
    return tuple(
        Recipient(
            *(line.number, line.time, line.delivery.reference, line.delivery.channel, ended, part),
            is_again=line.delivery.is_reprint,
            again_of=line.delivery.of_line,
        )
        for line in lines
        if _is_first(line) and (ended := endings.get(line.number, line).delivery.result) in GIVEN
        for part in line.delivery.parts
        if _is_meant(part, query)
    )


def find_recipients(
    record: Record, handout_id: str, language: str, other_names: frozenset[str] = frozenset()
) -> tuple[Recipient, ...]:
    """Return who got a handout in a language, in any version and edition, by any of its names.

    Raises:
        RecordError: a line cannot be read.
    """
    return find_given(record, Query(handout_id, language, other_names=other_names))


def _is_first(line: Line) -> bool:
    """Whether a line tells of something of its own, not of how another one ended."""
    delivery = line.delivery
    is_ending = delivery.of_line is not None and not delivery.is_reprint
    return delivery.channel not in ANOTHERS and not is_ending


def list_endings(lines: Iterable[Line]) -> dict[int, Line]:
    """Return the last line that tells how another one ended, by the other one's number."""
    return {
        line.delivery.of_line: line
        for line in lines
        if line.delivery.of_line is not None
        and not line.delivery.is_reprint
        and line.delivery.channel not in ANOTHERS
    }
