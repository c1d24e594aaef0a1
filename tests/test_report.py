"""What a build tells: lines for people and logs, and a summary of reasons."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoutpress.errors import ExitCode, Problem
from handoutpress.outcome import BuildResult, Built, Failed, Reason, Stale, Target
from handoutpress.report import (
    LineListener,
    describe_built,
    print_leftovers,
    print_reasons,
    print_summary,
    summarize,
)

FEVER = Target("en/care/fever.pdf", "care/fever", "en", "standard")
CHILLS = Target("en/care/chills.pdf", "care/chills", "en", "standard")
BUILT = Built(FEVER, (Reason.CONTENT, Reason.PICTURE), 2, 1500, "approved", 3)
FAILED = Failed(CHILLS, "a box is higher than a page")
RESULT = BuildResult(
    built=(BUILT,),
    failed=(FAILED,),
    fresh=(CHILLS,) * 1999,
    stale=(Stale(CHILLS, "a box is higher than a page"),),
    removed=("en/care/old.pdf",),
    notes=("the notes of earlier runs are gone, so all is made anew",),
    seconds=1.25,
)


def test_a_pdf_is_told_with_its_pages_and_reasons() -> None:
    assert describe_built(BUILT, is_verbose=False) == (
        "en/care/fever.pdf: 2 pages (content, picture)"
    )
    assert describe_built(BUILT, is_verbose=True) == (
        "en/care/fever.pdf: 2 pages, 2 kB, approved version 3 (content, picture)"
    )


def test_a_summary_counts_everything_and_says_why() -> None:
    assert summarize(RESULT) == (
        "1 PDF built (content 1), 2 pages, 2 kB, 1,999 up to date, 1 not built, 1 out of date, "
        "1 removed, 1.2 s"
    )


def test_the_summary_of_a_dry_run_says_what_would_be_built() -> None:
    planned = ((FEVER, (Reason.NEW,)), (CHILLS, (Reason.THEME, Reason.PROGRAM)))

    assert summarize(BuildResult(planned=planned)) == (
        "2 PDFs would be built (new 1, theme 1), 0 up to date, 0.0 s"
    )


def test_failures_go_to_standard_error_and_what_was_made_to_standard_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listener = LineListener(is_quiet=False)
    for event in (BUILT, FAILED):
        listener.tell(event)

    told = capsys.readouterr()
    assert told.out == "en/care/fever.pdf: 2 pages (content, picture)\n"
    assert told.err == "en/care/chills.pdf: not built: a box is higher than a page\n"


@pytest.mark.parametrize(("is_silent", "told"), [(False, FAILED.reason), (True, "")])
def test_a_quiet_listener_tells_failures_and_a_silent_one_nothing(
    capsys: pytest.CaptureFixture[str], is_silent: bool, told: str
) -> None:
    listener = LineListener(is_quiet=True, is_silent=is_silent)
    listener.expect(2)
    listener.start(FEVER)
    for event in (BUILT, FAILED):
        listener.tell(event)

    printed = capsys.readouterr()
    assert printed.out == ""
    assert told in printed.err
    assert bool(printed.err) is not is_silent


def test_a_bug_is_told_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    LineListener(is_quiet=True).tell(Failed(FEVER, "a bug", traceback="File x, line 3"))

    assert capsys.readouterr().err == "en/care/fever.pdf: not built: a bug\nFile x, line 3\n"


def test_what_stays_and_what_is_gone_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    print_leftovers(RESULT)
    print_summary(RESULT, Path("/srv/out"))

    told = capsys.readouterr()
    assert told.err == (
        "en/care/chills.pdf: out of date: a box is higher than a page\n"
        "note: the notes of earlier runs are gone, so all is made anew\n"
    )
    assert told.out.startswith("en/care/old.pdf: removed\n/srv/out: 1 PDF built")


def test_reasons_are_printed_for_every_pdf_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    planned = ((Target("en/a.pdf", "a", "en", "standard"), (Reason.NEW,)),)
    print_reasons(BuildResult(built=(BUILT,), fresh=(CHILLS,), planned=planned))

    assert capsys.readouterr().out == (
        "en/a.pdf: would be built: new\n"
        "en/care/chills.pdf: up to date\n"
        "en/care/fever.pdf: built: content, picture\n"
    )


PROBLEM = Problem("handouts/a.yaml", 1, 1, "it is wrong", "mend it")


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (BuildResult(), ExitCode.OK),
        (BuildResult(failed=(FAILED,)), ExitCode.FAILED),
        (BuildResult(failed=(Failed(FEVER, "a bug", traceback="x"),)), ExitCode.BUG),
        (BuildResult(problems=(PROBLEM,), failed=(FAILED,)), ExitCode.CONTENT),
        (BuildResult(stale=(Stale(FEVER, "old"),)), ExitCode.FAILED),
    ],
)
def test_the_exit_code_tells_the_worst(result: BuildResult, code: ExitCode) -> None:
    assert result.exit_code is code
