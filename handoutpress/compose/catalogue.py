"""The catalogue becomes pages for a browser, one for each language; part of composing.

Reads nothing and draws no picture. The pages fetch nothing: their style and script stand in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import quote

from handoutpress.catalogue import (
    Catalogue,
    CatalogueEntry,
    CataloguePdf,
    CatalogueSet,
    catalogue_path,
    show_kilobytes,
)
from handoutpress.compose.inlined import Inlined, inline_files
from handoutpress.compose.templates import fill_template
from handoutpress.labels import Labels, name_language
from handoutpress.model import State, Theme

START = "web/catalogue.html"
STYLES = ("common/colors.css", "web/catalogue.css")
SCRIPT = "web/catalogue.js"

STATE_WORDS = {
    State.DRAFT: "Draft, not reviewed",
    State.APPROVED: "Approved",
    State.DUE_SOON: "Approved, review due soon",
    State.OVERDUE: "Review overdue",
    State.UNDER_REVIEW: "Under review",
    State.WITHDRAWN: "Withdrawn, do not hand out",
}
# What the shipped editions are called; a clinic's own goes by its name.
EDITION_WORDS = {"standard": "Standard", "large-print": "Large print", "print": "To fold"}


@dataclass(frozen=True, slots=True)
class PdfLink:
    """A link to a PDF; `title` says of what, for who cannot see where it stands.

    `language` and its own name are empty where it is that of the page; `marks` warn in words.
    """

    href: str
    title: str
    edition: str
    language: str
    language_name: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A handout as the page shows it: the first PDF, its further editions, its translations.

    `tokens`, `editions` and `search_words` are for the script.
    """

    entry: CatalogueEntry
    link: PdfLink | None
    more_editions: tuple[PdfLink, ...]
    translations: tuple[PdfLink, ...]
    picture: str
    original_title: str
    marks: tuple[str, ...]
    facts: tuple[str, ...]
    due: str
    stale_reason: str
    tokens: str
    editions: str
    search_words: str


@dataclass(frozen=True, slots=True)
class TopicRows:
    """A topic of the page's language, with its handouts and its booklets."""

    name: str
    title: str
    rows: tuple[Row, ...]
    booklets: tuple[PdfLink, ...]


@dataclass(frozen=True, slots=True)
class SetRows:
    """A named packet with those of its handouts that are there.

    `link` leads to all of them as one PDF, the further ones to its other editions.
    """

    title: str
    rows: tuple[Row, ...]
    link: PdfLink | None
    more_editions: tuple[PdfLink, ...]
    marks: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """The page in a language, by the language's own name."""

    language: str
    name: str
    href: str


def compose_catalogue(
    catalogue: Catalogue, theme: Theme, labels_by_language: Mapping[str, Labels]
) -> dict[str, str]:
    """Return the HTML of each page by its path below the output folder.

    There is a page for each of the clinic's languages that has labels.

    Raises:
        RenderError: a template is broken, a label is missing, or the theme has no such style or
            script.
    """
    start = f":root {{ --primary: {catalogue.primary_color}; }}"
    inlined = inline_files(theme, STYLES, SCRIPT, css=start)
    pages = {}
    for language in catalogue.languages:
        if language in labels_by_language:
            page = _Page(catalogue, labels_by_language[language], labels_by_language)
            html = fill_template(theme.templates, (), page.context(inlined), start=START)
            pages[catalogue_path(language, catalogue.default_language)] = html
    return pages


