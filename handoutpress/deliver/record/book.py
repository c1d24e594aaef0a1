"""Note packets in the record before anybody has them: what they are made of, and by which recipe.

Gives nothing out. What was typed for a patient is not kept.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache

from handoutpress import __version__
from handoutpress.deliver.record.archive import BYTES, JSON, Archive, ArchiveError
from handoutpress.deliver.record.recipes import (
    KeptHandout,
    Recipe,
    Typed,
    dump_published,
    dump_recipe,
    dump_theme,
    list_options,
)
from handoutpress.deliver.record.record import Record
from handoutpress.deliver.values import Channel, Delivery, GivenPart, Result, Teaching
from handoutpress.errors import ContentError, HandoutError, LockedError, UsageError
from handoutpress.jobs import BindJob
from handoutpress.packet.ingredients import Ready, Remembering
from handoutpress.packet.orders import SET_PREFIX, Order
from handoutpress.program import program_digest, program_versions
from handoutpress.records import OutputRecord

QUOTED = re.compile(r"'[^']*'")
# An id, a set, a language or an edition: what the library itself is called by.
NAME_OF_OURS = re.compile(r"'[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?'")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*")
ELSEWHERE = "'…'"


@dataclass(frozen=True, slots=True)
class Recalled:
    """What the record knows of a PDF: its handouts, and how it is made again, "" if it is not."""

    parts: tuple[GivenPart, ...]
    title: str = field(repr=False)
    recipe: str = field(repr=False)
    is_personal: bool


class PacketBook:
    """Notes packets for one run, with what staff said of the visit.

    `channel` is by which road things go out that are refused here.
    """

    def __init__(
        self,
        record: Record,
        *,
        reference: str = "",
        teaching: Teaching | None = None,
        channel: Channel = Channel.PACKET,
    ) -> None:
        self._record, self._reference = record, reference
        self._teaching, self._channel = teaching or Teaching(), channel

    @property
    def channel(self) -> Channel:
        """By which road things go out."""
        return self._channel

    @property
    def archive(self) -> Archive:
        """Where the parts of packets are kept."""
        return self._record.archive

    def keep(self, ready: Ready) -> Callable[[str], None]:
        """Note a packet, and keep all that it takes to make it again.

        Returns what is told why, when the packet could not be put in its place.

        Raises:
            HandoutError: the record or the archive cannot be written.
        """
        recipe = dump_recipe(keep_recipe(self._record.archive, ready))
        delivery = Delivery(
            channel=Channel.PACKET,
            result=Result.DONE,
            sha256=hashlib.sha256(ready.rendered.pdf).hexdigest(),
            page_count=ready.rendered.page_count,
            parts=list_parts(ready.source),
            title=f"packet {ready.code}",
            detail="made" if ready.job.passwords is None else "made, and encrypted",
            reference=self._reference,
            teaching=self._teaching,
            recipe=recipe,
        )
        number = self._record.note(delivery)
        return lambda reason: self._take_back(number, delivery, reason)

    def recall(self, sha256: str) -> Recalled | None:
        """Return what is known of a PDF that was given, whole or as a part; None of others' PDFs.

        Raises:
            HandoutError: the record cannot be read.
        """
        found = None
        for line in self._record.iter_lines(mentioning=sha256):
            given = line.delivery
            if given.sha256 == sha256 and given.parts:
                recipe = self._read_recipe(line.recipe_digest)
                found = Recalled(given.parts, given.title, recipe, is_personal=True)
            for part in given.parts:
                if part.sha256 == sha256:
                    recipe = dump_published(sha256, part.page_count)
                    return Recalled((part,), part.handout_id, recipe, is_personal=False)
        return found

    def _read_recipe(self, digest: str) -> str:
        with suppress(ArchiveError):
            return self.archive.get(digest, JSON).decode()
        return ""

    def _take_back(self, number: int, kept: Delivery, reason: str) -> None:
        self._record.note(
            Delivery(
                *(Channel.PACKET, Result.FAILED, kept.sha256, kept.page_count, kept.parts),
                title=kept.title,
                detail=reason,
                reference=self._reference,
                of_line=number,
            )
        )

    def refuse(self, order: Order, reason: str) -> None:
        """Note that a packet was refused whose names the library knows.

        Raises:
            HandoutError: the record cannot be written.
        """
        parts = tuple(GivenPart(each, order.language) for each in list_ids(order))
        self._record.note(
            Delivery(
                *(self._channel, Result.REFUSED, "", 0, parts),
                detail=hide_typed(reason, order),
                reference=self._reference,
            )
        )

    def refuse_for(self, order: Order, error: HandoutError) -> None:
        """Note that a packet was refused, unless it was asked for in a wrong way.

        What is typed wrong may be anything, even a name, and stays out of the record.

        Raises:
            HandoutError: the record cannot be written.
        """
        if not isinstance(error, UsageError | ContentError | LockedError):
            self.refuse(order, str(error))


def hide_typed(reason: str, order: Order) -> str:
    """Return why a packet was refused, without the name of its file and what it may quote."""
    said = reason if order.is_typed else reason.replace(order.name, "the packet's file")
    return QUOTED.sub(lambda found: _keep_name(found.group()), said)


def _keep_name(quoted: str) -> str:
    return quoted if NAME_OF_OURS.fullmatch(quoted) else ELSEWHERE


def list_ids(order: Order) -> tuple[str, ...]:
    """Return the handouts that an order names one by one; topics and sets are left out."""
    return tuple(
        each for each in order.handout_ids if ID.fullmatch(each) and not each.startswith(SET_PREFIX)
    )


def list_parts(source: Remembering) -> tuple[GivenPart, ...]:
    """Return the handouts that a packet holds, in their order."""
    return tuple(make_part(each) for each in source.records.values())


def make_part(record: OutputRecord) -> GivenPart:
    """Return what the record says of a handout's PDF."""
    target = record.target
    return GivenPart(
        *(target.handout_id, target.language, target.edition, record.version, record.state),
        *(record.sha256, record.page_count),
    )


