"""Check the PDFs of a handout, and say where in its file what was found belongs.

Reads no file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from handoutpress.compose import current_version_url
from handoutpress.content import CheckSettings, WebLink
from handoutpress.labels import text_direction
from handoutpress.model import Handout
from handoutpress.page_check import Expected, PageFault, check_page
from handoutpress.passages import Script
from handoutpress.rules import Finding
from handoutpress.tag_check import check_tags
from handoutpress.words import iter_parts


@dataclass(frozen=True, slots=True)
class MadePdf:
    """A PDF of a handout that is up to date; `path` is where it lies below the output folder."""

    edition: str
    path: str
    content: bytes = field(repr=False)


def check_pdf(pdf: MadePdf, handout: Handout, settings: CheckSettings) -> tuple[PageFault, ...]:
    """Return what is wrong with the pages of a handout in an edition."""
    return check_page(pdf.content, _expect(pdf, handout, settings))


def place_fault(fault: PageFault, pdf: MadePdf, script: Script) -> Finding:
    """Return what was found on a page as a finding at the top of the handout's file."""
    where = f"{pdf.path}, page {fault.page_number}" if fault.page_number else pdf.path
    return Finding(
        script.origins.top.below("title").place(),
        f"{where}: {fault.what}",
        fault.remedy,
        fault.rule,
        edition=pdf.edition,
        page_number=fault.page_number,
    )


def _expect(pdf: MadePdf, handout: Handout, settings: CheckSettings) -> Expected:
    current = current_version_url(handout, pdf.edition)
    codes = (*_list_links(handout), *((current,) if current else ()))
    return Expected(
        edition=pdf.edition,
        paper=handout.letterhead.paper,
        is_right_to_left=text_direction(handout.language) == "rtl",
        addresses=codes,
        codes=codes,
        tag_faults=tuple(str(fault) for fault in check_tags(pdf.content)),
        email_limit_mb=settings.email_mb,
    )


def _list_links(handout: Handout) -> Iterator[str]:
    """Yield the addresses that are printed with a code."""
    for _, part in iter_parts(handout.manuscript):
        link = getattr(part, "link", None)
        if isinstance(link, WebLink):
            yield link.url
