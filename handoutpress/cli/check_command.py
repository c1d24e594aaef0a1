"""The command `check`: what it understands, and how it tells what was found.

Finds nothing, and holds the clock.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from handoutpress.console import say
from handoutpress.errors import ExitCode, Severity

if TYPE_CHECKING:
    from handoutpress.build import Builder
    from handoutpress.checking import HandoutCheck
    from handoutpress.checking.run import CheckRun
    from handoutpress.plan import Request
    from handoutpress.rules import Finding, ReadingLevel, Score

READING_COLUMNS = ("id", "language", "words", "sentences")


def add_check_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `check` understands besides the common options."""
    add = parser.add_argument
    add("ids", nargs="*", metavar="ID", help="a handout (topic/name) or a topic")
    add("--reading", action="store_true", help="print how hard each handout is to read")
    add("--strict", action="store_true", help="leave with 3 for warnings and advice, too")


def run_check(options: argparse.Namespace, builder: Builder, request: Request) -> ExitCode:
    """Check content, words and pages, and write a report of each handout.

    Raises:
        HandoutError: what `check_library` and `write_reports` raise.
    """
    from handoutpress import report
    from handoutpress.checking.run import check_library, write_reports

    today = date.today()
    listener = report.LineListener(is_quiet=True, is_silent=True)
    run = check_library(
        builder, options.root, request, out=options.out, today=today, listener=listener
    )
    reports = write_reports(run, options.out, today)
    code = _find_exit_code(run, is_strict=options.strict)
    report.print_problems(run.problems)
    if options.json:
        report.print_json(_make_document(run, code))
        return code
    if options.reading:
        say(format_reading(run.checks))
    else:
        _print_findings(run, is_quiet=options.quiet and not options.strict)
    if not options.quiet:
        _print_summary(run, f"{options.out / 'check'}" if reports else "")
    return code


def _find_exit_code(run: CheckRun, *, is_strict: bool) -> ExitCode:
    has_errors = run.loaded.has_errors or any(check.errors for check in run.checks)
    has_any = bool(run.problems) or any(check.findings for check in run.checks)
    return ExitCode.CONTENT if has_errors or (is_strict and has_any) else ExitCode.OK


def _print_findings(run: CheckRun, *, is_quiet: bool) -> None:
    """Print errors, then advice: each in the order of the library."""
    from handoutpress.report import print_findings

    for check in run.checks:
        print_findings(check.errors)
    for check in () if is_quiet else run.checks:
        print_findings(check.advice)


def _print_summary(run: CheckRun, folder: str) -> None:
    from handoutpress.report import count

    errors = sum(each.severity is Severity.ERROR for each in run.problems)
    warnings = len(run.problems) - errors
    errors += sum(len(check.errors) for check in run.checks)
    advice = sum(len(check.advice) for check in run.checks)
    for line in _iter_changed(run):
        say(line)
    for note in run.notes:
        say(f"note: {note}", is_error=True)
    parts = (count(errors, "error"), count(warnings, "warning"), f"{advice:,} of advice")
    where = f"; a report of each handout lies in {folder}" if folder else ""
    say(f"{', '.join(parts)}{where}")


def _iter_changed(run: CheckRun) -> Iterator[str]:
    """Yield the handouts whose words changed since they were approved."""
    from handoutpress.report import count

    for check in run.checks:
        before = check.handout.review.changed_from
        if before is None:
            continue
        changed = sum(not section.is_unchanged for section in check.changes)
        where = f"in {count(changed, 'section')}, marked in its report"
        what = where if check.changes else "how it was is not kept"
        yield f"{check.handout.path}: changed since approval of version {before.version}: {what}"


# --- the table of reading levels ------------------------------------------------------------------


def format_reading(checks: tuple[HandoutCheck, ...]) -> str:
    """Return a table of how hard each handout is to read, the hardest scores of each formula.

    Of each formula the score without names and explained words stands first, then, in brackets,
    that of all words.
    """
    names = dict.fromkeys(score.name for check in checks for score in check.reading.scores)
    head = (*READING_COLUMNS, *names, "")
    rows = [head, *(_make_row(check, tuple(names)) for check in checks)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _make_row(check: HandoutCheck, names: tuple[str, ...]) -> tuple[str, ...]:
    handout, reading = check.handout, check.reading
    counts = (str(reading.word_count), str(reading.sentence_count))
    plain = {score.name: score for score in reading.plain_scores}
    every = {score.name: score for score in reading.scores}
    cells = (_format_scores(plain.get(name), every.get(name)) for name in names)
    return (handout.id, handout.language, *counts, *cells, reading.note)


def _format_scores(plain: Score | None, every: Score | None) -> str:
    if plain is None or every is None:
        return ""
    mark = "" if plain.is_met else "!"
    return f"{plain.value:.1f}{mark} ({every.value:.1f})"


# --- for programs ---------------------------------------------------------------------------------


def _make_document(run: CheckRun, code: ExitCode) -> dict[str, Any]:
    """Return what was found, for a program; `schema check` describes it."""
    from handoutpress.report import problem_entries

    return {
        "format": 1,
        "exit_code": int(code),
        "problems": problem_entries(run.problems),
        "findings": [_describe(each) for check in run.checks for each in check.findings],
        "handouts": [_describe_handout(check) for check in run.checks],
        "notes": list(run.notes),
    }


def _describe(finding: Finding) -> dict[str, Any]:
    rule, place = finding.rule, finding.place
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "level": str(rule.level),
        "rule": rule.key,
        "what": finding.what,
        "remedy": finding.remedy,
        "source": rule.source,
        "url": rule.url,
        "id": finding.handout_id,
        "language": finding.language,
        "edition": finding.edition,
        "page": finding.page_number or None,
    }


def _describe_handout(check: HandoutCheck) -> dict[str, Any]:
    review = check.handout.review
    before = review.changed_from
    return {
        "id": check.handout.id,
        "language": check.handout.language,
        "words": review.words,
        "changed_since": before.version if before else None,
        "pdfs": list(check.pages),
        "reading": _describe_reading(check.reading),
        "sheets": [
            {
                "key": sheet.key,
                "judgements": [
                    {"number": each.number, "verdict": str(each.verdict), "is_sure": each.is_sure}
                    for each in sheet.judgements
                ],
            }
            for sheet in check.sheets
        ],
    }


def _describe_reading(reading: ReadingLevel) -> dict[str, Any]:
    return {
        "words": reading.word_count,
        "sentences": reading.sentence_count,
        "scores": {score.key: score.value for score in reading.scores},
        "plain_scores": {score.key: score.value for score in reading.plain_scores},
        "note": reading.note,
    }
