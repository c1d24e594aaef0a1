"""Read the facts of a finished PDF back, for the tests: never how it was made.

Texts, sizes, tags, links, artifacts, fonts, outline and metadata. Pages count from 1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import page as page_validation
import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Object, Pdf

from handoutpress.tag_check import check_tags

MM_PER_POINT = 25.4 / 72
Tag = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a PDF says of itself."""

    title: str
    author: str
    subject: str
    keywords: str
    language: str
    pdfua_part: str
    shows_title: bool


@dataclass(frozen=True, slots=True)
class Element:
    """A structure element: its own text and that of all within it, and the pages of both."""

    type: str
    text: str
    pages: tuple[int, ...]
    attributes: dict[str, object]
    language: str | None
    alt: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """A link annotation, and the type of the element to which the ParentTree leads from it."""

    page: int
    target: str
    contents: str
    flags: int
    element: str
    box: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Artifact:
    """A text that is not read aloud."""

    page: int
    type: str
    subtype: str
    text: str


@dataclass(frozen=True, slots=True)
class Font:
    """A font of the file."""

    name: str
    is_embedded: bool
    is_subset: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """The text of a stretch of marked content."""

    page: int
    tag: str
    properties: Dictionary
    text: str


def find_faults(pdf: bytes) -> list[str]:
    """Return what the tag check and the rules of PDF/UA-1 say against a PDF."""
    report = page_validation.validate_pdf_bytes(
        pdf,
        profile=page_validation.ValidationProfile.PDF_UA_1,
        limits=page_validation.SafetyLimits(max_reference_depth=2000),  # hundreds of bookmarks
    )
    broken = [f"{failure.rule_id}: {failure.message}" for failure in report.failures]
    return [*map(str, check_tags(pdf)), *broken]


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page as a viewer finds it, its spaces made one."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return [" ".join(text.split()) for text in texts]


def text_sizes(pdf: bytes) -> Counter[float]:
    """Return how many texts there are of each size in points, those in drawn pages too."""
    kinds = (pypdfium2.raw.FPDF_PAGEOBJ_TEXT,)
    with pypdfium2.PdfDocument(pdf) as document:
        return Counter(
            round(float(text.get_font_size()) * abs(text.get_matrix().d), 1)
            for page in document
            for text in page.get_objects(filter=kinds, max_depth=5)
        )


def page_sizes_mm(pdf: bytes) -> list[tuple[float, float]]:
    """Return width and height of each page in millimetres, to a tenth."""
    with pypdfium2.PdfDocument(pdf) as document:
        sizes = [page.get_size() for page in document]
    return [
        (round(width * MM_PER_POINT, 1), round(height * MM_PER_POINT, 1)) for width, height in sizes
    ]


def drawn_boxes(pdf: bytes, page: int = 1) -> list[tuple[float, ...]]:
    """Return left, bottom, right and top of each path and picture on a page, in points."""
    kinds = (pypdfium2.raw.FPDF_PAGEOBJ_PATH, pypdfium2.raw.FPDF_PAGEOBJ_IMAGE)
    with pypdfium2.PdfDocument(pdf) as document:
        return [tuple(found.get_bounds()) for found in document[page - 1].get_objects(filter=kinds)]


def outline(pdf: bytes) -> list[tuple[int, str, int]]:
    """Return level (from 0), title and page of each bookmark."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            (item.level, item.get_title(), item.get_dest().get_index() + 1)
            for item in document.get_toc()
        ]


def metadata(pdf: bytes) -> Metadata:
    """Return what a PDF says of itself; title and part from XMP, the rest from the catalog."""
    with pikepdf.open(BytesIO(pdf)) as opened, opened.open_metadata() as xmp:
        return Metadata(
            title=str(xmp.get("dc:title", "")),
            author=str(opened.docinfo.get("/Author", "")),
            subject=str(opened.docinfo.get("/Subject", "")),
            keywords=str(opened.docinfo.get("/Keywords", "")),
            language=str(opened.Root.get("/Lang", "")),
            pdfua_part=str(xmp.get("pdfuaid:part", "")),
            shows_title=bool(opened.Root.ViewerPreferences.get("/DisplayDocTitle", False)),
        )


def fonts(pdf: bytes) -> list[Font]:
    """Return the fonts of all pages, sorted by their names without the tags of subsets."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        found = {
            str(font.BaseFont): font
            for page in opened.pages
            for font in page.Resources.get("/Font", {}).values()
        }
        return sorted(map(_read_font, found.values()), key=lambda font: font.name)


def _read_font(font: Object) -> Font:
    tag, _, name = str(font.BaseFont)[1:].rpartition("+")
    descriptor = font.DescendantFonts[0].FontDescriptor
    is_embedded = any(key in descriptor for key in ("/FontFile2", "/FontFile3"))
    return Font(name, is_embedded, re.fullmatch("[A-Z]{6}", tag) is not None)


def tag_tree(pdf: bytes) -> Tag:
    """Return the structure tree as nested tuples: the type, then texts and elements in order."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        reader = _TreeReader(opened)
        return reader.read_tag(opened.Root.StructTreeRoot.K[0])


def elements(pdf: bytes, *types: str) -> list[Element]:
    """Return the elements of these types, in reading order."""
    names = {f"/{type_}" for type_ in types}
    with pikepdf.open(BytesIO(pdf)) as opened:
        reader = _TreeReader(opened)
        return [reader.read_element(found) for found in reader.walk() if str(found.S) in names]


def read_aloud(pdf: bytes) -> str:
    """Return all text in the order of the structure tree, with a space between two runs."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        reader = _TreeReader(opened)
        return " ".join(text for text, _ in reader.texts(opened.Root.StructTreeRoot.K[0]))


