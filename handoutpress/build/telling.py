"""[writes] Tell people: the catalogue of all PDFs, and what the last run changed.

Decides nothing about PDFs. Both are made only when they would differ, for a library has thousands.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from handoutpress.build.place import Place
from handoutpress.build.roster import Key, Roster, dump_roster
from handoutpress.build.survey import Survey
from handoutpress.catalogue import (
    Catalogue,
    CatalogueBooklet,
    CatalogueEntry,
    CataloguePdf,
    CatalogueSet,
    choose_pictured_edition,
    picture_path,
    show_kilobytes,
)
from handoutpress.collection import PRINT
from handoutpress.errors import RenderError
from handoutpress.model import BOOKLET_NAME, SETS_FOLDER, State, is_collection, output_path
from handoutpress.outcome import Stale
from handoutpress.plan import digest_strings
from handoutpress.publish import hash_files, iter_missing, publish_file, remove_file
from handoutpress.records import OutputRecord

if TYPE_CHECKING:
    from handoutpress.changes import Changes

CATALOGUE = "catalogue"  # the setting that says from what the catalogue was made, and its pages


def write_changes(place: Place, survey: Survey, changes: Changes) -> None:
    """Write what a run changed, for people and for programs."""
    from handoutpress.changes import changes_document
    from handoutpress.compose.changes_page import compose_changes

    page = compose_changes(changes, survey.theme)
    document = json.dumps(changes_document(changes), ensure_ascii=False, indent=1)
    publish_file(place.out, "changes.html", page.encode())
    publish_file(place.out, "changes.json", document.encode())


def update_catalogue(
    place: Place,
    survey: Survey,
    roster: Roster,
    *,
    stale: Iterable[Stale],
    withdrawn: Set[str] = frozenset(),
) -> None:
    """Make the catalogue anew, unless all that it shows is as it was.

    `withdrawn` are the paths of PDFs that nobody may be given.
    """
    _draw_missing(place, choose_pictured_edition(roster.editions))
    reasons = {each.target.path: each.reason for each in stale}
    state = _digest_state(place, survey, roster, reasons)
    kept = place.ledger.read_setting(CATALOGUE)
    if kept and kept[0] == state and hash_files(place.out, kept[1]) == kept[1]:
        return
    from handoutpress.compose.catalogue import compose_catalogue
    from handoutpress.labels import known_languages, read_labels

    catalogue = _make_catalogue(place, roster, reasons, withdrawn)
    labels = {tag: read_labels(tag) for tag in roster.languages if tag in known_languages()}
    pages = compose_catalogue(catalogue, survey.theme, labels)
    for path, html in pages.items():
        publish_file(place.out, path, html.encode())
    for path in kept[1] if kept else ():
        if path not in pages:  # the clinic has this language no longer
            remove_file(place.out, path)
    place.ledger.write_settings({CATALOGUE: [state, hash_files(place.out, pages)]})


def _digest_state(place: Place, survey: Survey, roster: Roster, stale: Mapping[str, str]) -> str:
    """Return a digest of all that the catalogue shows: of a PDF not its bytes, but how many."""
    parts = [survey.web, survey.world.program, json.dumps(dump_roster(roster))]
    parts += place.ledger.read_fact_texts()
    for path, record in sorted(place.outputs.items()):
        if path in place.found:
            shown = (record.page_count, show_kilobytes(record.byte_count))
            parts.append(f"{path}\0{shown}\0{record.state}\0{record.version}\0{record.due}")
    parts += (f"{path}\0{reason}" for path, reason in sorted(stale.items()))
    return digest_strings(*parts)


def _make_catalogue(
    place: Place, roster: Roster, stale: Mapping[str, str], withdrawn: Set[str]
) -> Catalogue:
    return Catalogue(
        clinic_name=roster.clinic_names,
        default_language=roster.default_language,
        languages=roster.languages,
        editions=roster.editions,
        entries=tuple(_list_entries(place, roster, stale)),
        sets=tuple(_list_sets(place, roster, stale, withdrawn)),
        booklets=tuple(_list_booklets(place, roster, stale, withdrawn)),
        primary_color=roster.primary_color,
    )


def _list_entries(
    place: Place, roster: Roster, stale: Mapping[str, str]
) -> Iterator[CatalogueEntry]:
    """Yield an entry for each handout of which anything is known, in the library's order."""
    known = place.ledger.read_facts()
    pictured = choose_pictured_edition(roster.editions)
    for key in roster.handouts:
        if key not in known:
            continue
        facts = known[key]
        records = _list_records(place, roster, key)
        pdfs = tuple(_list_pdfs(records, stale))
        # What a PDF prints counts, not what its handout's newest words are.
        shown = next(iter(records.values()), facts)
        state = State.WITHDRAWN if key in roster.withdrawn else State(shown.state or facts.state)
        has_picture = any(pdf.edition == pictured for pdf in pdfs)
        yield CatalogueEntry(
            *(*key, facts.title, facts.summary, key[0].split("/")[0], facts.topic_title),
            *(facts.keywords, facts.codes, facts.former_ids, state, shown.version),
            due=shown.due,
            pdfs=pdfs,
            picture=picture_path(*key) if has_picture else None,
        )


