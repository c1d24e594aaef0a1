"""Make packets: bring their handouts up to date, combine them, and put them in their places.

One that cannot be made fails alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeAlias

from handoutpress.build import Bench, Builder, Listener, Wish
from handoutpress.build.roster import Roster
from handoutpress.errors import (
    BugError,
    ContentError,
    HandoutError,
    LockedError,
    Problem,
    RenderError,
    UsageError,
)
from handoutpress.jobs import BindJob, Rendered
from handoutpress.outcome import BuildResult
from handoutpress.packet.choosing import Choice, MisnamedError, choose, say_left_out
from handoutpress.packet.ingredients import Ready, Remembering
from handoutpress.packet.making import Desk, PacketMaker
from handoutpress.packet.orders import Made, Order, Refused
from handoutpress.packet.placing import choose_place, make_code, open_folder, place_packet
from handoutpress.plan import Request

Outcome: TypeAlias = Made | Refused

LOOK_S = 0.25  # how often a run that waits looks whether the lock is free


class NothingToMakeError(HandoutError):
    """No order can be done; each has been told why."""


@dataclass(frozen=True, slots=True)
class Wants:
    """What a run is asked for besides its orders.

    `confirm` is asked with a number of sheets that is larger than an order allows; `tell` is told
    of each packet. In a batch, an order that cannot be done ends no run, be it the only one.
    `passwords` are those that open and that change every packet. For another run that is at work,
    `patience_s` is waited at most, and `tell_waiting` told why. Before a packet is put in its
    place, `keep` takes note of it, or says with a `HandoutError` why it may not be given out; what
    it returns is told why, when the packet cannot be put there after all. With `is_unplaced`, no
    file is written: `keep` alone has the packet.
    """

    today: date
    out: Path
    confirm: Callable[[Order, int], bool]
    tell: Callable[[Outcome], None]
    is_batch: bool = False
    passwords: tuple[str, str] | None = field(default=None, repr=False)
    patience_s: float = 0.0
    tell_waiting: Callable[[str], None] = lambda reason: None
    keep: Callable[[Ready], Callable[[str], None]] = lambda ready: lambda reason: None
    is_unplaced: bool = False


@dataclass(frozen=True, slots=True)
class _Work:
    """A packet on its way: its job, or why there is none, and what it is made of."""

    choice: Choice
    code: str
    job: BindJob | RenderError
    source: Remembering

    @property
    def order(self) -> Order:
        """What asked for it."""
        return self.choice.order


def make_packets(
    builder: Builder, orders: Sequence[Order], wants: Wants, listener: Listener
) -> tuple[BuildResult | None, list[Outcome]]:
    """Make all packets that can be made; what was done for them comes with what became of each.

    Raises:
        HandoutError: what `Builder.run_pass` raises; the reason, when the only order is no batch.
    """
    run = _Run(orders, wants)
    try:
        result = _run_pass(builder, run, listener)
    except NothingToMakeError:
        return None, run.outcomes
    run.make_all()
    return result, run.outcomes


def _run_pass(builder: Builder, run: _Run, listener: Listener) -> BuildResult:
    """Bring the handouts up to date; wait a while for another run that is at work.

    Only this needs the lock: while packets are made and a person is asked, others work, too.
    """
    wants = run.wants
    wish = Wish(run.ask_for, wants.today, with_volumes=False)
    return run_patiently(
        *(builder, wish, listener, run.take),
        patience_s=wants.patience_s,
        tell_waiting=wants.tell_waiting,
    )


def run_patiently(
    builder: Builder,
    wish: Wish,
    listener: Listener,
    then: Callable[[Bench], None],
    *,
    patience_s: float,
    tell_waiting: Callable[[str], None],
) -> BuildResult:
    """Run a pass; wait a while for another run that is at work.

    Raises:
        HandoutError: what `Builder.run_pass` raises.
    """
    end = time.monotonic() + patience_s
    is_told = False
    while True:
        try:
            return builder.run_pass(wish, listener, then)
        except LockedError as error:
            if time.monotonic() > end:
                raise
            if not is_told:
                tell_waiting(str(error))
                is_told = True
            time.sleep(LOOK_S)


class _Run:
    """The packets of one run."""

    def __init__(self, orders: Sequence[Order], wants: Wants) -> None:
        self._orders, self.wants = orders, wants
        self._choices: list[Choice] = []
        self._desk: Desk | None = None
        self.outcomes: list[Outcome] = []

    def _note(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.wants.tell(outcome)

    def ask_for(self, roster: Roster) -> Request:
        """Return which handouts all packets need; asked again, what was refused is told no more.

        Raises:
            HandoutError: there is one order, no batch, and it cannot be done.
            NothingToMakeError: none of a batch can be done.
        """
        self._choices.clear()
        told = {id(each.order) for each in self.outcomes}
        for order in self._orders:
            try:
                self._choices.append(choose(order, roster))
            except HandoutError as error:
                placed = _place_error(order, error)
                if not self.wants.is_batch:
                    raise placed from error
                if id(order) not in told:
                    is_misnamed = isinstance(error, UsageError)
                    self._note(Refused(order, _say_error(placed), is_misnamed))
        if not self._choices:
            raise NothingToMakeError("no packet can be made")
        keys = [chosen.key for choice in self._choices for chosen in choice.handouts]
        return Request(
            ids=tuple(dict.fromkeys(handout_id for handout_id, _ in keys)),
            languages=tuple(dict.fromkeys(language for _, language in keys)),
            editions=tuple(dict.fromkeys(choice.edition for choice in self._choices)),
        )

    def take(self, bench: Bench) -> None:
        """Take from a pass, while nobody else is at work, all that packets need of its notes."""
        _ = bench.outlook.checker  # opened with the notes, which are closed after the pass
        bench.outlook.place.look_at_all()
        self._desk = Desk(bench, self.wants.today, self.wants.passwords)

    def make_all(self) -> None:
        """Make the packets, now that their handouts are up to date.

        A handout that somebody makes anew meanwhile is noticed by its bytes.
        """
        from handoutpress.worker import run_all

        assert self._desk is not None
        bench = self._desk.bench
        folder = self.wants.out if self.wants.is_unplaced else open_folder(self.wants.out)
        works = self._iter_works(self._desk)
        with bench.crews.lend(bench.outlook.survey, works, is_local=True) as (crew, lent):
            for work, result in run_all(lent, make_job=_get_job, crew=crew):
                self._note(self._place(folder, work, result))

    def _iter_works(self, desk: Desk) -> Iterator[_Work]:
        for choice in self._choices:
            code, source = make_code(), Remembering(desk)
            try:
                job: BindJob | RenderError = PacketMaker(source, choice, code).make()
            except HandoutError as error:
                job = error if isinstance(error, RenderError) else RenderError(str(error))
            yield _Work(choice, code, job, source)

    def _place(self, folder: Path, work: _Work, result: Rendered | RenderError) -> Outcome:
        order = work.order
        if isinstance(result, RenderError):
            return Refused(order, _explain(order, result))
        sheets = result.sheet_count if order.is_duplex else result.page_count
        if sheets > order.max_sheets and not self.wants.confirm(order, sheets):
            return Refused(
                order,
                f"it takes {sheets} sheets, more than the {order.max_sheets} of max_sheets; "
                "--yes makes it all the same",
            )
        path = order.target or choose_place(folder, work.code, self.wants.today)
        try:
            take_back = self._keep(work, result)
        except HandoutError as error:
            return Refused(order, str(error))
        try:
            if not self.wants.is_unplaced:
                place_packet(folder, path, result.pdf)
        except OSError as error:
            reason = f"it cannot be written ({error.strerror})"
            return Refused(order, _tell(take_back, reason), is_recorded=True)
        notes = (
            *order.warnings,
            *say_left_out(work.choice),
            *_warn_of_name(order),
            *(_hide_titles(order, note) for note in result.notes),
        )
        return Made(order, path, work.code, result.page_count, sheets, notes)

    def _keep(self, work: _Work, result: Rendered) -> Callable[[str], None]:
        """Have note taken of a packet before anybody has it."""
        assert isinstance(work.job, BindJob)
        ready = Ready(work.choice, work.code, work.job, work.source, result)
        return self.wants.keep(ready)


def _tell(take_back: Callable[[str], None], reason: str) -> str:
    """Tell who took note of a packet why there is none; return what a person must know."""
    try:
        take_back(reason)
    except HandoutError as error:
        return f"{reason}, and {error}"
    return reason


def _explain(order: Order, error: RenderError) -> str:
    """Return why a packet could not be made; what a library says may quote the patient's name."""
    if isinstance(error, BugError):
        kind = error.args[0].partition(":")[0]
        return f"a bug of Handout Press, please report it: {kind}, in a packet of '{order.name}'"
    return _hide_titles(order, str(error))


def _hide_titles(order: Order, message: str) -> str:
    """Return a message that calls enclosed PDFs by their numbers, not by what was typed."""
    for number, enclosed in enumerate(order.enclosed, start=1):
        if enclosed.title:
            message = message.replace(f"'{enclosed.title}'", f"item {number} of 'append'")
    return message


def _get_job(work: _Work) -> BindJob:
    """Return a work's job.

    Raises:
        RenderError: there is none.
    """
    if isinstance(work.job, RenderError):
        raise work.job
    return work.job


def _warn_of_name(order: Order) -> Iterator[str]:
    if order.visit.name and not (order.has_cover or order.visit.is_named_in_feet):
        yield "there is no cover, so the patient's name stands nowhere in it"


def _say_error(error: HandoutError) -> str:
    return "; ".join(map(str, error.problems)) if isinstance(error, ContentError) else str(error)


def _place_error(order: Order, error: HandoutError) -> HandoutError:
    """Return an error with the place in the order's file that it is about, where there is one."""
    place = order.places.get(error.name) if isinstance(error, MisnamedError) else None
    if place is None:
        return error
    what, _, remedy = str(error).partition("; ")
    return ContentError([Problem(order.name, *place, what, remedy)])
