"""Make a PDF that somebody else made fit to stand beside others: what shows stays as it shows.

What runs, is attached, or is filled in on a screen has no place in a booklet; that it is gone is
said in a note. Our own PDFs pass as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pikepdf
from pikepdf import Array, Dictionary, Name, Page, Pdf, Stream

from handoutpress.combine.foreign.actions import ActionLog, find_link_target
from handoutpress.combine.foreign.forms import draw_missing, flatten, has_signature, is_print_only
from handoutpress.combine.foreign.opening import ANEW, DAMAGE, Opened, open_pdf
from handoutpress.combine.foreign.outlines import rebuild_outline
from handoutpress.combine.foreign.page_state import settle
from handoutpress.combine.foreign.places import Places
from handoutpress.combine.parts import Part
from handoutpress.errors import RenderError

# Source: ISO 14289-1, 5: where a file claims PDF/UA, and which part of it.
UA_PART = "{http://www.aiim.org/pdfua/ns/id/}part"
# What a PDF of ours holds, and what is kept of others. Source: ISO 32000-1, tables 28, 30 and 31.
OUR_CATALOG = frozenset(
    (
        *("/Type", "/Pages", "/Metadata", "/StructTreeRoot", "/MarkInfo", "/Lang"),
        *("/ViewerPreferences", "/Outlines", "/Names", "/PageMode", "/PageLayout"),
        *("/PageLabels", "/Version", "/Extensions", "/Dests"),
    )
)
KEPT_CATALOG = frozenset(
    (
        *("/Type", "/Pages", "/Metadata", "/StructTreeRoot", "/MarkInfo", "/Lang"),
        *("/Outlines", "/OCProperties"),
    )
)
KEPT_PAGE = frozenset(
    (
        *("/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox"),
        *("/ArtBox", "/Contents", "/Rotate", "/Group", "/Annots", "/StructParents", "/Tabs"),
        "/UserUnit",
    )
)
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
# Annotations that are kept: links, and marks on the page. Source: ISO 32000-1, table 169.
MARKS = frozenset(
    (
        *("/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine"),
        *("/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink"),
        *("/Popup", "/Redact", "/Watermark", "/PrinterMark"),
    )
)
# Viewers assume Letter. Source: ISO 32000-1, table 30 requires it; PDFium, CPDF_Page.
USUAL_PAGE = (0, 0, 612, 792)
_KEYS_OF_TAGS = ("/StructParent", "/StructParents")
# Attached files, data of other programs, and actions on events may hang on any object.
# Source: ISO 32000-1, 12.6.3 and 14.5; ISO 32000-2, 14.13.
_KEYS_LEFT_OUT = ("/AF", "/PieceInfo", "/AA")


@dataclass(frozen=True, slots=True)
class Prepared:
    """The bytes of a part as they are combined; `is_tagged` when its tags come along."""

    pdf: bytes
    is_tagged: bool
    notes: tuple[str, ...] = ()


def prepare(part: Part) -> Prepared:
    """Prepare the PDF of a part.

    Kept: pages with all that they show, links within it and to the web, marks (highlights and
    notes), the outline, layers, and the tags of a PDF/UA-1. Form fields and the icons of what is
    attached become part of the page. A tagged PDF that does not claim PDF/UA-1 counts as not
    tagged, and so does one whose tagged annotations had to become part of the page.

    Raises:
        RenderError: it is no PDF, cut off or locked, has no page, or cannot be shown here.
    """
    opened = open_pdf(part)
    try:
        with opened.pdf as pdf:
            if opened.is_as_it_came and part.has_sound_tags and _is_ours(pdf):
                return Prepared(part.pdf, is_tagged=True)
            return _Cleaning(part, opened).run()
    except DAMAGE as error:
        raise RenderError(
            f"{part.name} is no sound PDF ({type(error).__name__}); {ANEW}"
        ) from error


def _is_ours(pdf: Pdf) -> bool:
    """Tell whether a PDF has nothing that ours never have."""
    root = pdf.Root
    names = root.get("/Names", Dictionary())
    return (
        _claims_tags(pdf)
        and root.keys() <= OUR_CATALOG
        and names.keys() <= {"/Dests"}
        and all(page.obj.keys() <= KEPT_PAGE for page in pdf.pages)
        and all(_is_plain_link(each) for page in pdf.pages for each in _annotations(page))
    )


def _is_plain_link(annotation: Dictionary) -> bool:
    action = annotation.get("/A", Dictionary(S=Name.GoTo))
    is_plain = action.get("/S") in (Name.URI, Name.GoTo) and "/Next" not in action
    return annotation.get("/Subtype") == Name.Link and is_plain and "/AA" not in annotation


def _claims_tags(pdf: Pdf) -> bool:
    """Tell whether a PDF has a tag tree and claims to be PDF/UA-1."""
    tree, metadata = pdf.Root.get("/StructTreeRoot"), pdf.Root.get("/Metadata")
    if not (isinstance(tree, Dictionary) and "/ParentTree" in tree):
        return False
    return isinstance(metadata, Stream) and "1" in _read_claims(metadata.read_bytes())


def _read_claims(metadata: bytes) -> list[str]:
    try:
        found = list(ElementTree.fromstring(metadata).iter())
    except (ElementTree.ParseError, ValueError, LookupError):  # not XML; unknown encodings
        return []
    texts = [each.text or "" for each in found if each.tag == UA_PART]
    return [text.strip() for text in (*texts, *(each.get(UA_PART, "") for each in found))]


def _annotations(page: Page) -> Iterator[Dictionary]:
    found = page.obj.get("/Annots")
    for each in found if isinstance(found, Array) else ():
        if isinstance(each, Dictionary):
            yield each


class _Cleaning:
    """One PDF on its way through."""

    def __init__(self, part: Part, opened: Opened) -> None:
        self._name = part.name
        self._pdf = opened.pdf
        self._notes = list(opened.notes)
        self._actions = ActionLog()
        self._was_tagged = part.has_sound_tags and _claims_tags(opened.pdf)
        self._is_tagged = self._was_tagged
        self._has_fields = self._has_signature = self._has_print_only = False
        self._has_files = self._has_dead_links = False
        self._places = Places(opened.pdf)

    def run(self) -> Prepared:
        pdf = self._pdf
        self._refuse_what_is_not_shown()
        _hand_down(pdf)
        drawn = draw_missing(pdf, self._name)
        self._actions.watch_catalog(pdf)
        self._has_files = "/EmbeddedFiles" in pdf.Root.get("/Names", {}) or "/AF" in pdf.Root
        for page in pdf.pages:
            self._clean_page(page)
        rebuild_outline(pdf, self._places, self._actions)
        _keep(pdf.Root, KEPT_CATALOG)
        _line_up_pages(pdf)
        if not self._is_tagged:
            _keep(pdf.Root, KEPT_CATALOG - {"/StructTreeRoot", "/MarkInfo"})
        self._sweep()
        pdf.remove_unreferenced_resources()  # here, where what fails is told of this part
        return Prepared(_save(pdf), self._is_tagged, (*self._notes, *self._tell(drawn)))

    def _refuse_what_is_not_shown(self) -> None:
        """Refuse what shows a page that says "use another program" instead of its content.

        Source: ISO 32000-1, 12.3.5 (portfolios), 12.7.8 and table 28, NeedsRendering (XFA forms).
        """
        if not len(self._pdf.pages):
            raise RenderError(f"{self._name} has no page; leave it out")
        if "/Collection" in self._pdf.Root:
            raise RenderError(
                f"{self._name} is a portfolio, a cover with files attached to it; save these "
                "files, and add them one by one"
            )
        if self._pdf.Root.get("/NeedsRendering", False):
            raise RenderError(
                f"{self._name} is a form that only Adobe's programs show (XFA); open it there, "
                "print it to a new PDF, then try again"
            )

    def _clean_page(self, page: Page) -> None:
        self._actions.watch(page.obj)
        _keep(page.obj, KEPT_PAGE)
        if "/MediaBox" not in page.obj:
            page.obj.MediaBox = Array(USUAL_PAGE)
        kept: list[Any] = []
        gone: list[Any] = []
        for annotation in map(self._pdf.make_indirect, list(_annotations(page))):
            (kept if self._keeps(annotation) else gone).append(annotation)
        settle(page)
        flatten(self._pdf, page, gone)
        for annotation in gone:
            self._leave_out(annotation)
        page.obj.Annots = Array(kept)
        if not kept:
            del page.obj.Annots

    def _keeps(self, annotation: Any) -> bool:
        """Tell whether an annotation stays one; what runs is taken from it."""
        self._actions.watch(annotation)
        kind = str(annotation.get("/Subtype"))
        if kind == "/Link":
            return find_link_target(annotation, self._places)
        for key in ("/A", "/AA"):
            if key in annotation:
                del annotation[key]
        return kind in MARKS

    def _leave_out(self, annotation: Any) -> None:
        kind = annotation.get("/Subtype")
        self._has_fields |= kind == Name.Widget
        self._has_signature |= has_signature(annotation)
        self._has_files |= kind == Name.FileAttachment
        self._has_dead_links |= kind == Name.Link
        self._has_print_only |= is_print_only(annotation)
        if "/StructParent" in annotation:
            self._is_tagged = False
        _keep(annotation, ())

    def _sweep(self) -> None:
        """Take from all objects what may hang on any, so that it is not copied with them."""
        keys = _KEYS_LEFT_OUT if self._is_tagged else (*_KEYS_LEFT_OUT, *_KEYS_OF_TAGS)
        for found in self._pdf.objects:
            if isinstance(found, Dictionary | Stream):
                for key in keys:
                    if key in found:
                        self._has_files |= key == "/AF"
                        del found[key]

    def _tell(self, drawn: int) -> Iterator[str]:
        it = self._name
        if self._was_tagged and not self._is_tagged:
            yield f"{it} was tagged, but its tags name fields or links that are left out"
        if self._has_fields:
            yield f"{it} is a form: it shows what was filled in, and no more can be on the screen"
        if drawn:
            yield f"{it} did not show all that was filled in, so it was drawn anew: look at it"
        if self._has_print_only:
            yield f"{it} had fields that show on paper alone, not on the screen: left out"
        if self._has_signature:
            yield f"{it} was signed digitally, which holds only for the file itself: keep that"
        if self._actions.runs:
            names = ", ".join(sorted(self._actions.runs))
            yield f"{it} would run something when it is opened or clicked ({names}): left out"
        if self._has_files:
            yield f"{it} had files attached to it: left out"
        if self._has_dead_links:
            yield f"{it} had links that lead to other files or nowhere: left out"


def _keep(holder: Any, keys: Iterable[str]) -> None:
    for key in set(holder.keys()).difference(keys):
        del holder[key]


def _hand_down(pdf: Pdf) -> None:
    """Give each page what it inherits. Source: ISO 32000-1, 7.7.3.4."""
    waiting: list[tuple[Any, dict[str, Any]]] = [(pdf.Root.Pages, {})]
    while waiting:
        node, inherited = waiting.pop()
        inherited = inherited | {key: node[key] for key in INHERITED if key in node}
        if node.get("/Type") == Name.Page:
            for key, value in inherited.items():
                node[key] = value
        waiting += [(kid, inherited) for kid in node.get("/Kids", ())]


def _line_up_pages(pdf: Pdf) -> None:
    """Put all pages below one node, however deep they were; each has what it inherited."""
    pages = [page.obj for page in pdf.pages]
    node = pdf.make_indirect(Dictionary(Type=Name.Pages, Count=len(pages), Kids=Array(pages)))
    for page in pages:
        page.Parent = node
    pdf.Root.Pages = node


def _save(pdf: Pdf) -> bytes:
    saved = BytesIO()
    pdf.save(
        saved,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        compress_streams=False,
        deterministic_id=True,
    )
    return saved.getvalue()
