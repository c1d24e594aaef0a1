"""Find links that cannot be followed: malformed targets, empty areas, nothing to read aloud.

Opens no address. Whether a place in this PDF exists is the tag check's to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from pikepdf import Array, Dictionary, Name, Pdf

from handoutpress.page_check.boxes import read_box
from handoutpress.page_check.values import Box, PageFault, shorten
from handoutpress.rules.page import LINK_FORM

# Source: RFC 3986, 2 (characters) and 2.1 (percent-encoding); ISO 32000-1, 12.6.4.7 (ASCII).
_CHARACTERS = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
# Source: RFC 3986, 3.2.2; RFC 1123, 2.1 (names of hosts); other letters are percent-encoded; IPv4
# and IPv6 are numbers.
_LABEL = r"(?:[A-Za-z0-9]|%[0-9A-Fa-f]{2})(?:(?:[A-Za-z0-9-]|%[0-9A-Fa-f]{2}){0,61}(?<!-))?"
_HOST = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}\.?|[0-9A-Fa-f:.]+")
# Source: RFC 3966, 3: digits and visual separators; short numbers such as 911; extensions.
_PHONE = re.compile(r"\+?[0-9*#().,\-]*[0-9*#][0-9*#().,\-]*(?:;[a-z-]+=[^;]+)*")
# Source: RFC 6068, 2, and RFC 5321, 4.1.2, without what no clinic's address has.
_MAILBOX = re.compile(r"[^@\s/?#]+@[^@\s/?#]+\.[^@\s/?#]+")
# Links between handouts lead to PDFs beside this one.
_BESIDE = re.compile(r"(?:[^/?#:]+/)*[^/?#:]+\.pdf")
# A finger or a pointer needs some room. Source: WCAG 2.2, 2.5.8: 24 px, but for links in a line.
_LEAST_PT = 4.0


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page; `target` is an address, "" for a place in this PDF."""

    page_number: int
    target: str
    has_target: bool
    box: Box | None
    contents: str


def read_links(pdf: Pdf) -> tuple[Link, ...]:
    """Return the links of all pages, page by page."""
    return tuple(
        _read_link(number, each)
        for number, page in enumerate(pdf.pages, start=1)
        for each in _list_annotations(page.obj)
        if each.get("/Subtype") == Name.Link
    )


def _list_annotations(page: Any) -> list[Any]:
    annotations = page.get("/Annots")
    if not isinstance(annotations, Array):
        return []
    return [each for each in annotations if isinstance(each, Dictionary)]


def _read_link(number: int, annotation: Any) -> Link:
    action = annotation.get("/A")
    entries = action if isinstance(action, Dictionary) else Dictionary()
    return Link(
        page_number=number,
        target=str(entries.get("/URI", "")),
        has_target=any(key in entries for key in ("/URI", "/D")) or "/Dest" in annotation,
        box=read_box(annotation.get("/Rect")),
        contents=str(annotation.get("/Contents", "")),
    )


def find_broken_links(links: tuple[Link, ...]) -> Iterator[PageFault]:
    """Yield each link that cannot be followed."""
    for link in links:
        name = shorten(link.target or link.contents or "without words", 60)
        for what, remedy in _find_faults(link):
            yield PageFault(LINK_FORM, f"the link '{name}' {what}", remedy, link.page_number)


def _find_faults(link: Link) -> Iterator[tuple[str, str]]:
    if not link.has_target or (what := find_malformation(link.target)):
        what = what if link.has_target else "leads nowhere"
        yield what, "write a whole address, such as https://example.org/page"
    if link.box is None or min(link.box.width, link.box.height) < _LEAST_PT:
        yield "has no area to touch", "let words stand in the link"
    if not link.contents.strip():
        yield "has nothing that is read aloud", "let words stand in the link"


def find_malformation(target: str) -> str:
    """Return what is wrong with the target of a link, "" where nothing is."""
    if not target:
        return ""
    if not _CHARACTERS.fullmatch(target):
        return "has a space or a sign that no address may have"
    try:
        parts = urlsplit(target)
        return _judge(parts, target)
    except ValueError:  # a port that is no number, a bracket that is not closed
        return "is no address"


def _judge(parts: SplitResult, target: str) -> str:
    match parts.scheme:
        case "http" | "https":
            host = parts.hostname or ""
            is_well_formed = bool(_HOST.fullmatch(host)) and parts.port != 0
            return "" if is_well_formed else "names no server"
        case "tel":
            number = target.partition(":")[2]
            return "" if _PHONE.fullmatch(number) else "is no number to dial"
        case "mailto":
            boxes = parts.path.split(",")
            return "" if all(map(_MAILBOX.fullmatch, boxes)) else "is no address of mail"
        case "":
            return (
                ""
                if _BESIDE.fullmatch(parts.path) and not parts.netloc
                else "is no PDF beside this one"
            )
    return f"begins with '{parts.scheme}:', which no handout may use"
