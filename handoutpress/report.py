"""What the command tells: plain lines for people and logs, one JSON document for programs.

Decides nothing and writes no files.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from handoutpress.build import BuildResult, Built, Failed
from handoutpress.console import say
from handoutpress.errors import Problem, Severity
from handoutpress.model import Handout, Library

LIST_COLUMNS = ("id", "title", "languages", "version", "state", "due", "owner")


@dataclass(frozen=True, slots=True)
class LineListener:
    """Tell each finished job in a line: what was made to standard output, failures to error."""

    is_quiet: bool
    is_verbose: bool = False

    def tell(self, event: Built | Failed) -> None:
        """Print one line."""
        if isinstance(event, Failed):
            say(describe_failure(event), is_error=True)
            if event.traceback:
                say(event.traceback, is_error=True)
        elif not self.is_quiet:
            say(describe_built(event, self.is_verbose))


def count(number: int, noun: str) -> str:
    """Return "1 page" or "2 pages"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def describe_built(built: Built, is_verbose: bool) -> str:
    """Name the output that was made, and how large it is."""
    line = f"{built.output.path}: {count(built.page_count, 'page')}"
    if not is_verbose:
        return line
    review = built.output.handout.review
    version = f" version {review.version}" if review.version else ""
    return f"{line}, {built.byte_count / 1000:.0f} kB, {review.state}{version}"


def describe_failure(failed: Failed) -> str:
    """Name the output that could not be made, and say why."""
    return f"{failed.output.path}: not built: {failed.reason}"


def print_problems(problems: Iterable[Problem]) -> None:
    """Print errors, then warnings, each in the order of its place, to standard error."""
    ordered = sorted(problems, key=lambda problem: problem.severity is Severity.WARNING)
    for problem in ordered:
        say(problem, is_error=True)


def print_leftovers(result: BuildResult) -> None:
    """Name the old PDFs that stay in place, and what this computer lacks, to standard error."""
    for path in result.stale:
        say(f"{path}: out of date; the PDF of an earlier build is still there", is_error=True)
    for note in result.notes:
        say(f"note: {note}", is_error=True)


def print_summary(result: BuildResult, out: Path) -> None:
    """Print what a build did, in one line."""
    pages = sum(built.page_count for built in result.built)
    size_kb = sum(built.byte_count for built in result.built) / 1000
    line = f"{out}: {count(len(result.built), 'PDF')} built, {count(pages, 'page')}"
    line += f", {size_kb:.0f} kB"
    if result.failed:
        line += f"; {len(result.failed)} not built"
    if result.removed:
        line += f"; {len(result.removed)} removed, because withdrawn"
    say(line)


def build_document(result: BuildResult) -> dict[str, object]:
    """Return what a build did, for a program."""
    return {
        "built": [
            {**_output_entry(event), "pages": event.page_count, "bytes": event.byte_count}
            for event in result.built
        ],
        "failed": [{**_output_entry(event), "reason": event.reason} for event in result.failed],
        "removed": list(result.removed),
        "stale": list(result.stale),
        "notes": list(result.notes),
        "problems": problem_entries(result.problems),
    }


def _output_entry(event: Built | Failed) -> dict[str, object]:
    handout = event.output.handout
    return {
        "id": handout.id,
        "language": handout.language,
        "edition": event.output.edition,
        "path": event.output.path,
    }


def problem_entries(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Return problems for a program, in the order of their places."""
    return [asdict(problem) for problem in sorted(problems)]


def print_json(document: object) -> None:
    """Print the one JSON document that a command has to say."""
    say(json.dumps(document, ensure_ascii=False, indent=2))


def list_rows(library: Library, chosen: Iterable[Handout]) -> list[dict[str, str]]:
    """Return a row for each handout, with the languages that it exists in.

    Version, state and date are those of its first language, the clinic's own where it has one.
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
        "state": str(review.state),
        "due": review.due.isoformat() if review.due else "",
        "owner": first.plain(manuscript.owner) if manuscript.owner else "",
    }


def list_entries(rows: list[dict[str, str]], chosen: Iterable[Handout]) -> list[dict[str, object]]:
    """Return rows for a program, each with the digest of its words in every language."""
    words: dict[str, dict[str, str]] = {}
    for handout in chosen:
        words.setdefault(handout.id, {})[handout.language] = handout.review.words
    return [{**row, "words": words[row["id"]]} for row in rows]


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
