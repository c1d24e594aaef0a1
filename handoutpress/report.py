"""What the command tells: plain lines for people and logs, one JSON document for programs.

Decides nothing and writes no files.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handoutpress.console import say
from handoutpress.errors import HandoutError, Problem, Severity
from handoutpress.model import State
from handoutpress.outcome import BuildResult, Built, Failed, Reason, Target
from handoutpress.rules import Finding, Level

if TYPE_CHECKING:
    from handoutpress.model import Handout, Library

LIST_COLUMNS = ("id", "title", "languages", "version", "state", "due", "owner")


@dataclass(frozen=True, slots=True)
class LineListener:
    """Tell each finished job in a line: what was made to standard output, failures to error."""

    is_quiet: bool
    is_verbose: bool = False
    is_silent: bool = False

    def expect(self, count: int) -> None:
        """Say nothing: a log needs no promises."""

    def start(self, target: Target) -> None:
        """Say nothing before it is done."""

    def skip(self, count: int) -> None:
        """Say nothing of what stays as it is."""

    def tell(self, event: Built | Failed) -> None:
        """Print one line."""
        if self.is_silent:
            return
        if isinstance(event, Failed):
            tell_failure(event)
        elif not self.is_quiet:
            say(describe_built(event, self.is_verbose))


def tell_failure(event: Failed) -> None:
    """Print to standard error what could not be made, and for our bugs where."""
    say(f"{event.target.path}: not built: {event.reason}", is_error=True)
    if event.traceback:
        say(event.traceback, is_error=True)


def count(number: int, noun: str) -> str:
    """Return "1 page" or "2 pages"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def describe_built(built: Built, is_verbose: bool) -> str:
    """Name the output that was made, how long it is, and why it was made."""
    line = f"{built.target.path}: {count(built.page_count, 'page')}"
    if is_verbose:
        version = f" version {built.version}" if built.version else ""
        line += f", {built.byte_count / 1000:.0f} kB, {built.state}{version}"
    return f"{line} ({', '.join(built.reasons)})"


def print_problems(problems: Iterable[Problem]) -> None:
    """Print errors, then warnings, each in the order of its place, to standard error."""
    ordered = sorted(problems, key=lambda problem: problem.severity is Severity.WARNING)
    for problem in ordered:
        say(problem, is_error=True)


def print_findings(findings: Iterable[Finding]) -> None:
    """Print what a check found, each with its place, its rule and who says so."""
    for finding in findings:
        say(describe_finding(finding))


def describe_finding(finding: Finding) -> str:
    """Return a finding in one line."""
    rule = finding.rule
    mark = "" if rule.level is Level.ERROR else f"{rule.level}: "
    return f"{finding.place}: {mark}{finding.what}; {finding.remedy} [{rule.key}: {rule.source}]"


def print_leftovers(result: BuildResult) -> None:
    """Name the old PDFs that stay in place, and what this computer lacks, to standard error."""
    for stale in result.stale:
        say(f"{stale.target.path}: out of date: {stale.reason}", is_error=True)
    for note in result.notes:
        say(f"note: {note}", is_error=True)


def print_summary(result: BuildResult, out: Path) -> None:
    """Print what a build did, in one line."""
    for path in result.removed:
        say(f"{path}: removed")
    say(f"{out}: {summarize(result)}")


def summarize(result: BuildResult) -> str:
    """Return what a build did: how many PDFs, and for which reasons."""
    pages = sum(built.page_count for built in result.built)
    size_kb = sum(built.byte_count for built in result.built) / 1000
    parts = [f"{count(len(result.built), 'PDF')} built"]
    if result.built:
        parts[0] += f" ({_count_reasons(built.reasons for built in result.built)})"
        parts += [count(pages, "page"), f"{size_kb:,.0f} kB"]
    if result.planned:
        reasons = _count_reasons(reasons for _, reasons in result.planned)
        parts = [f"{count(len(result.planned), 'PDF')} would be built ({reasons})"]
    parts.append(f"{len(result.fresh):,} up to date")
    counted = {"not built": result.failed, "out of date": result.stale, "removed": result.removed}
    parts += (f"{len(each):,} {words}" for words, each in counted.items() if each)
    return ", ".join([*parts, f"{result.seconds:.1f} s"])


def _count_reasons(groups: Iterable[tuple[Reason, ...]]) -> str:
    """Return how often each reason stands first, the most frequent one first."""
    counted = Counter(str(reasons[0]) for reasons in groups)
    return ", ".join(f"{reason} {number:,}" for reason, number in counted.most_common())


def print_reasons(result: BuildResult) -> None:
    """Print for each PDF why it was made, or would be, or that it is up to date."""
    for line in sorted(_iter_reasons(result)):
        say(line)


def _iter_reasons(result: BuildResult) -> Iterator[str]:
    for built in result.built:
        yield f"{built.target.path}: built: {', '.join(built.reasons)}"
    for failed in result.failed:
        yield f"{failed.target.path}: not built: {', '.join(failed.reasons)}"
    for path in result.leaving:
        yield f"{path}: would be removed"
    for target, reasons in result.planned:
        yield f"{target.path}: would be built: {', '.join(reasons)}"
    for target in result.fresh:
        yield f"{target.path}: up to date"


