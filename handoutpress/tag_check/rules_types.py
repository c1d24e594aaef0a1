"""Judge what the elements are: their types, nesting and attributes, and what the document says.

Source, where a rule names no other: ISO 32000-1, 14.8.4 (standard types) and 14.8.5 (attributes);
ISO 14289-1 (PDF/UA-1), clause 7.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from handoutpress.tag_check.elements import STANDARD_TYPES
from handoutpress.tag_check.model import (
    Element,
    ElementKid,
    Kid,
    MarkKid,
    ObjectKid,
    Page,
    TagDocument,
    TagFault,
)

_ROW_GROUPS = ("THead", "TBody", "TFoot")
# A child stands in one of these. Source: ISO 32000-1, tables 336 and 337; Lbl also in 333, 338.
_HOLDERS = {
    "LI": ("L",),
    "LBody": ("LI",),
    "Lbl": ("LI", "TOCI", "Note", "BibEntry"),
    "TR": ("Table", *_ROW_GROUPS),
    "TH": ("TR",),
    "TD": ("TR",),
    "THead": ("Table",),
    "TBody": ("Table",),
    "TFoot": ("Table",),
    "TOCI": ("TOC",),
    "Caption": ("Table", "Figure", "L", "Div"),  # Div: a figure, whose Alt would hide it
}
# A parent holds only these.
_HELD = {
    "L": ("L", "LI", "Caption"),
    "LI": ("Lbl", "LBody"),
    "Table": ("TR", *_ROW_GROUPS, "Caption"),
    "THead": ("TR",),
    "TBody": ("TR",),
    "TFoot": ("TR",),
    "TR": ("TH", "TD"),
    "TOC": ("TOC", "TOCI", "Caption"),
}
# Source: ISO 32000-1, tables 347 and 349.
_NUMBERINGS = frozenset(
    (
        *("None", "Disc", "Circle", "Square", "Decimal"),
        *("UpperRoman", "LowerRoman", "UpperAlpha", "LowerAlpha"),
    )
)
_SCOPES = ("Row", "Column", "Both")
_TOLERANCE_PT = 1
# Source: RFC 5646, 2.1, without the tags that were grandfathered.
_LANGUAGE_TAG = re.compile(
    r"""(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})      # language
        (?:-[a-z]{4})? (?:-(?:[a-z]{2}|\d{3}))?          # script, region
        (?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*              # variants
        (?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*                # extensions
        (?:-x(?:-[a-z\d]{1,8})+)?                        # private use
      | x(?:-[a-z\d]{1,8})+""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def rule_mark_info(document: TagDocument) -> Iterator[TagFault]:
    """Require the document to say that it is tagged."""
    if not document.catalog.is_marked:
        yield TagFault("mark-info", "/MarkInfo does not say that the file is tagged")


def rule_document_lang(document: TagDocument) -> Iterator[TagFault]:
    """Require the document to have a language."""
    if not document.catalog.lang:
        yield TagFault("document-lang", "the file has no /Lang")


def rule_title(document: TagDocument) -> Iterator[TagFault]:
    """Require the document to have a title."""
    if not document.catalog.title:
        yield TagFault("document-title", "the file's metadata has no dc:title")


def rule_display_title(document: TagDocument) -> Iterator[TagFault]:
    """Require a window to show the title, not the name of the file."""
    if not document.catalog.shows_title:
        yield TagFault("display-title", "/DisplayDocTitle is not true")


def rule_langs(document: TagDocument) -> Iterator[TagFault]:
    """Require languages to be well-formed tags."""
    said = [("the file", document.catalog.lang or None)]
    said += [
        (str(item), item.lang) for item in document.tags.elements.values() if item.lang is not None
    ]
    for who, lang in said:
        if lang is not None and not _LANGUAGE_TAG.fullmatch(lang):
            yield TagFault("lang-form", f"{who} has the language {lang!r}")


def rule_types(document: TagDocument) -> Iterator[TagFault]:
    """Require the type of an element to be standard, or the role map to lead to one that is."""
    for element in document.tags.elements.values():
        if element.type not in STANDARD_TYPES:
            yield TagFault("element-type", f"{element} has no standard type")


def rule_nesting(document: TagDocument) -> Iterator[TagFault]:
    """Require items in lists, cells in rows and the like, and nothing else there."""
    elements = document.tags.elements
    for element in elements.values():
        holder = elements.get(element.holder)
        held_by = holder.type if holder else "the root"
        wrong_holder = element.type in _HOLDERS and held_by not in _HOLDERS[element.type]
        if wrong_holder or (held_by in _HELD and element.type not in _HELD[held_by]):
            yield TagFault("element-nesting", f"{element} is in {holder or 'the root'}")


def rule_captions(document: TagDocument) -> Iterator[TagFault]:
    """Require a caption to be the first or the last thing in what it describes."""
    for element in document.tags.elements.values():
        holder = document.tags.elements.get(element.holder)
        if element.type == "Caption" and holder and not _is_at_end(element, holder.kids):
            yield TagFault("caption-place", f"{element} is neither first nor last in {holder}")


def _is_at_end(element: Element, kids: tuple[Kid, ...]) -> bool:
    return ElementKid(element.ref) in (kids[0], kids[-1])


def rule_headings(document: TagDocument) -> Iterator[TagFault]:
    """Require headings to begin with H1, and to go down by one level at most."""
    level = 0
    for element in document.tags.elements.values():
        if len(element.type) == 2 and element.type[0] == "H" and element.type[1].isdigit():
            previous, level = level, int(element.type[1])
            if level > previous + 1:
                after = f"H{previous}" if previous else "no heading"
                yield TagFault("heading-order", f"{element} follows {after}")


def rule_figure_alts(document: TagDocument) -> Iterator[TagFault]:
    """Require words for those who do not see a figure. Source: ISO 14289-1, 7.3."""
    for element in _of_type(document, "Figure"):
        if not element.alt.strip():
            yield TagFault("figure-alt", f"{element} has no /Alt")


def rule_figure_boxes(document: TagDocument) -> Iterator[TagFault]:
    """Require a figure to say where it is on its page. Source: ISO 32000-1, table 344."""
    pages = {page.ref: page for page in document.pages}
    for element in _of_type(document, "Figure"):
        box = element.attributes.box
        page = pages.get(_find_page(document, element) or "")
        if len(box) != 4 or box[0] >= box[2] or box[1] >= box[3]:
            yield TagFault("figure-box", f"{element} has no /BBox from lower left to upper right")
        elif page and not _lies_on(box, page):
            yield TagFault("figure-box", f"the /BBox of {element} leaves page {page.number}")


def _lies_on(box: tuple[float, ...], page: Page) -> bool:
    if len(page.box) != 4:
        return True
    left, right = sorted((page.box[0], page.box[2]))
    bottom, top = sorted((page.box[1], page.box[3]))
    lowest = min(box[0] - left, box[1] - bottom, right - box[2], top - box[3])
    return lowest >= -_TOLERANCE_PT


def _find_page(document: TagDocument, element: Element) -> str | None:
    """Return the page that an element names, or a mark or element in it."""
    waiting = [element]
    seen = {element.ref}
    while waiting:
        current = waiting.pop()
        marks = [kid.page for kid in current.kids if type(kid) is MarkKid]
        page = current.page or next(iter(marks), None)
        if page is not None:
            return page
        inner = [kid.ref for kid in current.kids if type(kid) is ElementKid]
        waiting.extend(document.tags.elements[ref] for ref in inner if ref not in seen)
        seen.update(inner)
    return None


def rule_scopes(document: TagDocument) -> Iterator[TagFault]:
    """Require a header cell to say what it heads. Source: ISO 14289-1, 7.5."""
    for element in _of_type(document, "TH"):
        if element.attributes.scope not in _SCOPES:
            yield TagFault("th-scope", f"{element} has no /Scope")


def rule_headers(document: TagDocument) -> Iterator[TagFault]:
    """Require the headers that a cell names to be header cells of its table."""
    tables: dict[str, str | None] = {}
    ids: defaultdict[str | None, set[bytes | None]] = defaultdict(set)
    cells: list[Element] = []
    for ref, element in document.tags.elements.items():
        tables[ref] = ref if element.type == "Table" else tables.get(element.holder)
        if element.type == "TH":
            ids[tables[ref]].add(element.id)
        if element.attributes.headers:
            cells.append(element)
    for cell in cells:
        for header in cell.attributes.headers:
            if header not in ids[tables[cell.ref]]:
                yield TagFault("table-headers", f"{cell} names {header!r}, no TH of its table")


def rule_list_numbering(document: TagDocument) -> Iterator[TagFault]:
    """Require a list with labels to say how it is numbered. Source: ISO 14289-1, 7.6."""
    elements = document.tags.elements
    labelled = {
        elements[e.holder].holder for e in _of_type(document, "Lbl") if e.holder in elements
    }
    for element in _of_type(document, "L"):
        if element.ref in labelled and element.attributes.numbering not in _NUMBERINGS:
            yield TagFault("list-numbering", f"{element} has labels and no /ListNumbering")


def rule_links(document: TagDocument) -> Iterator[TagFault]:
    """Require a Link to hold the annotation that makes it one. Source: ISO 14289-1, 7.18.5."""
    for element in _of_type(document, "Link"):
        if not any(type(kid) is ObjectKid for kid in element.kids):
            yield TagFault("link-annotation", f"{element} has no annotation")


def rule_annotation_contents(document: TagDocument) -> Iterator[TagFault]:
    """Require words in annotations, but in fields. Source: ISO 14289-1, 7.18.1."""
    for page in document.pages:
        for annotation in page.annotations:
            needs_words = annotation.is_read and annotation.subtype != "Widget"
            if needs_words and not annotation.contents.strip():
                what = f"a {annotation.subtype} on page {page.number} has no /Contents"
                yield TagFault("annotation-contents", what)


def _of_type(document: TagDocument, name: str) -> Iterator[Element]:
    return (element for element in document.tags.elements.values() if element.type == name)


RULES = (
    rule_mark_info,
    rule_document_lang,
    rule_title,
    rule_display_title,
    rule_langs,
    rule_types,
    rule_nesting,
    rule_captions,
    rule_headings,
    rule_figure_alts,
    rule_figure_boxes,
    rule_scopes,
    rule_headers,
    rule_list_numbering,
    rule_links,
    rule_annotation_contents,
)
