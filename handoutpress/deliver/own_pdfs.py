"""Recognise a PDF of ours by its bytes, and whether its handouts may be given out as they are now.

Delivers nothing. A copy of a PDF gets round no withdrawal and no rule of the clinic's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

import pikepdf

from handoutpress.build import Bench
from handoutpress.build.roster import Roster
from handoutpress.collection import REVIEW
from handoutpress.deliver.published import find_public_url
from handoutpress.deliver.record.book import PacketBook, make_part
from handoutpress.deliver.record.recipes import dump_published
from handoutpress.deliver.values import GivenPart
from handoutpress.errors import HandoutError
from handoutpress.model import output_path
from handoutpress.packet.choosing import Chosen
from handoutpress.packet.making import Desk
from handoutpress.plan import Request
from handoutpress.records import OutputRecord
from handoutpress.xmp import PRODUCER

# Source: ISO 32000-1:2008, 14.3.3, table 317. A handout's PDF names us as its creator, those that
# are made of others as their producer.
NAMING_KEYS = ("/Producer", "/Creator")
PASSWORD_PAGE = f"{PRODUCER}, password page"  # as templates/mail/password_slip.html has it


@dataclass(frozen=True, slots=True)
class OwnPdf:
    """A PDF of ours: its handouts, and what is known of it.

    `path` is "" for a packet, and for one that only the record knows any more.
    """

    parts: tuple[GivenPart, ...]
    title: str = field(repr=False)
    language: str
    edition: str
    is_personal: bool
    recipe: str = field(repr=False)
    path: str = ""


class Recognizer:
    """Looks for a PDF among those of the output folder; `found` stays None where it is not."""

    def __init__(self, sha256: str) -> None:
        self._sha256 = sha256
        self.default_language = ""
        self.found: OwnPdf | None = None

    def ask_for(self, roster: Roster) -> Request:
        """Ask for nothing to be made: the pass is a dry one."""
        self.default_language = roster.default_language
        return Request()

    def look(self, bench: Bench) -> None:
        """Look, while nobody else is at work, before anything is made anew."""
        for record in bench.outlook.place.outputs.values():
            if record.sha256 == self._sha256:
                self.found = _describe(bench, record)
                return


def _describe(bench: Bench, record: OutputRecord) -> OwnPdf:
    target, volumes = record.target, bench.outlook.volumes
    is_volume = bool(record.members) or target.path in volumes.all
    parts = tuple(_list_members(bench, record)) if is_volume else (make_part(record),)
    return OwnPdf(
        *(parts, record.title, target.language, target.edition),
        is_personal=False,
        recipe=dump_published(record.sha256, record.page_count),
        path=target.path,
    )


def _list_members(bench: Bench, record: OutputRecord) -> Iterator[GivenPart]:
    """Yield the handouts of a booklet or a set, those that were withdrawn since, too."""
    target, outlook = record.target, bench.outlook
    volume = outlook.volumes.all.get(target.path)
    by_id = {each.target.handout_id: each for each in _list_records(bench, record)}
    ids = record.members or tuple(each for each, _ in (volume.keys if volume else ()))
    for handout_id in ids:
        known = by_id.get(handout_id)
        yield make_part(known) if known else GivenPart(handout_id, target.language, target.edition)


def _list_records(bench: Bench, record: OutputRecord) -> Iterator[OutputRecord]:
    """Yield what is known of the PDFs from which a booklet or a set was made."""
    outputs = bench.outlook.place.outputs
    volume = bench.outlook.volumes.all.get(record.target.path)
    for path in volume.members if volume else ():
        if path in outputs:
            yield outputs[path]


def recall(book: PacketBook, sha256: str) -> OwnPdf | None:
    """Return a PDF that the record knows, whole or as a part of what was given; else None."""
    known = book.recall(sha256)
    if known is None:
        return None
    first = known.parts[0]
    return OwnPdf(
        *(known.parts, known.title, first.language, first.edition),
        is_personal=known.is_personal,
        recipe=known.recipe,
    )


def names_us(pdf: bytes) -> bool:
    """Tell whether a PDF says that this program made it."""
    return PRODUCER in _list_makers(pdf)


def shows_password(pdf: bytes) -> bool:
    """Tell whether a PDF says that it is a page with a password, which goes into no e-mail."""
    return PASSWORD_PAGE in _list_makers(pdf)


def _list_makers(pdf: bytes) -> list[str]:
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            return [str(document.docinfo.get(key, "")) for key in NAMING_KEYS]
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return []


class Admission:
    """Whether a PDF of ours may be given out, by the state of its handouts now."""

    def __init__(self, own: OwnPdf, today: date) -> None:
        self._own, self._today = own, today
        self._keys: dict[GivenPart, tuple[tuple[str, str], str]] = {}
        self.public_url = ""  # of what the clinic publishes, as it is

    def ask_for(self, roster: Roster) -> Request:
        """Return which handouts are to be looked at.

        Raises:
            HandoutError: one was withdrawn, is gone, or nobody gives it to patients.
        """
        for part in self._own.parts:
            if part.edition == REVIEW:
                raise HandoutError(
                    "this PDF is for those who approve, not for patients; name its id instead"
                )
            key = (roster.former_ids.get(part.handout_id, part.handout_id), part.language)
            if key in roster.withdrawn:
                raise HandoutError(f"'{key[0]}' was withdrawn; it may not be given to anybody")
            if key not in roster.handouts:
                raise HandoutError(f"'{key[0]}' is no longer there; it may not be given to anybody")
            edition = part.edition if part.edition in roster.editions else roster.editions[0]
            self._keys[part] = key, edition
        keys = [key for key, _ in self._keys.values()]
        return Request(
            ids=tuple(dict.fromkeys(handout_id for handout_id, _ in keys)),
            languages=tuple(dict.fromkeys(language for _, language in keys)),
            editions=tuple(dict.fromkeys(edition for _, edition in self._keys.values())),
        )

    def take(self, bench: Bench) -> None:
        """Look at the handouts as they are now, and where this very PDF is served.

        Raises:
            HandoutError: one may not be given out, or it is out of date.
        """
        _ = bench.outlook.checker
        bench.outlook.place.look_at_all()
        desk = Desk(bench, self._today)
        for part, (key, edition) in self._keys.items():
            record = desk.require_usable(Chosen(key, output_path(*key, edition)))
            if record.version != part.version:
                raise HandoutError(
                    f"'{key[0]}' is another version now than in this PDF; name its id instead"
                )
        if any(each.target.path == self._own.path for each in bench.outlook.volumes.list_stale()):
            raise HandoutError("its handouts changed since this PDF was made; build it again")
        if self._own.path:
            self.public_url = find_public_url(desk, self._own.language, self._own.path)
