"""Follow a job until it is done, and say in plain words what it waits for.

Holds no clock: time is handed in. Knows nothing of the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol

from handoutpress.deliver.printing.abilities import Condition, quote_server, read_condition
from handoutpress.deliver.printing.choosing import Plan
from handoutpress.deliver.printing.faults import AuthNeededError, JobGoneError, PrintError
from handoutpress.deliver.printing.ipp_message import Group
from handoutpress.deliver.printing.status_words import (
    ENDED,
    JOB_REASONS,
    JobState,
    PrinterState,
    Reason,
    find_reasons,
    read_job_state,
)
from handoutpress.deliver.printing.where_to_go_on import advise_pages
from handoutpress.deliver.values import Result

WANTS_LOGIN = "cups-held-for-authentication"


class JobDesk(Protocol):
    """Where a job is asked for: a printer, or a server's queue."""

    def get_job(self, job_id: int) -> Group:
        """Return how a job goes."""

    def get_printer(self) -> Group:
        """Return how the printer stands."""

    def cancel_job(self, job_id: int) -> None:
        """Take a job back."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how long is asked.

    `limit_s` is how long a job may take, which is taken back then: a packet must not come out
    when nobody stands there any more. `silence_s` is how long a printer may not answer.
    """

    clock: Callable[[], float]
    sleep: Callable[[float], None]
    interval_s: float = 2.0
    limit_s: float = 900.0
    silence_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended; `pages_done` are the sides that the printer says it printed.

    `detail` is in fixed words, for the record; `quote` are the printer's own, for the screen alone:
    they may name another patient's job.
    """

    result: Result
    detail: str
    pages_done: int | None = None
    was_interrupted: bool = False
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A job and its printer, looked at once."""

    state: JobState
    job_reasons: tuple[Reason, ...]
    condition: Condition
    pages_done: int | None
    wants_login: bool = False

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it stands where it stands: what the printer says, then what is said of the job."""
        return tuple(dict.fromkeys((*self.condition.reasons, *self.job_reasons)))


@dataclass(slots=True)
class Follower:
    """Follows one job; `line` is its line of the record.

    `tell` gets a line for staff whenever something changes.
    """

    desk: JobDesk
    job_id: int
    line: int
    plan: Plan
    pace: Pace
    tell: Callable[[str], None]
    _last_told: str = field(default="", init=False)
    _last_look: Look | None = field(default=None, init=False)
    _last_cause: Reason | None = field(default=None, init=False)

    def follow(self) -> Ending:
        """Ask until the job has ended, or is held as it was asked to be; Ctrl-C cancels it."""
        try:
            return self._ask_until_it_ends()
        except KeyboardInterrupt:
            return self._cancel("it was cancelled here", Result.CANCELLED, was_interrupted=True)

    def _ask_until_it_ends(self) -> Ending:
        begin = heard = self.pace.clock()
        while True:
            now = self.pace.clock()
            try:
                look = self._last_look = self._look()
                heard = now
            except JobGoneError:
                return self._lose("the printer no longer knows the job")
            except AuthNeededError:
                return self._lose("the printer does not tell how the job goes")
            except PrintError as error:
                self._say(str(error))
                if now - heard >= self.pace.silence_s:
                    return self._lose("the printer does not answer any more")
            else:
                ending = self._judge(look)
                if ending is not None:
                    return ending
            if now - begin >= self.pace.limit_s:
                return self._give_up()
            self.pace.sleep(self.pace.interval_s)

    def _look(self) -> Look:
        job = self.desk.get_job(self.job_id)
        keywords = job.words("job-state-reasons")
        condition = read_condition(self.desk.get_printer())
        # Source: measured, CUPS 2.4: a queue counts what it prepared, before any paper moved.
        done = None if condition.is_queue else job.number("job-impressions-completed")
        return Look(
            state=read_job_state(job.number("job-state")),
            job_reasons=find_reasons(keywords, JOB_REASONS),
            condition=condition,
            pages_done=done,
            wants_login=WANTS_LOGIN in keywords,
        )

    # --- what it means ----------------------------------------------------------------------------

    def _judge(self, look: Look) -> Ending | None:
        """Return how it ended, or tell how it goes."""
        self._last_cause = next((each for each in look.reasons if each.stops), self._last_cause)
        if look.state in ENDED:
            return _end(look, self.plan, self._last_cause, self.line)
        if look.wants_login:
            return self._cancel(str(JOB_REASONS[WANTS_LOGIN]), Result.FAILED)
        if look.state is JobState.HELD and self.plan.is_held:
            detail = "the job is held; release it at the printer"
            return Ending(Result.QUEUED, detail, look.pages_done)
        self._say(describe_look(look))
        return None

    def _say(self, line: str) -> None:
        if line != self._last_told:
            self._last_told = line
            self.tell(line)

    def _give_up(self) -> Ending:
        minutes = self.pace.limit_s / 60
        cause, quote = self._last_cause, ""
        if cause is None and self._last_look:
            quote = quote_server(self._last_look.condition)
        why = f" ({cause.what})" if cause and not cause.is_quoted else ""
        reason = f"it was not printed within {minutes:.0f} minutes{why}, and was taken back"
        return replace(self._cancel(reason, Result.FAILED), quote=quote)

    def _cancel(self, reason: str, result: Result, *, was_interrupted: bool = False) -> Ending:
        """Take the job back; one that ended in between has ended as it did."""
        done = self._last_look.pages_done if self._last_look else None
        try:
            self.desk.cancel_job(self.job_id)
        except AuthNeededError:
            return self._lose(f"{reason}; but the printer did not let go of the job")
        except PrintError:
            return self._look_after_all(reason)
        detail = reason + advise_pages(self.plan, done, self.line)
        return Ending(result, detail, done, was_interrupted)

    def _look_after_all(self, reason: str) -> Ending:
        try:
            look = self._look()
        except PrintError:
            return self._lose(f"{reason}; but the printer did not answer to that")
        if look.state in ENDED:
            return _end(look, self.plan, self._last_cause, self.line)
        return self._lose(f"{reason}; but the printer did not let go of the job")

    def _lose(self, reason: str) -> Ending:
        """Say that nobody knows: who prints it again would perhaps give it twice."""
        done = self._last_look.pages_done if self._last_look else None
        what_to_do = "look what lies in the printer before you print it again"
        detail = f"{reason}; {what_to_do}{advise_pages(self.plan, done, self.line)}"
        return Ending(Result.UNKNOWN, detail, done)


def _end(look: Look, plan: Plan, cause: Reason | None, line: int) -> Ending:
    """Return how a job ended; `cause` is the last that kept the printer from printing."""
    done = look.pages_done
    said = _join(look.job_reasons)
    if look.state is JobState.COMPLETED:
        return Ending(Result.DONE, said or "printed", done)
    if look.state is JobState.CANCELLED:
        return Ending(
            Result.CANCELLED, (said or "it was cancelled") + advise_pages(plan, done, line), done
        )
    causes = dict.fromkeys((*((cause,) if cause else ()), *look.reasons))
    detail = _join(causes) or "the printer gave it up; look at its display"
    return Ending(Result.FAILED, detail + advise_pages(plan, done, line), done)


def _join(reasons: Iterable[Reason]) -> str:
    """Say reasons as the record may hold them."""
    return "; ".join(dict.fromkeys(reason.in_fixed_words for reason in reasons))


def describe_look(look: Look) -> str:
    """Say how a job goes."""
    stopping = [str(reason) for reason in look.reasons if reason.stops]
    others = [str(reason) for reason in look.reasons if not reason.stops]
    is_stopped = look.condition.state is PrinterState.STOPPED or look.state is JobState.STOPPED
    if stopping or is_stopped:
        causes = stopping or ["it is stopped; look at its display"]
        return "; ".join(["the printer waits: " + causes[0], *causes[1:], *others])
    words = {
        JobState.PENDING: "waiting for its turn",
        JobState.HELD: "held; release it at the printer",
        JobState.PROCESSING: "printing",
    }.get(look.state, "sent")
    return "; ".join(filter(None, [words, *others, quote_server(look.condition, words)]))
