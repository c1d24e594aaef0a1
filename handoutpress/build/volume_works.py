"""From booklets and sets that may need it to PDFs of many that must be made.

Combines nothing and publishes nothing. Works are made as they are asked for, because each holds the
PDFs of its handouts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from unicodedata import combining, normalize

from handoutpress.build.checker import Checker
from handoutpress.build.page_maker import PageMaker
from handoutpress.build.place import Place
from handoutpress.build.referencing import address_from, find_references
from handoutpress.build.survey import Survey
from handoutpress.build.volume_outlook import DueVolume
from handoutpress.build.works import Work, compose_safely, find_same
from handoutpress.collection import FOLD, Collection, CollectionKind, Entry
from handoutpress.compose import Composed, compose
from handoutpress.compose.collection import compose_back, compose_front, name_back
from handoutpress.compose.stamps import compose_stamps
from handoutpress.content import GlossaryEntry, SourceReference
from handoutpress.errors import RenderError
from handoutpress.jobs import BindJob, Piece
from handoutpress.labels import read_labels
from handoutpress.model import Handout, Letterhead, State
from handoutpress.outcome import Target
from handoutpress.plan import Known, Volume, digest_strings
from handoutpress.records import OutputRecord
from handoutpress.text import plain_text
from handoutpress.words import list_explained


@dataclass(slots=True)
class VolumeList:
    """Finds the works of a pass that are booklets and sets.

    `first_edition` is the one to which paper leads. `confirm` is told of PDFs that stay as they are
    though an input changed.
    """

    checker: Checker
    survey: Survey
    place: Place
    known: Known
    first_edition: str
    confirm: Callable[[list[OutputRecord]], None]
    fresh: list[Target] = field(default_factory=list)
    _last: tuple[object, tuple[Handout, ...]] = (None, ())

    def iter_works(self, waiting: Iterable[DueVolume]) -> Iterator[Work]:
        """Yield what must be made of these, whose handouts are all there."""
        for due in waiting:
            work = self._make_work(due)
            record = find_same(work, self.known)
            if record is None:
                yield work
            else:
                self.fresh.append(work.target)
                self.confirm([record])

    def _make_work(self, due: DueVolume) -> Work:
        volume = due.volume
        page, job = compose_safely(lambda: self._compose(due))
        members = [self.place.outputs[path] for path in volume.members]
        record = OutputRecord(
            *(volume.target, due.groups, page, "", 0, 0),
            state=_find_state(member.state for member in members),
            due=min((member.due for member in members if member.due), default=None),
            title=volume.title,
            members=tuple(handout_id for handout_id, _ in volume.keys),
        )
        return Work(record, due.reasons, None, job)

    def _compose(self, due: DueVolume) -> tuple[str, BindJob]:
        maker = _VolumeMaker(self, due.volume, self._find_handouts(due.volume))
        return maker.make(due.members)

    def _find_handouts(self, volume: Volume) -> tuple[Handout, ...]:
        """Return the handouts of a booklet, read once for all of its editions."""
        if volume.kind is not CollectionKind.BOOKLET:
            return ()
        if self._last[0] != volume.keys:
            handouts = self.checker.check(volume.keys).handouts
            by_key = {(each.id, each.language): each for each in handouts}
            missing = [key for key in volume.keys if key not in by_key]
            if missing:
                raise RenderError(f"its handout '{missing[0][0]}' can no longer be made")
            self._last = (volume.keys, tuple(by_key[key] for key in volume.keys))
        return self._last[1]


DUE_SOON = (f"\0{State.DUE_SOON}\0", f"\0{State.APPROVED}\0")


class _VolumeMaker:
    """Makes the job of one booklet or set."""

    def __init__(self, list_: VolumeList, volume: Volume, handouts: tuple[Handout, ...]) -> None:
        self._list, self._volume, self._handouts = list_, volume, handouts
        self._survey, self._pages = list_.survey, PageMaker(list_.survey)
        self._language = volume.target.language
        self._labels = read_labels(self._language)
        self._digests: list[str] = []

    def make(self, members: tuple[str, ...]) -> tuple[str, BindJob]:
        """Return the digest of all that can show, and the job."""
        volume, theme, fonts = self._volume, self._survey.theme, self._survey.fonts
        collection = self._describe()
        stamps = compose_stamps(collection, volume.edition, theme, self._labels)
        pieces = tuple(self._list_pieces(collection))
        # Nothing is printed of a review that is due soon.
        rest = () if volume.folding else (each.replace(*DUE_SOON) for each in members)
        page = digest_strings(*self._digests, *rest, repr(stamps), repr(volume.folding))
        job = BindJob(
            title=volume.title,
            author=collection.letterhead.name,
            language=self._language,
            pieces=pieces,
            theme=theme,
            fonts=fonts,
            is_duplex=volume.kind is CollectionKind.SET,
            stamps=stamps,
            folding=volume.folding,
            path=volume.target.path,
        )
        return page, job

    def _list_pieces(self, collection: Collection) -> Iterator[Piece]:
        edition, theme = self._volume.edition, self._survey.theme
        front = compose_front(collection, edition, theme, self._labels)
        if front:
            yield self._make_own(front, collection.title, has_contents=True)
        if self._volume.folding:
            for handout in self._handouts:
                composed = compose(
                    handout, FOLD, theme, self._labels, file_edition=self._list.first_edition
                )
                yield self._make_own(composed, handout.plain(handout.manuscript.title))
        else:
            yield from map(self._read_member, self._volume.members)
        back = compose_back(collection, edition, theme, self._labels)
        if back:
            yield self._make_own(back, name_back(collection, self._labels))

    def _make_own(self, composed: Composed, title: str, *, has_contents: bool = False) -> Piece:
        digest, own = self._pages.make(composed, self._volume.edition)
        self._digests.append(digest)
        path = self._volume.target.path if has_contents else ""
        return Piece(own, title, self._language, path, has_contents)

    def _read_member(self, path: str) -> Piece:
        record = self._list.place.outputs[path]
        pdf = self._list.place.read(record)
        if pdf is None:
            raise RenderError(f"{path} changed during the build; build again")
        return Piece(pdf, record.title, self._language, path, page_count=record.page_count)

    # --- what it says ---------------------------------------------------------------------------

    def _describe(self) -> Collection:
        volume, checker = self._volume, self._list.checker
        topic = volume.topic
        letterhead = checker.find_letterhead(topic, self._language)
        if letterhead is None:
            raise RenderError("clinic.yaml lacks a text in its language")
        introduction = checker.find_introduction(topic, self._language) if topic else None
        words = _unite_words(self._handouts, letterhead)
        # A folded booklet is for paper: where the others lie matters to nobody.
        edition = self._list.first_edition if volume.folding else volume.target.edition
        return Collection(
            kind=volume.kind,
            title=volume.title,
            language=self._language,
            letterhead=letterhead,
            entries=tuple(self._list_entries()),
            introduction=introduction,
            sources=_unite_sources(self._handouts),
            words=words,
            references=find_references(
                checker,
                (introduction, letterhead.notices, *(each.meaning for each in words)),
                language=self._language,
                edition=edition,
                path=volume.target.path,
            ),
        )

    def _list_entries(self) -> Iterator[Entry]:
        for part, path in enumerate(self._volume.members, start=1):
            record = self._list.place.outputs[path]
            yield Entry(
                title=record.title,
                href=address_from(self._volume.target.path, path),
                part=part,
                page_count=None if self._volume.folding else record.page_count,
                language=self._language,
                state=State(record.state),
            )


def _find_state(states: Iterable[str]) -> str:
    """Return the state of many handouts: that of the one for which least was done."""
    order = (State.DRAFT, State.UNDER_REVIEW, State.OVERDUE, State.DUE_SOON, State.APPROVED)
    return str(min(map(State, states), key=order.index))


def _unite_sources(handouts: Iterable[Handout]) -> tuple[SourceReference, ...]:
    """Return where the facts come from, each source once."""
    found = (source for handout in handouts for source in handout.manuscript.sources)
    return tuple({repr(source): source for source in found}.values())


def _unite_words(handouts: Iterable[Handout], letterhead: Letterhead) -> tuple[GlossaryEntry, ...]:
    """Return the hard words that any of them explains, in the order of the alphabet."""
    found = {
        id(entry): entry
        for handout in handouts
        for entry in list_explained(handout.manuscript, handout.glossary)
    }
    return tuple(sorted(found.values(), key=lambda entry: _rank_word(entry, letterhead)))


def _rank_word(entry: GlossaryEntry, letterhead: Letterhead) -> tuple[str, str]:
    """Return by what a word finds its place: accents count only between words that else agree."""
    word = plain_text(entry.word, letterhead.placeholders.__getitem__).casefold()
    letters = (each for each in normalize("NFD", word) if not combining(each))
    return "".join(letters), word
