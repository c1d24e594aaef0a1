"""Fetch one handout or one set as the clinic publishes it, and say where it is served.

Delivers nothing.
"""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from handoutpress.build import Bench
from handoutpress.build.roster import Roster
from handoutpress.collection import CollectionKind
from handoutpress.compose.collection import name_packet
from handoutpress.deliver.record.book import make_part
from handoutpress.deliver.record.recipes import dump_published
from handoutpress.deliver.values import GivenPart, Subject
from handoutpress.labels import known_languages, read_labels
from handoutpress.model import output_path
from handoutpress.packet.choosing import Choice, choose, say_left_out
from handoutpress.packet.making import Desk
from handoutpress.packet.orders import SET_PREFIX, Order
from handoutpress.plan import Request
from handoutpress.records import OutputRecord

PDF_SUFFIX = ".pdf"


def name_file(language: str) -> str:
    """Return the neutral name of a PDF in the reader's language: no handout's, no patient's."""
    known = language if language in known_languages() else "en"
    return f"{name_packet(read_labels(known))}{PDF_SUFFIX}"


def find_public_url(desk: Desk, language: str, path: str) -> str:
    """Return where the clinic serves a PDF of `out/`; "" when it serves none."""
    served = (desk.find_letterhead(language).public_url or "").rstrip("/")
    return f"{served}/{quote(path)}" if served else ""


class Errand:
    """Goes through a pass for one handout or one set, and comes back with its PDF.

    `found` stays None when what was asked for is neither, and a packet must be made.
    """

    def __init__(self, order: Order, today: date) -> None:
        self._order, self._today = order, today
        ids = order.handout_ids
        self.is_set = len(ids) == 1 and ids[0].startswith(SET_PREFIX)
        self.with_volumes = self.is_set
        self._choice: Choice | None = None
        self.found: Subject | None = None
        self.notes: tuple[str, ...] = ()

    def ask_for(self, roster: Roster) -> Request:
        """Return which handouts are to be brought up to date."""
        choice = self._choice = choose(self._order, roster)
        keys = [chosen.key for chosen in choice.handouts]
        return Request(
            ids=tuple(dict.fromkeys(handout_id for handout_id, _ in keys)),
            languages=tuple(dict.fromkeys(language for _, language in keys)),
            editions=(choice.edition,),
        )

    def take(self, bench: Bench) -> None:
        """Take the PDF, while nobody else is at work.

        Raises:
            HandoutError: it may not be given out, or could not be made.
        """
        assert self._choice is not None
        _ = bench.outlook.checker
        bench.outlook.place.look_at_all()
        desk = Desk(bench, self._today)
        self.notes = tuple(say_left_out(self._choice))
        if any(each.is_foreign for each in self._choice.handouts):
            return  # a packet says so, on a page in both languages
        if self.is_set:
            self.found = self._take_set(desk, self._choice)
        elif len(self._choice.handouts) == 1:
            self.found = self._take_handout(desk, self._choice)

    def _take_handout(self, desk: Desk, choice: Choice) -> Subject:
        record = desk.require_usable(choice.handouts[0])
        return self._describe(desk, choice, record, (make_part(record),))

    def _take_set(self, desk: Desk, choice: Choice) -> Subject | None:
        """Return a set as it is published; None when the language has none, or it is behind."""
        records = tuple(desk.require_usable(each) for each in choice.handouts)
        record = _find_set(desk, choice, self._order.handout_ids[0])
        if record is None:
            return None
        return self._describe(desk, choice, record, tuple(map(make_part, records)))

    def _describe(
        self, desk: Desk, choice: Choice, record: OutputRecord, parts: tuple[GivenPart, ...]
    ) -> Subject:
        return describe_published(
            *(desk, record, parts),
            title=record.title or choice.set_title,
            language=choice.language,
            edition=choice.edition,
        )


def _find_set(desk: Desk, choice: Choice, set_id: str) -> OutputRecord | None:
    path = output_path(set_id, choice.language, choice.edition)
    volume = desk.bench.outlook.volumes.all.get(path)
    is_there = volume is not None and volume.kind is CollectionKind.SET
    return find_volume(desk, path) if is_there else None


def find_volume(desk: Desk, path: str) -> OutputRecord | None:
    """Return what is known of a booklet or a set; None when it was not made, or is behind."""
    outlook = desk.bench.outlook
    is_stale = any(each.target.path == path for each in outlook.volumes.list_stale())
    return None if is_stale else outlook.place.outputs.get(path)


def describe_published(
    desk: Desk,
    record: OutputRecord,
    parts: tuple[GivenPart, ...],
    *,
    title: str,
    language: str,
    edition: str,
) -> Subject:
    """Return a PDF as the clinic publishes it."""
    return Subject(
        pdf=desk.read_pdf(record),
        title=title,
        file_name=name_file(language),
        language=language,
        edition=edition,
        page_count=record.page_count,
        parts=parts,
        public_url=find_public_url(desk, language, record.target.path),
        recipe=dump_published(record.sha256, record.page_count),
    )
