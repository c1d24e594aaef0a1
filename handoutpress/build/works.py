"""From handouts that may need it to pages that must be rendered: check, compose, compare.

Renders nothing and publishes nothing. Works are made as they are asked for, a few handouts at a
time, so that memory does not grow with the library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TypeVar

from handoutpress.build.checker import Checker, Chunk
from handoutpress.build.page_maker import PageMaker
from handoutpress.build.roster import Key
from handoutpress.build.survey import Survey
from handoutpress.collection import REVIEW
from handoutpress.compose import Composed, compose
from handoutpress.compose.review import LEAST_SIGNATURES
from handoutpress.errors import BugError, HandoutError, Problem, RenderError
from handoutpress.jobs import Job, RenderJob
from handoutpress.labels import read_labels
from handoutpress.model import Handout, State, output_path
from handoutpress.outcome import Reason, Target
from handoutpress.plan import Known, is_confirmable, output_groups
from handoutpress.records import Groups, HandoutRecord, OutputRecord
from handoutpress.texts import ApprovedText, read_text

T = TypeVar("T")

CHUNK = 16  # handouts; more would keep the first worker waiting, fewer gain nothing


@dataclass(frozen=True, slots=True)
class Work:
    """A PDF to be made: what is recorded of it when it is there, and its job or a reason.

    `handout` is None when it is a PDF of many.
    """

    record: OutputRecord
    reasons: tuple[Reason, ...]
    handout: Handout | None
    job: Job | RenderError

    @property
    def target(self) -> Target:
        """The PDF."""
        return self.record.target

    @property
    def text(self) -> str | None:
        """The words that a handout prints for patients, as the ledger keeps them."""
        is_kept = self.handout is not None and self.target.edition != REVIEW
        return read_text(self.handout).to_json() if self.handout and is_kept else None


@dataclass(slots=True)
class WorkList:
    """Finds the works of a pass; what came out besides them is filled in on the way.

    `pictured` is the edition whose first page is drawn for the catalogue. `confirm` is told of
    PDFs that stay as they are though an input changed, `learn` of how handouts were found.
    `find_approved` returns the words of a handout that were approved last, if they are others.
    """

    checker: Checker
    survey: Survey
    known: Known
    editions: tuple[str, ...]
    pictured: str
    confirm: Callable[[list[OutputRecord]], None]
    learn: Callable[[Iterable[HandoutRecord]], None]
    find_approved: Callable[[Handout], ApprovedText | None] = lambda handout: None
    problems: list[Problem] = field(default_factory=list)
    fresh: list[Target] = field(default_factory=list)

    def iter_works(self, keys: Iterable[Key]) -> Iterator[Work]:
        """Yield what must be rendered of these handouts, the long ones first."""
        waiting = iter(sorted(keys, key=self.checker.size_of, reverse=True))
        while chunk_keys := tuple(islice(waiting, CHUNK)):
            chunk = self.checker.check(chunk_keys)
            self.problems += chunk.problems
            self.learn(chunk.records)
            yield from self._pick_works(chunk)

    def _pick_works(self, chunk: Chunk) -> Iterator[Work]:
        """Yield the works of a chunk whose pages are not there already."""
        confirmed: list[OutputRecord] = []
        for work in self._list_works(chunk):
            record = find_same(work, self.known)
            if record is None:
                yield work
            else:
                confirmed.append(record)
        self.fresh += (record.target for record in confirmed)
        self.confirm(confirmed)

    def _list_works(self, chunk: Chunk) -> Iterator[Work]:
        groups = {record.key: record.groups for record in chunk.records}
        for handout in chunk.handouts:
            key = (handout.id, handout.language)
            is_made = key in groups and handout.review.state is not State.WITHDRAWN
            for edition in self.editions if is_made else ():
                own_groups = output_groups(groups[key], self.survey.world, edition)
                target = Target(output_path(*key, edition), *key, edition)
                reasons = self.known.find_reasons(own_groups, target.path)
                if reasons:
                    yield self._make_work(handout, target, own_groups, reasons)
                else:
                    self.fresh.append(target)

    def _make_work(
        self, handout: Handout, target: Target, groups: Groups, reasons: tuple[Reason, ...]
    ) -> Work:
        page, job = compose_safely(lambda: self._compose_job(handout, target.edition))
        review = handout.review
        record = OutputRecord(
            *(target, groups, page, "", 0, 0, str(review.state), review.version),
            due=review.due,
            title=handout.plain(handout.manuscript.title),
            words=review.words,
        )
        return Work(record, reasons, handout, job)

    def _compose_job(self, handout: Handout, edition: str) -> tuple[str, RenderJob]:
        survey = self.survey
        composed = self._compose(handout, edition)
        page, own = PageMaker(survey).make(composed, edition)
        shared = (survey.theme, survey.fonts)
        is_pictured = edition == self.pictured
        job = RenderJob(own.html, own.stylesheets, *shared, own.pictures, is_pictured)
        return page, job

    def _compose(self, handout: Handout, edition: str) -> Composed:
        theme, labels = self.survey.theme, read_labels(handout.language)
        if edition != REVIEW:
            return compose(handout, edition, theme, labels)
        approvals = self.checker.index.approvals
        return compose(
            *(handout, REVIEW, theme, labels),
            file_edition=self.pictured,  # links lead to what patients get
            approved=self.find_approved(handout),
            signature_count=approvals.needed if approvals else LEAST_SIGNATURES,
        )


def find_same(work: Work, known: Known) -> OutputRecord | None:
    """Return the new record of a PDF that is there and shows just this page."""
    old = known.outputs.get(work.target.path)
    if old is None or not old.page or old.page != work.record.page:
        return None
    if not is_confirmable(work.reasons):
        return None
    return replace(
        work.record,
        sha256=old.sha256,
        page_count=old.page_count,
        byte_count=old.byte_count,
    )


def compose_safely(make: Callable[[], tuple[str, T]]) -> tuple[str, T | RenderError]:
    """Return the digest of pages and their job; "" and the reason when they have none."""
    try:
        return make()
    except RenderError as error:
        return "", error
    except (HandoutError, OSError) as error:
        return "", RenderError(str(error))
    except Exception as error:
        return "", BugError.of(error)