def element_ids(pdf: bytes) -> list[str]:
    """Return the IDs of all elements."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [str(found.ID) for found in _TreeReader(opened).walk() if "/ID" in found]


def links(pdf: bytes) -> list[Link]:
    """Return the link annotations, page by page."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        numbers = list(opened.Root.StructTreeRoot.ParentTree.Nums)
        owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        return [
            _read_link(number, annotation, owners[int(annotation.StructParent)])
            for number, page in enumerate(opened.pages, start=1)
            for annotation in page.get("/Annots", [])
        ]


def _read_link(page: int, annotation: Object, owner: Object) -> Link:
    target = annotation.A.URI if "/A" in annotation else annotation.Dest
    return Link(
        page=page,
        target=str(target),
        contents=str(annotation.Contents),
        flags=int(annotation.get("/F", 0)),
        element=str(owner.S)[1:],
        box=tuple(float(value) for value in annotation.Rect),
    )


def count_link_objects(pdf: bytes) -> int:
    """Return how many link annotations the file holds, on a page or not."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        found = [item for item in opened.objects if isinstance(item, Dictionary)]
        return sum(item.get("/Subtype") == Name.Link for item in found)


def identifier(pdf: bytes) -> str:
    """Return the identifier of a file in hexadecimal digits, "" where it has none."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return bytes(opened.trailer.ID[0]).hex() if "/ID" in opened.trailer else ""


def artifacts(pdf: bytes) -> list[Artifact]:
    """Return the texts that are not read aloud, page by page as they are painted."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [
            Artifact(
                run.page,
                str(run.properties.get("/Type", "/"))[1:],
                str(run.properties.get("/Subtype", "/"))[1:],
                run.text,
            )
            for run in _read_runs(opened)
            if run.tag == "/Artifact" and run.text
        ]


def marked_texts(pdf: bytes) -> dict[tuple[int, int], str]:
    """Return the text of each mark by page and MCID."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return _texts_by_mark(opened)


def _texts_by_mark(pdf: Pdf) -> dict[tuple[int, int], str]:
    runs = [run for run in _read_runs(pdf) if "/MCID" in run.properties]
    return {(run.page, int(run.properties.MCID)): run.text for run in runs}


class _TreeReader:
    """Read elements, with the texts of their marks."""

    def __init__(self, pdf: Pdf) -> None:
        self._root = pdf.Root.StructTreeRoot
        self._pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        self._texts = _texts_by_mark(pdf)

    def walk(self) -> Iterator[Object]:
        waiting = list(self._root.K)
        while waiting:
            element = waiting.pop(0)
            yield element
            waiting[:0] = [kid for kid in element.K if _is_element(kid)]

    def texts(self, element: Object) -> Iterator[tuple[str, int]]:
        """Yield each text of an element and of those within it, and its page."""
        for kid in element.K:
            if _is_element(kid):
                yield from self.texts(kid)
            elif (mark := self._mark_of(kid, element)) is not None:
                yield self._texts[mark], mark[0]

    def read_tag(self, element: Object) -> Tag:
        parts: list[object] = []
        for kid in element.K:
            if _is_element(kid):
                parts.append(self.read_tag(kid))
                continue
            mark = self._mark_of(kid, element)
            text = "" if mark is None else self._texts[mark]
            if parts and isinstance(parts[-1], str):
                parts[-1] += text
            elif text:
                parts.append(text)
        return (str(element.S)[1:], *parts)

    def read_element(self, element: Object) -> Element:
        found = list(self.texts(element))
        return Element(
            type=str(element.S)[1:],
            text="".join(text for text, _ in found),
            pages=tuple(sorted({number for _, number in found})),
            attributes={key[1:]: _plain(value) for key, value in element.get("/A", {}).items()},
            language=str(element.Lang) if "/Lang" in element else None,
            alt=str(element.Alt) if "/Alt" in element else None,
        )

    def _mark_of(self, kid: Object | int, element: Object) -> tuple[int, int] | None:
        if isinstance(kid, int):
            return self._pages[element.Pg.objgen], kid
        if kid.get("/Type") == Name.MCR:
            return self._pages[kid.Pg.objgen], int(kid.MCID)
        return None


def _is_element(kid: object) -> bool:
    return isinstance(kid, Dictionary) and "/S" in kid


def _plain(value: object) -> object:
    if isinstance(value, Array):
        return tuple(float(item) for item in value)
    return str(value)[1:] if isinstance(value, Name) else value


def _read_runs(pdf: Pdf) -> Iterator[_Run]:
    for number, page in enumerate(pdf.pages, start=1):
        yield from _read_page(number, page)


def _read_page(number: int, page: pikepdf.Page) -> Iterator[_Run]:
    """Yield the runs of a page; text belongs to the innermost mark around it."""
    open_runs: list[tuple[str, Dictionary, list[str]]] = []
    characters: dict[str, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            properties = operands[1] if name == "BDC" else Dictionary()
            open_runs.append((str(operands[0]), properties, []))
        elif name == "EMC":
            tag, properties, texts = open_runs.pop()
            yield _Run(number, tag, properties, "".join(texts))
        elif name == "Tf":
            characters = _read_to_unicode(page.Resources.Font[operands[0]])
        elif name in ("Tj", "TJ"):
            open_runs[-1][2].append(_decode(operands[0], characters))


def _decode(shown: Object, characters: dict[str, str]) -> str:
    strings = [item for item in shown if isinstance(item, pikepdf.String)]
    codes = (code for string in strings for code in re.findall("....", bytes(string).hex()))
    return "".join(characters[code] for code in codes)


def _read_to_unicode(font: Object) -> dict[str, str]:
    pairs = re.findall(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]*)>", font.ToUnicode.read_bytes())
    return {
        code.decode().lower(): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in pairs
    }
