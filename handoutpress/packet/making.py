"""From what an order means to the job that makes its packet: cover, handouts, last pages.

Combines nothing and writes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from handoutpress.build import Bench
from handoutpress.build.page_maker import PageMaker
from handoutpress.build.referencing import address_from, find_references
from handoutpress.collection import COUNT_LATER, Collection, CollectionKind, Entry, Missing
from handoutpress.compose import Composed
from handoutpress.compose.collection import (
    compose_back,
    compose_front,
    name_back,
    name_enclosed,
    name_missing,
    name_packet,
)
from handoutpress.compose.missing import compose_missing
from handoutpress.compose.stamps import compose_stamps
from handoutpress.errors import HandoutError
from handoutpress.jobs import BindJob, OwnPages, Piece
from handoutpress.labels import Labels, read_labels
from handoutpress.model import Letterhead, State, Theme
from handoutpress.packet.choosing import Choice, Chosen
from handoutpress.packet.orders import Order
from handoutpress.packet.reading import read_enclosed
from handoutpress.records import OutputRecord
from handoutpress.text import Flow, Line, plain_text

HERE = "packets/packet.pdf"  # where links of a packet's own pages start from, below the output
LEAST_WORD = 3  # letters of a word that tells of a name
# Words of names that titles have as well.
PARTICLES = frozenset(("and", "del", "den", "der", "las", "los", "san", "van", "von", "the"))


References = Mapping[str, tuple[str, str]]  # title and address, by the id of a handout


class Source(Protocol):
    """Where a packet's maker finds all that is not in its order."""

    @property
    def today(self) -> date:
        """The day that stands on its cover."""

    @property
    def passwords(self) -> tuple[str, str] | None:
        """Those that open it and that change it."""

    @property
    def theme(self) -> Theme:
        """The design."""

    @property
    def fonts(self) -> Mapping[str, bytes]:
        """The faces by their files' names."""

    def require_usable(self, chosen: Chosen) -> OutputRecord:
        """Return what is known of a handout's PDF that may be given out."""

    def read_pdf(self, record: OutputRecord) -> bytes:
        """Return a handout's PDF."""

    def find_letterhead(self, language: str) -> Letterhead:
        """Return the clinic's letterhead in a language."""

    def find_references(
        self, texts: Iterable[Line | Flow | None], *, language: str, edition: str
    ) -> References:
        """Return title and address of each handout to which texts lead."""

    def find_undrawable(self, text: str) -> str:
        """Return the first character that no font can draw; "" when all can be drawn."""

    def make_pages(self, composed: Composed, edition: str) -> OwnPages:
        """Return composed pages with their pictures."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What all packets of a run share: the library; `today` tells what is overdue."""

    bench: Bench
    today: date
    passwords: tuple[str, str] | None = field(default=None, repr=False)

    @property
    def theme(self) -> Theme:
        """The design."""
        return self.bench.outlook.survey.theme

    @property
    def fonts(self) -> Mapping[str, bytes]:
        """The faces by their files' names."""
        return self.bench.outlook.survey.fonts

    def find_undrawable(self, text: str) -> str:
        """Return the first character that no font can draw; "" when all can be drawn."""
        return self.bench.outlook.checker.find_undrawable(text)

    def find_references(
        self, texts: Iterable[Line | Flow | None], *, language: str, edition: str
    ) -> References:
        """Return title and address of each handout to which texts lead."""
        checker = self.bench.outlook.checker
        return find_references(checker, texts, language=language, edition=edition, path=HERE)

    def make_pages(self, composed: Composed, edition: str) -> OwnPages:
        """Return composed pages with their pictures.

        Raises:
            RenderError: somebody has just changed a picture.
        """
        return PageMaker(self.bench.outlook.survey).make(composed, edition)[1]

    def require_usable(self, chosen: Chosen) -> OutputRecord:
        """Return what is known of a handout's PDF that may be given out.

        Raises:
            HandoutError: it could not be made, or the clinic does not give out what nobody
                approved.
        """
        outlook = self.bench.outlook
        handout_id = chosen.key[0]
        if not outlook.is_usable(chosen.path):
            raise HandoutError(f"'{handout_id}' could not be made; 'build {handout_id}' says why")
        record = outlook.place.outputs[chosen.path]
        if not outlook.checker.gives_out_drafts:
            if record.due is not None and State(record.state) is State.OVERDUE:
                raise HandoutError(
                    f"the review of '{handout_id}' was due on {record.due.isoformat()}, and "
                    "clinic.yaml gives out only what is in date"
                )
            if not State(record.state).is_in_date:
                raise HandoutError(
                    f"nobody approved '{handout_id}' as it stands ({record.state}), and "
                    "clinic.yaml gives out only what is approved"
                )
        return record

    def read_pdf(self, record: OutputRecord) -> bytes:
        """Return a handout's PDF.

        Raises:
            HandoutError: somebody has just changed it.
        """
        path = record.target.path
        try:
            pdf = self.bench.outlook.place.read(record)
        except OSError as error:
            raise HandoutError(f"{path} cannot be read ({error.strerror}); try again") from error
        if pdf is None:
            raise HandoutError(f"{path} changed while the packet was made; try again")
        return pdf

    def find_letterhead(self, language: str) -> Letterhead:
        """Return the clinic's letterhead in a language.

        Raises:
            HandoutError: a text of it is missing.
        """
        letterhead = self.bench.outlook.checker.find_letterhead(None, language)
        if letterhead is None:
            problems = self.bench.outlook.checker.list_letterhead_problems(language)
            raise HandoutError("; ".join(map(str, problems)) or f"no letterhead in '{language}'")
        return letterhead


