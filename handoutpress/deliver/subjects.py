"""From what a command names to the PDF that is delivered: handouts, a set, a packet, a PDF.

Delivers nothing. Handouts are brought up to date first; what packets refuse is refused here, too.

One handout and one set are the PDFs that the clinic publishes. Several handouts, a topic, and
whatever stands beside a set become one packet without a cover: a patient gets one PDF.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from handoutpress.build import Bench, Builder, Listener, Wish
from handoutpress.combine import Part, count_pages
from handoutpress.deliver.folded import FoldedErrand
from handoutpress.deliver.own_pdfs import (
    Admission,
    OwnPdf,
    Recognizer,
    names_us,
    recall,
    shows_password,
)
from handoutpress.deliver.published import PDF_SUFFIX, Errand, name_file
from handoutpress.deliver.record.book import PacketBook, keep_recipe, make_part
from handoutpress.deliver.record.recipes import dump_recipe
from handoutpress.deliver.values import Channel, Subject
from handoutpress.errors import HandoutError, UsageError
from handoutpress.outcome import BuildResult
from handoutpress.packet.batch import is_packet_file
from handoutpress.packet.ingredients import Ready
from handoutpress.packet.orders import Made, Order
from handoutpress.packet.reading import MAX_ENCLOSED_BYTES, read_bytes, read_packet_file
from handoutpress.packet.run import Outcome, Wants, make_packets, run_patiently

PDF_START = b"%PDF-"  # Source: ISO 32000-1:2008, 7.5.2


@dataclass(frozen=True, slots=True)
class Asking:
    """What a subject is made with, besides what it is.

    `language` and `edition` win over a packet's file, as `--lang` and `--edition` do; "" leaves
    them. `confirm`, `patience_s` and `tell_waiting` are those of `Wants`; `tell_note` is told what
    a packet is not. With `is_folded`, a topic is its booklet to fold; `with_fallback` is that of
    orders. With `is_dry`, nothing is delivered, so refusals leave no line.
    """

    today: date
    out: Path
    language: str = ""
    edition: str = ""
    confirm: Callable[[Order, int], bool] = lambda order, sheets: False
    patience_s: float = 0.0
    tell_waiting: Callable[[str], None] = lambda reason: None
    tell_note: Callable[[str], None] = lambda note: None
    is_folded: bool = False
    with_fallback: bool = False
    is_dry: bool = False


class SubjectMaker:
    """Makes subjects of one workspace; `book` keeps what packets are made of."""

    def __init__(
        self, builder: Builder, book: PacketBook, asking: Asking, listener: Listener
    ) -> None:
        self._builder, self._book = builder, book
        self._asking, self._listener = asking, listener
        self.results: list[BuildResult] = []  # with the problems that a person is to be told

    def make(self, what: Sequence[str]) -> Subject:
        """Return what words of a command line name: IDs, one set, one packet's file, or one PDF.

        Raises:
            UsageError: they name nothing that there is, or several files.
            HandoutError: it may not be given out, or cannot be made.
        """
        if not what:
            raise UsageError("name handouts, a topic, a set, a packet's file or a PDF")
        files = [each for each in what if _is_file(each)]
        if files and len(what) > 1:
            raise UsageError("a file is delivered by itself; name nothing beside it")
        if not files:
            return self._make_of_library(tuple(what))
        path = Path(files[0])
        if is_packet_file(path.name):
            return self.make_packet(read_packet_file(path))
        return self._read_pdf(path)

    # --- of the library -------------------------------------------------------------------------

    def _make_of_library(self, ids: tuple[str, ...]) -> Subject:
        order = Order("packet", ids, has_cover=False, is_typed=True)
        if len(ids) > 1:
            return self.make_packet(order, is_personal=False)
        errand = self._choose_errand(order)
        wish = Wish(errand.ask_for, self._asking.today, with_volumes=errand.with_volumes)
        try:
            result = self._run_pass(wish, errand.take)
        except HandoutError as error:
            self._refuse_for(order, error)
            raise
        self.results.append(result)
        if errand.found is None:
            return self.make_packet(order, is_personal=False)
        for note in errand.notes:
            self._asking.tell_note(note)
        self._book.archive.put(errand.found.pdf)
        return errand.found

    def _choose_errand(self, order: Order) -> Errand | FoldedErrand:
        is_topic = "/" not in order.handout_ids[0]
        kind = FoldedErrand if self._asking.is_folded and is_topic else Errand
        return kind(self._fit(order), self._asking.today)

    def _refuse_for(self, order: Order, error: HandoutError) -> None:
        if not self._asking.is_dry:
            self._book.refuse_for(order, error)

    def _fit(self, order: Order) -> Order:
        return replace(
            order,
            language=self._asking.language or order.language,
            with_fallback=self._asking.with_fallback or order.with_fallback,
            edition=self._asking.edition or order.edition,
        )

    def _run_pass(self, wish: Wish, then: Callable[[Bench], None]) -> BuildResult:
        return run_patiently(
            *(self._builder, wish, self._listener, then),
            patience_s=self._asking.patience_s,
            tell_waiting=self._asking.tell_waiting,
        )

    # --- packets --------------------------------------------------------------------------------

    def make_packet(self, order: Order, *, is_personal: bool = True) -> Subject:
        """Return a packet, which lies nowhere on the disk.

        Raises:
            HandoutError: it is refused; the record has a line of it.
        """
        asking, order = self._asking, self._fit(order)
        kept = _Kept(self._book)
        wants = Wants(
            today=asking.today,
            out=asking.out,
            confirm=asking.confirm,
            tell=lambda outcome: None,
            patience_s=asking.patience_s,
            tell_waiting=asking.tell_waiting,
            keep=kept.keep,
            is_unplaced=True,
        )
        try:
            result, outcomes = make_packets(self._builder, [order], wants, self._listener)
        except HandoutError as error:
            self._refuse_for(order, error)
            raise
        if result is not None:
            self.results.append(result)
        self._require_made(outcomes)
        return kept.describe(is_personal=is_personal)

    def _require_made(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            if not isinstance(outcome, Made):
                if outcome.is_for_record and not self._asking.is_dry:
                    self._book.refuse(outcome.order, outcome.reason)
                raise HandoutError(outcome.reason)
            for note in outcome.notes:
                self._asking.tell_note(note)

    # --- PDFs -----------------------------------------------------------------------------------

    def _read_pdf(self, path: Path) -> Subject:
        """Return a PDF: one of ours by the rules for its handouts, or one of another's making.

        Raises:
            HandoutError: it cannot be read, is no PDF, or holds what may not be given out.
        """
        pdf = read_bytes(path, MAX_ENCLOSED_BYTES, what="the PDF")
        if not pdf.startswith(PDF_START):
            raise UsageError("the file is no PDF; only PDFs and packets' files are delivered")
        sha256 = hashlib.sha256(pdf).hexdigest()
        seen = Recognizer(sha256)
        wish = Wish(seen.ask_for, self._asking.today, is_dry=True, with_volumes=False)
        self._run_pass(wish, seen.look)
        own = seen.found or recall(self._book, sha256)
        if own is not None:
            return self._admit(own, pdf)
        if self._book.channel is Channel.MAIL and shows_password(pdf):
            raise UsageError("a page with a password goes into no e-mail; print it, hand it over")
        if names_us(pdf):
            raise UsageError(
                "this PDF was made here, and nobody knows any more of what; build it again, or "
                "name its id"
            )
        return _describe_foreign(pdf, self._asking.language or seen.default_language)

    def _admit(self, own: OwnPdf, pdf: bytes) -> Subject:
        """Return a PDF of ours, whose handouts may be given out as they are now.

        Raises:
            HandoutError: they may not; the record has a line of it.
        """
        ids = tuple(dict.fromkeys(part.handout_id for part in own.parts))
        order = Order("a PDF", ids, language=own.language, edition=own.edition, is_typed=True)
        admission = Admission(own, self._asking.today)
        try:
            wish = Wish(admission.ask_for, self._asking.today, with_volumes=False)
            self.results.append(self._run_pass(wish, admission.take))
        except HandoutError as error:
            self._refuse_for(order, error)
            raise
        if not own.is_personal:
            self._book.archive.put(pdf)
        return Subject(
            pdf=pdf,
            title=own.title,
            file_name=name_file(own.language),
            language=own.language,
            edition=own.edition,
            page_count=count_pages(Part(pdf, "", own.language)),
            parts=own.parts,
            is_personal=own.is_personal,
            public_url=admission.public_url,
            recipe=own.recipe,
        )


def _describe_foreign(pdf: bytes, language: str) -> Subject:
    """Return a PDF of another's making, which may be one patient's."""
    return Subject(
        pdf=pdf,
        title="a PDF of another's making",
        file_name=name_file(language),
        language=language,
        edition="",
        page_count=count_pages(Part(pdf, "", language)),
        parts=(),
        is_personal=True,
    )


def _is_file(typed: str) -> bool:
    name = Path(typed).name
    return is_packet_file(name) or name.casefold().endswith(PDF_SUFFIX)


class _Kept:
    """Keeps a packet, and all that it takes to make it again, for its delivery.

    The line of its delivery tells of it: to make it gives nobody anything.
    """

    def __init__(self, book: PacketBook) -> None:
        self._book = book
        self._ready: Ready | None = None
        self._recipe = ""

    def keep(self, ready: Ready) -> Callable[[str], None]:
        """Keep a packet; nothing of it lies anywhere that would have to be taken back."""
        self._recipe = dump_recipe(keep_recipe(self._book.archive, ready))
        self._ready = ready
        return lambda reason: None

    def describe(self, *, is_personal: bool) -> Subject:
        """Return the packet as what is delivered."""
        assert self._ready is not None
        ready, choice = self._ready, self._ready.choice
        return Subject(
            pdf=ready.rendered.pdf,
            title=f"packet {ready.code}",
            file_name=name_file(choice.language),
            language=choice.language,
            edition=choice.edition,
            page_count=ready.rendered.page_count,
            parts=tuple(map(make_part, ready.source.records.values())),
            is_personal=is_personal,
            recipe=self._recipe,
            is_made_anew=True,
        )
