"""Print a subject on a printer, from its plan to its end, each told to the record.

Holds no clock and no chance, and shows nothing: who calls hands both in, and listens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Protocol

from handoutpress.deliver.printing.abilities import read_abilities, read_condition
from handoutpress.deliver.printing.choosing import Plan, Wishes, choose_plan
from handoutpress.deliver.printing.document import read_facts
from handoutpress.deliver.printing.faults import (
    CannotPrintError,
    HandOverError,
    PrinterRefusesError,
    PrintError,
    UnreachableError,
)
from handoutpress.deliver.printing.ipp_client import IppClient, Ticket
from handoutpress.deliver.printing.jobs import Ending, Follower, Pace
from handoutpress.deliver.printing.status_words import say_status
from handoutpress.deliver.printing.ticket import write_ticket
from handoutpress.deliver.values import Channel, Delivery, Result, Subject, Teaching

NOT_ACCEPTING = 0x0506  # Source: RFC 8011, B.1.5.7; CUPS says it only when it gets the document
JOB_NAME = "Handouts"  # and a random code: what stands on displays and in logs of others


class Recorder(Protocol):
    """What remembers deliveries; returns the number of the line."""

    def note(self, delivery: Delivery) -> int:
        """Write one line."""


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What is printed where, and what the record is told of it.

    `of_line` is the line of the delivery that a reprint belongs to, where it is known. Some pages
    alone are always a reprint: nobody gives half a packet.
    """

    subject: Subject = field(repr=False)
    printer_name: str
    wishes: Wishes = field(default_factory=Wishes)
    reference: str = ""
    teaching: Teaching = field(default_factory=Teaching)
    of_line: int | None = None
    is_reprint: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What printing needs of its surroundings.

    `tell` gets lines for staff, `tell_plan` the plan and the job's name before anything is sent.
    """

    recorder: Recorder
    pace: Pace
    make_code: Callable[[], str]
    tell: Callable[[str], None]
    tell_plan: Callable[[Plan, str], None]


@dataclass(frozen=True, slots=True)
class Printed:
    """How it ended; `line` is the number of its line in the record."""

    plan: Plan
    job_name: str
    job_id: int | None
    ending: Ending
    line: int


def plan_print(client: IppClient, order: PrintOrder) -> Plan:
    """Return how an order would be printed; the printer is asked what it can do, and gets nothing.

    Raises:
        PrintError: it cannot be printed there.
    """
    facts = read_facts(order.subject.pdf, order.subject.language)
    printer = client.get_printer()
    plan = choose_plan(facts, order.wishes, read_abilities(printer))
    condition = read_condition(printer)
    if not condition.takes_jobs:
        raise PrinterRefusesError(say_status(NOT_ACCEPTING))
    notes = tuple(str(reason) for reason in condition.reasons)
    if order.subject.is_personal and not _is_private(client):
        notes += ("the packet goes to the printer without encryption; ask IT for ipps://",)
    return replace(plan, notes=(*plan.notes, *notes))


def _is_private(client: IppClient) -> bool:
    address = client.access.address
    return address.is_secure or address.is_on_this_computer


def print_subject(client: IppClient, order: PrintOrder, desk: Desk) -> Printed:
    """Print an order, and follow it to its end; the record is told before, and how it ended.

    Raises:
        PrintError: the printer did not take it; the record knows.
    """
    clerk = _Clerk(order, desk)
    try:
        plan = clerk.plan = plan_print(client, order)
        ticket = write_ticket(plan, f"{JOB_NAME} {desk.make_code()}")
        desk.tell_plan(plan, ticket.job_name)
        _validate(client, ticket)
    except PrintError as error:
        clerk.note(_judge(error), str(error))
        raise
    # Before it is sent: what happens from now on leaves a line, even if this program is killed.
    line = clerk.note(Result.QUEUED, f"sent to the printer '{order.printer_name}'")
    job_id = _hand_over(client, ticket, clerk)
    try:
        ending = Follower(client, job_id, line, plan, desk.pace, desk.tell).follow()
    except KeyboardInterrupt:  # a second one, while the job was being taken back
        clerk.note(Result.UNKNOWN, "it was interrupted while it was cancelled; look at the printer")
        raise
    return Printed(plan, ticket.job_name, job_id, ending, clerk.note(ending.result, ending.detail))


def _validate(client: IppClient, ticket: Ticket) -> None:
    """See that the printer takes the job, with all that was chosen, before it gets the document."""
    ignored = client.validate_job(ticket)
    if ignored:
        raise CannotPrintError(
            f"the printer would leave away what was asked for ({', '.join(ignored)}); "
            "choose another printer, or ask for less"
        )


def _hand_over(client: IppClient, ticket: Ticket, clerk: _Clerk) -> int:
    try:
        return client.print_job(ticket, clerk.order.subject.pdf)
    except KeyboardInterrupt:
        clerk.note(Result.UNKNOWN, "it was interrupted while it went over; look at the printer")
        raise
    except PrintError as error:
        clerk.note(_judge(error), str(error))
        raise


def _judge(error: PrintError) -> Result:
    """Say how it ended that something was not printed."""
    if isinstance(error, HandOverError):
        return Result.UNKNOWN
    is_refused = isinstance(error, CannotPrintError | PrinterRefusesError)
    return (
        Result.REFUSED if is_refused and not isinstance(error, UnreachableError) else Result.FAILED
    )


@dataclass(slots=True)
class _Clerk:
    """Tells the record of one order; the lines after the first belong to it."""

    order: PrintOrder
    desk: Desk
    plan: Plan | None = None
    first_line: int | None = None

    def note(self, result: Result, detail: str) -> int:
        subject, wishes = self.order.subject, self.order.wishes
        of_line = self.first_line if self.first_line is not None else self.order.of_line
        line = self.desk.recorder.note(
            Delivery(
                channel=Channel.PRINT,
                result=result,
                sha256=sha256(subject.pdf).hexdigest(),
                page_count=self.plan.page_count if self.plan else subject.page_count,
                parts=subject.parts,
                # The title of a patient's own packet was typed by staff: a name may stand in it.
                title="" if subject.is_personal else subject.title,
                detail=detail,
                reference=self.order.reference,
                # What belongs to a line of this order says how that one ended, and is no reprint.
                is_reprint=self.first_line is None
                and (self.order.is_reprint or wishes.pages is not None),
                of_line=of_line,
                teaching=self.order.teaching,
                recipe=subject.recipe,
            )
        )
        if self.first_line is None:
            self.first_line = line
        return line
