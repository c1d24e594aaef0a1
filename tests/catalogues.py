"""Builders of a catalogue; a test names only what it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

from handoutpress.catalogue import Catalogue, CatalogueEntry, CataloguePdf
from handoutpress.compose.catalogue import compose_catalogue
from handoutpress.labels import Labels, read_labels
from handoutpress.model import State, Theme, output_path
from tests.makers import read_html, shipped_theme


def make_catalogue_pdf(
    handout_id: str = "care/fever", language: str = "en", edition: str = "standard", **changes: Any
) -> CataloguePdf:
    path = output_path(handout_id, language, edition)
    return replace(CataloguePdf(edition, path, page_count=2, byte_count=25_400), **changes)


def make_entry(
    handout_id: str = "care/fever", language: str = "en", **changes: Any
) -> CatalogueEntry:
    """Return an approved handout with a PDF in two editions."""
    editions = ("standard", "large-print")
    entry = CatalogueEntry(
        id=handout_id,
        language=language,
        title="Fever",
        summary="What a fever means.",
        topic=handout_id.split("/")[0],
        topic_title="Care at home",
        state=State.APPROVED,
        version=3,
        pdfs=tuple(make_catalogue_pdf(handout_id, language, edition) for edition in editions),
    )
    return replace(entry, **changes)


def make_catalogue(*entries: CatalogueEntry, **changes: Any) -> Catalogue:
    """Return a catalogue in English and Spanish."""
    catalogue = Catalogue(
        clinic_name={"en": "Example Clinic", "es": "Clínica Ejemplo"},
        default_language="en",
        languages=("en", "es"),
        editions=("standard", "large-print"),
        entries=entries,
    )
    return replace(catalogue, **changes)


def compose_pages(
    catalogue: Catalogue, *, theme: Theme | None = None, **labels: Labels
) -> dict[str, str]:
    """Return the pages in English and Spanish, and in those languages whose labels are given."""
    ours = {language: read_labels(language) for language in ("en", "es")}
    return compose_catalogue(catalogue, theme or shipped_theme(), {**ours, **labels})


def compose_tree(catalogue: Catalogue, path: str = "index.html") -> Element:
    return read_html(compose_pages(catalogue)[path])
