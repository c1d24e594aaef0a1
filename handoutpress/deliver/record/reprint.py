"""Make again what was given, from the archive alone; with what was typed, where that is given.

Asks no library: handouts, design, fonts and letterhead are those of then. Says what it proves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from handoutpress import __version__
from handoutpress.compose import Composed
from handoutpress.deliver.record.archive import BYTES, JSON, PDF, Archive
from handoutpress.deliver.record.book import describe_program
from handoutpress.deliver.record.lines import Line
from handoutpress.deliver.record.recipes import (
    KeptHandout,
    Published,
    Recipe,
    load_any,
    load_theme,
    make_choice,
)
from handoutpress.deliver.record.record import Record
from handoutpress.deliver.values import Channel, Delivery, Result
from handoutpress.errors import HandoutError
from handoutpress.jobs import OwnPages
from handoutpress.model import Letterhead, Theme
from handoutpress.outcome import Target
from handoutpress.packet.choosing import Chosen
from handoutpress.packet.making import PacketMaker, References
from handoutpress.packet.orders import Order
from handoutpress.packet.reading import read_enclosed
from handoutpress.records import OutputRecord
from handoutpress.text import Flow
from handoutpress.text import Line as TextLine
from handoutpress.worker import open_crew

PROVEN = "its bytes are those that were given: the SHA-256 is the same"
PROVEN_BEFORE_LOCK = (
    "its bytes are those that were locked with a password, then given: the SHA-256 is that of the "
    "PDF before"
)
ENCRYPTED = "encrypted"  # a consent, as lines name it
OTHER_FORM = "it went out in another form: encrypted, folded, or some pages"


@dataclass(frozen=True, slots=True)
class Reprint:
    """What was made again.

    `is_proven` says that its bytes are those that were given, or that were locked to be given.
    `notes` say what it lacks, and what else may differ.
    """

    pdf: bytes = field(repr=False)
    page_count: int
    sha256: str
    is_proven: bool
    is_personal: bool
    notes: tuple[str, ...] = ()


def remake(archive: Archive, line: Line, typed: Order | None = None) -> Reprint:
    """Make again what a line of the record says was given.

    `typed` is the order of the packet's file, or one with the patient's name alone.

    Raises:
        HandoutError: nothing of it was kept, the archive is damaged, or the file is another's.
    """
    recipe = read_recipe(archive, line)
    if isinstance(recipe, Recipe):
        return _remake_packet(archive, line, recipe, typed)
    if typed is not None:
        raise HandoutError("this line is not that of a packet, so no packet's file belongs to it")
    return _fetch(archive, line, recipe)


def read_recipe(archive: Archive, line: Line) -> Recipe | Published:
    """Return the recipe of a line.

    Raises:
        HandoutError: it is not in the archive, is damaged, or of another version of the program.
    """
    if not line.recipe_digest:
        raise HandoutError(
            f"what line {line.number} tells of was not kept: it was refused, or others made it"
        )
    try:
        return load_any(archive.get(line.recipe_digest, JSON).decode())
    except ValueError as error:
        raise HandoutError(f"line {line.number} cannot be made again: {error}") from error


def _fetch(archive: Archive, line: Line, recipe: Published) -> Reprint:
    """Return a published PDF; one that was changed on its way is kept as it was before."""
    pdf = archive.get(recipe.sha256)
    note = _prove(line, recipe.sha256)
    return Reprint(
        *(pdf, recipe.page_count, recipe.sha256, note != OTHER_FORM),
        is_personal=False,
        notes=(note,),
    )


def _prove(line: Line, sha256: str) -> str:
    """Say what it proves that a PDF has the SHA-256 that was kept of it."""
    if line.delivery.sha256 == sha256:
        return PROVEN
    return PROVEN_BEFORE_LOCK if line.delivery.consent == ENCRYPTED else OTHER_FORM


def _remake_packet(archive: Archive, line: Line, recipe: Recipe, typed: Order | None) -> Reprint:
    if typed is not None:
        _require_same_enclosed(recipe, typed)
    source = ArchivedSource(archive, recipe)
    job = PacketMaker(source, make_choice(recipe, typed), recipe.code).make()
    with open_crew(1, theme=job.theme, fonts=job.fonts) as crew:
        made = crew.submit(job).result()
    sha256 = hashlib.sha256(made.pdf).hexdigest()
    proof = _prove(line, sha256) if sha256 == recipe.sha256 else ""
    notes = tuple(_explain(recipe, typed, proof=proof))
    return Reprint(
        *(made.pdf, made.page_count, sha256, proof not in ("", OTHER_FORM)),
        is_personal=typed is not None,
        notes=notes,
    )


def _require_same_enclosed(recipe: Recipe, typed: Order) -> None:
    """Refuse a packet's file that encloses other PDFs than those that were given.

    Raises:
        HandoutError: it does.
    """
    if not typed.enclosed and recipe.typed.enclosed:
        return  # a name alone was typed; what is lacking is told
    found = tuple(hashlib.sha256(read_enclosed(each)).hexdigest() for each in typed.enclosed)
    if found != recipe.typed.enclosed:
        raise HandoutError(
            "the PDFs that this packet's file appends are not those that were given then; is it "
            "the right file?"
        )


def _explain(recipe: Recipe, typed: Order | None, *, proof: str) -> Iterator[str]:
    """Yield what a person must know of a packet that was made again."""
    lacking = ", ".join(_list_lacking(recipe, typed))
    if lacking:
        yield f"without what the record never keeps: {lacking}"
    if proof:
        yield proof
        return
    if not recipe.sha256:
        yield "the packet was encrypted, so nothing proves that the bytes are the same"
    elif recipe.program != describe_program():
        yield (
            f"version {recipe.version} made it, with its libraries; this is version {__version__}:"
            " the pages say the same, the bytes may differ"
        )
    elif not lacking:
        yield (
            "its bytes are not those that were given: what was typed differs, or a part of the "
            "computer's own, such as a system library, was changed"
        )


def _list_lacking(recipe: Recipe, typed: Order | None) -> Iterator[str]:
    was = recipe.typed
    order = typed or Order("packet")
    if was.has_name and not order.visit.name:
        yield "the name"
    if was.has_title and order.title is None:
        yield "the title that was typed"
    if was.has_clinician and not order.visit.clinician:
        yield "the clinician"
    if was.has_note and order.note is None:
        yield "the note"
    if was.enclosed and not order.enclosed:
        yield f"{len(was.enclosed)} appended PDF{'s' if len(was.enclosed) > 1 else ''}"


class ArchivedSource:
    """What a packet's maker finds in the archive, in place of the library."""

    def __init__(self, archive: Archive, recipe: Recipe) -> None:
        self._archive, self._recipe = archive, recipe
        self._handouts = {each.path: each for each in recipe.handouts}
        self._theme = load_theme(archive.get(recipe.theme, JSON))
        self._fonts = MappingProxyType(
            {name: archive.get(each, BYTES) for name, each in recipe.fonts.items()}
        )

    @property
    def today(self) -> date:
        """The day on which it was made."""
        return self._recipe.made_on

    @property
    def passwords(self) -> None:
        """None: what is made again is not encrypted."""
        return None

    @property
    def theme(self) -> Theme:
        """The design of then."""
        return self._theme

    @property
    def fonts(self) -> Mapping[str, bytes]:
        """The faces of then."""
        return self._fonts

    def require_usable(self, chosen: Chosen) -> OutputRecord:
        """Return what was known of a handout's PDF; whether it may be given out is not asked."""
        return _record(self._handouts[chosen.path])

    def read_pdf(self, record: OutputRecord) -> bytes:
        """Return a handout's PDF."""
        return self._archive.get(record.sha256, PDF)

    def find_letterhead(self, language: str) -> Letterhead:
        """Return the letterhead of then."""
        return self._recipe.letterheads[language]

    def find_references(
        self, texts: Iterable[TextLine | Flow | None], *, language: str, edition: str
    ) -> References:
        """Return where the texts of then led."""
        return self._recipe.references

    def find_undrawable(self, text: str) -> str:
        """Return "": the press itself refuses what it cannot print."""
        return ""

    def make_pages(self, composed: Composed, edition: str) -> OwnPages:
        """Return composed pages with the pictures of then."""
        pictures = {
            path: self._archive.get(self._recipe.pictures[path], BYTES)
            for path in composed.picture_paths
        }
        return OwnPages(composed.html, composed.stylesheets, pictures)


def _record(kept: KeptHandout) -> OutputRecord:
    target = Target(kept.path, kept.handout_id, kept.language, kept.edition)
    return OutputRecord(
        *(target, {}, "", kept.sha256, kept.page_count, 0),
        state=kept.state,
        version=kept.version,
        title=kept.title,
    )


def note_reprint(record: Record, line: Line, made: Reprint) -> int:
    """Note that something was made again; it was given to nobody by that.

    Raises:
        HandoutError: the record cannot be written.
    """
    given = line.delivery
    recipe = record.archive.get(line.recipe_digest, JSON).decode()
    detail = "made again, the same bytes" if made.is_proven else "made again, other bytes"
    return record.note(
        Delivery(
            *(Channel.RECORD, Result.DONE, made.sha256, made.page_count, given.parts),
            title=given.title,
            detail=detail,
            reference=given.reference,
            is_reprint=True,
            of_line=line.number,
            recipe=recipe,
        )
    )
