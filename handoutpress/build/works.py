"""From handouts that may need it to pages that must be rendered: check, compose, compare.

Renders nothing and publishes nothing. Works are made as they are asked for, a few handouts at a
time, so that memory does not grow with the library.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from handoutpress.build.checker import Checker, Chunk
from handoutpress.build.roster import Key
from handoutpress.build.survey import Survey
from handoutpress.compose import compose
from handoutpress.errors import BugError, HandoutError, Problem, RenderError
from handoutpress.labels import read_labels
from handoutpress.load import read_picture
from handoutpress.model import Handout, RenderJob, State, output_path
from handoutpress.outcome import Reason, Target
from handoutpress.plan import Known, digest_page, is_confirmable, output_groups
from handoutpress.records import Groups, HandoutRecord, OutputRecord

CHUNK = 16  # handouts; more would keep the first worker waiting, fewer gain nothing


@dataclass(frozen=True, slots=True)
class Work:
    """A PDF to be rendered: what is recorded of it when it is there, and its job or a reason."""

    record: OutputRecord
    reasons: tuple[Reason, ...]
    handout: Handout
    job: RenderJob | RenderError

    @property
    def text(self) -> str:
        """The words that the page prints, as the ledger keeps them."""
        return ""

    @property
    def target(self) -> Target:
        """The PDF."""
        return self.record.target


@dataclass(slots=True)
class Findings:
    """What came out besides works, filled while they are made."""

    problems: list[Problem] = field(default_factory=list)
    records: dict[Key, HandoutRecord] = field(default_factory=dict)
    fresh: list[Target] = field(default_factory=list)
    confirmed: list[OutputRecord] = field(default_factory=list)


def iter_works(
    keys: Iterable[Key],
    *,
    checker: Checker,
    survey: Survey,
    known: Known,
    editions: Iterable[str],
    findings: Findings,
    confirm: Callable[[list[OutputRecord]], None],
) -> Iterator[Work]:
    """Yield what must be rendered of these handouts, the long ones first.

    `confirm` is told of PDFs that stay as they are though an input changed.
    """
    waiting = iter(sorted(keys, key=checker.size_of, reverse=True))
    editions = tuple(editions)
    while chunk_keys := tuple(islice(waiting, CHUNK)):
        chunk = checker.check(chunk_keys)
        findings.problems += chunk.problems
        findings.records |= {record.key: record for record in chunk.records}
        confirmed: list[OutputRecord] = []
        for work in _list_works(chunk, survey, known, editions, findings):
            if _is_confirmed(work, known):
                confirmed.append(_take_over(work, known))
            else:
                yield work
        findings.confirmed += confirmed
        findings.fresh += (record.target for record in confirmed)
        confirm(confirmed)


def _list_works(
    chunk: Chunk, survey: Survey, known: Known, editions: tuple[str, ...], findings: Findings
) -> Iterator[Work]:
    groups = {record.key: record.groups for record in chunk.records}
    for handout in chunk.handouts:
        key = (handout.id, handout.language)
        is_made = key in groups and handout.review.state is not State.WITHDRAWN
        for edition in editions if is_made else ():
            target = Target(output_path(*key, edition), *key, edition)
            own_groups = output_groups(groups[key], survey.world, edition)
            reasons = known.find_reasons(own_groups, target.path)
            if reasons:
                yield _make_work(handout, target, own_groups, reasons, survey)
            else:
                findings.fresh.append(target)


def _make_work(
    handout: Handout, target: Target, groups: Groups, reasons: tuple[Reason, ...], survey: Survey
) -> Work:
    page, job = _compose(handout, target.edition, survey)
    review = handout.review
    record = OutputRecord(
        *(target, groups, page, "", 0, 0, str(review.state), review.version),
        due=review.due,
        title=handout.plain(handout.manuscript.title),
    )
    return Work(record, reasons, handout, job)


def _compose(handout: Handout, edition: str, survey: Survey) -> tuple[str, RenderJob | RenderError]:
    """Return the digest of a page and its job; "" and the reason when it cannot be composed."""
    try:
        labels = read_labels(handout.language)
        composed = compose(handout, edition, survey.theme, labels)
        pictures = {path: _read_picture(path, survey) for path in composed.picture_paths}
    except RenderError as error:
        return "", error
    except (HandoutError, OSError) as error:
        return "", RenderError(str(error))
    except Exception as error:
        return "", BugError.of(error)
    page = digest_page(
        composed.html,
        composed.stylesheets,
        {path: survey.world.files[path] for path in pictures},
        edition=edition,
        world=survey.world,
    )
    job = RenderJob(composed.html, composed.stylesheets, survey.theme, survey.fonts, pictures)
    return page, job


def _read_picture(path: str, survey: Survey) -> bytes:
    """Return a picture as it was when all was read, for its digest is that of then.

    Raises:
        RenderError: somebody has just changed it.
    """
    content = read_picture(survey.root, path)
    if hashlib.sha256(content).hexdigest() != survey.world.files.get(path):
        raise RenderError(f"the picture '{path}' changed during the build; build again")
    return content


def _is_confirmed(work: Work, known: Known) -> bool:
    """Tell whether the PDF that is there shows just this page."""
    record = known.outputs.get(work.target.path)
    is_same = record is not None and bool(work.record.page) and record.page == work.record.page
    return is_same and is_confirmable(work.reasons)


def _take_over(work: Work, known: Known) -> OutputRecord:
    """Return the record of a PDF that stays, with what it is now made from."""
    old = known.outputs[work.target.path]
    return replace(
        work.record, sha256=old.sha256, page_count=old.page_count, byte_count=old.byte_count
    )
