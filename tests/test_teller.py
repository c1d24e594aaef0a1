from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from handoutpress.errors import ContentError, HandoutError, Severity
from handoutpress.outcome import BuildResult, Failed
from handoutpress.watch.teller import MOST_LINES, Teller
from tests import board_makers as makers
from tests.board_makers import LARGE, PROBLEM, SHARED_PROBLEM, STANDARD

ROOT = Path("/srv/workspace")
NO_PATHS: frozenset[Path] = frozenset()


class Lines(list[str]):
    """What was said; what goes to standard error begins with an exclamation mark."""

    def say(self, line: object, *, is_error: bool = False) -> None:
        self.append(f"! {line}" if is_error else str(line))

    def take(self) -> list[str]:
        taken = list(self)
        self.clear()
        return taken


@pytest.fixture
def lines() -> Lines:
    return Lines()


@pytest.fixture
def teller(lines: Lines) -> Teller:
    return Teller(lines.say, ROOT)


def with_problems(*problems: object) -> BuildResult:
    return BuildResult(problems=problems, stale=(makers.stale(STANDARD),))


def test_a_pdf_is_told_with_its_pages_and_seconds(teller: Teller, lines: Lines) -> None:
    teller.tell_pass(BuildResult(built=(makers.built(STANDARD, 3),), seconds=0.214), NO_PATHS)
    assert lines == ["en/care/good.pdf: 3 pages, 0.21 s"]


def test_several_pdfs_are_told_with_their_sum(teller: Teller, lines: Lines) -> None:
    teller.tell_pass(replace(makers.result(STANDARD, LARGE), seconds=1.5), NO_PATHS)
    assert lines == [
        "en/care/good.pdf: 1 page",
        "en/care/good.large-print.pdf: 1 page",
        "2 PDFs built, 1.50 s",
    ]


def test_many_pdfs_do_not_fill_the_terminal(teller: Teller, lines: Lines) -> None:
    teller.tell_pass(makers.result(*[STANDARD] * (MOST_LINES + 3)), NO_PATHS)
    assert len(lines) == MOST_LINES + 2
    assert lines[-2:] == ["… and 3 more", "23 PDFs built, 0.00 s"]


def test_a_save_that_changes_nothing_is_told(teller: Teller, lines: Lines) -> None:
    teller.tell_pass(BuildResult(fresh=(STANDARD,), seconds=0.02), NO_PATHS)
    assert lines == ["nothing to build, 0.02 s"]


def test_a_removed_pdf_is_told(teller: Teller, lines: Lines) -> None:
    teller.tell_pass(BuildResult(removed=("en/care/old.pdf",)), NO_PATHS)
    assert lines == ["en/care/old.pdf: removed"]


def test_a_problem_is_told_once_while_other_files_are_edited(teller: Teller, lines: Lines) -> None:
    # Given a problem that was told
    teller.tell_pass(with_problems(PROBLEM), NO_PATHS)
    assert lines.take() == [
        f"! {PROBLEM}",
        "! en/care/good.pdf: out of date: content is wrong",
        "nothing to build, 0.00 s",
    ]
    # When another file is saved, and brings one, too
    teller.tell_pass(with_problems(PROBLEM, SHARED_PROBLEM), NO_PATHS)
    # Then that one is told
    assert lines.take() == [f"! {SHARED_PROBLEM}", "nothing to build, 0.00 s"]


def test_a_problem_of_the_saved_file_is_told_again(teller: Teller, lines: Lines) -> None:
    teller.tell_pass(with_problems(PROBLEM), NO_PATHS)
    lines.clear()
    moved = replace(PROBLEM, line=9)
    teller.tell_pass(with_problems(moved), frozenset({ROOT / "handouts/care/good.yaml"}))
    assert lines[0] == f"! {moved}"


def test_a_problem_that_only_moved_is_neither_new_nor_mended(teller: Teller, lines: Lines) -> None:
    teller.tell_pass(with_problems(PROBLEM), NO_PATHS)
    lines.clear()
    teller.tell_pass(with_problems(replace(PROBLEM, line=9)), NO_PATHS)
    assert lines == ["nothing to build, 0.00 s"]


def test_what_was_mended_is_told(teller: Teller, lines: Lines) -> None:
    teller.tell_pass(with_problems(PROBLEM, SHARED_PROBLEM), NO_PATHS)
    lines.clear()
    teller.tell_pass(with_problems(SHARED_PROBLEM), NO_PATHS)
    assert lines[0] == "1 problem mended, 1 left"


def test_what_a_new_error_hides_was_not_mended(teller: Teller, lines: Lines) -> None:
    # Given a warning that was told
    warning = replace(PROBLEM, what="the title is long", severity=Severity.WARNING)
    teller.tell_pass(with_problems(warning), NO_PATHS)
    lines.clear()
    # When an error of the same file keeps the rest of it from being looked at
    teller.tell_pass(with_problems(PROBLEM), NO_PATHS)
    assert lines.take()[0] == f"! {PROBLEM}"
    # Then the warning counts as mended only with the error
    teller.tell_pass(with_problems(), NO_PATHS)
    assert lines[0] == "2 problems mended, 0 left"


def test_nothing_was_mended_where_not_all_was_looked_at(teller: Teller, lines: Lines) -> None:
    teller.tell_pass(with_problems(PROBLEM), NO_PATHS)
    lines.clear()
    teller.tell_error(ContentError([SHARED_PROBLEM]), NO_PATHS)
    assert lines.take() == [f"! {SHARED_PROBLEM}"]
    teller.tell_pass(with_problems(PROBLEM), NO_PATHS)
    assert lines[0] == "1 problem mended, 1 left"


def test_errors_are_told_before_warnings(teller: Teller, lines: Lines) -> None:
    warning = replace(PROBLEM, path="handouts/a.yaml", severity=Severity.WARNING)
    teller.tell_pass(with_problems(warning, PROBLEM), NO_PATHS)
    assert lines[:2] == [f"! {PROBLEM}", f"! {warning}"]


def test_a_failure_is_told_once_and_a_bug_with_its_traceback(teller: Teller, lines: Lines) -> None:
    bug = Failed(LARGE, "a bug of Handout Press", traceback="Traceback …")
    for _ in range(2):
        teller.tell_pass(BuildResult(failed=(makers.failed(STANDARD), bug)), NO_PATHS)
    assert lines == [
        "! en/care/good.pdf: not built: a letter is missing",
        "! en/care/good.large-print.pdf: not built: a bug of Handout Press\nTraceback …",
        "2 PDFs not built, 0.00 s",
        "2 PDFs not built, 0.00 s",
    ]


def test_a_note_is_told_once(teller: Teller, lines: Lines) -> None:
    for _ in range(2):
        teller.tell_pass(BuildResult(notes=("install HarfBuzz",), removed=("x",)), NO_PATHS)
    assert lines.count("! note: install HarfBuzz") == 1


def test_a_pass_that_could_not_be_run_is_told(teller: Teller, lines: Lines) -> None:
    teller.tell_error(HandoutError("another build is at work"), NO_PATHS)
    teller.tell_error(ContentError([PROBLEM]), NO_PATHS)
    assert lines == ["! error: another build is at work", f"! {PROBLEM}"]


def test_a_pass_without_a_result_says_nothing(teller: Teller, lines: Lines) -> None:
    teller.tell_pass(None, NO_PATHS)
    assert lines == []
