"""IPP's numbers and keywords in plain words."""

from __future__ import annotations

import pytest

from handoutpress.deliver.printing.status_words import (
    JOB_REASONS,
    PRINTER_REASONS,
    STATUS_WORDS,
    JobState,
    PrinterState,
    Reason,
    find_reasons,
    read_job_state,
    read_printer_state,
    say_status,
)


@pytest.mark.parametrize(
    ("keywords", "words"),
    [
        (("none",), []),
        (("media-empty-report",), ["the printer has no paper; put paper in"]),
        (("media-empty-error",), ["the printer has no paper; put paper in"]),
        (("media-jam",), ["paper is jammed in the printer; clear it"]),
        (("offline-report",), ["the printer is offline; see that it is on and on the network"]),
        (("door-open-warning",), ["a door of the printer is open; close it"]),
        (("toner-low-report",), ["the printer has little toner left; have a cartridge ready"]),
        (("toner-empty-error",), ["the printer has no toner; put a new cartridge in"]),
        (("com.maker-odd-thing",), ["it reports 'com.maker-odd-thing'; look at its display"]),
        (("cups-remote-pending", "job-printing"), []),
        (
            ("toner-low-report", "media-jam-error"),
            [
                "paper is jammed in the printer; clear it",
                "the printer has little toner left; have a cartridge ready",
            ],
        ),
    ],
)
def test_reasons_of_a_printer_are_said_in_plain_words_the_cause_first(
    keywords: tuple[str, ...], words: list[str]
) -> None:
    assert [str(reason) for reason in find_reasons(keywords, PRINTER_REASONS)] == words


def test_reasons_without_end_are_counted_and_none_steers_a_terminal() -> None:
    keywords = ("\x1b[2J\x07odd", "media-jam", *(f"x-{number}" * 90 for number in range(60_000)))
    said = [str(reason) for reason in find_reasons(keywords, PRINTER_REASONS)]
    assert said[:2] == [
        "paper is jammed in the printer; clear it",
        "it reports '[2J odd'; look at its display",
    ]
    assert said[-1] == "it reports 59998 more; look at its display"
    assert len("".join(said)) < 400


@pytest.mark.parametrize(
    ("keyword", "words"),
    [
        ("job-canceled-at-device", "it was cancelled at the printer"),
        (
            "cups-held-for-authentication",
            "the printer wants a user and a password; ask IT to set them on the print server",
        ),
        ("document-format-error", "the printer could not read the PDF; use another printer"),
    ],
)
def test_reasons_of_a_job_are_said_in_plain_words(keyword: str, words: str) -> None:
    assert [str(reason) for reason in find_reasons((keyword,), JOB_REASONS)] == [words]


def test_what_stops_a_printer_has_a_remedy() -> None:
    stopping = [reason for reason in PRINTER_REASONS.values() if reason.stops]
    assert len(stopping) > 10
    assert all(reason.remedy for reason in stopping)


@pytest.mark.parametrize("words", STATUS_WORDS.values())
def test_a_status_says_what_is_wrong(words: str) -> None:
    assert words.startswith("the ")


def test_a_status_that_no_standard_names_is_given_as_a_number() -> None:
    assert say_status(0x0599) == "the printer does not print it (IPP status 0x0599)"


@pytest.mark.parametrize(
    ("number", "state"), [(3, JobState.PENDING), (9, JobState.COMPLETED), (77, JobState.UNKNOWN)]
)
def test_states_of_jobs_are_read(number: int, state: JobState) -> None:
    assert read_job_state(number) is state


@pytest.mark.parametrize(("number", "state"), [(5, PrinterState.STOPPED), (None, PrinterState(0))])
def test_states_of_printers_are_read(number: int | None, state: PrinterState) -> None:
    assert read_printer_state(number) is state


def test_a_reason_without_a_remedy_is_said_alone() -> None:
    assert str(Reason("it was cancelled")) == "it was cancelled"