class PacketMaker:
    """Makes the job of one packet."""

    def __init__(self, desk: Source, choice: Choice, code: str) -> None:
        self._desk, self._choice, self._code = desk, choice, code
        self._order, self._language = choice.order, choice.language
        self._labels = read_labels(choice.language)
        self._letterhead = desk.find_letterhead(choice.language)

    def make(self) -> BindJob:
        """Return the job.

        Raises:
            HandoutError: a handout may not be given out or is not there; the title or a part of
                the contents holds the patient's name.
        """
        order, theme = self._order, self._desk.theme
        _refuse_name(order, self._say(order.title) if order.title else "")
        self._require_drawable()
        bodies = list(self._list_bodies())
        collection = self._describe(bodies)
        front = compose_front(collection, self._choice.edition, theme, self._labels)
        back = compose_back(collection, self._choice.edition, theme, self._labels)
        pieces = [piece for body in bodies for piece in body.pieces]
        if front:
            pieces.insert(0, self._make_own(front, collection.title, has_contents=True))
        if back:
            pieces.append(self._make_own(back, name_back(collection, self._labels)))
        return BindJob(
            title=collection.title,
            author=self._letterhead.name,
            language=self._language,
            pieces=tuple(pieces),
            theme=theme,
            fonts=self._desk.fonts,
            is_numbered_through=order.is_numbered_through,
            is_duplex=order.is_duplex,
            stamps=compose_stamps(collection, self._choice.edition, theme, self._labels),
            passwords=self._desk.passwords,
            is_private=True,
            path=HERE,
            base_url=self._letterhead.public_url or "",
        )

    def _describe(self, bodies: list[Body]) -> Collection:
        order = self._order
        usual = self._choice.set_title or name_packet(self._labels)
        title = self._say(order.title) if order.title else usual
        first = 1 if order.has_cover or order.has_contents or order.note else 0
        return Collection(
            kind=CollectionKind.PACKET,
            title=title,
            language=self._language,
            letterhead=self._letterhead,
            entries=tuple(_number_entries(bodies, first)),
            visit=order.visit,
            note=order.note,
            code=self._code,
            made_on=self._desk.today,
            has_cover=order.has_cover,
            has_contents=order.has_contents,
            has_talk_page=order.has_talk_page,
            is_numbered_through=order.is_numbered_through,
            references=self._desk.find_references(
                (self._letterhead.notices,), language=self._language, edition=self._choice.edition
            ),
        )

    def _require_drawable(self) -> None:
        """Refuse what the fonts cannot print, by its key and not by its letters.

        Raises:
            HandoutError: a text holds such a character.
        """
        order = self._order
        texts = {
            "name": order.visit.name,
            "clinician": order.visit.clinician,
            "title": order.title.source if order.title else "",
            "note": order.note.source if order.note else "",
        }
        for key, text in texts.items():
            if self._desk.find_undrawable(text):
                remedy = "leave it out: the cover then has a box for the clinic's label"
                raise HandoutError(
                    f"'{key}' has a character that the fonts do not have; "
                    + (remedy if key == "name" else "write it with others")
                )

    def _say(self, line: Line) -> str:
        return plain_text(line, self._letterhead.placeholders.__getitem__)

    def _make_own(self, composed: Composed, title: str, *, has_contents: bool = False) -> Piece:
        own = self._desk.make_pages(composed, self._choice.edition)
        return Piece(own, title, self._language, HERE if has_contents else "", has_contents)

    # --- what is in it --------------------------------------------------------------------------

    def _list_bodies(self) -> Iterator[Body]:
        for chosen in self._choice.handouts:
            yield self._make_body(chosen)
        for number, enclosed in enumerate(self._order.enclosed, start=1):
            title = enclosed.title or name_enclosed(number, self._labels)
            pdf = read_enclosed(enclosed)
            entry = Entry(title, "", 0, COUNT_LATER, self._language)
            yield Body((Piece(pdf, title, self._language),), entry)

    def _make_body(self, chosen: Chosen) -> Body:
        record = self._desk.require_usable(chosen)
        language = chosen.key[1]
        piece = Piece(
            *(self._desk.read_pdf(record), record.title, language, chosen.path),
            page_count=record.page_count,
        )
        entry = Entry(
            title=record.title,
            href=address_from(HERE, chosen.path),
            part=0,
            page_count=record.page_count,
            language=language,
            state=State(record.state),
        )
        if not chosen.is_foreign:
            return Body((piece,), entry)
        own = self._make_missing(record.title, language)
        return Body((Piece(own, name_missing(self._labels), self._language), piece), entry)

    def _make_missing(self, title: str, language: str) -> OwnPages:
        missing = Missing(
            title=title,
            language=language,
            letterhead=self._desk.find_letterhead(language),
            wanted=self._language,
            wanted_letterhead=self._letterhead,
            is_enclosed=True,
        )
        labels: Labels = read_labels(language)
        composed = compose_missing(
            missing, self._choice.edition, self._desk.theme, labels, self._labels
        )
        return self._desk.make_pages(composed, self._choice.edition)


@dataclass(frozen=True, slots=True)
class Body:
    """What stands in a packet for one entry of its contents; perhaps a page before it."""

    pieces: tuple[Piece, ...]
    entry: Entry


def _number_entries(bodies: list[Body], first: int) -> Iterator[Entry]:
    """Yield the entries, each with the place of its first piece among all."""
    place = first
    for body in bodies:
        yield replace(body.entry, part=place)
        place += len(body.pieces)


def _refuse_name(order: Order, title: str) -> None:
    """Refuse titles with a word of the patient's name: they stand in outline and metadata.

    Titles of handouts are the library's, and may share a word with a name.

    Raises:
        HandoutError: there is one.
    """
    name = {word for word in _split_words(order.visit.name) if len(word) >= LEAST_WORD}
    typed = [each.title for each in order.enclosed]
    if any(name & _split_words(title) - PARTICLES for title in (title, *typed)):
        raise HandoutError(
            "a title holds the patient's name, or a part of it, and would show it outside the "
            "cover; take it out"
        )


def _split_words(text: str) -> set[str]:
    """Return the words of a text, whatever their case, order and accents."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return set(re.findall(r"\w+", "".join(x for x in letters if not unicodedata.combining(x))))
