"""A job followed to its end: what staff are told, and how it is said to have ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest

from handoutpress.deliver.printing.abilities import Sides
from handoutpress.deliver.printing.choosing import Plan
from handoutpress.deliver.printing.faults import (
    AuthNeededError,
    JobGoneError,
    PrinterRefusesError,
    UnreachableError,
)
from handoutpress.deliver.printing.ipp_message import Attribute, Group, Tag
from handoutpress.deliver.printing.jobs import Ending, Follower, Pace
from handoutpress.deliver.values import Result
from tests.fake_printer import job, numbers, printer, words

PLAN = Plan(1, Sides.LONG_EDGE, None, None, page_count=20, sheet_count=10)
HELD_PLAN = Plan(1, Sides.LONG_EDGE, None, None, page_count=20, sheet_count=10, is_held=True)
READY = printer()
JAMMED = printer(numbers("printer-state", 5), words("printer-state-reasons", "media-jam-error"))
EMPTY = printer(numbers("printer-state", 4), words("printer-state-reasons", "media-empty-report"))
LOW = printer(numbers("printer-state", 4), words("printer-state-reasons", "toner-low-report"))
PAUSED = printer(numbers("printer-state", 5), words("printer-state-reasons", "paused"))
STOPPED = printer(numbers("printer-state", 5))
SILENT = UnreachableError("the printer does not answer")
TAKEN_BACK = "it was not printed within 10 minutes"

Step = tuple[Group | BaseException, Group]


@dataclass
class ScriptedDesk:
    """A printer whose every answer is written before; the last one stays."""

    steps: list[Step]
    refusal: BaseException | None = None
    cancelled: list[int] = field(default_factory=list)
    now: float = 0.0
    _step: Step | None = None

    def get_job(self, job_id: int) -> Group:
        self._step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
        if isinstance(self._step[0], BaseException):
            raise self._step[0]
        return self._step[0]

    def get_printer(self) -> Group:
        assert self._step is not None
        return self._step[1]

    def cancel_job(self, job_id: int) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.cancelled.append(job_id)

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def follow(
    desk: ScriptedDesk, plan: Plan = PLAN, tell: Callable[[str], None] | None = None
) -> tuple[Ending, list[str]]:
    told: list[str] = []
    pace = Pace(lambda: desk.now, desk.sleep, interval_s=2.0, limit_s=600.0, silence_s=60.0)
    return Follower(desk, 7, 12, plan, pace, tell or told.append).follow(), told


def script(*steps: Step) -> ScriptedDesk:
    return ScriptedDesk(list(steps))


def test_a_job_that_is_printed_is_done() -> None:
    ending, told = follow(script((job(3), READY), (job(5), READY), (job(9, done=20), READY)))
    assert ending == Ending(Result.DONE, "printed", 20)
    assert told == ["waiting for its turn", "printing"]


def test_a_line_is_told_once_however_often_it_is_asked() -> None:
    _, told = follow(script(*[(job(5), READY)] * 5, (job(9), READY)))
    assert told == ["printing"]


@pytest.mark.parametrize(
    ("state", "group", "line"),
    [
        (6, JAMMED, "the printer waits: paper is jammed in the printer; clear it"),
        (5, EMPTY, "the printer waits: the printer has no paper; put paper in"),
        (3, PAUSED, "the printer waits: the printer was paused; let it go on, or ask IT"),
        (5, LOW, "printing; the printer has little toner left; have a cartridge ready"),
        (5, STOPPED, "the printer waits: it is stopped; look at its display"),
        (4, READY, "held; release it at the printer"),
        (99, READY, "sent"),
    ],
)
def test_what_a_job_waits_for_is_said_in_plain_words(state: int, group: Group, line: str) -> None:
    _, told = follow(script((job(state), group), (job(9), READY)))
    assert told == [line]


@pytest.mark.parametrize(
    ("last", "before", "ending"),
    [
        (
            job(8, "aborted-by-system", done=16),
            JAMMED,
            Ending(
                Result.FAILED,
                "paper is jammed in the printer; clear it; the printer gave it up; look at its "
                "display; pages 1 to 16 seem to be printed: look at them, then print the rest "
                "with --pages 17- --again 12",
                16,
            ),
        ),
        (
            job(8, "document-format-error"),
            READY,
            Ending(Result.FAILED, "the printer could not read the PDF; use another printer", 0),
        ),
        (job(8), READY, Ending(Result.FAILED, "the printer gave it up; look at its display", 0)),
        (
            job(7, "job-canceled-at-device"),
            READY,
            Ending(Result.CANCELLED, "it was cancelled at the printer", 0),
        ),
        (job(7), READY, Ending(Result.CANCELLED, "it was cancelled", 0)),
        (
            job(9, "job-completed-with-errors", done=20),
            READY,
            Ending(Result.DONE, "the printer reports errors; look at the pages", 20),
        ),
        (job(9, "processing-to-stop-point"), READY, Ending(Result.DONE, "printed", 0)),
    ],
)
def test_how_a_job_ended_is_said_with_its_cause(last: Group, before: Group, ending: Ending) -> None:
    assert follow(script((job(6), before), (last, READY)))[0] == ending


def test_a_held_job_waits_for_somebody() -> None:
    ending, _ = follow(script((job(4, "job-hold-until-specified"), READY)), HELD_PLAN)
    assert ending == Ending(Result.QUEUED, "the job is held; release it at the printer", 0)


def test_a_job_that_wants_a_password_is_taken_back_at_once() -> None:
    desk = script((job(4, "cups-held-for-authentication"), READY))
    ending, _ = follow(desk, HELD_PLAN)
    assert ending.result is Result.FAILED
    assert ending.detail.startswith("the printer wants a user and a password")
    assert (desk.cancelled, desk.now) == ([7], 0.0)


def test_a_job_that_nobody_helps_is_taken_back_at_its_time() -> None:
    desk = script((job(5, done=4), EMPTY))
    ending, _ = follow(desk)
    assert ending == Ending(
        Result.FAILED,
        f"{TAKEN_BACK} (the printer has no paper), and was taken back; pages 1 to 4 seem to be "
        "printed: look at them, then print the rest with --pages 5- --again 12",
        4,
    )
    assert (desk.cancelled, desk.now) == ([7], 600.0)


def test_a_printer_that_does_not_tell_leaves_it_unknown() -> None:
    ending, _ = follow(script((AuthNeededError("no"), READY)))
    assert ending.result is Result.UNKNOWN
    assert ending.detail.startswith("the printer does not tell how the job goes; look what lies")


def test_what_a_queue_counts_is_not_believed_and_its_words_are_told() -> None:
    message = Attribute("printer-state-message", Tag.TEXT, ("The printer is\nunavailable.",))
    queue = printer(numbers("printer-state", 4), numbers("printer-type", 4), message)
    ending, told = follow(script((job(5, done=16), queue)))
    said = "the print server says: The printer is unavailable."
    assert told == [f"printing; {said}"]
    assert ending == Ending(Result.FAILED, f"{TAKEN_BACK}, and was taken back", quote=said)


def test_a_word_of_the_printer_s_own_is_told_and_stays_out_of_the_record() -> None:
    queue = printer(words("printer-state-reasons", "jane-doe-packet"))
    ending, told = follow(script((job(5), queue), (job(8), queue)))
    assert told == ["printing; it reports 'jane-doe-packet'; look at its display"]
    assert ending.detail == "it reports what this program does not know; look at its display"


def interrupt(line: str) -> None:
    raise KeyboardInterrupt


def test_ctrl_c_takes_the_job_back() -> None:
    desk = script((job(5), READY))
    ending, _ = follow(desk, tell=interrupt)
    assert ending == Ending(Result.CANCELLED, "it was cancelled here", 0, was_interrupted=True)
    assert desk.cancelled == [7]


@pytest.mark.parametrize(
    ("refusal", "after", "result", "detail"),
    [
        (PrinterRefusesError("no"), (job(9, done=20), READY), Result.DONE, "printed"),
        (
            PrinterRefusesError("no"),
            (job(5), READY),
            Result.UNKNOWN,
            "it was cancelled here; but the printer did not let go of the job; look what lies in "
            "the printer before you print it again",
        ),
        (
            SILENT,
            (SILENT, READY),
            Result.UNKNOWN,
            "it was cancelled here; but the printer did not answer to that; look what lies in the "
            "printer before you print it again",
        ),
        (
            AuthNeededError("no"),
            (job(5), READY),
            Result.UNKNOWN,
            "it was cancelled here; but the printer did not let go of the job; look what lies in "
            "the printer before you print it again",
        ),
    ],
)
def test_a_job_that_cannot_be_taken_back_is_told_as_it_is(
    refusal: BaseException, after: Step, result: Result, detail: str
) -> None:
    desk = script((job(5), READY), after)
    desk.refusal = refusal
    ending, _ = follow(desk, tell=interrupt)
    assert (ending.result, ending.detail) == (result, detail)


def test_a_printer_that_is_silent_for_a_moment_is_waited_for() -> None:
    silence: Iterable[Step] = [(SILENT, READY)] * 20
    ending, told = follow(script((job(5), READY), *silence, (job(9), READY)))
    assert ending.result is Result.DONE
    assert told == ["printing", "the printer does not answer"]


def test_a_printer_that_stays_silent_leaves_it_unknown() -> None:
    desk = script((job(5, done=6), READY), (SILENT, READY))
    ending, _ = follow(desk)
    assert ending == Ending(
        Result.UNKNOWN,
        "the printer does not answer any more; look what lies in the printer before you print it "
        "again; pages 1 to 6 seem to be printed: look at them, then print the rest with --pages 7- "
        "--again 12",
        6,
    )
    assert (desk.now, desk.cancelled) == (60.0, [])


def test_a_job_that_the_printer_forgot_is_unknown() -> None:
    ending, _ = follow(script((job(5), READY), (JobGoneError("no such job"), READY)))
    assert ending == Ending(
        Result.UNKNOWN,
        "the printer no longer knows the job; look what lies in the printer before you print it "
        "again",
        0,
    )