class _Page:
    """What a page in one language shows."""

    def __init__(
        self, catalogue: Catalogue, labels: Labels, labels_by_language: Mapping[str, Labels]
    ) -> None:
        self._catalogue, self._labels = catalogue, labels
        self._language = labels.language
        self._with_labels = labels_by_language
        self._dates: dict[date, str] = {}
        self._states = {state: labels.text(words) for state, words in STATE_WORDS.items()}
        self._stale = labels.text("Out of date")
        path = catalogue_path(self._language, catalogue.default_language)
        self._up = "../" * path.count("/")

    def context(self, inlined: Inlined) -> dict[str, Any]:
        """Return all that the template may name."""
        catalogue, labels, rows = self._catalogue, self._labels, self._rows
        names = catalogue.clinic_name
        topics = tuple(self._group(rows.values()))
        return {
            "language": self._language,
            "direction": labels.direction,
            "clinic_name": names.get(self._language, names.get(catalogue.default_language, "")),
            "languages": tuple(self._list_languages()),
            "default_language": catalogue.default_language,
            "count": len(rows),
            "topics": topics,
            "sets": tuple(self._fill_sets(catalogue.sets, rows)),
            "topic_choices": tuple(Choice(topic.name, topic.title) for topic in topics),
            "state_choices": tuple(self._list_states(rows.values())),
            "edition_choices": tuple(self._list_editions(rows.values())),
            "style": inlined.style,
            "script": inlined.script,
            "policy": inlined.policy,
            "_": labels.text,
        }

    @cached_property
    def _rows(self) -> dict[str, Row]:
        versions: dict[str, list[CatalogueEntry]] = {}
        for entry in self._catalogue.entries:
            versions.setdefault(entry.id, []).append(entry)
        mine = (entry for entry in self._catalogue.entries if entry.language == self._language)
        return {entry.id: self._make_row(entry, versions[entry.id]) for entry in mine}

    def _make_row(self, entry: CatalogueEntry, versions: list[CatalogueEntry]) -> Row:
        """Return a row; `versions` are the handout in all its languages."""
        links = self._link_pdfs(entry)
        others = (each for each in versions if each.language != self._language)
        stale = next((pdf for pdf in entry.pdfs if pdf.is_stale), None) if links else None
        return Row(
            entry=entry,
            link=links[0] if links else None,
            more_editions=links[1:],
            translations=tuple(link for each in others for link in self._link_pdfs(each)),
            picture=self._address(entry.picture) if entry.picture and links else "",
            original_title=self._find_original_title(entry, versions),
            marks=(*self._mark_state(entry), *(links[0].marks if links else ())),
            facts=tuple(self._list_facts(entry, has_pdf=bool(links))),
            due=self._say_due(entry),
            stale_reason=stale.stale_reason if stale else "",
            tokens=_join_tokens(entry),
            editions=" ".join(pdf.edition for pdf in entry.pdfs),
            search_words=" ".join(_list_search_words(entry, versions)),
        )

    def _address(self, path: str) -> str:
        return self._up + quote(path)

    # What a row says

    def _mark_state(self, entry: CatalogueEntry) -> tuple[str, ...]:
        """Warn of a state in which nobody answers for the words."""
        return () if entry.state.is_in_date else (self._states[entry.state],)

    def _list_facts(self, entry: CatalogueEntry, *, has_pdf: bool) -> Iterator[str]:
        if entry.state.is_in_date:
            yield self._states[entry.state]
        if entry.version is not None:
            yield self._labels.text("Version {version}", version=entry.version)
        if not has_pdf:
            if entry.state is not State.WITHDRAWN:
                yield self._labels.text("No PDF yet")
            return
        pdf = entry.pdfs[0]
        if pdf.edition != "standard":
            yield self._name_edition(pdf.edition)
        yield self._labels.text("Pages: {count}", count=pdf.page_count)
        yield f"PDF {show_kilobytes(pdf.byte_count)} kB"

    def _say_due(self, entry: CatalogueEntry) -> str:
        """Say when the next review is due; the same few days come again and again."""
        if entry.due is None or entry.state is State.WITHDRAWN:
            return ""
        if entry.due not in self._dates:
            day = self._labels.date(entry.due)
            self._dates[entry.due] = self._labels.text("Next review {date}", date=day)
        return self._dates[entry.due]

    def _find_original_title(self, entry: CatalogueEntry, versions: list[CatalogueEntry]) -> str:
        """Return the title in the clinic's own language, by which its staff know the handout."""
        default = self._catalogue.default_language
        originals = (each for each in versions if each.language == default != entry.language)
        return next((each.title for each in originals if each.title != entry.title), "")

    def _link_pdfs(self, entry: CatalogueEntry) -> tuple[PdfLink, ...]:
        """Return links to the PDFs of a handout; none to words that were withdrawn."""
        if entry.state is State.WITHDRAWN:
            return ()
        return tuple(self._link_pdf(entry, pdf) for pdf in entry.pdfs)

    def _link_pdf(self, entry: CatalogueEntry, pdf: CataloguePdf) -> PdfLink:
        is_other = entry.language != self._language
        # The first PDF of a translation needs no more than the language's name.
        has_edition = not is_other or pdf is not entry.pdfs[0] or pdf.edition != "standard"
        stale = (self._stale,) if pdf.is_stale else ()
        return PdfLink(
            href=self._address(pdf.path),
            title=entry.title,
            edition=self._name_edition(pdf.edition) if has_edition else "",
            language=entry.language if is_other else "",
            language_name=name_language(entry.language) if is_other else "",
            marks=(*self._mark_state(entry), *stale) if is_other else stale,
        )

    def _name_edition(self, edition: str) -> str:
        if edition in EDITION_WORDS:
            return self._labels.text(EDITION_WORDS[edition])
        return edition.replace("-", " ").capitalize()

    # What the rows are grouped and chosen by

    def _group(self, rows: Iterable[Row]) -> Iterator[TopicRows]:
        groups: dict[str, list[Row]] = {}
        for row in rows:
            groups.setdefault(row.entry.topic, []).append(row)
        for topic, members in groups.items():
            title = members[0].entry.topic_title or topic
            booklets = tuple(self._link_booklets(topic, title))
            yield TopicRows(topic, title, tuple(members), booklets)

    def _link_booklets(self, topic: str, title: str) -> Iterator[PdfLink]:
        for booklet in self._catalogue.booklets:
            if (booklet.topic, booklet.language) == (topic, self._language):
                yield from (self._link_volume(pdf, title) for pdf in booklet.pdfs)

    def _link_volume(self, pdf: CataloguePdf, title: str) -> PdfLink:
        """Return a link to a PDF of many handouts."""
        marks = (self._stale,) if pdf.is_stale else ()
        edition = self._name_edition(pdf.edition)
        return PdfLink(self._address(pdf.path), title, edition, "", "", marks)

    def _fill_sets(self, sets: Iterable[CatalogueSet], rows: dict[str, Row]) -> Iterator[SetRows]:
        for each in sets:
            members = tuple(rows[name] for name in each.handout_ids if name in rows)
            if each.language == self._language and members:
                links = tuple(self._link_volume(pdf, each.title) for pdf in each.pdfs)
                states = {row.entry.state for row in members}
                warned = [
                    said
                    for state, said in self._states.items()
                    if state in states and not state.is_in_date
                ]
                marks = (*warned, *links[0].marks) if links else ()
                facts = tuple(self._list_set_facts(each))
                first = links[0] if links else None
                yield SetRows(each.title, members, first, links[1:], marks, facts)

    def _list_set_facts(self, packet: CatalogueSet) -> Iterator[str]:
        for pdf in packet.pdfs[:1]:
            yield self._labels.text("Pages: {count}", count=pdf.page_count)
            yield f"PDF {show_kilobytes(pdf.byte_count)} kB"

    def _list_languages(self) -> Iterator[PageLink]:
        for language in self._catalogue.languages:
            if language in self._with_labels:
                path = catalogue_path(language, self._catalogue.default_language)
                yield PageLink(language, name_language(language), self._address(path))

    def _list_states(self, rows: Iterable[Row]) -> Iterator[Choice]:
        there = {token for row in rows for token in row.tokens.split()}
        words = {**{str(state): said for state, said in self._states.items()}, "stale": self._stale}
        return (Choice(token, words[token]) for token in words if token in there)

    def _list_editions(self, rows: Iterable[Row]) -> Iterator[Choice]:
        """Yield the editions, unless every handout has all of them."""
        editions = self._catalogue.editions
        if any(set(editions) - set(row.editions.split()) for row in rows):
            yield from (Choice(edition, self._name_edition(edition)) for edition in editions)


def _join_tokens(entry: CatalogueEntry) -> str:
    """Return by which words the filter of states finds a handout."""
    is_stale = entry.state is not State.WITHDRAWN and any(pdf.is_stale for pdf in entry.pdfs)
    return f"{entry.state} stale" if is_stale else f"{entry.state}"


def _list_search_words(entry: CatalogueEntry, versions: list[CatalogueEntry]) -> Iterator[str]:
    """Yield what the page does not print; an old id belongs to the handout in every language."""
    former_ids = (former_id for each in versions for former_id in each.former_ids)
    yield from dict.fromkeys((*entry.keywords, *entry.codes, *former_ids))