def build_document(result: BuildResult) -> dict[str, Any]:
    """Return what a build did, for a program; `schema report` describes it."""
    return {
        "format": 1,
        "exit_code": int(result.exit_code),
        "error": None,
        "built": [_built_entry(event) for event in result.built],
        "planned": [
            {**_target_entry(target), "reasons": list(reasons)}
            for target, reasons in result.planned
        ],
        "failed": [_failed_entry(event) for event in result.failed],
        "stale": [{**_target_entry(each.target), "reason": each.reason} for each in result.stale],
        "fresh": [_target_entry(target) for target in result.fresh],
        "removed": list(result.removed),
        "leaving": list(result.leaving),
        "pages": sum(event.page_count for event in result.built),
        "bytes": sum(event.byte_count for event in result.built),
        "seconds": round(result.seconds, 3),
        "notes": list(result.notes),
        "problems": problem_entries(result.problems),
    }


def _failed_entry(event: Failed) -> dict[str, Any]:
    reasons = list(event.reasons)
    return {**_target_entry(event.target), "reason": event.reason, "reasons": reasons}


def error_document(error: HandoutError, problems: tuple[Problem, ...]) -> dict[str, Any]:
    """Return the report of a command that could not be done at all."""
    nothing = build_document(BuildResult(problems=problems))
    return {**nothing, "exit_code": int(error.exit_code), "error": str(error)}


def _built_entry(event: Built) -> dict[str, Any]:
    return {
        **_target_entry(event.target),
        "reasons": list(event.reasons),
        "pages": event.page_count,
        "bytes": event.byte_count,
        "state": event.state,
        "version": event.version,
    }


def _target_entry(target: Target) -> dict[str, str]:
    return {
        "id": target.handout_id,
        "language": target.language,
        "edition": target.edition,
        "path": target.path,
    }


def problem_entries(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Return problems for a program, in the order of their places."""
    return [asdict(problem) for problem in sorted(problems)]


def print_json(document: object) -> None:
    """Print the one JSON document that a command has to say."""
    say(json.dumps(document, ensure_ascii=False, indent=2))


def list_rows(library: Library, chosen: Iterable[Handout]) -> list[dict[str, str]]:
    """Return a row for each handout, with the languages that it exists in.

    Version, state and date are those of its first language, the clinic's own where it has one;
    behind its state stand those of other languages, where they differ.
    """
    by_id: dict[str, list[Handout]] = {}
    for handout in chosen:
        by_id.setdefault(handout.id, []).append(handout)
    return [_list_row(library, handouts) for handouts in by_id.values()]


def _list_row(library: Library, handouts: list[Handout]) -> dict[str, str]:
    order = list(library.languages)
    handouts = sorted(handouts, key=lambda handout: order.index(handout.language))
    first = handouts[0]
    review, manuscript = first.review, first.manuscript
    return {
        "id": first.id,
        "title": first.plain(manuscript.title),
        "languages": " ".join(handout.language for handout in handouts),
        "version": str(review.version or ""),
        "state": "; ".join((str(review.state), *_list_other_states(handouts))),
        "due": review.due.isoformat() if review.due else "",
        "owner": first.plain(manuscript.owner) if manuscript.owner else "",
    }


def _list_other_states(handouts: list[Handout]) -> Iterator[str]:
    """Yield the languages of a handout that are in another state than its first one."""
    first, *others = handouts
    for each in others:
        if each.review.state is not first.review.state:
            yield f"{each.language} {each.review.state}"


def list_entries(rows: list[dict[str, str]], chosen: Iterable[Handout]) -> list[dict[str, object]]:
    """Return rows for a program, each with the digest of its words in every language.

    `changed_since` has the version that was approved before the words were changed, `states` the
    state of each language.
    """
    states: dict[str, dict[str, str]] = {}
    words: dict[str, dict[str, str]] = {}
    changed: dict[str, dict[str, int]] = {}
    for handout in chosen:
        review = handout.review
        words.setdefault(handout.id, {})[handout.language] = review.words
        states.setdefault(handout.id, {})[handout.language] = str(review.state)
        versions = changed.setdefault(handout.id, {})
        if review.changed_from:
            versions[handout.language] = review.changed_from.version
    return [
        {
            **row,
            "state": row["state"].partition(";")[0],
            "states": states[row["id"]],
            "words": words[row["id"]],
            "changed_since": changed[row["id"]],
        }
        for row in rows
    ]


def say_states(rows: list[dict[str, str]], chosen: Iterable[Handout]) -> list[dict[str, str]]:
    """Return rows for a person: of a draft, since which version its words were changed."""
    changed: dict[str, int] = {}
    for handout in chosen:
        if handout.review.state is State.DRAFT and handout.review.changed_from:
            changed.setdefault(handout.id, handout.review.changed_from.version)
    return [{**row, "state": _say_state(row["state"], changed.get(row["id"]))} for row in rows]


def _say_state(state: str, changed_since: int | None) -> str:
    first, *others = state.replace("-", " ").split("; ")
    if first == State.DRAFT and changed_since:
        first = f"{first}, changed since version {changed_since}"
    return "; ".join((first, *others))


def format_table(rows: list[dict[str, str]]) -> str:
    """Return rows in columns that line up."""
    lines = [LIST_COLUMNS, *(tuple(row.values()) for row in rows)]
    widths = [max(len(line[index]) for line in lines) for index in range(len(LIST_COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def format_csv(rows: list[dict[str, str]]) -> str:
    """Return rows as CSV with a head."""
    text = io.StringIO()
    writer = csv.DictWriter(text, LIST_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().rstrip("\n")
