"""What a combined PDF has kept of its parts: counted in the file, whoever made it.

Measures no time. What an element is and where it is reached from is read by our own tag check.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate

import page as page_validation
import pikepdf

from handoutpress.combine import Part
from handoutpress.tag_check import check_tags
from handoutpress.tag_check.model import Destination, TagDocument
from handoutpress.tag_check.objects import UnreadablePdfError
from handoutpress.tag_check.read import read_document

CLAIM = b"pdfuaid:part"
# The page of a link and its name there, and the page to which it leads. All count from 1.
Place = tuple[int, str]
Links = dict[Place, int]


@dataclass(frozen=True, slots=True)
class Kept:
    """Counts of what a PDF has.

    Tags are those in its tree; marks those on pages that lead to their tag, which leads back; links
    those that lead to the page that is meant, in their own part or of another one; items of the
    outline those that lead to a page. `claims` tells whether it says that it is PDF/UA. Faults are
    those that the tag check finds, broken rules those of PDF/UA-1 that page-validation names.
    """

    tags: int
    marks: int
    links: int
    outline_items: int
    claims: bool
    faults: int
    broken_rules: int
    is_damaged: bool = False

    def describe(self, whole: Kept) -> str:
        """Say what is kept of all that the parts have together."""
        claim = "claims PDF/UA" if self.claims else "claims no PDF/UA"
        damage = "damaged, and mended to be read; " if self.is_damaged else ""
        return (
            f"{damage}of {whole.tags:,} tags {self.tags:,} are in its tree; {self.marks:,} of "
            f"{whole.marks:,} marks lead to theirs; {self.links:,} of {whole.links:,} links lead "
            f"where they should; outline of {self.outline_items:,} items, {whole.outline_items:,} "
            f"in the parts; {claim}; {self.faults:,} faults of tags, {self.broken_rules:,} rules "
            "of PDF/UA-1 broken"
        )


def count_parts(parts: Sequence[Part]) -> Kept:
    """Return what the parts have together."""
    documents = [read_document(part.pdf) for part in parts]
    return Kept(
        tags=sum(len(each.tags.elements) for each in documents),
        marks=sum(map(_count_marks, documents)),
        links=len(_expect_links(parts)),
        outline_items=sum(map(_count_outline, documents)),
        claims=all(_claims(part.pdf) for part in parts),
        faults=sum(len(check_tags(part.pdf)) for part in parts),
        broken_rules=sum(_count_broken_rules(part.pdf) for part in parts),
    )


def count_kept(combined: bytes, parts: Sequence[Part]) -> Kept:
    """Return what a PDF of all the parts' pages, in their order, has of them."""
    mended = _mend(combined)
    document = read_document(mended)
    found = _list_links(document, first_page=0)
    wanted = _expect_links(parts)
    return Kept(
        tags=len(document.tags.elements),
        marks=_count_marks(document),
        links=sum(found.get(where) == target for where, target in wanted.items()),
        outline_items=_count_outline(document),
        claims=_claims(mended),
        faults=len(check_tags(mended)),
        broken_rules=_count_broken_rules(mended),
        is_damaged=mended is not combined,
    )


def _mend(pdf: bytes) -> bytes:
    """Return a PDF that can be read: itself, or what qpdf makes of it."""
    try:
        read_document(pdf)
    except UnreadablePdfError:
        mended = BytesIO()
        with pikepdf.open(BytesIO(pdf)) as opened:
            opened.save(mended)
        return mended.getvalue()
    return pdf


def _count_marks(document: TagDocument) -> int:
    """Return how many marks lead through the parent tree to the one element that claims them."""
    slots = dict(document.tags.parent_tree.pairs)
    count = 0
    for ref, stream in document.streams.items():
        own = slots.get(stream.key) if stream.key is not None else None
        owners = own if isinstance(own, tuple) else ()
        for mcid in stream.content.mcids:
            owner = owners[mcid] if mcid < len(owners) else None
            is_reached = owner in document.tags.elements
            count += is_reached and document.claims.get((ref, mcid)) == (owner,)
    return count


def _expect_links(parts: Sequence[Part]) -> Links:
    """Return to which page, counted through all parts, each link to one of them should lead."""
    wanted: Links = {}
    documents = [read_document(part.pdf) for part in parts]
    first_pages = list(accumulate((len(each.pages) for each in documents), initial=0))
    starts = {part.path: first for part, first in zip(parts, first_pages, strict=False)}
    for part, document, first_page in zip(parts, documents, first_pages, strict=False):
        wanted |= _list_links(document, first_page)
        for place, path in _iter_files(part, first_page):
            if path in starts:
                wanted[place] = starts[path] + 1
    return wanted


def _list_links(document: TagDocument, first_page: int) -> Links:
    """Return where each link inside a file leads; pages are counted from `first_page`."""
    numbers = {page.ref: page.number + first_page for page in document.pages}
    links: Links = {}
    for found in document.destinations.found:
        link, is_link, page = found.where.partition(" on page ")
        target = _find_page(document, found)
        if is_link and target in numbers:
            links[int(page) + first_page, link] = numbers[target]
    return links


def _iter_files(part: Part, first_page: int) -> Iterator[tuple[Place, str]]:
    """Yield the links that lead to files beside a part, and the path of the file."""
    folder = posixpath.dirname(part.path)
    with pikepdf.open(BytesIO(part.pdf)) as pdf:
        for page_number, page in enumerate(pdf.pages, start=first_page + 1):
            for number, annotation in enumerate(page.get("/Annots", ()), start=1):
                address = str(annotation.A.URI) if "/URI" in annotation.get("/A", "") else ":"
                if ":" not in address:
                    path = posixpath.normpath(posixpath.join(folder, address))
                    yield (page_number, f"link {number}"), path


def _find_page(document: TagDocument, found: Destination) -> str | None:
    if found.name is not None:
        return document.destinations.named.get(found.name)
    return found.page


def _count_outline(document: TagDocument) -> int:
    pages = {page.ref for page in document.pages}
    return sum(
        found.where.startswith("outline item") and _find_page(document, found) in pages
        for found in document.destinations.found
    )


def _claims(pdf: bytes) -> bool:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return "/Metadata" in opened.Root and CLAIM in opened.Root.Metadata.read_bytes()


def _count_broken_rules(pdf: bytes) -> int:
    report = page_validation.validate_pdf_bytes(
        pdf, profile=page_validation.ValidationProfile.PDF_UA_1
    )
    return len({failure.rule_id for failure in report.failures})
