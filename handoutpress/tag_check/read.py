"""Read a finished PDF once, into the plain values that the rules of its tag tree look at.

Judges nothing; what has a wrong type or leads nowhere becomes an empty value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from xml.etree import ElementTree

from handoutpress.tag_check.destinations import read_destinations
from handoutpress.tag_check.elements import read_tag_tree
from handoutpress.tag_check.model import Catalog, Element, MarkKid, TagDocument
from handoutpress.tag_check.objects import PdfObjects
from handoutpress.tag_check.pages import read_pages

# Source: ISO 32000-1, 14.3.2 (metadata streams); ISO 14289-1, 7.1 (dc:title).
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def read_document(pdf: bytes) -> TagDocument:
    """Return what the rules need of a PDF.

    Raises: UnreadablePdfError, when it is damaged or encrypted.
    """
    objects = PdfObjects(pdf)
    root = objects.entries(objects.trailer.get("/Root"))
    tree = read_pages(objects, root.get("/Pages"))
    tags = read_tag_tree(objects, root.get("/StructTreeRoot"))
    document = TagDocument(
        catalog=_read_catalog(objects, root),
        pages=tree.pages,
        streams=tree.streams,
        misshapen_pages=tree.misshapen,
        tags=tags,
        claims=_find_claims(tags.elements),
        destinations=read_destinations(objects, root, tree.pages),
    )
    objects.require_no_warning()
    return document


def _read_catalog(objects: PdfObjects, root: Mapping[str, object]) -> Catalog:
    marks = objects.entries(root.get("/MarkInfo"))
    preferences = objects.entries(root.get("/ViewerPreferences"))
    return Catalog(
        is_marked=objects.value(marks.get("/Marked")) is True,
        lang=objects.text(root.get("/Lang")),
        title=_read_title(objects.stream(root.get("/Metadata")) or b""),
        shows_title=objects.value(preferences.get("/DisplayDocTitle")) is True,
    )


def _read_title(metadata: bytes) -> str:
    try:
        title = ElementTree.fromstring(metadata).find(f".//{_TITLE}")
    except (ElementTree.ParseError, ValueError, LookupError):  # not XML; unknown encodings
        return ""
    return "" if title is None else "".join(title.itertext()).strip()


def _find_claims(
    elements: Mapping[str, Element],
) -> dict[tuple[str | None, int], tuple[str, ...]]:
    """Return which elements claim each MCID of each stream."""
    claims: defaultdict[tuple[str | None, int], tuple[str, ...]] = defaultdict(tuple)
    for ref, element in elements.items():
        for kid in element.kids:
            if type(kid) is MarkKid:
                claims[kid.stream, kid.mcid] += (ref,)
    return dict(claims)