def keep_recipe(archive: Archive, ready: Ready) -> Recipe:
    """Put all that a packet is made of into the archive, and return its recipe.

    Raises:
        HandoutError: the archive cannot be written.
    """
    source, job = ready.source, ready.job
    for piece in job.pieces:
        if isinstance(piece.source, bytes) and not piece.is_foreign:
            archive.put(piece.source)
    choice, order = ready.choice, ready.choice.order
    return Recipe(
        code=ready.code,
        made_on=source.today,
        language=choice.language,
        edition=choice.edition,
        set_title=choice.set_title,
        handouts=tuple(
            _keep_handout(source.records[each.path], is_foreign=each.is_foreign)
            for each in choice.handouts
        ),
        options=list_options(order),
        day=order.visit.day,
        typed=_list_typed(order, job),
        letterheads=dict(source.letterheads),
        references=dict(source.references),
        theme=archive.put(dump_theme(source.theme), JSON),
        fonts={name: archive.put(each, BYTES) for name, each in source.fonts.items()},
        pictures={name: archive.put(each, BYTES) for name, each in source.pictures.items()},
        program=describe_program(),
        version=__version__,
        sha256="" if job.passwords else hashlib.sha256(ready.rendered.pdf).hexdigest(),
        page_count=ready.rendered.page_count,
    )


def _keep_handout(record: OutputRecord, *, is_foreign: bool) -> KeptHandout:
    target = record.target
    return KeptHandout(
        *(target.handout_id, target.language, target.edition, target.path, is_foreign),
        *(record.title, record.state, record.version, record.page_count, record.sha256),
    )


def _list_typed(order: Order, job: BindJob) -> Typed:
    foreign = (each.source for each in job.pieces if each.is_foreign)
    return Typed(
        has_name=bool(order.visit.name),
        has_title=order.title is not None,
        has_clinician=bool(order.visit.clinician),
        has_note=order.note is not None,
        enclosed=tuple(
            hashlib.sha256(each).hexdigest() for each in foreign if isinstance(each, bytes)
        ),
    )


@cache
def describe_program() -> str:
    """Return a digest over the program's files, and the versions of all libraries."""
    versions = "\n".join(f"{name} {each}" for name, each in program_versions().items())
    return hashlib.sha256(f"{program_digest()}\n{versions}".encode()).hexdigest()
