"""Check all handouts that were asked for, and write a report of each.

Builds nothing: PDFs that are not up to date are named, and not checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handoutpress.build import Builder, Listener, Wish
from handoutpress.build.approved_text import find_approved_text
from handoutpress.build.loading import Loaded, load_library
from handoutpress.check_report import CheckReport, note_findings
from handoutpress.checking.handouts import HandoutCheck, check_handout
from handoutpress.checking.pages import MadePdf
from handoutpress.compose.check_page import compose_report
from handoutpress.content import CheckSettings
from handoutpress.errors import HandoutError, LockedError, Problem
from handoutpress.model import Handout, is_collection
from handoutpress.outcome import Target
from handoutpress.plan import Request
from handoutpress.publish import publish_file
from handoutpress.texts import HandoutText

FOLDER = "check"  # of the output folder, for reports
NOT_BUILT = "no PDF is up to date, so no page was checked; build, then check again"
SOME_NOT_BUILT = "PDFs that are not up to date, and not checked: {}; build, then check again"
BUSY = "no page was checked, because another run is at work"


@dataclass(frozen=True, slots=True)
class CheckRun:
    """What was found: problems of content, then what rules say; `notes` tell what was not checked.

    `loaded` is the library.
    """

    loaded: Loaded
    checks: tuple[HandoutCheck, ...]
    notes: tuple[str, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with content, so that something cannot be made."""
        return self.loaded.problems


def check_library(
    builder: Builder, root: Path, request: Request, *, out: Path, today: date, listener: Listener
) -> CheckRun:
    """Check handouts and those of their PDFs that are up to date.

    Raises:
        UsageError: there is no handouts/ folder, or the request names what is not there.
        ContentError: the clinic's own file is too broken to go on.
    """
    loaded = load_library(root, request)
    settings = loaded.library.check or CheckSettings()
    fresh, notes = _find_fresh(builder, Wish(request, today, is_dry=True), out, listener)
    checks = tuple(
        check_handout(
            handout,
            loaded.origins[handout.id, handout.language],
            settings,
            pdfs=_read_pdfs(handout, fresh, out),
            approved=_find_approved(root, handout),
        )
        for handout in loaded.chosen_handouts
    )
    return CheckRun(loaded, checks, notes)


def _find_approved(root: Path, handout: Handout) -> HandoutText | None:
    found = find_approved_text(root, handout)
    return found.text if found else None


def _find_fresh(
    builder: Builder, wish: Wish, out: Path, listener: Listener
) -> tuple[tuple[Target, ...], tuple[str, ...]]:
    """Return the PDFs of handouts that are up to date, and what is to be said of the others."""
    if not out.is_dir():
        return (), (NOT_BUILT,)
    try:
        result = builder.run_pass(wish, listener)
    except LockedError:
        return (), (BUSY,)
    fresh = tuple(each for each in result.fresh if not is_collection(each.handout_id))
    paths = (each.target for each in result.stale), (target for target, _ in result.planned)
    waiting = sorted({each.path for targets in paths for each in targets})
    if not fresh:
        return (), (NOT_BUILT,)
    return fresh, (SOME_NOT_BUILT.format(", ".join(waiting)),) if waiting else ()


def _read_pdfs(handout: Handout, fresh: Iterable[Target], out: Path) -> Iterator[MadePdf]:
    """Yield the PDFs of a handout; one that went meanwhile is left out."""
    for target in fresh:
        if (target.handout_id, target.language) == (handout.id, handout.language):
            try:
                yield MadePdf(target.edition, target.path, (out / target.path).read_bytes())
            except FileNotFoundError:
                continue


def write_reports(run: CheckRun, out: Path, today: date) -> tuple[Path, ...]:
    """Write the report of each handout that was checked, and return where they lie.

    A run over the whole library removes the reports of handouts that are gone.

    Raises:
        HandoutError: one cannot be written, or the theme's template is broken.
    """
    written = tuple(_write_report(check, run.loaded, out, today) for check in run.checks)
    if run.loaded.selection.is_everything and run.loaded.selection.is_every_language:
        _remove_others(out, frozenset(written))
    return written


def _write_report(check: HandoutCheck, loaded: Loaded, out: Path, today: date) -> Path:
    handout = check.handout
    page = compose_report(make_report(check, today), loaded.theme)
    path = f"{FOLDER}/{handout.language}/{handout.id}.html"
    try:
        return publish_file(out, path, page.encode())
    except OSError as error:
        raise HandoutError(f"{out / path} cannot be written ({error.strerror})") from error


def _remove_others(out: Path, kept: frozenset[Path]) -> None:
    for path in (out / FOLDER).glob("*/*/*.html"):
        if path not in kept:
            path.unlink(missing_ok=True)


def make_report(check: HandoutCheck, today: date) -> CheckReport:
    """Return what a report shows of a check."""
    handout, review = check.handout, check.handout.review
    before = review.changed_from
    return CheckReport(
        handout_id=handout.id,
        title=handout.plain(handout.manuscript.title),
        language=handout.language,
        path=handout.path,
        state=str(review.state),
        version=review.version,
        words=review.words,
        headings=tuple(handout.plain(each.heading) for each in handout.manuscript.sections),
        notes=note_findings(check.script, check.findings),
        reading=check.reading,
        sheets=check.sheets,
        compared_with=before.version if before else None,
        changes=check.changes,
        made_on=today,
    )