def _list_sets(
    place: Place, roster: Roster, stale: Mapping[str, str], withdrawn: Set[str]
) -> Iterator[CatalogueSet]:
    for each in roster.packets:
        key = (f"{SETS_FOLDER}/{each.name}", each.language)
        records = _list_records(place, roster, key)
        pdfs = _list_pdfs(_leave_out(records, withdrawn), stale)
        yield replace(each, pdfs=tuple(pdfs))


def _list_booklets(
    place: Place, roster: Roster, stale: Mapping[str, str], withdrawn: Set[str]
) -> Iterator[CatalogueBooklet]:
    for wish in roster.booklets:
        key = (f"{wish.topic}/{BOOKLET_NAME}", wish.language)
        records = _list_records(place, roster, key)
        folded = output_path(*key, PRINT)
        if folded in place.found and folded in place.outputs:
            records[folded] = place.outputs[folded]
        records = _leave_out(records, withdrawn)
        if records:
            pdfs = tuple(_list_pdfs(records, stale))
            yield CatalogueBooklet(wish.topic, wish.language, pdfs)


def _leave_out(records: Mapping[str, OutputRecord], withdrawn: Set[str]) -> dict[str, OutputRecord]:
    return {path: record for path, record in records.items() if path not in withdrawn}


def _list_pdfs(
    records: Mapping[str, OutputRecord], stale: Mapping[str, str]
) -> Iterator[CataloguePdf]:
    for path, record in records.items():
        yield CataloguePdf(
            *(record.target.edition, path, record.page_count, record.byte_count),
            is_stale=path in stale,
            stale_reason=stale.get(path, ""),
        )


def _list_records(place: Place, roster: Roster, key: Key) -> dict[str, OutputRecord]:
    """Return the records of a handout's PDFs that are there, in the order of the editions."""
    paths = (output_path(*key, edition) for edition in roster.editions)
    return {
        path: place.outputs[path] for path in paths if path in place.found and path in place.outputs
    }


def _draw_missing(place: Place, pictured: str) -> None:
    """Draw the pictures that somebody removed; those of new PDFs come with them."""
    pdfs = {
        picture_path(record.target.handout_id, record.target.language): path
        for path, record in place.outputs.items()
        if record.target.edition == pictured
        and path in place.found
        and not is_collection(record.target.handout_id)
    }
    for picture in iter_missing(place.out, pdfs):
        from handoutpress.first_page import draw_first_page

        try:
            pdf = (place.out / pdfs[picture]).read_bytes()
            publish_file(place.out, picture, draw_first_page(pdf))
        except (RenderError, OSError):
            continue  # a PDF that somebody spoilt is told as stale, and made anew by the next run
