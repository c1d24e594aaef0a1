"""Build a small sound tagged PDF for the tests, and find its parts again to break them.

Two pages: headings, a paragraph over both pages, a list, a table with headers and a class, figures,
links to the web and within the file, artifacts, a form XObject with a tag of its own, a role map,
an outline, and named destinations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

_XMP = b"""<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><pdfuaid:part>1</pdfuaid:part>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Two pages</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""

_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange
1 beginbfchar <78> <0078> endbfchar
endcmap CMapName currentdict /CMap defineresource pop end end"""

TEXT = b"BT /F 12 Tf 50 %d Td (xx) Tj ET"
PATH = b"100 400 80 40 re f"
INLINE_IMAGE = b"q 20 0 0 20 300 400 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"
ARTIFACT = b"/Artifact <</Type /Pagination>> BDC %s EMC"
Kid = Object | int


def build_sound_pdf() -> bytes:
    """Return the PDF; no rule of the tag check and no rule of PDF/UA-1 is broken in it."""
    pdf = Pdf.new()
    _Writer(pdf).write()
    return write_as_is(pdf)


def change(pdf: bytes, mutate: Callable[[Pdf], object]) -> bytes:
    """Return the PDF with one change in it."""
    with pikepdf.open(BytesIO(pdf), inherit_page_attributes=False) as opened:
        mutate(opened)
        return write_as_is(opened)


def write_as_is(pdf: Pdf) -> bytes:
    """Write all objects as they are; `Pdf.save` mends the page tree and drops what is unused."""
    written = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number in range(1, len(pdf.objects) + 1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, _unparse(pdf.get_object(number, 0)))
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = Dictionary(Root=pdf.Root, Size=len(offsets) + 1, ID=Array([String("0"), String("0")]))
    return b"%sxref\n0 %d\n0000000000 65535 f \n%strailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (
        *(written, len(offsets) + 1, table, trailer.unparse()),
        len(written),
    )


def _unparse(value: object) -> bytes:
    if isinstance(value, pikepdf.Stream):
        content = value.read_raw_bytes()
        entries = Dictionary({**dict(value.stream_dict.items()), "/Length": len(content)})
        return b"%s\nstream\n%s\nendstream" % (entries.unparse(), content)
    if isinstance(value, Object):
        return value.unparse(resolved=True)
    return b"null" if value is None else str(value).lower().encode()  # true, false, or a number


def elements(pdf: Pdf, kind: str) -> list[Object]:
    """Return the elements of a type, in reading order."""
    wanted = Name(f"/{kind}")
    return [found for found in _walk(pdf.Root.StructTreeRoot.K) if wanted == found.S]


def _walk(node: Object) -> Iterator[Object]:
    for kid in node if isinstance(node, Array) else [node]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from _walk(kid.get("/K", Array()))


class _Writer:
    """Writes the PDF; an element's marks are written to its page as the element is made."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._content: dict[int, list[bytes]] = {0: [], 1: [], 2: []}
        self._slots: dict[int, list[Object]] = {0: [], 1: [], 2: []}
        font = self._make_font()
        resources = pdf.make_indirect(Dictionary(Font=Dictionary(F=font)))
        self._pages = [self._add_page(resources, key) for key in (0, 1)]
        self._form = pdf.make_stream(
            b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 612, 792])
        )
        self._form.Resources = resources
        self._form.StructParents = 2
        image = pdf.make_stream(b"\x80", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
        image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
        resources.XObject = Dictionary(Form=self._form, Image=image)
        resources.Properties = Dictionary(Zeroth=Dictionary(MCID=0))

    def write(self) -> None:
        document = self._write_elements()
        self._root.K = Array([document])
        self._root.RoleMap = Dictionary(Paragraph=Name.Text, Text=Name.P)
        self._root.ClassMap = Dictionary(column=Dictionary(O=Name.Table, Scope=Name.Column))
        self._write_streams()
        self._write_catalog()

    def _make_font(self) -> Object:
        glyph = self._pdf.make_stream(b"500 0 0 0 400 700 d1 0 0 400 700 re f")
        return self._pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type3,
                FontBBox=Array([0, 0, 500, 700]),
                FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
                CharProcs=Dictionary(x=glyph),
                Encoding=Dictionary(Type=Name.Encoding, Differences=Array([120, Name.x])),
                FirstChar=120,
                LastChar=120,
                Widths=Array([500]),
                Resources=Dictionary(),
                ToUnicode=self._pdf.make_stream(_TO_UNICODE),
            )
        )

    def _add_page(self, resources: Object, key: int) -> Object:
        page = self._pdf.add_blank_page(page_size=(612, 792)).obj
        page.Resources, page.StructParents, page.Tabs = resources, key, Name.S
        return page

    def _element(self, kind: str, *kids: Kid, page: int | None = None, **entries: object) -> Object:
        element = self._pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), K=Array(list(kids)), **entries)
        )
        if page is not None:
            element.Pg = self._pages[page]
        for kid in kids:
            if isinstance(kid, Dictionary) and "/S" in kid:
                kid.P = element
        return element

    def _mark(self, stream: int, painted: bytes = TEXT) -> int:
        mcid = len(self._slots[stream])
        operands = b"<</MCID %d>>" % mcid if mcid else b"/Zeroth"
        shown = painted.replace(b"%d", b"%d" % (700 - 30 * mcid))
        self._content[stream].append(b"/Span %s BDC %s EMC" % (operands, shown))
        self._slots[stream].append(self._root)  # until the element is there
        return mcid

    def _leaf(self, kind: str, page: int, painted: bytes = TEXT, **entries: object) -> Object:
        mcid = self._mark(page, painted)
        element = self._element(kind, mcid, page=page, **entries)
        self._slots[page][mcid] = element
        return element

    def _reference(self, stream: int, element_of: list[Object], **entries: object) -> Object:
        mcid = self._mark(stream)
        page = self._pages[min(stream, 1)]
        self._slots[stream][mcid] = element_of[0]
        return Dictionary(Type=Name.MCR, MCID=mcid, Pg=page, **entries)

    def _write_elements(self) -> Object:
        document = self._element(
            "Document",
            self._leaf("H1", 0),
            self._paragraph_over_two_pages(),
            self._list(),
            self._figure(),
            self._leaf("H2", 1, Lang=String("es-MX")),
            self._table(),
            self._link(1, 3, Dest=String("table")),
            self._paragraph_in_form(),
        )
        document.P = self._root
        return document

    def _paragraph_over_two_pages(self) -> Object:
        web = self._link(0, 4, A=Dictionary(S=Name.URI, URI=String("https://example.org")))
        paragraph = self._element("Paragraph", web)
        for stream in (0, 1):
            paragraph.K.append(self._reference(stream, [paragraph]))
        return paragraph

    def _paragraph_in_form(self) -> Object:
        paragraph = self._element("P")
        paragraph.K.append(self._reference(2, [paragraph], Stm=self._form))
        return paragraph

    def _link(self, page: int, key: int, **target: object) -> Object:
        link = self._leaf("Link", page)
        annotation = self._pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([50, 600, 90, 612]),
                Contents=String("A way on"),
                StructParent=key,
                F=4,
                **target,
            )
        )
        link.K.append(Dictionary(Type=Name.OBJR, Obj=annotation, Pg=self._pages[page]))
        self._pages[page].Annots = Array([annotation])
        self._slots[key] = [link]
        return link

    def _list(self) -> Object:
        items = [
            self._element("LI", self._leaf("Lbl", 0), self._element("LBody", self._leaf("P", 0)))
            for _ in range(2)
        ]
        numbering = Dictionary(O=Name.List, ListNumbering=Name.Decimal)
        return self._element("L", *items, A=numbering)

    def _figure(self) -> Object:
        layout = Dictionary(O=Name.Layout, BBox=Array([100, 400, 320, 440]), Placement=Name.Block)
        figure = self._leaf(
            "Figure", 0, PATH + b" " + INLINE_IMAGE, Alt=String("Two boxes"), A=Array([layout, 0])
        )
        caption = self._element("Caption", self._leaf("Span", 0))
        caption.P = figure
        figure.K.append(caption)
        return figure

    def _table(self) -> Object:
        heads = [self._leaf("TH", 1, ID=String(name), C=Name.column) for name in ("day", "pill")]
        own = Dictionary(O=Name.Table, Scope=Name.Row)
        row_head = self._leaf("TH", 1, ID=String("monday"), A=own)
        headers = Array([String("monday"), String("pill")])
        cell = self._leaf("TD", 1, A=Dictionary(O=Name.Table, Headers=headers))
        return self._element(
            "Table",
            self._element("Caption", self._leaf("P", 1)),
            self._element("THead", self._element("TR", *heads)),
            self._element("TBody", self._element("TR", row_head, cell)),
        )

    def _write_streams(self) -> None:
        footer = ARTIFACT % TEXT.replace(b"%d", b"40")
        pictures = ARTIFACT % b"q 9 0 0 9 9 9 cm /Image Do Q"
        for page, number in zip(self._pages, (0, 1), strict=True):
            parts = [*self._content[number], footer, pictures]
            parts += [b"/Form Do"] if number == 1 else []
            page.Contents = self._pdf.make_stream(b"\n".join(parts))
        self._form.write(b"\n".join(self._content[2]))
        self._root.ParentTree = Dictionary(Nums=Array())
        for key, slots in sorted(self._slots.items()):
            self._root.ParentTree.Nums.append(key)
            self._root.ParentTree.Nums.append(slots[0] if key > 2 else Array(slots))
        self._root.ParentTreeNextKey = len(self._slots)

    def _write_catalog(self) -> None:
        root = self._pdf.Root
        root.StructTreeRoot = self._root
        root.MarkInfo = Dictionary(Marked=True)
        root.Lang = String("en-US")
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        root.Metadata = self._pdf.make_stream(_XMP, Type=Name.Metadata, Subtype=Name.XML)
        cells = {str(cell.ID): cell for cell in _walk(self._root.K) if "/ID" in cell}
        listed = [item for name in sorted(cells) for item in (String(name), cells[name])]
        self._root.IDTree = self._pdf.make_indirect(Dictionary(Names=Array(listed)))
        self._write_destinations(root)

    def _write_destinations(self, root: Object) -> None:
        first, second = (Array([page, Name.Fit]) for page in self._pages)
        names = Array([String("table"), second, String("title"), Dictionary(D=first)])
        root.Names = Dictionary(Dests=Dictionary(Names=names))
        root.OpenAction = first
        top = self._pdf.make_indirect(Dictionary(Title=String("Title"), Dest=first))
        table = self._pdf.make_indirect(Dictionary(Title=String("Table"), Prev=top))
        table.A = Dictionary(S=Name.GoTo, D=String("table"))
        top.Next = table
        outline = self._pdf.make_indirect(
            Dictionary(Type=Name.Outlines, First=top, Last=table, Count=2)
        )
        top.Parent = table.Parent = outline
        root.Outlines = outline
